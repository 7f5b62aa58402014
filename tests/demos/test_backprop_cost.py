"""The demo of what backpropagation costs: right derivatives, and the multiplications it counts."""

from itertools import pairwise
from types import ModuleType

import pytest
from holding import below, events_of, last_figure, metrics_of, near

torch = pytest.importorskip("torch")

DEMO = "backprop-cost"
CLAIMS = 4
CUDA = {
    "library_gap": below(1e-12),
    "nudge_gap": below(1e-8),
    "passes_*": near(rel=1e-12),
    "weights": near(rel=1e-12),
    "kept": near(rel=1e-12),
}


@pytest.mark.parametrize("layers", [1, 3])
def test_derivatives_are_those_of_a_network_of_the_library(demo: ModuleType, layers: int) -> None:
    sizes = [64, *[5] * layers, 10]
    linear = [torch.nn.Linear(a, b, bias=False).double() for a, b in pairwise(sizes)]
    between = [torch.nn.Tanh() for _ in linear[1:]]
    chain = [layer for pair in zip(linear, between, strict=False) for layer in pair]
    network = torch.nn.Sequential(*chain, linear[-1])
    x, answers = torch.rand(6, 64, dtype=torch.float64), torch.arange(6)
    loss = torch.nn.functional.cross_entropy(network(x), answers)
    loss.backward()
    flat = torch.cat([layer.weight.detach().mT.flatten() for layer in linear])[None]
    expected = torch.cat([layer.weight.grad.mT.flatten() for layer in linear])
    one_hot = torch.eye(10, dtype=torch.float64)[answers]
    walked, kept = demo.by_walking(demo.Machine(), flat, sizes, x, one_hot)
    nudged = demo.by_nudging(demo.Machine(), flat, sizes, x, one_hot)
    assert torch.allclose(walked, expected, rtol=0, atol=1e-14)
    assert torch.allclose(nudged, expected, rtol=0, atol=1e-8)
    assert kept == 6 * sum(sizes)


def test_multiplications_are_those_that_the_library_counts(demo: ModuleType) -> None:
    counter = pytest.importorskip("torch.utils.flop_counter")
    machine, a, b = demo.Machine(), torch.rand(3, 4, 5), torch.rand(3, 5, 7)
    with counter.FlopCounterMode(display=False) as library:
        torch.bmm(a, b)
    assert torch.equal(machine.product(a, b), a @ b)
    assert library.get_total_flops() == 2 * machine.spent  # a multiplication and an addition


def test_deep_networks_come_close_to_three_passes_and_not_beyond(demo: ModuleType) -> None:
    passes = [
        metrics_of(events_of(demo, 0, hidden=20, layers=layers))["passes_backprop"]
        for layers in (1, 2, 4)
    ]
    assert sorted(passes) == passes
    assert passes[0] == pytest.approx(2 + 10 / 74)
    assert passes[-1] < 3


def test_the_last_figure_shows_the_costs_that_were_counted(demo: ModuleType) -> None:
    events = events_of(demo, 0, hidden=6)
    metrics = metrics_of(events)
    nudged, walked = last_figure(events).panels[0].marks
    assert nudged.x[-1] == walked.x[-1] == metrics["weights"]
    assert (nudged.y[-1], walked.y[-1]) == (metrics["passes_nudging"], metrics["passes_backprop"])
