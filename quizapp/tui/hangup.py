"""The terminal was closed: the program ends as if it had been left properly."""

import asyncio
import os
import signal
from typing import TYPE_CHECKING

from quizapp.tui.screens.base import Commanded

if TYPE_CHECKING:
    from quizapp.tui.app import QuizApp


def leave_on_hangup(app: "QuizApp") -> None:
    """From now on SIGHUP keeps what is only on screen before it ends the program.

    Nothing is done where the system knows no SIGHUP, or it is ignored as by `nohup`.
    """
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is not None and signal.getsignal(hangup) is signal.SIG_DFL:
        asyncio.get_running_loop().add_signal_handler(hangup, _end, app, hangup)


def _end(app: "QuizApp", hangup: int) -> None:
    """There is nothing to draw on any more, so that an orderly end could wait for ever."""
    put_all_down(app)
    app.house.close()
    asyncio.get_running_loop().remove_signal_handler(hangup)
    os.kill(os.getpid(), hangup)


def put_all_down(app: "QuizApp") -> None:
    """Every screen keeps what is only on it; an interview's clock stands."""
    for screen in reversed(app.screen_stack):
        if isinstance(screen, Commanded):
            screen.put_down()
