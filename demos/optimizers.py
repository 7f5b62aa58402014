"""No optimizer wins on every surface, even at its best learning rate

All optimizers step against the gradient. They differ in what they remember of earlier ones:
momentum and Nesterov add them up, AdaGrad and RMSProp divide by their size, Adam does both. Here
all roll down the same surfaces from the same starts. Each tries many learning rates, and the one
counts that brings it to the bottom, to stay there, in the fewest steps. Turn `surface` to see the
best ways over another one, and `memory` to change how much of the past is kept.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch

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
    """What is drawn, and what everybody may do."""

    surface: str = knob("valley", choices=("valley", "banana", "saddle"), help="surface drawn")
    steps: int = knob(1000, low=50, high=2000, step=50, help="steps that everybody may take")
    memory: float = knob(0.9, low=0.0, high=0.99, step=0.05, help="what momentum keeps in a step")
    rates: int = knob(41, low=5, high=160, step=2, help="learning rates tried, 0.0001 to 10")


SMALL = {"steps": 600, "rates": 25}
GOAL = 1e-4  # who stays so close to the lowest height is at the bottom
NAMES = ("GD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam")
SURFACES = {  # the height, the lowest one, the start, and the part that is drawn
    "valley": (lambda x, y: x**2 / 20 + y**2, 0, (-7, 2), ((-8, 4), (-3, 3))),
    "banana": (lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2, 0, (-1.5, 2), ((-2, 2), (-1, 3))),
    "saddle": (lambda x, y: x**2 - y**2 + y**4 / 4, -1, (1, 0.001), ((-1.5, 1.5), (-1, 2))),
}


def direction(name, g, past, size, t, memory):
    """Where to go in step t with the gradient g, and what to remember: tensors of any shape."""
    match name:
        case "GD":
            return g, past, size
        case "Momentum":
            past = memory * past + g
            return past, past, size
        case "Nesterov":  # as if the momentum had already moved it
            past = memory * past + g
            return g + memory * past, past, size
        case "AdaGrad":
            size = size + g**2
            return g / (size.sqrt() + 1e-8), past, size
        case "RMSProp":
            size = 0.99 * size + 0.01 * g**2
            return g / (size.sqrt() + 1e-8), past, size
        case "Adam":  # divides by how much of the sums has been filled since they began at 0
            past = memory * past + (1 - memory) * g
            size = 0.999 * size + 0.001 * g**2
            root = (size / (1 - 0.999**t)).sqrt() + 1e-8
            return past / (1 - memory**t) / root, past, size


def one_ball(name, rate, memory, steps):
    """The obvious way: one ball in the valley, whose slope is known. -> its place, [2]"""
    place, curvature = torch.tensor([[-7, 2], [0.1, 2]], dtype=torch.float64)
    past = size = torch.zeros_like(place)
    for t in range(1, steps + 1):
        move, past, size = direction(name, curvature * place, past, size, t, memory)
        place = place - rate * move
    return place


def roll(rates, memory, steps):
    """All at once: before each step the places [6, S, G, 2] and heights above the lowest one."""
    start = rates.new_tensor([start for _, _, start, _ in SURFACES.values()])  # [S, 2]
    p = start[:, None].repeat(6, 1, len(rates), 1)
    kept = [(torch.zeros_like(p[0]),) * 2] * 6  # what each optimizer remembers, [S, G, 2] twice
    for t in range(1, steps + 2):
        p.requires_grad_()
        each = zip(SURFACES.values(), p.unbind(1), strict=True)
        heights = torch.stack([f(*q.unbind(-1)) - low for (f, low, *_), q in each], 1)
        (g,) = torch.autograd.grad(heights.sum(), p)  # nobody's height depends on another's place
        yield p.detach(), heights.detach()
        moves = []
        for k, name in enumerate(NAMES):
            move, *kept[k] = direction(name, g[k], *kept[k], t, memory)
            moves.append(move)
        p = p.detach() - rates[:, None] * torch.stack(moves)


def picture(knobs, ahead, ways, heights):
    """Everybody's best way over the surface, places [6, T, 2], and its heights [6, T]."""
    height, low, _, area = SURFACES[knobs.surface]
    x, y = (np.linspace(*each, 80) for each in area)
    land = np.log10(height(x, y[:, None]) - low + 0.01)  # [80, 80]
    names = [say("{name}", name=name) for name in NAMES]
    marks = [Heatmap(land, *area), Contours(land, *area, np.linspace(-1.5, land.max(), 8))]
    marks += [Line(*way.T, name) for way, name in zip(ways, names, strict=True)]
    x, y = (Axis(name, low=low, high=high) for name, (low, high) in zip("xy", area, strict=True))
    left = Panel(marks, say("Best ways: {surface}", surface=knobs.surface), x, y)
    steps = np.arange(len(heights[0]))
    marks = [Line(steps, each, name) for each, name in zip(heights, names, strict=True)]
    right = Panel(marks, say("Height"), Axis(say("steps")), Axis(log=True, low=1e-9))
    says = say("After {t} steps {name} is ahead.", t=len(steps) - 1, name=NAMES[ahead])
    return Figure([left, right], says)


