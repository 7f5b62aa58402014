"""Positive definite means uphill in every direction, and the diagonal does not tell

A symmetric matrix A makes a landscape, x^T A x / 2. If all eigenvalues are positive, it rises from
the origin in every direction, which makes a minimum; with one negative eigenvalue there is a way
down, and the origin is a saddle, from which gradient descent leaves. The diagonal only tells about
the two axes: the matrix with 1 and 1 on it and 2 beside has -1 and 3 for eigenvalues.

Eigenvalues need not be computed to know: all leading minors are positive, or a Cholesky factor
exists, in the same cases. And a matrix times its own transpose never leads down. Make the number
`beside` smaller than the diagonal, and the saddle becomes a minimum.
"""

import math
from dataclasses import dataclass

import torch

from quizapp.lab import (
    Axis,
    Bars,
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
    """The matrix [[a, beside], [beside, c]], and random ones that are tested."""

    a: float = knob(1.0, low=-3.0, high=3.0, step=0.5, help="top left, on the diagonal")
    beside: float = knob(2.0, low=-3.0, high=3.0, step=0.5, help="the number off the diagonal")
    c: float = knob(1.0, low=-3.0, high=3.0, step=0.5, help="bottom right, on the diagonal")
    size: int = knob(3, low=2, high=6, step=1, help="rows of the random matrices")
    lift: float = knob(1.0, low=0.0, high=3.0, step=0.5, help="added to their diagonals")
    runs: int = knob(1000, low=100, high=4096, step=2, help="starts of descent; random matrices")


SMALL = {"runs": 300}
STEPS, RATE, EDGE = 100, 0.1, 2.0  # of descent; the landscape is shown from -EDGE to EDGE
TRIED, FEW = 3600, 6  # directions, every tenth of a degree; paths that are drawn


def lowest(matrix):
    """The obvious way: the smallest x^T A x over many directions x."""
    (a, b), (_, c) = matrix.tolist()
    heights = []
    for i in range(TRIED):
        x, y = math.cos(math.tau * i / TRIED), math.sin(math.tau * i / TRIED)
        heights.append(a * x * x + 2 * b * x * y + c * y * y)
    return min(heights)


def height(matrix, points):
    """The landscape at points [2, N] -> [N]."""
    return (points * (matrix @ points)).sum(0) / 2


def tests(matrices):
    """Which symmetric matrices [R, n, n] pass as positive definite: four tests, [4, R]."""
    sizes = range(1, matrices.shape[1] + 1)
    minors = [torch.linalg.det(matrices[:, :k, :k]) for k in sizes]  # of the corners, [R] each
    passed = [
        (matrices.diagonal(dim1=1, dim2=2) > 0).all(1),
        (torch.stack(minors) > 0).all(0),  # Sylvester's criterion
        torch.linalg.cholesky_ex(matrices).info == 0,
        (torch.linalg.eigvalsh(matrices) > 0).all(1),
    ]
    return torch.stack(passed)


def picture(matrix, paths, shares):
    """The landscape with paths of descent [step, 2, few], and the share that passes tests [4]."""
    side = torch.linspace(-EDGE, EDGE, 41, dtype=torch.float64)
    points = torch.cartesian_prod(side, side).T.flip(0)  # [2, 41 * 41]
    z, edges = height(matrix, points).view(41, 41), (-EDGE, EDGE)
    marks = [Heatmap(z, edges, edges), Contours(z, edges, edges, (-1.0, -0.25, 0.25, 1.0))]
    paths = paths.masked_fill(paths.abs().amax(1, keepdim=True) > EDGE, math.nan)
    marks += [Line(paths[:, 0, i], paths[:, 1, i]) for i in range(paths.shape[2])]
    names = [say("diagonal"), say("minors"), say("Cholesky"), say("eigenvalues")]
    panels = [
        Panel(marks, say("Descent from the circle")),
        Panel([Bars(names, shares)], say("Share that passes"), y=Axis(low=0, high=1)),
    ]
    least, most = torch.linalg.eigvalsh(matrix).tolist()
    says = say(
        "The eigenvalues are {least:.3g} and {most:.3g}; of random matrices {diagonal:.0%} have a "
        "positive diagonal, {definite:.0%} are positive definite.",
        least=least,
        most=most,
        diagonal=shares[0],
        definite=shares[3],
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Test random matrices, then let points descend on the landscape."""
    rng, number = torch.Generator().manual_seed(lab.seed), {"dtype": torch.float64}
    matrix = torch.tensor([[knobs.a, knobs.beside], [knobs.beside, knobs.c]], **number)
    noise = torch.randn(knobs.runs, knobs.size, knobs.size, generator=rng, **number)  # [R, n, n]
    noise, one = noise.to(lab.device), torch.eye(knobs.size, device=lab.device, **number)
    passed = tests((noise + noise.mT) / 2 + knobs.lift * one)  # [4, R]
    shares = passed.double().mean(1).tolist()
    differ = float((passed[1:] != passed[3]).any(0).double().mean())
    squares = float(torch.linalg.eigvalsh(noise.mT @ noise).min())

    points = torch.randn(2, knobs.runs, generator=rng, **number)
    points, slope = (points / points.norm(dim=0)).to(lab.device), matrix.to(lab.device)
    paths = [points[:, :FEW]]
    for step in range(STEPS):
        points = points - RATE * (slope @ points)  # the gradient of x^T A x / 2 is A x
        paths.append(points[:, :FEW])
        if lab.frame_due() or step == STEPS - 1:
            yield picture(matrix, torch.stack(paths).cpu(), shares)
            yield Progress((step + 1) / STEPS, say("{n} points descend", n=knobs.runs))
    below = float((height(slope, points) < -1e-12).double().mean())
    yield from about_landscape(matrix, below)
    yield from about_tests(knobs, shares, differ, squares)


def about_landscape(matrix, below):
    """Whether the smallest eigenvalue tells the lowest direction, and where descent ends."""
    least, low = float(torch.linalg.eigvalsh(matrix)[0]), lowest(matrix)
    yield Metric("least_eigenvalue", least, label=say("smallest eigenvalue"))
    yield Metric("lowest", low, label=say("smallest x^T A x on the unit circle"))
    yield Metric("below", below, label=say("starts from which descent ends below the origin"))
    text = say("The lowest direction is as low as the smallest eigenvalue")
    step = 12 * (math.tau / TRIED) ** 2  # at a minimum the error is of second order
    source = "exact: Rayleigh; up to a step of a tenth of a degree"
    yield Claim.near(text, low, least, absolute=step, source=source)
    text = say("Descent ends below the origin if that is negative, else never")
    yield Claim.near(text, below, float(least < -1e-9), absolute=0.02, source="exact: a saddle")


def about_tests(knobs, shares, differ, squares):
    """What the tests say about random matrices, and about their squares."""
    n, fooled = knobs.size, shares[0] - shares[3]
    yield Metric("definite", shares[3], label=say("random matrices that are positive definite"))
    yield Metric("fooled", fooled, label=say("only the diagonal is positive"))
    yield Metric("differ", differ, label=say("where the other three tests differ"))
    yield Metric("square_least", squares, label=say("smallest eigenvalue of any square"))
    text = say("Minors, Cholesky and eigenvalues agree on {runs} matrices", runs=knobs.runs)
    yield Claim.near(text, differ, 0.0, absolute=0.0, source="exact: Sylvester's criterion")
    text = say("Many of {n} rows only have a positive diagonal: it does not tell", n=n)
    yield Claim.above(text, fooled, 0.1, source="measured here")
    text = say("A transpose times its matrix has no negative eigenvalue")
    source = "exact: x^T B^T B x is a sum of squares; up to rounding"
    yield Claim.above(text, squares, -1e-9, source=source)
