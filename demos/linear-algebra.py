"""A matrix makes an ellipse of a circle, and its singular values are the half axes

Whatever four numbers stand in it, a 2x2 matrix maps the unit circle to an ellipse. Its longest and
shortest radius are the singular values, which need not be the eigenvalues. Its area grows by the
determinant; a negative one turns the picture over, and 0 leaves only a line.

Multiply vectors by the transpose times the matrix, again and again: all turn to the direction that
is stretched most, the sooner the more the half axes differ. Try a rotation such as 0, -1, 1, 0.
"""

import math
from dataclasses import dataclass

import torch

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Points, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """The matrix [[a, b], [c, d]], and the vectors that it turns."""

    a: float = knob(2.0, low=-3.0, high=3.0, step=0.5, help="top left")
    b: float = knob(1.0, low=-3.0, high=3.0, step=0.5, help="top right")
    c: float = knob(0.0, low=-3.0, high=3.0, step=0.5, help="bottom left")
    d: float = knob(1.0, low=-3.0, high=3.0, step=0.5, help="bottom right")
    steps: int = knob(20, low=5, high=100, step=5, help="steps of the power iteration")
    runs: int = knob(1000, low=10, high=4096, step=2, help="vectors that start at random")


SMALL = {"runs": 200}
TRIED = 3600  # directions, every tenth of a degree
EARLY = 3  # steps after which the speed is taken, long before there are only rounding errors


def radii(matrix):
    """The obvious way to the half axes: try many directions, keep the longest and the shortest."""
    (a, b), (c, d) = matrix.tolist()
    lengths = []
    for i in range(TRIED):
        x, y = math.cos(math.tau * i / TRIED), math.sin(math.tau * i / TRIED)
        lengths.append(math.hypot(a * x + b * y, c * x + d * y))
    return max(lengths), min(lengths)


def area(corners):
    """The area within a polygon [2, N], negative if it runs clockwise (shoelace formula)."""
    x, y = corners
    return float((x * y.roll(-1) - y * x.roll(-1)).sum()) / 2


def one_step(vector, matrix):
    """A step of the power iteration for one vector [2], a number at a time."""
    for rows in (matrix, matrix.T):
        vector = [sum(row[i] * vector[i] for i in range(2)) for row in rows]
    length = math.hypot(*vector)
    return torch.stack(vector) / length


def all_step(vectors, matrix):
    """The same for all vectors [2, R] at once."""
    vectors = matrix.T @ (matrix @ vectors)
    return vectors / vectors.norm(dim=0)


def off_axis(vectors, axes):
    """The tangents of the angles between vectors [2, R] and the first row of axes [2, 2], [R]."""
    along, across = axes @ vectors
    return (across / along).abs()


