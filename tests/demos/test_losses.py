"""The losses demo: it computes what it says, and its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "losses"
CLAIMS = 6
CUDA = {
    "gap_by_autograd": below(1e-12),
    "most_mse": near(rel=1e-9),
    "pull_*": near(rel=1e-9),
    "steps_*": near(rel=1e-9),
    "digits_*": near(abs=0.1),  # rounding moves single networks
}


def test_all_networks_learn_at_once_as_each_does_alone_by_autograd(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(1)
    start = torch.randn(2, 10, 64, generator=generator)  # one network for each loss
    weights, biases = start.clone(), torch.zeros(2, 10, 1)
    x, y = torch.rand(7, 64, generator=generator), torch.eye(10)[:7]
    for _ in range(3):
        demo.learn(weights, biases, x, y.T, torch.tensor([[[0.3]]]))
    for at in range(2):
        alone = [start[at].clone().requires_grad_(), torch.zeros(10, requires_grad=True)]
        for _ in range(3):
            losses = demo.both_losses(torch.nn.functional.linear(x, *alone), y)[at]
            slopes = torch.autograd.grad(losses.sum(1).mean(), alone)
            for value, slope in zip(alone, slopes, strict=True):
                value.detach().sub_(0.3 * slope)
        assert torch.allclose(weights[at], alone[0], atol=1e-5)
        assert torch.allclose(biases[at, :, 0], alone[1], atol=1e-5)


def test_the_losses_are_the_librarys(demo: ModuleType) -> None:
    z, y = torch.linspace(-5, 5, 11), torch.ones(11)
    p = torch.sigmoid(z)
    cross, square = demo.both_losses(z, y)
    assert torch.allclose(cross, -p.log(), atol=1e-6)
    mean = torch.nn.functional.mse_loss(p, y)
    assert square.mean() == pytest.approx(float(mean) / 2, rel=1e-5)


def test_the_steps_to_unlearn_are_the_integral_of_one_over_the_pull(demo: ModuleType) -> None:
    z = torch.linspace(0, 7, 100_001, dtype=torch.float64)
    steps = demo.unlearn(torch.tensor([7.0], dtype=torch.float64), 0.3)[:, 0].tolist()
    assert steps == [27, 3737]
    for pull, counted in zip(demo.pulls(torch.sigmoid(z), 0), steps, strict=True):
        assert float(torch.trapezoid(1 / pull, z)) / 0.3 == pytest.approx(counted, rel=0.01, abs=1)


def test_without_wrong_certainty_squared_error_reads_as_well(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"scale": 1.0})
    assert broken(events) == ["Squared error does not, at any of 7 learning rates (4 starts)"]
    metrics = metrics_of(events)
    assert metrics["digits_mse"] == pytest.approx(metrics["digits_bce"], abs=0.06)


def test_a_unit_that_is_not_sure_takes_no_more_steps_for_being_more_wrong(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"start": 2.0, "steps": 10})
    assert "One more logit than 1 costs squared error e times the steps" in broken(events)


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 20})
    (unlearning, reading), metrics = last_figure(events).panels, metrics_of(events)
    for at, name in enumerate(("bce", "mse")):
        assert unlearning.marks[at].x[-1] == demo.SMALL["start"]
        assert unlearning.marks[at].y[-1] == metrics[f"steps_{name}"]
        assert max(reading.marks[at].y) == metrics[f"digits_{name}"]
    assert str(int(metrics["steps_mse"])) in plain(last_figure(events).says)
