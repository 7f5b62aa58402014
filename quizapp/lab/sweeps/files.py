"""Files that are never there by half: replaced whole, or grown by whole lines."""

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from quizapp.core.say import Words, say
from quizapp.errors import LabError

_HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}
"""What the systems answer where another process has a lock."""

_BINARY = getattr(os, "O_BINARY", 0)


def check_place(path: Path) -> None:
    """LabError where no file of this name can be written."""
    folder = path.resolve().parent
    if not folder.is_dir():
        raise LabError(
            say("There is no folder {folder}.", folder=str(path.parent)),
            where=str(path),
            hint=say("Make it first, or choose another folder."),
        )
    if path.is_dir():
        raise unwritable(path, say("there is a folder of that name"))
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise unwritable(path, say("it is read-only for you"))


def replace(path: Path, data: bytes) -> None:
    """Write beside the file, then take its place; LabError where that fails."""
    with replacing(path) as beside:
        beside.write_bytes(data)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name to write to; the file takes the place of `path` once the block is over."""
    target = path.resolve()
    beside = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    try:
        try:
            yield beside
            with beside.open("rb+") as file:
                os.fsync(file.fileno())
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error.strerror or str(error)) from error


def whole_lines(path: Path) -> bytes:
    """The file without a last line that was cut off; nothing where there is no file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        reason = error.strerror or str(error)
        raise LabError(
            say("The file cannot be read: {reason}", reason=reason), where=str(path)
        ) from error
    return data[: data.rfind(b"\n") + 1]


def append(path: Path, line: bytes, at: int) -> int:
    """Put the line where the whole ones end, and wait until it is on the disk.

    Returns where they end now. What stands behind `at` is a line that was cut off.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | _BINARY, 0o666)
        try:
            os.ftruncate(descriptor, at)
            os.lseek(descriptor, at, os.SEEK_SET)
            while line:
                written = os.write(descriptor, line)
                at, line = at + written, line[written:]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise unwritable(path, error.strerror or str(error)) from error
    return at


def unwritable(path: Path, reason: Words) -> LabError:
    """The error for a file that cannot be written."""
    return LabError(
        say("This file cannot be written: {reason}", reason=str(reason)),
        where=str(path),
        hint=say("Choose another file or folder."),
    )


class Lock:
    """Held while a sweep writes a file, so that two do not mix their lines in it."""

    def __init__(self, path: Path) -> None:
        """Take it; LabError where another process has it."""
        real = path.resolve()
        self._path = real.with_name(f".{real.name}.lock")
        self._file: IO[bytes] | None = None
        while self._file is None:
            try:
                file = self._path.open("ab")
            except OSError as error:
                raise unwritable(path, error.strerror or str(error)) from error
            try:
                _lock(file)
            except OSError as error:
                if error.errno in _HELD:
                    file.close()
                    raise LabError(
                        say("Another sweep is writing this file."),
                        where=str(path),
                        hint=say("Wait for it, or choose another file."),
                    ) from error
                # A file system without locks: nothing to be had, and no reason to stop.
            if self._is(file):
                self._file = file
            else:  # whoever had it before removed the file that was locked here
                file.close()

    def release(self) -> None:
        """Let another have it."""
        if self._file is not None:
            with contextlib.suppress(OSError):  # Windows removes no file that is open
                self._path.unlink()
            self._file.close()
            self._file = None

    def _is(self, file: IO[bytes]) -> bool:
        try:
            return os.path.samestat(os.fstat(file.fileno()), self._path.stat())
        except FileNotFoundError:
            return False


if os.name == "nt":

    def _lock(file: IO[bytes]) -> None:
        """Files that are open cannot be removed here, which serves as well."""

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
