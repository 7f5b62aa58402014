"""The engine for many machines: the runs of a sweep as tasks of a dask scheduler.

A task that was lost with its worker is done again by another; a row that comes twice is kept
once, since rows are known by their run.
"""

import logging
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from quizapp.core.say import say
from quizapp.errors import LabError
from quizapp.lab.runner import TIME_LIMIT_S
from quizapp.lab.sweeps.plan import SweepRun
from quizapp.lab.sweeps.remote import fulfil, order
from quizapp.lab.sweeps.rows import Row, failed
from quizapp.lab.sweeps.source import Source

CONNECT_S = 5.0
_AHEAD = 4
"""Tasks that wait for each thread of the cluster."""
_LEAST_AHEAD = 64


def run_on_cluster(
    source: Source,
    runs: Iterable[SweepRun],
    on_row: Callable[[Row], None],
    *,
    scheduler: str,
    time_limit_s: float = TIME_LIMIT_S,
    on_start: Callable[[int], None] | None = None,
) -> None:
    """Do the runs on the cluster; `on_row` has the rows as they come.

    `on_start` is told how many threads the cluster has; others may join it at any time.
    Raises LabError where the scheduler cannot be reached, is lost, or its workers cannot run
    quizapp. A run that ends its worker again and again is a row with that failure.
    """
    distributed = _need()
    with _connected(distributed, scheduler) as client:
        if on_start is not None:
            on_start(sum(client.nthreads().values()))
        try:
            _run_all(distributed, client, source, runs, on_row, scheduler, time_limit_s)
        except OSError as error:
            raise _gone(scheduler) from error


def _run_all(
    distributed: Any,
    client: Any,
    source: Source,
    runs: Iterable[SweepRun],
    on_row: Callable[[Row], None],
    scheduler: str,
    time_limit_s: float,
) -> None:
    """Keep the cluster busy until every run has its row; few tasks are given out ahead."""
    waiting = iter(runs)
    asked: dict[Any, SweepRun] = {}
    session = secrets.token_hex(6)

    def submit() -> Any:
        run = next(waiting, None)
        if run is None:
            return None
        told, key = order(source, run, time_limit_s), f"quizapp-{session}-{run.key}"
        future = client.submit(fulfil, told, key=key)
        asked[future.key] = run
        return future

    ahead = max(_LEAST_AHEAD, _AHEAD * sum(client.nthreads().values()))
    first = [future for _ in range(ahead) if (future := submit()) is not None]
    coming = distributed.as_completed(first, loop=client.loop)
    for future in coming:
        on_row(_row(distributed, future, asked.pop(future.key), scheduler))
        future.release()
        following = submit()
        if following is not None:
            coming.add(following)


def _need() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise LabError(
            say("The engine dask does not load: {why}", why=str(error)),
            hint=say('pip install "quizapp[sweeps]", here and on the workers.'),
        ) from error
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # errors are told here
    return distributed


def _connected(distributed: Any, scheduler: str) -> Any:
    try:
        return distributed.Client(scheduler, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TypeError, ImportError) as error:
        raise LabError(
            say("No dask scheduler answers at {address}.", address=scheduler),
            hint=say("Start one with `dask scheduler`, which tells its address."),
        ) from error


def _row(distributed: Any, future: Any, run: SweepRun, scheduler: str) -> Row:
    if future.status == "finished":
        return Row.from_json(future.result())
    if future.status == "cancelled":
        raise _gone(scheduler)
    error = future.exception()
    if isinstance(error, distributed.KilledWorker):
        return failed(run, say("The run ended every worker that tried it"))
    raise LabError(
        say("A worker could not run the demo: {why}", why=f"{type(error).__name__}: {error}"[:300]),
        hint=say("Every worker needs the same version of quizapp, and what the demo imports."),
    )


def _gone(scheduler: str) -> LabError:
    return LabError(
        say("The dask scheduler at {address} is gone.", address=scheduler),
        hint=say("Start it again; the same command goes on where this one stopped."),
    )
