"""The user's settings: what `settings.toml` may say, and reading it strictly.

Choices made inside the app (language, theme) are remembered in the record. They win over the
defaults here; what stands in the file wins over them.
"""

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from quizapp import paths
from quizapp.core.say import Text, Translate, say
from quizapp.errors import UsageError

LANGS = ("en", "ko")
THEMES = (
    "dark",
    "light",
    "high-contrast",
    "high-contrast-light",
    "color-blind",
    "color-blind-light",
    "monochrome",
)
CHARSETS = ("braille", "block", "ascii")
CONFIDENCE = ("predict-and-interview", "always", "never")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the settings file says; a field that it leaves out has its default."""

    lang: str = ""
    """Language of questions and interface; empty: the one chosen last in the app."""
    theme: str = ""
    """One of `THEMES`; empty: the one chosen last in the app."""
    reduced_motion: bool = False
    charset: str = "braille"
    """The characters that figures are drawn with."""
    session_length: int = 10
    """Questions in a session."""
    new_per_day: int = 20
    """New questions that `learn` asks in a day at most."""
    enter_guard: float = 0.5
    """Seconds after a question appears in which enter does not submit."""
    confidence: str = "predict-and-interview"
    """Where the app asks how sure one is: one of `CONFIDENCE`."""
    tour: bool = True
    """Whether the tour is shown when the app starts at home for the first time."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By command (`quiz.flag`), the keys that do it instead of its own."""
    path: Path | None = None
    """The file that this was read from; None where there is none."""


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: its name in the file and what it may be."""

    name: str
    about: str
    """For the commented file."""
    choices: tuple[str, ...] = ()
    low: float = 0
    high: float = 0

    @property
    def attribute(self) -> str:
        """The field of `Settings`."""
        return self.name.replace("-", "_")

    @property
    def default(self) -> Any:
        """The value where the file says nothing."""
        return getattr(DEFAULTS, self.attribute)


DEFAULTS = Settings()

KEYS = (
    Key("lang", "Language of questions and interface.", LANGS),
    Key("theme", "Colors.", THEMES),
    Key("reduced-motion", "No animations, no blinking cursor, live figures in a few steps."),
    Key("charset", "The characters that figures are drawn with.", CHARSETS),
    Key("session-length", "Questions in a session.", low=1, high=1000),
    Key("new-per-day", "New questions that learn mode asks in a day at most.", low=0, high=10_000),
    Key(
        "enter-guard",
        "Seconds after a question appears in which enter does not submit.",
        low=0,
        high=10,
    ),
    Key("confidence", "Where the app asks how sure you are.", CONFIDENCE),
    Key("tour", "Show the tour when the app starts at home for the first time."),
)
"""Every setting but the table `[keys]`, in the order of the commented file."""


class SettingsError(UsageError):
    """Everything that is wrong in the settings file, one sentence with its place each."""

    def __init__(self, problems: Sequence[UsageError]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(first.message, where=first.where, hint=first.hint)

    def told(self, translate: Translate | None = None) -> str:
        """All problems, one after the other."""
        return "\n".join(problem.told(translate) for problem in self.problems)


def read_settings(path: Path | None = None) -> Settings:
    """The settings in a file, by default the user's; the defaults where there is no file.

    Raises SettingsError with every problem at once: a file that cannot be read or is no TOML,
    unknown names, values of a wrong kind.
    """
    path = path or paths.settings_file()
    text = _text(path)
    if text is None:
        return DEFAULTS
    import tomllib  # where there is a file to read

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([_not_toml(path, error)]) from None
    return _settings(table, path, text)


def commented() -> str:
    """A settings file that changes nothing: every setting with its default, commented out."""
    lines = ["# The settings of quizapp. Take the # away from a line to make it hold.", ""]
    for key in KEYS:
        lines.append(f"# {key.about}")
        if key.choices:
            lines.append(f"# One of {', '.join(_shown(choice) for choice in key.choices)}.")
        if key.default == "":
            lines.append("# Without this line: the one chosen last in the app.")
        lines += [f"# {key.name} = {_shown(key.default or _first(key))}", ""]
    return "\n".join(
        [
            *lines,
            "# What a command is called (quizapp settings --keys lists all), and its key or keys.",
            "[keys]",
            '# "quiz.flag" = "z"',
            '# "app.palette" = ["ctrl+p", "f2"]',
            "",
        ]
    )


def _first(key: Key) -> Any:
    return key.choices[0] if key.choices else key.default


def _text(path: Path) -> str | None:
    """The file's text; None where there is no file."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        problem = UsageError(
            say("The settings are not UTF-8 text."),
            where=str(path),
            hint=say("Save the file as UTF-8 in your editor."),
        )
    except OSError as error:
        problem = UsageError(
            say("The settings cannot be read: {reason}.", reason=error.strerror or str(error)),
            where=str(path),
            hint=say("Make the file readable, or take it away: defaults hold without it."),
        )
    raise SettingsError([problem])


