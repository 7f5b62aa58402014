"""The kinds of question, each a type of its own.

A question is data in one language; translations are merged before it gets here. How a
response to it is graded is told in `quizapp.core.grading`.
"""

from dataclasses import dataclass
from typing import ClassVar

from quizapp.core.ids import QuestionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Where a statement can be looked up."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLink:
    """A run that shows what an answer says: a demo, knobs that differ from their defaults."""

    id: str
    set: tuple[tuple[str, str], ...] = ()
    """Knob and value as written; the demo's own declaration types them."""
    watch: str = ""
    """The metric to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What all kinds share."""

    kind: ClassVar[str]

    id: QuestionId
    topic: str
    difficulty: int
    """1 to 5."""
    prompt: str
    """Markdown with `$…$` mathematics, as are the explanation and the hint."""
    explanation: str
    hint: str = ""
    key_points: tuple[str, ...] = ()
    follow_ups: tuple[QuestionId, ...] = ()
    demo: DemoLink | None = None
    references: tuple[Reference, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the answers offered; `why` says what is right or tempting about it."""

    text: str
    correct: bool = False
    why: str = ""
    demo: DemoLink | None = None
    """For a wrong option: the counter-example that refutes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Question):
    """One or several of the options are right."""

    kind: ClassVar[str] = "choice"
    options: tuple[Option, ...]
    shuffle: bool = True

    @property
    def multiple(self) -> bool:
        """Whether more than one option is right."""
        return sum(option.correct for option in self.options) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Question):
    """A statement that holds or does not."""

    kind: ClassVar[str] = "true-false"
    answer: bool
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A range of wrong numbers with feedback of its own."""

    low: float
    high: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Question):
    """A number, within an absolute (`tolerance`) or a `relative` distance of the answer."""

    kind: ClassVar[str] = "numeric"
    answer: float
    tolerance: float = 0.0
    relative: float = 0.0
    unit: str = ""
    check: str = ""
    """An arithmetic expression that must give the answer."""
    vary: tuple[tuple[str, tuple[float, ...]], ...] = ()
    """Names that stand in prompt and check as `{name}`, each with the values it may take."""
    near: tuple[Near, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A common wrong answer and why it is wrong."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAnswer(Question):
    """A word or a phrase."""

    kind: ClassVar[str] = "text"
    accept: tuple[str, ...]
    reject: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(Question):
    """A text with gaps, written `{{answer}}` or `{{answer|alternative}}`."""

    kind: ClassVar[str] = "cloze"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Output(Question):
    """What a program prints, or the name of the exception it ends with."""

    kind: ClassVar[str] = "output"
    code: str
    answer: str
    options: tuple[Option, ...] = ()
    """Where given, one is chosen instead of typed; the right one's text is the answer."""
    python: str = ""
    """The Python versions for which the answer holds, such as `>=3.12`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug(Question):
    """A program with a mistake to be found."""

    kind: ClassVar[str] = "bug"
    code: str
    lines: tuple[int, ...]
    """The wrong lines, counted from 1."""
    fix: str
    check: str = ""
    """A program that fails after `code` and runs after `fix`, where a machine can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Question):
    """Steps to be put in order; they are written in the right one."""

    kind: ClassVar[str] = "order"
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Question):
    """Things to be paired."""

    kind: ClassVar[str] = "match"
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain(Question):
    """An answer in one's own words, marked against the key points."""

    kind: ClassVar[str] = "explain"
    model_answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A prediction on offer: the metric will lie in `low` to `high` (high excluded)."""

    text: str
    low: float
    high: float
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Predict(Question):
    """What will a run measure? No answer is stored: the run decides. `demo` is always given."""

    kind: ClassVar[str] = "predict"
    metric: str
    options: tuple[Outcome, ...] = ()
    """Empty: a free number, right within `relative` of what is measured."""
    relative: float = 0.1


KINDS: dict[str, type[Question]] = {
    kind.kind: kind
    for kind in (
        Choice,
        TrueFalse,
        Numeric,
        TextAnswer,
        Cloze,
        Output,
        Bug,
        Order,
        Match,
        Explain,
        Predict,
    )
}
