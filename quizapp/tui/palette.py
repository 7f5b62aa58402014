"""The command palette: every command of the screen and the app, found by words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text as Styled
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.markup import escape
from textual.widgets import Input

from quizapp.core.say import Text, Translate, plain, say
from quizapp.locale import LANGUAGES, translator
from quizapp.tui.commands import HOME, LANGUAGE, PLACES
from quizapp.tui.screens.base import Commanded
from quizapp.tui.themes import ABOUT

if TYPE_CHECKING:
    from quizapp.tui.app import QuizApp

LABEL_STARTS, LABEL_HAS, HELP_HAS = 1.0, 0.8, 0.5
"""How well a command fits the words: shown in this order."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the palette."""

    label: Text
    help: Text
    run: Callable[[], object]
    sign: str = ""
    """The key that does the same here, if any."""

    def fits(self, query: str) -> float:
        """How well it fits what was typed, in any language; 0 where it does not."""
        words = query.casefold().split()
        best = 0.0
        for lang in LANGUAGES:
            tr = translator(lang)
            label = plain(self.label, tr).casefold()
            both = f"{label} {plain(self.help, tr).casefold()} {self.sign}"
            if all(word in both for word in words):
                starts = label.startswith(" ".join(words))
                inside = all(word in label for word in words)
                score = LABEL_STARTS if starts else LABEL_HAS if inside else HELP_HAS
                best = max(best, score)
        return best


class Commands(Provider):
    """The commands that do something now, first those of the screen beneath."""

    async def discover(self) -> Hits:
        """All of them."""
        for entry in self._entries():
            yield DiscoveryHit(
                self._shown(entry),
                entry.run,
                text=plain(entry.label, self._tr),
                help=escape(plain(entry.help, self._tr)),
            )

    async def search(self, query: str) -> Hits:
        """Those that fit the words."""
        found = [(entry, entry.fits(query)) for entry in self._entries()]
        fitting = [(entry, score) for entry, score in found if score]
        for entry, score in fitting:
            yield Hit(
                score,
                self._shown(entry),
                entry.run,
                text=plain(entry.label, self._tr),
                help=escape(plain(entry.help, self._tr)),
            )
        if not fitting:
            told = plain(say("No command has these words."), self._tr)
            yield Hit(LABEL_STARTS, Styled(told), lambda: None, text=told)

    @property
    def _app(self) -> "QuizApp":
        from quizapp.tui.app import QuizApp

        assert isinstance(self.app, QuizApp)
        return self.app

    @property
    def _tr(self) -> Translate:
        return self._app.tr

    def _shown(self, entry: Entry) -> Styled:
        label = Styled(plain(entry.label, self._tr), style="bold")
        return label.append(f"   {entry.sign}", style="not bold") if entry.sign else label

    def _entries(self) -> Iterator[Entry]:
        here: set[str] = set()
        if isinstance(self.screen, Commanded):
            for command in self.screen.available():
                here.add(command.action)
                run = partial(self.screen.run_action, command.action)
                yield Entry(command.label, command.help, run, command.key_sign)
        app = self._app
        for command in HOME:
            if command.action in PLACES and command.action not in here:
                yield Entry(command.label, command.help, partial(app.go, command.action))
        if LANGUAGE.action not in here:
            yield Entry(LANGUAGE.label, LANGUAGE.help, app.switch_language)
        yield Entry(say("Home"), say("Go home; a session can be resumed there"), app.go_home)
        yield Entry(say("Tour"), say("What this app can do, in a few cards"), app.show_tour)
        for name, about in ABOUT.items():
            label = say("Theme {name}", name=name)
            yield Entry(label, about, partial(app.use_theme, name))
        if "quit" not in here:
            yield Entry(say("Quit"), say("Leave; everything is saved already"), app.exit)


class Palette(CommandPalette):
    """Textual's palette with our commands only, in the language on screen."""

    def __init__(self, tr: Translate, *, still: bool) -> None:
        asked = plain(say("Search commands in English or Korean…"), tr)
        super().__init__([Commands], placeholder=asked)
        self._still = still

    def on_mount(self) -> None:
        """No blinking where motion is unwanted."""
        if self._still:
            self.query_one(Input).cursor_blink = False
