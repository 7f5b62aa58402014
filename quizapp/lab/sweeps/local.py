"""The engine for one machine: the runs of a sweep in worker processes of this one."""

import asyncio
from collections.abc import Callable, Iterable

from quizapp.errors import LabError
from quizapp.lab.processes import cores
from quizapp.lab.results import Result, collect
from quizapp.lab.runner import MAX_THREADS, TIME_LIMIT_S, Worker
from quizapp.lab.sweeps.plan import SweepRun
from quizapp.lab.sweeps.rows import Row, row_of
from quizapp.lab.sweeps.source import Source

_HOPELESS = ("torch", "device")  # no run of the sweep would do better on this machine


def run_here(
    source: Source,
    runs: Iterable[SweepRun],
    on_row: Callable[[Row], None],
    *,
    jobs: int = 1,
    time_limit_s: float = TIME_LIMIT_S,
) -> None:
    """Do the runs, so many at once; `on_row` has each row before the next run begins.

    A run that fails is a row. Raises LabError where every run would fail alike, or the demo's
    file changes.
    """
    waiting = iter(runs)
    threads = max(1, min(cores(), MAX_THREADS) // jobs)

    async def lane(worker: Worker) -> None:
        for run in waiting:
            source.check()
            result = await collect(worker.run(source.spec, run.knobs, run.seed, run.device))
            if result.stopped:
                return
            _refuse_hopeless(result)
            on_row(row_of(run, result))

    async def main() -> None:
        async with Worker(time_limit_s=time_limit_s, threads=threads) as worker:
            await asyncio.gather(*(lane(worker) for _ in range(jobs)))

    asyncio.run(main())


def _refuse_hopeless(result: Result) -> None:
    failure = result.failure
    if failure is not None and failure.kind in _HOPELESS:
        raise LabError(failure.message)
