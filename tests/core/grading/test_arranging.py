from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.grading import grade, places_given
from quizapp.core.ids import QuestionId
from quizapp.core.questions import Match, Order
from quizapp.core.responses import Arranged, Paired


def order(*steps: str) -> Order:
    return Order(
        id=QuestionId("pack/order"),
        topic="t",
        difficulty=1,
        prompt="In which order?",
        explanation="So.",
        steps=steps,
    )


def match(*pairs: tuple[str, str]) -> Match:
    return Match(
        id=QuestionId("pack/match"),
        topic="t",
        difficulty=1,
        prompt="What belongs together?",
        explanation="So.",
        pairs=pairs,
    )


@pytest.mark.parametrize(
    ("arranged", "score", "parts"),
    [
        ((0, 1, 2, 3), 1.0, (True, True, True, True)),
        ((3, 0, 1, 2), 0.75, (True, True, True, False)),
        ((1, 0, 3, 2), 0.5, (True, False, True, False)),
        ((3, 2, 1, 0), 0.25, (True, False, False, False)),
        ((0, 2), 0.5, (True, False, True, False)),
        ((0, 0, 9, -1, 1), 0.5, (True, True, False, False)),
        ((), 0.0, (False,) * 4),
    ],
)
def test_the_longest_run(arranged: tuple[int, ...], score: float, parts: tuple[bool, ...]) -> None:
    verdict = grade(order("a", "b", "c", "d"), Arranged(arranged))
    assert verdict.score == score
    assert verdict.parts == parts


def test_steps_in_their_places_are_the_ones_in_order() -> None:
    arranged = Arranged((3, 1, 4, 0, 2))
    question = order("a", "b", "c", "d", "e")
    assert grade(question, arranged).parts == (False, True, True, False, False)
    assert places_given(question, arranged) == (3, 1, 4, 0, 2)
    assert places_given(order("zero", "step", "zero"), Arranged((2, 1))) == (0, 1, None)


def test_the_reason_counts() -> None:
    verdict = grade(order("a", "b", "c"), Arranged((1, 2, 0)))
    assert [str(reason) for reason in verdict.reasons] == ["2 of 3 steps are in order."]


def test_equal_steps_may_be_swapped() -> None:
    assert grade(order("zero", "step", "zero"), Arranged((2, 1, 0))).correct


@given(st.permutations(range(6)))
def test_no_longer_run_exists(arranged: list[int]) -> None:
    verdict = grade(order(*"abcdef"), Arranged(tuple(arranged)))
    longest = max(
        length
        for length in range(1, 7)
        for run in combinations(arranged, length)
        if list(run) == sorted(run)
    )
    assert sum(verdict.parts) == longest
    kept = [step for step in arranged if verdict.parts[step]]
    assert kept == sorted(kept)


def test_pair_by_pair() -> None:
    question = match(("relu", "max(0, x)"), ("tanh", "odd"), ("identity", "linear"))
    assert grade(question, Paired((0, 1, 2))).correct
    verdict = grade(question, Paired((0, 2, 1)))
    assert verdict.parts == (True, False, False)
    assert str(verdict.reasons[0]) == "1 of 3 pairs are right."
    assert grade(question, Paired((0,))).parts == (True, False, False)
    assert grade(question, Paired((9, -1, 2))).parts == (False, False, True)


def test_equal_right_sides_may_be_swapped() -> None:
    assert grade(match(("a", "x"), ("b", "x"), ("c", "y")), Paired((1, 0, 2))).correct
