"""What a learner enters, and what it is worth.

Responses refer to options, steps and pairs by their place in the pack, never by their place
on screen, so that a shuffled question is stored and replayed without its shuffle.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from quizapp.core.say import Text


@dataclass(frozen=True, slots=True)
class Chosen:
    """Options picked (choice, output with options)."""

    options: frozenset[int]


@dataclass(frozen=True, slots=True)
class Judged:
    """True or false."""

    value: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """A line or several (numeric, text, output)."""

    text: str
    meant: str = ""
    """The accepted answer that the learner confirmed after a near miss (text)."""


@dataclass(frozen=True, slots=True)
class Filled:
    """One entry per gap (cloze)."""

    gaps: tuple[str, ...]
    meant: tuple[str, ...] = ()
    """For each gap the accepted answer that the learner confirmed after a near miss, or ""."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Lines pointed at, counted from 1 (bug)."""

    lines: frozenset[int]


@dataclass(frozen=True, slots=True)
class Arranged:
    """Steps as the learner ordered them, each by its place in the pack (order)."""

    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paired:
    """For each left side in the pack's order, the place of the right side chosen (match)."""

    rights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """An answer in one's own words and the key points that it covered (explain)."""

    text: str
    covered: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Predicted:
    """A committed prediction: an option or a number, and what the run measured."""

    option: int | None = None
    value: float | None = None
    measured: float | None = None
    title: Text | None = None
    """What the metric is for a reader, as the demo says it."""


Response = Chosen | Judged | Typed | Filled | Marked | Arranged | Paired | Explained | Predicted


@dataclass(frozen=True, slots=True)
class Grade:
    """How right a response is."""

    score: float
    """0 to 1."""
    reasons: tuple[Text, ...] = ()
    """Sentences for the learner; pack text appears in them only as a value."""
    parts: tuple[bool, ...] = ()
    """Right or wrong for each option, gap, step, pair or key point, in the pack's order."""
    near: str = ""
    """An accepted answer that the response nearly is: to be asked about, never assumed."""

    @property
    def correct(self) -> bool:
        """Whether everything is right."""
        return self.score >= 1.0


class Confidence(IntEnum):
    """How sure a learner is of a response, in four steps, told before the answer is shown."""

    GUESS = 1
    UNSURE = 2
    FAIRLY = 3
    CERTAIN = 4

    @property
    def probability(self) -> float:
        """The share of such answers that should be right; the learner sees these numbers."""
        return (0.25, 0.5, 0.75, 0.95)[self - 1]


class Adjust(StrEnum):
    """What is done with the schedule of a question that has changed since its last review."""

    KEEP = ""
    SHORTEN = "shorten"
    RESET = "reset"


class Rating(IntEnum):
    """FSRS's four ratings, with its numbers."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4
