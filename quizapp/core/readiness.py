"""How much would be recalled on a day to come, and which reviews raise that most.

The plan is greedy: of all questions that could be asked on a day it takes those whose review
raises the expected recall on the date most, where waiting would not do as well (a review gains
more when something has been forgotten). A forecast follows the average learner: an answer
is right as often as the model says, and right and wrong answers go on as parts of the whole.
It takes questions that are alike together, so that its cost grows with `MOST_CLUSTERS` and
`MOST_STEPS`, not with cards and days.
"""

from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import exp, log
from typing import Generic, NamedTuple, TypeVar

from quizapp.core.forgetting import Memory, Model

UNSEEN = 0.0
"""The recall of a question that was never asked: what was never shown is not counted on, so
that a first answer can only surprise for the better. Home's mastery counts the same way."""
FIRST_RIGHT = 0.25
"""How often a first answer is right, until there are answers to tell: a guess of four."""
MOST_CLUSTERS = 60
"""How many kinds of questions a forecast begins with; over 2,000 random cards it is then within
0.4 points of a forecast by single cards."""
MOST_STEPS = 30
"""How many days of study a forecast takes, some standing for several."""
SINGLE_DAYS = 15
"""The days before the date that a forecast takes one by one; earlier ones in blocks."""
_GOOD, _AGAIN = 3, 1
ENOUGH_ANSWERS = 80
"""Until there are so many answers after a day or more, some questions are asked to get them."""
ASKED_TO_LEARN = 0.2
"""The share of a day's questions that goes to these, where the plan has none of them anyway."""
BIN = 0.5
"""Memories whose stabilities lie within this factor, as a logarithm, are taken together."""

Group = TypeVar("Group", bound=Hashable)


Branches = tuple[tuple[float, Memory], ...]
"""Memories, each with its chance."""


class Trace(NamedTuple):
    """A question as the model remembers it."""

    memory: Memory | None
    """None for one that was never asked."""
    age: int = 0
    """Whole days since the last review."""


class Weighed(NamedTuple):
    """What a review would do."""

    gain: float
    """Expected recall on the date with the review, less that without it; may be below 0."""
    worth: float
    """The gain, less half of what the same review would gain halfway to the date."""
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

    def weigh(self, trace: Trace, day: int = 0) -> Weighed:
        """What a review so many days from today would do; the trace is as of today."""
        gain, branches = self._reviewed(trace, day)
        halfway = (day + self.days) // 2
        worth = gain - 0.5 * self._reviewed(trace, halfway)[0] if halfway > day else gain
        return Weighed(gain, worth, branches)

    def _reviewed(self, trace: Trace, day: int) -> tuple[float, Branches]:
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
        return then - self.recall(trace), branches


def share(recalls: Iterable[float]) -> float:
    """The mean of expected recalls, 0 for none."""
    values = list(recalls)
    return sum(values) / len(values) if values else 0.0


def curve(outlook: Outlook, traces: Sequence[Trace]) -> tuple[tuple[int, float], ...]:
    """Days from today and the share recalled then without study, from today to the date."""
    known = Counter(trace for trace in traces if trace.memory)
    points = min(outlook.days, MOST_STEPS)
    told = []
    for step in range(points + 1):
        day = round(step * outlook.days / points) if points else 0
        recalled = sum(n * outlook.recall(trace, day) for trace, n in known.items())
        recalled += UNSEEN * (len(traces) - known.total())
        told.append((day, recalled / len(traces) if traces else 0.0))
    return tuple(told)


def ranked(outlook: Outlook, traces: Sequence[Trace]) -> list[tuple[int, float]]:
    """The places of the questions worth asking today and their gains, the worthiest first.

    Left out is what was asked within the last 24 hours: fsrs takes that for the same day, on
    which one more review changes next to nothing. Equal ones keep the order given.
    """
    weighed = [
        (place, outlook.weigh(trace))
        for place, trace in enumerate(traces)
        if trace.memory is None or trace.age > 0
    ]
    weighed.sort(key=lambda each: -each[1].worth)
    return [(place, found.gain) for place, found in weighed if found.gain > 0]


