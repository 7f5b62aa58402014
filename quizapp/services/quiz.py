"""A session under way: events go in, are made durable, and a new view comes out."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from quizapp.config import DEFAULTS, Settings
from quizapp.core import events
from quizapp.core.fingerprint import fingerprint
from quizapp.core.grading import Doubt, doubts, grade, named, suggest, understand
from quizapp.core.ids import QuestionId
from quizapp.core.questions import Choice, Explain, Match, Numeric, Order, Output, Predict, Question
from quizapp.core.responses import (
    Adjust,
    Confidence,
    Explained,
    Filled,
    Grade,
    Predicted,
    Rating,
    Response,
    Typed,
)
from quizapp.core.say import Text, Translate, Words, as_text, plain
from quizapp.core.scheduling import SETTING, adjusted, preview, read_parameters
from quizapp.core.session import InvalidEvent, Mode, Phase, Session, shuffle_seed
from quizapp.core.varying import varied
from quizapp.packs.library import Library
from quizapp.record.database import Record
from quizapp.services.views import Asks, QuizView, Summary

Clock = Callable[[], datetime]


class Quiz:
    """One learner's session. Every method that answers returns only after the disk has it."""

    def __init__(
        self,
        session: Session,
        library: Library,
        record: Record,
        clock: Clock,
        lang: str,
        settings: Settings = DEFAULTS,
        words: Callable[[Question, str], Translate | None] = lambda _question, _lang: None,
    ) -> None:
        """`words` gives the texts of the demo that a question links to, in a language."""
        self._words = words
        self._session = session
        self._library = library
        self._record = record
        self._clock = clock
        self.lang = lang
        self._settings = settings
        self._shown_at = clock()
        self._considered: tuple[Response, datetime] | None = None
        """The response being weighed and when it was entered: what is asked about it takes time
        that is no part of the answer's."""

    @property
    def session(self) -> Session:
        """The session as it stands."""
        return self._session

    @property
    def finished(self) -> bool:
        """Whether no question is left."""
        return self._session.phase is Phase.FINISHED

    @property
    def current(self) -> QuestionId:
        """The question being asked."""
        return self._session.queue[0]

    @property
    def question(self) -> Question:
        """The question being asked, in the language on screen and with this attempt's numbers."""
        return self._asked(self.current, self._session)

    def view(self) -> QuizView:
        """The current question as a front shows it."""
        session, question = self._session, self.question
        revealed = session.phase is Phase.REVEALED
        return QuizView(
            question=question,
            phase=session.phase,
            number=min(session.answered + 1, session.total),
            total=session.total,
            order=self._order(question),
            lang=self.lang,
            topic=self._library.topic_title(self.current, self.lang),
            response=session.response,
            grade=self._named(session.grade, question),
            suggested=session.suggested,
            intervals=self._intervals() if revealed else None,
            flagged=self.current in self._record.flagged(),  # also from outside the session
            can_undo=self._can_undo,
            asks=self._asks(question),
            confidence=session.answer.confidence if session.answer else None,
            reason=session.answer.reason if session.answer else "",
            observed=session.observed,
            changed=revealed and self._has_changed(),
            adjusted=session.adjusted,
        )

    def consider(self, response: Response) -> tuple[Text | None, tuple[Doubt, ...]]:
        """What stands against committing a response: why it cannot be read, near misses."""
        self._considered = response, self._clock()
        problem = understand(self.question, response)
        return problem, () if problem else doubts(self.question, response)

    def answer(
        self,
        response: Response | None,
        *,
        confidence: Confidence | None = None,
        reason: str = "",
    ) -> None:
        """Commit a response; `None` is "I don't know".

        Kinds that are graded at once are revealed in the same durable step; an explanation
        waits for its key points and a prediction for its measurement.
        """
        question = self.question
        now = self._clock()
        elapsed_ms = self._elapsed_ms(response, now)
        base = self._library.question(self.current, "")
        answered = events.Answered(
            at=now,
            question=self.current,
            response=response,
            elapsed_ms=elapsed_ms,
            fingerprint=fingerprint(base),
            lang=self.lang,
            confidence=confidence,
            reason=reason,
        )
        if response is None or not isinstance(question, Explain | Predict):
            given = grade(question, response)
            shown = self._revealed(response, given, suggest(given, elapsed_ms, confidence))
            self._append(answered, shown)
        else:
            self._append(answered)

    def cover(self, points: frozenset[int]) -> None:
        """After an explanation: the key points that it covered; reveals the grade."""
        response = self._session.response
        if not isinstance(response, Explained):
            raise InvalidEvent("no explanation waits to be ticked")
        complete = Explained(response.text, points)
        self._reveal(complete)

    def measured(self, value: float, title: Words = "") -> None:
        """After a prediction: what the run measured, and what that is; reveals the grade."""
        response = self._session.response
        if not isinstance(response, Predicted):
            raise InvalidEvent("no prediction waits for a measurement")
        shown = as_text(title) if title else None
        complete = Predicted(response.option, response.value, value, shown)
        self._reveal(complete)

    def observe(self, text: str) -> None:
        """After a prediction's run: what the learner saw in it."""
        self._append(events.Observed(at=self._clock(), question=self.current, text=text))

    def adjust(self, how: Adjust) -> None:
        """Of a question that has changed: keep its schedule, shorten it, or begin it anew."""
        self._append(events.Adjusted(at=self._clock(), question=self.current, how=how))

    def rate(self, rating: Rating | None = None) -> None:
        """Accept the suggested rating, or give another; the next question comes."""
        chosen = rating or self._session.suggested
        if chosen is None:
            raise InvalidEvent("nothing was answered")
        self._append(events.Rated(at=self._clock(), question=self.current, rating=chosen))

    def skip(self) -> None:
        """Ask this question again at the end of the session."""
        self._append(events.Skipped(at=self._clock(), question=self.current))

    def bury(self) -> None:
        """Leave this question out until tomorrow."""
        self._append(events.Buried(at=self._clock(), question=self.current))

    def flag(self) -> None:
        """Flag the question, or take the flag away."""
        on = self.current not in self._record.flagged()
        self._append(events.Flagged(at=self._clock(), question=self.current, on=on))

    def undo(self) -> bool:
        """Take back the last step; false where there is none."""
        if not self._can_undo:
            return False
        question = self._session.queue[0] if self._session.queue else QuestionId("")
        self._append(events.Undone(at=self._clock(), question=question))
        return True

    @property
    def _can_undo(self) -> bool:
        """Whether there is a last step, and its question was not removed from the pack since."""
        before = self._session.previous
        return before is not None and self._is_there(before.queue[0])

    def _named(self, given: Grade | None, question: Question) -> Grade | None:
        """The grade of a prediction names its metric, in the language on screen."""
        response = self._session.response
        if given is None or not isinstance(response, Predicted) or response.title is None:
            return given
        return named(given, plain(response.title, self._words(question, self.lang)))

    def _is_there(self, question: QuestionId) -> bool:
        try:
            self._library.topic_title(question)
        except KeyError:
            return False
        return True

    def follow_up(self, question: QuestionId) -> None:
        """Put a follow-up next in line, after the rating of the current question."""
        self._append(events.FollowedUp(at=self._clock(), question=self.current, follow_up=question))

    def follow_ups(self) -> tuple[tuple[QuestionId, str], ...]:
        """Follow-ups of the current question that can be asked, with their prompts."""
        known = {entry.id for entry in self._library.entries()} - self._record.suspended()
        return tuple(
            (each, self._asked(each, self._session).prompt)
            for each in self.question.follow_ups
            if each in known and each != self.current
        )

    def end(self) -> None:
        """Close the session for good; leaving without it keeps it resumable."""
        if not self.finished:
            self._append(events.Ended(at=self._clock(), question=self.current))

    def summary(self) -> Summary:
        """What was answered in this session, and what it changed."""
        from quizapp.services.summing import summarize

        return summarize(
            self._session,
            self._library,
            self._record,
            self._asked_then,
            now=self._clock(),
            lang=self.lang,
            new_per_day=self._settings.new_per_day,
        )

    def _asked_then(self, wanted: QuestionId, session: Session) -> Question | None:
        """A question as it was asked; None where the pack no longer has it."""
        try:
            return self._asked(wanted, session)
        except KeyError:
            return None

    def _asked(self, wanted: QuestionId, session: Session) -> Question:
        """A question as it is asked in a session as it stood, with that attempt's numbers."""
        question = self._library.question(wanted, self.lang)
        if isinstance(question, Numeric) and question.vary:
            dice = random.Random(shuffle_seed(session, question.id))
            return varied(question, {name: dice.choice(values) for name, values in question.vary})
        return question

    def _asks(self, question: Question) -> Asks:
        """How sure, wherever the settings say so; the reason only of a prediction."""
        predicts = isinstance(question, Predict)
        match self._settings.confidence:
            case "always":
                return Asks(confidence=True, reason=predicts)
            case "never":
                return Asks()
        interview = self._session.mode is Mode.INTERVIEW
        return Asks(confidence=predicts or interview, reason=predicts)

    def _elapsed_ms(self, response: Response | None, now: datetime) -> int:
        """From the question's appearance to the response as it was entered first."""
        at = now
        if self._considered and response is not None:
            considered, when = self._considered
            same = considered == response
            if isinstance(considered, Typed) and isinstance(response, Typed):
                same = considered.text == response.text
            elif isinstance(considered, Filled) and isinstance(response, Filled):
                same = considered.gaps == response.gaps
            at = when if same else now
        return max(0, round((at - self._shown_at) / timedelta(milliseconds=1)))

    def _reveal(self, complete: Response) -> None:
        given = grade(self.question, complete)
        answer = self._session.answer
        sure = answer.confidence if answer else None
        self._append(self._revealed(complete, given, suggest(given, None, sure)))

    def _has_changed(self) -> bool:
        """Whether its prompt or answer is another than when it was last scheduled."""
        answer = self._session.answer
        if answer is None or not self._session.schedules:
            return False
        before = [
            review
            for review in self._record.reviews(self.current)
            if review.scheduled and review.at < answer.at
        ]
        return bool(before) and before[-1].fingerprint != answer.fingerprint

    def _append(self, *what: events.Event) -> None:
        before = self._session.queue[:1]
        self._session = self._record.append(self._session, *what)
        if self._session.queue[:1] != before or self._session.phase is Phase.ASKING:
            self._shown_at = self._clock()
            self._considered = None

    def _revealed(
        self, response: Response | None, given: Grade, suggested: Rating
    ) -> events.Revealed:
        return events.Revealed(
            at=self._clock(),
            question=self.current,
            grade=given,
            suggested=suggested,
            response=response,
        )

    def _order(self, question: Question) -> tuple[int, ...]:
        """The order on screen: the same after a resume, different in every session."""
        match question:
            case Choice(options=options, shuffle=shuffle):
                count, mixed = len(options), shuffle
            case Output(options=options) if options:
                count, mixed = len(options), True
            case Order(steps=steps):
                count, mixed = len(steps), True
            case Match(pairs=pairs):
                count, mixed = len(pairs), True
            case Predict(options=outcomes):
                count, mixed = len(outcomes), False
            case _:
                return ()
        places = list(range(count))
        if mixed:
            shuffler = random.Random(shuffle_seed(self._session, question.id))
            shuffler.shuffle(places)
            if isinstance(question, Order | Match) and places == sorted(places):
                places = places[1:] + places[:1]
        return tuple(places)

    def _intervals(self) -> dict[Rating, timedelta] | None:
        if not self._session.schedules:
            return None
        card = self._record.card_before(self._session, self.current)
        # fsrs is loaded here and not before the first reveal.
        card = adjusted(card, self._session.adjusted)
        return preview(card, self._clock(), read_parameters(self._record.setting(SETTING, "")))
