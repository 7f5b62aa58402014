"""What is entered on a session's questions and not answered yet, kept until it is."""

import json

from quizapp.core.events import response_from_json, response_to_json
from quizapp.core.ids import QuestionId, SessionId
from quizapp.core.responses import Response
from quizapp.record.database import Record

NAME = "quiz-drafts"
"""Where the record remembers them: those of one session, the last."""


class Drafts:
    """The drafts of one session; they outlive the program where the record can be written."""

    def __init__(self, record: Record, session: SessionId) -> None:
        self._record = record
        self._session = session
        self._drafts = self._read()
        self._saved = dict(self._drafts)

    def of(self, question: QuestionId) -> Response | None:
        """What was entered on a question; None where nothing was."""
        return self._drafts.get(question)

    def keep(self, question: QuestionId, response: Response | None) -> None:
        """Remember what is entered now; None forgets it. `save` puts it on the disk."""
        if response is None:
            self._drafts.pop(question, None)
        else:
            self._drafts[question] = response

    def save(self) -> None:
        """Store what has changed, if anything has. Raises RecordError where that fails."""
        if self._drafts == self._saved or self._record.read_only:
            return
        told = {question: response_to_json(each) for question, each in self._drafts.items()}
        text = json.dumps({"session": self._session, "drafts": told}) if told else ""
        self._record.set_setting(NAME, text)
        self._saved = dict(self._drafts)

    def _read(self) -> dict[QuestionId, Response]:
        try:
            kept = json.loads(self._record.setting(NAME, "") or "{}")
            if kept.get("session") != self._session:
                return {}
            read = {
                QuestionId(question): response_from_json(told)
                for question, told in kept["drafts"].items()
            }
        except (ValueError, TypeError, KeyError, AttributeError, StopIteration):
            return {}  # not ours, or of another version: nothing that was answered is in it
        return {question: each for question, each in read.items() if each is not None}
