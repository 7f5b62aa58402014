"""The demo of starred names: its rule is Python's, and each way to go wrong is told."""

import math
import sys
from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

DEMO = "star-unpacking"
CLAIMS = 5
CUDA = {"*": near(abs=0)}  # nothing is computed there


@pytest.mark.parametrize("source", ["list", "tuple", "str", "dict", "iterator"])
def test_the_starred_name_gets_what_the_others_leave(demo: ModuleType, source: str) -> None:
    for before, after in ((0, 0), (2, 0), (1, 3)):
        knobs = {"values": 7, "before": before, "after": after, "source": source}
        assert metrics_of(events_of(demo, 0, **knobs))["rest"] == 7 - before - after


@pytest.mark.parametrize(
    ("knobs", "told"),
    [
        ({"values": 1}, "a, *rest, x = 1 values"),
        ({"values": 3, "star": False}, "a, x = 3 values"),
        ({"values": 1, "before": 0, "after": 0, "star": False}, "() = 1 values"),
    ],
)
def test_a_number_that_does_not_fit_is_told(
    demo: ModuleType, knobs: dict[str, object], told: str
) -> None:
    events = events_of(demo, 0, **knobs)
    assert broken(events) == [f"{told}: they fit"]
    assert math.isnan(metrics_of(events)["rest"])
    assert plain(last_figure(events).says) == f"{told}: ValueError, they do not fit"


def test_without_a_star_the_numbers_have_to_be_equal(demo: ModuleType) -> None:
    for before, after in ((0, 0), (1, 0), (2, 3)):
        knobs = {"values": before + after, "before": before, "after": after, "star": False}
        events = events_of(demo, 0, **knobs)
        assert broken(events) == []
        assert sum(last_figure(events).panels[0].marks[0].heights) == before + after


def test_the_rule_is_what_slices_say(demo: ModuleType) -> None:
    items = list("abcde")
    assert demo.by_hand(items, 1, True, 2) == [items[0], items[1:-2], *items[-2:]]
    assert demo.by_hand(items, 5, True, 0) == [*items, []]
    assert demo.by_hand(items, 3, True, 3) is ValueError
    assert demo.by_hand(items, 2, False, 2) is ValueError


def test_only_what_is_meant_counts_as_an_outcome(demo: ModuleType) -> None:
    assert demo.outcome("out = 1, *[2]") == (1, 2)
    assert demo.outcome("a, b = 1") is TypeError
    with pytest.raises(ZeroDivisionError):
        demo.outcome("1 / 0")
    assert demo.try_snippet("t(1); *a = []") == (SyntaxError, False)
    assert demo.try_snippet("a, b = []") == (ValueError, True)


def test_comprehensions_unpack_from_the_version_on_that_allows_it(demo: ModuleType) -> None:
    allowed = metrics_of(events_of(demo, 0))["comprehension"]
    if sys.version_info < (3, 15):
        assert allowed == 0
    elif sys.version_info.releaselevel == "final":
        assert allowed == 1


def test_the_last_figure_counts_values_and_snippets(demo: ModuleType) -> None:
    events = events_of(demo, 0, values=9, before=2, after=0)
    names, endings = (panel.marks[0] for panel in last_figure(events).panels)
    assert dict(zip(names.names, names.heights, strict=True)) == {"a": 1, "b": 1, "*rest": 7}
    assert sum(endings.heights) == len(demo.SNIPPETS) == metrics_of(events)["snippets_right"]
    counted = dict(zip(endings.names, endings.heights, strict=True))
    assert counted["SyntaxError"] == metrics_of(events)["syntax_errors"] == 5
