"""Interviews: what each was asked to be, beside its session. The log tells the rest."""

import sqlite3
from pathlib import Path

from quizapp.core.ids import SessionId
from quizapp.core.session import Phase, Session
from quizapp.record import log
from quizapp.record.connection import plainly


def add(connection: sqlite3.Connection, session: SessionId, wish: str) -> None:
    """Store what an interview is to be, in the transaction that begins its session."""
    connection.execute("INSERT INTO interview (session, wish) VALUES (?, ?)", (session, wish))


RECENT = 5
"""Among so many last interviews one that broke off is looked for."""


class Interviews:
    """The interviews of a record."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection

    def all(self) -> list[tuple[Session, str]]:
        """Every interview as it is after its last event, with its wish; the oldest first.

        Raises RecordError.
        """
        with plainly(self._path):
            rows = self._connection.execute(
                "SELECT interview.session, wish FROM interview"
                " JOIN session ON session.id = interview.session ORDER BY session.number"
            ).fetchall()
            found = [
                (log.session_now(self._connection, SessionId(name)), wish) for name, wish in rows
            ]
        return [(session, wish) for session, wish in found if session is not None]

    def broken_off(self, among: int = RECENT) -> list[Session]:
        """Those of the last `among` interviews that are not over, the newest first.

        Raises RecordError.
        """
        with plainly(self._path):
            rows = self._connection.execute(
                "SELECT interview.session FROM interview"
                " JOIN session ON session.id = interview.session"
                " ORDER BY session.number DESC LIMIT ?",
                (among,),
            ).fetchall()
            found = [log.session_now(self._connection, SessionId(name)) for (name,) in rows]
        return [each for each in found if each is not None and each.phase is not Phase.FINISHED]

    def wish(self, session: SessionId) -> str:
        """What an interview was to be; empty for a session that is none. Raises RecordError."""
        with plainly(self._path):
            row = self._connection.execute(
                "SELECT wish FROM interview WHERE session = ?", (session,)
            ).fetchone()
        return str(row[0]) if row else ""
