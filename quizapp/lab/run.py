"""One run: its messages as they come, its limits, and how it ended.

Knows nothing of how its process is started; see `quizapp.lab.launch` for that.
"""

import asyncio
import contextlib
import math
import signal
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace

from quizapp.core.clean import clean
from quizapp.core.say import Text, say
from quizapp.lab.api import Claim, Figure, Metric, Progress
from quizapp.lab.launch import RunProcess
from quizapp.lab.messages import At, Decoder, Failed, Finished, Message, Started, Stopped
from quizapp.lab.pipes import Pipe
from quizapp.lab.processes import descendants, resident_bytes
from quizapp.lab.wire import ProtocolError

TICK_S = 0.1
STARTUP_LIMIT_S = 120.0
"""How long a process may take until the demo begins: torch is slow to load on a cold disk."""
GRACE_S = 1.0
"""How long a process that has nothing more to say may take to end."""
STOP_S = 0.1
"""How long to wait until a run that was stopped is gone."""
MAX_REPORTS = 10_000
MAX_PROCESSES = 100
NEWEST = (Figure, Progress, At)
"""What a newer message of the same kind takes the place of."""
MOST_PER_SECOND = 25
TAIL_LINES = 20
_TAIL_BYTES = 65536
_LINE = 500
_OURS = ("time", "memory", "processes", "protocol")  # verdicts on a process that is still at it
_FAMILY_TICKS = 5  # looking at every process of the machine is dearer than at one


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may take."""

    seconds: float
    memory_bytes: int

    def lasting(self, seconds: float) -> "Limits":
        """The same, but for this long."""
        return replace(self, seconds=seconds)


class Inbox:
    """Messages that wait for their reader: of figures, progress and lines the newest only.

    Each of these is handed out so many times a second at most, for a screen that is drawn
    all the time has no time left for keys. What is not news any more is not held back.
    """

    def __init__(self) -> None:
        self._waiting: list[Message] = []
        self._news = asyncio.Event()
        self._closed = False
        self._handed: dict[type, float] = {}
        """When a message of each of these kinds was handed out last."""

    def put(self, message: Message) -> None:
        """Add a message; a figure takes the place of one that nobody has looked at."""
        kind = type(message)
        if kind in NEWEST:
            self._waiting = [old for old in self._waiting if type(old) is not kind]
        self._waiting.append(message)
        self._news.set()

    def close(self) -> None:
        """No more messages will come."""
        self._closed = True
        self._news.set()

    async def get(self) -> Message | None:
        """The next message; None when there is none and will be none."""
        while (early := self._early()) > 0:
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), None if early == math.inf else early)
        if not self._waiting:
            return None
        message = self._waiting.pop(0)
        self._handed[type(message)] = time.monotonic()
        return message

    def _early(self) -> float:
        """Seconds until there is something to hand out, if nothing more comes."""
        if self._closed:
            return 0.0
        if not self._waiting:
            return math.inf
        if any(type(message) not in NEWEST for message in self._waiting):
            return 0.0
        last = self._handed.get(type(self._waiting[0]), -math.inf)
        return last + 1 / MOST_PER_SECOND - time.monotonic()


class Run(AsyncIterator[Message]):
    """A run under way, an asynchronous iterator of its messages.

    It ends with exactly one of `Finished`, `Failed` and `Stopped`. A slow reader misses
    figures, progress and lines, never metrics and claims.
    """

    def __init__(
        self,
        start: Callable[[], RunProcess | Failed],
        limits: Limits,
        *,
        on_end: Callable[["Run"], None],
    ) -> None:
        self._start = start
        self._limits = limits
        self._on_end = on_end
        self._loop = asyncio.get_running_loop()
        self._inbox = Inbox()
        self._wake = asyncio.Event()
        self._decoder = Decoder()
        self._verdict: Finished | Failed | None = None
        self._process: RunProcess | None = None
        self._stopping = False
        self._reports = 0
        self._tail = bytearray()
        self._seen: dict[int, int] = {}
        self._ticks = 0
        self._deadline = self._loop.time() + STARTUP_LIMIT_S
        self._task = self._loop.create_task(self._live())

    def __aiter__(self) -> "Run":
        return self

    async def __anext__(self) -> Message:
        message = await self._inbox.get()
        if message is None:
            raise StopAsyncIteration
        return message

    def stop(self) -> None:
        """End the run at once, with every process that it started."""
        if self._task.done():
            return
        self._stopping = True
        if self._process is not None:
            self._process.kill(self._seen)
        self._wake.set()

    async def wait(self) -> None:
        """Until the run's processes are gone; its messages may still wait to be read."""
        await asyncio.wait([self._task])

    async def _live(self) -> None:
        try:
            end: Message = Stopped()
            if not self._stopping:
                started = self._start()
                end = started if isinstance(started, Failed) else await self._watch(started)
            self._inbox.put(Stopped() if self._stopping else end)
        finally:
            self._inbox.close()
            self._on_end(self)

    async def _watch(self, process: RunProcess) -> Finished | Failed:
        self._process = process
        messages = Pipe(process.messages, self._on_messages, on_end=self._wake.set)
        output = Pipe(process.output, self._on_output, on_end=lambda: None)
        try:
            while not self._over(process, messages):
                self._check_limits(process)
                await self._pause(TICK_S)
            await self._gone(process, self._grace())
            status = process.poll()
            process.kill(self._seen)
            await self._gone(process, STOP_S if self._stopping else GRACE_S)
            if not self._stopping:
                await messages.drain()
                await output.drain()
            return self._outcome(process, status)
        finally:
            process.kill(self._seen)
            messages.close()
            output.close()
            process.close()

    def _over(self, process: RunProcess, messages: Pipe) -> bool:
        """Whether there is nothing more to wait for."""
        silent = messages.ended or process.poll() is not None or process.lost() is not None
        return self._stopping or silent or self._verdict is not None

    def _grace(self) -> float:
        """How long the process may take to end by itself: only one that has said its last."""
        ended = self._verdict is None or isinstance(self._verdict, Finished)
        raised = isinstance(self._verdict, Failed) and self._verdict.kind not in _OURS
        return GRACE_S if not self._stopping and (ended or raised) else 0.0

    def _on_messages(self, data: bytes) -> None:
        if self._verdict is not None:
            return
        try:
            for message in self._decoder.each(data):
                self._take(message)
        except ProtocolError as error:
            self._judge(
                Failed(
                    say("The demo sent something unreadable: {problem}", problem=str(error)),
                    "",
                    "protocol",
                )
            )

    def _take(self, message: Message) -> None:
        if self._verdict is not None:
            return
        if isinstance(message, Finished | Failed):
            self._judge(message)
            return
        if isinstance(message, Started):
            self._deadline = self._loop.time() + self._limits.seconds
        elif isinstance(message, Metric | Claim):
            self._reports += 1
            if self._reports > MAX_REPORTS:
                told = say("The demo reports more than {most} numbers", most=MAX_REPORTS)
                self._judge(Failed(told, "", "protocol"))
                return
        self._inbox.put(message)

    def _judge(self, verdict: Finished | Failed) -> None:
        self._verdict = verdict
        self._wake.set()

    def _on_output(self, data: bytes) -> None:
        self._tail += data
        del self._tail[:-_TAIL_BYTES]

    def _check_limits(self, process: RunProcess) -> None:
        if self._loop.time() > self._deadline:
            seconds = f"{self._limits.seconds:g}"
            told = say("The demo took longer than {seconds} seconds", seconds=seconds)
            self._judge(Failed(told, "", "time"))
            return
        pid = process.pid
        if pid is None:
            return
        used = resident_bytes(pid)
        if self._ticks % _FAMILY_TICKS == 0:
            family = descendants(pid)
            self._seen |= family
            used += sum(resident_bytes(member) for member in family)
            if len(family) > MAX_PROCESSES:
                told = say("The demo started more than {most} processes", most=MAX_PROCESSES)
                self._judge(Failed(told, "", "processes"))
                return
        self._ticks += 1
        if used > self._limits.memory_bytes:
            megabytes = self._limits.memory_bytes >> 20
            told = say("The demo took more than {limit} MB of memory", limit=megabytes)
            self._judge(Failed(told, "", "memory"))

    async def _pause(self, seconds: float) -> None:
        """Until there is news, or for so long."""
        if self._verdict is None and not self._stopping:
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), seconds)

    async def _gone(self, process: RunProcess, seconds: float) -> None:
        """Until the process has ended, or for so long."""
        until = self._loop.time() + seconds
        # Not every system tells the event loop when a process ends.
        while process.poll() is None and process.lost() is None:
            if self._loop.time() > until:
                return
            await asyncio.sleep(0.004)

    def _outcome(self, process: RunProcess, status: int | None) -> Finished | Failed:
        """How the run ended; `status` is the exit status that was not our doing."""
        if isinstance(self._verdict, Finished):
            return self._verdict
        tail = _last_lines(self._tail)
        if self._verdict is not None:
            return replace(self._verdict, tail=tail or self._verdict.tail)
        lost = process.lost()
        if lost is not None:
            told = say("The process that starts demos ended by itself")
            return Failed(told, tail or _last_lines(lost.encode()), "start")
        return Failed(_how_it_ended(status), tail, "ended")


def _how_it_ended(status: int | None) -> Text:
    if status is None:
        return say("The demo closed its connection before it was done")
    if status >= 0:
        return say(
            "The demo's process ended, with status {status}, before it was done", status=status
        )
    if status == -9:
        return say("The demo's process was killed (SIGKILL), perhaps because memory ran out")
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = str(-status)
    return say("The demo's process was ended by the signal {signal}", signal=name)


def _last_lines(data: bytes | bytearray) -> str:
    """The last lines of a demo's output, safe to show."""
    lines = clean(bytes(data).decode(errors="replace")).rstrip().splitlines()
    return "\n".join(line[:_LINE] for line in lines[-TAIL_LINES:])
