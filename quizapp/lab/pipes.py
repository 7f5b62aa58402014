"""One pipe of a child process, read on the event loop and handed on in pieces."""

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Callable

_PIECE = 65536


class Pipe:
    """Hands what comes out of a descriptor to a callback, and notes its end.

    Where the event loop cannot wait for descriptors (Windows), a thread reads, one piece at
    a time, so that a flood waits in the pipe and not in memory.
    """

    def __init__(
        self,
        descriptor: int,
        on_bytes: Callable[[bytes], None],
        *,
        on_end: Callable[[], None],
        threaded: bool = sys.platform == "win32",
    ) -> None:
        self._descriptor = descriptor
        self._on_bytes = on_bytes
        self._on_end = on_end
        self._threaded = threaded
        self._loop = asyncio.get_running_loop()
        self._taken = threading.Event()
        self._open = True
        self.ended = False
        if threaded:
            threading.Thread(target=self._pump, daemon=True).start()
        else:
            os.set_blocking(descriptor, False)
            self._loop.add_reader(descriptor, self._readable)

    async def drain(self) -> None:
        """Hand on everything that is in the pipe now."""
        if self._threaded:
            for _ in range(20):
                if self.ended:
                    return
                await asyncio.sleep(0.01)
        else:
            for _ in range(64):  # more than a pipe holds; a flood must not keep us here
                if not self._readable():
                    return

    def close(self) -> None:
        """Read no more."""
        if not self._open:
            return
        self._open = False
        self._taken.set()
        if not self._threaded:
            self._loop.remove_reader(self._descriptor)
            os.close(self._descriptor)

    def _readable(self) -> bool:
        """Take one piece; whether there may be more."""
        if not self._open or self.ended:
            return False
        try:
            data = os.read(self._descriptor, _PIECE)
        except BlockingIOError:
            return False
        self._arrived(data)
        return bool(data)

    def _arrived(self, data: bytes) -> None:
        self._taken.set()
        if not self._open or self.ended:
            return
        if data:
            self._on_bytes(data)
            return
        self.ended = True
        if not self._threaded:
            self._loop.remove_reader(self._descriptor)
        self._on_end()

    def _pump(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            data = b"more"
            while data and self._open:
                try:
                    data = os.read(self._descriptor, _PIECE)
                except OSError:
                    data = b""
                self._taken.clear()
                self._loop.call_soon_threadsafe(self._arrived, data)
                self._taken.wait()
        os.close(self._descriptor)
