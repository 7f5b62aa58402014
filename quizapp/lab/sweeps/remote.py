"""One run of a sweep in another machine's process: what it is given and what it gives back.

Both are plain values. The process keeps one worker for all runs that it is given, in a thread
of its own, so that torch is loaded once.
"""

import asyncio
import atexit
import shutil
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Any

from quizapp.lab.catalog import DemoSpec, read_demo
from quizapp.lab.results import Result, collect
from quizapp.lab.runner import Worker
from quizapp.lab.sweeps.plan import SweepRun, digest
from quizapp.lab.sweeps.rows import row_of
from quizapp.lab.sweeps.source import Source


def order(source: Source, run: SweepRun, time_limit_s: float) -> dict[str, Any]:
    """What `fulfil` needs, the demo's file included: the other machine may not have it."""
    return {
        "name": source.spec.path.name,
        "source": source.data,
        "run": run.to_json(),
        "time_limit_s": time_limit_s,
    }


def fulfil(order: dict[str, Any]) -> dict[str, Any]:
    """Do the run of an order; gives its row as plain values. May be called by many threads."""
    run = SweepRun.from_json(order["run"])
    spec = _spec(order["name"], order["source"])
    result = _bench().measure(spec, run, order["time_limit_s"])
    return row_of(run, result).to_json()


class _Bench:
    """The process's worker and the thread that it lives in."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._worker: Worker | None = None
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        atexit.register(self.close)

    def measure(self, spec: DemoSpec, run: SweepRun, time_limit_s: float) -> Result:
        """Run to the end; other threads may do so at the same time."""
        running = self._measure(spec, run, time_limit_s)
        return asyncio.run_coroutine_threadsafe(running, self._loop).result()

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            asyncio.run_coroutine_threadsafe(self._worker.close(), self._loop).result(5)
            self._worker = None

    async def _measure(self, spec: DemoSpec, run: SweepRun, time_limit_s: float) -> Result:
        if self._worker is None:
            self._worker = Worker(threads=1)  # every core has a run of its own
        return await collect(
            self._worker.run(spec, run.knobs, run.seed, run.device, time_limit_s=time_limit_s)
        )


_making = threading.Lock()


def _bench() -> _Bench:
    with _making:
        return _the_bench()


@cache
def _the_bench() -> _Bench:
    return _Bench()


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="quizapp-sweep-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _spec(name: str, source: bytes) -> DemoSpec:
    """The demo, from a copy of its file."""
    with _making:
        path = _folder() / digest(source) / name
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(source)
    return read_demo(path)
