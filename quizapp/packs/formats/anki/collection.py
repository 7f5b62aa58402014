"""An Anki collection as values: note types, decks, notes, cards and past reviews.

Read from SQLite without running anything that the file brings: only tables are read, nothing
else is allowed, and a query that takes too long is stopped.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from quizapp.core.clean import clean
from quizapp.core.say import say
from quizapp.errors import PackError
from quizapp.packs.formats.anki.package import number_of, text_of

_STEPS = 2_000_000
"""Of SQLite's machine between two looks at the clock that is the number of looks."""
_LOOKS = 500
_TABLES = frozenset(
    ("col", "notes", "cards", "revlog", "notetypes", "fields", "templates", "decks")
)
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}


@dataclass(frozen=True, slots=True)
class Template:
    """What is shown of a note on the front and on the back of one card."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """The fields of a note and the cards made of it."""

    name: str
    cloze: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A card of a note: which template, or which cloze number less one, and its deck."""

    id: int
    place: int
    deck: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note with its cards."""

    id: int
    guid: str
    type: NoteType | None
    values: tuple[str, ...]
    tags: tuple[str, ...]
    cards: tuple[Card, ...]
    where: str = ""
    """Its place for people, where it has no number of its own."""


@dataclass(frozen=True, slots=True)
class Log:
    """A past review: milliseconds since 1970, 1 to 4, milliseconds that it took."""

    at: int
    rating: int
    took: int


@dataclass(slots=True)
class Collection:
    """All that is taken of a collection."""

    notes: list[Note] = field(default_factory=list)
    logs: dict[int, list[Log]] = field(default_factory=dict)
    """By card, the oldest first."""


def read_collection(data: bytes, name: str) -> Collection:
    """The collection in an SQLite file's bytes. Raises PackError."""
    if not data.startswith(b"SQLite format 3\0") or len(data) < 512:
        raise _damaged(name, "SQLite")
    # A collection that was being written ahead cannot be opened in memory unless it says so.
    data = data[:18] + b"\1\1" + data[20:]
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(data)
            _harden(connection)
            return _read(connection)
    except (sqlite3.Error, ValueError, TypeError, RecursionError, KeyError) as error:
        raise _damaged(name, str(error)) from error


def _harden(connection: sqlite3.Connection) -> None:
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    connection.create_collation("unicase", _compare)
    connection.execute("PRAGMA trusted_schema = OFF")
    tables = connection.execute("SELECT name, type, sql FROM sqlite_master").fetchall()
    for name, kind, sql in tables:
        virtual = str(sql).lstrip().lower().startswith("create virtual")
        if name in _TABLES and (kind != "table" or virtual):
            raise ValueError(f"{name} is no table")
    looks = iter(range(_LOOKS))
    connection.set_progress_handler(lambda: next(looks, None) is None, _STEPS)
    connection.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
    )


def _compare(left: str, right: str) -> int:
    one, other = left.casefold(), right.casefold()
    return (one > other) - (one < other)


def _read(connection: sqlite3.Connection) -> Collection:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if "notetypes" in tables:
        types, decks = _new_types(connection), _new_decks(connection)
    else:
        models, told = connection.execute("SELECT models, decks FROM col").fetchone()
        types, decks = _old_types(json.loads(models)), _old_decks(json.loads(told))
    cards: dict[int, list[Card]] = {}
    for identity, note, deck, home, place in connection.execute(
        "SELECT id, nid, did, odid, ord FROM cards ORDER BY nid, ord"
    ):
        title = decks.get(int(home) or int(deck), "")
        cards.setdefault(int(note), []).append(Card(int(identity), int(place), title))
    collection = Collection()
    for identity, guid, kind, tags, values in connection.execute(
        "SELECT id, guid, mid, tags, flds FROM notes ORDER BY id"
    ):
        collection.notes.append(
            Note(
                int(identity),
                str(guid),
                types.get(int(kind)),
                tuple(str(values).split("\x1f")),
                tuple(str(tags).split()),
                tuple(cards.get(int(identity), ())),
            )
        )
    if "revlog" in tables:
        for card, log in _logs(connection):
            collection.logs.setdefault(card, []).append(log)
    return collection


def _logs(connection: sqlite3.Connection) -> Iterator[tuple[int, Log]]:
    rows = connection.execute("SELECT cid, id, ease, time, type FROM revlog ORDER BY id")
    for card, at, ease, took, kind in rows:
        if 1 <= int(ease) <= 4 and int(kind) < 4:  # others are dates that were set by hand
            yield int(card), Log(int(at), int(ease), int(took))


def _new_types(connection: sqlite3.Connection) -> dict[int, NoteType]:
    fields: dict[int, list[str]] = {}
    for kind, name in connection.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        fields.setdefault(int(kind), []).append(str(name))
    templates: dict[int, list[Template]] = {}
    for kind, name, config in connection.execute(
        "SELECT ntid, name, config FROM templates ORDER BY ntid, ord"
    ):
        template = Template(str(name), text_of(bytes(config), 1), text_of(bytes(config), 2))
        templates.setdefault(int(kind), []).append(template)
    return {
        int(kind): NoteType(
            str(name),
            number_of(bytes(config), 1) == 1,
            tuple(fields.get(int(kind), ())),
            tuple(templates.get(int(kind), ())),
        )
        for kind, name, config in connection.execute("SELECT id, name, config FROM notetypes")
    }


def _new_decks(connection: sqlite3.Connection) -> dict[int, str]:
    rows = connection.execute("SELECT id, name FROM decks")
    return {int(deck): str(name).replace("\x1f", "::") for deck, name in rows}


def _old_types(told: Mapping[str, Any]) -> dict[int, NoteType]:
    return {
        int(kind): NoteType(
            str(model["name"]),
            model.get("type") == 1,
            tuple(str(each["name"]) for each in model["flds"]),
            tuple(
                Template(str(each["name"]), str(each["qfmt"]), str(each["afmt"]))
                for each in model["tmpls"]
            ),
        )
        for kind, model in told.items()
    }


def _old_decks(told: Mapping[str, Any]) -> dict[int, str]:
    return {int(deck): str(each["name"]) for deck, each in told.items()}


def _damaged(name: str, reason: str) -> PackError:
    return PackError(
        say("The Anki collection cannot be read: {reason}", reason=clean(reason)[:200]),
        where=clean(name),
        hint=say("Export it again, or download it again."),
    )
