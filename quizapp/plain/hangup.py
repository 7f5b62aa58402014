"""The terminal was closed while a line was awaited."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STATUS = 129
"""What a shell reports of a program that SIGHUP ended."""


class HungUp(Exception):
    """Nothing can be read or written any more."""


@contextmanager
def hangups_raised() -> Iterator[None]:
    """Within it SIGHUP raises HungUp, unless it is ignored as by `nohup` or not known."""
    hangup = getattr(signal, "SIGHUP", None)
    main = threading.current_thread() is threading.main_thread()
    if hangup is None or not main or signal.getsignal(hangup) is not signal.SIG_DFL:
        yield
        return

    def leave(*_: object) -> None:
        raise HungUp

    signal.signal(hangup, leave)
    try:
        yield
    finally:
        signal.signal(hangup, signal.SIG_DFL)
