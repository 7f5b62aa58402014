"""A small window that asks for one line: a knob's value, a file's name."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from quizapp.core.say import Words, plain
from quizapp.errors import QuizappError
from quizapp.tui.literal import literal


class AskingScreen(ModalScreen[str | None]):
    """Enter takes the line if `check` finds nothing wrong with it; esc gives up.

    `check` raises QuizappError, whose sentence is shown; what was typed stays.
    """

    BINDINGS = [Binding("escape", "dismiss", show=False)]

    def __init__(
        self, question: Words, value: str, hint: Words, check: Callable[[str], object]
    ) -> None:
        super().__init__()
        self._question = question
        self._value = value
        self._hint = hint
        self._check = check

    def compose(self) -> ComposeResult:
        from quizapp.tui.app import QuizApp

        assert isinstance(self.app, QuizApp)
        with Vertical(id="asking"):
            yield Static(literal(plain(self._question, self.app.tr), "bold"))
            yield Input(self._value)
            yield Static(literal(plain(self._hint, self.app.tr), "$text-muted"), id="told")

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Done, unless something is wrong with it."""
        from quizapp.tui.app import QuizApp

        assert isinstance(self.app, QuizApp)
        try:
            self._check(message.value)
        except QuizappError as error:
            told = literal(error.told(self.app.tr), "$text-warning")
            self.query_one("#told", Static).update(told)
        else:
            self.dismiss(message.value)
