"""The application: theme, language, which screen comes first. Screens do the rest."""

from textual import events
from textual.app import App

from quizapp.core.say import Translate, plain, say
from quizapp.errors import QuizappError
from quizapp.locale import LANGUAGES, translator
from quizapp.services.house import House, Wish
from quizapp.services.quiz import Quiz
from quizapp.services.views import Summary
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.screens.too_small import SMALLEST, TooSmallScreen

DARK, LIGHT = "textual-dark", "textual-light"


class QuizApp(App[None]):
    """Everything on screen."""

    TITLE = "quizapp"
    CSS_PATH = "styles/app.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, house: House, *, wish: Wish | None = None, resume: bool = False) -> None:
        super().__init__()
        self.house = house
        self.wish = wish or Wish()
        self._begin = wish is not None
        self._resume = resume
        self.theme = str(house.record.setting("theme", DARK))

    @property
    def tr(self) -> Translate:
        """The interface in the language chosen."""
        return translator(self.house.lang)

    def on_mount(self) -> None:
        if self._begin:
            quiz = self.house.resume() if self._resume else None
            if quiz:
                told = say("Going on where you stopped.")
                self.notify(plain(told, self.tr), markup=False, timeout=3)
                self._show(quiz)
                return
            self.start_session()
        else:
            self._go_home()

    async def on_unmount(self) -> None:
        await self.house.laboratory.close()

    def on_resize(self, event: events.Resize) -> None:
        columns, rows = SMALLEST
        small = event.size.width < columns or event.size.height < rows
        if small and not isinstance(self.screen, TooSmallScreen):
            self.push_screen(TooSmallScreen(self.tr))
        elif not small and isinstance(self.screen, TooSmallScreen):
            self.pop_screen()

    def start_session(self, *, replace: bool = False) -> None:
        """Start a session of what is wished for; say why where there is none."""
        try:
            quiz = self.house.begin(self.wish)
        except QuizappError as error:
            self.notify(error.told(self.tr), severity="warning", markup=False, timeout=8)
            if len(self.screen_stack) < 2:
                self._go_home()
            return
        if replace:
            self.pop_screen()
        self._show(quiz)

    def resume_session(self) -> None:
        """Go on where a session broke off."""
        quiz = self.house.resume()
        if quiz is None:
            told = say("That session's questions are no longer installed.")
            self.notify(plain(told, self.tr), severity="warning", markup=False)
        else:
            self._show(quiz)

    def switch_language(self) -> None:
        """The next language, everywhere at once."""
        codes = list(LANGUAGES)
        at = codes.index(self.house.lang) if self.house.lang in codes else 0
        self.house.set_language(codes[(at + 1) % len(codes)])
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.language_changed()

    def switch_theme(self) -> None:
        """Dark or light, remembered."""
        self.theme = LIGHT if self.theme == DARK else DARK
        if not self.house.record.read_only:
            self.house.record.set_setting("theme", self.theme)

    def _show(self, quiz: Quiz) -> None:
        from quizapp.tui.screens.quiz import QuizScreen

        self.push_screen(QuizScreen(quiz), self._session_left)

    def _session_left(self, summary: Summary | None) -> None:
        """A session that is done shows its summary; then, or when it was left, home."""
        if summary is not None:
            from quizapp.tui.screens.summary import SummaryScreen

            self.push_screen(SummaryScreen(summary), lambda _: self._session_left(None))
        elif len(self.screen_stack) < 2:
            self._go_home()

    def _go_home(self) -> None:
        from quizapp.tui.screens.home import HomeScreen

        self.push_screen(HomeScreen())


def run_app(house: House, *, wish: Wish | None = None, resume: bool = False) -> None:
    """Run until the learner leaves."""
    app = QuizApp(house, wish=wish, resume=resume)
    try:
        app.run()
    finally:
        house.close()
    if app.return_code:
        raise SystemExit(app.return_code)
