"""Statistics: how the learner is doing, in figures that stand in words as well."""

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from quizapp.core.say import plain, say
from quizapp.services.report import Report
from quizapp.services.statistics import standing
from quizapp.tui.commands import STATISTICS, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.keybar import KeyBar

MARGIN = 5
"""Columns that padding and the scroll bar take."""


class StatisticsScreen(BaseScreen[None]):
    """The same report as `quizapp stats` prints, as wide as the screen."""

    KEYS = STATISTICS
    BINDINGS = bindings(STATISTICS)

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        with VerticalScroll(id="report"):
            yield Static(id="told")
        yield KeyBar(self.tr)

    def on_mount(self) -> None:
        self._fill()
        self.query_one("#report").focus()

    def on_resize(self, event: events.Resize) -> None:
        """Titles and prompts have more room, or less."""
        if self.query("#told"):
            self._fill()

    def language_changed(self) -> None:
        super().language_changed()
        self._fill()

    def action_read_on(self) -> None:
        """A page down."""
        self.query_one("#report").scroll_page_down()

    def action_read_back(self) -> None:
        """A page up."""
        self.query_one("#report").scroll_page_up()

    def action_back(self) -> None:
        """Home."""
        self.dismiss()

    def _fill(self) -> None:
        heading = plain(say("How you are doing"), self.tr)
        self.query_one("#heading", Static).update(literal(heading, "bold"))
        told = standing(self.house)
        if told.statistics.reviews:
            text = Report(told, self.tr, self.size.width - MARGIN).text()
        else:
            text = plain(say("Nothing has been answered yet."), self.tr)
        self.query_one("#told", Static).update(literal(text))
        self.refresh_keys()
