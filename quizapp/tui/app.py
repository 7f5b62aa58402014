"""The application: theme, language, which screen comes first. Screens do the rest."""

import asyncio
import dataclasses
import gc
from importlib import import_module
from time import time
from typing import TYPE_CHECKING

from textual import constants, events
from textual.app import App
from textual.filter import Monochrome
from textual.geometry import Size
from textual.screen import ModalScreen

from quizapp.core.say import Translate, Words, plain, say
from quizapp.core.session import Mode
from quizapp.errors import NothingDue, QuizappError
from quizapp.locale import LANGUAGES, translator
from quizapp.packs.problems import format_problem
from quizapp.services.house import House, Wish
from quizapp.services.views import Summary
from quizapp.tui.commands import PALETTE, PLACES
from quizapp.tui.hangup import leave_on_hangup
from quizapp.tui.keymap import Keymap
from quizapp.tui.screens.base import Commanded
from quizapp.tui.screens.too_small import TooSmallScreen, too_small
from quizapp.tui.themes import MONOCHROME, THEMES, chosen_theme

if TYPE_CHECKING:
    from quizapp.services.quiz import Quiz

LOOK_S = 3.0
"""How often packs are looked at while the app runs."""
TOUR = "tour"
"""Where the record remembers that the tour was shown."""


