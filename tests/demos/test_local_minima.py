"""The local minima demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, claims_of, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "local-minima"
CLAIMS = 8
CUDA = {
    "gd_share": near(abs=0.02),  # rounding moves few balls
    "momentum_share": near(abs=0.02),
    "noise_share": near(abs=0.02),
    "stuck_*": near(abs=0.05),
    "quantized_share": near(abs=0.05),
    "ball_gap": below(1e-12),
    "network_gap": below(1e-5),
}


@pytest.mark.parametrize("activation", ["leaky", "tanh"])
def test_the_other_activations_fit_their_claims_too(demo: ModuleType, activation: str) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"activation": activation})
    assert len(claims_of(events)) == 7
    assert broken(events) == []


def test_without_noise_nothing_is_freed(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"noise": 0.0})
    assert broken(events) == ["Noise 0 that fades out frees many"]
    assert metrics_of(events)["noise_gain"] == 0.0


def test_steps_that_are_too_long_break_the_claims_without_an_error(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"learning_rate": 1.0})
    assert len(broken(events)) >= 4
    metrics = metrics_of(events)
    assert metrics["noise_share"] < 0.1  # balls that flew away lie in no valley
    assert metrics["stuck_16"] > 0.5  # errors that are no number count as stuck


def test_the_constants_are_those_of_the_landscape(demo: ModuleType) -> None:
    left, ridge, right = np.sort(np.roots([1.0, 0.0, -1.0, 0.1]))
    assert ridge == pytest.approx(demo.RIDGE, abs=1e-4)
    assert demo.height(left) < demo.height(right) < demo.height(ridge)
    x = torch.linspace(-2, 2, 9, dtype=torch.float64, requires_grad=True)
    (grad,) = torch.autograd.grad(demo.height(x).sum(), x)
    assert torch.allclose(grad, demo.slope(x))


def test_all_balls_at_once_roll_as_one_after_the_other(demo: ModuleType) -> None:
    rng = torch.Generator().manual_seed(3)
    kicks = torch.randn(40, 3, 5, generator=rng, dtype=torch.float64)
    x = start = torch.linspace(-2, 2, 5, dtype=torch.float64).repeat(3, 1)
    v, momentum = torch.zeros_like(x), torch.tensor([[0.0], [0.5], [0.9]], dtype=torch.float64)
    for kick in kicks:
        x, v = demo.roll(x, v, kick, momentum, 0.05)
    for group, ball in ((0, 0), (1, 3), (2, 4)):
        alone = demo.one_ball(start[group, ball], kicks[:, group, ball], momentum[group, 0], 0.05)
        assert float(x[group, ball]) == pytest.approx(float(alone), abs=1e-12)


@pytest.mark.parametrize("activation", ["relu", "leaky", "tanh"])
def test_networks_learn_as_with_the_librarys_optimizer(demo: ModuleType, activation: str) -> None:
    act, points = demo.ACTIVATIONS[activation], torch.tensor(demo.XOR)
    widths = torch.tensor([2, 4, 3])
    weights, exists = demo.newborn(widths, torch.Generator().manual_seed(2))
    many = [w.clone().requires_grad_() for w in weights]
    speeds = [torch.zeros_like(w) for w in many]
    for _ in range(30):
        losses = demo.learn(many, speeds, exists, points, act, 0.05)
    for at, width in enumerate((2, 4, 3)):
        w1, b1, w2, b2 = one = [w[at][:width].clone().requires_grad_() for w in weights]
        sgd = torch.optim.SGD(one, lr=0.05, momentum=0.9)
        for _ in range(30):
            loss = ((w2 * act(w1 @ points[:2] + b1)).sum(0) + b2 - points[2]).square().mean()
            sgd.zero_grad()
            loss.backward()
            sgd.step()
        assert float(losses[at]) == pytest.approx(float(loss.detach()), rel=1e-4)


def test_the_levels_are_the_errors_of_shared_answers(demo: ModuleType) -> None:
    answers = np.array(demo.XOR[2])
    shared = ([0, 1], [0, 1, 3], [0, 1, 2, 3])  # two, three or four points answer with their mean
    errors = [((answers[group] - answers[group].mean()) ** 2).sum() / 4 for group in shared]
    assert errors == pytest.approx(demo.LEVELS)


def test_the_last_figure_shows_all_that_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 100})
    figure = last_figure(events)
    metrics = metrics_of(events)
    balls, bars, errors = figure.panels
    assert len(balls.marks) == 4
    heights = dict(zip(bars.marks[0].names, bars.marks[0].heights, strict=True))
    assert [heights[str(width)] for width in (2, 4, 8, 16)] == [
        pytest.approx(metrics[f"stuck_{width}"]) for width in (2, 4, 8, 16)
    ]
    assert errors.marks[0].counts.sum() == demo.SMALL["inits"]
    assert "After 100 steps" in plain(figure.says)
