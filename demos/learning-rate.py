"""Too long a step diverges at one exact learning rate, and momentum makes long valleys short

In a valley x²/kappa + y² each step of gradient descent multiplies y by 1 - 2 rate: past a rate of
1, which is 2 by the curvature, it lands farther up on the other side every time. The steep side
sets that limit, and the flat one then needs many steps: their number grows with kappa, the ratio
of the curvatures. Momentum adds up the steps along the floor, which agree, while those across
cancel: with the best rate its number of steps grows only with the square root of kappa.

Turn `rate` to see the path change from creeping to zigzag to flight, and `kappa` for a longer
valley. Nothing is random here: every seed shows the same.
"""

import math
from dataclasses import dataclass

import numpy as np

from quizapp.lab import (
    Axis,
    Claim,
    Contours,
    Figure,
    Heatmap,
    Line,
    Metric,
    Panel,
    Progress,
    Rule,
    knob,
    say,
)


@dataclass(frozen=True)
class Knobs:
    """The valley and how one rolls down it."""

    rate: float = knob(0.95, low=0.01, high=1.2, step=0.05, help="learning rate of the two paths")
    kappa: float = knob(20.0, low=2.0, high=1000.0, step=2, help="length of the valley drawn")
    momentum: float = knob(0.9, low=0.0, high=0.95, step=0.05, help="share of a step kept")
    steps: int = knob(100, low=20, high=200, step=20, help="steps of every ball")


SMALL = {"steps": 60}
KAPPAS = np.array([10, 30, 100, 300, 1000])  # valleys of which the steps are counted
START = np.array([-7.0, 2.0])
RATES = np.arange(1, 241) / 100  # learning rates whose end is compared
NEAR = 1e-6  # who is nearer to the minimum than this share of the start has arrived


def one_ball(x, curvature, rate, momentum, steps):
    """The obvious way: one number, one step after the other."""
    speed = 0.0
    for _ in range(steps):
        speed = momentum * speed - rate * curvature * x
        x = x + speed
    return x


def roll(place, curvature, rate, momentum):
    """All balls at once, forever: where they are, of shape [..., 2], before each step."""
    speed = 0.0
    while True:
        yield place
        speed = momentum * speed - rate * curvature * place
        place = place + speed


def height(x, y, kappa):
    """The valley: its curvatures are 2/kappa along x, and 2 along y."""
    return x**2 / kappa + y**2


def steps_needed(kappas):
    """Steps of descent and of momentum, each at its best (Polyak 1964), in valleys [K]: [2, K]."""
    curvature = np.stack([2 / kappas, np.full(len(kappas), 2.0)], axis=1)  # [K, 2]
    roots = np.sqrt(curvature).sum(1)  # [K]
    keep = np.stack([0 * roots, (1 - 2 * np.sqrt(curvature[:, 0]) / roots) ** 2])  # [2, K]
    rate = np.stack([2 / curvature.sum(1), 4 / roots**2])  # [2, K]
    balls = roll(np.ones((2, len(kappas), 2)), curvature, rate[..., None], keep[..., None])
    needed, away = 0, True
    while np.any(away):
        away = np.linalg.norm(next(balls), axis=-1) > NEAR * math.sqrt(2)  # [2, K]
        needed = needed + away
    return needed


