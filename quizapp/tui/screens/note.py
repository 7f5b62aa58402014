"""A note of one's own on a question: Markdown, several lines, saved by itself."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Static, TextArea

from quizapp.core.ids import QuestionId
from quizapp.core.say import plain, say
from quizapp.errors import QuizappError
from quizapp.services.lookup import write_note
from quizapp.tui.commands import NOTING, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseModal
from quizapp.tui.widgets.keybar import KeyBar

QUIET_SECONDS = 1.5
"""After such a pause in typing the note is saved."""


class NoteScreen(BaseModal[None]):
    """Esc saves and closes; a note that cannot be saved stays open once, with the reason."""

    KEYS = NOTING
    BINDINGS = bindings(NOTING)

    def __init__(self, question: QuestionId, prompt: str) -> None:
        super().__init__()
        self.question = question
        self.prompt = prompt
        self._warned = False
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        note = self.house.record.note(self.question)
        with Vertical(id="noting"):
            yield Static(literal(self.prompt, "bold"), id="about")
            yield TextArea(
                note.text if note else "",
                soft_wrap=True,
                show_line_numbers=False,
                tab_behavior="focus",
                placeholder=plain(say("Your note, in Markdown"), self.tr),
            )
            yield KeyBar(self.tr)

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()
        self.refresh_keys()

    @on(TextArea.Changed)
    def _typed(self) -> None:
        """What is written survives whatever happens, from the next pause on."""
        if self._rest:
            self._rest.stop()
        if not self.house.record.read_only:
            self._rest = self.set_timer(QUIET_SECONDS, self._kept)

    def action_save(self) -> None:
        """Keep what is written so far."""
        if self._kept():
            self.tell(say("The note is saved."))

    def action_back(self) -> None:
        """Keep it and close; where it cannot be kept, the second time gives it up."""
        if self._kept() or self._warned:
            self.dismiss()
        self._warned = True

    def _kept(self) -> bool:
        try:
            write_note(self.house, self.question, self.query_one(TextArea).text)
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
            return False
        return True
