"""The log: sessions as they began and their events, written once and folded when read."""

import json
import os
import sqlite3
from collections.abc import Iterator
from typing import Any

from quizapp.core import events as e
from quizapp.core.ids import QuestionId, SessionId
from quizapp.core.say import say
from quizapp.core.session import Mode, Session, apply, start
from quizapp.errors import RecordError
from quizapp.record import times

_SESSION = "id, mode, seed, lang, started, queue, flagged"


def add_session(connection: sqlite3.Connection, session: Session) -> None:
    """Store a session that begins."""
    connection.execute(
        f"INSERT INTO session ({_SESSION}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  names of ours
        (
            session.id,
            session.mode,
            str(session.seed),
            session.lang,
            times.stored(session.started),
            json.dumps(session.queue),
            json.dumps(sorted(session.flagged)),
        ),
    )


def add_event(connection: sqlite3.Connection, session: SessionId, event: e.Event) -> None:
    """Store an event of a session."""
    body = e.to_json(event)
    kind, at, question = (body.pop(name) for name in ("kind", "at", "question"))
    connection.execute(
        "INSERT INTO event (uuid, session, at, question, kind, body) VALUES (?, ?, ?, ?, ?, ?)",
        # Escaped by default: half a surrogate pair, typed or pasted, is no UTF-8.
        (os.urandom(16).hex(), session, at, question, kind, json.dumps(body)),
    )


def newest_session(connection: sqlite3.Connection) -> Session | None:
    """The session that began last, as it is after its last event. Raises RecordError."""
    row = connection.execute(
        f"SELECT {_SESSION} FROM session ORDER BY number DESC LIMIT 1"  # noqa: S608  names of ours
    ).fetchone()
    return None if row is None else _folded(connection, _begun(row))


def session_now(connection: sqlite3.Connection, session: SessionId) -> Session | None:
    """A session as it is after its last event; None if it never began. Raises RecordError."""
    row = connection.execute(
        f"SELECT {_SESSION} FROM session WHERE id = ?",  # noqa: S608  names of ours
        (session,),
    ).fetchone()
    return None if row is None else _folded(connection, _begun(row))


def sessions(connection: sqlite3.Connection) -> list[Session]:
    """Every session as it began, the oldest first. Raises RecordError."""
    rows = connection.execute(f"SELECT {_SESSION} FROM session ORDER BY number").fetchall()  # noqa: S608  names of ours
    return [_begun(row) for row in rows]


def steps(connection: sqlite3.Connection) -> Iterator[tuple[Session, e.Event, Session]]:
    """All events in the order in which they happened, with their session before and after.

    Raises RecordError.
    """
    now = {session.id: session for session in sessions(connection)}
    rows = connection.execute("SELECT kind, at, question, body, session FROM event ORDER BY number")
    for *told, session in rows:
        before, event = now[session], _event(told)
        now[session] = after = _applied(before, event)
        yield before, event, after


def _begun(row: Any) -> Session:
    identity, mode, seed, lang, started, queue, flagged = row
    try:
        return start(
            SessionId(identity),
            Mode(mode),
            [QuestionId(each) for each in json.loads(queue)],
            seed=int(seed),
            lang=lang,
            started=times.read(started),
            flagged=[QuestionId(each) for each in json.loads(flagged)],
        )
    except ValueError as error:
        raise _unreadable(error) from error


def _folded(connection: sqlite3.Connection, session: Session) -> Session:
    rows = connection.execute(
        "SELECT kind, at, question, body FROM event WHERE session = ? ORDER BY number",
        (session.id,),
    ).fetchall()
    for row in rows:
        session = _applied(session, _event(row))
    return session


def _event(row: Any) -> e.Event:
    kind, at, question, body = row
    try:
        return e.from_json({"kind": kind, "at": at, "question": question, **json.loads(body)})
    except (ValueError, TypeError) as error:
        raise _unreadable(error) from error


def _applied(session: Session, event: e.Event) -> Session:
    try:
        return apply(session, event)
    except ValueError as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> RecordError:
    return RecordError(
        say("The record's log cannot be read: {why}.", why=str(error)),
        hint=say("Nothing was changed. Keep a copy of the file, then restore a backup."),
    )
