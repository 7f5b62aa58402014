"""In many dimensions nearly every critical point is a saddle, and the low ones are minima

Where the slope is zero, the curvature decides: it is a minimum if it bends up in all directions.
In one dimension that takes one sign. In n dimensions n signs must agree, and the eigenvalues of a
random matrix agree more rarely still than n coins, since they repel one another. So of all points
where descent could stop, hardly any are minima (Dauphin et al. 2014).

Landscapes of random waves show it: Newton's method searches them for critical points. On the map
of one in 2 dimensions, minima lie in valleys, maxima on hills, saddles in between. In 8 dimensions
the second panel orders them: the fewer directions lead down, the lower the point. Real losses are
no random waves; try few `waves` and see what stays.
"""

import math
from dataclasses import dataclass

import torch

from quizapp.lab import (
    Axis,
    Claim,
    Contours,
    Figure,
    Heatmap,
    Metric,
    Panel,
    Points,
    Progress,
    knob,
    say,
)


@dataclass(frozen=True)
class Knobs:
    """What the landscapes are made of, and how many points and matrices are looked at."""

    waves: int = knob(100, low=20, high=400, step=2, help="waves that make a landscape")
    runs: int = knob(
        1000, low=50, high=4096, step=2, help="starts of the search in every landscape"
    )
    matrices: int = knob(
        20000, low=5000, high=200000, step=2, help="random matrices to compare with"
    )


SMALL = {"runs": 250, "matrices": 10000}
DIMENSIONS = [2, 4, 6, 8]  # of the landscapes
SIDE = 10.0  # searches start in a square, cube, ... of this side
SEARCH = 40  # steps of Newton's method


def height(k, a, x):
    """A landscape of M waves with directions k [M, D] and phases a [M], at places x [..., D]."""
    return math.sqrt(2 / len(k)) * torch.cos(x @ k.T + a).sum(-1)


def bends(k, a, x):
    """By hand, at all places x [S, D] at once: slopes [S, D] and curvatures [S, D, D]."""
    scale, angle = math.sqrt(2 / len(k)), x @ k.T + a  # [S, M]
    squares = k[:, :, None] * k[:, None, :]  # [M, D, D]
    curvatures = -scale * angle.cos() @ squares.flatten(1)  # [S, D * D]
    return -scale * angle.sin() @ k, curvatures.unflatten(1, squares.shape[1:])


def newton(k, a, x, caution):
    """A step of all searches [S, D] to where the slope should be zero, shorter with caution [S, 1].

    A step that makes the slope steeper is not taken, and the next one is shorter.
    """
    slopes, curvatures = bends(k, a, x)
    shorten = caution[:, :, None] * torch.eye(x.shape[1]).to(x)  # [S, D, D]
    bent = curvatures @ curvatures + shorten
    moved = x - torch.linalg.solve(bent, curvatures @ slopes[:, :, None])[:, :, 0]
    better = bends(k, a, moved)[0].norm(dim=1, keepdim=True) < slopes.norm(dim=1, keepdim=True)
    caution = torch.where(better, caution / 4, caution * 4).clamp(1e-14, 1e3)
    return torch.where(better, moved, x), caution


