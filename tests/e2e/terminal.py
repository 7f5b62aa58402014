"""A real terminal for tests: a pseudo-terminal read by a terminal emulator."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte

KEYS = {"enter": "\r", "esc": "\x1b", "down": "\x1b[B", "up": "\x1b[A", "space": " ", "tab": "\t"}


class Terminal:
    """A program in a terminal of a size, its screen as text."""

    def __init__(
        self, command: Sequence[str], *, size: tuple[int, int], env: Mapping[str, str]
    ) -> None:
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            surroundings = {**os.environ, **env}
            for name in ("COLUMNS", "LINES"):  # they would win over the terminal's own size
                surroundings.pop(name, None)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(command[0], list(command), surroundings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.kill()
        os.close(self._fd)

    @property
    def text(self) -> str:
        """The screen as it is; the second cell of a wide character is empty."""
        # The emulator's own `display` fails where half a wide character was written over.
        rows = (self.screen.buffer[y] for y in range(self.screen.lines))
        lines = ("".join(row[x].data for x in range(self.screen.columns)) for row in rows)
        return "\n".join(line.rstrip() for line in lines)

    def press(self, *keys: str) -> None:
        """Send keys, by name or as themselves; wait for what an `esc` does before the next."""
        assert "esc" not in keys[:-1], "the key after it would be read as one with alt"
        os.write(self._fd, "".join(KEYS.get(key, key) for key in keys).encode())

    def wait_for(self, *wanted: str, limit_s: float = 30.0) -> str:
        """Read until one of the texts is on screen; returns it. Fails with the screen's text."""
        end = time.monotonic() + limit_s
        while True:
            for text in wanted:
                if text in self.text:
                    return text
            if time.monotonic() > end:
                raise AssertionError(f"none of {wanted} came; the screen shows:\n{self.text}")
            self._read(0.5)

    def wait_while(self, shown: str, limit_s: float = 30.0) -> None:
        """Read until the text is on screen no more. Fails with the screen's text."""
        end = time.monotonic() + limit_s
        while shown in self.text:
            if time.monotonic() > end:
                raise AssertionError(f"{shown} stays; the screen shows:\n{self.text}")
            self._read(0.5)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def kill(self) -> None:
        """End the program at once, as a power cut would."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0

    def wait(self, limit_s: float = 10.0) -> int:
        """The exit status of a program that ends by itself."""
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            if not self._read(0.05):
                time.sleep(0.005)  # its end of the terminal may be closed before it has ended
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"the program goes on; the screen shows:\n{self.text}")

    def _read(self, wait_s: float) -> bool:
        ready, _, _ = select.select([self._fd], [], [], wait_s)
        if not ready:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        self._stream.feed(data)
        return bool(data)
