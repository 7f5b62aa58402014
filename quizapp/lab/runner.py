"""Demos under way: one implementation for the app, the plain quiz and the command line.

Nothing that a demo does raises here: a run ends with `Finished`, `Stopped` or one `Failed`.
"""

import asyncio
import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quizapp.core.say import Text, say
from quizapp.errors import LabError
from quizapp.lab.catalog import DemoSpec
from quizapp.lab.devices import DEVICES, torch_missing, torch_unusable
from quizapp.lab.knobs import KnobValue
from quizapp.lab.launch import Cold, ForkServer, RunProcess
from quizapp.lab.messages import Failed, Message
from quizapp.lab.processes import cores, half_of_memory
from quizapp.lab.results import Result, collect
from quizapp.lab.run import Limits, Run
from quizapp.lab.wire import ProtocolError

TIME_LIMIT_S = 60.0
MEMORY_LIMIT_BYTES = 4 << 30
MAX_THREADS = 4


class Worker:
    """Runs demos in processes of their own; made once, used from one event loop.

    The fork server starts with `warm` or the first run. `close` ends everything.
    """

    def __init__(
        self,
        *,
        time_limit_s: float = TIME_LIMIT_S,
        memory_limit_bytes: int | None = None,
        threads: int | None = None,
        cold: bool = False,
    ) -> None:
        if memory_limit_bytes is None:
            memory_limit_bytes = min(MEMORY_LIMIT_BYTES, half_of_memory())
        self._limits = Limits(time_limit_s, memory_limit_bytes)
        self._threads = threads or min(cores(), MAX_THREADS)
        self._cold = cold or sys.platform == "win32"
        self._server: ForkServer | None = None
        self._folder: Path | None = None
        self._runs: set[Run] = set()
        self._count = 0

    @property
    def torch_missing(self) -> Text | None:
        """What to do where torch is missing or broken; None where it is there."""
        if importlib.util.find_spec("torch") is None:
            return torch_missing()
        broken = self._server.torch_error if self._server else None
        return torch_unusable(broken) if broken else None

    async def warm(self, *, torch: bool = True) -> None:
        """Start the fork server and let it load torch in the background; returns at once."""
        if not self._cold:
            server = self._running_server()
            if torch and not self.torch_missing:
                server.load_torch()

    def run(
        self,
        spec: DemoSpec,
        knobs: Mapping[str, KnobValue] | None = None,
        seed: int = 0,
        device: str = "auto",
        *,
        cold: bool = False,
        time_limit_s: float | None = None,
    ) -> Run:
        """Start the demo; the run is an asynchronous iterator of its messages.

        `cold` starts a fresh Python for it, as a demo needs that is not trusted. Raises
        LabError where the knobs or the device do not fit; whatever happens later is a message.
        """
        values = spec.values(knobs or {})
        if device not in DEVICES:
            raise LabError(
                say("There is no device {device}", device=device),
                hint=say("Choose one of {choices}.", choices=", ".join(DEVICES)),
            )
        if not 0 <= seed < 2**32:
            raise LabError(say("A seed is a whole number from 0 to 4294967295"))
        request = {
            "path": str(spec.path.resolve()),
            "knobs": values,
            "seed": seed,
            "device": device,
            "threads": self._threads,
            "needs_torch": spec.needs_torch,
        }
        limits = self._limits if time_limit_s is None else self._limits.lasting(time_limit_s)
        refusal = self.torch_missing if spec.needs_torch else None
        self._count += 1
        number = self._count

        def start() -> RunProcess | Failed:
            if refusal is not None:
                return Failed(refusal, "", "torch")
            try:
                return self._start(number, request, cold=cold or self._cold)
            except (OSError, ProtocolError) as error:
                reason = str(error)
                message = say("The demo's process cannot be started: {reason}", reason=reason)
                return Failed(message, "", "start")

        run = Run(start, limits, on_end=lambda ended: self._over(number, ended))
        self._runs.add(run)
        return run

    async def close(self) -> None:
        """End every run and the fork server; quick, and may be called twice."""
        runs = list(self._runs)
        for run in runs:
            run.stop()
        await asyncio.gather(*(run.wait() for run in runs))
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    async def __aenter__(self) -> "Worker":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _start(self, number: int, request: Mapping[str, Any], *, cold: bool) -> RunProcess:
        folder = self._base() / f"run-{number}"
        folder.mkdir()
        if cold:
            return Cold(request, folder, self._threads)
        server = self._running_server()
        if request["needs_torch"]:
            server.load_torch()
        return server.fork(number, request, folder)

    def _base(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="quizapp-lab-"))
        self._folder.mkdir(exist_ok=True)  # a server that ended took it along
        return self._folder

    def _running_server(self) -> ForkServer:
        if self._server is not None and self._server.dead is not None:
            self._server.close()
            self._server = None
        if self._server is None:
            self._server = ForkServer(self._base(), self._threads)
        return self._server

    def _over(self, number: int, run: Run) -> None:
        self._runs.discard(run)
        if self._folder is not None:
            shutil.rmtree(self._folder / f"run-{number}", ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Job:
    """One run to be measured."""

    spec: DemoSpec
    knobs: Mapping[str, KnobValue] = field(default_factory=dict)
    seed: int = 0
    device: str = "auto"


def run_sync(
    spec: DemoSpec,
    knobs: Mapping[str, KnobValue] | None = None,
    seed: int = 0,
    device: str = "auto",
    *,
    on_message: Callable[[Message], None] | None = None,
    cold: bool = False,
    time_limit_s: float = TIME_LIMIT_S,
) -> Result:
    """Run one demo to its end, for callers without an event loop.

    `on_message` sees every message as it comes. Raises LabError where knobs, seed or device
    do not fit; whatever the demo does wrong is the result's `failure`.
    """

    async def main() -> Result:
        async with Worker(cold=cold, time_limit_s=time_limit_s) as worker:
            return await collect(worker.run(spec, knobs, seed, device), on_message)

    return asyncio.run(main())


def measure(
    jobs: Iterable[Job],
    *,
    cold: bool = False,
    time_limit_s: float = TIME_LIMIT_S,
    on_result: Callable[[Job, Result], None] | None = None,
) -> list[Result]:
    """Run the jobs one after another in one worker, so that torch is loaded only once.

    `on_result` sees each result as it comes. Raises LabError where a job does not fit.
    """

    async def main() -> list[Result]:
        results: list[Result] = []
        async with Worker(cold=cold, time_limit_s=time_limit_s) as worker:
            for job in jobs:
                run = worker.run(job.spec, job.knobs, job.seed, job.device)
                results.append(await collect(run))
                if on_result is not None:
                    on_result(job, results[-1])
        return results

    return asyncio.run(main())
