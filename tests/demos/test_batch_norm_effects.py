"""The batch normalization demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near, within

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "batch-norm-effects"
CLAIMS = 5
CUDA = {
    "final_bn": near(abs=0.05),  # rounding moves single networks, hardly those that learn
    "inits_*": near(abs=2),
    "steps_bn": near(rel=0.5),
    "rate_gain": within(10),  # two places
}
GAINS = (
    "The largest learning rate that works is more than 3 times as large",
    "At the same learning rate, 90 % is read in a fraction of the steps",
    "Batch normalization learns from at least 12 of 16 initial scales",
)


def test_statistics_of_two_digits_break_the_gains_but_not_the_mathematics(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"batch": 2, "rate": 0.1, "steps": 200})
    assert broken(events) == list(GAINS)
    metrics = metrics_of(events)
    assert metrics["final_bn"] < min(0.4, metrics["best_plain"])


def test_too_few_steps_reach_nothing_and_no_claim_on_speed_holds(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 10, "rate": 0.01})
    assert metrics_of(events)["steps_bn"] == float("inf")
    assert GAINS[1] in broken(events)


def test_the_last_figure_shows_all_that_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 30})
    figure, metrics = last_figure(events), metrics_of(events)
    curves, rates, scales = figure.panels
    for panel, length in ((rates, len(demo.RATES)), (scales, len(demo.SCALES))):
        assert [len(mark.x) for mark in panel.marks] == [length, length]
    assert curves.marks[0].x[-1] == 30
    assert float(curves.marks[0].y[-1]) == pytest.approx(metrics["final_bn"])
    assert float(rates.marks[1].y.max()) == pytest.approx(metrics["best_plain"])
    assert int((scales.marks[0].y >= demo.LEARNS).sum()) == metrics["inits_bn"]
    assert "After 30 steps" in plain(figure.says)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_one_network_is_that_of_the_library(demo: ModuleType, activation: str) -> None:
    """Of the outputs and of what one step of gradient descent would change."""
    generator = torch.Generator().manual_seed(2)
    layers = demo.newborn(demo.Knobs(width=6, depth=2, runs=1), generator, "cpu")
    layers = [[each.double().requires_grad_() for each in layer[:3]] for layer in layers]
    x, act = torch.rand(9, 64, generator=generator).double(), getattr(torch, activation)
    for n in (2, len(layers[0][2]) + 2):
        out = demo.forward_one(layers, n, x, act)
        h = x
        for weight, shift, gamma in layers[:-1]:
            h, beta = h @ weight[n].T, shift[n, :, 0]
            if n < len(gamma):
                scale = gamma[n, :, 0]
                h = act(torch.nn.functional.batch_norm(h, None, None, scale, beta, training=True))
            else:
                h = act(h + beta)
        assert torch.allclose(out, h @ layers[-1][0][n].T + layers[-1][1][n].T)


def test_all_networks_at_once_have_the_outputs_and_gradients_of_each_alone(
    demo: ModuleType,
) -> None:
    generator = torch.Generator().manual_seed(2)
    layers = demo.newborn(demo.Knobs(width=6, depth=3, runs=1), generator, "cpu")
    layers = [[each.double() for each in layer] for layer in layers]
    weights = [layer[0].requires_grad_() for layer in layers]
    x = torch.rand(9, 64, generator=generator).double()
    together = demo.forward_all(layers, x, torch.relu)
    slopes = torch.autograd.grad(together.square().sum(), weights)
    for n in range(0, len(together), 7):
        alone = demo.forward_one(layers, n, x, torch.relu)
        assert torch.allclose(together[n].T, alone)
        for every, one in zip(
            slopes, torch.autograd.grad(alone.square().sum(), weights), strict=True
        ):
            assert torch.allclose(every[n], one[n], rtol=1e-6)
            assert not one[n - 1].any()  # a network's loss is no other's business


def test_the_running_statistics_serve_the_unseen_digits(demo: ModuleType) -> None:
    layers = demo.newborn(demo.Knobs(runs=1), torch.Generator().manual_seed(3), "cpu")
    x = torch.rand(32, 64)
    before = demo.forward_all(layers, x, torch.relu, training=False)
    for _ in range(60):
        trained = demo.forward_all(layers, x, torch.relu)
    after = demo.forward_all(layers, x, torch.relu, training=False)
    fitting = slice(0, len(demo.RATES))  # for huge and tiny scales float32 runs out of digits
    assert not torch.allclose(before[fitting], trained[fitting], atol=0.5)
    assert (after[fitting] - trained[fitting]).abs().mean() < 0.1
