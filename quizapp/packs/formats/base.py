"""What importers and exporters of foreign formats share: their values and their limits.

A format is a module with up to three functions:

- `sniff(name, head) -> bool`: whether a file with this name (its last part, lower case) and
  these first bytes looks like one;
- `read(data, name, *, encoding="utf-8") -> Imported`: raises PackError where the file as a
  whole cannot be understood;
- `write(pack) -> Exported`.

`quizapp.packs.formats` lists them. What is read is judged and written by
`quizapp.packs.formats.writing`; an importer need not check what the schema checks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quizapp.core.clean import clean
from quizapp.core.ids import QuestionId
from quizapp.core.say import Text, say
from quizapp.errors import PackError

MAX_TEXT = 20_000_000
"""Bytes of a text file that is imported."""
MAX_ITEMS = 100_000
"""Questions of one file."""


@dataclass(frozen=True, slots=True)
class PastRating:
    """A review that another program has recorded: its time (aware UTC), 1 to 4, and seconds."""

    at: datetime
    rating: int
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Item:
    """One question read from a foreign file."""

    fields: Mapping[str, Any]
    """As in `questions/*.yaml`, of str, bool, int, float, list and dict.

    `kind` and `prompt` are needed. `id` may be the source's own, in any spelling; `topic` is a
    title such as a deck's or a category's; what else is missing gets its default in `writing`.
    """
    where: str
    """The place in the source for people: `line 12`, `question 3 “capital”`, `note 15911`."""
    losses: tuple[Text, ...] = ()
    """What a pack cannot say, sentence by sentence."""
    reviews: tuple[PastRating, ...] = ()
    """Where the source has a schedule: the oldest first."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A question that could not be taken, and why."""

    where: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read of a file; `items` and `refused` together are all its questions."""

    title: str
    items: tuple[Item, ...]
    refused: tuple[Refused, ...] = ()
    notes: tuple[Text, ...] = ()
    """About the file as a whole."""
    media: tuple[str, ...] = ()
    """Names of pictures and sounds in the file; they are listed and not taken."""
    language: str = ""
    """Where the file says it; it is guessed otherwise."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file's content, and what it could not hold."""

    content: bytes
    left_out: tuple[Refused, ...] = ()
    """Questions that are not in it; `where` is the question's id."""
    losses: tuple[tuple[QuestionId, Text], ...] = ()
    """What is missing of questions that are in it."""


def decoded(data: bytes, name: str, encoding: str = "utf-8") -> str:
    """A text file's text, with line feeds only and without a byte order mark.

    Raises PackError for other encodings than the one named, and for files over `MAX_TEXT`.
    """
    if len(data) > MAX_TEXT:
        raise PackError(
            say("The file is larger than {limit} MB.", limit=MAX_TEXT // 1_000_000),
            where=clean(name),
            hint=say("Split it into several."),
        )
    try:
        text = data.decode(encoding)
    except LookupError as error:
        raise PackError(
            say("There is no encoding {encoding}.", encoding=clean(encoding[:40])),
            where=clean(name),
            hint=say("Known are utf-8, utf-16, latin-1, cp1252, euc-kr and others."),
        ) from error
    except (UnicodeError, ValueError) as error:
        raise _undecodable(data, name, encoding, error) from error
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise PackError(
            say("The file is not text: it holds NUL bytes."),
            where=clean(name),
            hint=say("If it is UTF-16, add `--encoding utf-16`."),
        )
    return text


def _undecodable(data: bytes, name: str, encoding: str, error: Exception) -> PackError:
    start = getattr(error, "start", 0)
    line = data.count(b"\n", 0, start) + 1
    return PackError(
        say("The text is not {encoding}, from line {line} on.", encoding=encoding, line=line),
        where=clean(name),
        hint=say("Save it as UTF-8, or name its encoding, such as `--encoding cp1252`."),
    )


def nothing_found(name: str, what: Text) -> PackError:
    """The error for a file that holds no question at all; `what` says what was looked for."""
    return PackError(what, where=clean(name), hint=say("Choose another format with --from."))


def too_many(name: str) -> PackError:
    """The error for a file with more than `MAX_ITEMS` questions."""
    return PackError(
        say("The file holds more than {limit} questions.", limit=MAX_ITEMS),
        where=clean(name),
        hint=say("Split it into several."),
    )
