"""A bar on a terminal, lines elsewhere."""

import io

import pytest

from quizapp.cli.progress import OneRun, Progress, duration
from quizapp.core.say import say
from quizapp.lab.api import Metric
from quizapp.lab.api import Progress as Step


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_lines_come_now_and_then() -> None:
    stream, clock = io.StringIO(), Clock()
    progress = Progress(100, stream=stream, clock=clock)
    for done in range(100):
        clock.now += 2.0
        progress.step(failed=done == 50)
    progress.end()
    told = stream.getvalue().splitlines()
    assert len(told) == 10
    assert told[0] == "10 of 100 runs, about 3 min left"
    assert told[6] == "70 of 100 runs, 1 failed, about 1 min left"
    assert told[-1] == "100 of 100 runs, 1 failed"


def test_a_slow_sweep_is_heard_of_all_the_same() -> None:
    stream, clock = io.StringIO(), Clock()
    progress = Progress(1000, stream=stream, clock=clock)
    for _ in range(10):
        clock.now += 15.0
        progress.step(failed=False)
    assert stream.getvalue().count("\n") == 5


def test_a_terminal_has_a_bar_on_one_line_that_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    stream, clock = Terminal(), Clock()
    progress = Progress(4, stream=stream, clock=clock)
    for _ in range(4):
        clock.now += 1.0
        progress.step(failed=False)
    progress.end()
    told = stream.getvalue()
    assert "\n" not in told
    assert "██████░░░░░░░░░░░░░░░░░░ 1 of 4 runs, abo" in told
    assert told.endswith("\r\x1b[K")
    assert all(len(line.removesuffix("\x1b[K")) < 50 for line in told.split("\r"))


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "1 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3540, "59 min"),
        (3600, "1 h 0 min"),
        (9000, "2 h 30 min"),
        (100000, "1 d 3 h"),
    ],
)
def test_durations(seconds: float, told: str) -> None:
    assert duration(seconds) == told


def test_one_run_tells_what_it_does_on_a_terminal_and_nothing_elsewhere() -> None:
    for stream, told in ((Terminal(), True), (io.StringIO(), False)):
        bar = OneRun({"{n} networks": "신경망 {n}개"}.get, stream=stream)
        bar(Metric("x", 1.0))
        bar(Step(0.5, say("{n} networks", n=8)))
        assert ("████████████░░░░░░░░░░░░ 신경망 8개" in stream.getvalue()) == told
        bar.end()
        assert stream.getvalue().endswith("\x1b[K") == told
