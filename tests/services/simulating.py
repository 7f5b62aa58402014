"""A learner who forgets in a way of one's own, and a record of what one answers."""

import random
from datetime import UTC, datetime, timedelta

from quizapp.core import events as e
from quizapp.core.ids import QuestionId, SessionId
from quizapp.core.responses import Confidence, Grade, Judged, Rating
from quizapp.core.session import Mode, start
from quizapp.record.database import Record

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAYS = (0, 1, 3, 4, 8, 10, 17, 19, 27, 30)
"""When all questions are asked."""


def fill(record: Record, questions: list[QuestionId], half_life: float = 2.0) -> datetime:
    """Ask all questions on all `DAYS`; gives the time after.

    Recall halves in `half_life` days at first, in twice the time after each right answer and
    in half of it after a wrong one. A session goes to the disk at once, for speed.
    """
    dice = random.Random(7)
    halves = dict.fromkeys(questions, half_life)
    at, before = NOON, 0
    for day in DAYS:
        at = NOON + timedelta(days=day)
        session = start(
            SessionId(f"day{day}"), Mode.INTERVIEW, questions, seed=1, lang="en", started=at
        )
        record.begin(session)
        events: list[e.Event] = []
        for question in questions:
            chance = 0.5 ** ((day - before) / halves[question]) if day else 0.25
            right = dice.random() < chance
            halves[question] = max(halves[question] * (2 if right else 0.5), 0.5)
            rating = Rating.GOOD if right else Rating.AGAIN
            at += timedelta(seconds=20)
            sure = Confidence.FAIRLY if dice.random() < 0.7 else Confidence.UNSURE
            events += [
                e.Answered(
                    at=at,
                    question=question,
                    response=Judged(right),
                    elapsed_ms=9000,
                    fingerprint="f",
                    lang="en",
                    confidence=sure,
                ),
                e.Revealed(
                    at=at,
                    question=question,
                    grade=Grade(float(right)),
                    suggested=rating,
                    response=Judged(right),
                ),
                e.Rated(at=at, question=question, rating=rating),
            ]
        record.append(session, *events)
        before = day
    return at