def picture(circle, image, vectors, tangents):
    """The circle [2, N], its image, where the vectors point, and their angles [step, 2]."""
    edge = 1.05 * max(1.0, float(image.norm(dim=0).max()))
    side = Axis(low=-edge, high=edge)  # the same for x and y, so that a circle looks like one
    shapes = [
        Line(*circle, say("circle")),
        Line(*image, say("its image")),
        Points(*vectors[:, :30].cpu(), say("vectors")),
    ]
    steps = range(len(tangents))
    angles = [
        Line(steps, tangents[:, 1], say("worst vector")),
        Line(steps, tangents[:, 0], say("median")),
    ]
    tangent = Axis(say("tangent of the angle"), log=True, low=1e-16)
    panels = [
        Panel(shapes, say("The unit circle"), side, side),
        Panel(angles, say("Off the long axis"), Axis(say("steps")), tangent),
    ]
    says = say(
        "The ellipse has {ratio:.3g} times the area of the circle; after {n} steps the worst of "
        "{runs} vectors is off its long axis by {off:.1g}.",
        ratio=abs(area(image) / area(circle)),
        n=len(tangents) - 1,
        runs=vectors.shape[1],
        off=float(tangents[-1, 1]),
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Map the circle, and let vectors turn to the direction that is stretched most."""
    rng = torch.Generator().manual_seed(lab.seed)
    matrix = torch.tensor([[knobs.a, knobs.b], [knobs.c, knobs.d]], dtype=torch.float64)
    _, singular, axes = torch.linalg.svd(matrix)  # [2], longest first; the rows of axes [2, 2]
    angles = torch.linspace(0, math.tau, 121, dtype=torch.float64)[:-1]
    circle = torch.stack([angles.cos(), angles.sin()])  # [2, N]
    image = matrix @ circle
    yield from about_shape(matrix, singular, area(image) / area(circle))

    vectors = torch.randn(2, knobs.runs, dtype=torch.float64, generator=rng)
    vectors = vectors / vectors.norm(dim=0)
    alone = torch.stack([one_step(vector, matrix) for vector in vectors.T[:2]], dim=1)  # [2, 2]
    gap = float((alone - all_step(vectors[:, :2], matrix)).abs().max())
    vectors, axes, factor = vectors.to(lab.device), axes.to(lab.device), matrix.to(lab.device)
    tangents, levels = [], torch.tensor([0.5, 1.0], dtype=torch.float64, device=lab.device)
    for step in range(knobs.steps + 1):
        tangents.append(off_axis(vectors, axes))  # [R]
        if lab.frame_due() or step == knobs.steps:
            curves = torch.stack(tangents).quantile(levels, dim=1).T.cpu()  # [step + 1, 2]
            yield picture(circle, image, vectors, curves)
            yield Progress(step / knobs.steps, say("{n} vectors turn", n=knobs.runs))
        vectors = all_step(vectors, factor)
    speed = float((tangents[EARLY] / tangents[0]).median()) ** (1 / EARLY)
    yield from about_turning(knobs, singular, gap, speed, float(curves[-1, 1]))


def about_shape(matrix, singular, growth):
    """What the determinant, the eigenvalues and the singular values tell of the ellipse."""
    (long, short), det = radii(matrix), float(torch.linalg.det(matrix))
    eigen = torch.linalg.eigvals(matrix).abs().max()
    yield Metric("det", det, label=say("determinant"))
    yield Metric("growth", growth, label=say("growth of the area, negative if turned over"))
    yield Metric("singular_1", float(singular[0]), label=say("first singular value"))
    yield Metric("singular_2", float(singular[1]), label=say("second singular value"))
    yield Metric("eigen_1", float(eigen), label=say("largest size of an eigenvalue"))
    text = say("The area grows by the determinant, signed")
    yield Claim.near(text, growth, det, absolute=1e-9, source="exact: so it is for every triangle")
    step = float(singular[0]) * math.tau / TRIED + 1e-9
    source = "exact: the singular value decomposition; up to one step of a tenth of a degree"
    text = say("The longest radius is the first singular value")
    yield Claim.near(text, long, float(singular[0]), absolute=step, source=source)
    text = say("The shortest radius is the second")
    yield Claim.near(text, short, float(singular[1]), absolute=step, source=source)


def about_turning(knobs, singular, gap, speed, worst):
    """How fast the power iteration turns vectors, and whether all of them get there."""
    yield Metric("speed", speed, label=say("factor of the tangent, each step"))
    yield Metric("worst", worst, label=say("tangent of the worst vector in the end"))
    yield Metric("step_gap", gap, label=say("one vector at a time against all at once"))
    text = say("Vectors turn alone as they turn together")
    yield Claim.below(text, gap, 1e-12, source="exact: the same sums")
    ratio, source = float(singular[1] / singular[0]) ** 2, "exact: the ratio of the eigenvalues"
    text = say("Each step shrinks the tangent by the square of the half axes' ratio")
    yield Claim.near(text, speed, ratio, absolute=1e-5, source=source)
    text = say("After {steps} steps all of {n} vectors are there", steps=knobs.steps, n=knobs.runs)
    source = "exact: the tangent shrinks by the same factor each step"
    yield Claim.below(text, worst, 1e-6, source=source)