def picture(knobs, paths, ends, needed):
    """Two paths [T, 2, 2], the heights at the end by rate [2, G], and the steps by kappa [2, K]."""
    area, names = ((-8, 8), (-4, 4)), (say("descent"), say("momentum {m:g}", m=knobs.momentum))
    x, y = np.linspace(*area[0], 90), np.linspace(*area[1], 60)[:, None]
    land = np.sqrt(height(x, y, knobs.kappa))  # [60, 90]; the root, so that contours are even
    marks = [Heatmap(land, *area), Contours(land, *area, np.arange(0.5, 5, 0.5))]
    marks += [Line(*paths[:, k].T, name) for k, name in enumerate(names)]
    x, y = (Axis(name, low=low, high=high) for name, (low, high) in zip("xy", area, strict=True))
    panels = [Panel(marks, say("Learning rate {rate:g}", rate=knobs.rate), x, y)]
    marks = [Line(RATES, each, name) for each, name in zip(ends, names, strict=True)]
    marks += [Rule(limit, vertical=True) for limit in (1, 1 + knobs.momentum)]
    title = say("Height after {t} steps", t=len(paths) - 1)
    panels += [Panel(marks, title, Axis(say("learning rate")), Axis(log=True, low=1e-9, high=1e9))]
    names = say("descent"), say("best momentum")
    marks = [Line(KAPPAS, each, name) for each, name in zip(needed, names, strict=True)]
    x, y = Axis(say("kappa"), log=True), Axis(log=True)
    panels += [Panel(marks, say("Steps at the best rate"), x, y)]
    gd, momentum = needed[:, -1].tolist()
    says = say("At kappa 1000 descent takes {gd} steps, momentum {best}.", gd=gd, best=momentum)
    return Figure(panels, says)


def run(knobs, lab):
    """Count the steps in valleys of every length, then roll with every learning rate."""
    needed = steps_needed(KAPPAS)
    yield Progress(0.3, say("the steps in longer and longer valleys"))
    rates = np.append(RATES, knobs.rate)[:, None]  # [G + 1, 1]
    keep = np.array([0.0, knobs.momentum])[:, None, None]
    start = np.tile(START, (2, len(rates), 1))  # [2, G + 1, 2]
    balls, paths = roll(start, np.array([2 / knobs.kappa, 2.0]), rates, keep), []
    for t in range(knobs.steps + 1):
        place = next(balls)
        paths.append(place[:, -1])
        ends = height(*np.moveaxis(place[:, :-1], -1, 0), knobs.kappa)  # [2, G]
        if lab.frame_due() or t == knobs.steps:
            yield picture(knobs, np.array(paths), ends, needed)
            yield Progress(0.3 + 0.7 * t / knobs.steps, say("{n} balls roll", n=start[..., 0].size))
    yield from conclude(knobs, np.array(paths), ends, needed)


def conclude(knobs, paths, ends, needed):
    """What the paths, the ends and the steps say."""
    keep = 0.0, knobs.momentum
    alone = [one_ball(2.0, 2.0, knobs.rate, each, knobs.steps) for each in keep]
    gap = float((np.abs(paths[-1, :, 1] - alone) / (1 + np.abs(alone))).max())
    yield Metric("gap_alone", gap, label=say("one ball against all at once"))
    yield Claim.below(say("All balls at once roll like one alone"), gap, 1e-12, source="exact")
    for name, end, steps in zip(("gd", "momentum"), ends, needed, strict=True):
        limit = RATES[end < height(*START, knobs.kappa)].max()
        yield Metric(f"limit_{name}", limit, label=say("largest rate that leads down: {n}", n=name))
        for kappa, count in zip(KAPPAS, steps, strict=True):
            label = say("steps at kappa {kappa}: {name}", kappa=int(kappa), name=name)
            yield Metric(f"steps_{name}_{kappa}", count, label=label)
        power = np.polyfit(np.log(KAPPAS), np.log(steps), 1)[0]
        yield Metric(f"power_{name}", power, label=say("power of kappa in the steps: {n}", n=name))
        if name == "gd":
            told = say("Descent leads down up to a rate of 2 by the largest curvature")
            source = "exact: abs(1 - 2 rate) < 1"
            yield Claim.near(told, limit, 1, absolute=0.015, source=source)
            told = say("Its steps at kappa 1000 are ln(1e6) by ln((kappa + 1) / (kappa - 1))")
            expected = math.log(1 / NEAR) / math.log(1001 / 999)
            yield Claim.near(told, steps[-1], expected, absolute=1, source="exact, rounded up")
        else:
            told = say("Momentum {m:g} allows {by:g} times the rate", m=keep[1], by=1 + keep[1])
            source = "exact: rate < 2 (1 + momentum) by the curvature"
            yield Claim.near(told, limit, 1 + keep[1], absolute=0.02, source=source)
            told = say("At its best, momentum's steps grow with the square root of kappa")
            yield Claim.near(told, power, 0.5, absolute=0.05, source="Polyak 1964")
