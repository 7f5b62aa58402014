"""What happened on a day of the local calendar."""

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

from quizapp.core.ids import QuestionId
from quizapp.record import times
from quizapp.record.connection import plainly


class Days:
    """The days of a record; `now_called` gives a question's name of today."""

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        now_called: Callable[[QuestionId], QuestionId],
    ) -> None:
        self._path = path
        self._connection = connection
        self._now_called = now_called

    def answered(self, day: date) -> int:
        """How many responses were given."""
        with plainly(self._path):
            count = self._connection.execute(
                "SELECT count(*) FROM review WHERE at >= ? AND at < ?", times.bounds(day)
            ).fetchone()[0]
        return int(count)

    def new(self, day: date) -> int:
        """How many questions were scheduled for the first time."""
        begins, ends = times.bounds(day)
        with plainly(self._path):
            rows = self._connection.execute(
                "SELECT question, min(at) FROM review WHERE scheduled GROUP BY question"
            ).fetchall()
        first: dict[QuestionId, str] = {}
        for name, at in rows:
            question = self._now_called(QuestionId(name))
            first[question] = min(at, first.get(question, at))
        return sum(begins <= at < ends for at in first.values())
