"""A sum of ReLUs is a curve of straight pieces

One ReLU is flat, has a kink, and is straight again. Add several and each changes the slope at
its own kink, so the sum is a polyline, and a polyline can be laid along any continuous curve.
With equal pieces of length h it misses a smooth curve by at most h^2/8 times the largest second
derivative: twice the pieces, a quarter of the error. That such weights exist does not mean that
training finds them, so networks are trained from many starts at once and held against the
construction. And without a ReLU in between, nothing but a straight line is left.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Points, Progress, Rule, knob, say


@dataclass(frozen=True)
class Knobs:
    """What is approximated, with how many pieces, and how networks are trained on it."""

    target: str = knob(
        "square",
        choices=("square", "sine", "absolute"),
        help="the curve: x^2 on 0 to 1, sin(pi x) or |x| on -1 to 1",
    )
    pieces: int = knob(8, low=1, high=256, step=2, help="straight pieces, one ReLU each")
    tolerance: float = knob(
        0.01, low=0.00001, high=1.0, step=10, help="how close the polyline has to come"
    )
    runs: int = knob(8, low=1, high=32, step=2, help="starts for every width that is trained")
    steps: int = knob(1500, low=100, high=5000, step=2, help="training steps of every network")


SMALL = {"runs": 4, "steps": 500}
LADDER = (1, 2, 4, 8, 16, 32, 64, 128, 256)  # polylines with as many pieces
WIDTHS = (2, 4, 8, 16, 32, 64)  # networks with as many ReLUs


class Curve(NamedTuple):
    """A function on an interval, and what is known about it."""

    name: str
    low: float
    high: float
    at: Callable
    bend: float  # the largest |f''|; 0 for |x|, which is straight but for one kink
    line_mse: float  # of the best straight line, an integral


PI2 = math.pi**2
CURVES = {
    "square": Curve("x^2", 0, 1, torch.square, 2, 1 / 180),
    "sine": Curve("sin(pi x)", -1, 1, lambda x: (math.pi * x).sin(), PI2, 0.5 - 3 / PI2),
    "absolute": Curve("|x|", -1, 1, torch.abs, 0, 1 / 12),
}


def bound(curve, n):
    """The theorem: the largest error of n equal pieces is at most h^2/8 times the largest |f''|."""
    return ((curve.high - curve.low) / n) ** 2 / 8 * curve.bend


def one_by_one(curve, pieces, x):
    """The obvious way: start at the curve's left end and add one ReLU after the other."""
    h = (curve.high - curve.low) / pieces
    knots = curve.low + h * np.arange(pieces + 1)
    heights = curve.at(torch.from_numpy(knots)).numpy()
    total, slope = np.full_like(x, heights[0]), 0.0
    for i in range(pieces):
        wanted = (heights[i + 1] - heights[i]) / h
        total += (wanted - slope) * np.maximum(0.0, x - knots[i])  # the kink changes the slope
        slope = wanted
    return total, np.interp(x, knots, heights)  # the second one joins the dots, without ReLUs


def polylines(curve, counts, x):
    """All of them at once: K polylines of so many pieces [K] at the points x [G] -> [K, G]."""
    h = (curve.high - curve.low) / counts[:, None].double()  # [K, 1]
    # Knots beyond the interval's end never fire, so polylines of different length fit together.
    knots = curve.low + h * torch.arange(int(counts.max()), device=x.device)  # [K, N]
    slopes = (curve.at(knots + h) - curve.at(knots)) / h  # [K, N]
    changes = torch.diff(slopes, dim=1, prepend=torch.zeros_like(h))  # [K, N]
    kinks = torch.relu(x - knots[:, :, None])  # [K, N, G]
    start = curve.at(torch.full_like(h, curve.low))  # [K, 1]
    return start + (changes[:, None, :] @ kinks)[:, 0]  # [K, G]


def newborn(curve, widths, rng, device):
    """Weights of networks 1-H-1 with so many units [M], their kinks spread over the interval."""
    m, h = len(widths), int(widths.max())
    kinks = curve.low + (curve.high - curve.low) * torch.rand(m, h, 1, generator=rng)
    w1 = torch.randn(m, h, 1, generator=rng)
    w2 = torch.randn(m, h, 1, generator=rng) * (2 / widths[:, None, None]).sqrt()
    weights = w1, -w1 * kinks, w2, torch.zeros(m, 1)  # [M, H, 1] three times, [M, 1]
    return [w.to(device).requires_grad_() for w in weights]


