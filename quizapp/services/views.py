"""What a front shows: frozen values, made anew after every event."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from quizapp.core.ids import PackId, QuestionId
from quizapp.core.responses import Adjust, Confidence, Grade, Rating, Response
from quizapp.core.say import Words
from quizapp.core.session import Phase
from quizapp.packs.problems import Problem

if TYPE_CHECKING:
    from quizapp.core.questions import Question


@dataclass(frozen=True, slots=True)
class Asks:
    """What a learner is asked between choosing a response and committing it."""

    confidence: bool = False
    reason: bool = False

    def __bool__(self) -> bool:
        return self.confidence or self.reason


@dataclass(frozen=True, slots=True)
class QuizView:
    """One question as it stands now."""

    question: "Question"
    phase: Phase
    number: int
    """Which question of the session this is, counted from 1."""
    total: int
    order: tuple[int, ...]
    """The places in the pack of options, steps or right sides, in the order on screen."""
    lang: str
    topic: str
    response: Response | None = None
    grade: Grade | None = None
    suggested: Rating | None = None
    intervals: Mapping[Rating, timedelta] | None = None
    """How long until the question comes back, for each rating; known after the reveal."""
    flagged: bool = False
    can_undo: bool = False
    asks: Asks = Asks()
    confidence: Confidence | None = None
    """How sure the learner was of the response."""
    reason: str = ""
    """Why a prediction was made, in the learner's words."""
    observed: str = ""
    """What the learner saw in the run of a prediction."""
    changed: bool = False
    """Whether the question is another than at its last review, and is revealed now."""
    adjusted: Adjust = Adjust.KEEP
    """What becomes of its schedule then."""

    def continues(self, before: "QuizView") -> bool:
        """Whether this is the same question further on, so that its widgets can stay."""
        return (
            before.question.id == self.question.id
            and before.lang == self.lang
            and before.number == self.number
            and (before.phase is Phase.ASKING or self.phase is not Phase.ASKING)
        )

    def only_marked(self, before: "QuizView") -> bool:
        """Whether nothing else has changed than the flag, or what comes after the question."""
        marked = replace(
            self,
            flagged=before.flagged,
            can_undo=before.can_undo,
            total=before.total,
            intervals=before.intervals,
        )
        return marked == before


@dataclass(frozen=True, slots=True)
class Answered:
    """A line of a session's summary."""

    question: QuestionId
    prompt: str
    score: float
    rating: Rating
    topic: str = ""
    right: Words = ""
    """The right answer in one line of Markdown."""
    confident_mistake: bool = False
    comes_back: timedelta | None = None
    """In how long; None where the session schedules nothing."""


@dataclass(frozen=True, slots=True)
class TopicScore:
    """How many of a topic's questions were right, partly right and wrong."""

    topic: str
    right: int
    partly: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Mastery:
    """The share of a pack that would be recalled now, 0 to 1, without and with a session."""

    pack: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What a finished session came to."""

    answers: tuple[Answered, ...]
    seconds: float
    next_due: timedelta | None
    """When the first of these questions comes back."""
    schedules: bool = True
    """Whether the answers changed when questions come back."""
    topics: tuple[TopicScore, ...] = ()
    mastery: tuple[Mastery, ...] = ()
    streak: int = 0
    """Days in a row with answers, today included."""
    answered_today: int = 0
    new_left: int | None = None
    """How many new questions the day still has."""

    @property
    def mistakes(self) -> tuple[Answered, ...]:
        """What was not fully right, each question once, those of confidence first."""
        found: dict[QuestionId, Answered] = {}
        for answer in self.answers:
            if answer.score < 1.0:
                known = found.get(answer.question)
                confident = answer.confident_mistake or (known and known.confident_mistake)
                found[answer.question] = replace(answer, confident_mistake=bool(confident))
        return tuple(sorted(found.values(), key=lambda each: not each.confident_mistake))

    @property
    def right(self) -> int:
        """How many were answered fully right."""
        return sum(answer.score >= 1.0 for answer in self.answers)


@dataclass(frozen=True, slots=True)
class PackStatus:
    """A pack at home: what there is and what is to be done."""

    id: PackId
    title: str
    description: str
    questions: int
    due: int
    new: int
    mastery: float
    """Expected share of the pack that would be recalled now, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the home screen tells."""

    packs: tuple[PackStatus, ...]
    problems: tuple[Problem, ...]
    """Every error in a pack, with its place."""
    unfinished: tuple[int, int] | None = None
    """A session that broke off: questions answered, questions in all."""
    answered_today: int = 0
    notice: Words = ""
    """Why answers are not being recorded, where they are not."""

    @property
    def due(self) -> int:
        """Questions due in all packs."""
        return sum(pack.due for pack in self.packs)
