"""The errors in packs, all of them, with their places."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from quizapp.core.say import plain, say
from quizapp.packs.problems import Problem, format_problem
from quizapp.tui.literal import literal


class ProblemsScreen(ModalScreen[None]):
    """`file:line:column: what is wrong; how to mend it`, one below the other."""

    BINDINGS = [Binding("escape,enter,q,e", "dismiss", show=False)]

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems

    def compose(self) -> ComposeResult:
        from quizapp.tui.app import QuizApp

        assert isinstance(self.app, QuizApp)
        told = say("{n} errors in packs; the other packs are usable.", n=len(self.problems))
        rows = [literal(plain(told, self.app.tr), "bold"), Content("")]
        rows += [literal(format_problem(problem, self.app.tr)) for problem in self.problems]
        with VerticalScroll(id="help"):
            yield Static(Content("\n").join(rows))
