"""Statistics: how the learner is doing, in figures that stand in words as well."""

from quizapp.core.say import plain, say
from quizapp.services.report import Report
from quizapp.services.statistics import standing
from quizapp.tui.commands import STATISTICS, bindings
from quizapp.tui.screens.report import ReportScreen


class StatisticsScreen(ReportScreen):
    """The same report as `quizapp stats` prints."""

    KEYS = STATISTICS
    BINDINGS = bindings(STATISTICS)
    HEADING = say("How you are doing")

    def text(self, width: int) -> str:
        """The report, or that there is nothing to report."""
        told = standing(self.house)
        if told.statistics.reviews:
            return Report(told, self.tr, width).text()
        return plain(say("Nothing has been answered yet."), self.tr)

    def action_read_on(self) -> None:
        """A page down."""
        self.query_one("#report").scroll_page_down()

    def action_read_back(self) -> None:
        """A page up."""
        self.query_one("#report").scroll_page_up()
