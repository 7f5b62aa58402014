"""The depth demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "relu-depth"
CLAIMS = 6
CUDA = {"*_error": near(rel=1e-6), "pieces": near(abs=0), "random_pieces": near(rel=0.02)}


@pytest.mark.parametrize("depth", [1, 5, 10])
def test_the_layers_are_a_polyline_through_the_squares(demo: ModuleType, depth: int) -> None:
    x = np.linspace(0, 1, 37)
    knots = np.linspace(0, 1, 2**depth + 1)
    alone = [demo.square_alone(float(value), depth) for value in x]
    assert alone == pytest.approx(np.interp(x, knots, knots**2), abs=1e-12)
    side = demo.one_layer(torch.from_numpy(x), 2**depth)
    assert side.numpy() == pytest.approx(alone, abs=1e-12)


def test_matrices_compute_what_the_librarys_layers_do(demo: ModuleType) -> None:
    knobs = demo.Knobs(depth=3, width=4, runs=2)
    layers = demo.random_layers(knobs, torch.Generator().manual_seed(1))
    x = torch.linspace(-1, 1, 9)
    *_, last = demo.hidden(layers, x)
    for e in range(2):
        h = x[:, None]
        for weights, biases in layers:
            h = torch.relu(torch.nn.functional.linear(h, weights[e], biases[e, :, 0]))
        assert torch.allclose(last[e], h.T, atol=1e-6)


def test_one_hidden_layer_has_a_piece_more_than_units_that_switch(demo: ModuleType) -> None:
    kinks = torch.tensor([-0.5, 0.0, 0.25, 3.0])  # the last one lies outside
    layer = torch.ones(1, 4, 1), -kinks[None, :, None]
    assert demo.pieces([layer], -1, "cpu").tolist() == [[4]]


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 10])
def test_depth_pays_only_from_four_layers_on(demo: ModuleType, depth: int) -> None:
    events = events_of(demo, 0, depth=depth, runs=50)
    lost = [f"At depth {depth}, three ReLUs a layer beat one layer of {3 * depth}"]
    assert broken(events) == (lost if depth < 4 else [])
    assert metrics_of(events)["pieces"] == 2**depth


def test_wide_random_networks_have_no_more_pieces_than_units_either(demo: ModuleType) -> None:
    events = events_of(demo, 1, depth=10, width=16, runs=50)
    assert broken(events) == []
    assert 80 < metrics_of(events)["random_pieces"] < 161


def test_the_last_figure_shows_all_that_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"depth": 5})
    figure, metrics = last_figure(events), metrics_of(events)
    saw, falls, grows = figure.panels
    teeth = np.abs(np.diff(np.sign(np.diff(saw.marks[0].y)))) > 0
    assert teeth.sum() + 1 == metrics["pieces"]
    assert falls.marks[0].y[-1] == metrics["deep_error"]
    assert falls.marks[1].y[15 - 3] == pytest.approx(metrics["shallow_error"])
    assert [float(mark.y[-1]) for mark in grows.marks] == pytest.approx(
        [metrics["pieces"], metrics["random_pieces"]]
    )
    assert "15 ReLUs" in plain(figure.says)
