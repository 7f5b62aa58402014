"""What comes after a question: its follow-ups, and what is still to be asked."""

from itertools import takewhile
from typing import TYPE_CHECKING

from quizapp.core.ids import QuestionId
from quizapp.core.session import Phase
from quizapp.packs.library import Library
from quizapp.record.database import Record

if TYPE_CHECKING:
    from quizapp.services.quiz import Quiz


def next_follow_up(quiz: "Quiz") -> tuple[QuestionId, str] | None:
    """The first follow-up of the current question that is not in line yet, with its prompt."""
    follow_ups = quiz.follow_ups()
    lined_up = set(takewhile(dict(follow_ups).__contains__, quiz.session.queue[1:]))
    return next((each for each in follow_ups if each[0] not in lined_up), None)


def pass_over(quiz: "Quiz", library: Library, record: Record) -> None:
    """Leave out the next questions for as long as they are not to be asked.

    Those are gone from their packs, or were suspended since the session began; of the latter
    an answer that is on screen stays. Raises RecordError where it cannot be stored.
    """
    suspended = record.suspended()
    while not quiz.finished:
        answered = quiz.session.phase is Phase.REVEALED
        gone = not _is_there(quiz.current, library)
        if gone and answered:
            quiz.rate()
        elif gone or (quiz.current in suspended and not answered):
            quiz.bury()
        else:
            return


def _is_there(question: QuestionId, library: Library) -> bool:
    try:
        library.topic_title(question)
    except KeyError:
        return False
    return True
