"""A small window that asks for one line: a knob's value, a file's name."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from quizapp.core.say import Words, plain
from quizapp.errors import QuizappError
from quizapp.tui.commands import OVERLAY, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseModal


class AskingScreen(BaseModal[str | None]):
    """Enter takes the line if `check` finds nothing wrong with it; esc gives up.

    `check` raises QuizappError, whose sentence is shown; what was typed stays.
    """

    KEYS = OVERLAY
    BINDINGS = bindings(OVERLAY)

    def __init__(
        self, question: Words, value: str, hint: Words, check: Callable[[str], object]
    ) -> None:
        super().__init__()
        self._question = question
        self._value = value
        self._hint = hint
        self._check = check

    def compose(self) -> ComposeResult:
        with Vertical(id="asking"):
            yield Static(id="question")
            yield Input(self._value)
            yield Static(id="told")

    def on_mount(self) -> None:
        self.language_changed()

    def language_changed(self) -> None:
        super().language_changed()
        question = literal(plain(self._question, self.tr), "bold")
        self.query_one("#question", Static).update(question)
        self.query_one("#told", Static).update(literal(plain(self._hint, self.tr), "$text-muted"))

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Done, unless something is wrong with it."""
        try:
            self._check(message.value)
        except QuizappError as error:
            told = literal(error.told(self.tr), "$text-warning")
            self.query_one("#told", Static).update(told)
        else:
            self.dismiss(message.value)
