"""The demo of arguments: its rule is Python's, and each way not to fit is told."""

import math
from types import ModuleType
from typing import Any

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

DEMO = "star-arguments"
CLAIMS = 4
CUDA = {"*": near(abs=0)}  # nothing is computed there


def function(a, /, b, *args, c, d=None, **kwargs):  # type: ignore[no-untyped-def]
    return locals()


@pytest.mark.parametrize(
    ("values", "named", "problems"),
    [
        ("12", {"c": 3}, set()),
        ("1234", {"c": 3, "d": 4, "x": 5, "a": 6}, set()),  # a is free, since it has no name
        ("1", {"b": 2, "c": 3}, set()),
        ("12", {"b": 2, "c": 3}, {"twice"}),
        ("12", {}, {"missing"}),
        ("", {"a": 1, "b": 2}, {"missing"}),
    ],
)
def test_the_rule_is_python_s(
    demo: ModuleType, values: str, named: dict[str, Any], problems: set[str]
) -> None:
    got, found = demo.by_hand(function, values, named)
    assert found == problems
    assert got == demo.attempt(function, values, named)[0]


def test_a_call_can_be_wrong_in_several_ways(demo: ModuleType) -> None:
    found = demo.by_hand(demo.function_of("slash", 0), range(5), {"a": 1, "c": 2})
    assert found == (None, {"too many", "unknown", "twice"})
    assert demo.by_hand(demo.function_of("star", 1), range(2), {"d": 1})[1] == {"missing"}


@pytest.mark.parametrize("kind", ["args", "all"])
def test_the_star_takes_the_values_that_have_no_place(demo: ModuleType, kind: str) -> None:
    metrics = metrics_of(events_of(demo, 0, signature=kind, named=2, stranger=kind == "all"))
    assert (metrics["in_args"], metrics["fits"]) == (2, 1)


def test_without_a_star_each_parameter_takes_one(demo: ModuleType) -> None:
    events = events_of(demo, 0, signature="plain", optional=0, stranger=False, values=4, named=0)
    metrics = metrics_of(events)
    assert metrics["calls_fit"] == 5  # 0 to 4 values, the last parameters by name
    assert math.isnan(metrics["in_args"])
    assert last_figure(events).panels[0].marks[0].heights == [True] * 4


def test_a_name_that_nobody_takes_is_told(demo: ModuleType) -> None:
    events = events_of(demo, 0, signature="star", values=2, named=2)
    assert broken(events) == ["f(a, b, *, c, d=None) takes 2 values and 3 names"]
    told = "f(a, b, *, c, d=None) called with 2 values and 3 names: TypeError"
    assert plain(last_figure(events).says) == told


def test_the_last_figure_shows_which_calls_fit(demo: ModuleType) -> None:
    events = events_of(demo, 0)
    bars, cells = (panel.marks[0] for panel in last_figure(events).panels)
    heights = dict(zip(bars.names, bars.heights, strict=True))
    assert heights == {"a": 1, "b": 1, "*args": 2, "c": 1, "d=None": 1, "**kwargs": 1}
    assert sum(map(sum, cells.z)) == metrics_of(events)["calls_fit"]
