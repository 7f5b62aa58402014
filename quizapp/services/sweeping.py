"""Sweeps for the fronts: on this machine, on a cluster, a line at a time, and their collection."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from quizapp.core.say import say
from quizapp.errors import LabError
from quizapp.lab.catalog import DemoSpec
from quizapp.lab.runner import TIME_LIMIT_S
from quizapp.lab.sweeps.lines import (
    collect_rows,
    read_line,
    read_lines,
    read_row,
    row_file,
    write_row,
)
from quizapp.lab.sweeps.plan import SweepRun, plan_of_runs
from quizapp.lab.sweeps.rows import Row
from quizapp.lab.sweeps.source import Source
from quizapp.lab.sweeps.summary import check_metric
from quizapp.lab.sweeps.table import Table, open_table

Find = Callable[[str], DemoSpec]
"""From a demo's id or file to what it declares."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Where and how the runs of a sweep are done."""

    scheduler: str = ""
    """The address of a dask scheduler; empty for this machine."""
    jobs: int = 1
    """How many runs at once on this machine."""
    time_limit_s: float = TIME_LIMIT_S
    on_start: Callable[[int], None] | None = None
    """Told how many threads the cluster has."""


def sweep(
    source: Source,
    table: Table,
    engine: Engine,
    *,
    metric: str = "",
    on_row: Callable[[Row], None],
) -> None:
    """Do what the table lacks; every row is in it before `on_row` sees it.

    Raises LabError where it cannot go on, and as soon as it is known that `metric` is none.
    """
    for row in table.rows.values():
        _check_metric(metric, row)

    def keep(row: Row) -> None:
        table.add(row)
        on_row(row)
        _check_metric(metric, row)

    missing = table.plan.missing(table.done)
    if not missing:
        return
    if engine.scheduler:
        from quizapp.lab.sweeps.cluster import run_on_cluster

        run_on_cluster(
            source,
            missing,
            keep,
            scheduler=engine.scheduler,
            time_limit_s=engine.time_limit_s,
            on_start=engine.on_start,
        )
    else:
        from quizapp.lab.sweeps.local import run_here

        run_here(source, missing, keep, jobs=engine.jobs, time_limit_s=engine.time_limit_s)


def run_line(
    lines: Path, number: int, folder: Path, find: Find, *, time_limit_s: float = TIME_LIMIT_S
) -> tuple[Row, Path]:
    """Do the run on a line and keep its row in a file of its own; gives both.

    A run that is there already, and did not fail, is not done again.
    """
    line = read_line(lines, number)
    path = row_file(folder, number, line.run)
    if path.exists():
        row = read_row(path)
        if not row.failure:
            return row, path
    source = Source.of(find(line.demo))
    _check_line(source, line.run, f"{lines}:{number}")
    from quizapp.lab.sweeps.local import run_here

    rows: list[Row] = []
    run_here(source, [line.run], rows.append, time_limit_s=time_limit_s)
    write_row(path, rows[0])
    return rows[0], path


def collect(folder: Path, lines: Path | None, out: Path | None) -> tuple[Table, list[int]]:
    """The table of a folder's rows, written to `out`; and the lines that have no fine row yet."""
    rows = collect_rows(folder)
    asked = [line.run for line in read_lines(lines)] if lines is not None else []
    plan = plan_of_runs(asked or [row.run for row in rows])
    strange = [row for row in rows if row.run.key not in plan.places]
    if strange:
        raise LabError(
            say("The folder holds rows of runs that are not in {file}.", file=str(lines)),
            where=str(folder),
            hint=say("Give every sweep a folder of its own."),
        )
    with open_table(out, plan) as table:
        table.add_all(rows)
    done = table.done
    return table, [number for number, run in enumerate(asked, start=1) if run.key not in done]


def _check_metric(metric: str, row: Row) -> None:
    if metric and not row.failure:
        check_metric(metric, row.metrics)


def _check_line(source: Source, run: SweepRun, where: str) -> None:
    """LabError where the demo is not the one that the line was written for."""
    if source.digest != run.source:
        raise LabError(
            say("The demo's file was changed after this line was written."),
            where=where,
            hint=say("Write the lines again with --emit, to another file."),
        )
    if source.spec.values(run.knobs) != dict(run.knobs):
        raise LabError(say("This line is not a run of a sweep."), where=where)
