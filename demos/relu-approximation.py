"""A sum of ReLUs is a curve of straight pieces

One ReLU is flat, has a kink, and is straight again. Add several and each changes the slope at
its own kink, so the sum is a polyline, and a polyline can be laid along any continuous curve.
With pieces of length h it misses a smooth curve by at most h²/8 times the largest second
derivative: twice the pieces, a quarter of the error. Without ReLUs only a straight line is left.

That such weights exist does not mean that training finds them. So networks with as many ReLUs
learn the curve from many starts at once. Add `pieces` and see how far they fall behind; give
them more `steps` and see how little that helps.
"""

import math
from collections import namedtuple
from dataclasses import dataclass

import torch

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Points, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """What is approximated, with how many pieces, and how networks are trained on it."""

    target: str = knob("square", choices=("square", "sine", "absolute"), help="x^2, sin(pi x), |x|")
    pieces: int = knob(8, low=1, high=128, step=2, help="straight pieces, one ReLU each")
    runs: int = knob(8, low=1, high=4096, step=2, help="starts of every size that is trained")
    steps: int = knob(1500, low=100, high=5000, step=2, help="training steps of every network")


SMALL = {"runs": 4, "steps": 500}
LADDER = [2, 4, 8, 16, 32, 64]  # polylines and networks of these sizes show the trend
# Curves from `low` to 1. `most` tells what n equal pieces miss at most: h²/8 · max|f''|, for |x|
# exactly; `line_mse` is the mean squared error of the best straight line, an integral.
Curve = namedtuple("Curve", "name low at most line_mse")
SQUARE = Curve("x^2", 0, torch.square, lambda n: 1 / (4 * n**2), 1 / 180)
SINE = Curve("sin(pi x)", -1, lambda x: (math.pi * x).sin(), lambda n: 4.9349 / n**2, 0.19604)
ABSOLUTE = Curve("|x|", -1, torch.abs, lambda n: n % 2 / n, 1 / 12)
CURVES = {"square": SQUARE, "sine": SINE, "absolute": ABSOLUTE}


def one_by_one(curve, pieces, x):
    """The obvious way: start at the curve's left end and add one ReLU after the other."""
    knots = torch.linspace(curve.low, 1, pieces + 1, dtype=x.dtype, device=x.device)  # [N + 1]
    heights = curve.at(knots)
    total, slope = heights[0], 0.0
    for i in range(pieces):
        wanted = (heights[i + 1] - heights[i]) / (knots[i + 1] - knots[i])
        total = total + (wanted - slope) * torch.relu(x - knots[i])  # the kink changes the slope
        slope = wanted
    return total


def polylines(curve, counts, x):
    """All of them at once: K polylines of so many pieces [K] at the points x [G] -> [K, G]."""
    h = (1 - curve.low) / counts[:, None].to(x)  # [K, 1]
    # Knots beyond the interval's end never fire, so polylines of different length fit together.
    knots = curve.low + h * torch.arange(int(counts.max())).to(x)  # [K, N]
    slopes = (curve.at(knots + h) - curve.at(knots)) / h  # [K, N]
    changes = torch.diff(slopes, dim=1, prepend=torch.zeros_like(h))  # [K, N]
    kinks = torch.relu(x - knots[:, :, None])  # [K, N, G]
    return curve.at(torch.full_like(h, curve.low)) + (changes[:, None] @ kinks)[:, 0]  # [K, G]


def newborn(curve, widths, rng):
    """Networks 1-H-1 of so many units [M], their kinks spread over the interval.

    Weights w1, b1, w2 [M, H, 1] and b2 [M, 1]; units beyond the width are zero and stay so.
    """
    m, h = len(widths), int(widths.max())
    exists = (torch.arange(h) < widths[:, None])[:, :, None]  # [M, H, 1]
    kinks = curve.low + (1 - curve.low) * torch.rand(m, h, 1, generator=rng)
    w1 = torch.randn(m, h, 1, generator=rng) * exists
    w2 = torch.randn(m, h, 1, generator=rng) * exists * (2 / widths[:, None, None]).sqrt()
    return w1, -w1 * kinks, w2, torch.zeros(m, 1)


def outputs(weights, floor, x):
    """What all networks make of the points x [G] -> [M, G]."""
    w1, b1, w2, b2 = weights
    # With a floor of 0 this is ReLU; with a floor of minus infinity it is no activation at all.
    hidden = (w1 * x + b1).clamp(min=floor)  # [M, H, G]
    return (w2.mT @ hidden)[:, 0] + b2


