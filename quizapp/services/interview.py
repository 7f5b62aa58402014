"""An interview under way: a session whose next question depends on the answers so far.

Everything that is shown is on the disk before: answers, hints, clocks that ran out, and where
the interviewer goes next. Its reviews count for scheduling like any other real recall.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quizapp.core import events
from quizapp.core.fingerprint import fingerprint
from quizapp.core.grading import found_key_points, grade, suggest
from quizapp.core.ids import QuestionId
from quizapp.core.interview import (
    Askable,
    Move,
    Note,
    Plan,
    Taken,
    Verdicts,
    choose,
    clock,
    expected_minutes,
)
from quizapp.core.questions import Explain, Question
from quizapp.core.responses import Confidence, Explained, Response
from quizapp.core.session import InvalidEvent, Phase, Session, replay
from quizapp.services.house import House
from quizapp.services.interview_clock import TimedQuiz
from quizapp.services.views import QuizView


@dataclass(frozen=True, slots=True)
class InterviewView:
    """Where an interview stands."""

    quiz: QuizView
    number: int
    """Which question this is, counted from 1."""
    move: Move
    under: str
    """The prompt of the question that this one follows from; empty for a main question."""
    same_topic: bool
    """Whether the question before was of the same topic."""
    held: bool | None
    """Whether the answer before held; None at the first question, and while verdicts wait."""
    hint: str
    """The hint, once it was taken or given."""
    given: bool
    """Whether the interviewer gave it with the question."""
    clock: int
    """Seconds for this question."""


class Interview(TimedQuiz):
    """One interview. Every method returns only after the disk has what it did."""

    def __init__(
        self, house: House, session: Session, plan: Plan, pool: dict[QuestionId, Askable]
    ) -> None:
        super().__init__(
            session, house.library, house.record, house.clock, house.lang, house.settings
        )
        self.plan = plan
        self._pool = pool

    @property
    def withheld(self) -> bool:
        """Whether verdicts wait until the end."""
        return self.plan.verdicts is Verdicts.END

    def stage(self) -> InterviewView:
        """The current question, and how the interviewer came to it."""
        session, question = self._session, self.question
        came = next((each for each in session.walk if each.to == self.current), None)
        notes = self._notes()
        known = {Note.HINT, Note.HELPED} & notes
        reviews = session.reviews
        return InterviewView(
            quiz=self.view(),
            number=len(reviews) + 1,
            move=Move(came.move) if came else Move.TOPIC,
            under=self._library.question(came.under, self.lang).prompt
            if came and came.under in self._pool
            else "",
            same_topic=bool(reviews)
            and self._topic(reviews[-1].question) == self._topic(self.current),
            held=None if self.withheld or not reviews else taken(session)[-1].held,
            hint=question.hint if known else "",
            given=Note.HELPED in known,
            clock=clock(question.kind, question.difficulty),
        )

    def expected_minutes(self) -> float:
        """About how long it takes."""
        return expected_minutes(self.plan, self._pool)

    def take_hint(self) -> str:
        """The hint, whose taking is noted; empty where there is none."""
        hint = self.question.hint
        if hint and not {Note.HINT, Note.HELPED} & self._notes():
            self._append(self._note(Note.HINT))
        return hint

    def do_not_know(self) -> bool:
        """Give up the question; whether that is done, for first comes its hint, if it has one."""
        if self.question.hint and not {Note.HINT, Note.HELPED} & self._notes():
            self.take_hint()
            return False
        self.answer(None)
        return True

    def pass_on(self) -> None:
        """Leave the question unanswered and ask for another topic."""
        self._commit(None, notes=(self._note(Note.PASSED),))

    def answer(
        self,
        response: Response | None,
        *,
        confidence: Confidence | None = None,
        reason: str = "",
    ) -> None:
        """Commit a response; `None` is "I don't know".

        Where verdicts wait, the next question comes in the same durable step. An explanation
        is marked by the key points found in it, until the learner ticks them.
        """
        self._commit(response, confidence, reason)

    def cover(self, points: frozenset[int]) -> None:
        """After an explanation: the key points that it covered; decides its score."""
        response, answer = self._session.response, self._session.answer
        if self._session.phase is not Phase.COMMITTED or not isinstance(response, Explained):
            raise InvalidEvent("no explanation waits to be ticked")
        complete = Explained(response.text, points)
        given = grade(self.question, complete)
        sure = answer.confidence if answer else None
        done: list[events.Event] = [self._revealed(complete, given, suggest(given, None, sure))]
        if self.withheld:
            done += self._leave(replay(self._session, done))
        self._append(*done)

    def go_on(self) -> None:
        """After a verdict: the next question, or the end."""
        self._append(*self._leave(self._session))

    def debrief(self, question: QuestionId, points: frozenset[int]) -> None:
        """After the interview: the key points that an explanation covered; decides its score."""
        asked = self._library.question(question, self.lang)
        review = next(each for each in self._session.reviews if each.question == question)
        assert isinstance(review.response, Explained)
        complete = Explained(review.response.text, points)
        given = grade(asked, complete)
        event = events.Debriefed(
            at=self._clock(),
            question=question,
            response=complete,
            grade=given,
            suggested=suggest(given, None, review.confidence),
        )
        self._append(event)

    def to_debrief(self) -> tuple[QuestionId, ...]:
        """Explanations that are still installed and whose key points are not ticked."""
        known = {entry.id for entry in self._library.entries()}
        return tuple(each for each in to_debrief(self._session) if self.withheld and each in known)

    def asked_at(self, place: int) -> Question:
        """The question that was answered at a place, counted from 0, with its numbers then.

        Raises KeyError where it is no longer installed.
        """
        reviews = self._session.effective_reviews
        then = replace(self._session, reviews=reviews[:place])
        return self._asked(reviews[place].question, then)

    def explained(self, question: QuestionId) -> QuizView:
        """An explanation with its answer, for ticking its key points in the debriefing."""
        review = next(each for each in self._session.reviews if each.question == question)
        return QuizView(
            question=self._library.question(question, self.lang),
            phase=Phase.COMMITTED,
            number=1,
            total=1,
            order=(),
            lang=self.lang,
            topic=self._library.topic_title(question, self.lang),
            response=review.response,
            confidence=review.confidence,
        )

    def _commit(
        self,
        response: Response | None,
        confidence: Confidence | None = None,
        reason: str = "",
        notes: Sequence[events.Event] = (),
    ) -> None:
        question, now = self.question, self._clock()
        elapsed_ms = self._carried_ms + self._elapsed_ms(response, self._hidden_at or now)
        late = elapsed_ms > 1000 * clock(question.kind, question.difficulty)
        if late and Note.LATE not in self._notes():
            notes = (*notes, self._note(Note.LATE, elapsed_ms))
        answered = events.Answered(
            at=now,
            question=self.current,
            response=response,
            elapsed_ms=elapsed_ms,
            fingerprint=fingerprint(self._library.question(self.current, "")),
            lang=self.lang,
            confidence=confidence,
            reason=reason,
        )
        if isinstance(response, Explained) and not (self.withheld and response.text.strip()):
            self._append(*notes, answered)  # what was said aloud only the learner can mark
            return
        if isinstance(response, Explained) and isinstance(question, Explain):
            response = Explained(response.text, found_key_points(question, response.text))
        given = grade(question, response)
        quick = None if isinstance(question, Explain) else elapsed_ms
        revealed = self._revealed(response, given, suggest(given, quick, confidence))
        done = [*notes, answered, revealed]
        if self.withheld:
            done += self._leave(replay(self._session, done))
        self._append(*done)

    def _leave(self, session: Session) -> list[events.Event]:
        """From a revealed answer to the next question; the answer counts as suggested."""
        now = self._clock()
        if session.phase is not Phase.REVEALED or session.suggested is None:
            raise InvalidEvent("nothing was answered")
        leaving: list[events.Event] = []
        step = choose(self.plan, self._pool, session.seed, taken(session))
        if step:
            leaving.append(
                events.WentOn(
                    at=now,
                    question=session.current,
                    to=step.id,
                    move=step.move,
                    under=step.under or QuestionId(""),
                )
            )
        leaving.append(events.Rated(at=now, question=session.current, rating=session.suggested))
        if step and step.move is Move.ASIDE and self._library.question(step.id, "").hint:
            helped = events.Noted(at=now, question=step.id, what=Note.HELPED, elapsed_ms=0)
            leaving.append(helped)
        return leaving

    def _topic(self, question: QuestionId) -> str:
        one = self._pool.get(question)
        return one.topic if one else ""


def taken(session: Session) -> tuple[Taken, ...]:
    """What was asked and answered, as the walk needs it."""
    came = {each.to: each for each in session.walk}
    passed = {note.question for note in session.notes if note.what == Note.PASSED}
    return tuple(
        Taken(
            review.question,
            Move(came[review.question].move) if review.question in came else Move.TOPIC,
            (came[review.question].under or None) if review.question in came else None,
            review.grade.score,
            review.elapsed_ms / 1000,
            review.question in passed,
        )
        for review in session.effective_reviews
    )


def to_debrief(session: Session) -> tuple[QuestionId, ...]:
    """Explanations that were answered and whose key points the learner has not ticked."""
    return tuple(
        review.question
        for review in session.reviews
        if isinstance(review.response, Explained)
        and review.response.text.strip()  # else it was said aloud, and ticked then
        and review.question not in session.debriefed
    )
