"""A mock interview: what it is made of, how long a question may take, and what is asked next.

Pure. The next question is a function of the plan, the questions at hand, the seed and the
answers so far, so that an interview that is resumed goes on as it would have.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quizapp.core.ids import QuestionId, TopicId

HELD = 0.7
"""From this score on an answer holds, and the interviewer goes deeper."""
DEEPEST = 3
"""Follow-ups below a main question at most."""
LONGEST_THREAD = 4
"""Questions on one main question at most, itself included."""
BEYOND = 1
"""A follow-up may be so much more difficult than the level's main questions."""
NOT_ASKED = frozenset({"predict"})
"""Kinds that need a run, which has no place in a conversation."""

LEVELS: Mapping[str, tuple[int, int]] = {"junior": (1, 2), "mid": (2, 4), "senior": (3, 5)}
"""Names for ranges of difficulty of the main questions."""

_SECONDS = {
    "true-false": 45,
    "text": 60,
    "choice": 60,
    "cloze": 60,
    "numeric": 90,
    "order": 90,
    "match": 90,
    "output": 90,
    "bug": 90,
    "explain": 150,
}
"""A person's time for an answer of difficulty 3: set by hand, to be read, thought and entered."""
_A_DIFFICULTY = 0.15
"""Each difficulty above 3 takes so much more, each below so much less."""
_STEP, _SHORTEST = 15, 30
"""Clocks are whole quarters of a minute, as an interviewer would say them."""


class Move(StrEnum):
    """How a question follows from what was asked before. Names in the record: never changed."""

    TOPIC = "topic"
    """Another main question."""
    DEEPER = "deeper"
    """A follow-up of an answer that held."""
    ASIDE = "aside"
    """An easier one after an answer that did not hold, asked together with its hint."""


class Note(StrEnum):
    """What is noted about an open question. Names in the record: never changed."""

    HINT = "hint"
    """The learner took the hint."""
    HELPED = "helped"
    """The interviewer gave the hint with the question."""
    LATE = "late"
    """The question's clock ran out."""
    PASSED = "passed"
    """The learner asked for another topic."""
    PAUSED = "paused"
    RESUMED = "resumed"


class Verdicts(StrEnum):
    """When the learner hears how right an answer was."""

    END = "end"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an interview is to be; exactly one of `questions` and `minutes` is above 0."""

    packs: tuple[str, ...] = ()
    """Empty: all."""
    topics: tuple[str, ...] = ()
    low: int = 2
    """Difficulty of the main questions, 1 to 5, both included."""
    high: int = 4
    questions: int = 8
    minutes: int = 0
    verdicts: Verdicts = Verdicts.END

    def __post_init__(self) -> None:
        if not 1 <= self.low <= self.high <= 5:
            raise ValueError(f"a level is a range within 1 to 5, not {self.low} to {self.high}")
        if min(self.questions, self.minutes) < 0 or bool(self.questions) == bool(self.minutes):
            raise ValueError("an interview has a number of questions, or of minutes")

    @property
    def level(self) -> str:
        """The name of the level, or its range: `mid`, `2-5`."""
        named = {between: name for name, between in LEVELS.items()}
        return named.get((self.low, self.high), f"{self.low}-{self.high}")


@dataclass(frozen=True, slots=True)
class Askable:
    """A question as an interviewer sees it."""

    id: QuestionId
    topic: TopicId
    kind: str
    difficulty: int
    follow_ups: tuple[QuestionId, ...] = ()
    wanted: bool = True
    """Of the packs and topics wished for; others come only as follow-ups."""

    @property
    def seconds(self) -> int:
        """The question's clock."""
        return clock(self.kind, self.difficulty)


@dataclass(frozen=True, slots=True)
class Taken:
    """A question that was asked and answered."""

    id: QuestionId
    move: Move
    under: QuestionId | None
    """The question of the same tree that it stands below; None for a main question."""
    score: float
    """0 to 1."""
    seconds: float
    """Pauses left out."""
    passed: bool = False
    """The learner asked for another topic."""

    @property
    def held(self) -> bool:
        """Whether the interviewer may go deeper from here."""
        return self.score >= HELD


@dataclass(frozen=True, slots=True)
class Step:
    """What the interviewer asks next."""

    id: QuestionId
    move: Move
    under: QuestionId | None = None


def read_level(text: str) -> tuple[int, int]:
    """Lowest and highest difficulty of `mid`, `3` or `2-4`. Raises ValueError."""
    name = text.strip().casefold()
    if name in LEVELS:
        return LEVELS[name]
    low, dash, high = name.replace("–", "-").partition("-")
    parts = low.strip(), (high if dash else low).strip()
    if not all(part in ("1", "2", "3", "4", "5") for part in parts):
        raise ValueError(text)
    first, last = map(int, parts)
    if first > last:
        raise ValueError(text)
    return first, last


def clock(kind: str, difficulty: int) -> int:
    """Seconds that a question may take, said before it is asked."""
    seconds = _SECONDS.get(kind, 90) * (1 + _A_DIFFICULTY * (difficulty - 3))
    return max(_SHORTEST, round(seconds / _STEP) * _STEP)


