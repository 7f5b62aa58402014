"""An interview on screen: while it is not to be seen its clock stands, and nothing is lost."""

from contextlib import suppress

from textual import on
from textual.events import Mount
from textual.screen import ModalScreen
from textual.widgets import Static

from quizapp.core.questions import Explain
from quizapp.core.responses import Explained, Response
from quizapp.errors import QuizappError
from quizapp.services.interview import Interview, InterviewView
from quizapp.services.interview_drafts import keep_draft, kept_draft
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.screens.too_small import TooSmallScreen
from quizapp.tui.widgets.explaining import Aloud
from quizapp.tui.widgets.interview_line import standing

KEEP_S = 5
"""Between two times that an explanation being written is kept."""


class TimedScreen(BaseScreen[None]):
    """The clock of an interview's open question, and the draft of an explanation."""

    stage: InterviewView

    def __init__(self, interview: Interview, *, resumed: bool = False) -> None:
        super().__init__()
        self.interview = interview
        self._resumed = resumed
        self._paused = False
        self._written = self._kept = ""
        """The explanation as it stands, and as the record has it."""

    @on(Mount)
    def _start_clocks(self) -> None:
        self.set_interval(1, self._tick)
        self.set_interval(KEEP_S, self._keep_draft)

    def on_screen_suspend(self) -> None:
        """Something lies over it: nobody shall think on while the clock stands.

        A window of the app, such as the help, only hides the question; to go elsewhere is a
        pause.
        """
        if self not in self.app.screen_stack:
            return  # it was left, and is paused by that
        self.add_class("-hidden")
        for aloud in self.query(Aloud):
            aloud.stand()
        if isinstance(self.app.screen, ModalScreen | TooSmallScreen):
            self._keep_draft()
            self.interview.hide()
        else:
            self.put_down()
        if self.query("#where"):
            self._show_where()

    def on_screen_resume(self) -> None:
        """The question is seen again."""
        self.remove_class("-hidden")
        if not self._paused:
            self.interview.reappear()
        else:
            self._paused = False
            try:
                self.interview.unpause()
            except QuizappError as error:
                self.tell(error.told(self.tr), severity="warning")
        for aloud in self.query(Aloud):
            aloud.run_on()
        if self.query("#where"):
            self._show_where()

    def on_unmount(self) -> None:
        """Wherever the learner went: the clock stands still until they are back."""
        self.put_down()

    def put_down(self) -> None:
        self._keep_draft()
        if not self._paused:
            self._paused = True
            with suppress(QuizappError):  # without a record there is nothing to be noted
                self.interview.pause()

    def _kept_draft(self) -> Response | None:
        interview, text = self.interview, ""
        if self._resumed and interview.open and isinstance(interview.question, Explain):
            text = kept_draft(self.house.record, interview.session, interview.current)
            self._written = self._kept = text
        return Explained(text) if text else None

    def _keep_draft(self) -> None:
        """An explanation takes minutes to write; it is not lost with the program."""
        if self._written != self._kept and not self.interview.finished:
            with suppress(QuizappError):
                session, current = self.interview.session, self.interview.current
                keep_draft(self.house.record, session, current, self._written)
                self._kept = self._written

    def _show_where(self) -> None:
        width, still = self.app.size.width, self.quiz_app.still
        line = standing(self.interview, self.stage, self.tr, width=width, still=still)
        self.query_one("#where", Static).update(line)

    def _tick(self) -> None:
        """A second has passed: the clock, and once that it has run out."""
        if not self.is_current or not self.interview.open:
            return
        try:
            late = self.interview.look_at_clock()
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
            return
        if late:
            self._show_foot()
        self._show_where()

    def _show_foot(self) -> None:
        """The line at the bottom, which always has its place."""
        raise NotImplementedError
