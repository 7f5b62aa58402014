"""The user's keys over the table of commands: checked at the start, applied to every screen."""

import difflib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

from textual.binding import Binding, BindingsMap
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, format_key, key_to_character

from quizapp.config import Settings, SettingsError, key_place
from quizapp.core.say import Text, say
from quizapp.errors import UsageError
from quizapp.tui.commands import PALETTE, Command, tables

SHORT = {"esc": "escape", "return": "enter", "pgup": "pageup", "pgdn": "pagedown", "del": "delete"}
"""Names that people use and what Textual calls them."""
MODIFIERS = ("alt", "ctrl", "shift")
TAKEN = frozenset({"tab", "shift+tab", "ctrl+c", "ctrl+q"})
"""What these do is not the app's to change: move between fields, copy, leave."""
SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+j": "enter"}
"""What most terminals send for these cannot be told from another key."""
ANSWERING = frozenset({"enter", "space", "up", "down", "left", "right", "j", "k", *"123456789"})
"""Keys that answer a question; only a command that has one of them anyway may be given it."""

OFFERED = frozenset("123456789abcdefghi")
"""Numbers of options and letters of partners, which stand beside them on the screen."""
WHILE_ASKING = frozenset(
    ("hint", "give-up", "aloud", "skip", "bury", "pass-on", "flag", "undo", "finish")
)
"""Commands of the quiz and the interview whose keys work while an answer is awaited."""

_NAMED = {
    str(key.value)
    for key in Keys
    if "+" not in key.value and key.value.replace("_", "").isalnum() and key.value != "ignore"
}


class Keymap:
    """Which keys do what, by the settings. Raises SettingsError where they cannot."""

    def __init__(self, settings: Settings) -> None:
        self._keys = _checked(settings)

    def applied(self, commands: tuple[Command, ...], table: str) -> tuple[Command, ...]:
        """The commands of a table with the user's keys."""
        return tuple(self._applied(command, table) for command in commands)

    def _applied(self, command: Command, table: str) -> Command:
        keys = self._keys.get(command.id_in(table))
        return replace(command, keys=",".join(keys), sign=sign(keys[0])) if keys else command

    def sign_of(self, name: str) -> str:
        """How the key is written of the command that settings call `name`."""
        for table, commands in tables().items():
            for command in (*commands, PALETTE):
                if command.id_in(table) == name:
                    return self._applied(command, table).key_sign
        raise KeyError(name)

    def listed(self) -> list[tuple[str, str, Text]]:
        """Every command: its name, its keys as they are written, what it does."""
        found = {}
        for table, commands in tables().items():
            for command in self.applied((*commands, PALETTE), table):
                keys = ", ".join(sign(key) for key in command.keys.split(","))
                found[command.id_in(table)] = (command.id_in(table), keys, command.help)
        return sorted(found.values(), key=lambda row: row[0])

    def rebound(self, bindings: BindingsMap) -> BindingsMap:
        """A screen's bindings with the user's keys.

        `App.set_keymap` comes too late for this: it looks only at bindings that a text field
        has left over, so that a command moved from `*` to `f2` would do nothing in one.
        """
        kept: dict[str, list[Binding]] = {}
        moved: dict[str, Binding] = {}
        for key, binding in bindings:
            if binding.id in self._keys:
                moved[str(binding.id)] = binding
            else:
                kept.setdefault(key, []).append(binding)
        for name, binding in moved.items():
            for key in self._keys[name]:
                kept.setdefault(key, []).append(binding.with_key(key, sign(key)))
        return BindingsMap.from_keys(kept)


def sign(key: str) -> str:
    """How a key is written in footer and help."""
    *modifiers, last = key.split("+")
    shown = last if last == "enter" else format_key(last)
    return "+".join([*modifiers, shown])