def outputs(weights, exists, floor, x):
    """What all networks make of the points x [G] -> [M, G]."""
    w1, b1, w2, b2 = weights
    # With a floor of 0 this is ReLU; with a floor of minus infinity it is no activation at all.
    hidden = (w1 * x + b1).clamp(min=floor)  # [M, H, G]
    return ((w2 * exists).mT @ hidden)[:, 0] + b2  # units beyond a network's width are silent


def picture(curve, knobs, ladder, widths, x, line, nets, step):
    """The curve with its polyline, the error against the number of pieces, and what is missed."""
    true, counts = curve.at(x), np.array(LADDER)
    errors = (nets - true).abs().amax(-1)  # [W, R]
    medians, at = errors.median(1).values, widths.index(knobs.pieces)
    typical = nets[at, (errors[at] - medians[at]).abs().argmin()]  # [G]
    exact, network = say("polyline, {n}", n=knobs.pieces), say("trained, {n}", n=knobs.pieces)
    seen = [Line(x, true, curve.name), Line(x, line, exact), Line(x, typical, network)]
    missed = [Line(x, line - true, exact), Line(x, typical - true, network)]
    rates = [
        Points(counts, np.where(ladder > 1e-9, ladder, np.nan), say("polyline")),
        Points(widths, medians, say("trained, median")),
        Rule(knobs.tolerance, say("tolerance")),
    ]
    if curve.bend:
        rates.insert(0, Line(counts, bound(curve, counts), say("h²/8 · max|f''|")))
    panels = [
        Panel(seen, say("The curve and its pieces"), Axis("x")),
        Panel(rates, say("Largest error"), Axis(say("pieces or ReLUs"), log=True), Axis(log=True)),
        Panel(missed, say("What is missed"), Axis("x")),
    ]
    says = say(
        "The polyline is off {curve} by at most {error:.2g} (pieces: {n}); networks with as "
        "many ReLUs, trained for {steps} steps, by {trained:.2g} (median of {runs}).",
        n=knobs.pieces,
        curve=curve.name,
        error=float((line - true).abs().max()),
        steps=step,
        trained=float(medians[at]),
        runs=knobs.runs,
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Build the polyline, then train networks of several widths and compare."""
    curve, device = CURVES[knobs.target], lab.device
    yield from built(curve, knobs, device)
    # The middles of 256 pieces are among these points too.
    grid = torch.linspace(curve.low, curve.high, 513, dtype=torch.float64, device=device)  # [V]
    line = polylines(curve, torch.tensor([knobs.pieces], device=device), grid)[0]  # [V]
    every = polylines(curve, torch.tensor(LADDER, device=device), grid)  # [K, V]
    ladder = (every - curve.at(grid)).abs().amax(1).cpu().numpy()  # [K]
    if curve.bend:
        ratio = float(ladder[LADDER.index(64)] / ladder[LADDER.index(128)])
        yield Metric("error_ratio", ratio, label=say("error of 64 pieces over that of 128"))
        text = say("Twice the pieces leave a quarter of the error")
        yield Claim.near(text, ratio, 4.0, relative=1e-2, source="exact: the error goes with h^2")

    sizes = sorted({*WIDTHS, knobs.pieces})
    widths = torch.tensor([*sizes, 8]).repeat_interleave(knobs.runs)  # [M]; the last have no ReLU
    exists = (torch.arange(int(widths.max())) < widths[:, None])[:, :, None].to(device)  # [M, H, 1]
    floor = torch.zeros(len(widths), 1, 1, device=device)  # [M, 1, 1]
    floor[-knobs.runs :] = -math.inf
    weights = newborn(curve, widths, torch.Generator().manual_seed(lab.seed), device)
    data = curve.low + (curve.high - curve.low) * (torch.arange(128, device=device) + 0.5) / 128
    view = grid.float()
    adam = torch.optim.Adam(weights, lr=0.02)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(adam, knobs.steps, eta_min=0.0002)
    for step in range(knobs.steps + 1):
        if lab.frame_due() or step == knobs.steps:
            with torch.no_grad():
                nets = outputs(weights, exists, floor, view).unflatten(0, (-1, knobs.runs))[:-1]
            yield picture(curve, knobs, ladder, sizes, view, line, nets, step)
            yield Progress(step / knobs.steps, say("training {count} networks", count=len(widths)))
        if step < knobs.steps:
            missed = outputs(weights, exists, floor, data) - curve.at(data)  # [M, 128]
            losses = missed.square().mean(1)  # [M]
            adam.zero_grad()
            losses.sum().backward()  # each network has its own weights, so its own gradient
            adam.step()
            cosine.step()
    errors = (nets - curve.at(view)).abs().amax(-1).cpu()  # [W, R]
    yield from trained(curve, dict(zip(sizes, errors, strict=True)), ladder, knobs.pieces)
    linear = float(losses.detach()[-knobs.runs :].max())
    yield Metric("linear_mse", linear, label=say("mean squared error without a ReLU"))
    yield Metric("line_mse", curve.line_mse, label=say("mean squared error of the best line"))
    text = say("Without a ReLU the networks end at the best straight line")
    source = "exact: a product of matrices is one matrix; the integral of the best line's error"
    yield Claim.near(text, linear, curve.line_mse, relative=0.01, source=source)


def built(curve, knobs, device):
    """What holds for the polyline without any training."""
    n, low, high = knobs.pieces, curve.low, curve.high
    # An even number of steps in each piece: knots and middles, where the error is largest.
    places = 2 * n * -(-256 // n) + 1
    x = torch.linspace(low, high, places, dtype=torch.float64, device=device)  # [G]
    line = polylines(curve, torch.tensor([n], device=device), x)[0]  # [G]
    error = float((line - curve.at(x)).abs().max())
    ways = np.stack(one_by_one(curve, n, x.cpu().numpy()))  # [2, G]
    gap = float(np.abs(ways - line.cpu().numpy()).max())
    yield Metric("max_error", error, label=say("largest error of the polyline"))
    yield Metric("sum_gap", gap, label=say("largest difference of three ways to the polyline"))
    text = say("Adding ReLUs one by one, adding them all at once and joining dots agree")
    yield Claim.below(text, gap, 1e-12, source="exact: a slope change is a ReLU")
    name = curve.name
    text = say("The polyline is within the tolerance of {curve} (pieces: {n})", n=n, curve=name)
    yield Claim.below(text, error, knobs.tolerance, source="measured here")
    if not curve.bend:
        text = say("A knot on the kink of |x| (n even) leaves no error, a kink between knots 1/n")
        expected = 1 / n if n % 2 else 0.0
        yield Claim.near(text, error, expected, absolute=1e-12, source="exact: two lines")
        return
    most = bound(curve, n)
    yield Metric("theory_error", most, label=say("h²/8 · max|f''|"))
    source = "de Boor, A Practical Guide to Splines, 1978, chapter III"
    if knobs.target != "square":
        text = say("The polyline misses by at most h²/8 · max|f''|")
        yield Claim.below(text, error, most * (1 + 1e-9), source=source)
        return
    text = say("The polyline misses x^2 by exactly 1/(4n²)")
    yield Claim.near(text, error, most, relative=1e-3, source=source)
    best = float((line - error / 2 - x * x).abs().max())
    yield Metric("best_error", best, label=say("the same polyline, lowered by half its error"))
    text = say("Lowered by half its error it misses by 1/(8n²), and no other polyline does better")
    source = "exact: on each piece the error alternates, as Chebyshev asks of the best line"
    yield Claim.near(text, best, most / 2, relative=1e-3, source=source)


def trained(curve, errors, ladder, n):
    """How close training comes to what the theorem promises; `errors` by width, [R] each."""
    middle = {width: float(runs.median()) for width, runs in errors.items()}
    polyline, gain = float(ladder[LADDER.index(64)]), middle[8] / middle[64]
    yield Metric("trained_error", middle[n], label=say("trained: largest error, median run"))
    yield Metric("trained_best", float(errors[n].min()), label=say("trained: the best run"))
    yield Metric("trained_error_64", middle[64], label=say("trained: median run with 64 ReLUs"))
    yield Metric("trained_gain", gain, label=say("trained: error of 8 ReLUs over that of 64"))
    if curve.bend:
        label = say("trained over exact error, 64 ReLUs")
        yield Metric("trained_ratio", middle[64] / polyline, label=label)
    text = say("Trained networks with 64 ReLUs miss by more than 5 times the polyline's error")
    yield Claim.above(text, middle[64], 5 * polyline, source="measured here")
    text = say("From 8 to 64 ReLUs training gains less than half of the 64-fold that is possible")
    yield Claim.below(text, gain, 32.0, source="measured here")
