"""Which line of a demo is running, looked up by a thread beside it a few times a second."""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator

EVERY_S = 0.1


@contextlib.contextmanager
def watching(path: str, tell: Callable[[int], bool], every_s: float = EVERY_S) -> Iterator[None]:
    """While the block runs, `tell` each new line of the file that the calling thread is in.

    Told is the innermost frame of the file, so a helper of the demo and not what it calls
    elsewhere. It ends early where `tell` says no or raises: a run must not suffer from it.
    """
    over = threading.Event()
    watched = threading.get_ident()

    def watch() -> None:
        last: int | None = None
        with contextlib.suppress(Exception):
            while not over.wait(every_s):
                line = _line(watched, path)
                if line is not None and line != last and not tell(line):
                    return
                last = line or last

    with contextlib.suppress(RuntimeError):  # no more threads to be had
        threading.Thread(target=watch, name="watching", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _line(thread: int, path: str) -> int | None:
    """Kept apart from the loop, so that no frame of the demo outlives a look at it."""
    frame = sys._current_frames().get(thread)  # noqa: SLF001  the documented way to look
    while frame is not None and frame.f_code.co_filename != path:
        frame = frame.f_back
    return None if frame is None else frame.f_lineno
