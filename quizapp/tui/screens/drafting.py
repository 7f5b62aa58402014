"""Keeping what is entered on a question until it is answered."""

from contextlib import suppress

from textual import on
from textual.events import Mount

from quizapp.core.questions import Explain
from quizapp.core.responses import Arranged, Explained
from quizapp.core.session import Phase
from quizapp.errors import QuizappError
from quizapp.services.entered import Drafts
from quizapp.services.quiz import Quiz
from quizapp.services.views import Summary
from quizapp.tui.screens.noting import NotingScreen
from quizapp.tui.widgets.commitment import Held
from quizapp.tui.widgets.responder import Responder

KEEP_S = 1.0
"""How often what is typed is kept: being killed loses no more. What is chosen is kept at once."""


class DraftingScreen(NotingScreen[Summary]):
    """A screen with a quiz, whose half entered answers outlive the screen and the program."""

    quiz: Quiz
    _held: Held | None
    _kept: Drafts | None = None

    @on(Mount)
    def _keep_drafts(self) -> None:
        self.set_interval(KEEP_S, self.keep_draft)

    @on(Responder.Changed)
    def _keep_choice(self, message: Responder.Changed) -> None:
        message.stop()
        self.keep_draft()

    @property
    def drafts(self) -> Drafts:
        """What is entered on this session's questions."""
        if self._kept is None:
            self._kept = Drafts(self.house.record, self.quiz.session.id)
        return self._kept

    def keep_draft(self) -> None:
        """Remember what is entered: it is there again when the learner comes back."""
        for responder in self.query(Responder):
            if not responder.is_mounted:  # it has only just come: nothing is entered, or known
                continue
            view = responder.view
            ticking = view.phase is Phase.COMMITTED and isinstance(view.question, Explain)
            if view.phase is Phase.ASKING or ticking:
                draft = self._held.response if self._held else responder.draft()
                untouched = isinstance(draft, Arranged) and draft.order == view.order
                empty = draft == Explained("")
                self.drafts.keep(view.question.id, None if untouched or empty else draft)
        with suppress(QuizappError):  # the answer itself will tell that nothing can be stored
            self.drafts.save()

    def put_down(self) -> None:
        self.keep_draft()

    def on_screen_suspend(self) -> None:
        """Something is shown over it, or it was left, perhaps by the palette."""
        self.keep_draft()
