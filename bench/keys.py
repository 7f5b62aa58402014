"""From a key to its handling in the real app, while a demo draws sixty times a second.

The app runs in a pseudo-terminal; `keys_app.py` notes when it has handled a key and when the
screen is up to date again. Both processes read the same clock.
"""

import contextlib
import json
import os
import pty
import random
import select
import sys
import tempfile
import termios
import time
from pathlib import Path

from measuring import goal, head, row, share

KEYS = 100
DOWN = b"\x1b[B"
WAYS = {
    "a lab at rest": "rest",
    "60 curves a second": "curves",
    "60 heat maps a second": "heat",
}


def _read_until(descriptor: int, end: float) -> None:
    """Take what the app writes, as a terminal does, until this time."""
    while (left := end - time.monotonic()) > 0:
        if select.select([descriptor], [], [], left)[0]:
            with contextlib.suppress(OSError):
                if not os.read(descriptor, 1 << 20):
                    return


def pressed(way: str) -> tuple[list[float], list[float], str]:
    """Seconds from each key to its handling and to the screen that shows it; the app's work."""
    with tempfile.TemporaryDirectory() as home:
        told = Path(home) / "times.json"
        pid, descriptor = pty.fork()
        if pid == 0:
            os.environ.update(QUIZAPP_HOME=home, TERM="xterm-256color")
            app = str(Path(__file__).with_name("keys_app.py"))
            os.execv(sys.executable, [sys.executable, app, way, home, str(KEYS)])
        termios.tcsetwinsize(descriptor, (40, 120))
        try:
            end = time.monotonic() + 60
            while not (Path(home) / "ready").exists():
                _read_until(descriptor, time.monotonic() + 0.1)
                if time.monotonic() > end:
                    raise SystemExit(f"{way}: the app did not get ready")
            sent = []
            rng = random.Random(1)
            for _ in range(KEYS):
                _read_until(descriptor, time.monotonic() + rng.uniform(0.03, 0.09))
                sent.append(time.monotonic())
                os.write(descriptor, DOWN)
            _read_until(descriptor, time.monotonic() + 1)
            times = json.loads(told.read_text())
        finally:
            os.kill(pid, 9)
            os.waitpid(pid, 0)
            os.close(descriptor)
    pairs = [zip(sent, times[name], strict=False) for name in ("handled", "shown")]
    handled, shown = ([later - begin for begin, later in pair] for pair in pairs)
    cpu, figures = times["cpu"][-1] - times["cpu"][0], times["figures"][-1] - times["figures"][0]
    work = f"{cpu / figures * 1000:.1f}" if figures else "-"
    return handled, shown, work


def main() -> None:
    """Print the table."""
    head(
        f"a key in the lab, {KEYS} times, ms", "p50", "p95", "longest", "shown, p95", "CPU a figure"
    )
    slow = []
    for name, way in WAYS.items():
        handled, shown, work = pressed(way)
        slow.append(share(handled, 0.95) * 1000)
        times = (share(handled, 0.5), share(handled, 0.95), max(handled), share(shown, 0.95))
        row(f"  {name}", *(f"{value * 1000:.1f}" for value in times), work)
    goal(slow, 50, "ms at p95")
