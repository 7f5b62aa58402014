"""The local minima demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, claims_of, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "local-minima"
CLAIMS = 6
CUDA = {
    "gd_share": near(abs=0.02),  # rounding moves few balls
    "momentum_share": near(abs=0.02),
    "noise_share": near(abs=0.02),
    "stuck_*": near(abs=0.05),
    "quantized_share": near(abs=0.05),
}


@pytest.mark.parametrize("activation", ["leaky", "tanh"])
def test_the_other_activations_fit_their_claims_too(demo: ModuleType, activation: str) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"activation": activation})
    assert len(claims_of(events)) == 5
    assert broken(events) == []


def test_without_noise_nothing_is_freed(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"noise": 0.0})
    assert broken(events) == ["Noise 0 that fades out frees many"]
    metrics = metrics_of(events)
    assert metrics["noise_share"] == metrics["gd_share"]


def test_steps_that_are_too_long_break_the_claims_without_an_error(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"learning_rate": 1.0})
    assert len(broken(events)) >= 4
    metrics = metrics_of(events)
    assert metrics["noise_share"] < 0.1  # balls that flew away lie in no valley
    assert metrics["stuck_16"] > 0.5  # errors that are no number count as stuck


def height(x: torch.Tensor) -> torch.Tensor:
    """The landscape of the story."""
    return x**4 / 4 - x**2 / 2 + 0.1 * x


def test_the_ridge_is_where_the_slope_is_zero_and_the_left_valley_the_deeper_one(
    demo: ModuleType,
) -> None:
    left, ridge, right = np.sort(np.roots([1.0, 0.0, -1.0, 0.1]))
    assert ridge == pytest.approx(demo.RIDGE, abs=1e-4)
    assert height(left) < height(right) < height(ridge)


def test_all_balls_roll_as_with_the_librarys_optimizer(demo: ModuleType) -> None:
    rng = torch.Generator().manual_seed(3)
    kicks = torch.randn(40, 3, 5, generator=rng, dtype=torch.float64)
    x = start = torch.linspace(-2, 2, 5, dtype=torch.float64).repeat(3, 1)
    v, momentum = torch.zeros_like(x), torch.tensor([[0.0], [0.5], [0.9]], dtype=torch.float64)
    for kick in kicks:
        x, v = demo.roll(x, v, kick, momentum, 0.05)
    for group, ball in ((0, 0), (1, 3), (2, 4)):
        alone = start[group, ball].clone().requires_grad_()
        sgd = torch.optim.SGD([alone], lr=0.05, momentum=float(momentum[group]))
        for kick in kicks[:, group, ball]:
            sgd.zero_grad()
            (height(alone) + kick * alone).backward()
            sgd.step()
        assert float(x[group, ball]) == pytest.approx(alone.item(), abs=1e-12)


@pytest.mark.parametrize("activation", ["relu", "leaky", "tanh"])
def test_networks_learn_together_as_the_librarys_layers_do(
    demo: ModuleType, activation: str
) -> None:
    act, points = demo.ACTIVATIONS[activation], torch.tensor(demo.XOR)
    weights = demo.newborn(torch.tensor([2, 4, 3]), torch.Generator().manual_seed(2))
    weights = [w.requires_grad_() for w in weights]
    errors = demo.errors_of(weights, points, act)
    errors.sum().backward()
    for m, width in enumerate((2, 4, 3)):
        first, last = torch.nn.Linear(2, width), torch.nn.Linear(width, 1)
        w1, b1, w2, b2 = (w[m].detach() for w in weights)
        first.weight.data, first.bias.data = w1[:width], b1[:width, 0]
        last.weight.data, last.bias.data = w2[:width].T, b2
        loss = torch.nn.functional.mse_loss(last(act(first(points[:2].T)))[:, 0], points[2])
        loss.backward()
        assert errors[m].item() == pytest.approx(loss.item(), rel=1e-5)
        assert demo.error_alone(weights, m, act).item() == pytest.approx(loss.item(), rel=1e-5)
        assert torch.allclose(weights[0].grad[m, :width], first.weight.grad, atol=1e-6)
        assert not any(w.grad[m, width:].any() for w in weights[:3])  # those do not exist


def test_the_levels_are_the_errors_of_shared_answers(demo: ModuleType) -> None:
    answers = np.array(demo.XOR[2])
    shared = ([0, 1], [0, 1, 3], [0, 1, 2, 3])  # two, three or four points answer with their mean
    errors = [((answers[group] - answers[group].mean()) ** 2).sum() / 4 for group in shared]
    assert errors == pytest.approx(demo.LEVELS)


def test_the_last_figure_shows_all_that_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 100})
    figure, metrics = last_figure(events), metrics_of(events)
    balls, errors = figure.panels
    assert len(balls.marks) == 4
    descent = balls.marks[0]
    assert descent.x[[0, -1]].tolist() == [-demo.EDGE, demo.EDGE]
    assert float((descent.y < demo.RIDGE - 0.25).double().mean()) == pytest.approx(
        metrics["gd_share"], abs=0.03
    )
    two = errors.marks[0].y
    assert len(two) == demo.SMALL["inits"]
    assert float((two >= 0.01).double().mean()) == pytest.approx(metrics["stuck_2"])
    assert f"{metrics['stuck_2']:.0%} of networks with 2 units" in plain(figure.says)
