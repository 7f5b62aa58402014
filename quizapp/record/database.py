"""The learner's record: what was done is appended, what follows from it is derived.

The log (sessions and their events) is the truth. Reviews, cards and marks are rewritten for
the questions that an event touches, in the event's own transaction, and can be rebuilt.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, Self

from quizapp.core import events as e
from quizapp.core.ids import QuestionId, SessionId
from quizapp.core.responses import Confidence, Rating
from quizapp.core.say import say
from quizapp.core.scheduling import SETTING, Card
from quizapp.core.session import Phase, Session, apply
from quizapp.errors import RecordError
from quizapp.record import days, deriving, interviews, log, remarks, times
from quizapp.record.connection import connect, inspect, plainly, transaction
from quizapp.record.locking import RecordBusy, WriterLock
from quizapp.record.remarks import Note, Remark
from quizapp.record.renames import Renames

__all__ = ["Record", "RecordBusy", "StoredReview"]


class StoredReview(NamedTuple):
    """One rated response as statistics need it."""

    question: QuestionId
    at: datetime
    rating: Rating
    score: float
    elapsed_ms: int
    fingerprint: str
    lang: str
    scheduled: int
    """1 where it changed the card; 0 for cramming."""
    confidence: Confidence | None = None


class Record:
    """One learner's database. Made with `Record.open`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: WriterLock | None) -> None:
        self.path = path
        self._connection = connection
        self._lock = lock
        self._now: dict[SessionId, Session] = {}
        """Sessions as they are after their last event, where that is known."""
        self.interviews = interviews.Interviews(path, connection)
        self.renames = Renames({})
        """What is recorded under old names counts for the new ones."""
        self.days = days.Days(path, connection, lambda question: self.renames.now(question))

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> "Record":
        """Open a record, making it where there is none (not for reading only).

        Raises RecordBusy where another process writes it, RecordError where it cannot be
        used; nothing is changed then.
        """
        lock = None
        with plainly(path):
            try:
                inspect(path)
            except FileNotFoundError:
                if read_only:
                    raise
                path.parent.mkdir(parents=True, exist_ok=True)
            if not read_only:
                lock = WriterLock(path)
            try:
                return cls(path, connect(path, read_only=read_only), lock)
            except BaseException:
                if lock:
                    lock.release()
                raise

    @property
    def read_only(self) -> bool:
        """Whether nothing can be appended."""
        return self._lock is None

    def close(self) -> None:
        """Close the file. Nothing is saved here: everything already is."""
        self._connection.close()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    # The log

    def begin(self, session: Session, *events: e.Event, interview: str = "") -> Session:
        """Store a new session and what is settled about it before its first question.

        `interview` says what an interview is to be.
        """
        after = session
        for event in events:
            after = apply(after, event)
        with self._writing() as connection:
            log.add_session(connection, session)
            if interview:
                interviews.add(connection, session.id, interview)
            for event in events:
                log.add_event(connection, session.id, event)
        self._now[session.id] = after
        return after

    def append(self, session: Session, *events: e.Event) -> Session:
        """The session after the events, which are on the disk when this returns.

        Raises InvalidEvent for an event that makes no sense, RecordError where it cannot be
        written, or where the session is not the latest value of it; nothing is changed then.
        """
        steps = []
        after = session
        for event in events:
            before, after = after, apply(after, event)
            steps.append((before, event, after))
        with self._writing() as connection:
            self._refuse_stale(session)
            touched: set[QuestionId] = set()
            for before, event, then in steps:
                log.add_event(connection, session.id, event)
                touched |= deriving.note(connection, before, event, then)
                self.renames.take_marks(connection, event)
            deriving.refresh_cards(connection, touched)
        self._now[session.id] = after
        return after

    def unfinished(self) -> Session | None:
        """The session that began last, if it broke off: as it was after its last event."""
        with plainly(self.path):
            session = log.newest_session(self._connection)
        if session is None or session.phase is Phase.FINISHED:
            return None
        self._now[session.id] = session
        return session

    # What follows from the log

    def cards(self) -> dict[QuestionId, Card]:
        """The memory state of every question that was ever reviewed."""
        with plainly(self.path):
            cards = deriving.read_cards(self._connection)
            return self.renames.merged(self._connection, cards)

    def card_before(self, session: Session, question: QuestionId) -> Card | None:
        """The card without the answer that is not rated yet, for showing what ratings do."""
        with plainly(self.path):
            pending = session.id, len(session.reviews)
            names = self.renames.names(question)
            return deriving.card_from_reviews(self._connection, names, without=pending)

    def reviews(self, question: QuestionId | None = None) -> list[StoredReview]:
        """All reviews, or those of one question, the oldest first."""
        with plainly(self.path):
            rows = self._connection.execute(
                "SELECT question, at, rating, score, elapsed_ms, fingerprint, lang, scheduled,"
                " confidence"
                " FROM review WHERE ? IS NULL OR question IN (SELECT value FROM json_each(?))"
                " ORDER BY at, session, place",
                (question, json.dumps(self.renames.names(question) if question else [])),
            ).fetchall()
        return [
            StoredReview(
                self.renames.now(QuestionId(name)),
                times.read(at),
                Rating(rating),
                score,
                elapsed_ms,
                fingerprint,
                lang,
                scheduled,
                Confidence(sure) if sure else None,
            )
            for name, at, rating, score, elapsed_ms, fingerprint, lang, scheduled, sure in rows
        ]

    def flagged(self) -> frozenset[QuestionId]:
        """Questions that are flagged."""
        return self._marked("flag")

    def suspended(self) -> frozenset[QuestionId]:
        """Questions that are not to be asked until they are taken back."""
        return self._marked("suspend")

    def buried(self, on: date) -> frozenset[QuestionId]:
        """Questions that were buried on a day of the local calendar."""
        with plainly(self.path):
            rows = self._connection.execute(
                "SELECT question FROM mark WHERE kind = 'bury' AND at >= ? AND at < ?",
                times.bounds(on),
            )
            return self.renames.all_now(QuestionId(row[0]) for row in rows)

    def remark(self, remark: Remark) -> None:
        """Append a note, a flag or a suspension; it is on the disk when this returns."""
        with self._writing() as connection:
            remarks.add(connection, remark)
            deriving.note_remark(connection, remark)
            self.renames.take_marks(connection, remark)

    def note(self, question: QuestionId) -> Note | None:
        """The learner's note on a question as it is now."""
        with plainly(self.path):
            return self.renames.notes(self._connection).get(self.renames.now(question))

    def notes(self) -> dict[QuestionId, Note]:
        """All notes as they are now, the oldest first."""
        with plainly(self.path):
            return self.renames.notes(self._connection)

    def note_history(self, question: QuestionId) -> list[Note]:
        """Every text that a question's note has had, the oldest first."""
        with plainly(self.path):
            names = self.renames.names(question)
            found = [each for name in names for each in remarks.history(self._connection, name)]
            return sorted(found, key=lambda note: note.at) if len(names) > 1 else found

    def rebuild(self) -> None:
        """Make everything derived anew from the log.

        Raises RecordError for a log that cannot be read; nothing is changed then.
        """
        with self._writing() as connection:
            deriving.rebuild(connection, log.steps(connection))

    def check(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the file, in its own words; empty if nothing is."""
        with plainly(self.path):
            told = [row[0] for row in self._connection.execute("PRAGMA quick_check")]
            lost = self._connection.execute("PRAGMA foreign_key_check").fetchall()
        return (*(line for line in told if line != "ok"), *(str(row) for row in lost))

    # Settings

    def setting(self, name: str, default: str) -> str:
        """A setting that the app remembers, such as the language."""
        with plainly(self.path):
            row = self._connection.execute(
                "SELECT value FROM setting WHERE name = ?", (name,)
            ).fetchone()
        return str(row[0]) if row else default

    def set_setting(self, name: str, value: str) -> None:
        """Remember a setting; by other parameters all cards are made anew, or nothing is."""
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, value)
            )
            if name == SETTING:
                deriving.refresh_all_cards(connection)

    def _marked(self, kind: str) -> frozenset[QuestionId]:
        with plainly(self.path):
            rows = self._connection.execute("SELECT question FROM mark WHERE kind = ?", (kind,))
            return self.renames.all_now(QuestionId(row[0]) for row in rows)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        refuse_only_reading(self)
        with plainly(self.path), transaction(self._connection):
            yield self._connection

    def _refuse_stale(self, session: Session) -> None:
        """An event after an old value of a session would make a log that cannot be read."""
        now = self._now.get(session.id) or log.session_now(self._connection, session.id)
        if now is not session and now != session:
            raise RecordError(
                say("This session has gone on elsewhere, or was never begun."),
                where=str(self.path),
                hint=say("Nothing was changed. Open the session again."),
            )


def refuse_only_reading(record: Record) -> None:
    """Raises RecordError where nothing can be recorded: better before there is something."""
    if record.read_only:
        raise RecordError(
            say("Answers cannot be recorded: the record is open for reading only."),
            where=str(record.path),
            hint=say("Close the other quizapp, or use --record with another file."),
        )
