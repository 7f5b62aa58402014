"""How soon the first figure is there, and how long every demo takes with its default knobs."""

import asyncio
import subprocess
import sys
import time

from measuring import demos, goal, head, median, row

from quizapp.lab.api import Figure
from quizapp.lab.catalog import DemoSpec
from quizapp.lab.launch import environment
from quizapp.lab.messages import Failed, Finished
from quizapp.lab.runner import MAX_THREADS, Worker

COLD = 6
"""How many demos are started cold: what that costs has little to do with the demo."""
COLD_RUNS = 3


def importing() -> float:
    """Seconds that Python and torch alone take to start, in a run's environment."""
    begin = time.perf_counter()
    code = "import os, torch\nos._exit(0)"  # to unload torch takes time as well
    subprocess.run([sys.executable, "-P", "-c", code], env=environment(MAX_THREADS), check=True)
    return time.perf_counter() - begin


async def _watched(worker: Worker, spec: DemoSpec, *, whole: bool) -> tuple[float, float | None]:
    """Seconds to the first figure, and those of the demo; stopped at the figure or `whole`."""
    begin = time.perf_counter()
    run = worker.run(spec, device="cpu")
    first, seconds = 0.0, None
    async for message in run:
        if isinstance(message, Figure) and not first:
            first = time.perf_counter() - begin
            if not whole:
                run.stop()
        elif isinstance(message, Finished):
            seconds = message.seconds
        elif isinstance(message, Failed):
            print(f"  {spec.id}: {message.message}", flush=True)
    return first, seconds


async def warm() -> None:
    """Every demo to its end, by a worker that has loaded torch."""
    head("every demo, default knobs, CPU", "first figure", "all of it")
    firsts, whole = [], []
    async with Worker() as worker:
        await worker.warm()
        await _watched(worker, demos("local-minima")[0], whole=False)  # torch is loaded now
        for spec in demos():
            first, seconds = await _watched(worker, spec, whole=True)
            if seconds is None:
                row(f"  {spec.id}", f"{first:.2f} s", "failed")
                continue
            firsts.append(first)
            whole.append(seconds)
            row(f"  {spec.id}", f"{first:.2f} s", f"{seconds:.2f} s")
    goal(firsts, 1, "s to the first figure")
    goal(whole, 10, "s for the whole demo")


async def cold() -> None:
    """Some demos in a fresh process each, beside one that only imports torch."""
    head(f"started cold, median of {COLD_RUNS}", "first figure", "import torch", "above it")
    above = []
    specs = [spec for spec in demos() if spec.needs_torch]
    async with Worker(cold=True) as worker:
        for spec in specs[:: max(1, len(specs) // COLD)]:
            pairs = []
            for _ in range(COLD_RUNS):
                alone = importing()
                first, _ = await _watched(worker, spec, whole=False)
                if first:
                    pairs.append((first, alone))
            if not pairs:
                continue
            above.append(median([first - alone for first, alone in pairs]))
            middles = [median(times) for times in zip(*pairs, strict=True)]
            row(f"  {spec.id}", *(f"{value:.2f} s" for value in middles), f"{above[-1]:+.2f} s")
    goal(above, 0.3, "s above importing torch")


def main() -> None:
    """Print the tables."""
    asyncio.run(warm())
    asyncio.run(cold())
