"""The demo of learning rate and momentum: exact numbers; claims break where they should."""

import itertools
import math
from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "learning-rate"
CLAIMS = 5
CUDA = {"*": near(rel=1e-9, abs=1e-12)}


def test_balls_roll_as_with_the_librarys_optimizer(demo: ModuleType) -> None:
    curvature, rate = np.array([0.1, 2.0]), 0.7
    for keep in (0.0, 0.9):
        balls = demo.roll(demo.START, curvature, rate, keep)
        place = next(itertools.islice(balls, 25, None))
        p = torch.tensor(demo.START, requires_grad=True)
        sgd = torch.optim.SGD([p], lr=rate, momentum=keep)
        for _ in range(25):
            sgd.zero_grad()
            demo.height(*p, kappa=20).backward()
            sgd.step()
        assert place == pytest.approx(p.detach().numpy(), abs=1e-10)
        assert place[0] == pytest.approx(demo.one_ball(-7.0, 0.1, rate, keep, 25), abs=1e-12)


@pytest.mark.parametrize(
    ("rate", "after"), [(0.99, 4 * 0.98**200), (1.0, 4.0), (1.01, 4 * 1.02**200)]
)
def test_one_percent_decides_between_down_and_away(
    demo: ModuleType, rate: float, after: float
) -> None:
    events = events_of(demo, 0, rate=rate)
    line = last_figure(events).panels[0].marks[2]
    assert line.y[-1] ** 2 == pytest.approx(after, rel=1e-9)
    assert broken(events) == []


def test_steps_are_those_of_the_slower_side_alone(demo: ModuleType) -> None:
    """With the best rate both sides shrink by (kappa - 1) / (kappa + 1) in each step."""
    descent, momentum = demo.steps_needed(np.array([4.0, 50.0]))
    shrinks = np.array([3 / 5, 49 / 51])
    assert descent.tolist() == np.ceil(math.log(1e-6) / np.log(shrinks)).tolist()
    assert (momentum < descent).all()


def test_few_steps_do_not_tell_the_limit_of_much_momentum(demo: ModuleType) -> None:
    assert broken(events_of(demo, 0, steps=20, momentum=0.95)) == [
        "Momentum 0.95 allows 1.95 times the rate"
    ]


@pytest.mark.parametrize("kappa", [2.0, 1000.0])
def test_the_last_figure_shows_what_was_measured(demo: ModuleType, kappa: float) -> None:
    events = events_of(demo, 0, kappa=kappa, rate=1.2, steps=200)
    figure, metrics = last_figure(events), metrics_of(events)
    paths, ends, steps = figure.panels
    assert (paths.marks[2].x[0], paths.marks[2].y[0]) == tuple(demo.START)
    start = demo.height(*demo.START, kappa)
    assert ends.marks[0].x[ends.marks[0].y < start].max() == metrics["limit_gd"]
    assert steps.marks[1].y[-1] == metrics["steps_momentum_1000"]
    assert "descent takes 6908 steps" in plain(figure.says)
