"""Inputs of unequal scale or far from 0 make descent slow, and standardizing them cures it

The steepest direction of a loss limits the learning rate, and the flattest one then takes about
kappa times as many steps, where kappa is the ratio of their curvatures. An input r times as large
as another makes the loss r² times as curved along its weight. Inputs that all lie far from 0 are
nearly a constant, so that their weight and the bias say nearly the same. Either way a round valley
becomes a ravine. To take away means and divide by standard deviations makes it round again, but
for what inputs have in common: turn `correlation` up. `problem` chooses what is drawn.
"""

import math
from bisect import bisect_left
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
    knob,
    say,
)


@dataclass(frozen=True)
class Knobs:
    """The inputs, and what is wrong with those that are drawn."""

    problem: str = knob("scale", choices=("scale", "offset"), help="what is wrong with the inputs")
    ratio: float = knob(10.0, low=1.0, high=100.0, step=2, help="size of one input by the other")
    offset: float = knob(3.0, low=0.0, high=10.0, step=1, help="mean of the input beside a bias")
    correlation: float = knob(0.3, low=0.0, high=0.9, step=0.1, help="correlation of two inputs")
    examples: int = knob(200, low=20, high=5000, step=2, help="examples that the line is fitted to")


SMALL = {"examples": 100}
CASES = [("scale", ratio) for ratio in (1, 3, 10, 30, 100)]  # of which the steps are counted
CASES += [("offset", mean) for mean in (0, 1, 2, 3, 5, 10)]
CLOSE = 1e-6  # the line is fitted when the loss above the lowest is so small a share of the first


def standardize(x):
    """Mean 0 and standard deviation 1 for each column [N, 2]; a constant column stays."""
    spread = x.std(0)
    return (x - np.where(spread > 0, x.mean(0), 0)) / np.where(spread > 0, spread, 1)


def inputs_of(base, problem, size):
    """Two columns, [N, 2]: inputs of unequal scale, or a bias beside an input with a mean."""
    if problem == "scale":
        return base * [1.0, size]
    return np.stack([np.ones(len(base)), base[:, 0] + size], axis=1)


def descend(x, y, steps):
    """The obvious way: step by step from 0, as fast as the steepest direction allows. -> [T, 2]"""
    rate = 1 / np.linalg.eigvalsh(x.T @ x / len(x))[-1]
    path = [np.zeros(2)]
    for _ in range(steps):
        wrong = x @ path[-1] - y  # [N]
        path.append(path[-1] - rate * x.T @ wrong / len(x))
    return np.array(path)


def valley(x, y):
    """Half of the mean squared error is a bowl: its curvature [2, 2], and where it is lowest."""
    return x.T @ x / len(x), np.linalg.lstsq(x, y, rcond=None)[0]


def height(x, y, weights):
    """The loss of weights [..., 2] above the lowest, by that of weights 0."""
    curvature, lowest = valley(x, y)
    away = weights - lowest
    return ((away @ curvature) * away).sum(-1) / (lowest @ curvature @ lowest)


def steps_needed(x, y):
    """At once, as a step shrinks the distance along an axis by one factor: kappa, and the steps."""
    curvature, lowest = valley(x, y)
    curvatures, axes = np.linalg.eigh(curvature)  # [2] in rising order, [2, 2]
    start, shrink = axes.T @ lowest, 1 - curvatures / curvatures[-1]  # [2], [2], along each axis
    share = curvatures * start**2 / (curvatures @ start**2)  # [2], of the height at first
    steps = bisect_left(range(10**9), True, key=lambda t: share @ shrink ** (2 * t) <= CLOSE)
    return curvatures[-1] / curvatures[0], steps