def key_name(text: str) -> str | None:
    """What Textual calls a key that someone wrote (`?`, `esc`, `Ctrl+X`); None if none."""
    if len(text) == 1:
        return _character(text)
    *modifiers, last = (part.strip() for part in text.split("+"))
    modifiers = sorted(modifier.lower() for modifier in modifiers)
    if not last or len(set(modifiers)) < len(modifiers) or not set(modifiers) <= set(MODIFIERS):
        return None
    if len(last) == 1:
        if modifiers == ["shift"] and last.isalpha():
            return last.upper()
        named = _character(last.lower() if modifiers else last)
    else:
        low = SHORT.get(last.lower(), last.lower())
        named = low if low in _NAMED or key_to_character(low) else None
    return "+".join([*modifiers, named]) if named else None


def _character(text: str) -> str | None:
    """Textual's name of a character; letters and digits are their own."""
    if text.isalnum():
        return text
    name = unicodedata.name(text, "").lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name) or None


def _checked(settings: Settings) -> Mapping[str, tuple[str, ...]]:
    """Textual's names of the keys by command; raises SettingsError with all that is wrong."""
    own = {
        command.id_in(table): command
        for table, commands in tables().items()
        for command in (*commands, PALETTE)
    }
    keys: dict[str, tuple[str, ...]] = {}
    problems: list[UsageError] = []
    for name, written in settings.keys.items():
        where = key_place(settings, name)
        if name not in own:
            problems.append(_unknown_command(name, sorted(own), where))
            continue
        wrong = [each for one in written if (each := _wrong_key(one, own[name], name, where))]
        problems += wrong
        if not wrong:
            keys[name] = tuple(key_name(one) or "" for one in written)
    problems = problems or _clashes(settings, keys)
    if problems:
        raise SettingsError(problems)
    return keys


def _unknown_command(name: str, known: list[str], where: str) -> UsageError:
    told = say("There is no command called {name}.", name=name)
    if near := difflib.get_close_matches(name, known, n=1, cutoff=0.5):
        return UsageError(told, where=where, hint=say("Did you mean {near}?", near=near[0]))
    return UsageError(told, where=where, hint=say("quizapp settings --keys lists them all."))


def _wrong_key(written: str, command: Command, name: str, where: str) -> UsageError | None:
    key = key_name(written)
    if key is None:
        return UsageError(
            say("There is no key called {key}.", key=written),
            where=where,
            hint=say("Keys are characters or names: x, ?, f2, space, ctrl+x, shift+up."),
        )
    if key in SAME:
        return UsageError(
            say("{key} is the same as {other} in most terminals.", key=written, other=SAME[key]),
            where=where,
            hint=say("Choose another key."),
        )
    own = key in command.keys.split(",")
    answers = name.startswith("quiz.") and key in ANSWERING and not own
    answers = answers or (name.startswith("answer.") and key in OFFERED)
    if key in TAKEN or answers:
        told = say("{key} cannot be given to a command here.", key=written)
        hint = say("It answers questions, moves between fields, copies or leaves.")
        return UsageError(told, where=where, hint=hint)
    return None


def _clashes(settings: Settings, keys: Mapping[str, tuple[str, ...]]) -> list[UsageError]:
    """Where one key would do two things on the same screen."""
    problems: dict[tuple[str, str, str], UsageError] = {}
    for named in _side_by_side():
        holder: dict[str, str] = {}
        for name, command in named:
            for key in keys.get(name, tuple(command.keys.split(","))):
                other = holder.setdefault(key, name)
                if other != name and (name in keys or other in keys):
                    told = say(
                        "{key} would do two things on one screen: {one} and {other}.",
                        key=sign(key),
                        one=other,
                        other=name,
                    )
                    where = key_place(settings, name if name in keys else other)
                    hint = say("Give one of them another key under [keys].")
                    problems[other, name, key] = UsageError(told, where=where, hint=hint)
    return list(problems.values())


def _side_by_side() -> Iterator[list[tuple[str, Command]]]:
    """Commands by name whose keys work at the same time."""
    everything = tables()
    for table, commands in everything.items():
        yield [(each.id_in(table), each) for each in (*commands, PALETTE)]
    answer = [(each.id_in("answer"), each) for each in everything["answer"]]
    for table in ("quiz", "interview"):
        named = [(each.id_in(table), each) for each in (*everything[table], PALETTE)]
        yield [
            *answer,
            *(
                (name, each)
                for name, each in named
                if each.everywhere or name.partition(".")[2] in WHILE_ASKING
            ),
        ]
