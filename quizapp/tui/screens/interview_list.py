"""The interviews so far: when, at which level, how they went; enter opens one."""

from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.core.cells import padded
from quizapp.core.say import plain, say
from quizapp.core.shares import percent
from quizapp.errors import QuizappError
from quizapp.services.documents import bar
from quizapp.services.interview_report import Past, past_interviews, titles_of
from quizapp.services.interview_words import compared, level_name
from quizapp.services.interviewing import open_interview, read_interview
from quizapp.tui.commands import INTERVIEWS, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.screens.interview import STYLES
from quizapp.tui.screens.interview_resume import leave
from quizapp.tui.widgets.keybar import KeyBar


class InterviewListScreen(BaseScreen[None]):
    """The newest first."""

    KEYS = INTERVIEWS
    BINDINGS = bindings(INTERVIEWS)
    CSS_PATH = STYLES

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        yield OptionList(id="interviews", markup=False)
        yield Static(id="trend")
        yield KeyBar(self.tr)

    def on_mount(self) -> None:
        self._fill()
        self.query_one("#interviews").focus()

    def on_screen_resume(self) -> None:
        """Coming back from one that went on."""
        if self.is_mounted and self.query("#interviews"):
            self._fill()

    def language_changed(self) -> None:
        super().language_changed()
        self._fill()

    def _fill(self) -> None:
        self._pasts = past_interviews(self.house)
        title = plain(say("Your interviews"), self.tr)
        self.query_one("#heading", Static).update(literal(title, "bold"))
        listed = self.query_one(OptionList)
        at = listed.highlighted or 0
        listed.clear_options()
        listed.add_options(
            Option(literal(self._row(past)), id=past.session.id) for past in reversed(self._pasts)
        )
        if listed.option_count:
            listed.highlighted = min(at, listed.option_count - 1)
        scored = [past for past in self._pasts if past.score is not None]
        told = (
            compared(scored[:-1], scored[-1])
            if len(scored) > 1
            else say("A score of few questions says little; trust what comes again and again.")
            if self._pasts
            else say(
                "There is none yet: {key} at home starts one.",
                key=self.quiz_app.keymap.sign_of("home.interview"),
            )
        )
        self.query_one("#trend", Static).update(literal(plain(told, self.tr), "$text-muted"))
        self.refresh_keys()

    def _row(self, past: Past) -> str:
        score = "   –" if past.score is None else f"{percent(past.score):>4}"
        told = say("{n} questions", n=past.questions)
        titles, named = titles_of(self.house)
        wished = [titles.get(each, each) for each in past.plan.packs]
        wished += [named.get(each, each) for each in past.plan.topics]
        about = ", ".join(wished) or plain(say("all packs"), self.tr)
        broke = "" if past.over else f" · {plain(say('broke off'), self.tr)}"
        return (
            f"{past.started.astimezone():%Y-%m-%d %H:%M}  "
            f"{bar(past.score or 0.0)} {score}  "
            f"{padded(level_name(past, self.tr), 6)}  {plain(told, self.tr)}{broke}\n  {about}"
        )

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        """Go on with one that broke off; show the report of another."""
        message.stop()
        pasts = past_interviews(self.house)  # one may have gone on meanwhile
        past = next(each for each in pasts if each.session.id == message.option.id)
        if past.over or self.house.record.read_only:
            self._report(past)
            return
        try:
            interview = open_interview(self.house, past.session)
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
            self._report(past)
            return
        from quizapp.tui.screens.interview import InterviewScreen

        self.app.push_screen(InterviewScreen(interview, resumed=True))

    def _report(self, past: Past) -> None:
        """As far as it came."""
        from quizapp.tui.screens.interview_report import report_screen

        try:
            interview = read_interview(self.house, past.session)
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
            return
        only_reading = self.house.record.read_only
        self.app.push_screen(report_screen(interview, only_reading=only_reading))

    def action_open(self) -> None:
        """The highlighted one."""
        self.query_one(OptionList).action_select()

    def action_back(self) -> None:
        """Where one came from."""
        leave(self)
