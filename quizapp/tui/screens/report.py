"""A screen that is a heading and a text to read, made anew as wide as the screen is."""

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from quizapp.core.say import Words, plain
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.keybar import KeyBar

MARGIN = 6
"""Columns that padding and the scroll bar take."""


class ReportScreen(BaseScreen[None]):
    """What the subclass tells, in the language on screen."""

    HEADING: Words

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        with VerticalScroll(id="report"):
            yield Static(id="told")
        yield KeyBar(self.tr)

    def text(self, width: int) -> str:
        """What there is to read, for so many columns."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.show()
        self.query_one("#report").focus()

    def on_resize(self, event: events.Resize) -> None:
        """There is more room, or less."""
        if self.query("#told"):
            self.show()

    def language_changed(self) -> None:
        super().language_changed()
        self.show()

    def action_back(self) -> None:
        """Where one came from."""
        self.dismiss()

    def show(self) -> None:
        """Tell it anew."""
        heading = plain(self.HEADING, self.tr)
        self.query_one("#heading", Static).update(literal(heading, "bold"))
        text = self.text(self.size.width - MARGIN)
        self.query_one("#told", Static).update(literal(text))
        self.refresh_keys()
