"""The demo of networks born dead: it computes what it says, its claims break as they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "born-dead"
CLAIMS = 4
CUDA = {"wrong_alone": near(abs=0), "dead_*": near(abs=1e-9)}


@pytest.mark.parametrize("bias", [0.0, 0.5])
def test_networks_die_where_the_librarys_layers_do(demo: ModuleType, bias: float) -> None:
    weights = torch.randn(6, 30, 2, 2, generator=torch.Generator().manual_seed(0)).double()
    alive = torch.stack([*demo.alive_through(weights, bias)])
    assert 5 < (~alive[-1]).sum() < 30
    inputs = torch.tensor(demo.INPUTS).double()[:, None]
    for k in range(30):
        h = inputs
        for layer in range(6):
            weight = weights[layer, k][:, :1] if layer == 0 else weights[layer, k]
            h = torch.relu(torch.nn.functional.linear(h, weight) + bias)
            assert bool((h != h[0]).any()) == bool(alive[layer, k])
        assert demo.dies_at(weights[:, k].tolist(), bias) == int(alive[:, k].sum())


def test_a_network_whose_second_layer_is_negative_dies_there(demo: ModuleType) -> None:
    assert demo.dies_at([[[1.0]], [[-1.0]], [[1.0]]], 0.0) == 1
    assert demo.dies_at([[[1.0]], [[2.0]], [[1.0]]], 0.0) == 3


def test_a_positive_bias_saves_some(demo: ModuleType) -> None:
    without, with_bias = (
        metrics_of(events_of(demo, 0, **demo.SMALL | {"bias": bias})) for bias in (0.0, 0.5)
    )
    assert with_bias["dead_width_4"] < without["dead_width_4"] - 0.2
    assert broken(events_of(demo, 0, **demo.SMALL | {"bias": 0.5})) != []


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"depth": 5})
    (panel,) = last_figure(events).panels
    metrics = metrics_of(events)
    for width, line in zip(demo.WIDTHS, panel.marks, strict=False):
        assert line.y[-1] == metrics[f"dead_width_{width}"]
    assert panel.marks[-1].y == pytest.approx([0, 0.5, 0.75, 0.875, 0.9375])
    assert "With 5 hidden layers" in plain(last_figure(events).says)