def run(knobs, lab):
    """Build the polylines, then train networks of as many ReLUs and compare."""
    curve, sizes = CURVES[knobs.target], [knobs.pieces, *LADDER]
    x = torch.linspace(curve.low, 1, 4097, dtype=torch.float64, device=lab.device)  # [G]
    lines = polylines(curve, torch.tensor(sizes, device=lab.device), x)  # [S, G]
    built = (lines - curve.at(x)).abs().amax(1).cpu()  # [S]
    widths = torch.tensor([*sizes, 8]).repeat_interleave(knobs.runs)  # [M]; the last have no ReLU
    floor = torch.zeros(len(widths), 1, 1, device=lab.device)  # [M, 1, 1]
    floor[-knobs.runs :] = -math.inf
    weights = newborn(curve, widths, torch.Generator().manual_seed(lab.seed))
    weights = [w.to(lab.device).requires_grad_() for w in weights]
    view, data = x[::16].float(), x[16::32].float()  # [V], [128]

    def look():  # how far networks are from the curve by now, [S, R], and the figure
        with torch.no_grad():
            nets = outputs(weights, floor, view).unflatten(0, (-1, knobs.runs))  # [S + 1, R, V]
        errors = (nets[:-1] - curve.at(view)).abs().amax(2).cpu()
        return errors, picture(curve, sizes, view, lines[0, ::16], nets[0, 0], built, errors)

    yield look()[1]  # before torch loads its optimizers, which takes a while
    adam = torch.optim.Adam(weights, lr=0.02)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(adam, knobs.steps, eta_min=0.0002)
    for step in range(1, knobs.steps + 1):
        losses = (outputs(weights, floor, data) - curve.at(data)).square().mean(1)  # [M]
        adam.zero_grad()
        losses.sum().backward()  # each network has its own weights, so its own gradient
        adam.step()
        cosine.step()
        if lab.frame_due() or step == knobs.steps:
            errors, figure = look()
            yield figure
            yield Progress(step / knobs.steps, say("training {n} networks", n=len(widths)))
    gap = float((one_by_one(curve, knobs.pieces, x) - lines[0]).abs().max())
    linear = losses[-knobs.runs :].max().item()
    yield from measured(knobs, sizes, built, errors, gap, linear)


def measured(knobs, sizes, built, errors, gap, linear):
    """The largest errors of polylines [S] and networks [S, R], and the error without a ReLU."""
    curve, runs, middle = CURVES[knobs.target], knobs.runs, errors.median(1).values  # [S]
    ratio = float(middle[-1] / built[-1])
    yield Metric("max_error", built[0], label=say("largest error of the polyline"))
    yield Metric("trained_error", middle[0], label=say("largest error after training, median"))
    yield Metric("trained_ratio", ratio, label=say("trained over polyline, 64 ReLUs"))
    yield Metric("linear_mse", linear, label=say("mean squared error without a ReLU"))

    text = say("Adding ReLUs one by one and adding them all at once agree")
    yield Claim.below(text, gap, 1e-12, source="exact: the same sums")
    worst = max(float(error) - curve.most(n) for error, n in zip(built, sizes, strict=True))
    text = say("No polyline misses {curve} by more than theory says", curve=curve.name)
    source = "h²/8 · max|f''|: de Boor, A Practical Guide to Splines, 1978, chapter III; |x|: exact"
    yield Claim.below(text, worst, 1e-6, source=source)
    text = say("64 trained ReLUs miss by over 5 times the polyline's error ({n} starts)", n=runs)
    yield Claim.above(text, ratio, 5, source="measured here")
    text = say("Without a ReLU networks end at the best straight line ({n} starts)", n=runs)
    source = "exact: a product of matrices is one matrix; the integral of the best line's error"
    yield Claim.near(text, linear, curve.line_mse, relative=0.01, source=source)


def picture(curve, sizes, x, line, net, built, errors):
    """The curve with a polyline and a network, and the largest errors of all sizes [S], [S, R]."""
    names = say("polyline, {n}", n=sizes[0]), say("trained, {n}", n=sizes[0])
    seen = [Line(x, curve.at(x), curve.name), Line(x, line, names[0]), Line(x, net, names[1])]
    visible, middle = built.where(built > 1e-9, math.nan), errors.median(1).values
    rates = [Points(sizes, visible, say("polyline")), Points(sizes, middle, say("trained, median"))]
    left = Panel(seen, say("The curve and its pieces"), Axis("x"))
    right = Panel(rates, say("Largest error"), Axis(say("pieces, ReLUs"), log=True), Axis(log=True))
    says = say(
        "The polyline misses {curve} by {built:.2g}, trained networks by {trained:.2g}.",
        curve=curve.name,
        built=float(built[0]),
        trained=float(middle[0]),
    )
    return Figure([left, right], says)
