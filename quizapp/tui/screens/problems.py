"""The errors in packs, all of them, with their places."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quizapp.core.say import plain, say
from quizapp.packs.problems import Problem, format_problem
from quizapp.tui.commands import OVERLAY, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseModal


class ProblemsScreen(BaseModal[None]):
    """`file:line:column: what is wrong; how to mend it`, one below the other."""

    KEYS = OVERLAY
    BINDINGS = [*bindings(OVERLAY), Binding("enter,q,e", "back", show=False)]

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Static(self._text(), id="told")

    def language_changed(self) -> None:
        super().language_changed()
        self.query_one("#told", Static).update(self._text())

    def _text(self) -> Content:
        one = len(self.problems) == 1
        told = (
            say("1 error in a pack; the other packs are usable.")
            if one
            else say("{n} errors in packs; the other packs are usable.", n=len(self.problems))
        )
        rows = [literal(plain(told, self.tr), "bold"), Content("")]
        rows += [literal(format_problem(problem, self.tr)) for problem in self.problems]
        return Content("\n").join(rows)
