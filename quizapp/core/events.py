"""What can happen in a session: frozen values with their time and question, and their JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from quizapp.core.ids import QuestionId
from quizapp.core.responses import (
    Adjust,
    Arranged,
    Chosen,
    Confidence,
    Explained,
    Filled,
    Grade,
    Judged,
    Marked,
    Paired,
    Predicted,
    Rating,
    Response,
    Typed,
)
from quizapp.core.say import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a question; `at` is aware UTC."""

    at: datetime
    question: QuestionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Event):
    """A response was committed; `None` is "I don't know"."""

    response: Response | None
    elapsed_ms: int
    fingerprint: str
    """Of prompt and answer as they were; see `quizapp.core.fingerprint`."""
    lang: str
    confidence: Confidence | None = None
    """How sure the learner was; none where it was not asked."""
    reason: str = ""
    """Why a prediction was made, in the learner's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed(Event):
    """The grade is known, with the response completed by what came after the commit."""

    grade: Grade
    suggested: Rating
    response: Response | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated(Event):
    """The learner accepted the suggested rating, or gave another."""

    rating: Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed(Event):
    """What the learner saw in the run of a prediction, in their own words."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted(Event):
    """The question has changed since its last review: what becomes of its schedule."""

    how: Adjust


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduling(Event):
    """From here on the session's answers change when questions come back, or do not."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped(Event):
    """To be asked at the end of the session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buried(Event):
    """Not again today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged(Event):
    """Flagged, or unflagged."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedUp(Event):
    """A follow-up was put next in line."""

    follow_up: QuestionId


@dataclass(frozen=True, slots=True, kw_only=True)
class WentOn(Event):
    """An interviewer chose what is asked after this question."""

    to: QuestionId
    move: str
    """`deeper`, `aside` or `topic`; see `quizapp.core.interview.Move`."""
    under: QuestionId
    """What it follows from in the interviewer's tree; empty for a main question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Event):
    """Something about the open question of an interview that its report tells."""

    what: str
    """See `quizapp.core.interview.Note`."""
    elapsed_ms: int
    """Time spent on the question until then, pauses left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debriefed(Event):
    """After an interview the learner ticked what an answer of before covered."""

    response: Response | None
    grade: Grade
    suggested: Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone(Event):
    """The last step was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Event):
    """The learner closed the session for good."""


KINDS: dict[str, type[Event]] = {
    "answered": Answered,
    "revealed": Revealed,
    "rated": Rated,
    "observed": Observed,
    "adjusted": Adjusted,
    "scheduling": Scheduling,
    "skipped": Skipped,
    "buried": Buried,
    "flagged": Flagged,
    "followed-up": FollowedUp,
    "went-on": WentOn,
    "noted": Noted,
    "debriefed": Debriefed,
    "undone": Undone,
    "ended": Ended,
}
"""Names in the record; never changed, since old records hold them."""


def _predicted(told: Mapping[str, Any]) -> Predicted:
    option, value, measured = told["predicted"]
    title = told.get("title")
    return Predicted(option, value, measured, Text(*title) if title else None)


_NAMES = {kind: name for name, kind in KINDS.items()}
_RESPONSES: dict[str, Callable[[Any], Response]] = {
    "options": lambda told: Chosen(frozenset(told["options"])),
    "judged": lambda told: Judged(told["judged"]),
    "typed": lambda told: Typed(told["typed"], told["meant"]),
    "gaps": lambda told: Filled(tuple(told["gaps"]), tuple(told.get("meant", ()))),
    "lines": lambda told: Marked(frozenset(told["lines"])),
    "order": lambda told: Arranged(tuple(told["order"])),
    "rights": lambda told: Paired(tuple(told["rights"])),
    "explained": lambda told: Explained(told["explained"], frozenset(told["covered"])),
    "predicted": lambda told: _predicted(told),
}


def to_json(event: Event) -> dict[str, Any]:
    """The event as plain values: its `kind`, time, question and what its kind has besides."""
    told = {each.name: getattr(event, each.name) for each in fields(event)}
    told["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    if "response" in told:
        told["response"] = response_to_json(told["response"])
    if isinstance(event, Revealed | Debriefed):
        told["grade"] = grade_to_json(event.grade)
    plain = {
        key: int(value) if isinstance(value, Rating | Confidence) else value
        for key, value in told.items()
    }
    return {"kind": _NAMES[type(event)], **plain}


def from_json(told: Mapping[str, Any]) -> Event:
    """The event that `to_json` told. Raises ValueError for anything else."""
    values = dict(told)
    try:
        kind = KINDS[values.pop("kind")]
        values["at"] = datetime.fromisoformat(values["at"])
        if "response" in values:
            values["response"] = response_from_json(values["response"])
        if "grade" in values:
            values["grade"] = grade_from_json(values["grade"])
        for rating in ("rating", "suggested"):
            if rating in values:
                values[rating] = Rating(values[rating])
        if "how" in values:
            values["how"] = Adjust(values["how"])
        if values.get("confidence") is not None:
            values["confidence"] = Confidence(values["confidence"])
        return kind(**values)
    except (KeyError, TypeError, StopIteration) as error:
        raise ValueError(f"not an event: {told}") from error


def response_to_json(response: Response | None) -> dict[str, Any] | None:
    """A response as lists and plain values; its kind shows in the keys."""
    match response:
        case None:
            return None
        case Chosen(options):
            return {"options": sorted(options)}
        case Judged(value):
            return {"judged": value}
        case Typed(text, meant):
            return {"typed": text, "meant": meant}
        case Filled(gaps, meant):
            return {"gaps": list(gaps), **({"meant": list(meant)} if meant else {})}
        case Marked(lines):
            return {"lines": sorted(lines)}
        case Arranged(order):
            return {"order": list(order)}
        case Paired(rights):
            return {"rights": list(rights)}
        case Explained(text, covered):
            return {"explained": text, "covered": sorted(covered)}
        case Predicted(option, value, measured, title):
            named = {"title": [title.template, dict(title.values)]} if title else {}
            return {"predicted": [option, value, measured], **named}


def response_from_json(told: Mapping[str, Any] | None) -> Response | None:
    """The response that `response_to_json` told."""
    if told is None:
        return None
    make = next(make for key, make in _RESPONSES.items() if key in told)
    return make(told)


def grade_to_json(grade: Grade) -> dict[str, Any]:
    """A grade; reasons keep their templates, so that they can be read in any language."""
    reasons = [[reason.template, dict(reason.values)] for reason in grade.reasons]
    return {
        "score": grade.score,
        "reasons": reasons,
        "parts": list(grade.parts),
        "near": grade.near,
    }


def grade_from_json(told: Mapping[str, Any]) -> Grade:
    """The grade that `grade_to_json` told."""
    reasons = tuple(Text(template, values) for template, values in told["reasons"])
    return Grade(told["score"], reasons, tuple(told["parts"]), told["near"])
