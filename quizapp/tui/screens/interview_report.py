"""After an interview: the debriefing of explanations, then the report, which can be saved."""

import time
from collections.abc import Callable
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quizapp.core.ids import QuestionId
from quizapp.core.say import Words, plain, say
from quizapp.core.session import Mode
from quizapp.errors import QuizappError, UsageError
from quizapp.services.documents import as_lines
from quizapp.services.house import Wish
from quizapp.services.interview import Interview
from quizapp.services.interview_report import InterviewReport, make_report
from quizapp.services.interview_saving import check_target, save_report
from quizapp.services.interview_words import report_blocks
from quizapp.tui.commands import INTERVIEW_DEBRIEF, INTERVIEW_REPORT, bindings
from quizapp.tui.filenames import free_name, typed_path
from quizapp.tui.literal import literal
from quizapp.tui.screens.asking import AskingScreen
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.screens.interview import STYLES
from quizapp.tui.screens.interview_resume import leave
from quizapp.tui.screens.report import MARGIN, ReportScreen
from quizapp.tui.widgets.keybar import KeyBar
from quizapp.tui.widgets.prompt import prose
from quizapp.tui.widgets.responder import Responder
from quizapp.tui.widgets.responders import responder_for

SIGNS = {"✓": "$text-success", "◐": "$text-warning", "✗": "$text-error", "○": "$text-accent"}


def report_screen(
    interview: Interview, farewell: Words = "", *, only_reading: bool = False
) -> BaseScreen[None]:
    """The debriefing, where there is something to tick, or the report.

    Either begins with the interviewer's `farewell`.
    """
    if interview.finished and interview.to_debrief() and not only_reading:
        return DebriefScreen(interview, farewell)
    return InterviewReportScreen(interview, farewell)


class DebriefScreen(BaseScreen[None]):
    """One explanation after another, beside its model answer; the learner ticks what it covered."""

    KEYS = INTERVIEW_DEBRIEF
    BINDINGS = bindings(INTERVIEW_DEBRIEF)
    CSS_PATH = STYLES

    monotonic: Callable[[], float] = staticmethod(time.monotonic)

    def __init__(self, interview: Interview, farewell: Words = "") -> None:
        super().__init__()
        self.interview = interview
        self._farewell = farewell
        self._shown: QuestionId | None = None
        """Whose key points are on screen; None while the next ones only come."""
        self._appeared = 0.0
        self._whole = len(interview.to_debrief())

    def compose(self) -> ComposeResult:
        yield Static(id="where")
        with VerticalScroll(id="page", can_focus=True):
            yield Static(id="interviewer")
            yield Vertical(id="question")
        yield KeyBar(self.tr)

    def on_mount(self) -> None:
        self.run_worker(self._show(), exclusive=True)

    @property
    def _open(self) -> QuestionId | None:
        return next(iter(self.interview.to_debrief()), None)

    async def _show(self) -> None:
        """The next explanation, or the report when all are ticked."""
        question = self._open
        if question is None:
            self.app.switch_screen(InterviewReportScreen(self.interview))
            return
        view = self.interview.explained(question)
        number = self._whole - len(self.interview.to_debrief()) + 1
        where = say(
            "Debriefing {n}/{whole}: {topic}", n=number, whole=self._whole, topic=view.topic
        )
        self.query_one("#where", Static).update(literal(plain(where, self.tr), "bold"))
        asked = plain(say("Before the report: what did your explanation cover?"), self.tr)
        told = f"{plain(self._farewell, self.tr)} {asked}".lstrip()
        self.query_one("#interviewer", Static).update(literal(f"» {told}", "italic $text-primary"))
        place = self.query_one("#question", Vertical)
        responder = responder_for(view, self.tr)
        with self.app.batch_update():
            await place.remove_children()
            await place.mount(prose(view.question.prompt, classes="prompt"), responder)
        self.query_one("#page").scroll_home(animate=False)
        responder.show(view)
        self.refresh_keys()
        self._shown, self._appeared = question, self.monotonic()

    @on(Responder.Covered)
    def _covered(self, message: Responder.Covered) -> None:
        message.stop()
        question = self._shown
        if question is None or self._too_early():
            return  # a second enter: its ticks are those of the explanation before
        try:
            self.interview.debrief(question, message.points)
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
            return
        self._shown, self._farewell = None, ""
        self.run_worker(self._show(), exclusive=True)

    def _too_early(self) -> bool:
        """Whether the explanation has only just appeared, so that the key was for another."""
        return self.monotonic() - self._appeared < self.house.settings.enter_guard

    def action_back(self) -> None:
        """The report as it is; the debriefing can be gone on with from there."""
        self.app.switch_screen(InterviewReportScreen(self.interview))

    def language_changed(self) -> None:
        super().language_changed()
        self.interview.lang = self.house.lang
        self._shown = None
        self.run_worker(self._show(), exclusive=True)


