"""A processor is fast only where it computes much with each number that it fetches

Adding two vectors takes one operation for three numbers moved, so memory sets the pace. A product
of large matrices uses each number many times, so arithmetic does. A layer lies between: for one
sample each weight is fetched and used once; a batch uses it again, and a sample costs less.

A GPU has more of both, and wins where there is much to do at once; starting takes it longer than a
small product takes a CPU. Without CUDA, nothing is said of GPUs here: the CPU shows the rule. Every
time is the shortest of many, as other programs only add to it.
"""

import math
import time
from dataclasses import dataclass
from functools import partial

import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """How large the work is, and how long it is measured."""

    rows: int = knob(512, choices=(128, 256, 512, 1024, 2048), help="rows of matrices")
    batch: int = knob(256, choices=(64, 256, 1024), help="samples in the largest batch")
    vector: int = knob(1000000, low=10000, high=10000000, step=10, help="numbers in a vector")
    cores: int = knob(1, low=1, high=64, step=1, help="cores of the CPU that may be used")
    effort: int = knob(20, low=5, high=200, step=2, unit="ms", help="time for each measurement")


SMALL = {"effort": 5, "batch": 64, "rows": 256}
POWERS = [2**i for i in range(12)]  # 1 to 2048
LOOP = 32  # rows of the matrices that plain Python multiplies
NAMES = {"cpu": "CPU", "cuda": "GPU"}


def by_hand(a, b):
    """The obvious way to multiply lists of lists: row times column, a number at a time."""
    columns = list(zip(*b, strict=True))
    return [[sum(x * y for x, y in zip(row, col, strict=True)) for col in columns] for row in a]


def shortest(work, device, effort):
    """The shortest time in seconds that the work takes, repeated for `effort` milliseconds."""
    work()  # the first time also chooses and loads the code
    best, end = math.inf, time.perf_counter() + effort / 1000
    while best == math.inf or time.perf_counter() < end:
        if device == "cuda":
            start, stop = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            start.record()
            work()
            stop.record()
            torch.cuda.synchronize()  # the call returned long before the work was done
            best = min(best, start.elapsed_time(stop) / 1000)
        else:
            began = time.perf_counter()
            work()
            best = min(best, time.perf_counter() - began)
    return best


def jobs(knobs, device, rng):
    """What is timed on a device: kind, size, operations, bytes (4 a number), and the work."""

    def new(*shape):
        return torch.randn(shape, generator=rng).to(device)

    m, n = knobs.vector, knobs.rows
    yield "add", m, m, 12 * m, partial(torch.add, new(m), new(m), out=new(m))
    weights = new(n, n)
    for batch in POWERS[: POWERS.index(knobs.batch) + 1]:
        moved = 4 * (n * n + 2 * n * batch)  # weights, inputs, outputs
        yield "layer", batch, 2 * n * n * batch, moved, partial(F.linear, new(batch, n), weights)
    for rows in POWERS[POWERS.index(16) : POWERS.index(n) + 1]:
        square = partial(torch.mm, new(rows, rows), new(rows, rows))
        yield "square", rows, 2 * rows**3, 12 * rows**2, square


def picture(seen, devices):
    """Billions of operations per second, by operations per byte."""
    panels = []
    titles = say("A sum and a layer"), say("Square products")
    for title, kinds in zip(titles, (("add", "layer"), ("square",)), strict=True):
        lines = []
        for device in devices:
            rows = [row for (at, kind, _), row in seen.items() if at == device and kind in kinds]
            name = say("on the {device}", device=NAMES[device])
            lines.append(Line([row[0] for row in rows], [row[2] for row in rows], name))
        x, y = Axis(say("operations per byte"), log=True), Axis(say("GFLOP/s"), log=True)
        panels.append(Panel(lines, title, x, y))
    add, best = next(iter(seen.values())), max(seen.values(), key=lambda row: row[2])
    says = say(
        "Adding vectors, the CPU does {add:.3g} GFLOP/s; {much:.3g} operations per byte reach "
        "{best:.3g} GFLOP/s.",
        add=add[2],
        much=best[0],
        best=best[2],
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Time all work on the CPU and, where there is CUDA, on the GPU."""
    rng = torch.Generator().manual_seed(lab.seed)
    torch.set_num_threads(knobs.cores)
    devices = ("cpu",) if lab.device == "cpu" else ("cpu", "cuda")
    todo = [(device, *job) for device in devices for job in jobs(knobs, device, rng)]
    seen = {}  # (device, kind, size): operations per byte, seconds, billions of them per second
    for device, kind, size, operations, moved, work in todo:
        s = shortest(work, device, knobs.effort)
        seen[device, kind, size] = operations / moved, s, operations / s / 1e9
        yield Progress(len(seen) / len(todo), say("timing on the {device}", device=NAMES[device]))
        if lab.frame_due() or len(seen) == len(todo):
            yield picture(seen, devices)
    for device in devices:
        yield from about(knobs, seen, device)

    a, b = torch.randn(2, LOOP, LOOP, generator=rng).to(lab.device)
    gap = float(((a @ b).cpu() - torch.tensor(by_hand(a.tolist(), b.tolist()))).abs().max())
    yield Metric("product_gap", gap, label=say("product by hand against the library"))
    text = say("The library computes the same product as a loop, on whichever processor")
    yield Claim.below(text, gap, 1e-4, source="exact: the same sums, rounded to 7 digits")
    loop = shortest(partial(by_hand, a.tolist(), b.tolist()), "cpu", knobs.effort)
    factor = loop / seen["cpu", "square", LOOP][1]
    yield Metric("loop_factor", factor, label=say("time of the loop, in times of the library"))
    text = say("The loop takes more than 20 times as long on the same CPU")
    yield Claim.above(text, factor, 20, source="measured here")
    if "cuda" in devices:
        yield from compare(seen, knobs.rows)


def about(knobs, seen, device):
    """What memory and arithmetic allow on one device, and what a batch gains."""
    name, batch, add = NAMES[device], knobs.batch, seen[device, "add", knobs.vector][2]
    best = max(row[2] for (at, kind, _), row in seen.items() if (at, kind) == (device, "square"))
    gain = seen[device, "layer", 1][1] * batch / seen[device, "layer", batch][1]
    label = say("{device}: adding vectors", device=name)
    yield Metric(f"add_speed_{device}", add, "GFLOP/s", label)
    label = say("{device}: the fastest product", device=name)
    yield Metric(f"product_speed_{device}", best, "GFLOP/s", label)
    label = say("{device}: time for a sample alone over that in a batch", device=name)
    yield Metric(f"batch_gain_{device}", gain, label=label)
    text = say("{device}: over 3 times the operations where each number is used often", device=name)
    yield Claim.above(text, best / add, 3, source="Williams et al. 2009, the roofline model")
    text = say("{device}: a sample in a large batch takes under 2/3 the time", device=name)
    source = "measured here; why: the weights are fetched once for all"
    yield Claim.above(text, gain, 1.5, source=source)


def compare(seen, rows):
    """How much faster the GPU is, for a small product and a large one."""
    small, large = (seen["cpu", "square", n][1] / seen["cuda", "square", n][1] for n in (16, rows))
    yield Metric("speedup_small", small, label=say("GPU over CPU, 16 rows"))
    yield Metric("speedup_large", large, label=say("GPU over CPU, most rows"))
    text = say("From 16 to {n} rows, the GPU gains on the CPU by a factor over 5", n=rows)
    yield Claim.above(text, large / small, 5, source="measured here")
