"""What follows from the log: reviews, cards and marks, kept up to date in its transactions.

Rebuilding goes the same way event by event, so that it can only give the same.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from quizapp.core import events as e
from quizapp.core.ids import QuestionId
from quizapp.core.responses import Rating
from quizapp.core.scheduling import Card, replay
from quizapp.core.session import Mode, Review, Session
from quizapp.record import times

TABLES = ("review", "card", "mark")


def note(
    connection: sqlite3.Connection, before: Session, event: e.Event, after: Session
) -> set[QuestionId]:
    """Rewrite the reviews and marks that an event changed.

    Gives the questions whose cards are to be refreshed.
    """
    at = times.stored(event.at)
    for kind, old, new in (
        ("flag", before.flagged, after.flagged),
        ("bury", before.buried, after.buried),
    ):
        connection.executemany(
            "INSERT OR REPLACE INTO mark (kind, question, session, at) VALUES (?, ?, ?, ?)",
            [(kind, question, after.id, at) for question in new - old],
        )
        for question in old - new:
            _unmark(connection, kind, question, after)
    return _note_reviews(connection, before, after)


def refresh_cards(connection: sqlite3.Connection, questions: Iterable[QuestionId]) -> None:
    """Make the cards of these questions anew from their reviews."""
    for question in questions:
        card = card_from_reviews(connection, question)
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
    connection: sqlite3.Connection, question: QuestionId, without: tuple[str, int] = ("", 0)
) -> Card | None:
    """The card that the reviews give, without those of a session from a place on."""
    rows = connection.execute(
        "SELECT rating, at FROM review WHERE question = ? AND scheduled"
        " AND NOT (session = ? AND place >= ?) ORDER BY at, session, place",
        (question, *without),
    ).fetchall()
    return replay((Rating(rating), times.read(at)) for rating, at in rows)


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
    for before, event, after in steps:
        touched |= note(connection, before, event, after)
    refresh_cards(connection, touched)


def _card(row: Any) -> Card:
    _, stability, difficulty, state, step, due, last_review, reps, lapses = row
    when = times.read(due), times.read(last_review)
    return Card(stability, difficulty, state, step, *when, reps, lapses)


def _unmark(
    connection: sqlite3.Connection, kind: str, question: QuestionId, session: Session
) -> None:
    """Take a mark away: a flag for good, whichever session set it; a bury only where it was."""
    everywhere = kind == "flag"
    connection.execute(
        "DELETE FROM mark WHERE kind = ? AND question = ? AND (? OR session = ?)",
        (kind, question, everywhere, session.id),
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
    scheduled = session.mode is not Mode.CRAM
    connection.executemany(
        "INSERT INTO review (session, place, question, at, rating, score, elapsed_ms,"
        " fingerprint, lang, scheduled, confidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            )
            for number, review in enumerate(reviews, start=place)
        ],
    )