def _not_toml(path: Path, error: ValueError) -> UsageError:
    told = str(error)
    place = re.search(r" \(at line (\d+), column (\d+)\)$", told)
    where = f"{path}:{place[1]}:{place[2]}" if place else str(path)
    return UsageError(
        say("This is not TOML: {reason}.", reason=told[: place.start()] if place else told),
        where=where,
        hint=say('Settings are lines such as: theme = "light"'),
    )


def _settings(table: Mapping[str, Any], path: Path, text: str) -> Settings:
    known = {key.name: key for key in KEYS}
    found: dict[str, Any] = {}
    problems = []
    for name, value in table.items():
        where = _place(path, text, name)
        if name == "keys":
            keys, wrong = _key_table(value, path, text)
            found["keys"] = keys
            problems += wrong
        elif name not in known:
            problems.append(unknown_setting(name, [*known, "keys"], where))
        elif wrong_kind := _wrong(known[name], value):
            problems.append(UsageError(wrong_kind, where=where))
        else:
            key = known[name]
            found[key.attribute] = type(key.default)(value)
    if problems:
        raise SettingsError(problems)
    return replace(DEFAULTS, path=path, **found)


def _wrong(key: Key, value: Any) -> Text | None:
    """What is wrong with a setting's value, if anything."""
    said = {"name": key.name, "found": _shown(value)}
    match key.default:
        case bool():
            if not isinstance(value, bool):
                return say("{name} must be true or false, not {found}.", **said)
        case str():
            if value not in key.choices:
                choices = ", ".join(f'"{choice}"' for choice in key.choices)
                return say("{name} must be one of {choices}, not {found}.", choices=choices, **said)
        case default:
            whole = isinstance(default, int)
            kinds = (int,) if whole else (int, float)
            fits = isinstance(value, kinds) and not isinstance(value, bool)
            if not (fits and key.low <= value <= key.high):
                said |= {"low": f"{key.low:g}", "high": f"{key.high:g}"}
                if whole:
                    return say(
                        "{name} must be a whole number from {low} to {high}, not {found}.", **said
                    )
                return say("{name} must be a number from {low} to {high}, not {found}.", **said)
    return None


def _key_table(
    value: Any, path: Path, text: str
) -> tuple[dict[str, tuple[str, ...]], list[UsageError]]:
    """The table `[keys]`: a command's name to a key or a list of keys."""
    if not isinstance(value, Mapping):
        told = say(
            "{name} must be a table of commands and keys, not {found}.",
            name="keys",
            found=_shown(value),
        )
        return {}, [UsageError(told, where=_place(path, text, "keys"))]
    keys: dict[str, tuple[str, ...]] = {}
    problems = []
    for command, given in _flat(value):
        chosen = [given] if isinstance(given, str) else given
        if isinstance(chosen, list) and all(isinstance(each, str) and each for each in chosen):
            keys[command] = tuple(chosen)
        else:
            told = say(
                "{name} must be a key or a list of keys in quotes, not {found}.",
                name=command,
                found=_shown(given),
            )
            problems.append(UsageError(told, where=_place(path, text, command)))
    return keys, problems


def _flat(table: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """`quiz.flag = "f"` without quotes around the name is a table within a table: the same."""
    pairs: list[tuple[str, Any]] = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            pairs += _flat(value, f"{before}{name}.")
        else:
            pairs.append((f"{before}{name}", value))
    return pairs


def unknown_setting(name: str, known: Collection[str], where: str) -> UsageError:
    """The error for a name that does not exist, with the nearest one that does."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    hint = (
        say("Did you mean {near}?", near=near[0])
        if near
        else say("There are: {known}.", known=", ".join(sorted(known)))
    )
    return UsageError(say("There is no setting called {name}.", name=name), where=where, hint=hint)


def key_place(settings: Settings, command: str) -> str:
    """Where the file gives a command its keys: path and line."""
    if settings.path is None:
        return ""
    return _place(settings.path, _text(settings.path) or "", command)


def _place(path: Path, text: str, name: str) -> str:
    """Path and line of a name; the path alone where the line is not to be found."""
    named = rf"""["']?{re.escape(name)}["']?"""
    line = re.compile(rf"^\s*(?:\[\s*|keys\s*\.\s*)?{named}\s*(?:=|\]|\.)", re.MULTILINE)
    if found := line.search(text):
        return f"{path}:{text.count(chr(10), 0, found.end()) + 1}"
    return str(path)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    return str(value)
