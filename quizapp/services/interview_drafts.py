"""An explanation that is not handed in yet, kept over a pause and the end of the program."""

import json

from quizapp.core.ids import QuestionId
from quizapp.core.session import Session
from quizapp.record.database import Record

NAME = "interview-draft"
"""Where the record remembers it: one, since one explanation is written at a time."""


def keep_draft(record: Record, session: Session, question: QuestionId, text: str) -> None:
    """Remember what is written so far; empty text forgets it.

    Raises RecordError where it cannot be stored.
    """
    draft = {"session": session.id, "question": question, "text": text}
    record.set_setting(NAME, json.dumps(draft) if text else "")


def kept_draft(record: Record, session: Session, question: QuestionId) -> str:
    """What was written on a session's question; empty where nothing was. Raises RecordError."""
    try:
        draft = json.loads(record.setting(NAME, "") or "{}")
        if (draft["session"], draft["question"]) == (session.id, question):
            return str(draft["text"])
    except (ValueError, TypeError, KeyError):
        return ""
    return ""
