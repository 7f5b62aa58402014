"""Why batch normalization helps: the laws are those of the library, and noise can go too far."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "batch-norm-why"
CLAIMS = 5
CUDA = {
    "shift_plain": near(rel=0.1),
    "shift_shaken": near(rel=0.02),
    "shift_bn": below(0.01),
    "steps_bn": near(rel=0.5),  # rounding moves single networks
}
COST = "Shaking costs less than half of the steps that normalizing saves"
FAST = {"runs": 2, "steps": 40}


def test_pushing_too_hard_costs_the_whole_gain(demo: ModuleType) -> None:
    events = events_of(demo, 0, noise=2.0, runs=1, steps=60)
    assert broken(events) == [COST]
    metrics = metrics_of(events)
    assert metrics["steps_shaken"] > 2 * metrics["steps_bn"]


def test_without_a_push_shaken_networks_are_normalized_ones(demo: ModuleType) -> None:
    metrics = metrics_of(events_of(demo, 0, noise=0.0, **FAST))
    assert metrics["steps_shaken"] == metrics["steps_bn"]
    assert metrics["shift_shaken"] == pytest.approx(metrics["shift_bn"], rel=1e-3)
    assert metrics["shift_bn"] < metrics["shift_plain"] / 20


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 1, **FAST)
    figure, metrics = last_figure(events), metrics_of(events)
    for i, kind in enumerate(("plain", "bn", "shaken")):
        read, shift = (panel.marks[i] for panel in figure.panels)
        assert len(read.x) == len(shift.x) == 40
        assert float(shift.y[1:].mean()) == pytest.approx(metrics[f"shift_{kind}"])
        learned = (read.y >= 0.9).nonzero()
        steps = float(learned[0] + 1) if len(learned) else float("inf")
        assert steps == metrics[f"steps_{kind}"]
        assert f"{float(read.y[-1]):.0%}" in plain(figure.says)


def test_normalizing_by_hand_is_that_of_the_library(demo: ModuleType) -> None:
    z = torch.randn(7, 5, generator=torch.Generator().manual_seed(1)) * 3 + 2
    library = torch.nn.functional.batch_norm(z, None, None, training=True)
    assert torch.allclose(demo.normalize(z), library, atol=1e-6)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_all_networks_at_once_give_what_each_gives_alone(demo: ModuleType, activation: str) -> None:
    generator, act = torch.Generator().manual_seed(2), getattr(torch, activation)
    knobs = demo.Knobs(activation=activation, depth=2, runs=2)
    net = [[v.detach().double() for v in pair] for pair in demo.newborn(knobs, generator, "cpu")]
    x = torch.rand(9, 64, generator=generator).double()
    calm = torch.zeros(2, 6, demo.UNITS, 1).double()
    together, inputs = demo.forward_all(net, x, act, calm)
    for n in range(6):
        assert torch.allclose(together[n].T, demo.forward_one(net, n, x, act))
    assert inputs[:, 2:].mean(3).abs().max() < 1e-12  # the plain ones are not centered
    assert inputs[:, :2].mean(3).abs().max() > 0.1
    pushed, moved = demo.forward_all(net, x, act, calm + 1)
    assert torch.allclose(moved[0], inputs[0] + 1)
    assert not torch.allclose(pushed, together)
