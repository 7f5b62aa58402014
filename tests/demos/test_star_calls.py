"""The demo of calls: what is evaluated first, what cannot be written, and what is taken twice."""

import math
from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

DEMO = "star-calls"
CLAIMS = 5
CUDA = {"*": near(abs=0)}  # nothing is computed there


def test_a_star_behind_a_name_is_evaluated_first(demo: ModuleType) -> None:
    seen: list[int] = []

    def t(i: int) -> list[int]:
        seen.append(i)
        return []

    print(end=str(t(0))[:0], *t(1))  # noqa: B026  this is what it is about
    assert seen == [1, 0] == demo.by_hand(("name", "*"), same=False)
    assert demo.by_python(("name", "*"), same=False) == (seen, seen)


@pytest.mark.parametrize(
    ("kinds", "same", "error"),
    [
        (("name", "value"), False, SyntaxError),
        (("**", "value"), False, SyntaxError),
        (("**", "*"), False, SyntaxError),
        (("name", "name"), True, SyntaxError),
        (("name", "**"), True, TypeError),
        (("**", "**"), True, TypeError),
    ],
)
def test_what_a_call_refuses(
    demo: ModuleType, kinds: tuple[str, ...], same: bool, error: type
) -> None:
    assert demo.by_hand(kinds, same) is demo.by_python(kinds, same)[0] is error


def test_a_call_that_cannot_be_written_is_told(demo: ModuleType) -> None:
    events = events_of(demo, 0, first="**")
    call = "f(**dict(a=t(0)), *[t(1)], c=t(2), **dict(d=t(3)))"
    assert broken(events) == [f"{call} runs"]
    assert plain(last_figure(events).says) == f"{call}: SyntaxError"
    assert math.isnan(metrics_of(events)["turn_first"])


def test_values_and_stars_keep_their_order(demo: ModuleType) -> None:
    events = events_of(demo, 0, first="value", second="*", third="value", fourth="*")
    turns = [metrics_of(events)[f"turn_{n}"] for n in ("first", "second", "third", "fourth")]
    assert turns == last_figure(events).panels[0].marks[0].heights == [1, 2, 3, 4]


def test_a_merged_key_keeps_its_place(demo: ModuleType) -> None:
    pairs = demo.merged_by_hand([("k", 1), ("m", 1)], [("x", 2), ("k", 2)])
    assert pairs == [("k", 2), ("m", 1), ("x", 2)]
    second = {"x": 2, "k": 2}
    assert pairs == list({"k": 1, "m": 1, **second}.items())


def test_the_last_figure_counts_all_calls(demo: ModuleType) -> None:
    events = events_of(demo, 0)
    endings = last_figure(events).panels[1].marks[0].heights
    assert sum(endings) == 2 * (4 + 16 + 64 + 256 + 1024)
    assert metrics_of(events)["wrong"] == 0