def choose(
    plan: Plan, pool: Mapping[QuestionId, Askable], seed: int, taken: Sequence[Taken]
) -> Step | None:
    """The next question; None when the interview is over.

    An answer that holds leads to a follow-up of it, or of one above it; the first one of a
    thread that does not, aside to an easier question; otherwise another main question comes.
    Nothing is asked twice. With minutes, only questions are asked whose clock still fits.
    """
    if plan.questions and len(taken) >= plan.questions:
        return None
    room = plan.minutes * 60 - sum(each.seconds for each in taken) if plan.minutes else None
    asked = {each.id for each in taken}
    free = {
        name: one
        for name, one in pool.items()
        if name not in asked and one.kind not in NOT_ASKED and (room is None or one.seconds <= room)
    }
    going = _Going(plan, pool, free, seed, taken)
    return going.on() or going.main()


def expected_minutes(plan: Plan, pool: Mapping[QuestionId, Askable]) -> float:
    """About how long the interview takes: its minutes, or its questions' clocks on average."""
    clocks = [one.seconds for one in pool.values() if _is_main(one, plan)]
    mean = sum(clocks) / len(clocks) if clocks else 0.0
    return plan.minutes or plan.questions * mean / 60


@dataclass(frozen=True, slots=True)
class _Going:
    """One choice of what is asked next."""

    plan: Plan
    pool: Mapping[QuestionId, Askable]
    free: Mapping[QuestionId, Askable]
    """What may still be asked."""
    seed: int
    taken: Sequence[Taken]

    def on(self) -> Step | None:
        """Something on the same main question."""
        thread = _threads(self.taken)[-1] if self.taken else []
        if not thread or len(thread) >= LONGEST_THREAD:
            return None
        last = thread[-1]
        if last.passed or last.id not in self.pool:
            return None
        return self.deeper(thread) if last.held else self.aside(thread)

    def deeper(self, thread: Sequence[Taken]) -> Step | None:
        """A follow-up of the last answer, or of the nearest above it that held.

        One below the level would lead out of the depth that was reached, not further into it.
        """
        by_id = {each.id: each for each in thread}
        place: Taken | None = thread[-1]
        while place is not None:
            if place.held and _depth(place, by_id) < DEEPEST and place.id in self.pool:
                for name in self.pool[place.id].follow_ups:
                    fits = self.free.get(name)
                    if fits and self.plan.low <= fits.difficulty <= self.plan.high + BEYOND:
                        return Step(name, Move.DEEPER, place.id)
            place = by_id.get(place.under) if place.under else None
        return None

    def aside(self, thread: Sequence[Taken]) -> Step | None:
        """An easier follow-up of the question above, or of the topic; once in a thread."""
        last = thread[-1]
        if any(each.move is Move.ASIDE for each in thread):
            return None
        one = self.pool[last.id]
        above = last.under if last.under in self.pool else None
        siblings = self.pool[above].follow_ups if above else ()
        for name in siblings:
            if name in self.free and self.free[name].difficulty <= one.difficulty:
                return Step(name, Move.ASIDE, above)
        easier = [
            each
            for each in self.free.values()
            if each.topic == one.topic and each.difficulty < one.difficulty
        ]
        if not easier:
            return None
        near = min(easier, key=lambda each: (-each.difficulty, self._chance(each.id)))
        return Step(near.id, Move.ASIDE, last.under or last.id)

    def main(self) -> Step | None:
        """A main question: of a topic asked little, near the level that the answers show."""
        within = [one for one in self.free.values() if _is_main(one, self.plan)]
        if not within:
            return None
        topics = [self.pool[each.id].topic for each in self.taken if each.id in self.pool]
        counts = Counter(topics)
        last = topics[-1] if topics else None
        target = self.target()
        below = {name for one in within for name in one.follow_ups}

        def worth(one: Askable) -> tuple[int, bool, bytes, bool, int, bool, bytes]:
            return (
                counts[one.topic],
                one.topic == last,
                self._chance(one.topic),
                one.id in below,  # it may come as a follow-up yet
                abs(one.difficulty - target),
                not any(name in self.free for name in one.follow_ups),
                self._chance(one.id),
            )

        return Step(min(within, key=worth).id, Move.TOPIC)

    def target(self) -> int:
        """The difficulty to aim at: up after a thread that held throughout, down after another."""
        aim = self.plan.low
        for thread in _threads(self.taken):
            aim += 1 if all(each.held for each in thread) else -1
            aim = min(max(aim, self.plan.low), self.plan.high)
        return aim

    def _chance(self, name: str) -> bytes:
        """A place in an order that only the seed decides."""
        return hashlib.blake2b(f"{self.seed}/{name}".encode(), digest_size=8).digest()


def _is_main(one: Askable, plan: Plan) -> bool:
    """Whether it may be asked as a main question."""
    return one.wanted and plan.low <= one.difficulty <= plan.high and one.kind not in NOT_ASKED


def _threads(taken: Iterable[Taken]) -> list[list[Taken]]:
    """The answers, each main question with all that came of it."""
    threads: list[list[Taken]] = []
    for each in taken:
        if each.move is Move.TOPIC or not threads:
            threads.append([])
        threads[-1].append(each)
    return threads


def _depth(each: Taken, thread: Mapping[QuestionId, Taken]) -> int:
    """How far below its main question it stands; the main question itself is 0."""
    depth = 0
    while each.under and each.under in thread:
        each = thread[each.under]
        depth += 1
    return depth


def depths(taken: Sequence[Taken]) -> Iterator[tuple[Taken, int]]:
    """The tree as it was walked: every answer with its depth, in the order of asking."""
    for thread in _threads(taken):
        by_id = {each.id: each for each in thread}
        for each in thread:
            yield each, _depth(each, by_id)
