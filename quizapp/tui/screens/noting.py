"""Writing notes on a screen that shows a question with its answer."""

from typing import TypeVar

from textual.reactive import reactive

from quizapp.core.ranking import one_line
from quizapp.services.views import QuizView
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.own_note import OwnNote

Result = TypeVar("Result")


class NotingScreen(BaseScreen[Result]):
    """A screen on which `n` writes a note once the note's place is shown, and `e` changes it."""

    SHOWS_PACKS = True

    view: reactive[QuizView | None]

    def action_edit(self) -> None:
        """Change the question where it is written."""
        from quizapp.tui.screens.changing import change_question

        if self.view:
            change_question(self, self.view.question.id)

    def noted(self, view: QuizView) -> OwnNote:
        """The place of the note on a question."""
        note = self.house.record.note(view.question.id)
        return OwnNote(view.question, note.text if note else "", self.tr)

    def action_note(self) -> None:
        """Write a note; what was written is shown when it is closed."""
        from quizapp.tui.screens.note import NoteScreen

        for place in self.query(OwnNote):
            question = place.question

            async def show(_: None, place: OwnNote = place) -> None:
                note = self.house.record.note(place.question.id)
                await place.show(note.text if note else "")

            self.app.push_screen(NoteScreen(question.id, one_line(question.prompt)), show)
            return
