"""The plan: what would be recalled on the interview's date, and today's questions."""

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from quizapp.core.say import plain, say
from quizapp.errors import UsageError
from quizapp.services.house import Wish
from quizapp.services.plan_report import as_lines
from quizapp.services.planning import FORGET, Plan, PlanWish, make_plan, read_date
from quizapp.tui.commands import PLAN, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.asking import AskingScreen
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.keybar import KeyBar

MARGIN = 5
"""Columns that padding and the scroll bar take."""


class PlanScreen(BaseScreen[None]):
    """The same plan as `quizapp plan` prints; enter asks today's questions."""

    KEYS = PLAN
    BINDINGS = bindings(PLAN)

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        with VerticalScroll(id="report"):
            yield Static(id="told")
        yield KeyBar(self.tr)

    def on_mount(self) -> None:
        self._make()
        self.query_one("#report").focus()

    def on_screen_resume(self) -> None:
        """Coming back from a session: some of today's questions are done."""
        if self.is_mounted and self.query("#told"):
            self._make()

    def on_resize(self, event: events.Resize) -> None:
        """The table has more room, or less."""
        if self.query("#told"):
            self._show()

    def language_changed(self) -> None:
        super().language_changed()
        self._make()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to start when today's questions are done."""
        return action != "start" or bool(self._plan and self._plan.ask)

    def action_start(self) -> None:
        """A session of the worthiest questions of today."""
        if self._plan is not None:
            self.quiz_app.wish = Wish(questions=self._plan.ask)
            self.quiz_app.start_session()

    def action_set_date(self) -> None:
        """Ask for the date, which is remembered."""
        today = self.house.clock().astimezone().date()

        def check(typed: str) -> object:
            return typed.strip() == FORGET or read_date(typed.strip(), today)

        def take(typed: str | None) -> None:
            if typed is not None:
                self._make(typed.strip())

        now = str(self._plan.date) if self._plan and not self._plan.assumed else ""
        hint = say("Year, month and day, such as {example}; none forgets it", example=str(today))
        self.app.push_screen(AskingScreen(say("The interview's date"), now, hint, check), take)

    def action_back(self) -> None:
        """Home."""
        self.dismiss()

    _plan: Plan | None = None
    _failure = ""

    def _make(self, date: str = "") -> None:
        try:
            self._plan, self._failure = make_plan(self.house, PlanWish(date=date)), ""
        except UsageError as error:  # no pack has a question
            self._plan, self._failure = None, error.told(self.tr)
        self._show()

    def _show(self) -> None:
        heading = plain(say("Until the interview"), self.tr)
        self.query_one("#heading", Static).update(literal(heading, "bold"))
        text = self._failure
        if self._plan is not None:
            how = say("= sets it.")
            lines = as_lines(self._plan, self.tr, how, width=self.size.width - MARGIN)
            text = "\n".join(lines)
        self.query_one("#told", Static).update(literal(text))
        self.refresh_keys()
