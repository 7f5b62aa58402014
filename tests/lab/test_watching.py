"""The running line: told while a demo runs, newest only, and never in a run's way."""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.lab.catalog import DemoSpec, read_demo
from quizapp.lab.messages import At, Decoder, Finished, Message, Metric, encode
from quizapp.lab.outlet import Outlet
from quizapp.lab.results import collect
from quizapp.lab.run import Inbox
from quizapp.lab.runner import Worker
from quizapp.lab.watching import watching
from quizapp.lab.wire import ProtocolError

pytestmark = [
    pytest.mark.usefixtures("no_orphans"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]
HEAD = '''"""A demo to be watched

It has a few lines.
"""

import random
import threading
import time
from dataclasses import dataclass

from quizapp.lab import Metric, Progress, knob


@dataclass(frozen=True)
class Knobs:
    """None needed."""


SMALL = {}


def helper(until):
    while time.monotonic() < until:
        random.random()  # here


def run(knobs, lab):
'''
SLOW = HEAD + "    helper(time.monotonic() + 0.5)\n    yield Metric('x', 1.0)\n"
SLEEPS = HEAD + "    yield Progress(0.1)\n    time.sleep(0.7)  # here\n    yield Metric('x', 1.0)\n"
QUICK = HEAD + "    yield Metric('x', 1.0)\n"
THREADS = (
    HEAD
    + """    until = time.monotonic() + 0.7
    threads = [threading.Thread(target=helper, args=(until,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()  # there
    yield Metric("x", 1.0)
"""
)
CLOSES = (
    HEAD + "    import os\n    os.closerange(3, 256)\n    time.sleep(3)\n    yield Metric('x', 1)\n"
)
LIES = HEAD + "    from quizapp.lab.messages import At\n    yield At(3)\n"


@pytest.fixture
def demo(tmp_path: Path) -> Callable[[str], DemoSpec]:
    def made(source: str) -> DemoSpec:
        path = tmp_path / "watched.py"
        path.write_text(source)
        return read_demo(path)

    return made


def marked(spec: DemoSpec, mark: str, *, last: bool = False) -> int:
    found = [i for i, line in enumerate(spec.source, start=1) if line.endswith(mark)]
    return found[-1 if last else 0]


async def told(spec: DemoSpec, *, cold: bool = False) -> list[Message]:
    async with Worker(cold=cold) as worker:
        return [message async for message in worker.run(spec)]


@pytest.mark.parametrize("cold", [False, True], ids=["forked", "cold"])
async def test_the_innermost_line_of_the_demo_is_told(demo, cold: bool) -> None:
    spec = demo(SLOW)
    messages = await told(spec, cold=cold)
    lines = {message.line for message in messages if isinstance(message, At)}
    here = marked(spec, "# here")
    assert lines and lines <= {here - 1, here}
    assert isinstance(messages[-1], Finished)


async def test_a_line_is_told_once_while_it_runs(demo) -> None:
    spec = demo(SLEEPS)
    messages = await told(spec)
    here = marked(spec, "# here", last=True)
    lines = [message.line for message in messages if isinstance(message, At)]
    assert lines.count(here) == 1
    assert set(lines) <= {here - 1, here, here + 1}  # a busy machine shows what is else quick


async def test_a_quick_demo_ends_as_ever(demo) -> None:
    spec = demo(QUICK)
    async with Worker() as worker:
        for _ in range(20):
            result = await collect(worker.run(spec))
            assert result.failure is None and result.metrics == {"x": 1.0}


async def test_threads_of_a_demo_are_not_taken_for_it(demo) -> None:
    spec = demo(THREADS)
    messages = await told(spec)
    lines = {message.line for message in messages if isinstance(message, At)}
    assert marked(spec, "# there") in lines
    assert marked(spec, "# here") not in lines
    assert isinstance(messages[-1], Finished)


async def test_a_demo_that_closes_its_pipe_is_not_ended_by_the_watch(demo) -> None:
    async with Worker() as worker:
        result = await collect(worker.run(demo(CLOSES)))
    assert result.failure is not None and "closed its connection" in str(result.failure.message)


async def test_a_demo_cannot_tell_its_line_itself(demo) -> None:
    async with Worker() as worker:
        result = await collect(worker.run(demo(LIES)))
    assert result.failure is not None and "only events" in str(result.failure.message)


async def test_only_the_newest_line_waits() -> None:
    inbox = Inbox()
    for message in (At(1), Metric("x", 1.0), At(2), At(3)):
        inbox.put(message)
    inbox.close()
    assert [await inbox.get() for _ in range(3)] == [Metric("x", 1.0), At(3), None]


def test_a_line_comes_through_the_wire_and_a_lie_does_not() -> None:
    assert Decoder().feed(encode(At(7))) == [At(7)]
    for lie in (0, -1, 2**40, 1.5, True):
        with pytest.raises(ProtocolError):
            Decoder().feed(encode(At(lie)))


def test_messages_of_two_threads_do_not_mix() -> None:
    out, into = os.pipe()
    outlet = Outlet(into)
    long = Metric("x" * 15_000, 1.0)  # many times what a pipe takes at once, together

    def write(message: Message) -> None:
        for _ in range(50):
            outlet.send(message)

    threads = [threading.Thread(target=write, args=(one,)) for one in (long, At(1), At(2))]
    for thread in threads:
        thread.start()
    decoder, got = Decoder(), []
    while len(got) < 150:
        got += decoder.feed(os.read(out, 65536))
    for thread in threads:
        thread.join()
    os.close(out)
    assert outlet.offer(At(1)) is False  # nobody reads: told, not raised
    os.close(into)
    assert sorted(str(message) for message in got) == sorted(
        str(message) for message in [long, At(1), At(2)] * 50
    )


def test_what_the_teller_raises_ends_the_watch_only() -> None:
    calls = []

    def tell(line: int) -> bool:
        calls.append(line)
        raise OSError

    before = threading.active_count()
    with watching(__file__, tell, every_s=0.001):
        until = time.monotonic() + 2
        while not calls and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(0.05)
    assert len(calls) == 1
    assert threading.active_count() == before


def test_no_frame_is_kept_alive_by_a_look() -> None:
    class Large:
        pass

    def work() -> int:
        mine = Large()
        time.sleep(0.05)
        return sys.getrefcount(mine)

    with watching(__file__, lambda line: True, every_s=0.001):
        assert work() == 2
