"""Names that questions had before: what was recorded under them counts for the names of now.

The log keeps what it says. Only when it is read, old names become new ones; so undo, rebuilding
and a rename that is taken back need nothing of their own.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from quizapp.core import events as e
from quizapp.core.ids import QuestionId
from quizapp.core.scheduling import Card
from quizapp.record import deriving, remarks
from quizapp.record.remarks import FlagSet, Note, NoteWritten, Remark, Suspended


class Renames:
    """From the old name of a question to the one it has now."""

    def __init__(self, renamed: Mapping[QuestionId, QuestionId]) -> None:
        self._now = dict(renamed)
        self._before: dict[QuestionId, list[QuestionId]] = {}
        for old, new in renamed.items():
            self._before.setdefault(new, []).append(old)

    def __bool__(self) -> bool:
        return bool(self._now)

    def now(self, question: QuestionId) -> QuestionId:
        """The name that a question has now."""
        return self._now.get(question, question)

    def all_now(self, questions: Iterable[QuestionId]) -> frozenset[QuestionId]:
        """The names of now of several."""
        return frozenset(map(self.now, questions))

    def before(self, question: QuestionId) -> list[QuestionId]:
        """The old names of a question, by any of its names."""
        return self._before.get(self.now(question), [])

    def names(self, question: QuestionId) -> list[QuestionId]:
        """All names of a question, that of now first."""
        return [self.now(question), *self.before(question)]

    def merged(
        self, connection: sqlite3.Connection, cards: dict[QuestionId, Card]
    ) -> dict[QuestionId, Card]:
        """Cards by the names of now; where reviews lie under several, one card from all."""
        if not self._now.keys() & cards.keys():
            return cards
        found: dict[QuestionId, Card] = {}
        for question, card in cards.items():
            new = self.now(question)
            if new in found:
                continue
            names = self.names(question)
            if sum(name in cards for name in names) > 1:
                found[new] = deriving.card_from_reviews(connection, names) or card
            else:
                found[new] = card
        return found

    def notes(self, connection: sqlite3.Connection) -> dict[QuestionId, Note]:
        """The notes by the names of now, the oldest first.

        An old name's note counts where the name of now has none.
        """
        found: dict[QuestionId, Note] = {}
        for note in remarks.notes(connection):
            new = self.now(note.question)
            if new not in found or note.question == new:
                found.pop(new, None)  # so that the order is that of the notes
                found[new] = note._replace(question=new)
        return found

    def take_marks(self, connection: sqlite3.Connection, said: e.Event | Remark) -> None:
        """Where a note, flag or suspension is taken away, take it from the old names too."""
        if isinstance(said, NoteWritten) and not said.text:
            for old in self.before(said.question):
                if old != said.question and remarks.notes(connection, old):
                    remarks.add(connection, NoteWritten(at=said.at, question=old, text=""))
        if isinstance(said, e.Flagged | FlagSet | Suspended) and not said.on:
            kind = "suspend" if isinstance(said, Suspended) else "flag"
            for old in self.before(said.question):
                if old != said.question:
                    _take_mark(connection, kind, old, said.at)


def _take_mark(
    connection: sqlite3.Connection, kind: str, question: QuestionId, at: datetime
) -> None:
    query = "SELECT 1 FROM mark WHERE kind = ? AND question = ?"
    if connection.execute(query, (kind, question)).fetchone():
        made = Suspended if kind == "suspend" else FlagSet
        remark = made(at=at, question=question, on=False)
        remarks.add(connection, remark)
        deriving.note_remark(connection, remark)
