"""The library's index: one SQLite file, derived from the packs and safe to delete.

Rows are keyed by a pack's folder and digest, so that they are found only for the files they
were made from; each carries a checksum. Whatever is wrong with the file is an `IndexFailure`
for the library, which then does without it.
"""

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.core.clean import UNSAFE
from quizapp.core.nearness import words_of

LAYOUT = 2
"""Of the tables below; another number means that they are made anew."""

BUSY_SECONDS = 2.0
"""How long to wait for another process that writes."""

_TABLES = """
CREATE TABLE packs (
  pack INTEGER PRIMARY KEY, folder TEXT UNIQUE, digest TEXT, crc INTEGER, info TEXT, entries TEXT
);
CREATE TABLE bodies (
  body INTEGER PRIMARY KEY, pack INTEGER, id TEXT, lang TEXT, crc INTEGER, question TEXT,
  UNIQUE (pack, id, lang)
);
CREATE TABLE words (word TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_SEARCH = "CREATE VIRTUAL TABLE search USING fts5(prompt, name, other, tokenize = 'trigram')"
_GRAMS = "CREATE VIRTUAL TABLE grams USING fts5vocab('search', 'row')"
_SEARCH_WITHOUT_FTS = "CREATE TABLE search (prompt TEXT, name TEXT, other TEXT)"
_TRIGRAM = 3
_MOST_GRAMS = 400
"""Ways in which a text of one or two letters can go on; rarer ones are not looked for."""
_BATCH = 500
"""Values in one query."""
COLUMNS = ("prompt", "name", "other")
"""Where a text can stand, the most telling first."""

_NOT_DAMAGED = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "SQLITE_PERM",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_AUTH",
    "SQLITE_NOMEM",
)
"""SQLite's errors (and their varieties) that say nothing against the file's content."""


class IndexFailure(Exception):
    """The index cannot be read or written; the library does without it."""

    def __init__(self, reason: str, *, damaged: bool) -> None:
        super().__init__(reason)
        self.damaged = damaged


def _failure(error: Exception) -> IndexFailure:
    name = getattr(error, "sqlite_errorname", "")
    fine = isinstance(error, OSError) or name.startswith(_NOT_DAMAGED)
    return IndexFailure(str(error), damaged=not fine)


@dataclass(frozen=True, slots=True)
class Body:
    """A question in a language ('' is the pack's own) and the words it is found by."""

    id: str
    lang: str
    question: str
    prompt: str
    name: str
    """Id, tags and topic."""
    other: str


@dataclass(frozen=True, slots=True)
class Shelved:
    """A pack as the index keeps it."""

    folder: Path
    digest: str
    info: str
    entries: str
    bodies: Sequence[Body]


def _crc(*texts: str) -> int:
    return zlib.crc32("\0".join(texts).encode("utf-8", "surrogatepass"))


class Index:
    """An open index. Every method may raise IndexFailure."""

    def __init__(self, path: Path | None) -> None:
        """Open the file, made anew if its layout is another; None is in memory."""
        self.path = path
        try:
            self._connection = self._connect()
        except (sqlite3.Error, OSError) as error:
            raise _failure(error) from error

    def _connect(self) -> sqlite3.Connection:
        if self.path is None:
            connection = sqlite3.connect(":memory:", isolation_level=None)
        else:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            self._prepare(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        if connection.execute("PRAGMA user_version").fetchone()[0] == LAYOUT:
            return
        with _transaction(connection):
            if connection.execute("PRAGMA user_version").fetchone()[0] == LAYOUT:
                return  # another process was quicker
            for table in ("grams", "search", "words", "bodies", "packs"):
                connection.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in _TABLES.strip().split(";\n"):
                connection.execute(statement)
            try:
                connection.execute(_SEARCH)
                connection.execute(_GRAMS)
            except sqlite3.OperationalError:  # an SQLite without FTS5 or older than 3.34
                connection.execute(_SEARCH_WITHOUT_FTS)
            connection.execute(f"PRAGMA user_version = {LAYOUT}")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            return self._connection.execute(query, values).fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise _failure(error) from error

    def info(self, folder: Path, digest: str) -> str | None:
        """A pack's info; None where it is not indexed or was changed since."""
        query = "SELECT crc, info, entries FROM packs WHERE folder = ? AND digest = ?"
        for crc, info, entries in self._rows(query, (_key(folder), digest)):
            _compare(crc, _key(folder), digest, info, entries)
            return str(info)
        return None

    def has(self, folder: Path, digest: str) -> bool:
        """Whether a pack is indexed as it was when its digest was taken."""
        query = "SELECT 1 FROM packs WHERE folder = ? AND digest = ?"
        return bool(self._rows(query, (_key(folder), digest)))

    def entries(self, folder: Path, digest: str) -> str | None:
        """A pack's entries; None as for `info`, which has checked them."""
        query = "SELECT entries FROM packs WHERE folder = ? AND digest = ?"
        for (entries,) in self._rows(query, (_key(folder), digest)):
            return str(entries)
        return None

    def question(self, folder: Path, digest: str, name: str, lang: str) -> str | None:
        """A question in a language, or in the pack's own; None where it is not there."""
        query = (
            "SELECT bodies.crc, id, lang, question FROM bodies JOIN packs USING (pack)"
            " WHERE folder = ? AND digest = ? AND id = ? AND lang IN (?, '')"
            " ORDER BY lang DESC LIMIT 1"
        )
        for crc, found, language, question in self._rows(query, (_key(folder), digest, name, lang)):
            _compare(crc, found, language, question)
            return str(question)
        return None

    def store(self, packs: Iterable[Shelved]) -> None:
        """Replace packs, all or none; folders that are gone are forgotten."""
        try:
            with _transaction(self._connection):
                for (folder,) in self._rows("SELECT folder FROM packs"):
                    if not Path(folder, "pack.yaml").exists():
                        self._remove(folder)
                for pack in packs:
                    self._remove(_key(pack.folder))
                    self._insert(pack)
        except (sqlite3.Error, OSError) as error:
            raise _failure(error) from error

    def _remove(self, folder: str) -> None:
        run = self._connection.execute
        of_pack = "pack IN (SELECT pack FROM packs WHERE folder = ?)"
        run(
            f"DELETE FROM search WHERE rowid IN (SELECT body FROM bodies WHERE {of_pack})",  # noqa: S608  no value stands in it
            (folder,),
        )
        run(f"DELETE FROM bodies WHERE {of_pack}", (folder,))  # noqa: S608  as above
        run("DELETE FROM packs WHERE folder = ?", (folder,))

    def _insert(self, pack: Shelved) -> None:
        run = self._connection.execute
        folder = _key(pack.folder)
        crc = _crc(folder, pack.digest, pack.info, pack.entries)
        number = run(
            "INSERT INTO packs (folder, digest, crc, info, entries) VALUES (?, ?, ?, ?, ?)",
            (folder, pack.digest, crc, pack.info, pack.entries),
        ).lastrowid
        for body in pack.bodies:
            row = run(
                "INSERT INTO bodies (pack, id, lang, crc, question) VALUES (?, ?, ?, ?, ?)",
                (
                    number,
                    body.id,
                    body.lang,
                    _crc(body.id, body.lang, body.question),
                    body.question,
                ),
            ).lastrowid
            run(
                "INSERT INTO search (rowid, prompt, name, other) VALUES (?, ?, ?, ?)",
                # A letter after the last one, so that it too begins a trigram.
                (row, f"{body.prompt}\n\n", f"{body.name}\n\n", f"{body.other}\n\n"),
            )
        words = {word for each in pack.bodies for word in words_of(f"{each.prompt}\n{each.other}")}
        self._connection.executemany(
            "INSERT OR IGNORE INTO words (word) VALUES (?)", [(word,) for word in sorted(words)]
        )

    def bodies(self, packs: Sequence[tuple[Path, str]]) -> dict[int, tuple[str, str]]:
        """Question and language by the number of their body; `packs` are folder and digest."""
        places = ", ".join(["(?, ?)"] * len(packs))
        query = (
            "SELECT body, id, lang FROM bodies JOIN packs USING (pack)"  # noqa: S608  only places for values stand in it
            f" WHERE (folder, digest) IN (VALUES {places})"
        )
        values = [part for folder, digest in packs for part in (_key(folder), digest)]
        return {body: (name, lang) for body, name, lang in self._rows(query, values)}

    def version(self) -> int:
        """Another number after another process has written."""
        return int(self._rows("PRAGMA data_version")[0][0])

    def find(self, texts: Sequence[str]) -> dict[str, list[int]]:
        """For each column the bodies in which one of the texts stands; case does not matter."""
        # No pack holds control characters or halves of surrogate pairs, and SQLite takes none.
        texts = [text for text in texts if text and not UNSAFE.search(text)]
        has_fts = "fts5" in self._rows("SELECT sql FROM sqlite_master WHERE name = 'search'")[0][0]
        if not has_fts:
            return {column: self._scanned(column, texts) for column in COLUMNS}
        letters = [text for text in texts if len(text) == 1 and text.isascii()]
        if letters:  # in nearly every text: where they tell something will do
            return {column: self._scanned(column, letters) for column in COLUMNS[:2]}
        grams = [gram for text in texts for gram in self._grams(text)]
        if not grams:
            return {column: [] for column in COLUMNS}
        match = " OR ".join('"' + gram.replace('"', '""') + '"' for gram in grams)
        query = "SELECT rowid FROM search WHERE search MATCH ?"
        return {
            column: [row for (row,) in self._rows(query, [f"{column} : ({match})"])]
            for column in COLUMNS
        }

    def _grams(self, text: str) -> list[str]:
        """What trigrams can find of a text: itself, or all that it can begin."""
        if len(text) >= _TRIGRAM:
            return [text]
        query = "SELECT term FROM grams WHERE term >= ? AND term < ? ORDER BY doc DESC LIMIT ?"
        values = (text, text + "\U0010ffff", _MOST_GRAMS)
        return [str(term) for (term,) in self._rows(query, values)] if text else []

    def _scanned(self, column: str, texts: Sequence[str]) -> list[int]:
        where = " OR ".join([f"{column} LIKE ? ESCAPE '\\'"] * len(texts))
        query = f"SELECT rowid FROM search WHERE {where or 0}"  # noqa: S608  names of ours
        return [row for (row,) in self._rows(query, [_like(text) for text in texts])]

    def texts(self, bodies: Sequence[int]) -> dict[int, tuple[str, str, str]]:
        """The searched texts of some bodies, by `COLUMNS`."""
        found: dict[int, tuple[str, str, str]] = {}
        for start in range(0, len(bodies), _BATCH):
            some = bodies[start : start + _BATCH]
            places = ", ".join("?" * len(some))
            query = f"SELECT rowid, prompt, name, other FROM search WHERE rowid IN ({places})"  # noqa: S608  as above
            for row, *columns in self._rows(query, some):
                prompt, name, other = (column.strip() for column in columns)
                found[row] = (prompt, name, other)
        if len(found) < len(set(bodies)):
            raise IndexFailure("a row is missing", damaged=True)
        return found

    def words(self) -> list[str]:
        """Every word of every pack that was ever indexed."""
        return [word for (word,) in self._rows("SELECT word FROM words")]


def _key(folder: Path) -> str:
    """A folder as text that SQLite takes, also where its name is not UTF-8."""
    return os.fsencode(folder).decode("utf-8", "backslashreplace")


def _like(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _compare(crc: object, *texts: object) -> None:
    if crc != _crc(*map(str, texts)):
        raise IndexFailure("a row is damaged", damaged=True)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
