"""`quizapp demo sweep`: a demo over a grid of knobs and many seeds."""

import argparse
import contextlib
import json
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from quizapp.cli.demo import find_demo, settings_of
from quizapp.cli.progress import Progress, duration
from quizapp.config import read_settings
from quizapp.core.say import Text, Value, plain, say
from quizapp.errors import UsageError
from quizapp.lab.sweeps.lines import ranges, write_lines
from quizapp.lab.sweeps.plan import Plan, make_plan
from quizapp.lab.sweeps.rows import Row
from quizapp.lab.sweeps.source import Source
from quizapp.lab.sweeps.summary import Summary, summarize
from quizapp.lab.sweeps.table import Table, check_table, open_table
from quizapp.services.sweeping import Engine, collect, run_line, sweep

INTERRUPTED = 130
_RUNNING = ("engine", "scheduler", "jobs")
_ASKING = ("grid", "set", "seeds", "device")
_UNUSED = {
    "--emit": ("out", "metric", "time_limit", "json", *_RUNNING),
    "--run-line": ("metric", *_RUNNING, *_ASKING),
    "--collect": ("time_limit", *_RUNNING, *_ASKING),
}
"""Options that say nothing with this one, by their names."""


def sweep_demo(options: argparse.Namespace) -> int:
    """Sweep, or do the part of it that the options name; 1 where not every claim held."""
    mode = _mode(options)
    if mode == "--run-line":
        return _run_line(options)
    if mode == "--collect":
        return _collect(options)
    if options.demo is None:
        raise UsageError(
            say("There is nothing to sweep."), hint=say("Give a demo's id, or a file of your own.")
        )
    if options.demo.endswith(".jsonl"):
        raise UsageError(
            say("{file} is a list of runs.", file=options.demo),
            hint=say("Give --run-line N to do one of them, or --collect DIR for their rows."),
        )
    engine = _engine(options)
    source = Source.of(find_demo(options.demo))
    plan = make_plan(
        source.spec,
        source.digest,
        _grid(options.grid),
        settings_of(options.set),
        seeds=options.seeds or 1,
        device=options.device or "auto",
    )
    if mode == "--emit":
        return _emit(options, plan, source)
    return _sweep(options, plan, source, engine)


def _sweep(options: argparse.Namespace, plan: Plan, source: Source, engine: Engine) -> int:
    with open_table(options.out, plan) as table, _stoppable():
        missing = len(plan.missing(table.done))
        _tell(_plan_told(table, options.out, missing, engine))
        progress = Progress(missing)
        stopped = False
        try:
            sweep(
                source,
                table,
                engine,
                metric=options.metric or "",
                on_row=lambda row: progress.step(failed=bool(row.failure)),
            )
        except KeyboardInterrupt:
            stopped = True
        finally:
            progress.end()
    if stopped:
        _tell(_stopped_told(table, options.out))
        return INTERRUPTED
    if options.out is not None and missing:
        _tell(say("Written: {file}", file=str(options.out)))
    return _report(options, table)


def _emit(options: argparse.Namespace, plan: Plan, source: Source) -> int:
    own = options.demo.endswith(".py") or Path(options.demo).is_file()
    write_lines(options.emit, plan, str(source.spec.path.resolve()) if own else "")
    _tell(say("Written: {file}, lines 1 to {count}", file=str(options.emit), count=len(plan.runs)))
    return 0


def _run_line(options: argparse.Namespace) -> int:
    if options.demo is None or options.out is None:
        raise UsageError(
            say("--run-line needs the file of runs, and a folder for the row."),
            hint=say("quizapp demo sweep FILE.jsonl --run-line N --out DIR"),
        )
    limit = {} if options.time_limit is None else {"time_limit_s": options.time_limit}
    with _stoppable():
        row, path = run_line(Path(options.demo), options.run_line, options.out, find_demo, **limit)
    if row.failure:
        print(f"quizapp: {row.run.demo}: {row.failure}", file=sys.stderr)
    if options.json:
        print(json.dumps(row.to_json(), indent=2, ensure_ascii=False))
    else:
        told = say("{held} of {count} claims hold", held=row.held, count=len(row.claims))
        print(f"{path}: {plain(say('failed') if row.failure else told)}")
    return 0 if row.fine else 1


def _collect(options: argparse.Namespace) -> int:
    if options.out is not None:
        check_table(options.out)
    lines = Path(options.demo) if options.demo is not None else None
    table, undone = collect(options.collect, lines, options.out)
    if options.out is not None:
        _tell(say("Written: {file}", file=str(options.out)))
    if undone:
        told = say(
            "Lines that are not done ({count}): {lines}", count=len(undone), lines=ranges(undone)
        )
        _tell(told)
    return _report(options, table) or int(bool(undone))


