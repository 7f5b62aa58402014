"""The demo of cross-entropy and squared error: it computes what it says, its claims can break."""

import math
from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "losses"
CLAIMS = 7
CUDA = {"*": near(rel=1e-6)}
INTEGRAL = "Every walk is as long as the integral of dz / slope says, to 10 %"


def test_long_steps_do_not_add_up_to_the_integral(demo: ModuleType) -> None:
    assert broken(events_of(demo, 0, **demo.SMALL | {"rate": 10.0})) == [INTEGRAL]


def test_near_0_the_losses_are_not_far_apart(demo: ModuleType) -> None:
    assert broken(events_of(demo, 0, start=1.0)) == ["From z = 1 it takes over 20 times as many"]


def test_a_walk_that_is_given_up_took_no_number_of_steps(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 100})
    assert metrics_of(events)["squared_steps"] == math.inf
    assert INTEGRAL in broken(events)
    says = plain(last_figure(events).says)
    assert says.startswith("Of 17 units 17 are right with cross-entropy, the last after 34 steps")


@pytest.mark.parametrize("squared", [False, True])
def test_the_integral_is_that_of_small_pieces(demo: ModuleType, squared: bool) -> None:
    knobs = demo.Knobs(rate=2.0, goal=0.2)
    z = torch.linspace(math.log(0.25), 3.0, 100001, dtype=torch.float64)  # from the goal on
    pieces = torch.trapezoid(1 / demo.slopes(z.expand(2, -1))[int(squared)], z) / 2.0
    expected = demo.expected_steps(z[-1:], knobs)[int(squared), 0]
    assert float(pieces) == pytest.approx(float(expected), rel=1e-8)


def test_the_steepest_and_the_most_bent_place(demo: ModuleType) -> None:
    metrics = metrics_of(events_of(demo, 0, **demo.SMALL))
    p = torch.linspace(0, 1, 100001, dtype=torch.float64)
    bend = p * p * (1 - p) * (2 - 3 * p)
    assert metrics["bend"] == pytest.approx(float(bend.min()), rel=1e-3)
    assert metrics["steepest"] == pytest.approx(4 / 27)


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    metrics = metrics_of(events)
    pull, walks = last_figure(events).panels
    assert [float(each.y[-1]) for each in walks.marks[2:]] == [
        metrics["cross_steps"],
        metrics["squared_steps"],
    ]
    assert float(pull.marks[1].y.max()) == pytest.approx(4 / 27, rel=1e-2)