class InterviewReportScreen(ReportScreen):
    """The same report as `quizapp interviews report` prints; enter asks what to study."""

    KEYS = INTERVIEW_REPORT
    BINDINGS = bindings(INTERVIEW_REPORT)
    HEADING = say("The interview's report")

    def __init__(self, interview: Interview, farewell: Words = "") -> None:
        super().__init__()
        self.interview = interview
        self._farewell = farewell
        self._report: InterviewReport | None = None

    def text(self, width: int) -> str:
        """The report."""
        return as_lines(report_blocks(self.report, self.tr), width)

    def show(self) -> None:
        """Headings stand out and signs have their colors; the words say the same."""
        super().show()
        lines = self.text(self.size.width - MARGIN).split("\n")
        shown = list(map(_styled, lines))
        if self._farewell:
            said = literal(f"» {plain(self._farewell, self.tr)}", "italic $text-primary")
            shown = [said, Content(""), *shown]
        self.query_one("#told", Static).update(Content("\n").join(shown))

    @property
    def report(self) -> InterviewReport:
        """Made once for each language."""
        if self._report is None:
            self.interview.lang = self.house.lang
            self._report = make_report(self.house, self.interview, self.tr)
        return self._report

    def language_changed(self) -> None:
        self._report = None
        super().language_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Study and debriefing only where there is something to do."""
        match action:
            case "study":
                return bool(self.report.study)
            case "debrief":
                waiting = self.interview.finished and bool(self.interview.to_debrief())
                return waiting and not self.house.record.read_only
        return True

    def action_study(self) -> None:
        """A session of what did not hold and of the weak topics."""
        study = self.report.study
        if study:
            self.quiz_app.wish = Wish(questions=study, mode=Mode.CRAM, length=len(study))
            self.quiz_app.start_session()

    def action_debrief(self) -> None:
        """Tick what is still marked automatically."""
        self.app.switch_screen(DebriefScreen(self.interview))

    def action_save(self) -> None:
        """Ask where, then save."""
        warned: set[Path] = set()

        def check(typed: str) -> None:
            path = typed_path(typed)
            check_target(path)
            if path.exists() and path not in warned:
                warned.add(path)
                raise UsageError(say("There is a file of that name. Enter once more replaces it."))

        def take(typed: str | None) -> None:
            if typed is not None:
                self._save(typed_path(typed))

        day = self.report.past.started.astimezone().date()
        name = free_name(f"interview-{day}", ".html")
        hint = say("A page for the browser as .html, or Markdown as .md.")
        self.app.push_screen(AskingScreen(say("Save the report as"), name, hint, check), take)

    def _save(self, path: Path) -> None:
        try:
            save_report(self.report, path, self.tr, self.house.lang)
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
        else:
            self.tell(say("Saved {file}", file=str(path.absolute())))

    def action_past(self) -> None:
        """All interviews."""
        from quizapp.tui.screens.interview_list import InterviewListScreen

        self.app.switch_screen(InterviewListScreen())

    def action_read_on(self) -> None:
        """A page down."""
        self.query_one("#report").scroll_page_down()

    def action_read_back(self) -> None:
        """A page up."""
        self.query_one("#report").scroll_page_up()

    def action_back(self) -> None:
        """Where one came from."""
        leave(self)


def _styled(line: str) -> Content:
    if line and not line.startswith(" "):
        return literal(line, "bold")
    told, sign = literal(line), line.lstrip()[:1]
    at = len(line) - len(line.lstrip())
    return told.stylize(f"bold {SIGNS[sign]}", at, at + 1) if sign in SIGNS else told
