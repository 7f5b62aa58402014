"""One writer for each record, by a lock that the system drops when its process dies."""

import errno
import os
from pathlib import Path
from typing import IO

from quizapp.core.say import say
from quizapp.errors import RecordError

_HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}
"""What the systems answer where another process has the lock."""


class RecordBusy(RecordError):
    """Another quizapp is writing this record."""


class WriterLock:
    """Held while a record may be written; a file beside the record carries it.

    The file stays when the lock is released: removing it would let two writers lock two files
    of the same name.
    """

    def __init__(self, record: Path) -> None:
        """Take the lock. Raises RecordBusy, or OSError where none can be taken."""
        real = record.resolve()  # links to a record share its lock
        path = real.with_name(real.name + ".lock")
        self._file: IO[bytes] = path.open("ab")
        try:
            _lock(self._file)
        except OSError as error:
            self._file.close()
            if error.errno not in _HELD:
                raise
            raise RecordBusy(
                say("Another quizapp is using this record, so you can only look around here."),
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
