"""The clock of an interview: how long a question has been open, and when that does not count."""

from datetime import datetime, timedelta

from quizapp.config import DEFAULTS, Settings
from quizapp.core import events
from quizapp.core.grading import Doubt
from quizapp.core.interview import Note, clock
from quizapp.core.responses import Response
from quizapp.core.say import Text
from quizapp.core.session import Phase, Session
from quizapp.packs.library import Library
from quizapp.record.database import Record
from quizapp.services.quiz import Clock, Quiz


class TimedQuiz(Quiz):
    """A session whose open question has a clock, which stands in pauses."""

    def __init__(
        self,
        session: Session,
        library: Library,
        record: Record,
        clock: Clock,
        lang: str,
        settings: Settings = DEFAULTS,
    ) -> None:
        super().__init__(session, library, record, clock, lang, settings)
        self._carried_ms = 0
        """Time spent on the open question before its last pause."""
        self.weighing = False
        """Whether a response is being weighed, so that the clock stands; where it is taken back,
        set it to False: the clock goes on and has never stood."""
        self._hidden_at: datetime | None = None
        """Since when the question cannot be seen, so that its clock stands."""
        if self.open:
            self._carried_ms = max(
                (note.elapsed_ms for note in session.notes if note.question == self.current),
                default=0,
            )

    @property
    def open(self) -> bool:
        """Whether a question waits for its answer, so that its clock runs."""
        return self._session.phase is Phase.ASKING

    def spent(self) -> float:
        """Seconds on the open question, pauses left out."""
        return self._spent_ms() / 1000

    def spent_in_all(self) -> float:
        """Seconds on all questions so far, pauses left out."""
        answered = sum(review.elapsed_ms for review in self._session.effective_reviews) / 1000
        return answered + (self.spent() if self.open else 0.0)

    @property
    def late(self) -> bool:
        """Whether the open question's clock has run out, as far as that is noted."""
        return self.open and Note.LATE in self._notes()

    def look_at_clock(self) -> bool:
        """Whether the open question's clock has run out just now; that is noted."""
        if not self.open or self.late:
            return False
        question = self.question
        if self.spent() <= clock(question.kind, question.difficulty):
            return False
        self._append(self._note(Note.LATE))
        return True

    def consider(self, response: Response) -> tuple[Text | None, tuple[Doubt, ...]]:
        """What stands against committing a response; where nothing does, the clock stands."""
        problem, near = super().consider(response)
        self.weighing = problem is None
        return problem, near

    @property
    def hidden(self) -> bool:
        """Whether the open question cannot be seen, so that its clock stands."""
        return self.open and self._hidden_at is not None

    def hide(self) -> None:
        """The question cannot be seen for a moment: its clock stands, and nothing is noted."""
        self._hidden_at = self._hidden_at or self._clock()

    def reappear(self) -> None:
        """It is seen again: its clock runs on from where it was."""
        if self._hidden_at:
            away = self._clock() - self._hidden_at
            self._hidden_at = None
            self._shown_at += away
            if self._considered:
                response, at = self._considered
                self._considered = response, at + away

    def pause(self) -> None:
        """Stop the clock; the interview goes on where it is, whenever it is resumed."""
        if self.open:
            spent = self._spent_ms()
            self._append(self._note(Note.PAUSED, spent))
            self._carried_ms, self._shown_at = spent, self._clock()
            self._hidden_at = self._shown_at

    def unpause(self) -> None:
        """The clock runs again, from where it was when it was last known."""
        self._hidden_at = None
        if self.open:
            self._append(self._note(Note.RESUMED, self._carried_ms))
            self._shown_at = self._clock()
            if self._considered:
                self._considered = self._considered[0], self._shown_at

    def _notes(self) -> set[str]:
        return {note.what for note in self._session.notes if note.question == self.current}

    def _note(self, what: Note, elapsed_ms: int | None = None) -> events.Noted:
        elapsed = self._spent_ms() if elapsed_ms is None else elapsed_ms
        return events.Noted(at=self._clock(), question=self.current, what=what, elapsed_ms=elapsed)

    def _spent_ms(self) -> int:
        entered = self._considered if self.weighing else None
        until = entered[1] if entered else self._hidden_at or self._clock()
        passed = (until - self._shown_at) / timedelta(milliseconds=1)
        return self._carried_ms + max(0, round(passed))

    def _append(self, *what: events.Event) -> None:
        """A note does not start the question's clock anew."""
        before, shown_at, considered = self._session.queue[:1], self._shown_at, self._considered
        super()._append(*what)
        if self._session.queue[:1] == before:
            self._shown_at, self._considered = shown_at, considered
        else:
            self._carried_ms, self.weighing = 0, False
            self._hidden_at = self._hidden_at and self._shown_at
