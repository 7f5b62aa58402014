"""Opening the file: durable settings, numbered migrations, and errors a person understands."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizapp.core.say import Text, say
from quizapp.errors import RecordError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MS = 5000
WAL_IS_SOUND = (3, 51, 3)
"""SQLite before this can corrupt a WAL file when two connections checkpoint at once."""


def migrations() -> list[str]:
    """The scripts in their order; script n leads to version n."""
    return [path.read_text(encoding="utf-8") for path in sorted(MIGRATIONS.glob("*.sql"))]


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Turns what SQLite and the system say into a RecordError; nothing is changed then."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise RecordError(_reason(error), where=str(path), hint=_hint(error)) from error
    except OSError as error:
        raise RecordError(
            say("The record cannot be opened: {reason}.", reason=error.strerror or str(error)),
            where=str(path),
            hint=say("Use --record PATH or QUIZAPP_RECORD for a place that can be written."),
        ) from error


def _reason(error: sqlite3.DatabaseError) -> Text:
    told = str(error)
    if "not a database" in told:
        return say("This file is not a quizapp record.")
    if "malformed" in told or "corrupt" in told:
        return say("The record is damaged ({reason}).", reason=told)
    if "readonly" in told or "read-only" in told:
        return say("The record cannot be written.")
    if "full" in told:
        return say("The disk is full; the answer was not saved.")
    return say("The record cannot be used: {reason}.", reason=told)


def _hint(error: sqlite3.DatabaseError) -> Text:
    if "not a database" in str(error):
        return say("Nothing was changed. Choose another file with --record PATH.")
    return say("Nothing was changed. Check the file and its folder, or use --record PATH.")


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection whose commits survive a power cut.

    Raises RecordError where the file cannot be used, or was written by a newer version.
    """
    with plainly(path):
        if read_only:
            uri = f"{path.absolute().as_uri()}?mode=ro"
            connection = sqlite3.connect(uri, uri=True, isolation_level=None)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, isolation_level=None)
        try:
            _prepare(connection, path, read_only=read_only)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    scripts = migrations()
    if version > len(scripts):
        raise RecordError(
            say(
                "The record was written by a newer quizapp"
                " (version {theirs}; this one knows {ours}).",
                theirs=version,
                ours=len(scripts),
            ),
            where=str(path),
            hint=say("Nothing was changed. Update quizapp, or use --record PATH."),
        )
    if version == 0 and connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
        raise RecordError(
            say("This file is not a quizapp record."),
            where=str(path),
            hint=say("Nothing was changed. Choose another file with --record PATH."),
        )
    if read_only:
        return
    journal = "WAL" if sqlite3.sqlite_version_info >= WAL_IS_SOUND else "TRUNCATE"
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA mmap_size = 0")
    if version < len(scripts):
        _migrate(connection, path, version, scripts)


def _migrate(connection: sqlite3.Connection, path: Path, version: int, scripts: list[str]) -> None:
    """Run the missing scripts in one transaction; a copy of the file is kept beside it."""
    if version:
        copy = path.with_name(f"{path.name}.before-{version + 1}")
        with sqlite3.connect(copy) as target:
            connection.backup(target)
        target.close()
    script = "\n".join(scripts[version:])
    connection.executescript(
        f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {len(scripts)};\nCOMMIT;"
    )
