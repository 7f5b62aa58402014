"""The demo of input scaling: exact numbers, and claims that break where they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "normalization-scaling"
CLAIMS = 5
CUDA = {"*": near(rel=1e-9)}


def data(n: int = 60) -> tuple:
    rng = np.random.default_rng(1)
    x = rng.normal([3, -1], [2, 0.5], (n, 2))
    return x, x @ [1.0, -2.0] + rng.normal(size=n)


def test_descent_is_that_of_the_library(demo: ModuleType) -> None:
    x, y = data()
    rate = 1 / np.linalg.eigvalsh(x.T @ x / len(x))[-1]
    weights = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    sgd = torch.optim.SGD([weights], lr=rate)
    for _ in range(20):
        sgd.zero_grad()
        ((torch.from_numpy(x) @ weights - torch.from_numpy(y)) ** 2).mean().div(2).backward()
        sgd.step()
    assert demo.descend(x, y, 20)[-1] == pytest.approx(weights.detach().numpy(), abs=1e-12)


def test_the_height_is_the_loss_above_the_lowest(demo: ModuleType) -> None:
    x, y = data()
    lowest = np.linalg.lstsq(x, y, rcond=None)[0]
    loss = [((x @ w - y) ** 2).mean() for w in (np.array([2.0, 1.0]), np.zeros(2), lowest)]
    assert demo.height(x, y, np.array([2.0, 1.0])) == pytest.approx(
        (loss[0] - loss[2]) / (loss[1] - loss[2])
    )


@pytest.mark.parametrize("case", [("scale", 3), ("offset", 2), ("offset", 0), ("scale", 1)])
def test_steps_at_once_are_those_one_by_one(demo: ModuleType, case: tuple) -> None:
    x, y = data()
    x = demo.inputs_of(demo.standardize(x), *case)
    kappa, needed = demo.steps_needed(x, y)
    heights = demo.height(x, y, demo.descend(x, y, needed + 3))
    assert (heights > demo.CLOSE).sum() == needed
    assert kappa == pytest.approx(np.linalg.cond(x) ** 2)


def test_standardizing_takes_scale_and_shift_away_but_no_constant(demo: ModuleType) -> None:
    x, _ = data()
    z = demo.standardize(x)
    assert demo.standardize(100 * x + 7) == pytest.approx(z)
    assert (z.mean(0), z.std(0)) == (pytest.approx(0, abs=1e-12), pytest.approx(1))
    beside = demo.standardize(demo.inputs_of(z, "offset", 5))
    assert beside == pytest.approx(np.stack([np.ones(60), z[:, 0]], axis=1))


def test_standardizing_does_not_cure_correlation(demo: ModuleType) -> None:
    events = events_of(demo, 0, correlation=0.9)
    assert broken(events) == ["Standardized inputs take few steps, whatever was wrong"]
    assert metrics_of(events)["steps_standardized"] > 50


@pytest.mark.parametrize("problem", ["scale", "offset"])
def test_the_last_figure_shows_what_was_measured(demo: ModuleType, problem: str) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"problem": problem})
    figure, metrics = last_figure(events), metrics_of(events)
    raw, standard, steps = figure.panels
    worst = steps.marks[0].x[-1]
    assert steps.marks[0].y[-1] == metrics[f"steps_{problem}_{worst}"]
    assert max(steps.marks[1].y) <= metrics["steps_standardized"]
    for panel in (raw, standard):
        line = panel.marks[2]
        assert (line.x[0], line.y[0], len(line.x)) == (0, 0, 101)
    assert f"Raw inputs take {steps.marks[0].y[-1]} steps" in plain(figure.says)
