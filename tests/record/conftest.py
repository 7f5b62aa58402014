"""A record in a fresh folder, and short ways to do what a learner does."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizapp.core import events as e
from quizapp.core.ids import QuestionId, SessionId
from quizapp.core.responses import Grade, Rating, Typed
from quizapp.core.say import say
from quizapp.core.session import Mode, Phase, Session, start
from quizapp.record.database import Record

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Learner:
    """Makes events one minute apart and appends them."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.at = NOON
        self.sessions = 0

    def tick(self, minutes: float = 1) -> datetime:
        self.at += timedelta(minutes=minutes)
        return self.at

    def begin(
        self, *names: str, mode: Mode = Mode.LEARN, flagged: frozenset[QuestionId] = frozenset()
    ) -> Session:
        self.sessions += 1
        questions = [QuestionId(f"pack/{name}") for name in names]
        session = start(
            SessionId(f"s{self.sessions}"),
            mode,
            questions,
            seed=2**70,
            lang="ko",
            started=self.tick(),
            flagged=flagged,
        )
        self.record.begin(session)
        return session

    def answered(self, session: Session, text: str = "ReLU") -> e.Answered:
        return e.Answered(
            at=self.tick(),
            question=session.current,
            response=Typed(text),
            elapsed_ms=1234,
            fingerprint="0123456789abcdef",
            lang="ko",
        )

    def revealed(
        self, session: Session, suggested: Rating = Rating.GOOD, text: str = "ReLU"
    ) -> e.Revealed:
        grade = Grade(suggested / 4, (say("The answer is {a}.", a="ReLU"),))
        return e.Revealed(
            at=self.tick(),
            question=session.current,
            grade=grade,
            suggested=suggested,
            response=Typed(text),
        )

    def answer(self, session: Session, suggested: Rating = Rating.GOOD) -> Session:
        return self.record.append(
            session, self.answered(session), self.revealed(session, suggested)
        )

    def rate(self, session: Session, rating: Rating = Rating.GOOD) -> Session:
        return self.record.append(
            session, e.Rated(at=self.tick(), question=session.current, rating=rating)
        )

    def do(self, session: Session, kind: type[e.Event], **fields: object) -> Session:
        return self.record.append(session, kind(at=self.tick(), question=session.current, **fields))

    def undo(self, session: Session) -> Session:
        about = session.queue[0] if session.queue else QuestionId("")
        return self.record.append(session, e.Undone(at=self.tick(), question=about))

    def random_step(self, session: Session, number: int, rating: Rating) -> Session:
        """One of the events that make sense now, chosen by the number."""
        finished = session.phase is Phase.FINISHED
        if finished or (number >= 8 and session.previous is not None):
            return self.undo(session) if session.previous is not None else session
        if number == 7:
            return self.do(session, e.Flagged, on=session.current not in session.flagged)
        if number == 6:
            return self.do(session, e.Ended)
        if session.phase is Phase.REVEALED:
            return self.rate(session, rating)
        if number == 5:
            return self.do(session, e.Skipped)
        if number == 4:
            return self.do(session, e.Buried)
        if session.phase is Phase.COMMITTED:
            return self.record.append(session, self.revealed(session, rating))
        if number == 3:
            return self.record.append(session, self.answered(session))
        return self.answer(session, rating)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "record.sqlite3"


@pytest.fixture
def record(path: Path) -> Iterator[Record]:
    with Record.open(path) as opened:
        yield opened


@pytest.fixture
def learner(record: Record) -> Learner:
    return Learner(record)


@pytest.fixture
def new_learner() -> type[Learner]:
    return Learner
