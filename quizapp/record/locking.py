"""One writer for each record, by a lock that the system drops when its process dies."""

import os
from pathlib import Path
from typing import IO

from quizapp.core.say import say
from quizapp.errors import RecordError


class RecordBusy(RecordError):
    """Another quizapp is writing this record."""


class WriterLock:
    """Held while a record may be written; a file beside the record carries it."""

    def __init__(self, record: Path) -> None:
        path = record.with_name(record.name + ".lock")
        self._file: IO[bytes] = path.open("ab")
        try:
            _lock(self._file)
        except OSError:
            self._file.close()
            raise RecordBusy(
                say("Another quizapp is using this record, so answers are not recorded here."),
                where=str(record),
                hint=say("Close the other one, or use --record with another file."),
            ) from None

    def release(self) -> None:
        """Let another writer in."""
        self._file.close()


if os.name == "nt":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # only there on Windows

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
