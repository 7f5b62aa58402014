"""Which questions a session asks, and in which order.

Deterministic: the same candidates in any order, time and seed give the same session.
"""

import random
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
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
    mistaken: bool = False
    """The last answer was wrong and yet confident."""


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
    candidates: Iterable[Candidate],
    *,
    now: datetime,
    limit: int,
    mode: Mode,
    seed: int,
    most_new: int | None = None,
) -> tuple[QuestionId, ...]:
    """Up to `limit` questions of the candidates.

    Learning: all that is due, first what was confidently wrong (it is corrected best while it
    surprises), then the most overdue for its interval; then what is new, prerequisites and easy
    ones first, at most `most_new` of them; what is known and not due is left out. Cramming: any,
    by chance. Interview: as many topics as possible, easy questions first. In these three,
    topics are interleaved: no two questions of one topic follow each other where that can be
    helped. Browsing: all in the order of a book.
    """
    dice = random.Random(seed)
    mixed = sorted(candidates, key=lambda each: each.id)
    dice.shuffle(mixed)
    limit = max(0, limit)
    match mode:
        case Mode.LEARN:
            return _ids(_interleaved(_to_learn(mixed, now, limit, most_new)))
        case Mode.CRAM:
            return _ids(_interleaved(_spread(mixed, limit)))
        case Mode.INTERVIEW:
            chosen = _across_topics(mixed)[:limit]
            return _ids(_interleaved(sorted(chosen, key=lambda each: each.difficulty)))
        case Mode.BROWSE:
            book = sorted(mixed, key=lambda each: (each.rank, each.topic, each.difficulty, each.id))
            return _ids(book[:limit])


def _ids(chosen: Iterable[Candidate]) -> tuple[QuestionId, ...]:
    return tuple(each.id for each in chosen)


def _to_learn(
    mixed: Sequence[Candidate], now: datetime, limit: int, most_new: int | None
) -> list[Candidate]:
    """Due ones, none of which gives way to a new one, then new ones."""
    due = sorted(
        (each for each in mixed if each.card and each.card.due <= now),
        key=lambda each: (not each.mistaken, -_overdue(each, now)),
    )[:limit]
    new = [each for each in mixed if each.card is None]
    new.sort(key=lambda each: (each.rank, each.difficulty))
    room = limit - len(due)
    room = room if most_new is None else min(room, most_new)
    return [*due, *_spread(new, room, Counter(each.topic for each in due))]


def _overdue(candidate: Candidate, now: datetime) -> float:
    """How late it is, in its own intervals."""
    card = candidate.card
    assert card is not None
    interval = (card.due - card.last_review).total_seconds()
    return (now - card.due).total_seconds() / max(interval, 1.0)


def _spread(
    wanted: Sequence[Candidate], limit: int, taken: Mapping[TopicId, int] | None = None
) -> list[Candidate]:
    """The first of the wanted ones, but of no topic more than can be kept apart.

    `taken` counts what the session has already. What is over a topic's share comes back only
    where nothing else is left to fill the session with.
    """
    counts = Counter(taken)
    share = (limit + counts.total() + 1) // 2
    chosen: list[Candidate] = []
    over: list[Candidate] = []
    for each in wanted:
        if len(chosen) == limit:
            break
        if counts[each.topic] < share:
            counts[each.topic] += 1
            chosen.append(each)
        else:
            over.append(each)
    return chosen + over[: limit - len(chosen)]


def _across_topics(mixed: Iterable[Candidate]) -> list[Candidate]:
    """One of every topic, then a second of every topic, and so on."""
    seen: Counter[TopicId] = Counter()
    rounds: list[tuple[int, Candidate]] = []
    for each in mixed:
        rounds.append((seen[each.topic], each))
        seen[each.topic] += 1
    return [each for _, each in sorted(rounds, key=lambda pair: pair[0])]


def _interleaved(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The same questions, none after another of its topic where that can be helped.

    Keeps the order otherwise: takes the first question of another topic than the last one,
    unless one topic has so many left that it must be taken now to be spread at all.
    """
    waiting: dict[TopicId, deque[int]] = {}
    for place, each in enumerate(chosen):
        waiting.setdefault(each.topic, deque()).append(place)
    order: list[Candidate] = []
    last = None
    for left in range(len(chosen), 0, -1):
        others = [topic for topic in waiting if topic != last] or list(waiting)
        crowded = [topic for topic in others if 2 * len(waiting[topic]) > left]
        last = min(crowded or others, key=lambda topic: waiting[topic][0])
        order.append(chosen[waiting[last].popleft()])
        if not waiting[last]:
            del waiting[last]
    return order
