"""A session as a value: what it asks, what was answered, and what each event makes of it.

Pure: times come with the events, randomness with the seed.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from quizapp.core import events as e
from quizapp.core.ids import QuestionId, SessionId
from quizapp.core.responses import Adjust, Confidence, Grade, Rating, Response

REPEAT_AFTER = 4
"""A question rated Again comes back after so many others."""
CONFIDENT_AFTER = 2
"""One that was answered wrong and with confidence comes back sooner."""
MOST_REPEATS = 3
"""How often a question comes back in one session."""


class Mode(StrEnum):
    """What a session is for."""

    LEARN = "learn"
    CRAM = "cram"
    INTERVIEW = "interview"
    BROWSE = "browse"


class Phase(StrEnum):
    """Where the current question stands."""

    ASKING = "asking"
    COMMITTED = "committed"
    """The response is on record; its key points or its measurement are still to come."""
    REVEALED = "revealed"
    FINISHED = "finished"
    """No question is left, or the learner closed the session."""


class InvalidEvent(ValueError):
    """An event that makes no sense in the phase, or is about another question."""


@dataclass(frozen=True, slots=True)
class Review:
    """A response with its rating: the given one, or the suggested one until it is given."""

    question: QuestionId
    at: datetime
    response: Response | None
    grade: Grade
    rating: Rating
    elapsed_ms: int
    fingerprint: str
    lang: str
    confidence: Confidence | None = None
    adjusted: Adjust = Adjust.KEEP
    """What was done with the schedule before this review counted."""

    @property
    def confident_mistake(self) -> bool:
        """Whether it was not right although the learner was fairly sure or certain."""
        sure = self.confidence is not None and self.confidence >= Confidence.FAIRLY
        return sure and not self.grade.correct


@dataclass(frozen=True, slots=True)
class Session:
    """An ordered run of questions; the current one is the first of the queue."""

    id: SessionId
    mode: Mode
    seed: int
    lang: str
    started: datetime
    queue: tuple[QuestionId, ...]
    phase: Phase = Phase.ASKING
    answer: e.Answered | None = None
    """The committed answer to the current question."""
    response: Response | None = None
    grade: Grade | None = None
    suggested: Rating | None = None
    observed: str = ""
    """What the learner saw in the run of a prediction."""
    adjusted: Adjust = Adjust.KEEP
    """What becomes of the current question's schedule, which has changed."""
    walk: tuple[e.WentOn, ...] = ()
    """How an interviewer went from question to question."""
    notes: tuple[e.Noted, ...] = ()
    debriefed: frozenset[QuestionId] = frozenset()
    """Explanations of an interview whose key points the learner has ticked since."""
    schedules: bool = True
    """Whether its answers change when questions come back."""
    reviews: tuple[Review, ...] = ()
    """Those that are rated; see `effective_reviews`."""
    skipped: frozenset[QuestionId] = frozenset()
    buried: frozenset[QuestionId] = frozenset()
    flagged: frozenset[QuestionId] = frozenset()
    previous: "Session | None" = field(default=None, repr=False, compare=False)
    """The value that undoing gives back; structure is shared."""

    @property
    def current(self) -> QuestionId:
        """The question being asked. Raises IndexError when the session is finished."""
        return self.queue[0]

    @property
    def answered(self) -> int:
        """How many questions have been rated; one asked again counts again."""
        return len(self.reviews)

    @property
    def total(self) -> int:
        """Questions answered and still to come."""
        return len(self.reviews) + len(self.queue)

    @property
    def pending(self) -> Review | None:
        """The revealed answer that is not rated yet, with its suggested rating."""
        if self.phase is not Phase.REVEALED or not self.answer or not self.grade:
            return None
        return self.reviewed_as(self.suggested or Rating.AGAIN)

    @property
    def effective_reviews(self) -> tuple[Review, ...]:
        """All reviews that count: a response that was never rated counts as suggested."""
        return (*self.reviews, self.pending) if self.pending else self.reviews

    def reviewed_as(self, rating: Rating) -> Review:
        """The answer on screen as a review. Raises InvalidEvent where there is none."""
        answer, grade = self.answer, self.grade
        if answer is None or grade is None:
            raise InvalidEvent("nothing was answered")
        return Review(
            answer.question,
            answer.at,
            self.response,
            grade,
            rating,
            answer.elapsed_ms,
            answer.fingerprint,
            answer.lang,
            answer.confidence,
            self.adjusted,
        )


def start(
    session: SessionId,
    mode: Mode,
    questions: Sequence[QuestionId],
    *,
    seed: int,
    lang: str,
    started: datetime,
    flagged: Iterable[QuestionId] = (),
) -> Session:
    """A new session at its first question."""
    phase = Phase.ASKING if questions else Phase.FINISHED
    return Session(
        session,
        mode,
        seed,
        lang,
        started,
        tuple(questions),
        phase=phase,
        schedules=mode is not Mode.CRAM,
        flagged=frozenset(flagged),
    )


def apply(session: Session, event: e.Event) -> Session:
    """The session after the event. Raises InvalidEvent for one that makes no sense now."""
    about = session.queue[0] if session.queue else ""
    if isinstance(event, e.Debriefed):
        return _debriefed(session, event)
    unnamed = isinstance(event, e.Undone | e.Ended) and not event.question
    if event.question != about and not unnamed:
        raise InvalidEvent(f"{event.question} is not the question being asked")
    if isinstance(event, e.Undone):
        return _undone(session)
    if session.phase is Phase.FINISHED:
        raise InvalidEvent("the session is finished")
    return _applied(session, event)