def run(knobs, lab):
    """Search a landscape of each dimension for critical points, then compare with chance."""
    rng = torch.Generator().manual_seed(lab.seed)
    found = {}  # by dimension: places [C, D], heights [C] and how many directions lead down [C]
    plane = None
    for n in DIMENSIONS:
        k = torch.randn(knobs.waves, n, generator=rng, dtype=torch.float64).to(lab.device)
        a = 2 * math.pi * torch.rand(knobs.waves, generator=rng, dtype=torch.float64).to(lab.device)
        x = SIDE * torch.rand(knobs.runs, n, generator=rng, dtype=torch.float64).to(lab.device)
        plane = (k, a) if n == DIMENSIONS[0] else plane  # the landscape on the map
        caution = torch.full_like(x[:, :1], 0.1)
        for step in range(SEARCH):
            x, caution = newton(k, a, x, caution)
            if lab.frame_due() or step == SEARCH - 1:
                slopes, curvatures = bends(k, a, x)
                down = (torch.linalg.eigvalsh(curvatures) < 0).sum(1)  # [S]
                flat = slopes.norm(dim=1) < 1e-8  # [S], or it is still on its way
                found[n] = [each[flat].cpu() for each in (x, height(k, a, x), down)]
                yield picture(*plane, found)
                done = (DIMENSIONS.index(n) + step / SEARCH) / len(DIMENSIONS)
                yield Progress(done, say("searching in {n} dimensions", n=n))
    (slopes, curvatures), autograd = bends(k, a, x[:1]), torch.autograd.functional
    slope = autograd.jacobian(lambda place: height(k, a, place), x[0])  # [D]
    curvature = autograd.hessian(lambda place: height(k, a, place), x[0])  # [D, D]
    gap = float(max((slopes[0] - slope).abs().max(), (curvatures[0] - curvature).abs().max()))
    text = say("Slopes and curvatures by hand are those of automatic derivatives")
    yield Claim.below(text, gap, 1e-9, source="exact: derivatives of a sum of cosines")
    yield from measured(found)
    square = torch.randn(knobs.matrices, 3, 3, generator=rng)
    factored = torch.linalg.cholesky_ex(square + square.mT).info == 0  # works if all are positive
    chance, exact = float(factored.double().mean()), (math.pi - math.sqrt(8)) / (4 * math.pi)
    yield Metric("chance_3", chance, label=say("random matrices with 3 positive eigenvalues"))
    text = say("Of {n} random matrices 2.5 % have 3 positive eigenvalues, not 1/8", n=len(square))
    source = "exact: Dean and Majumdar, Physical Review Letters 97, 2006; five standard errors"
    error = math.sqrt(exact * (1 - exact) / len(square))
    yield Claim.near(text, chance, exact, absolute=5 * error, source=source)


def measured(found):
    """Which shares of the critical points are minima, and how low points differ from high ones."""
    for n, (_, _, down) in found.items():
        share = float((down == 0).double().mean())
        yield Metric(f"minima_{n}", share, label=say("minima in {n} dimensions", n=n))
    _, heights, down = found[DIMENSIONS[-1]]
    order = float(torch.corrcoef(torch.stack([heights, down]))[0, 1])
    yield Metric("order", order, label=say("correlation of height and directions down"))
    text = say("In 8 dimensions hardly any of {n} critical points is a minimum", n=len(down))
    source = "measured here; Newton's method does not find all points equally often"
    yield Claim.below(text, share, 0.05, source=source)
    text = say("In 8 dimensions, the fewer directions lead down, the lower the point")
    source = "measured here; Bray and Dean, Physical Review Letters 98, 2007"
    yield Claim.above(text, order, 0.6, source=source)


def picture(k, a, found):
    """The landscape in 2 dimensions with its critical points, and heights in the latest one."""
    side, area = torch.linspace(0, SIDE, 60).to(k), ((0, SIDE), (0, SIDE))
    surface = height(k, a, torch.stack(torch.meshgrid(side, side, indexing="xy"), 2)).cpu()
    marks = [Heatmap(surface, *area), Contours(surface, *area, [-1, 0, 1])]
    places, _, down = found[2]
    inside = ((places > 0) & (places < SIDE)).all(1)
    for kind, name in enumerate((say("minima"), say("saddles"), say("maxima"))):
        marks.append(Points(*places[inside & (down == kind)].T, name))
    n = max(found)
    title, ways = say("Heights in {n} dimensions", n=n), Axis(say("directions down"), low=0, high=n)
    panels = [
        Panel(marks, say("A landscape in 2 dimensions")),
        Panel([Points(found[n][2], found[n][1])], title, ways),
    ]
    share = float((found[n][2] == 0).double().mean())
    says = say("In {n} dimensions {share:.1%} of critical points are minima.", n=n, share=share)
    return Figure(panels, says)
