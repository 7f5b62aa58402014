"""Reviews that another program has recorded, appended to the learner's record at their times.

They stand in sessions of their own that are over when they are written, so that the record can
be rebuilt from its log, and FSRS goes on where the other program was.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.core import events as e
from quizapp.core.fingerprint import fingerprint
from quizapp.core.ids import QuestionId, SessionId
from quizapp.core.responses import Grade, Rating
from quizapp.core.say import say
from quizapp.core.session import Mode, start
from quizapp.errors import UsageError
from quizapp.packs.pack import load_pack
from quizapp.record.database import Record

if TYPE_CHECKING:
    from quizapp.packs.formats.base import PastRating
    from quizapp.packs.formats.writing import Prepared

_IN_A_SESSION = 100
"""Reviews; a session that is folded keeps what it was after each."""

_Past = tuple[QuestionId, "PastRating"]


def refuse_open_session(record: Record) -> None:
    """UsageError where a session broke off: sessions written after it would hide it."""
    if record.unfinished() is not None:
        raise UsageError(
            say("A session broke off, and reviews cannot be put behind it."),
            hint=say("Go on with it by `quizapp` and end it, then import again."),
        )


def take_over(record: Record, folder: Path, pack: "Prepared") -> int:
    """Append the reviews of a pack that was just written; how many there were.

    Those that the record has already, by question and time, are passed over. Raises RecordError.
    """
    loaded = load_pack(folder).pack
    prints = {
        question.id: fingerprint(question) for question in (loaded.questions if loaded else ())
    }
    known = {(review.question, review.at) for review in record.reviews()}
    past = [
        (one.id, review)
        for one in pack.taken
        for review in one.item.reviews
        if one.id in prints and (one.id, review.at) not in known
    ]
    past.sort(key=lambda each: (each[1].at, each[0]))
    language = str(pack.manifest["language"])
    for first in range(0, len(past), _IN_A_SESSION):
        _append(record, past[first : first + _IN_A_SESSION], prints, language)
    return len(past)


def _append(
    record: Record, past: Sequence[_Past], prints: dict[QuestionId, str], language: str
) -> None:
    # Nothing comes back within a session of this mode, so that its queue is what was reviewed.
    session = start(
        SessionId(os.urandom(16).hex()),
        Mode.BROWSE,
        [question for question, _ in past],
        seed=0,
        lang=language,
        started=past[0][1].at,
    )
    record.begin(session)
    record.append(session, *_events(past, prints, language))


def _events(
    past: Iterable[_Past], prints: dict[QuestionId, str], language: str
) -> Iterable[e.Event]:
    for question, review in past:
        rating = Rating(review.rating)
        grade = Grade(0.0 if rating is Rating.AGAIN else 1.0)
        yield e.Answered(
            at=review.at,
            question=question,
            response=None,
            elapsed_ms=round(review.seconds * 1000),
            fingerprint=prints[question],
            lang=language,
        )
        yield e.Revealed(
            at=review.at, question=question, grade=grade, suggested=rating, response=None
        )
        yield e.Rated(at=review.at, question=question, rating=rating)
