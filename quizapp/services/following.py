"""What comes after a question: its follow-ups, and what is still there."""

from itertools import takewhile

from quizapp.core.ids import QuestionId
from quizapp.core.session import Phase
from quizapp.packs.library import Library
from quizapp.services.quiz import Quiz


def next_follow_up(quiz: Quiz) -> tuple[QuestionId, str] | None:
    """The first follow-up of the current question that is not in line yet, with its prompt."""
    follow_ups = quiz.follow_ups()
    lined_up = set(takewhile(dict(follow_ups).__contains__, quiz.session.queue[1:]))
    return next((each for each in follow_ups if each[0] not in lined_up), None)


def pass_over_missing(quiz: Quiz, library: Library) -> None:
    """Leave out the next questions for as long as their packs no longer have them."""
    known = {entry.id for entry in library.entries()}
    while not quiz.finished and quiz.current not in known:
        if quiz.session.phase is Phase.REVEALED:
            quiz.rate()
        else:
            quiz.bury()
