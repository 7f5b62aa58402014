"""What it costs a run to be watched: with figures, and the same run without any.

Counted is the time of the processor as well, which other programs hardly change: that of the
demo's process, so building, packing and sending of figures, and the look at its running line.
"""

import asyncio
import tempfile
from pathlib import Path

from measuring import demos, goal, head, median, row

from quizapp.lab.api import Figure
from quizapp.lab.catalog import DemoSpec, read_demo
from quizapp.lab.messages import Message
from quizapp.lab.results import collect
from quizapp.lab.runner import Worker

WATCHED = ("local-minima", "relu-approximation", "saddle-points")
RUNS = 5
COUNTED = """

_counted = run


def run(knobs, lab):
    import time

    from quizapp.lab import Metric

    begin = time.process_time()
    yield from _counted(knobs, lab)
    yield Metric("cpu_seconds", time.process_time() - begin)
"""
QUIET = """

_watched = run


def run(knobs, lab):
    lab.clock = lambda: 0.0  # a figure is never due again
    for event in _watched(knobs, lab):
        if type(event).__name__ not in ("Figure", "Progress"):
            yield event
"""


async def _once(worker: Worker, spec: DemoSpec) -> tuple[float, float, int]:
    """Seconds of the demo by the clock and of its processor, and how many figures came."""
    figures = 0

    def see(message: Message) -> None:
        nonlocal figures
        figures += isinstance(message, Figure)

    result = await collect(worker.run(spec, {}, device="cpu"), see)
    if result.seconds is None:
        raise SystemExit(f"{spec.id}: {result.failure}")
    return result.seconds, result.metrics["cpu_seconds"], figures


def _variant(spec: DemoSpec, folder: Path, more: str) -> DemoSpec:
    folder.mkdir(exist_ok=True)
    path = folder / spec.path.name
    path.write_text(spec.path.read_text(encoding="utf-8") + more, encoding="utf-8")
    return read_demo(path)


async def measure() -> None:
    """Alternate between the two ways, and print what being watched costs."""
    columns = ("unwatched, CPU", "watched, CPU", "figures", "more CPU", "by the clock")
    head(f"watching a run, least of {RUNS}", *columns)
    costs = []
    with tempfile.TemporaryDirectory() as folder:
        async with Worker() as worker:
            await worker.warm()
            for spec in demos(*WATCHED):
                quiet = _variant(spec, Path(folder) / "quiet", QUIET + COUNTED)
                shown = _variant(spec, Path(folder) / "shown", COUNTED)
                clocks: tuple[list[float], list[float]] = ([], [])
                work: tuple[list[float], list[float]] = ([], [])
                counts: list[int] = []
                for run in range(RUNS + 1):
                    for way, one in enumerate((quiet, shown)):
                        seconds, cpu, figures = await _once(worker, one)
                        if way:
                            counts.append(figures)
                        if run:  # the first one warms up
                            clocks[way].append(seconds)
                            work[way].append(cpu)
                # Of the processor's time the least, for other programs only ever add to it.
                without, with_figures = min(work[0]), min(work[1])
                costs.append((with_figures / without - 1) * 100)
                change = (median(clocks[1]) / median(clocks[0]) - 1) * 100
                row(
                    f"  {spec.id}",
                    *(f"{without:.2f} s", f"{with_figures:.2f} s", f"{median(counts):.0f}"),
                    *(f"{costs[-1]:+.1f} %", f"{change:+.1f} %"),
                )
    goal(costs, 5, "% more work")


def main() -> None:
    """Print the table."""
    asyncio.run(measure())
