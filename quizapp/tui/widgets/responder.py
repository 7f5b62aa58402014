"""What all widgets that take a response have in common."""

from dataclasses import dataclass

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from quizapp.core.responses import Response
from quizapp.core.say import Translate
from quizapp.core.session import Phase
from quizapp.services.views import QuizView
from quizapp.tui.fields import is_field


class Responder(Vertical):
    """Takes the response to one question and, after the reveal, shows what was right in it."""

    hint_line = ""
    """How to answer, in English; empty where the widget explains itself."""

    @dataclass
    class Responded(Message):
        """A response was entered; nothing is committed yet."""

        response: Response

    class Changed(Message):
        """Something else is chosen now, and can be kept."""

    @dataclass
    class Covered(Message):
        """Key points that an explanation covered were ticked."""

        points: frozenset[int]

    def __init__(self, view: QuizView, tr: Translate, draft: Response | None = None) -> None:
        super().__init__()
        self.view = view
        self.tr = tr
        self.given = draft if draft is not None else view.response

    @property
    def takes_response(self) -> bool:
        """Whether an answer can be entered now."""
        return self.view.phase is Phase.ASKING and not self.disabled

    def show(self, view: QuizView) -> None:
        """The same question in another phase."""
        self.view = view

    def draft(self) -> Response | None:
        """What is entered so far, to be carried over a change of language."""
        return None

    def passing(self) -> float | None:
        """What is neither a draft nor in the view: where the cursor is, since when one speaks."""
        return None

    def take_over(self, passing: float) -> None:
        """The same from the widget that this one stands for, in another language."""

    def complain(self, message: str) -> None:
        """Say why the response cannot be taken; an empty message takes it back."""
        line = self.query_one(".complaint", Static)
        line.update(Content(message))
        line.display = bool(message)

    def complaint(self) -> Static:
        """The line that `complain` writes to; yielded by each responder's compose."""
        line = Static(classes="complaint")
        line.display = False
        return line

    def take_focus(self, *, scroll: bool = True) -> None:
        """Put the cursor where the response is entered; a text field is scrolled into view."""
        for widget in self.query("*"):
            if widget.can_focus:
                widget.focus(scroll_visible=False)
                if scroll and is_field(widget):  # what is typed must be seen
                    self.call_after_refresh(self.scroll_visible, animate=False)
                return
