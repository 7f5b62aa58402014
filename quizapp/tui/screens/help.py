"""What the keys do on the screen that asked."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from quizapp.core.say import Translate, plain, say
from quizapp.tui.commands import ANSWERING, QUIZ, Command
from quizapp.tui.literal import literal


class HelpScreen(ModalScreen[None]):
    """The table of commands, in the language on screen."""

    BINDINGS = [
        Binding("escape,question_mark,f1,enter,q", "dismiss", show=False),
    ]

    def __init__(self, commands: tuple[Command, ...]) -> None:
        super().__init__()
        self.commands = commands

    def compose(self) -> ComposeResult:
        from quizapp.tui.app import QuizApp

        assert isinstance(self.app, QuizApp)
        with VerticalScroll(id="help"):
            yield Static(self._text(self.app.tr))

    def _text(self, tr: Translate) -> Content:
        rows = [literal(plain(say("What the keys do here"), tr), "bold"), Content("")]
        table = [
            (command.key_sign, plain(command.help, tr))
            for command in self.commands
            if command.helped
        ]
        if self.commands is QUIZ:
            table += [(plain(keys, tr), plain(does, tr)) for keys, does in ANSWERING]
        width = max(Content(keys).cell_length for keys, _ in table)
        for keys, does in table:
            padding = " " * (width - Content(keys).cell_length + 2)
            rows.append(Content.assemble((keys, "bold $text-accent"), padding, does))
        rows += [Content(""), literal(plain(say("esc closes this help"), tr), "$foreground 65%")]
        return Content("\n").join(rows)
