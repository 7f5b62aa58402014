"""Strict reading of YAML: mappings, sequences and text, nothing else.

Every scalar stays the text that was written; the schema gives it a type. What YAML can do to
hurt (anchors, aliases, tags, merge keys, duplicate keys, endless nesting, terminal escapes)
is refused with its place. Built on libyaml's events, in bounded time and memory.
"""

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from quizapp.core.clean import UNSAFE, UNSEEN
from quizapp.core.say import Text, say
from quizapp.packs.digest import MAX_BYTES
from quizapp.packs.nodes import START, Mapping, Mark, Place, Sequence, packed
from quizapp.packs.problems import NO_HINT, Problem, in_order
from quizapp.packs.syntax import eaten_escape, syntax_problem

MAX_DEPTH = 32
MAX_SCALAR = 100_000
"""Characters in one text."""
MAX_NODES = 200_000
MAX_PROBLEMS = 100
"""After so many the rest of a file is not read."""

_DIRECTIVE = re.compile(r"^%", re.MULTILINE)


_COMMENT = re.compile(r"[ \t]+#")
_PROSE = frozenset(
    (
        *("prompt", "explanation", "hint", "key_points", "model_answer", "text", "why"),
        *("accept", "steps", "pairs", "title", "description"),
    )
)
"""Keys whose texts people write, so that `#` may be meant to stand in them."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds (None where nothing could be read) and what is wrong with it."""

    path: Path
    value: object
    problems: tuple[Problem, ...] = ()
    complete: bool = True
    """Whether it was read to its end; if not, the item that was open there is left out."""


class _Enough(Exception):
    """The rest of the file cannot or should not be read."""


def read_yaml(path: Path) -> Document:
    """Read one file; never raises for what it holds."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _refused(path, say("this is not a file"))
        if status.st_size > MAX_BYTES:
            return _refused(
                path,
                say("the file is larger than {limit} MB", limit=MAX_BYTES // 1_000_000),
                say("split it into several"),
            )
        data = path.read_bytes()
    except OSError as error:
        return _refused(path, say("the file cannot be read: {reason}", reason=str(error.strerror)))
    return parse_yaml(data, path)


def parse_yaml(data: bytes, path: Path) -> Document:
    """The document in `data`; `path` is only for telling where problems are."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        return _refused(
            path,
            say("the file is not UTF-8 text: byte 0x{byte}", byte=f"{data[error.start]:02x}"),
            say("save it with the encoding UTF-8"),
            place=_place_at(before, len(before)),
        )
    text = text.replace("\r\n", "\n")
    problems = list(_control_characters(text, path))
    if problems:
        text = UNSAFE.sub("\ufffd", text)
    problems += _unseen_characters(text, path)
    directive = _DIRECTIVE.search(text)
    if directive:
        place = _place_at(text, directive.start())
        message = say("a line cannot begin with `%`")
        problems.append(Problem(path, *place, message, say("YAML directives are not used here")))
        return Document(path, None, in_order(problems), complete=False)
    building = _Building(path, problems)
    building.read(text)
    return Document(path, building.top, in_order(building.problems), building.complete)


def _refused(path: Path, message: Text, hint: Text = NO_HINT, place: Place = START) -> Document:
    return Document(path, None, (Problem(path, *place, message, hint),), complete=False)


def _place_at(text: str, index: int) -> Place:
    start = text.rfind("\n", 0, index) + 1
    return Place(text.count("\n", 0, index) + 1, index - start + 1)


def _control_characters(text: str, path: Path) -> Iterator[Problem]:
    for count, found in enumerate(UNSAFE.finditer(text)):
        if count == MAX_PROBLEMS // 2:
            return
        yield Problem(path, *_place_at(text, found.start()), *_about_character(found.group()))