def land(x, y, title):
    """The loss over both weights, and the first steps of descent."""
    lowest = valley(x, y)[1]
    reach = 1.3 * np.linalg.norm(lowest)
    area = [(middle - reach, middle + reach) for middle in lowest]
    grid = np.stack(np.meshgrid(*(np.linspace(*each, 80) for each in area)), axis=-1)
    z, path = np.log10(height(x, y, grid) + 1e-3), descend(x, y, 100)  # [80, 80], [T, 2]
    levels = np.log10([0.003, 0.03, 0.1, 0.3, 1.0, 3.0])
    marks = [Heatmap(z, *area), Contours(z, *area, levels), Line(*path.T, say("100 steps"))]
    return Panel(marks, title, Axis(say("first weight")), Axis(say("second weight")))


def picture(knobs, x, y, rows):
    """The loss of raw and of standardized inputs, and the steps of both by how wrong they are."""
    _, sizes, _, raw, standard = zip(*(row for row in rows if row[0] == knobs.problem), strict=True)
    curves = Line(sizes, raw, say("raw")), Line(sizes, standard, say("standardized"))
    wrong = say("ratio of the inputs") if knobs.problem == "scale" else say("mean of the input")
    panels = [
        land(x, y, say("Loss, raw inputs")),
        land(standardize(x), y, say("Loss, standardized")),
        Panel(curves, say("Steps"), Axis(wrong, log=knobs.problem == "scale"), Axis(log=True)),
    ]
    says = say("Raw inputs take {n} steps, standardized ones {m}.", n=raw[-1], m=standard[-1])
    return Figure(panels, says)


def run(knobs, lab):
    """Count the steps for inputs that are more and more wrong."""
    base = lab.rng.standard_normal((knobs.examples, 2))
    base[:, 1] = knobs.correlation * base[:, 0] + math.sqrt(1 - knobs.correlation**2) * base[:, 1]
    base = standardize(base)  # [N, 2]
    y, rows = base @ [2.0, 1.0], []
    for problem, size in CASES:
        x = inputs_of(base, problem, size)
        rows.append((problem, size, *steps_needed(x, y), steps_needed(standardize(x), y)[1]))
        yield Progress(len(rows) / len(CASES), say("counting steps"))
    x = inputs_of(base, knobs.problem, knobs.ratio if knobs.problem == "scale" else knobs.offset)
    yield picture(knobs, x, y, rows)

    needed = steps_needed(x, y)[1]
    walked = int((height(x, y, descend(x, y, needed)) > CLOSE).sum())
    yield from conclude(base, rows, needed, walked)


def conclude(base, rows, needed, walked):
    """What kappa and the steps say, and whether walking them takes as many."""
    yield Metric("steps_drawn", walked, label=say("steps with the raw inputs drawn"))
    told = say("Walking step by step takes as many steps")
    yield Claim.near(told, walked, needed, absolute=1, source="exact up to rounding")
    for problem, size, kappa, raw, _ in rows:
        case = {"problem": problem, "size": size}
        yield Metric(f"kappa_{problem}_{size}", kappa, label=say("kappa: {problem} {size}", **case))
        yield Metric(f"steps_{problem}_{size}", raw, label=say("steps: {problem} {size}", **case))
    most = max(row[-1] for row in rows)
    yield Metric("steps_standardized", most, label=say("most steps with standardized inputs"))

    (*_, kappa, steps, _), (*_, shifted, _, _) = rows[4], rows[-1]
    told = say("A ratio of 100 makes kappa 100² / (1 - correlation²)")
    expected = 100**2 / (1 - np.corrcoef(base.T)[0, 1] ** 2)
    yield Claim.near(told, kappa, expected, relative=1e-3, source="exact to first order")
    told = say("A mean of 10 standard deviations makes kappa (10² + 2)² - 2")
    yield Claim.near(told, shifted, 102**2 - 2, relative=1e-6, source="exact to first order")
    told = say("Steps are nearly, and never more than, kappa times ln(1000)")
    yield Claim.between(told, steps / (kappa * math.log(1000)), 0.8, 1, source="exact")
    told = say("Standardized inputs take few steps, whatever was wrong")
    yield Claim.below(told, most, 40, source="measured here: kappa is (1 + c) / (1 - c)")
