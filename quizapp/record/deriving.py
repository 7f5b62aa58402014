"""What follows from the log: reviews, cards and marks, kept up to date in its transaction."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from quizapp.core.ids import QuestionId
from quizapp.core.responses import Rating
from quizapp.core.scheduling import Card, replay
from quizapp.core.session import Mode, Review, Session


def update(connection: sqlite3.Connection, before: Session, after: Session) -> None:
    """Rewrite what the step from one value of a session to the next changed."""
    old, new = before.effective_reviews, after.effective_reviews
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    touched = {review.question for review in (*old[same:], *new[same:])}
    if touched:
        connection.execute("DELETE FROM review WHERE session = ? AND place >= ?", (after.id, same))
        _add_reviews(connection, after, same, new[same:])
        for question in touched:
            _refresh_card(connection, question)
    _refresh_marks(connection, before, after)


def rebuild(connection: sqlite3.Connection, sessions: Iterable[Session]) -> None:
    """Make all derived tables anew from sessions that were folded from the log."""
    for table in ("review", "card", "mark"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  names of ours
    for session in sessions:
        _add_reviews(connection, session, 0, session.effective_reviews)
        for question in session.flagged:
            _mark(connection, question, "flag", "")
        first = session
        while first.previous is not None:
            first = first.previous
        for question in first.flagged - session.flagged:
            _unmark(connection, question, "flag", "")
        for question, day in _buried(session).items():
            _mark(connection, question, "bury", day)
    rows = connection.execute("SELECT DISTINCT question FROM review").fetchall()
    for (question,) in rows:
        _refresh_card(connection, question)


def read_card(row: Sequence[Any]) -> Card:
    """A card from its columns after the question."""
    stability, difficulty, state, step, due, last_review, reps, lapses = row
    return Card(
        stability,
        difficulty,
        state,
        step,
        datetime.fromisoformat(due),
        datetime.fromisoformat(last_review),
        reps,
        lapses,
    )


def _add_reviews(
    connection: sqlite3.Connection, session: Session, place: int, reviews: Sequence[Review]
) -> None:
    scheduled = session.mode is not Mode.CRAM
    connection.executemany(
        "INSERT INTO review VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                session.id,
                number,
                review.question,
                _time(review.at),
                int(review.rating),
                review.grade.score,
                review.elapsed_ms,
                review.fingerprint,
                review.lang,
                scheduled,
            )
            for number, review in enumerate(reviews, start=place)
        ],
    )


def _refresh_card(connection: sqlite3.Connection, question: QuestionId) -> None:
    rows = connection.execute(
        "SELECT rating, at FROM review WHERE question = ? AND scheduled"
        " ORDER BY at, session, place",
        (question,),
    ).fetchall()
    card = replay((Rating(rating), datetime.fromisoformat(at)) for rating, at in rows)
    connection.execute("DELETE FROM card WHERE question = ?", (question,))
    if card:
        connection.execute(
            "INSERT INTO card VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                question,
                card.stability,
                card.difficulty,
                card.state,
                card.step,
                _time(card.due),
                _time(card.last_review),
                card.reps,
                card.lapses,
            ),
        )


def _refresh_marks(connection: sqlite3.Connection, before: Session, after: Session) -> None:
    for question in after.flagged - before.flagged:
        _mark(connection, question, "flag", "")
    for question in before.flagged - after.flagged:
        _unmark(connection, question, "flag", "")
    if before.buried != after.buried:
        days = _buried(after) | _buried(before)
        for question in after.buried - before.buried:
            _mark(connection, question, "bury", days[question])
        for question in before.buried - after.buried:
            _unmark(connection, question, "bury", days[question])


def _buried(session: Session) -> dict[QuestionId, str]:
    """Each buried question with the local day on which its session began."""
    day = session.started.astimezone().date().isoformat()
    return dict.fromkeys(session.buried, day)


def _mark(connection: sqlite3.Connection, question: QuestionId, kind: str, day: str) -> None:
    connection.execute("INSERT OR IGNORE INTO mark VALUES (?, ?, ?)", (question, kind, day))


def _unmark(connection: sqlite3.Connection, question: QuestionId, kind: str, day: str) -> None:
    connection.execute(
        "DELETE FROM mark WHERE question = ? AND kind = ? AND day = ?", (question, kind, day)
    )


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
