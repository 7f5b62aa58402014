"""What all screens of the app share."""

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.screen import Screen

from quizapp.core.say import Translate, Words, plain
from quizapp.tui.commands import Command
from quizapp.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from quizapp.services.house import House
    from quizapp.tui.app import QuizApp

Result = TypeVar("Result")


class BaseScreen(Screen[Result]):
    """A screen with one table of commands, shown in its key bar and its help."""

    KEYS: ClassVar[tuple[Command, ...]] = ()

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
            bar.commands = tuple(
                command for command in self.KEYS if command.shown and self._does_something(command)
            )
            bar.refresh()
        self.refresh_bindings()

    def _does_something(self, command: Command) -> bool:
        name, _, arguments = command.action.partition("(")
        return bool(self.check_action(name, (arguments.rstrip(")"),) if arguments else ()))

    def action_show_help(self) -> None:
        """Explain the keys of this screen."""
        from quizapp.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.KEYS))

    def action_language(self) -> None:
        """Switch between English and Korean, also while a question is open."""
        self.quiz_app.switch_language()

    def language_changed(self) -> None:
        """Called when the language was switched; a screen shows itself anew."""
        self.refresh_keys()
