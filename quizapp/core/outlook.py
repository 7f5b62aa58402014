"""What is remembered of each question, and what a review would do to it by a date."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from quizapp.core.forgetting import Memory, Model

UNSEEN = 0.0
"""The recall of a question that was never asked: what was never shown is not counted on, so
that a first answer can only surprise for the better. Home's mastery counts the same way."""
FIRST_RIGHT = 0.25
"""How often a first answer is right, until there are answers to tell: a guess of four."""
MOST_POINTS = 30
"""Of a curve."""
_GOOD, _AGAIN = 3, 1

Branches = tuple[tuple[float, Memory], ...]
"""Memories, each with its chance."""


class Trace(NamedTuple):
    """A question as the model remembers it."""

    memory: Memory | None
    """None for one that was never asked."""
    age: int = 0
    """Whole days since the last review."""


class Review(NamedTuple):
    """A review on a day to come, and what it would do."""

    trace: Trace
    """As of today."""
    day: int
    """From today."""
    gain: float
    """Expected recall on the date with the review, less that without it; may be below 0."""
    branches: Branches
    """The memory after a right answer and after a wrong one, each with its chance."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The model and how far away the date is."""

    model: Model
    days: int
    """From today to the date, 0 or more."""
    first_right: float = FIRST_RIGHT

    def recall(self, trace: Trace, day: int | None = None) -> float:
        """Expected recall without further study, on the date or on another day from today."""
        if trace.memory is None:
            return UNSEEN
        ahead = self.days if day is None else day
        return self.model.recall(trace.memory.stability, trace.age + ahead)

    def review(self, trace: Trace, day: int = 0) -> Review:
        """What a review so many days from today would do."""
        if trace.memory is None:
            right, chance = self.model.first(_GOOD), self.first_right
            wrong = self.model.first(_AGAIN)
        else:
            age = trace.age + day
            chance = self.model.recall(trace.memory.stability, age)
            right = self.model.after_recall(trace.memory, age, chance, _GOOD)
            wrong = self.model.after_recall(trace.memory, age, chance, _AGAIN)
        branches = (chance, right), (1 - chance, wrong)
        ahead = self.days - day
        then = sum(p * self.model.recall(each.stability, ahead) for p, each in branches)
        return Review(trace, day, then - self.recall(trace), branches)


def rested(trace: Trace, day: int = 0) -> bool:
    """Whether a review on that day may change much.

    What was asked within 24 hours before is the same day to fsrs, on which one more review
    changes next to nothing.
    """
    return trace.memory is None or trace.age + day > 0


def share(recalls: Iterable[float]) -> float:
    """The mean of expected recalls, 0 for none."""
    values = list(recalls)
    return sum(values) / len(values) if values else 0.0


def curve(outlook: Outlook, traces: Sequence[Trace]) -> tuple[tuple[int, float], ...]:
    """Days from today and the share recalled then without study, from today to the date."""
    known = Counter(trace for trace in traces if trace.memory)
    points = min(outlook.days, MOST_POINTS)
    told = []
    for step in range(points + 1):
        day = round(step * outlook.days / points) if points else 0
        recalled = sum(n * outlook.recall(trace, day) for trace, n in known.items())
        recalled += UNSEEN * (len(traces) - known.total())
        told.append((day, recalled / len(traces) if traces else 0.0))
    return tuple(told)


def trace_of(memory: Memory, last_review: datetime, now: datetime) -> Trace:
    """A card's trace as of now."""
    return Trace(memory, max(0, (now - last_review) // timedelta(days=1)))
