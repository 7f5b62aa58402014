"""Opening the file: durable settings, numbered migrations, errors a person understands.

Knows nothing of what the tables mean.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from quizapp.core.say import Text, say
from quizapp.errors import RecordError

MIGRATIONS = Path(__file__).parent / "migrations"
APPLICATION = 0x71757A61
"""`quza` in the file's header (SQLite's application id), so that no other file is taken for
a record."""
BUSY_SECONDS = 5.0
"""How long to wait for a reader to let go."""
WAL_IS_SOUND = (3, 51, 3)
"""SQLite before this can corrupt a WAL file when two connections checkpoint at once."""
STRICT_TABLES = (3, 37)
"""SQLite before this cannot read the tables."""

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_VERSION_AT, _APPLICATION_AT = 60, 68
"""Where SQLite's file format has `user_version` and `application_id`, big-endian."""

_REASONS = {
    "SQLITE_NOTADB": say("This file is not a quizapp record."),
    "SQLITE_CORRUPT": say("The record is damaged."),
    "SQLITE_READONLY": say("The record cannot be written."),
    "SQLITE_PERM": say("The record cannot be written."),
    "SQLITE_CANTOPEN": say("The record cannot be opened."),
    "SQLITE_FULL": say("The disk is full."),
    "SQLITE_IOERR": say("The disk does not take or give the data."),
    "SQLITE_BUSY": say("Another program is holding the record."),
    "SQLITE_LOCKED": say("Another program is holding the record."),
}
_ELSEWHERE = say("Nothing was changed. Choose another place with --record PATH or QUIZAPP_RECORD.")
_HINTS = {
    "SQLITE_CORRUPT": say("Nothing was changed. Keep a copy of the file, then restore a backup."),
    "SQLITE_FULL": say("Nothing was changed. Make room on the disk, then do it once more."),
    "SQLITE_BUSY": say("Nothing was changed. Close the other program, then do it once more."),
    "SQLITE_LOCKED": say("Nothing was changed. Close the other program, then do it once more."),
}


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say into a RecordError."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        # Extended codes, such as SQLITE_IOERR_WRITE, begin with the plain one.
        code = next((each for each in _REASONS if name.startswith(each)), "")
        reason = _REASONS.get(code) or say("The record cannot be used: {why}.", why=str(error))
        hint = _HINTS.get(code, _ELSEWHERE)
        raise RecordError(reason, where=str(path), hint=hint) from error
    except OSError as error:
        reason = say("The record cannot be opened: {why}.", why=error.strerror or str(error))
        raise RecordError(reason, where=str(path), hint=_ELSEWHERE) from error


def migrations() -> list[str]:
    """The scripts in their order; script n leads to version n."""
    return [path.read_text(encoding="utf-8") for path in sorted(MIGRATIONS.glob("*.sql"))]


def inspect(path: Path) -> None:
    """Refuse what is no record or a newer one by its first bytes, before anything is touched.

    Raises RecordError, and FileNotFoundError where there is no file.
    """
    if sqlite3.sqlite_version_info < STRICT_TABLES:
        raise RecordError(
            say(
                "This Python comes with SQLite {theirs}; the record needs 3.37 or newer.",
                theirs=sqlite3.sqlite_version,
            )
        )
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header:
        return  # an empty file is a record that has not begun
    if not header.startswith(_MAGIC) or len(header) < _HEADER_BYTES:
        raise _foreign(path)
    version, application = (
        int.from_bytes(header[at : at + 4]) for at in (_VERSION_AT, _APPLICATION_AT)
    )
    if version and application != APPLICATION:
        raise _foreign(path)
    _refuse_newer(path, version, len(migrations()))


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection whose commits survive a power cut; the file is brought up to date.

    Raises sqlite3.Error and OSError, for `plainly`, and RecordError for a file of another
    program or of another version.
    """
    where = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    connection = sqlite3.connect(where, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        _prepare(connection, path, read_only=read_only)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; on the disk when it ends."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # SQLite may have rolled back already, as it does when the disk is full.
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _foreign(path: Path) -> RecordError:
    return RecordError(_REASONS["SQLITE_NOTADB"], where=str(path), hint=_ELSEWHERE)


def _refuse_newer(path: Path, theirs: int, ours: int) -> None:
    if theirs > ours:
        told: Text = say(
            "The record was written by a newer quizapp (schema {theirs}, this one knows {ours}).",
            theirs=theirs,
            ours=ours,
        )
        hint = say("Nothing was changed. Update quizapp, or use another record with --record PATH.")
        raise RecordError(told, where=str(path), hint=hint)


def _prepare(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    scripts = migrations()
    # Again after `inspect`: a newer version may still stand in the write-ahead log.
    _refuse_newer(path, version, len(scripts))
    if version == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise _foreign(path)
    if read_only:
        if version < len(scripts):
            raise RecordError(
                say("The record is of an older version and must be opened for writing once."),
                where=str(path),
                hint=say("Close the other quizapp, then start this one again."),
            )
        return
    journal = "WAL" if sqlite3.sqlite_version_info >= WAL_IS_SOUND else "TRUNCATE"
    for setting in (
        "mmap_size = 0",
        f"journal_mode = {journal}",
        "synchronous = FULL",
        "foreign_keys = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {setting}")
    if version < len(scripts):
        _migrate(connection, path, version, scripts)
    else:
        # A file that cannot be written says so now, not after the first answer; a mere BEGIN
        # succeeds on it.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("ROLLBACK")


def _migrate(connection: sqlite3.Connection, path: Path, version: int, scripts: list[str]) -> None:
    """Run the missing scripts in one transaction; a copy of an older record is kept beside it."""
    if version:
        copy = path.with_name(f"{path.name}.schema-{version}")
        with closing(sqlite3.connect(copy)) as target:
            connection.backup(target)
    script = "\n".join(scripts[version:])
    connection.executescript(
        f"BEGIN IMMEDIATE;\n{script}\n"
        f"PRAGMA application_id = {APPLICATION};\nPRAGMA user_version = {len(scripts)};\nCOMMIT;"
    )
