"""What all screens of the app share."""

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on
from textual.dom import DOMNode
from textual.events import Click, DescendantBlur, DescendantFocus, Mount, ScreenResume
from textual.screen import ModalScreen, Screen

from quizapp.core.say import Translate, Words, plain
from quizapp.tui.commands import Command, table_of
from quizapp.tui.fields import is_field
from quizapp.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from quizapp.services.house import House
    from quizapp.tui.app import QuizApp

Result = TypeVar("Result")


class Commanded(DOMNode):
    """A screen with one table of commands, shown in its key bar, help and palette."""

    KEYS: ClassVar[tuple[Command, ...]] = ()
    ANSWERS: ClassVar[bool] = False
    """Whether letters are keys until a field takes them, so that the key bar tells which."""
    SHOWS_PACKS: ClassVar[bool] = False
    """Whether something of packs is on screen, which may change while it is."""

    @property
    def quiz_app(self) -> "QuizApp":
        """The app, typed."""
        from quizapp.tui.app import QuizApp

        assert isinstance(self.app, QuizApp)
        return self.app

    @property
    def house(self) -> "House":
        """The services."""
        return self.quiz_app.house

    @property
    def tr(self) -> Translate:
        """The interface's language."""
        return self.quiz_app.tr

    @property
    def commands(self) -> tuple[Command, ...]:
        """The table with the keys that the user chose."""
        return self.quiz_app.keymap.applied(self.KEYS, table_of(self.KEYS))

    @on(Mount)
    def _take_keys(self) -> None:
        """The user's keys, instead of those that the class has."""
        self._bindings = self.quiz_app.keymap.rebound(self._bindings)

    @on(ScreenResume)
    def _came(self) -> None:
        """No message about the screen before lies over this one."""
        self.quiz_app.forget_notices()

    @on(DescendantFocus)
    def _steady(self, event: DescendantFocus) -> None:
        """No cursor blinks where motion is unwanted."""
        if self.quiz_app.still and is_field(event.widget):
            event.widget.cursor_blink = False  # type: ignore[attr-defined]  # a field has it

    @on(DescendantFocus)
    @on(DescendantBlur)
    def _focus_moved(self) -> None:
        """Letters that are typed are no keys."""
        if self.ANSWERS:
            self.query_one(KeyBar).typing = self.typing

    @property
    def typing(self) -> bool:
        """Whether letters go into what has the focus."""
        focused = self.app.focused
        return focused is not None and is_field(focused) and not focused.disabled

    def tell(self, words: Words, *, severity: str = "information") -> None:
        """A passing message; its text is literal."""
        self.app.notify(
            plain(words, self.tr),
            severity="warning" if severity == "warning" else "information",
            markup=False,
            timeout=6 if severity == "warning" else 3,
        )

    def refresh_keys(self) -> None:
        """Show in the key bar what does something now."""
        for bar in self.query(KeyBar):
            bar.tr = self.tr
            bar.commands = tuple(each for each in self.available() if each.shown)
            bar.refresh()
        self.refresh_bindings()

    def available(self) -> tuple[Command, ...]:
        """The commands that do something now."""
        return tuple(command for command in self.commands if self._does_something(command))

    def _does_something(self, command: Command) -> bool:
        name, _, arguments = command.action.partition("(")
        return bool(self.check_action(name, (arguments.rstrip(")"),) if arguments else ()))

    def action_show_help(self) -> None:
        """Explain the keys of this screen."""
        from quizapp.tui.screens.help import HelpScreen

        asking = None
        if table_of(self.KEYS) in ("quiz", "interview"):
            from quizapp.tui.widgets.responder import Responder

            asking = any(each.takes_response for each in self.query(Responder))
        self.app.push_screen(HelpScreen(self.commands, self.available(), asking=asking))

    def action_browse(self) -> None:
        """All questions, to be searched and read."""
        self.quiz_app.go("browse")

    def action_language(self) -> None:
        """Switch between English and Korean, also while a question is open."""
        self.quiz_app.switch_language()

    def put_down(self) -> None:
        """Called when the program ends at once: what is only on screen is kept."""

    def packs_changed(self) -> None:
        """Called when packs were read anew; a screen that shows some shows itself anew."""
        if self.SHOWS_PACKS:
            self.language_changed()

    def language_changed(self) -> None:
        """Called when the language was switched; a screen shows itself anew."""
        self.refresh_keys()


class BaseScreen(Screen[Result], Commanded):
    """A screen of its own. `Screen` stands first, for styles are inherited from the first base."""


class BaseModal(ModalScreen[Result], Commanded):
    """A window over another screen; `esc` or a click beside it closes it."""

    def on_click(self, event: Click) -> None:
        """A click on what is beneath."""
        if self.get_widget_at(event.screen_x, event.screen_y)[0] is self:
            self.action_back()

    def action_back(self) -> None:
        """Close it without a result."""
        self.dismiss()
