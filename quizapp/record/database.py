"""The learner's record: what was done is appended, what follows from it is derived.

The log (sessions and their events) is the truth. Reviews, cards and marks are rewritten for
the questions that an event touches, in the event's own transaction, and can be rebuilt.
"""

import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple, Self

from quizapp.core import events as e
from quizapp.core.ids import QuestionId, SessionId
from quizapp.core.responses import Rating
from quizapp.core.say import say
from quizapp.core.scheduling import Card
from quizapp.core.session import Mode, Phase, Session, apply, start
from quizapp.errors import RecordError
from quizapp.record import deriving
from quizapp.record.connection import connect, plainly
from quizapp.record.locking import RecordBusy, WriterLock

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


class Record:
    """One learner's database. Made with `Record.open`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: WriterLock | None) -> None:
        self.path = path
        self._connection = connection
        self._lock = lock

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> "Record":
        """Open a record, making it where there is none.

        Raises RecordBusy where another process writes it, RecordError where it cannot be
        used; nothing is changed then.
        """
        lock = None
        if not read_only:
            with plainly(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                lock = WriterLock(path)
        try:
            return cls(path, connect(path, read_only=read_only), lock)
        except RecordError:
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

    # Sessions

    def begin(self, session: Session) -> None:
        """Store a new session, before its first question is asked."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    session.id,
                    session.mode,
                    session.seed,
                    session.lang,
                    _time(session.started),
                    json.dumps(session.queue),
                    json.dumps(sorted(session.flagged)),
                ),
            )

    def append(self, session: Session, *events: e.Event) -> Session:
        """The session after the events, which are on the disk when this returns.

        Raises InvalidEvent for an event that makes no sense, RecordError where it cannot be
        written; nothing is changed then.
        """
        after = session
        for event in events:
            after = apply(after, event)
        with self._transaction() as connection:
            connection.executemany(
                "INSERT INTO event (uuid, session, at, question, kind, body)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (
                        uuid.uuid4().hex,
                        session.id,
                        _time(event.at),
                        event.question,
                        e.name_of(event),
                        json.dumps(e.to_json(event), ensure_ascii=False),
                    )
                    for event in events
                ],
            )
            deriving.update(connection, session, after)
        return after

    def unfinished(self) -> Session | None:
        """The newest session, if it broke off: as it was after its last event."""
        with plainly(self.path):
            row = self._connection.execute(
                "SELECT * FROM session ORDER BY started DESC, rowid DESC LIMIT 1"
            ).fetchone()
        if row is None:
            return None
        session = self._folded(row)
        return None if session.phase is Phase.FINISHED else session

    def sessions(self) -> Iterator[Session]:
        """All sessions as they ended, the oldest first."""
        with plainly(self.path):
            rows = self._connection.execute("SELECT * FROM session ORDER BY rowid").fetchall()
        for row in rows:
            yield self._folded(row)

    def _folded(self, row: tuple[str, str, int, str, str, str, str]) -> Session:
        identity, mode, seed, lang, started, queue, flagged = row
        session = start(
            SessionId(identity),
            Mode(mode),
            [QuestionId(each) for each in json.loads(queue)],
            seed=seed,
            lang=lang,
            started=_read_time(started),
            flagged=[QuestionId(each) for each in json.loads(flagged)],
        )
        with plainly(self.path):
            events = self._connection.execute(
                "SELECT kind, at, question, body FROM event WHERE session = ? ORDER BY number",
                (identity,),
            ).fetchall()
        for kind, at, question, body in events:
            told = e.from_json(kind, _read_time(at), QuestionId(question), json.loads(body))
            session = apply(session, told)
        return session

    # What follows from the log

    def cards(self) -> dict[QuestionId, Card]:
        """The memory state of every question that was ever reviewed."""
        with plainly(self.path):
            rows = self._connection.execute("SELECT * FROM card").fetchall()
        return {QuestionId(row[0]): deriving.read_card(row[1:]) for row in rows}

    def card_before(self, session: Session, question: QuestionId) -> Card | None:
        """The card without the answer that is not rated yet, for showing what ratings do."""
        with plainly(self.path):
            rows = self._connection.execute(
                "SELECT rating, at FROM review WHERE question = ? AND scheduled"
                " AND NOT (session = ? AND place >= ?) ORDER BY at, session, place",
                (question, session.id, len(session.reviews)),
            ).fetchall()
        from quizapp.core.scheduling import replay

        return replay((Rating(rating), _read_time(at)) for rating, at in rows)

    def reviews(self, question: QuestionId | None = None) -> list[StoredReview]:
        """All reviews, or those of one question, the oldest first."""
        where = "WHERE question = ?" if question else ""
        with plainly(self.path):
            rows = self._connection.execute(
                "SELECT question, at, rating, score, elapsed_ms, fingerprint, lang FROM review"  # noqa: S608  parts of ours
                f" {where} ORDER BY at, session, place",
                (question,) if question else (),
            ).fetchall()
        return [
            StoredReview(QuestionId(q), _read_time(at), Rating(rating), *rest)
            for q, at, rating, *rest in rows
        ]

    def answered_on(self, day: date) -> int:
        """How many responses were given on a day of the local calendar."""
        begin = datetime.combine(day, datetime.min.time()).astimezone()
        with plainly(self.path):
            count = self._connection.execute(
                "SELECT count(*) FROM review WHERE at >= ?", (_time(begin.astimezone(UTC)),)
            ).fetchone()[0]
        return int(count)

    def flagged(self) -> frozenset[QuestionId]:
        """Questions that are flagged."""
        return self._marked("flag", "")

    def buried(self, day: date) -> frozenset[QuestionId]:
        """Questions left out on a day of the local calendar."""
        return self._marked("bury", day.isoformat())

    def _marked(self, kind: str, day: str) -> frozenset[QuestionId]:
        with plainly(self.path):
            rows = self._connection.execute(
                "SELECT question FROM mark WHERE kind = ? AND day = ?", (kind, day)
            ).fetchall()
        return frozenset(QuestionId(row[0]) for row in rows)

    def rebuild(self) -> None:
        """Make everything derived anew from the log."""
        sessions = list(self.sessions())
        with self._transaction() as connection:
            deriving.rebuild(connection, sessions)

    # Settings

    def setting(self, name: str, default: str) -> str:
        """A setting that the app remembers, such as the language."""
        with plainly(self.path):
            row = self._connection.execute(
                "SELECT value FROM setting WHERE name = ?", (name,)
            ).fetchone()
        return str(row[0]) if row else default

    def set_setting(self, name: str, value: str) -> None:
        """Remember a setting."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO setting VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        if self.read_only:
            raise RecordError(
                say("Answers cannot be recorded: another quizapp is using this record."),
                where=str(self.path),
                hint=say("Close the other one, or use --record with another file."),
            )
        with plainly(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.execute("COMMIT")


def _time(at: datetime) -> str:
    """UTC in a form whose order as text is the order in time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _read_time(text: str) -> datetime:
    return datetime.fromisoformat(text)