class QuizApp(App[None]):
    """Everything on screen. Raises SettingsError where the user's keys cannot be."""

    TITLE = "quizapp"
    CSS_PATH = "styles/app.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    COMMANDS = set()
    BINDINGS = [PALETTE.binding("app", priority=True)]

    def __init__(self, house: House, *, wish: Wish | None = None, resume: bool = False) -> None:
        self.keymap = Keymap(house.settings)
        super().__init__()
        self.house = house
        self.wish = wish or Wish()
        self._begin = wish is not None
        self._resume = resume
        self._opened = False
        self._bindings = self.keymap.rebound(self._bindings)
        self.still = house.settings.reduced_motion or constants.TEXTUAL_ANIMATIONS == "none"
        """Motion is unwanted: nothing slides, no cursor blinks, figures come in few steps."""
        self.charset = house.settings.charset
        """The characters that figures are drawn with."""
        if self.still:
            self.animation_level = "none"
        self._touched = 0.0
        """When a key or the mouse was pressed last, as `time.time` has it."""
        self._gray = Monochrome()
        self._filters.append(self._gray)
        for theme in THEMES.values():
            self.register_theme(theme)
        self.show_theme(chosen_theme(house.settings, house.record.setting("theme", "")))

    @property
    def tr(self) -> Translate:
        """The interface in the language chosen."""
        return translator(self.house.lang)

    def on_mount(self) -> None:
        self.set_interval(
            LOOK_S, lambda: self.run_worker(self._watch_packs(), group="packs", exclusive=True)
        )
        self.open_first()
        if not self.is_headless:
            leave_on_hangup(self)
        self._opened = True
        self._fit(self.size)

    def on_ready(self) -> None:
        """The first frame is there: from now on rubbish is looked for, in what comes later."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    def open_first(self) -> None:
        """What was asked for: a session, a session that broke off, or home."""
        if self._begin:
            quiz = self.house.resume() if self._resume and not self.house.record.read_only else None
            if quiz:
                told = say("Going on where you stopped.")
                self.notify(plain(told, self.tr), markup=False, timeout=3)
                self._show(quiz)
                return
            self.start_session()
        else:
            self._go_home()
            self._offer_tour()

    async def on_unmount(self) -> None:
        await self.house.laboratory.close()

    def on_resize(self, event: events.Resize) -> None:
        if self._opened:  # else the first screen would come to lie over the one that hides it
            self._fit(event.size)

    def _fit(self, size: Size) -> None:
        """Hide everything while the terminal is too small, and only then."""
        if too_small(size):
            if not isinstance(self.screen, TooSmallScreen):
                self.push_screen(TooSmallScreen(self.tr))
        else:
            while isinstance(self.screen, TooSmallScreen):
                self.pop_screen()

    async def on_event(self, event: events.Event) -> None:
        """Keys and clicks are timed: they tell what a passing message is about."""
        if isinstance(event, events.Key | events.MouseDown):
            self._touched = time()
        await super().on_event(event)

    def forget_notices(self) -> None:
        """Another screen is shown: messages from before the key that led to it are not its."""
        for notice in list(self._notifications):
            if notice.raised_at < self._touched:
                self._unnotify(notice)

    # Sessions

    def start_session(self, *, replace: bool = False, wish: Wish | None = None) -> None:
        """Start a session of this wish, or of the app's; say why where there is none."""
        wanted = wish or self.wish
        if wanted.mode is Mode.BROWSE:
            self._browse(wanted)
            return
        if self.only_reading():
            if len(self.screen_stack) < 2:
                self._go_home()
            return
        try:
            quiz = self.house.begin(wanted)
        except QuizappError as error:
            if isinstance(error, NothingDue):
                error.hint = self._way_on()
            self.clear_notifications()  # the same may stand there already
            self.notify(error.told(self.tr), severity="warning", markup=False, timeout=8)
            if len(self.screen_stack) < 2:
                self._go_home()
            return
        self.clear_notifications()
        if wanted is self.wish and wanted.questions and wanted.mode is Mode.LEARN:
            # Another session asks the next of them.
            left = (each for each in wanted.questions if each not in quiz.session.queue)
            self.wish = dataclasses.replace(wanted, questions=tuple(left))
        if replace:
            self.pop_screen()
        self._show(quiz)

    def _way_on(self) -> Words:
        """The keys to more questions when nothing is due."""
        options, plan = (self.keymap.sign_of(f"home.{name}") for name in ("options", "plan"))
        return say(
            "At home {options} and Cram asks anything again; {plan} asks what your plan needs.",
            options=options,
            plan=plan,
        )

    def only_reading(self) -> bool:
        """Whether no answer could be recorded: said before a question, not after its answer."""
        if self.house.record.read_only:
            key = self.keymap.sign_of("home.browse")
            told = say(
                "Another quizapp is recording: close it to answer questions here."
                " At home {key} searches them and shows them with their answers.",
                key=key,
            )
            self.clear_notifications()
            self.notify(plain(told, self.tr), severity="warning", markup=False, timeout=8)
        return self.house.record.read_only

    def _browse(self, wish: Wish) -> None:
        """Nothing is asked: the questions wished for, to be searched and read."""
        from quizapp.tui.screens.browse import BrowseScreen, query_of

        self.push_screen(BrowseScreen(query_of(wish)), lambda _: self._session_left(None))

    def resume_session(self) -> None:
        """Go on where a session broke off."""
        if self.only_reading():
            return
        quiz = self.house.resume()
        if quiz is None:
            told = say("Nothing is left of that session: its questions are suspended or gone.")
            self.notify(plain(told, self.tr), severity="warning", markup=False)
        else:
            self._show(quiz)

    def _show(self, quiz: "Quiz") -> None:
        from quizapp.tui.screens.quiz import QuizScreen

        if self.house.record.interviews.wish(quiz.session.id):
            self._show_interview(quiz)
            return
        while any(isinstance(screen, QuizScreen) for screen in self.screen_stack):
            self.pop_screen()  # another session, left by the palette; it can be resumed
        self.push_screen(QuizScreen(quiz), self._session_left)

    def _show_interview(self, quiz: "Quiz") -> None:
        """Go on with an interview that broke off."""
        from quizapp.services.interviewing import open_interview
        from quizapp.tui.screens.interview import InterviewScreen

        try:
            interview = open_interview(self.house, quiz.session)
        except QuizappError as error:
            self.notify(error.told(self.tr), severity="warning", markup=False, timeout=8)
            if len(self.screen_stack) < 2:
                self._go_home()
            return
        self.push_screen(InterviewScreen(interview, resumed=True))

    def _session_left(self, summary: Summary | None) -> None:
        """A session that is done shows its summary; then, or when it was left, home."""
        if summary is not None:
            from quizapp.tui.screens.summary import SummaryScreen

            self.push_screen(SummaryScreen(summary), lambda _: self._session_left(None))
        elif len(self.screen_stack) < 2:
            self._go_home()

    # Going somewhere

    def go_home(self) -> None:
        """Home, from wherever; a session that is left can be resumed there."""
        from quizapp.tui.screens.home import HomeScreen

        while len(self.screen_stack) > 1 and not isinstance(self.screen, HomeScreen):
            self.pop_screen()
        if not isinstance(self.screen, HomeScreen):
            self._go_home()

    def go(self, place: str) -> None:
        """Open one of `PLACES` over the screen of now; `esc` comes back to it."""
        while isinstance(self.screen, ModalScreen):
            self.pop_screen()
        module, _, name = PLACES[place].partition(":")
        self.push_screen(getattr(import_module(f"quizapp.tui.screens.{module}"), name)())

    def action_command_palette(self) -> None:
        """Every command, to be found by words."""
        from quizapp.tui.palette import Palette

        if not isinstance(self.screen, Palette | TooSmallScreen):
            self.push_screen(Palette(self.tr, still=self.still))

    def show_tour(self) -> None:
        """What the app is about, card by card."""
        from quizapp.tui.screens.tour import TourScreen

        self.push_screen(TourScreen())

    def _go_home(self) -> None:
        from quizapp.tui.screens.home import HomeScreen

        self.push_screen(HomeScreen())

    def _offer_tour(self) -> None:
        """Once, to someone who never answered anything."""
        record = self.house.record
        wanted = self.house.settings.tour and not record.read_only
        if wanted and not record.setting(TOUR, "") and not record.cards():
            record.set_setting(TOUR, "shown")
            self.show_tour()

    # Packs that change while the app runs

    async def _watch_packs(self) -> None:
        """Look at the packs' files, in a thread, and take in what was saved."""
        if await asyncio.to_thread(self.house.packs_touched):
            self.take_in_packs()

    def take_in_packs(self) -> None:
        """Read again the packs that changed, and show them."""
        if not self.house.look_again():
            return
        for screen in self.screen_stack:
            if isinstance(screen, Commanded):
                screen.packs_changed()
        errors = [each for each in self.house.library.problems if each.severity == "error"]
        if errors:
            first = format_problem(errors[0], self.tr)
            told = say("A pack has errors and stays as it was:\n{first}", first=first)
            self.notify(plain(told, self.tr), severity="warning", markup=False, timeout=10)

    # Language and colors

    def switch_language(self) -> None:
        """The next language, everywhere at once."""
        codes = list(LANGUAGES)
        at = codes.index(self.house.lang) if self.house.lang in codes else 0
        self.house.set_language(codes[(at + 1) % len(codes)])
        self.clear_notifications()  # they are in the other language
        for screen in self.screen_stack:
            if isinstance(screen, Commanded):
                screen.language_changed()
        self._warn_of_file("lang", self.house.lang)

    def show_theme(self, name: str) -> None:
        """Show a theme of `THEMES`, without remembering it."""
        self._gray.enabled = name == MONOCHROME
        self.theme = name

    def use_theme(self, name: str) -> None:
        """Show a theme and remember it."""
        self.show_theme(name)
        if not self.house.record.read_only:
            self.house.record.set_setting("theme", name)
        self._warn_of_file("theme", name)

    def _warn_of_file(self, name: str, value: str) -> None:
        """The settings file will win at the next start; say so while it is a surprise."""
        written = getattr(self.house.settings, name)
        if written and written != value:
            told: Words = say(
                'Your settings file says {name} = "{value}": the next start follows it.',
                name=name,
                value=written,
            )
            self.notify(plain(told, self.tr), markup=False, timeout=6)


def run_app(house: House, *, wish: Wish | None = None, resume: bool = False) -> None:
    """Run until the learner leaves. Raises SettingsError where the user's keys cannot be."""
    try:
        app = QuizApp(house, wish=wish, resume=resume)
        app.run()
    finally:
        house.close()
    if app.return_code:
        raise SystemExit(app.return_code)
