"""What follows from the log: reviews, cards and marks, kept up to date in its transactions.

Rebuilding goes the same way event by event, so that it can only give the same.
"""

import json
import sqlite3
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from quizapp.core import events as e
from quizapp.core.ids import QuestionId
from quizapp.core.responses import Adjust, Rating
from quizapp.core.scheduling import SETTING, Card, Parameters, adjusted, read_parameters, review
from quizapp.core.session import Review, Session
from quizapp.record import times
from quizapp.record.remarks import FlagSet, Remark, Suspended, remarks

TABLES = ("review", "card", "mark")


def note(
    connection: sqlite3.Connection, before: Session, event: e.Event, after: Session
) -> set[QuestionId]:
    """Rewrite the reviews and marks that an event changed.

    Gives the questions whose cards are to be refreshed.
    """
    _note_marks(connection, before, event, after)
    return _note_reviews(connection, before, after)


def note_remark(connection: sqlite3.Connection, remark: Remark) -> None:
    """Rewrite the marks that a remark changed; it has no session."""
    if isinstance(remark, FlagSet | Suspended):
        kind = "flag" if isinstance(remark, FlagSet) else "suspend"
        if remark.on:
            _mark(connection, kind, remark.question, "", remark.at)
        else:
            _unmark(connection, kind, remark.question)


def refresh_cards(connection: sqlite3.Connection, questions: Iterable[QuestionId]) -> None:
    """Make the cards of these questions anew from their reviews."""
    for question in questions:
        card = card_from_reviews(connection, [question])
        connection.execute("DELETE FROM card WHERE question = ?", (question,))
        if card:
            connection.execute(
                "INSERT INTO card (question, stability, difficulty, state, step, due,"
                " last_review, reps, lapses) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    question,
                    card.stability,
                    card.difficulty,
                    card.state,
                    card.step,
                    times.stored(card.due),
                    times.stored(card.last_review),
                    card.reps,
                    card.lapses,
                ),
            )


def card_from_reviews(
    connection: sqlite3.Connection,
    names: Sequence[QuestionId],
    without: tuple[str, int] = ("", 0),
) -> Card | None:
    """The card that the reviews under a question's names give.

    Those of a session from a place on may be left out.
    """
    rows = connection.execute(
        "SELECT rating, at, adjusted FROM review WHERE question IN (SELECT value FROM json_each(?))"
        " AND scheduled AND NOT (session = ? AND place >= ?) ORDER BY at, session, place",
        (json.dumps(names), *without),
    ).fetchall()
    own = own_parameters(connection) if rows else None
    card = None
    for rating, at, how in rows:
        card = review(adjusted(card, Adjust(how)), Rating(rating), times.read(at), own)
    return card


def own_parameters(connection: sqlite3.Connection) -> Parameters | None:
    """The parameters by which cards are made; None for the usual ones."""
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (SETTING,)).fetchone()
    return read_parameters(row[0]) if row else None


def refresh_all_cards(connection: sqlite3.Connection) -> None:
    """Make every card anew, as by other parameters."""
    rows = connection.execute("SELECT DISTINCT question FROM review").fetchall()
    refresh_cards(connection, [QuestionId(row[0]) for row in rows])


def read_cards(connection: sqlite3.Connection) -> dict[QuestionId, Card]:
    """All cards."""
    rows = connection.execute(
        "SELECT question, stability, difficulty, state, step, due, last_review, reps, lapses"
        " FROM card"
    ).fetchall()
    return {QuestionId(row[0]): _card(row) for row in rows}


def rebuild(
    connection: sqlite3.Connection, steps: Iterable[tuple[Session, e.Event, Session]]
) -> None:
    """Make all derived tables anew from the log."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  names of ours
    touched: set[QuestionId] = set()
    said = deque(remarks(connection))
    numbers = connection.execute("SELECT number FROM event ORDER BY number").fetchall()
    for (number,), (before, event, after) in zip(numbers, steps, strict=True):
        while said and said[0][0] < number:
            note_remark(connection, said.popleft()[1])
        touched |= note(connection, before, event, after)
    for _, remark in said:
        note_remark(connection, remark)
    refresh_cards(connection, touched)


def _card(row: Any) -> Card:
    _, stability, difficulty, state, step, due, last_review, reps, lapses = row
    when = times.read(due), times.read(last_review)
    return Card(stability, difficulty, state, step, *when, reps, lapses)


def _note_marks(
    connection: sqlite3.Connection, before: Session, event: e.Event, after: Session
) -> None:
    flags_set, flags_taken = after.flagged - before.flagged, before.flagged - after.flagged
    if isinstance(event, e.Flagged):
        # A remark may have changed the flag meanwhile, and the session does not know.
        about = frozenset([event.question])
        flags_set, flags_taken = (about, frozenset()) if event.on else (frozenset(), about)
    for question in flags_set:
        _mark(connection, "flag", question, after.id, event.at)
    for question in flags_taken:
        _unmark(connection, "flag", question)
    for question in after.buried - before.buried:
        _mark(connection, "bury", question, after.id, event.at)
    for question in before.buried - after.buried:
        _unmark(connection, "bury", question, after.id)


def _mark(
    connection: sqlite3.Connection, kind: str, question: QuestionId, session: str, at: datetime
) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO mark (kind, question, session, at) VALUES (?, ?, ?, ?)",
        (kind, question, session, times.stored(at)),
    )


def _unmark(
    connection: sqlite3.Connection, kind: str, question: QuestionId, session: str | None = None
) -> None:
    """Take a mark away: for good, whoever set it, or only where one session did."""
    connection.execute(
        "DELETE FROM mark WHERE kind = ? AND question = ? AND (? IS NULL OR session = ?)",
        (kind, question, session, session),
    )


def _note_reviews(
    connection: sqlite3.Connection, before: Session, after: Session
) -> set[QuestionId]:
    old, new = before.effective_reviews, after.effective_reviews
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    if same < len(old):
        connection.execute("DELETE FROM review WHERE session = ? AND place >= ?", (after.id, same))
    _add_reviews(connection, after, same, new[same:])
    return {review.question for review in (*old[same:], *new[same:])}


def _add_reviews(
    connection: sqlite3.Connection, session: Session, place: int, reviews: Sequence[Review]
) -> None:
    scheduled = session.schedules
    connection.executemany(
        "INSERT INTO review (session, place, question, at, rating, score, elapsed_ms,"
        " fingerprint, lang, scheduled, confidence, adjusted)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                session.id,
                number,
                review.question,
                times.stored(review.at),
                int(review.rating),
                review.grade.score,
                review.elapsed_ms,
                review.fingerprint,
                review.lang,
                scheduled,
                review.confidence,
                review.adjusted,
            )
            for number, review in enumerate(reviews, start=place)
        ],
    )
