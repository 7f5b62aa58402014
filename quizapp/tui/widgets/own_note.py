"""The learner's own note on a question, where there is one."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from quizapp.core.questions import Question
from quizapp.core.say import Translate, plain, say
from quizapp.tui.literal import literal
from quizapp.tui.widgets.prompt import prose


class OwnNote(Vertical):
    """Takes no room while there is no note."""

    def __init__(self, question: Question, text: str, tr: Translate) -> None:
        super().__init__()
        self.question = question
        self.text = text
        self.tr = tr
        self.display = bool(text)

    def compose(self) -> ComposeResult:
        if self.text:
            heading = plain(say("Your note"), self.tr)
            yield Static(literal(heading, "bold"), classes="heading")
            yield Vertical(prose(self.text), classes="note")

    async def show(self, text: str) -> None:
        """The note was changed."""
        self.text = text
        self.display = bool(text)
        await self.recompose()
