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

LAYOUT = 1
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
"""
_SEARCH = "CREATE VIRTUAL TABLE search USING fts5(prompt, other, tokenize = 'trigram')"
_SEARCH_WITHOUT_FTS = "CREATE TABLE search (prompt TEXT, other TEXT)"
_SHORTEST_TRIGRAM = 3


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
            for table in ("search", "bodies", "packs"):
                connection.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in _TABLES.strip().split(";\n"):
                connection.execute(statement)
            try:
                connection.execute(_SEARCH)
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
                "INSERT INTO search (rowid, prompt, other) VALUES (?, ?, ?)",
                (row, body.prompt, body.other),
            )

    def search(
        self, words: Sequence[str], lang: str | None, packs: Sequence[tuple[Path, str]], limit: int
    ) -> list[str]:
        """Ids of the questions that have all words, best first; `packs` are folder and digest."""
        has_fts = "fts5" in self._rows("SELECT sql FROM sqlite_master WHERE name = 'search'")[0][0]
        long = [word for word in words if has_fts and len(word) >= _SHORTEST_TRIGRAM]
        where: list[str] = []
        values: list[Any] = []
        if long:
            where.append("search MATCH ?")
            values.append(" ".join('"' + word.replace('"', '""') + '"' for word in long))
        for word in words:
            if word not in long:
                where.append("(prompt LIKE ? ESCAPE '\\' OR other LIKE ? ESCAPE '\\')")
                values += [_like(word)] * 2
        if lang is not None:
            where.append("lang IN (?, '')")
            values.append(lang)
        places = ", ".join(["(?, ?)"] * len(packs))
        where.append(f"(folder, digest) IN (VALUES {places})")
        values += [part for folder, digest in packs for part in (_key(folder), digest)]
        order = "bm25(search, 8.0, 1.0), body" if long else "body"
        query = (
            "SELECT id FROM search JOIN bodies ON body = search.rowid JOIN packs USING (pack)"  # noqa: S608  only places for values stand in it
            f" WHERE {' AND '.join(where)} ORDER BY {order}"
        )
        found = dict.fromkeys(name for (name,) in self._rows(query, values))
        return list(found)[:limit]


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
