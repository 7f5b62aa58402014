"""The plan: what would be recalled on the interview's date, and today's questions."""

from quizapp.core.say import Words, say
from quizapp.errors import UsageError
from quizapp.services.house import Wish
from quizapp.services.plan_report import as_lines
from quizapp.services.planning import FORGET, Plan, PlanWish, make_plan, read_date
from quizapp.tui.commands import PLAN, bindings
from quizapp.tui.screens.asking import AskingScreen
from quizapp.tui.screens.report import ReportScreen


class PlanScreen(ReportScreen):
    """The same plan as `quizapp plan` prints; enter asks today's questions."""

    KEYS = PLAN
    BINDINGS = bindings(PLAN)
    HEADING = say("Until the interview")

    def __init__(self) -> None:
        super().__init__()
        self.plan: Plan | None = None
        """None before it is made, and where there is nothing to plan."""

    def on_screen_resume(self) -> None:
        """Coming back from a session: some of today's questions are done."""
        if self.is_mounted and self.query("#told"):
            self._make()

    def language_changed(self) -> None:
        self.plan = None  # its titles are in the other language
        super().language_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to start when today's questions are done."""
        return action != "start" or bool(self.plan and self.plan.ask)

    def action_start(self) -> None:
        """A session of the worthiest questions of today; the next one asks the next."""
        if self.plan is not None:
            length = self.house.settings.session_length
            self.quiz_app.wish = Wish(questions=self.plan.ask, length=length)
            self.quiz_app.start_session()

    def action_set_date(self) -> None:
        """Ask for the date, which is remembered."""
        today = self.house.clock().astimezone().date()

        def check(typed: str) -> object:
            return typed.strip() == FORGET or read_date(typed.strip(), today)

        def take(typed: str | None) -> None:
            if typed is not None:
                self._make(typed.strip())

        now = str(self.plan.date) if self.plan and not self.plan.assumed else ""
        hint = say("Year, month and day, such as {example}; none forgets it", example=str(today))
        self.app.push_screen(AskingScreen(say("The interview's date"), now, hint, check), take)

    def text(self, width: int) -> str:
        """The plan, or why there is none."""
        try:
            self.plan = self.plan or make_plan(self.house, PlanWish())
        except UsageError as error:  # no pack has a question
            return error.told(self.tr)
        now = self._now(len(self.plan.ask)) if self.plan.ask else ""
        return "\n".join(as_lines(self.plan, self.tr, say("= sets it."), now=now, width=width))

    def _now(self, questions: int) -> Words:
        """What the key does, beside what the plan wants."""
        key = self.quiz_app.keymap.sign_of("plan.start")
        now = self.house.settings.session_length
        if now >= questions:
            return say("{key} asks them now, new ones without the daily limit.", key=key)
        return say(
            "{key} asks {n} of the {total} now and leads to the next; the daily limit of new"
            " questions does not hold here.",
            key=key,
            n=now,
            total=questions,
        )

    def _make(self, date: str = "") -> None:
        self.plan = make_plan(self.house, PlanWish(date=date)) if date else None
        self.show()