def run(knobs, lab):
    """Let everybody roll with every rate, and count how many steps the best one takes."""
    rates = torch.logspace(-4, 1, knobs.rates, dtype=torch.float64, device=lab.device)  # [G]
    shown, needed, everybody = list(SURFACES).index(knobs.surface), 0, torch.arange(6)
    ways, heights = [], []
    for t, (p, h) in enumerate(roll(rates, knobs.memory, knobs.steps)):
        needed = torch.where(h < GOAL, needed, t + 1)  # [6, S, G], steps until it stays there
        ways.append(p[:, shown])
        heights.append(h[:, shown])
        if t == knobs.steps or (t % 20 == 0 and lab.frame_due()):
            score = needed[:, shown] + (1 - 1 / (1 + heights[-1])).nan_to_num(1)  # lower wins ties
            best = everybody, slice(None), score.argmin(1)
            drawn = (torch.stack(each, 1)[best].cpu().numpy() for each in (ways, heights))
            yield picture(knobs, int(score.min(1)[0].argmin()), *drawn)
            yield Progress(t / knobs.steps, say("{n} balls roll", n=h.numel()))
    yield from conclude(knobs, torch.where(needed > knobs.steps, math.inf, needed).cpu().numpy())


def conclude(knobs, needed):
    """What the steps [6, S, G] say that everybody needs on each surface with each rate."""
    best, arrived = needed.min(2), np.isfinite(needed).sum((1, 2))  # [6, S], [6]
    for name, steps, count in zip(NAMES, best, arrived, strict=True):
        for surface, each in zip(SURFACES, steps, strict=True):
            label = say("{surface}: steps of {name} to the bottom", surface=surface, name=name)
            yield Metric(f"steps_{surface}_{name.lower()}", each, label=label)
        yield Metric(f"rates_{name.lower()}", count, label=say("rates that arrive: {n}", n=name))

    *_, (p, _) = roll(torch.tensor([0.1], dtype=torch.float64), knobs.memory, 50)
    alone = torch.stack([one_ball(name, 0.1, knobs.memory, 50) for name in NAMES])  # [6, 2]
    gap = float((alone - p[:, 0, 0]).abs().max())
    yield Metric("gap_alone", gap, label=say("distance from where one ball alone arrives"))
    yield Claim.below(say("All balls at once roll like one alone"), gap, 1e-9, source="exact")
    told = say("In the valley Adam needs more steps than GD")
    yield Claim.above(told, best[5, 0], best[0, 0], source="measured here")
    told = say("On the banana Adam arrives sooner than GD, if GD does within {n}", n=knobs.steps)
    yield Claim.below(told, best[5, 1], best[0, 1], source="measured here")
    told = say("None is first on every surface")
    yield Claim.above(told, len(set(best.argmin(0))), 1, source="measured here")
    told = say("With {n} learning rates on 3 surfaces Adam arrives most often", n=knobs.rates)
    yield Claim.above(told, arrived[5], arrived[:5].max(), source="measured here")
