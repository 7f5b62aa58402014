"""The keys in force, for sentences on a screen that mention one."""

from collections.abc import Callable
from functools import cache

from textual.binding import BindingsMap
from textual.dom import DOMNode

from quizapp.config import DEFAULTS
from quizapp.tui.commands import table_of
from quizapp.tui.keymap import Keymap

KeyOf = Callable[[str], str]
"""From a command's name on a screen, such as `flag`, to how its key is written."""


@cache
def _usual() -> Keymap:
    return Keymap(DEFAULTS)


def usual(name: str) -> str:
    """The key of a command of the quiz where nobody has chosen another."""
    return _usual().sign_of(f"quiz.{name}")


def sign_of(node: DOMNode, name: str) -> str:
    """How the key is written of the command that settings call `name`: `quiz.flag`."""
    keymap: Keymap = getattr(node.app, "keymap", None) or _usual()
    return keymap.sign_of(name)


def keys_of(node: DOMNode) -> KeyOf:
    """The keys of the screen that a widget is on; of the quiz where that screen has none."""
    table = table_of(getattr(node.screen, "KEYS", ()))

    def sign(name: str) -> str:
        try:
            return sign_of(node, f"{table}.{name}")
        except KeyError:
            return sign_of(node, f"quiz.{name}")

    return sign


def answer_key(node: DOMNode, name: str) -> str:
    """The key of a command of the widgets that take answers."""
    return sign_of(node, f"answer.{name}")


def rebound(node: DOMNode, bindings: BindingsMap) -> BindingsMap:
    """A widget's bindings with the user's keys."""
    keymap: Keymap | None = getattr(node.app, "keymap", None)
    return keymap.rebound(bindings) if keymap else bindings


def back(node: DOMNode) -> str:
    """The key that leads back."""
    return sign_of(node, "app.back")
