"""YAML's own complaints in words that an author of questions understands.

libyaml and the pure parser word the same mistake differently, so the text at the place
decides where it can.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from quizapp.core.say import Text, say
from quizapp.packs.nodes import START, Place
from quizapp.packs.problems import Problem

_QUOTE = say("put the text in quotes, or write it after `|` on lines of its own")

_ESCAPED = re.compile(r"([\a\b\t\n\v\f\r])([A-Za-z]+)")
_LETTERS = {"\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r"}
_LATEX = frozenset(
    ("nabla", "neq", "neg", "not", "tan", "tanh", "tau", "text", "theta", "times", "to", "top")
)


def eaten_escape(value: str) -> str:
    r"""The LaTeX command whose first letters double quotes took as an escape, such as `\theta`.

    A line break or a tab is meant as such unless the text has mathematics and the letters
    after it complete a command.
    """
    for found in _ESCAPED.finditer(value):
        character, rest = found.groups()
        command = _LETTERS[character] + rest
        if character not in "\n\t" or ("$" in value and command in _LATEX):
            return "\\" + command
    return ""


def syntax_problem(error: yaml.YAMLError, text: str, path: Path) -> Problem:
    """What the parser stumbled over, where, and how it is usually mended."""
    place = _place(error, text)
    message, hint, place = _explain(error, text.split("\n"), place)
    return Problem(path, *place, message, hint)


def _place(error: yaml.YAMLError, text: str) -> Place:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return Place(mark.line + 1, mark.column + 1)
    position = getattr(error, "position", None)
    if not isinstance(position, int):
        return START
    before = text[:position]
    return Place(before.count("\n") + 1, position - before.rfind("\n"))


_KEY = re.compile(r"\s*(?:- +)?([A-Za-z_][\w-]*):(?=\s|$)")
_NO_SPACE_AFTER_KEY = re.compile(r"\s*(?:- +)?([A-Za-z_][\w-]*):(?=[^\s/:])")
_NO_SPACE_AFTER_DASH = re.compile(r"\s*-(?=[\[{\"'\w])")
_CLOSED = re.compile(
    r"""\s*(?:-\ +)?[\w-]+:\s+(?:\[.*?(?P<a>\])|\{.*?(?P<b>\})
    |"(?:[^"\\]|\\.)*(?P<c>")|'(?:[^']|'')*(?P<d>'))\s*(?=[^\s,#])""",
    re.VERBOSE,
)
"""A value in brackets or quotes, with more text after it."""
_LONGEST = 500
"""Characters of a line that are looked at."""

_COLUMN = say("begin the keys of one mapping in one column")

_Explained = tuple[Text, Text, Place]


def _layout(error: Any, told: str, lines: list[str], place: Place) -> _Explained | None:
    """Spaces that are missing or too many: what the parser says of them helps nobody."""
    start = getattr(error, "context_mark", None)
    above = place.line - 1
    while above > 1 and not lines[above - 1].strip():
        above -= 1
    begun = start.line + 1 if start is not None and "simple key" in told else above
    line = lines[place.line - 1][:_LONGEST] if place.line <= len(lines) else ""
    for number in dict.fromkeys((place.line, begun)):
        written = lines[number - 1][:_LONGEST] if 1 <= number <= len(lines) else ""
        dash = _NO_SPACE_AFTER_DASH.match(written)
        if dash and (number == place.line or line.lstrip().startswith("- ")):
            where = Place(number, dash.end() + 1)
            return say("a space is missing after `-`"), say("write `- ` before each item"), where
        key = _NO_SPACE_AFTER_KEY.match(written)
        if key and ("mapping values" in told or "expected ':'" in told):
            message = say("a space is missing after `{key}:`", key=key[1])
            hint = say("write `{key}: …`", key=key[1])
            return message, hint, Place(number, key.end() + 1)
    key = _KEY.match(line)
    if key and "mapping values" in told and place.column == key.end():
        message = say("`{key}` begins further to the right than the key above", key=key[1])
        return message, _COLUMN, Place(place.line, key.start(1) + 1)
    if key and place.column <= key.start(1) + 1 and "block" in told:
        message = say("`{key}` begins further to the left than the keys above", key=key[1])
        return message, _COLUMN, Place(place.line, key.start(1) + 1)
    closed = _CLOSED.match(line)
    if closed and place.column >= closed.end() and "block" in told:
        sign = next(sign for sign in closed.groups() if sign)
        return say("more text stands after the closing `{sign}`", sign=sign), _QUOTE, place
    return None


def _explain(error: Any, lines: list[str], place: Place) -> _Explained:
    told = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or ''}"
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    here = line[place.column - 1 : place.column]
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" in indent and place.column <= len(indent) + 1:
        tab = Place(place.line, indent.index("\t") + 1)
        return say("a tab stands in the indentation"), say("indent with spaces"), tab
    laid = _layout(error, told, lines, place)
    if laid:
        return laid
    if isinstance(error, yaml.reader.ReaderError):
        code = f"U+{ord(here or chr(0)):04X}"
        return say("the character {code} is not allowed", code=code), say("delete it"), place
    if "quoted scalar" in told and "unexpected end" in told:
        start = Place(error.context_mark.line + 1, error.context_mark.column + 1)
        return say("the text in quotes is never closed"), say("add the closing quote"), start
    if "escape" in told:
        after = line[place.column - 1 : place.column + 1].lstrip("\\")[:1] or here
        return (
            say("`{escape}` means nothing in double quotes", escape=f"\\{after}"),
            say("use single quotes, or write after `|` on lines of its own"),
            place,
        )
    for sign in ("anchor", "alias", "tag"):
        if f"scanning an {sign}" in told or f"scanning a {sign}" in told or "tag handle" in told:
            return say("a text cannot begin with `*`, `&` or `!`"), _QUOTE, place
    if here and here in "`@%" and "cannot start any token" in told:
        return say("a text cannot begin with {sign}", sign=here), _QUOTE, place
    if "mapping values are not allowed" in told:
        return say("a `:` stands where no key can be"), _QUOTE, place
    if "flow" in told:
        return (
            say("a list or mapping in brackets is not closed, or a comma is missing"),
            say("close it, or put a text with brackets, commas or braces in quotes"),
            place,
        )
    if "could not find expected ':'" in told or "simple key" in told:
        return (
            say("this line is neither `key: value` nor part of a text"),
            say("add the colon, or indent the line to belong to the text above"),
            place,
        )
    return (
        say("YAML cannot be understood here"),
        say("begin the keys of one mapping in one column, and put special characters in quotes"),
        place,
    )
