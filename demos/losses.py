"""With squared error, a sigmoid that is surely wrong hardly learns

A unit answers p = sigmoid(z), the truth is 0, and z starts above 0: the larger, the more surely
wrong. The slope of the cross-entropy is p, the error itself: the more wrong, the stronger
the pull. The slope of half the squared error is p times p (1 - p), and the flat end of the sigmoid
swallows it: it is never above 4/27, and for large z it is about exp(-z). So the number of steps
until p falls below 0.1 grows with z for the one, and with exp(z) for the other.

From z = 0, where networks usually begin, squared error is slower too, but only about 7 times. All
these numbers can be foreseen by adding up dz / slope. Turn `start` to see the gap open, and `rate`
up to see where steps become too coarse to add up.
"""

import math
from dataclasses import dataclass

import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Points, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """Where the units start and how they learn."""

    start: float = knob(8.0, low=1.0, high=9.0, step=1.0, help="largest z to start from")
    rate: float = knob(0.5, low=0.1, high=10.0, step=2, help="learning rate")
    goal: float = knob(0.1, low=0.01, high=0.4, step=0.05, help="an answer is right below this")
    steps: int = knob(20000, low=100, high=50000, step=2, help="steps after which to give up")


SMALL = {"start": 6.0}
STARTS = 17  # values of z to start from, 0 to the largest


def steps_of_one(z, squared, knobs):
    """The obvious way: one unit walks until its answer is right."""
    for step in range(knobs.steps + 1):
        p = 1 / (1 + math.exp(-z))
        if p < knobs.goal:
            return step
        z -= knobs.rate * (p * p * (1 - p) if squared else p)
    return math.inf


def slopes(z):
    """Slopes of cross-entropy and of half the squared error for the truth 0: [2, S] by z [2, S]."""
    p = torch.sigmoid(z)
    return torch.stack([p[0], p[1] * p[1] * (1 - p[1])])


def slopes_of_library(z):
    """The same from the library's losses by its autograd."""
    z = z.clone().requires_grad_()
    truth = torch.zeros_like(z[0])
    cross = F.binary_cross_entropy_with_logits(z[0], truth, reduction="sum")
    squared = F.mse_loss(torch.sigmoid(z[1]), truth, reduction="sum") / 2
    return torch.autograd.grad(cross + squared, z)[0]


def expected_steps(z, knobs):
    """The integral of dz / slope from the goal to z, divided by the rate: [2, S] for z [S]."""

    def integral(z):  # 1 / slope is 1 + exp(-z), and 3 + 3 exp(-z) + exp(-2z) + exp(z)
        cross = z - torch.exp(-z)
        return torch.stack([cross, 3 * cross - torch.exp(-2 * z) / 2 + torch.exp(z)])

    goal = torch.full_like(z, math.log(knobs.goal / (1 - knobs.goal)))
    return (integral(z) - integral(goal)) / knobs.rate


def picture(starts, taken, expected):
    """The slopes by z, and the steps taken and expected from each start, [2, S]."""
    z = torch.linspace(-6, 8, 141, dtype=torch.float64)
    cross, squared = slopes(z.expand(2, -1))
    pull = [Line(z, cross, say("cross-entropy")), Line(z, squared, say("squared error"))]
    taken = torch.where(taken.isinf(), math.nan, taken).cpu()
    walks = [
        Line(starts, expected[0], say("cross-entropy")),
        Line(starts, expected[1], say("squared error")),
        Points(starts, taken[0], say("taken")),
        Points(starts, taken[1]),
    ]
    right = taken.isfinite().sum(1).tolist()
    says = say(
        "Of {n} units {cross} are right with cross-entropy, the last after {a:.0f} steps, and "
        "{squared} with squared error, the last after {b:.0f}.",
        n=STARTS,
        cross=right[0],
        a=float(taken[0].nan_to_num().max()),
        squared=right[1],
        b=float(taken[1].nan_to_num().max()),
    )
    start, count = Axis(say("z at the start")), Axis(say("steps"), log=True)
    panels = [
        Panel(pull, say("Slope of the loss"), Axis(say("z, wrong above 0"))),
        Panel(walks, say("Steps until right"), start, count),
    ]
    return Figure(panels, says)


def run(knobs, lab):
    """Let units walk from all starts at once, with both losses."""
    number = {"dtype": torch.float64, "device": lab.device}
    starts = torch.linspace(0, knobs.start, STARTS, **number)  # [S]
    expected = expected_steps(starts, knobs)  # [2, S]
    z = starts.repeat(2, 1)  # [2, S]
    taken = torch.full_like(z, math.inf)
    for step in range(knobs.steps + 1):
        right = torch.sigmoid(z) < knobs.goal
        taken = torch.where(right & taken.isinf(), float(step), taken)
        if step % 100 == 0:
            yield Progress(step / knobs.steps, say("{n} steps", n=step))
            if lab.frame_due():
                yield picture(starts, taken, expected)
            if taken.isfinite().all():
                break
        z = z - knobs.rate * slopes(z)
    yield picture(starts, taken, expected)

    few = range(0, STARTS, 4)
    alone = [[steps_of_one(float(starts[k]), loss, knobs) for k in few] for loss in (False, True)]
    differ = int((taken[:, ::4].cpu() != torch.tensor(alone)).sum())
    wide = torch.linspace(-10, 10, 20001, **number).repeat(2, 1)
    gap = float((slopes(wide) - slopes_of_library(wide)).abs().max())
    bend = slopes(wide).diff(dim=1).amin(1) / 0.001  # [2], least second derivatives
    yield from conclude(knobs, taken, expected, differ, gap, float(slopes(wide)[1].max()), bend)


def conclude(knobs, taken, expected, differ, gap, steepest, bend):
    """What was measured, and which claims hold."""
    ratios = taken[1] / taken[0]  # [S]
    yield Metric("cross_steps", float(taken[0, -1]), label=say("steps with cross-entropy"))
    yield Metric("squared_steps", float(taken[1, -1]), label=say("steps with squared error"))
    yield Metric("ratio", float(ratios[-1]), label=say("times as many, from the largest z"))
    yield Metric("ratio_at_0", float(ratios[0]), label=say("times as many, from z = 0"))
    yield Metric("steepest", steepest, label=say("largest slope of squared error"))
    yield Metric("bend", float(bend[1]), label=say("least second derivative of squared error"))

    told = say("All units at once take the steps of one")
    yield Claim.near(told, differ, 0, source="exact: the same walk")
    told = say("The slopes p and p p (1 - p) are those of the library")
    yield Claim.below(told, gap, 1e-12, source="exact: the chain rule")
    told = say("Squared error never pulls harder than 4/27, at p = 2/3")
    yield Claim.near(told, steepest, 4 / 27, absolute=1e-6, source="exact: where its slope is flat")
    told = say("Squared error is not convex in z")
    yield Claim.below(told, float(bend[1]), -0.05, source="exact: p p (1 - p) (2 - 3 p) < 0")
    away = float(((taken - expected) / expected).abs().max())
    told = say("Every walk is as long as the integral of dz / slope says, to 10 %")
    yield Claim.below(told, away, 0.1, source="exact for short steps: dz = rate x slope")
    told = say("From z = 0 squared error takes 4 to 10 times as many steps")
    yield Claim.between(told, float(ratios[0]), 4, 10, source="measured here; the integral says so")
    told = say("From z = {z:g} it takes over 20 times as many", z=knobs.start)
    yield Claim.above(told, float(ratios[-1]), 20, source="measured here; the integral says so")
