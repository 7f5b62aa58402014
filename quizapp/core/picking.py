"""Which questions a session asks, and in which order.

Deterministic: the same candidates in any order, time and seed give the same session.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from graphlib import CycleError, TopologicalSorter

from quizapp.core.ids import QuestionId, TopicId
from quizapp.core.scheduling import Card
from quizapp.core.session import Mode


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that could be asked."""

    id: QuestionId
    topic: TopicId
    rank: int
    """The topic's place in the order of prerequisites."""
    difficulty: int
    card: Card | None = None


def topic_ranks(after: Mapping[TopicId, Sequence[TopicId]]) -> dict[TopicId, int]:
    """How deep each topic stands: 0 needs nothing, 1 needs only such topics, and so on.

    Raises ValueError naming the topics of a cycle.
    """
    ranks: dict[TopicId, int] = {}
    try:
        for topic in TopologicalSorter(after).static_order():
            ranks[topic] = 1 + max((ranks[each] for each in after.get(topic, ())), default=-1)
    except CycleError as error:
        raise ValueError("topics need each other: " + " → ".join(error.args[1])) from None
    return ranks


def pick(
    candidates: Sequence[Candidate], *, now: datetime, limit: int, mode: Mode, seed: int
) -> tuple[QuestionId, ...]:
    """Up to `limit` questions.

    Learning asks what is due first, the most overdue for its interval before others, then
    what is new, prerequisites and easy ones first. Other modes draw from all. Topics are
    interleaved: as far as possible no two questions of one topic follow each other.
    """
    dice = random.Random(seed)
    mixed = sorted(candidates, key=lambda each: each.id)
    dice.shuffle(mixed)
    if mode is not Mode.LEARN:
        return _ids(_interleaved(mixed[:limit]))
    due = [each for each in mixed if each.card and each.card.due <= now]
    due.sort(key=lambda each: -_overdue(each, now))
    new = [each for each in mixed if each.card is None]
    new.sort(key=lambda each: (each.rank, each.difficulty))
    first, then = due[:limit], new[: max(0, limit - len(due))]
    return _ids([*_interleaved(first), *_interleaved(then)])


def _ids(chosen: Sequence[Candidate]) -> tuple[QuestionId, ...]:
    return tuple(each.id for each in chosen)


def _overdue(candidate: Candidate, now: datetime) -> float:
    """How late it is, in its own intervals."""
    card = candidate.card
    assert card is not None
    interval = (card.due - card.last_review).total_seconds()
    return (now - card.due).total_seconds() / max(interval, 60.0)


def _interleaved(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The same questions, none after another of its topic where that can be helped.

    Keeps the order otherwise: takes the first question of another topic than the last one,
    unless one topic has so many left that it must be taken now to be spread at all.
    """
    left = list(chosen)
    order: list[Candidate] = []
    while left:
        last = order[-1].topic if order else None
        counts: dict[TopicId, int] = {}
        for each in left:
            counts[each.topic] = counts.get(each.topic, 0) + 1
        crowded = max(counts, key=lambda topic: counts[topic])
        must = counts[crowded] * 2 > len(left) and crowded != last
        taken = next(
            (each for each in left if (each.topic == crowded if must else each.topic != last)),
            left[0],
        )
        left.remove(taken)
        order.append(taken)
    return order
