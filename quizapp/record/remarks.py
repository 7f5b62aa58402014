"""What is said about a question outside of sessions: notes, flags, suspensions; a log of its own.

Every remark knows which event of the sessions' log it came after, so that both logs together
have one order, whatever the clock did.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from quizapp.core.ids import QuestionId
from quizapp.core.say import say
from quizapp.errors import RecordError
from quizapp.record import times


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something said about a question; `at` is aware UTC."""

    at: datetime
    question: QuestionId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Remark):
    """A note in Markdown; an empty one takes the last away."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagSet(Remark):
    """Flagged, or unflagged."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended(Remark):
    """Never to be asked, or asked again."""

    on: bool


class Note(NamedTuple):
    """A note as it was written at a time."""

    question: QuestionId
    text: str
    at: datetime


KINDS: dict[str, type[Remark]] = {"note": NoteWritten, "flag": FlagSet, "suspend": Suspended}
"""Names in the record; never changed, since old records hold them."""

_NAMES = {kind: name for name, kind in KINDS.items()}


def add(connection: sqlite3.Connection, remark: Remark) -> None:
    """Append a remark."""
    body = asdict(remark)
    at, question = body.pop("at"), body.pop("question")
    body["after"] = connection.execute("SELECT coalesce(max(number), 0) FROM event").fetchone()[0]
    connection.execute(
        "INSERT INTO remark (uuid, at, question, kind, body) VALUES (?, ?, ?, ?, ?)",
        # Escaped by default: half a surrogate pair, typed or pasted, is no UTF-8.
        (
            os.urandom(16).hex(),
            times.stored(at),
            question,
            _NAMES[type(remark)],
            json.dumps(body),
        ),
    )


def remarks(connection: sqlite3.Connection) -> Iterator[tuple[int, Remark]]:
    """Every remark with the number of the event it came after, in order. Raises RecordError."""
    rows = connection.execute("SELECT question, at, kind, body FROM remark ORDER BY number")
    for row in rows.fetchall():
        yield _read(row)


def notes(connection: sqlite3.Connection, question: QuestionId | None = None) -> list[Note]:
    """The latest note of every question, or of one, the oldest first; none that is empty."""
    rows = connection.execute(
        "SELECT question, at, kind, body FROM remark WHERE number IN"
        " (SELECT max(number) FROM remark WHERE kind = 'note' AND (? IS NULL OR question = ?)"
        " GROUP BY question) ORDER BY number",
        (question, question),
    ).fetchall()
    return [note for note in map(_note, rows) if note.text]


def history(connection: sqlite3.Connection, question: QuestionId) -> list[Note]:
    """Every text that a question's note has had, the oldest first; an empty one took it away."""
    rows = connection.execute(
        "SELECT question, at, kind, body FROM remark WHERE kind = 'note' AND question = ?"
        " ORDER BY number",
        (question,),
    ).fetchall()
    return [_note(row) for row in rows]


def _note(row: Any) -> Note:
    _, remark = _read(row)
    assert isinstance(remark, NoteWritten)
    return Note(remark.question, remark.text, remark.at)


def _read(row: Any) -> tuple[int, Remark]:
    question, at, kind, body = row
    try:
        values = json.loads(body)
        after = int(values.pop("after"))
        return after, KINDS[kind](at=times.read(at), question=QuestionId(question), **values)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise RecordError(
            say("The record's log cannot be read: {why}.", why=str(error)),
            hint=say("Nothing was changed. Keep a copy of the file, then restore a backup."),
        ) from error
