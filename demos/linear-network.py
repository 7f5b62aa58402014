"""A linear network has no bad minimum: wherever else its slope is zero, it is on a saddle

Two layers without an activation function compute one matrix, a product, yet their loss is not a
bowl. Fitted to a matrix S it has many critical points: keep any of the singular values of S,
as many as fit through the hidden layer, and drop the others. All can be written down, and the
directions down can be counted. Only the point that keeps the largest ones has none. So here, as
hardly anywhere else, it is known that training ends at the best (Baldi and Hornik 1989).

From a small start descent falls in steps: it learns one singular value, waits at the saddle that
keeps it, and goes on to the next (Saxe et al. 2014). Start smaller with `scale` and it waits
longer; narrow the hidden layer with `rank`.
"""

from dataclasses import dataclass
from itertools import combinations

import torch

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Points, Progress, Rule, knob, say


@dataclass(frozen=True)
class Knobs:
    """The network and how it is trained."""

    rank: int = knob(3, low=1, high=5, step=1, help="units of the hidden layer")
    scale: float = knob(1e-4, low=1e-6, high=1.0, step=10, help="standard deviation at the start")
    runs: int = knob(256, low=16, high=4096, step=2, help="starts")
    steps: int = knob(1000, low=100, high=5000, step=2, help="steps of descent at rate 0.02")


SMALL = {"runs": 32}
SINGULAR = [4.0, 3.0, 2.0, 1.0, 0.5]  # singular values of S; turning S changes nothing else
N = len(SINGULAR)
TARGET = torch.tensor(SINGULAR, dtype=torch.float64).diag()  # S [N, N]


def errors(w):
    """What all networks w [E, 2, N, R] miss: the products A B^T minus S, [E, N, N]."""
    return w[:, 0] @ w[:, 1].mT - TARGET.to(w)


def losses(w):
    """Half the squared errors [E]."""
    return errors(w).square().sum((1, 2)) / 2


def slopes(w):
    """The derivatives of the losses, by hand: [E, 2, N, R]."""
    e = errors(w)  # [E, N, N]
    return torch.stack([e @ w[:, 1], e.mT @ w[:, 0]], dim=1)


def curvatures(w):
    """The second derivatives by all P weights, by hand: [E, P, P].

    A step dA, dB changes the product by dA B^T + A dB^T at first and by dA dB^T to second order.
    """
    p = w[0].numel()
    da, db = torch.eye(p).to(w).view(p, *w.shape[1:]).unbind(1)  # [P, N, R] each, one weight a step
    first = da @ w[:, None, 1].mT + w[:, None, 0] @ db.mT  # [E, P, N, N]
    second = torch.einsum("eij,pir,qjr->epq", errors(w), da, db)  # [E, P, P]
    return first.flatten(2) @ first.flatten(2).mT + second + second.mT


def critical_points(rank):
    """The networks that keep at most so many singular values and drop the others [C, 2, N, R]."""
    kept = [keep for size in range(rank + 1) for keep in combinations(range(N), size)]
    w = torch.zeros(len(kept), 2, N, rank, dtype=torch.float64)
    for point, keep in zip(w, kept, strict=True):
        for unit, which in enumerate(keep):
            point[:, which, unit] = SINGULAR[which] ** 0.5  # the same in A and B
    return w


def run(knobs, lab):
    """Write down all critical points and count directions down, then descend from many starts."""
    points = critical_points(knobs.rank)  # [C, 2, N, R]
    heights = losses(points)  # [C]
    down = (torch.linalg.eigvalsh(curvatures(points)) < -1e-9).sum(1)  # [C]
    rng = torch.Generator().manual_seed(lab.seed)
    w = torch.randn(knobs.runs, 2, N, knobs.rank, generator=rng, dtype=torch.float64)
    w = knobs.scale * w.to(lab.device)
    curve = []  # [T][E]
    for step in range(knobs.steps + 1):
        curve.append(losses(w))
        if lab.frame_due() or step == knobs.steps:
            yield picture(knobs, heights, down, torch.stack(curve).cpu())
            yield Progress(step / knobs.steps, say("descending from {n} starts", n=knobs.runs))
        w = w - 0.02 * slopes(w)
    yield from about_points(points, heights, down, knobs.rank)
    yield from about_descent(knobs, torch.stack(curve).cpu())


def about_points(points, heights, down, rank):
    """Whether the points [C] are critical, and which of them are minima."""
    minima, lowest = int((down == 0).sum()), float(heights[down.argmin()])
    order = float(torch.corrcoef(torch.stack([heights, down]))[0, 1])
    yield Metric("points", len(points), label=say("critical points"))
    yield Metric("minima", minima, label=say("of these, without a direction down"))
    yield Metric("order", order, label=say("correlation of loss and directions down"))
    one = points[-1] + 0.1
    library = torch.autograd.functional.hessian(lambda w: losses(w[None])[0], one)
    gap = float((curvatures(one[None])[0] - library.view(one.numel(), -1)).abs().max())
    text = say("Second derivatives by hand are those of automatic derivatives")
    yield Claim.below(text, gap, 1e-9, source="exact: the loss is a polynomial")
    text = say("At all {n} points the slope is zero", n=len(points))
    steepest = float(slopes(points).abs().max())
    yield Claim.below(
        text, steepest, 1e-12, source="exact: Baldi and Hornik, Neural Networks 2, 1989"
    )
    text = say("One of them is a minimum, the others are saddles")
    source = "exact: Baldi and Hornik, Neural Networks 2, 1989"
    yield Claim.near(text, minima, 1, absolute=0, source=source)
    text = say("It keeps the {n} largest singular values", n=rank)
    yield Claim.near(
        text, lowest, best(rank), absolute=1e-12, source="exact: Eckart and Young 1936"
    )


def about_descent(knobs, curve):
    """Where descent ended: losses after every step [T, E]."""
    goal = best(knobs.rank)
    reached = float((curve[-1] - goal < 1e-6).double().mean())
    waits = float((curve > goal + 0.01).sum(0).double().median())
    yield Metric("end_loss", curve[-1].median(), label=say("loss at the end, median start"))
    yield Metric("reached", reached, label=say("share of starts that end at the minimum"))
    yield Metric("wait", waits, "steps", say("until it is almost reached, median start"))
    text = say("All {n} starts are there after {t} steps", n=knobs.runs, t=knobs.steps)
    source = "measured here; Lee et al. 2016: descent almost never ends on such a saddle"
    yield Claim.near(text, reached, 1, absolute=0, source=source)


def best(rank):
    """The loss of the best matrix of this rank: half the squares of the singular values dropped."""
    return sum(value**2 for value in SINGULAR[rank:]) / 2


def picture(knobs, heights, down, curve):
    """The losses of some starts over the steps [T, E], and all critical points by loss [C]."""
    steps = range(len(curve))
    lines = [Line(steps, curve[:, i]) for i in range(3)]
    levels = [Rule(best(n), say("{n} kept", n=n)) for n in range(knobs.rank + 1)]
    panels = [
        Panel([*lines, *levels], say("Loss of three starts"), Axis(say("steps")), Axis(low=0)),
        Panel(
            [Points(heights, down)],
            say("Critical points"),
            Axis(say("loss")),
            Axis(say("directions down")),
        ),
    ]
    says = say(
        "After {steps} steps the median loss is {loss:.4g}; the minimum has {best:.4g}.",
        steps=len(curve) - 1,
        loss=float(curve[-1].median()),
        best=best(knobs.rank),
    )
    return Figure(panels, says)
