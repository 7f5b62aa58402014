"""Statistics: how the learner is doing, in figures that stand in words as well."""

import asyncio

from textual.widgets import Static

from quizapp.core.fitting import LEAST_REVIEWS
from quizapp.core.say import plain, say
from quizapp.errors import QuizappError
from quizapp.services.fit_report import outcome, too_few
from quizapp.services.fitting import Fitting, gather, keep
from quizapp.services.report import Report
from quizapp.services.statistics import standing
from quizapp.tui.commands import STATISTICS, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.report import ReportScreen


class StatisticsScreen(ReportScreen):
    """The same report as `quizapp stats` prints; a fit runs in the background."""

    KEYS = STATISTICS
    BINDINGS = bindings(STATISTICS)
    HEADING = say("How you are doing")

    def __init__(self) -> None:
        super().__init__()
        self._reviews = 0
        """Those that a fit could use."""
        self._fitting: Fitting | None = None

    def text(self, width: int) -> str:
        """The report, or that there is nothing to report."""
        told = standing(self.house)
        self._reviews = sum(each.scheduled for each in told.statistics.reviews)
        if told.statistics.reviews:
            return Report(told, self.tr, width).text()
        return plain(say("Nothing has been answered yet."), self.tr)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There must be something to fit, and a place to keep what comes of it."""
        if action != "fit":
            return True
        return self._reviews >= LEAST_REVIEWS and not self.house.record.read_only

    def action_fit(self) -> None:
        """Fit the forgetting model, or stop that."""
        if self._fitting is not None:
            self._fitting.stop()
            return
        work = gather(self.house)
        if not work.enough:
            self.tell(too_few(work))
            return
        self._fitting = Fitting(work)
        self.run_worker(self._fitted(self._fitting), group="fit")

    def on_unmount(self) -> None:
        """Nobody waits for it any more."""
        if self._fitting is not None:
            self._fitting.stop()

    async def _fitted(self, fitting: Fitting) -> None:
        loop = asyncio.get_running_loop()

        def progress(share: float) -> None:
            loop.call_soon_threadsafe(self._head, share)

        try:
            fit = await asyncio.to_thread(fitting.run, progress)
            keep(self.house, fit)
        except QuizappError as error:
            if self.is_mounted:
                self.tell(error.message, severity="warning")
        else:
            self.tell(outcome(fit))
        finally:
            fitting.stop()
            self._fitting = None
            if self.is_mounted:
                self.show()

    def _head(self, share: float) -> None:
        """Say in the heading how far the fit is."""
        if self.is_mounted and self._fitting is not None:
            words = say("How you are doing (fitting: {share:.0%})", share=share)
            self.query_one("#heading", Static).update(literal(plain(words, self.tr), "bold"))

    def action_read_on(self) -> None:
        """A page down."""
        self.query_one("#report").scroll_page_down()

    def action_read_back(self) -> None:
        """A page up."""
        self.query_one("#report").scroll_page_up()
