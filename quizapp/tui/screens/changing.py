"""Changing a question where it is written, from a screen that shows it."""

from quizapp.core.ids import QuestionId
from quizapp.errors import QuizappError
from quizapp.tui.screens.base import Commanded
from quizapp.tui.screens.keeping import open_editor


def change_question(screen: Commanded, question: QuestionId) -> None:
    """Open it in the user's editor, at its line; what was saved is on screen afterwards."""
    from quizapp.services.editing import command, written_at

    try:
        written = written_at(screen.house, question, screen.house.lang)
        open_editor(screen, command(written))
    except QuizappError as error:
        screen.tell(error.told(screen.tr), severity="warning")
        return
    if written.note:
        screen.tell(written.note)
    screen.quiz_app.take_in_packs()
