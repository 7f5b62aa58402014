"""The command as a process: pipes that close, encodings, interrupts."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("indexed")

COMMAND = [sys.executable, "-m", "quizapp"]
ROOT = Path(__file__).parents[2]


def start(*arguments: str, **surroundings: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, **surroundings},
        # A shell that runs the tests in the background has them ignore interrupts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@pytest.mark.parametrize("arguments", [("demo", "list"), ("demo", "list", "--json")])
def test_a_reader_that_goes_away_is_no_error(arguments: tuple[str, ...]) -> None:
    with start(*arguments, PYTHONUNBUFFERED="") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp949"])
def test_an_encoding_without_all_characters_loses_them_and_nothing_else(encoding: str) -> None:
    with start("quiz", "--plain", "--lang", "ko", "-n", "1", PYTHONIOENCODING=encoding) as process:
        out, err = process.communicate(b"\xff\xfe\n/h\n/q\n", timeout=60)
    assert process.returncode == 0
    assert err == b""
    assert b"quizapp quiz --plain" in out


def test_an_interrupt_ends_a_demo_without_a_traceback(tmp_path: Path) -> None:
    mark = tmp_path / "started"
    demo = tmp_path / "wait.py"
    demo.write_text(
        f'''"""Waits

It never ends by itself.
"""
import pathlib, time
from dataclasses import dataclass
from quizapp.lab import Metric, knob

@dataclass(frozen=True)
class Knobs:
    seconds: int = knob(60, help="How long")

SMALL = {{"seconds": 0}}

def run(knobs, lab):
    pathlib.Path({str(mark)!r}).write_text("")
    time.sleep(knobs.seconds)
    yield Metric("x", 1.0)
'''
    )
    with start("demo", "run", str(demo)) as process:
        deadline = time.monotonic() + 30
        while not mark.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert mark.exists()
    assert process.returncode == 130
    assert out == b""
    assert b"Traceback" not in err


def test_an_interrupt_leaves_the_plain_quiz_with_all_saved() -> None:
    with start("quiz", "--plain", "-n", "1", "--kind", "choice") as process:
        assert process.stdout is not None
        # The last line before it waits: an interrupt while a module loads can make Python
        # end itself by the signal even though it was handled.
        while b"nter " not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert b"Every answer is saved." in out
    assert err == b""
