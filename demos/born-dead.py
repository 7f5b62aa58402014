"""Deep and narrow ReLU networks are often born dead: they say the same to every input

If all units of one layer are 0 for an input, so is all that follows, and the answer no longer
depends on it. A single unit is 0 for half of all random weights, all n units of a layer for
1 in 2^n: rare, but every layer is a new chance to die. So depth kills narrow networks even before
the first step of training, and width saves them.

The input is one number and units have no bias at first, so that a network is 0 for all positive
numbers or for none, and likewise for negative ones. Turn `depth` up, and `bias`: a positive one
saves some, but they too may end up with the same answer to everything.
"""

from dataclasses import dataclass

import numpy as np
import torch

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Points, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """The networks."""

    depth: int = knob(15, low=3, high=40, step=5, help="hidden layers")
    bias: float = knob(0.0, low=0.0, high=2.0, step=0.1, help="first bias of every unit")
    runs: int = knob(2000, low=100, high=4096, step=2, help="networks of every width")


SMALL = {"runs": 500}
WIDTHS = (1, 2, 3, 4, 8)
INPUTS = (-10.0, -3.0, -1.0, -0.3, 0.3, 1.0, 3.0, 10.0)


def dies_at(weights, bias):
    """The obvious way: the first layer of one network that answers one thing to every input.

    Unit by unit, with weights [L, N, N]; L where there is no such layer.
    """
    answers = [[x] for x in INPUTS]
    for layer, rows in enumerate(weights):
        for k, units in enumerate(answers):  # the first layer has one input, the first column
            sums = [sum(w * h for w, h in zip(row, units, strict=False)) + bias for row in rows]
            answers[k] = [max(z, 0.0) for z in sums]
        if all(each == answers[0] for each in answers):
            return layer
    return len(weights)


def alive_through(weights, bias):
    """All networks at once, weights [L, R, N, N]: who still tells inputs apart, layer by layer."""
    h = weights.new_tensor(INPUTS).expand(weights.shape[1], 1, -1)  # [R, 1, 8]
    for layer, weight in enumerate(weights):
        weight = weight[..., :1] if layer == 0 else weight  # the first layer has one input
        h = torch.relu(torch.bmm(weight, h) + bias)  # [R, N, 8]
        yield (h != h[..., :1]).flatten(1).any(1)  # [R]


def picture(knobs, dead):
    """The share of dead networks [W, L] by layer, and what one unit in a layer makes exact."""
    layers = np.arange(1, knobs.depth + 1)
    marks = [Line(layers, row, say("width {n}", n=n)) for n, row in zip(WIDTHS, dead, strict=False)]
    marks.append(Points(layers, 1 - 0.5 ** (layers - 1), say("exact, width 1")))
    x, y = Axis(say("hidden layers")), Axis(low=0, high=1)
    says = say(
        "With {depth} hidden layers, {share:.1%} of networks with {n} units in each are born dead.",
        depth=knobs.depth,
        share=float(dead[-1][-1]),
        n=WIDTHS[len(dead) - 1],
    )
    return Figure([Panel(marks, say("Share of networks born dead"), x, y)], says)


def run(knobs, lab):
    """Send both inputs through networks of every width."""
    generator = torch.Generator().manual_seed(lab.seed)
    dead, wrong = [], 0
    for n in WIDTHS:
        numbers = torch.randn(knobs.depth, knobs.runs, n, n, generator=generator)
        weights = numbers.double() * (2 / n) ** 0.5  # He et al. 2015
        alone = [dies_at(each.tolist(), knobs.bias) for each in weights[:, :20].transpose(0, 1)]
        alive = torch.stack([*alive_through(weights.to(lab.device), knobs.bias)]).cpu()  # [L, R]
        wrong += int((alive[:, :20].sum(0) != torch.tensor(alone)).sum())
        dead.append(1 - alive.double().mean(1).numpy())
        yield picture(knobs, dead)
        yield Progress(len(dead) / len(WIDTHS), say("width {n}", n=n))
    yield from conclude(knobs, np.array(dead), wrong)


def conclude(knobs, dead, wrong):
    """How many are dead after each layer, [W, L]."""
    yield Metric(
        "wrong_alone", wrong, label=say("networks that die elsewhere when looked at alone")
    )
    told = say("Networks die at once where they die alone")
    yield Claim.between(told, wrong, 0, 0, source="exact: the same sums")
    for width, share in zip(WIDTHS, dead[:, -1], strict=True):
        yield Metric(f"dead_width_{width}", share, label=say("born dead with width {n}", n=width))
    layers, n = np.arange(knobs.depth), knobs.runs
    error = 2.5 / n**0.5  # five standard errors of a share, or less
    away = float(np.abs(dead[0] - (1 - 0.5**layers)).max())
    told = say("One unit wide, each layer but the first kills half of {n} networks", n=n)
    yield Claim.below(told, away, error, source="exact: a weight is positive or not; five errors")
    over = float((dead[1] - (1 - 0.75**layers)).max())
    told = say("Two units wide, each layer but the first kills 1 in 4 at most of {n} networks", n=n)
    yield Claim.below(told, over, error, source="Lu et al. 2020; five standard errors")
    told = say(
        "After {depth} layers of two most are dead, of eight next to none", depth=knobs.depth
    )
    yield Claim.above(told, dead[1, -1] - dead[-1, -1], 0.8, source="measured here")
