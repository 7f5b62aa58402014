"""How far a long command is: a bar on a terminal, now and then a line elsewhere."""

import shutil
import sys
import time
from collections.abc import Callable
from typing import TextIO

from quizapp.core.cells import clipped
from quizapp.core.say import Text, Translate, plain, say
from quizapp.lab.api import Progress as Step

_BAR = 24
_LINE_EVERY_S = 30.0
_LINES = 10
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class Progress:
    """Counts runs that are over, tells how many failed and how long the rest will take."""

    def __init__(
        self,
        total: int,
        *,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total = total
        self._stream = stream or sys.stderr
        self._clock = clock
        self._began = self._told_at = clock()
        self._done = self._failed = self._told = 0
        self._bar = self._stream.isatty()

    def step(self, *, failed: bool) -> None:
        """One more is over."""
        self._done += 1
        self._failed += failed
        if self._bar:
            self._draw()
        elif self._due():
            self._told, self._told_at = self._done, self._clock()
            print(plain(self._says()), file=self._stream, flush=True)

    def end(self) -> None:
        """Take the bar away."""
        if self._bar:
            _clear(self._stream)

    def _draw(self) -> None:
        _draw(self._stream, self._done / self._total, plain(self._says()))

    def _due(self) -> bool:
        share = (self._done - self._told) * _LINES >= self._total
        late = self._clock() - self._told_at >= _LINE_EVERY_S
        return share or late or self._done == self._total

    def _says(self) -> Text:
        left = (self._clock() - self._began) / self._done * (self._total - self._done)
        told = {"done": self._done, "total": self._total, "failed": self._failed}
        if self._done == self._total:
            if self._failed:
                return say("{done} of {total} runs, {failed} failed", **told)
            return say("{done} of {total} runs", **told)
        if self._failed:
            return say(
                "{done} of {total} runs, {failed} failed, about {time} left",
                **told,
                time=duration(left),
            )
        return say("{done} of {total} runs, about {time} left", **told, time=duration(left))


class OneRun:
    """How far a single run is, on a terminal only; call it with each message of the run."""

    def __init__(self, translate: Translate | None = None, *, stream: TextIO | None = None) -> None:
        self._translate = translate
        self._stream = stream or sys.stderr

    def __call__(self, message: object) -> None:
        """Draw the bar where the message says how far the run is."""
        if isinstance(message, Step) and self._stream.isatty():
            _draw(self._stream, message.done, plain(message.note, self._translate))

    def end(self) -> None:
        """Take the bar away."""
        if self._stream.isatty():
            _clear(self._stream)


def _draw(stream: TextIO, share: float, says: str) -> None:
    full = round(_BAR * share)
    told = f"{'█' * full}{'░' * (_BAR - full)} {says}"
    width = shutil.get_terminal_size((80, 24)).columns
    stream.write(f"\r{clipped(told, width - 1)}\x1b[K")
    stream.flush()


def _clear(stream: TextIO) -> None:
    stream.write("\r\x1b[K")
    stream.flush()


def duration(seconds: float) -> str:
    """A time to wait, in the two units that matter: `40 s`, `3 min`, `2 h 10 min`."""
    if seconds < _MINUTE:
        return f"{max(1, round(seconds))} s"
    if seconds < _HOUR:
        return f"{round(seconds / _MINUTE)} min"
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)} h {int(seconds % _HOUR // _MINUTE)} min"
    return f"{int(seconds // _DAY)} d {int(seconds % _DAY // _HOUR)} h"
