"""The demo of outputs around 0: it computes what it says, its claims break where they should."""

import math
from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "zero-centered"
CLAIMS = 5
CUDA = {"gap_by_hand": below(1e-12), "locked_*": near(abs=0.01), "mean_*": near(abs=1e-9)}


def test_gradients_at_once_are_those_of_one_network_by_hand_and_by_the_library(
    demo: ModuleType,
) -> None:
    generator = torch.Generator().manual_seed(0)
    shapes = (3, 6, 64), (3, 6, 6), (3, 10, 6)
    number = {"generator": generator, "dtype": torch.float64}
    weights = [torch.randn(shape, **number).requires_grad_() for shape in shapes]
    x = torch.rand(3, 64, 5, **number)
    y = torch.randint(10, (3, 5), generator=generator)
    found = demo.gradients(weights, x, y, torch.relu)
    for k in range(3):
        layers = [torch.nn.Linear(*each.shape[:0:-1], bias=False).double() for each in weights]
        for layer, each in zip(layers, weights, strict=True):
            layer.weight.data = each[k].detach().clone()
        net = torch.nn.Sequential(layers[0], torch.nn.ReLU(), layers[1], torch.nn.ReLU(), layers[2])
        torch.nn.functional.cross_entropy(net(x[k].T), y[k]).backward()
        assert torch.allclose(found[k], layers[1].weight.grad, atol=1e-12)
        by_hand = demo.gradient_by_hand(*(each[k].detach() for each in weights), x[k], y[k])
        assert torch.allclose(found[k], by_hand, atol=1e-12)


def test_a_unit_is_locked_if_all_that_moves_moves_one_way(demo: ModuleType) -> None:
    rows = [[1.0, 2.0, 0.0], [-1.0, -2.0, -3.0], [1.0, -1.0, 0.0], [0.0, 0.0, 0.0]]
    assert demo.locked(torch.tensor([rows])) == pytest.approx(2 / 3)  # the last does not move


def test_the_mean_answers_are_the_known_ones(demo: ModuleType) -> None:
    means = demo.mean_answers()
    assert means["relu"] == pytest.approx(1 / math.sqrt(2 * math.pi), rel=1e-8)
    assert means["leaky"] == pytest.approx(0.8 * means["relu"], rel=1e-8)
    assert means["sigmoid"] == pytest.approx(0.5)
    assert means["gelu"] == pytest.approx(1 / (2 * math.sqrt(math.pi)), rel=1e-8)
    assert means["elu"] == pytest.approx(0.160521, abs=1e-6)  # 1/sqrt(2 pi) - 1/2 + sqrt(e) Phi(-1)


def test_large_weights_unlock_sigmoids(demo: ModuleType) -> None:
    fitting, large = (
        metrics_of(events_of(demo, 0, **demo.SMALL | {"scale": scale})) for scale in (1.0, 8.0)
    )
    assert large["locked_sigmoid_64"] < fitting["locked_sigmoid_64"] - 0.1
    told = "In mini-batches of 64, fewer than 1 in 5 ReLUs are (10 networks)"
    assert told not in broken(events_of(demo, 0, **demo.SMALL))


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"width": 10})
    figure, metrics = last_figure(events), metrics_of(events)
    shares, means = figure.panels
    for line, name in zip(shares.marks, demo.ACTIVATIONS, strict=True):
        assert list(line.y) == [metrics[f"locked_{name}_{b}"] for b in demo.SIZES]
    assert list(means.marks[0].heights) == [metrics[f"mean_{name}"] for name in demo.SHIFTS]
    assert "With 64 digits" in plain(figure.says)
