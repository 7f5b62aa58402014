"""How much would be recalled on a day to come with so many questions a day.

A forecast follows the average learner: an answer is right as often as the model says, and right
and wrong answers go on as parts of the whole. It takes questions that are alike together, so
that its cost grows with `MOST_CLUSTERS` and `MOST_STEPS`, not with cards and days.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import exp, log
from typing import Generic, NamedTuple, TypeVar

from quizapp.core.forgetting import Memory
from quizapp.core.orders import ORDERS, USUAL, Order
from quizapp.core.outlook import UNSEEN, Outlook, Review, Trace, rested

MOST_CLUSTERS = 60
"""How many kinds of questions a forecast begins with; over 2,000 random cards it is then within
0.4 points of a forecast by single cards."""
MOST_STEPS = 30
"""How many days of study a forecast takes, some standing for several."""
SINGLE_DAYS = 15
"""The days before the date that a forecast takes one by one; earlier ones in blocks."""
BIN = 0.5
"""Memories whose stabilities lie within this factor, as a logarithm, are taken together."""

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Forecast(Generic[Group]):
    """What a plan of so many questions a day comes to."""

    share: float
    """Expected share recalled on the date, 0 to 1."""
    groups: Mapping[Group, float]
    """The same for each group."""
    progress: tuple[tuple[int, float], ...]
    """Days from today, and the share on the date once that day's questions are done."""


class _Cluster(NamedTuple):
    """Questions that are alike: one stands for all."""

    group: Hashable
    size: float
    """Not always whole: a share of an answer is right."""
    trace: Trace
    recall: float
    """On the date."""


class Planner(Generic[Group]):
    """Forecasts over the same questions with different numbers of questions a day."""

    def __init__(self, outlook: Outlook, traces: Iterable[tuple[Group, Trace]]) -> None:
        self._outlook = outlook
        told = list(traces)
        self._sizes = Counter(group for group, _ in told)
        self._clusters = _clustered(outlook, told)

    def forecast(
        self, a_day: int, today: int | None = None, order: Order = USUAL
    ) -> Forecast[Group]:
        """What asking `a_day` questions comes to, and today only `today` where that is told."""
        clusters: Sequence[_Cluster] = self._clusters
        total = max(self._sizes.total(), 1)
        progress = []
        for day, length in steps(self._outlook.days):
            room = a_day * length
            if day == 0 and today is not None:
                room += today - a_day
            clusters = self._studied(clusters, day, room, order)
            progress.append((day, sum(each.size * each.recall for each in clusters) / total))
        sums = dict.fromkeys(self._sizes, 0.0)
        for each in clusters:
            sums[each.group] += each.size * each.recall  # type: ignore[index]  # as they went in
        groups = {group: sums[group] / size for group, size in self._sizes.items()}
        return Forecast(progress[-1][1], groups, tuple(progress))

    def best(self, a_day: int) -> Order:
        """The order that promises most where `a_day` questions are asked."""
        return max(ORDERS, key=lambda order: self.forecast(a_day, order=order).share)

    def needed(self, goal: float, order: Order = USUAL) -> int | None:
        """The fewest questions a day that reach the share on the date; None where none do.

        From 25 on it may be up to 4 % more than the fewest. Takes a forecast for each guess, so a
        planner without groups is the quickest to ask.
        """
        most = self._sizes.total()
        if self.forecast(0).share >= goal:
            return 0
        if not most or self.forecast(most, order=order).share < goal:
            return None
        low, high = 0, most
        step = max(1, most // 32)
        while high - low > 1 + high // 25:
            # Most goals need a small part of all questions: from below in growing steps.
            middle = min(low + step, (low + high) // 2)
            if self.forecast(middle, order=order).share >= goal:
                high = middle
            else:
                low, step = middle, step * 2
        return high

    def _studied(
        self, clusters: Sequence[_Cluster], day: int, room: float, order: Order
    ) -> list[_Cluster]:
        """The clusters after a day's first reviews; one that is partly reviewed is split."""
        waiting: list[tuple[float, Review, _Cluster]] = []
        after: list[_Cluster] = []
        for each in clusters:
            asked = room > 0 and rested(each.trace, day)
            review = self._outlook.review(each.trace, day) if asked else None
            if review and review.gain > 0:
                waiting.append((order(self._outlook, review), review, each))
            else:
                after.append(each)
        waiting.sort(key=lambda one: -one[0])
        alike: dict[tuple[Hashable, int], list[tuple[float, Memory]]] = {}
        for _, equal in groupby(waiting, key=lambda one: one[0]):
            tied = list(equal)
            part = min(1.0, max(room, 0.0) / sum(each.size for _, _, each in tied))
            for _, review, each in tied:
                taken = each.size * part
                room -= taken
                if part < 1:
                    after.append(each._replace(size=each.size - taken))
                for chance, memory in review.branches if taken else ():
                    key = each.group, int(log(memory.stability) // BIN)
                    alike.setdefault(key, []).append((chance * taken, memory))
        for (group, _), parts in alike.items():
            if any(count for count, _ in parts):
                after.append(self._merged(group, parts, day))
        return after

    def _merged(self, group: Hashable, parts: Sequence[tuple[float, Memory]], day: int) -> _Cluster:
        """One cluster of what was reviewed on the same day and is about equally stable."""
        count = sum(n for n, _ in parts)
        stability = exp(sum(n * log(each.stability) for n, each in parts) / count)
        difficulty = sum(n * each.difficulty for n, each in parts) / count
        trace = Trace(Memory(stability, difficulty), -day)
        return _Cluster(group, count, trace, self._outlook.recall(trace))


def steps(days: int) -> list[tuple[int, int]]:
    """The days of study before the date, as (day from today, how many days it stands for).

    Today alone where the date is today. Today and the last days stand for themselves.
    """
    single = range(max(1, days - SINGLE_DAYS), days) if days > MOST_STEPS else range(1, days)
    told = [(0, 1)]
    left, blocks = single.start - 1, MOST_STEPS - SINGLE_DAYS
    for block in range(blocks if left else 0):
        first, then = (1 + left * edge // blocks for edge in (block, block + 1))
        if then > first:
            told.append(((first + then - 1) // 2, then - first))
    return told + [(day, 1) for day in single]


def _clustered(outlook: Outlook, traces: list[tuple[Group, Trace]]) -> list[_Cluster]:
    """About `MOST_CLUSTERS` of questions that are alike, each of one group.

    New ones are alike; of the others those that are recalled about equally on the date and
    are about equally stable; the middle one stands for them.
    """
    new = Counter(group for group, trace in traces if trace.memory is None)
    clusters = [_Cluster(group, n, Trace(None), UNSEEN) for group, n in new.items()]
    seen: dict[Group, list[tuple[float, Trace]]] = {}
    for group, trace in traces:
        if trace.memory is not None:
            seen.setdefault(group, []).append((outlook.recall(trace), trace))
    size = -(-sum(map(len, seen.values())) // MOST_CLUSTERS)
    for known in seen.items():
        clusters += _chunks(*known, size)
    return clusters


def _chunks(group: Hashable, known: list[tuple[float, Trace]], size: int) -> Iterator[_Cluster]:
    known.sort(key=lambda one: (round(one[0] * 20), one[1]))
    for start in range(0, len(known), size):
        part = known[start : start + size]
        recall = sum(each for each, _ in part) / len(part)
        yield _Cluster(group, len(part), part[len(part) // 2][1], recall)