def _applied(session: Session, event: e.Event) -> Session:  # noqa: C901  one case for each event
    """What an event makes of the question being asked."""
    match event:
        case e.Answered():
            _need(session, Phase.ASKING)
            return _step(session, phase=Phase.COMMITTED, answer=event, response=event.response)
        case e.Revealed(grade=grade, suggested=suggested, response=response):
            _need(session, Phase.COMMITTED)
            return replace(
                session,
                phase=Phase.REVEALED,
                grade=grade,
                suggested=suggested,
                response=response,
                previous=_unanswered(session),
            )
        case e.Rated(rating=rating):
            _need(session, Phase.REVEALED)
            return _rated(session, rating)
        case e.Observed(text=text):
            _need(session, Phase.REVEALED)
            return _step(session, observed=text)
        case e.Adjusted(how=how):
            _need(session, Phase.REVEALED)
            return _step(session, adjusted=how)
        case e.Scheduling(on=on):
            return replace(session, schedules=on)
        case e.Skipped():
            return _skipped(session)
        case e.Buried():
            _need(session, Phase.ASKING, Phase.COMMITTED)
            gone = session.buried | {session.current}
            rest = tuple(each for each in session.queue if each != session.current)
            return _next(session, rest, buried=gone)
        case e.Flagged(on=on):
            one = {session.current}
            return _step(session, flagged=session.flagged | one if on else session.flagged - one)
        case e.FollowedUp(follow_up=follow_up):
            rest = tuple(each for each in session.queue[1:] if each != follow_up)
            if follow_up == session.current:
                raise InvalidEvent("a question does not follow itself")
            return _step(session, queue=(session.current, follow_up, *rest))
        case e.WentOn():
            return _went_on(session, event)
        case e.Noted():
            return replace(session, notes=(*session.notes, event))
        case e.Ended():
            return _next(session, (), reviews=session.effective_reviews)
    raise InvalidEvent(f"unknown event {type(event).__name__}")


def replay(session: Session, events: Iterable[e.Event]) -> Session:
    """The session after all the events."""
    for event in events:
        session = apply(session, event)
    return session


def shuffle_seed(session: Session, question: QuestionId) -> int:
    """A number for shuffling a question's options, 0 to 2**64 - 1.

    The same until the question is rated, after a resume too; another one when it is asked
    again, so that the place of an option is not what is remembered.
    """
    attempt = sum(review.question == question for review in session.reviews)
    text = f"{session.seed}/{question}/{attempt}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest())


def _need(session: Session, *phases: Phase) -> None:
    if session.phase not in phases:
        raise InvalidEvent(f"the question is {session.phase}, not {' or '.join(phases)}")


def _step(session: Session, **changes: object) -> Session:
    """The next value, from which undoing leads back to this one."""
    return replace(session, previous=session, **changes)  # type: ignore[arg-type]  # names are fields


def _next(session: Session, queue: tuple[QuestionId, ...], **changes: object) -> Session:
    """The next question is asked, or none is left."""
    return _step(
        session,
        queue=queue,
        phase=Phase.ASKING if queue else Phase.FINISHED,
        answer=None,
        response=None,
        grade=None,
        suggested=None,
        observed="",
        adjusted=Adjust.KEEP,
        **changes,
    )


def _rated(session: Session, rating: Rating) -> Session:
    current, rest = session.current, session.queue[1:]
    review = session.reviewed_as(rating)
    reviews = (*session.reviews, review)
    repeats = sum(review.question == current for review in reviews)
    learning = session.mode in (Mode.LEARN, Mode.CRAM)
    if rating is Rating.AGAIN and learning and repeats <= MOST_REPEATS:
        after = CONFIDENT_AFTER if review.confident_mistake else REPEAT_AFTER
        rest = (*rest[:after], current, *rest[after:])
    return _next(session, rest, reviews=reviews)


def _skipped(session: Session) -> Session:
    _need(session, Phase.ASKING, Phase.COMMITTED)
    current, rest = session.current, session.queue[1:]
    others = tuple(each for each in rest if each not in session.skipped)
    # When nothing but skipped questions is left, skipping one more time lets it go.
    queue = (*rest, current) if others or current not in session.skipped else rest
    if not rest:
        queue = ()
    return _next(session, queue, skipped=session.skipped | {current})


def _went_on(session: Session, event: e.WentOn) -> Session:
    """The interviewer's next question is in line; none is asked twice."""
    _need(session, Phase.REVEALED)
    if event.to == session.current or any(each.question == event.to for each in session.reviews):
        raise InvalidEvent(f"{event.to} was asked already")
    return _step(session, queue=(session.current, event.to), walk=(*session.walk, event))


def _debriefed(session: Session, event: e.Debriefed) -> Session:
    """The answer's review as the learner sees it after the interview."""
    places = [n for n, each in enumerate(session.reviews) if each.question == event.question]
    if session.mode is not Mode.INTERVIEW or not places:
        raise InvalidEvent(f"{event.question} was not answered in an interview")
    reviews = list(session.reviews)
    reviews[places[-1]] = replace(
        reviews[places[-1]], response=event.response, grade=event.grade, rating=event.suggested
    )
    return _step(session, reviews=tuple(reviews), debriefed=session.debriefed | {event.question})


def _unanswered(session: Session) -> Session | None:
    """What undoing a reveal gives back: the open question, since answer and reveal are one step.

    What was flagged while the answer was committed stays flagged, and a follow-up that was
    lined up stays lined up.
    """
    asking = session.previous
    while asking is not None and asking.phase is not Phase.ASKING:
        asking = asking.previous
    return asking and replace(asking, flagged=session.flagged, queue=session.queue)


def _undone(session: Session) -> Session:
    if session.previous is None:
        raise InvalidEvent("there is nothing to undo")
    return session.previous
