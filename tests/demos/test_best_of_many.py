"""The demo of the best of many: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

np = pytest.importorskip("numpy")

DEMO = "best-of-many"
CLAIMS = 5
CUDA = {"*": near(rel=1e-9)}  # computed on the CPU in any case


def test_few_models_leave_little_to_luck(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"models": 10})
    assert broken(events) == ["Luck is over 1.5 times as much for 10 models as for 10"]


def test_a_hundred_times_as_many_examples_leave_a_tenth_of_the_luck(demo: ModuleType) -> None:
    few, many = (
        metrics_of(events_of(demo, 0, **demo.SMALL | {"examples": n}))["luck"] for n in (50, 5000)
    )
    assert many == pytest.approx(few / 10, rel=0.1)


@pytest.mark.parametrize("skill", [0.1, 0.5, 0.9])
def test_the_expected_best_is_the_mean_of_many(demo: ModuleType, skill: float) -> None:
    knobs = demo.Knobs(examples=30, skill=skill)
    assert demo.expected_best(knobs, 1) == pytest.approx(skill)
    counts = np.random.default_rng(1).binomial(30, skill, (20000, 7))
    assert demo.expected_best(knobs, 7) == pytest.approx(counts.max(1).mean() / 30, abs=0.004)


def test_the_best_is_counted_flip_by_flip(demo: ModuleType) -> None:
    flips = np.random.default_rng(2).random((6, 9)) < 0.5
    assert demo.best_one_by_one(flips.tolist()) == flips.sum(1).max()


def test_the_numbers_of_models_end_at_all_of_them(demo: ModuleType) -> None:
    for models in (10, 999, 10000):
        numbers = demo.numbers_of(models)
        assert (numbers[0], numbers[-1]) == (1, models)


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    metrics = metrics_of(events)
    many, one = last_figure(events).panels
    ends = [float(mark.y[-1]) for mark in many.marks]
    bound = 0.5 + metrics["bound"]
    assert ends == pytest.approx([metrics["expected"], metrics["best"], bound, metrics["fresh"]])
    assert one.marks[0].counts.sum() == 1000