def _unseen_characters(text: str, path: Path) -> Iterator[Problem]:
    """Characters without any width: harmless on screen, but nobody knows that they are there."""
    for found in islice(UNSEEN.finditer(text), MAX_PROBLEMS // 4):
        message = say("the invisible character {code} stands here", code=_code(found.group()))
        place = _place_at(text, found.start())
        yield Problem(path, *place, message, say("delete it"), "warning")


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _about_character(character: str) -> tuple[Text, Text]:
    return (
        say("the invisible control character {code} is not allowed", code=_code(character)),
        say("delete it; packs hold text only"),
    )


_IGNORED = Mapping(0)
"""Stands as the key of a value that is read and then dropped."""


class _Building:
    """Builds the tree from the parser's events and collects what is refused."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self.top: object = None
        self.stack: list[Mapping | Sequence] = []
        self.as_key: list[bool] = []
        self.key: str | Mapping | None = None
        self.key_mark = 0
        self.nodes = 0
        self.documents = 0
        self.complete = True
        self.commented: list[str] = []
        """The lines of the text, if any has a comment."""

    def read(self, text: str) -> None:
        """Take every event of the text, or as many as make sense."""
        events = {
            yaml.ScalarEvent: self.scalar,
            yaml.SequenceStartEvent: self.open,
            yaml.SequenceEndEvent: self.close,
            yaml.MappingStartEvent: self.open,
            yaml.MappingEndEvent: self.close,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.document,
        }
        self.commented = text.split("\n") if _COMMENT.search(text) else []
        try:
            parser = make_parser(text)
            while (event := parser.get_event()) is not None:
                take = events.get(type(event))
                if take:
                    take(event)
        except yaml.YAMLError as error:
            problem = syntax_problem(error, text, self.path)
            if all(known.line != problem.line for known in self.problems):
                self.problems.append(problem)  # else it follows from what was refused there
            self.give_up()
        except _Enough:
            self.give_up()
        if not self.documents and not self.problems:
            self.refuse(START, say("the file is empty"), say("write something, or delete it"))

    def give_up(self) -> None:
        """Leave out what was not read to its end: an item of the list, or the whole mapping.

        An item may seem to have ended where a key of it is wrongly indented.
        """
        self.complete = False
        if isinstance(self.top, Sequence):
            del self.top[-1 if self.stack else len(self.top) :]
        elif self.stack:
            self.top = None

    def refuse(self, mark: Mark | Place, message: Text, hint: Text = NO_HINT) -> None:
        place = mark if isinstance(mark, Place) else Place(mark.line + 1, mark.column + 1)
        self.problems.append(Problem(self.path, *place, message, hint))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Enough

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self.refuse(
                event.start_mark,
                say("a second document begins here"),
                say("remove the line `---`; a file holds one document"),
            )
            raise _Enough

    def open(self, event: Any) -> None:
        mark = event.start_mark
        self.count(event)
        if len(self.stack) == MAX_DEPTH:
            self.refuse(mark, say("nested deeper than {limit} levels", limit=MAX_DEPTH))
            raise _Enough
        node = (Mapping if isinstance(event, yaml.MappingStartEvent) else Sequence)(packed(mark))
        as_key = self.expects_key()
        if as_key:
            self.refuse(
                mark,
                say("a key must be text, not a list or a mapping"),
                say("put a text that begins with a brace or a bracket in quotes"),
            )
        else:
            self.add(node, mark)
        self.stack.append(node)
        self.as_key.append(as_key)

    def close(self, event: Any) -> None:  # noqa: ARG002  all handlers take the event
        self.stack.pop()
        self.key = _IGNORED if self.as_key.pop() else None

    def alias(self, event: Any) -> None:
        self.count(event)
        self.refuse(
            event.start_mark,
            say("a text cannot begin with `*` (YAML reads it as an alias)"),
            say("put the text in quotes"),
        )
        self.take("", event.start_mark, refused=True)

    def scalar(self, event: Any) -> None:
        mark = event.start_mark
        value: str = event.value
        self.count(event)
        refused = False
        if len(value) > MAX_SCALAR:
            self.refuse(mark, say("a text is longer than {limit} characters", limit=MAX_SCALAR))
            value, refused = "", self.expects_key()
        if event.style == '"':
            value = self.without_escapes(value, mark)
        elif self.commented and not event.style and not self.expects_key():
            self.warn_of_comment(event.end_mark)
        if value == "<<" and event.implicit[0] and self.expects_key():
            self.refuse(mark, say("merge keys (`<<`) are not used here"), say("write it out"))
            refused = True
        self.take(value, mark, refused=refused)

    def warn_of_comment(self, end: Mark) -> None:
        """Warn where a text that people read ends with a `#`, which begins a comment."""
        parent = next((node for node in reversed(self.stack) if isinstance(node, Mapping)), None)
        key = self.key
        if parent is not None and isinstance(self.stack[-1], Sequence):
            key = next(reversed(parent), None)
        line = self.commented[end.line] if end.line < len(self.commented) else ""
        if key in _PROSE and (found := _COMMENT.match(line, end.column)):
            message = say("the text ends here; what follows `#` is a comment")
            hint = say("put the text in quotes, or the comment on a line of its own")
            place = Place(end.line + 1, found.end())
            self.problems.append(Problem(self.path, *place, message, hint, "warning"))

    def without_escapes(self, value: str, mark: Mark) -> str:
        """A text in double quotes without the control characters that escapes made."""
        command = eaten_escape(value)
        unsafe = UNSAFE.search(value)
        if command:
            self.refuse(
                mark,
                say(
                    "double quotes take `{start}` of `{command}` as an escape",
                    start=command[:2],
                    command=command,
                ),
                say("use single quotes, or write after `|` on lines of its own"),
            )
        elif unsafe:
            self.refuse(mark, *_about_character(unsafe.group()))
        return UNSAFE.sub("\ufffd", value) if unsafe else value

    def count(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            message = say("the file has more than {limit} values", limit=MAX_NODES)
            self.refuse(event.start_mark, message, say("split it into several"))
            raise _Enough
        if isinstance(event, yaml.AliasEvent):
            return
        if event.anchor is not None:
            self.refuse(
                event.start_mark,
                say("a text cannot begin with `&` (YAML reads it as an anchor)"),
                say("put the text in quotes"),
            )
        if event.tag is not None:
            self.refuse(
                event.start_mark,
                say("a text cannot begin with `!` (YAML reads it as a tag)"),
                say("put the text in quotes"),
            )

    def expects_key(self) -> bool:
        return bool(self.stack) and self.key is None and isinstance(self.stack[-1], Mapping)

    def take(self, value: str, mark: Mark, *, refused: bool) -> None:
        """Take a text as key, item or value; a refused key's value is dropped."""
        if not self.expects_key():
            self.add(value, mark)
            return
        known = self.stack[-1]
        self.key, self.key_mark = value, packed(mark)
        if refused:
            self.key = _IGNORED
        elif value in known:
            self.key = _IGNORED
            self.refuse(
                mark,
                say("the key `{key}` is given twice", key=value[:60]),
                say("keep one of them"),
            )

    def add(self, value: object, mark: Mark) -> None:
        """Put a value where it belongs: at the top, in the open sequence, under the key."""
        if not self.stack:
            self.top = value
            return
        parent = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.append(value)
            parent.marks.append(packed(mark))
            return
        if isinstance(self.key, str):
            parent[self.key] = value
            parent.marks[self.key] = (self.key_mark, packed(mark))
        self.key = None


def make_parser(text: str) -> Any:
    """libyaml's parser where PyYAML was built with it, else the pure one (25 times slower)."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        return _PureParser(text)
    return CParser(text)


class _PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)
