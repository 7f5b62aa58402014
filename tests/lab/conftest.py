"""Demos from the data folder, and a look at the processes that there are."""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from quizapp.lab.catalog import DemoSpec, read_demo

DEMOS = Path(__file__).resolve().parent.parent / "data" / "demos"


@pytest.fixture
def fine() -> DemoSpec:
    return read_demo(DEMOS / "fine.py")


@pytest.fixture
def misbehaves() -> DemoSpec:
    return read_demo(DEMOS / "misbehaves.py")


def _alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(") ")[2][0] not in "ZX"


@pytest.fixture
def wait_until_gone() -> Callable[[Iterable[int]], set[int]]:
    """Which of the processes are still there after a while; none, it is hoped."""

    def wait(pids: Iterable[int]) -> set[int]:
        left = set(pids)
        until = time.monotonic() + 10
        while left and time.monotonic() < until:
            left = {pid for pid in left if _alive(pid)}
            time.sleep(0.01)
        return left

    return wait


@pytest.fixture
def no_orphans(wait_until_gone) -> Iterable[None]:
    """After the test no process is left that it started."""
    from quizapp.lab.processes import descendants

    before = set(descendants(os.getpid()))
    yield
    assert not wait_until_gone(set(descendants(os.getpid())) - before)
