"""Steps to be put in order and things to be paired."""

from collections import defaultdict, deque

from quizapp.core.grading.expecting import expect, share
from quizapp.core.questions import Match, Order
from quizapp.core.responses import Arranged, Grade, Paired, Response
from quizapp.core.say import say


def grade_order(question: Order, response: Response) -> Grade:
    """The longest run of steps that are in order, not necessarily side by side, over all steps.

    Of several such runs the one with the most steps in their very places counts.
    """
    arranged = _interchangeable(question.steps, expect(question, response, Arranged).order)
    in_order = frozenset(_longest_rising(arranged))
    parts = tuple(step in in_order for step in range(len(question.steps)))
    score = share(parts)
    if score >= 1.0:
        return Grade(score, (), parts)
    reason = say("{count} of {total} steps are in order.", count=sum(parts), total=len(parts))
    return Grade(score, (reason,), parts)


def _interchangeable(steps: tuple[str, ...], order: tuple[int, ...]) -> tuple[int, ...]:
    """The order with steps of the same text numbered as they come; places unknown are dropped."""
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for place, text in enumerate(steps):
        places[text].append(place)
    known = (steps[place] for place in dict.fromkeys(order) if 0 <= place < len(steps))
    return tuple(places[text].popleft() for text in known)


def places_given(question: Order, response: Arranged) -> tuple[int | None, ...]:
    """Where each step was put, from 0; None for one that was left out."""
    arranged = _interchangeable(question.steps, response.order)
    given = {step: place for place, step in enumerate(arranged)}
    return tuple(given.get(step) for step in range(len(question.steps)))


def _longest_rising(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """A longest rising subsequence: with the most numbers at their own index, then the smallest."""
    best: list[tuple[int, int, tuple[int, ...]]] = []  # by its last number: length, at home, run
    for index, number in enumerate(numbers):
        before = [each for each in best if each[2][-1] < number]
        length, at_home, run = max(before, key=_worth, default=(0, 0, ()))
        best.append((length + 1, at_home + (number == index), (*run, number)))
    return max(best, key=_worth, default=(0, 0, ()))[2]


def _worth(run: tuple[int, int, tuple[int, ...]]) -> tuple[int, int, int]:
    length, at_home, numbers = run
    return length, at_home, -numbers[-1] if numbers else 0


def grade_match(question: Match, response: Response) -> Grade:
    """Pair by pair; right sides with the same text may stand for each other."""
    chosen = expect(question, response, Paired).rights
    rights = [right for _, right in question.pairs]
    parts = tuple(
        at < len(chosen) and 0 <= chosen[at] < len(rights) and rights[chosen[at]] == right
        for at, right in enumerate(rights)
    )
    score = share(parts)
    if score >= 1.0:
        return Grade(score, (), parts)
    reason = say("{count} of {total} pairs are right.", count=sum(parts), total=len(parts))
    return Grade(score, (reason,), parts)
