"""A command: what a key does, declared once; and the commands that all screens have."""

from dataclasses import dataclass

from textual.binding import Binding

from quizapp.core.say import Text, say

PAGE_SIGNS = {"pageup": "pgup", "pagedown": "pgdn"}
"""How keys are written whose names are longer than their signs."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something that a key does on a screen."""

    action: str
    """The screen has `action_<this>`."""
    keys: str
    """Textual's names, separated by commas."""
    label: Text
    """Two words at most, for the footer."""
    help: Text
    shown: bool = True
    """Whether the footer shows it."""
    sign: str = ""
    """How the key is written; the first of `keys` where empty."""
    helped: bool = True
    """Whether the help lists it; not where another command's line says it too."""
    name: str = ""
    """What settings call it; the action where empty."""
    everywhere: bool = False
    """Whether all screens have it: settings call it `app.NAME`."""

    def id_in(self, table: str) -> str:
        """What settings call it, as a command of a table: `quiz.flag`, `app.help`."""
        name = self.name or self.action.replace("_", "-")
        return f"{'app' if self.everywhere else table}.{name}"

    def binding(self, table: str, *, priority: bool = False) -> Binding:
        """For a screen's BINDINGS."""
        return Binding(
            self.keys,
            self.action,
            self.label.template,
            show=self.shown,
            tooltip=self.help.template,
            key_display=self.key_sign,
            priority=priority,
            id=self.id_in(table) if table else None,
        )

    @property
    def key_sign(self) -> str:
        """How the key is written in footer and help."""
        key = self.keys.split(",")[0]
        return self.sign or PAGE_SIGNS.get(key, key)


BACK = Command(
    "back",
    "escape",
    say("Back"),
    say("Go back; nothing is lost"),
    sign="esc",
    everywhere=True,
)
HELP = Command(
    "show_help",
    "question_mark,f1",
    say("Help"),
    say("What the keys do here"),
    sign="?",
    name="help",
    everywhere=True,
)
LANGUAGE = Command(
    "language",
    "l",
    say("한국어/English"),
    say("Switch between English and Korean"),
    everywhere=True,
)
PALETTE = Command(
    "command_palette",
    "ctrl+p",
    say("Commands"),
    say("Find any command by words and run it; go to any screen"),
    sign="ctrl+p",
    name="palette",
    everywhere=True,
)
