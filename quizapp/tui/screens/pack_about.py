"""One pack: all that is known of it, and what it would run once it is trusted."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from quizapp.core.say import Words, plain, say
from quizapp.errors import QuizappError
from quizapp.services.pack_report import PackLine, about, would_run
from quizapp.services.trusting import Examined
from quizapp.tui.commands import OVERLAY, PACK, TRUSTING, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseModal
from quizapp.tui.screens.report import ReportScreen


class _Read(ReportScreen):
    """A text that is scrolled by the page."""

    def action_read_on(self) -> None:
        """Scroll on."""
        self.query_one("#report").scroll_page_down(animate=False)

    def action_read_back(self) -> None:
        """Scroll back."""
        self.query_one("#report").scroll_page_up(animate=False)


class PackScreen(_Read):
    """Description, licence, authors, topics, demos, and errors if there are some."""

    KEYS = PACK
    BINDINGS = bindings(PACK)

    def __init__(self, line: PackLine) -> None:
        super().__init__()
        self.line = line
        self.HEADING = line.info.title()

    def text(self, width: int) -> str:
        """All that is known."""
        self.HEADING = self.line.info.title(self.house.lang)
        return about(self.line, self.house, self.tr)


class TrustingScreen(_Read):
    """Everything that the pack would run, to be read before it is trusted."""

    KEYS = TRUSTING
    BINDINGS = bindings(TRUSTING)

    def __init__(self, examined: Examined) -> None:
        super().__init__()
        self.examined = examined
        self.HEADING = say("What {pack} would run", pack=examined.id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Trust is given once, and taken back where it was given."""
        if action in ("trust", "revoke"):
            return self.examined.trusted == (action == "revoke")
        return True

    def action_trust(self) -> None:
        """Trust exactly what is shown."""
        from quizapp.services.trusting import trust

        try:
            trust(self.examined, self.house.clock())
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
        else:
            self.tell(say("Trusted. A change of any of this asks again."))
            self.dismiss()

    def action_revoke(self) -> None:
        """Trust it no longer."""
        from quizapp.services.trusting import revoke

        try:
            revoke(self.examined.id)
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
        else:
            self.tell(say("{pack} is no longer trusted.", pack=self.examined.id))
            self.dismiss()

    def text(self, width: int) -> str:
        """The parts with their sizes and hashes, then the source of each."""
        return would_run(self.examined, self.tr)


class ConfirmingScreen(BaseModal[bool]):
    """A question that only a clear yes answers with yes."""

    KEYS = OVERLAY
    BINDINGS = [
        *bindings(OVERLAY),
        Binding("y", "answer(True)", show=False),
        Binding("n,q", "answer(False)", show=False),
    ]

    def __init__(self, question: Words) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        with Vertical(id="asking"):
            yield Static(id="question")
            yield Static(id="told")

    def on_mount(self) -> None:
        self.language_changed()

    def language_changed(self) -> None:
        super().language_changed()
        asked = literal(plain(self._question, self.tr), "bold")
        self.query_one("#question", Static).update(asked)
        told = literal(plain(say("y yes · n no"), self.tr), "$text-muted")
        self.query_one("#told", Static).update(told)

    def action_answer(self, sure: bool) -> None:
        """Give the answer back."""
        self.dismiss(sure)