def _report(options: argparse.Namespace, table: Table) -> int:
    summary = summarize(table.ordered, table.plan.axes, options.metric or "")
    if options.json:
        told = {"source": table.plan.source, "seeds": table.plan.seeds}
        out = {"out": str(options.out) if options.out is not None else None}
        print(json.dumps({**summary.to_json(), **told, **out}, indent=2, ensure_ascii=False))
    else:
        _print(summary, table.ordered)
    if summary.failed:
        _tell(_failures_told(table.ordered, kept=options.out is not None))
    return 0 if summary.fine else 1


def _print(summary: Summary, rows: list[Row]) -> None:
    from quizapp.lab.draw import draw
    from quizapp.lab.sweeps.picture import picture
    from quizapp.lab.sweeps.report import as_text

    width = min(shutil.get_terminal_size((80, 24)).columns, 120)
    figure = picture(summary, rows)
    if figure is not None:
        print(draw(figure, width, 20, charset=read_settings().charset).text())
        print(plain(figure.says), end="\n\n")
    print(as_text(summary, width))


def _mode(options: argparse.Namespace) -> str:
    """The option that says what is done; empty for a whole sweep."""
    given = {
        "--emit": options.emit is not None,
        "--run-line": options.run_line is not None,
        "--collect": options.collect is not None,
    }
    modes = [mode for mode, is_given in given.items() if is_given]
    if not modes:
        return ""
    unused = [f"--{name.replace('_', '-')}" for name in _UNUSED[modes[0]] if vars(options)[name]]
    for option in [*modes[1:], *unused]:
        raise UsageError(
            say("{option} and {other} do not go together.", option=modes[0], other=option)
        )
    return modes[0]


def _engine(options: argparse.Namespace) -> Engine:
    dask = options.engine == "dask"
    if dask and not options.scheduler:
        raise UsageError(
            say("--engine dask needs --scheduler ADDRESS."),
            hint=say("Start one with `dask scheduler`, which tells its address."),
        )
    if options.scheduler and not dask:
        raise UsageError(say("--scheduler needs --engine dask."))
    if dask and options.jobs is not None:
        raise UsageError(
            say("{option} and {other} do not go together.", option="--engine dask", other="--jobs")
        )
    limit = {} if options.time_limit is None else {"time_limit_s": options.time_limit}
    return Engine(
        scheduler=options.scheduler or "",
        jobs=options.jobs or 1,
        on_start=lambda threads: _tell(_cluster_told(threads)),
        **limit,
    )


def _grid(given: list[str]) -> dict[str, list[str]]:
    grid: dict[str, list[str]] = {}
    for each in given:
        name, _, told = each.partition("=")
        name, values = name.strip(), [value.strip() for value in told.split(",")]
        if not name or not all(values):
            raise UsageError(
                say("--grid {given} lacks a value.", given=each),
                hint=say("Write --grid KNOB=VALUE,VALUE, such as --grid pieces=8,16,32."),
            )
        if name in grid:
            raise UsageError(
                say("{knob} is in --grid twice.", knob=name), hint=say("Give all values at once.")
            )
        grid[name] = values
    return grid


def _plan_told(table: Table, out: Path | None, missing: int, engine: Engine) -> Text:
    plan = table.plan
    told: dict[str, Value] = {
        "demo": plan.demo,
        "settings": len(plan.runs) // plan.seeds,
        "seeds": plan.seeds,
        "runs": len(plan.runs),
    }
    if not missing:
        return say("{demo}, runs: {runs}, all in {file} already", **told, file=str(out))
    if not table.rows:
        return say("{demo}, runs: {runs} (settings: {settings}, seeds: {seeds})", **told)
    took = [row.seconds for row in table.rows.values() if row.seconds is not None]
    wait = sum(took) / len(took) * missing / engine.jobs if took else 0.0
    return say(
        "{demo}, runs: {runs} (settings: {settings}, seeds: {seeds}), {missing} of them to do "
        "(about {time}); the others are in {file}",
        **told,
        missing=missing,
        time=duration(wait),
        file=str(out),
    )


def _stopped_told(table: Table, out: Path | None) -> Text:
    done, runs = len(table.done), len(table.plan.runs)
    if out is None:
        return say(
            "Stopped after {done} of {runs} runs; without --out, nothing is kept.",
            done=done,
            runs=runs,
        )
    return say(
        "Stopped after {done} of {runs} runs; they are in {file}. "
        "The same command goes on from here.",
        done=done,
        runs=runs,
        file=str(out),
    )


def _failures_told(rows: list[Row], *, kept: bool) -> Text:
    failures = [row for row in rows if row.failure]
    told: dict[str, Value] = {"count": len(failures), "why": failures[0].failure}
    if kept:
        return say(
            "Failed runs: {count}; the same command tries them again. One of them: {why}", **told
        )
    return say("Failed runs: {count}. One of them: {why}", **told)


def _cluster_told(threads: int) -> Text:
    if not threads:
        return say("The scheduler has no workers yet; start some with `dask worker ADDRESS`.")
    return say("Threads on the cluster: {count}", count=threads)


def _tell(told: Text) -> None:
    print(plain(told), file=sys.stderr, flush=True)


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Have a cluster's request to end (SIGTERM) do what ctrl+c does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
