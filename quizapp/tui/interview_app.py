"""The application as `quizapp interview` starts it: at an interview instead of at home."""

from quizapp.core.interview import Plan
from quizapp.core.say import plain, say
from quizapp.errors import QuizappError
from quizapp.services.house import House
from quizapp.services.interviewing import (
    OUT_OF_REACH,
    WAITING,
    begin_interview,
    broken_off,
    open_interview,
    out_of_reach,
)
from quizapp.tui.app import QuizApp


class InterviewApp(QuizApp):
    """Begins with an interview; with the one that broke off, where no plan is given."""

    def __init__(self, house: House, plan: Plan | None, seed: int | None) -> None:
        super().__init__(house)
        self._plan = plan
        self._seed = seed

    def open_first(self) -> None:
        """The interview; home comes after it."""
        from quizapp.tui.screens.interview import InterviewScreen
        from quizapp.tui.screens.interview_setup import InterviewSetupScreen

        if self.only_reading():
            self.go_home()
            return
        session = broken_off(self.house)
        if self._plan and session:
            self.notify(plain(WAITING, self.tr), markup=False, timeout=6)
            session = None
        elif not session and not self._plan and out_of_reach(self.house):
            gone = plain(OUT_OF_REACH, self.tr)
            self.notify(gone, severity="warning", markup=False, timeout=8)
        try:
            if session:
                self.push_screen(InterviewScreen(open_interview(self.house, session), resumed=True))
                told = say("Going on where you stopped.")
                self.notify(plain(told, self.tr), markup=False, timeout=3)
            elif self._plan:
                self.push_screen(
                    InterviewScreen(begin_interview(self.house, self._plan, self._seed))
                )
            else:
                self.push_screen(InterviewSetupScreen())
        except QuizappError as error:
            self.notify(error.told(self.tr), severity="warning", markup=False, timeout=8)


def run_interview(house: House, plan: Plan | None, seed: int | None) -> None:
    """Run until the learner leaves. Raises SettingsError where the user's keys cannot be."""
    try:
        app = InterviewApp(house, plan, seed)
        app.run()
    finally:
        house.close()
    if app.return_code:
        raise SystemExit(app.return_code)