def chosen(
    outlook: Outlook,
    traces: Sequence[Trace],
    room: int,
    *,
    answers: int,
    left_out: Container[int] = (),
) -> list[int]:
    """The places of today's questions, up to `room`, the worthiest first; some are not asked.

    While fewer than `ENOUGH_ANSWERS` answers after a day or more tell how this learner forgets,
    a part of the room goes to known questions that do: who first goes through everything once
    learns too late that it does not last.
    """
    worthiest = [place for place, _ in ranked(outlook, traces) if place not in left_out]
    order = worthiest[:room]
    wanted = int(room * ASKED_TO_LEARN) if answers < ENOUGH_ANSWERS else 0
    wanted -= sum(traces[place].memory is not None for place in order)
    taken = set(order)
    known = [
        place
        for place, trace in enumerate(traces)
        if trace.memory is not None
        and trace.age > 0
        and place not in taken
        and place not in left_out
    ]
    if wanted <= 0 or not known:
        return order
    known.sort(key=lambda place: outlook.recall(traces[place], 0))
    wanted = min(wanted, len(known))  # from the weakest to the strongest
    asked = [known[number * len(known) // wanted] for number in range(wanted)]
    return [*order[: room - len(asked)], *asked]


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

    def forecast(self, a_day: int, today: int | None = None) -> Forecast[Group]:
        """What asking `a_day` questions comes to, and today only `today` where that is told."""
        clusters: Sequence[_Cluster] = self._clusters
        total = max(self._sizes.total(), 1)
        progress = []
        for day, length in steps(self._outlook.days):
            room = a_day * length
            if day == 0 and today is not None:
                room += today - a_day
            clusters = self._studied(clusters, day, room)
            progress.append((day, sum(each.size * each.recall for each in clusters) / total))
        sums = dict.fromkeys(self._sizes, 0.0)
        for each in clusters:
            sums[each.group] += each.size * each.recall  # type: ignore[index]  # as they went in
        groups = {group: sums[group] / size for group, size in self._sizes.items()}
        return Forecast(progress[-1][1], groups, tuple(progress))

    def needed(self, goal: float) -> int | None:
        """The fewest questions a day that reach the share on the date; None where none do.

        From 25 on it may be up to 4 % more than the fewest. Takes a forecast for each guess, so a
        planner without groups is the quickest to ask.
        """
        most = self._sizes.total()
        if self.forecast(0).share >= goal:
            return 0
        if not most or self.forecast(most).share < goal:
            return None
        low, high = 0, most
        step = max(1, most // 32)
        while high - low > 1 + high // 25:
            # Most goals need a small part of all questions: from below in growing steps.
            middle = min(low + step, (low + high) // 2)
            if self.forecast(middle).share >= goal:
                high = middle
            else:
                low, step = middle, step * 2
        return high

    def _studied(self, clusters: Sequence[_Cluster], day: int, room: float) -> list[_Cluster]:
        """The clusters after a day's best reviews; one that is partly reviewed is split."""
        weighed: list[tuple[Weighed, _Cluster]] = []
        after: list[_Cluster] = []
        for each in clusters:
            rested = each.trace.memory is None or each.trace.age + day > 0
            found = self._outlook.weigh(each.trace, day) if rested and room > 0 else None
            if found and found.gain > 0:
                weighed.append((found, each))
            else:
                after.append(each)
        weighed.sort(key=lambda one: -one[0].worth)
        alike: dict[tuple[Hashable, int], list[tuple[float, Memory]]] = {}
        for _, equal in groupby(weighed, key=lambda one: one[0].worth):
            tied = list(equal)
            part = min(1.0, max(room, 0.0) / sum(each.size for _, each in tied))
            for found, each in tied:
                taken = each.size * part
                room -= taken
                if part < 1:
                    after.append(each._replace(size=each.size - taken))
                for chance, memory in found.branches if taken else ():
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


def trace_of(memory: Memory, last_review: datetime, now: datetime) -> Trace:
    """A card's trace as of now."""
    return Trace(memory, max(0, (now - last_review) // timedelta(days=1)))


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
