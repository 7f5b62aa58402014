"""How long a start and a key take, beside a bare Textual app, in one run (`make bench`).

Every figure is the median of several runs in a real pseudo-terminal, alternating between the
programs, so that a noisy machine is noisy for all of them. What counts is the ratio.
"""

import os
import pty
import select
import statistics
import sys
import tempfile
import time
from pathlib import Path

RUNS = 9
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("ready to go")
Bare().run()
"""


def until(command: list[str], wanted: bytes, keys: bytes = b"", then: bytes = b"") -> list[float]:
    """Seconds until `wanted` is written, and after `keys` until `then` is written."""
    begin = time.perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    times: list[float] = []
    seen = b""
    try:
        while True:
            ready, _, _ = select.select([fd], [], [], 30)
            if not ready:
                raise SystemExit(f"{command}: {wanted!r} did not come; got {seen[-500:]!r}")
            seen += os.read(fd, 65536)
            if wanted in seen:
                times.append(time.perf_counter() - begin)
                if not keys:
                    return times
                time.sleep(0.5)
                while select.select([fd], [], [], 0.05)[0]:
                    os.read(fd, 65536)
                begin, wanted, seen = time.perf_counter(), then, b""
                os.write(fd, keys)
                keys = b""
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(fd)


def row(name: str, values: list[float], floor: float) -> None:
    """One line of the table."""
    middle = statistics.median(values)
    spread = f"{min(values) * 1000:5.0f} to {max(values) * 1000:5.0f}"
    print(f"{name:38} {middle * 1000:7.0f} ms   {spread} ms   {middle / floor:5.2f}x")


def main() -> None:
    """Measure and print the table."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.update(COLUMNS="100", LINES="30", TERM="xterm-256color")
    python, here = sys.executable, Path(sys.executable).parent / "quizapp"
    with tempfile.TemporaryDirectory() as home:
        os.environ["QUIZAPP_HOME"] = home
        quiz = [str(here), "quiz", "--kind", "choice", "--record"]
        bare: list[float] = []
        question: list[float] = []
        verdict: list[float] = []
        start: list[float] = []
        for run in range(RUNS + 1):
            a = until([python, "-c", BARE], b"ready to go")
            record = str(Path(home) / f"{run}.sqlite3")
            b = until([*quiz, record], b"Hint", b"x", b"Here is the answer")
            c = until([str(here)], b"Start")
            if run:  # the first run warms caches and makes the index
                bare += a
                question.append(b[0])
                verdict.append(b[1])
                start += c
    print(f"{'median of ' + str(RUNS):38} {'':>10}   {'min to max':>14}      against a bare app")
    floor = statistics.median(bare)
    row("bare Textual app, first frame", bare, floor)
    row("quizapp, home", start, floor)
    row("quizapp quiz, first question", question, floor)
    row("key to verdict, on disk and on screen", verdict, floor)


if __name__ == "__main__":
    main()
