"""Outputs that are never negative lock the signs of gradients, but batches unlock those of ReLU

The gradient of a unit's weights is the error that comes back to it times what the layer before
answers. If all those answers are positive, all weights of the unit must grow together or shrink
together, and can reach a mixed goal only in zigzag: so goes the case against sigmoid and ReLU. For
a single example it is true. A mini-batch adds up many errors of either sign, and different ReLUs
are on in different examples: few units stay locked. Sigmoids stay locked far more often, as
all of them answer about 1/2 to everything.

Untrained networks see digits here. Turn `scale` to 8: sigmoids that answer differently to different
digits are unlocked too. The other panel tells how far the mean answer is from 0 for normal sums.
"""

import math
from dataclasses import dataclass

import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Bars, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """The networks and what they see."""

    width: int = knob(50, low=5, high=200, step=10, help="units in each of two hidden layers")
    scale: float = knob(1.0, low=0.25, high=8.0, step=2, help="first weights, times what fits")
    runs: int = knob(20, low=2, high=256, step=2, help="networks, each with digits of its own")


SMALL = {"runs": 10}
SIZES = (1, 2, 4, 8, 16, 32, 64)  # digits in a mini-batch
ACTIVATIONS = {"relu": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh}
SHIFTS = ACTIVATIONS | {"leaky": lambda z: F.leaky_relu(z, 0.2), "elu": F.elu, "gelu": F.gelu}


def gradient_by_hand(w1, w2, w3, x, y):
    """The chain rule for one ReLU network: the gradient of w2 [H, H] for digits x [64, B]."""
    h1 = (w1 @ x).clamp(min=0)  # [H, B]
    h2 = (w2 @ h1).clamp(min=0)
    wrong = torch.softmax(w3 @ h2, 0) - F.one_hot(y, 10).T  # [10, B], the gradient of the scores
    back = (w3.T @ wrong) * (h2 > 0)  # [H, B], of the sums that go into the second layer
    return back @ h1.T / len(y)  # every row sums up errors of a unit times answers


def gradients(weights, x, y, activation):
    """The same for R networks at once, each with its own digits: x [R, 64, B], y [R, B]."""
    w1, w2, w3 = weights
    h = activation(torch.bmm(w2, activation(torch.bmm(w1, x))))
    losses = F.cross_entropy(torch.bmm(w3, h), y, reduction="none").mean(1)  # [R]
    return torch.autograd.grad(losses.sum(), w2)[0]  # [R, H, H]


def locked(gradient):
    """The share of units whose weights all change in one direction, if they change: [R, H, H]."""
    moves = (gradient != 0).any(2)  # [R, H]
    one_way = (gradient >= 0).all(2) | (gradient <= 0).all(2)
    return float((one_way & moves).sum() / moves.sum())


def mean_answers():
    """Of every activation for sums from a normal distribution, by integration."""
    z = torch.linspace(-12, 12, 200_001, dtype=torch.float64)
    density = torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return {name: float(torch.trapezoid(f(z) * density, z)) for name, f in SHIFTS.items()}


def picture(shares, means):
    """The share of locked units by size of the mini-batch, and the mean answers."""
    labels = say("ReLU"), say("sigmoid"), say("tanh")
    rows = zip(shares.values(), labels, strict=True)
    marks = [Line(SIZES[: len(row)], row, label) for row, label in rows]
    x = Axis(say("digits in a mini-batch"), log=True)
    names = [say("{name}", name=name) for name in means]
    panels = [
        Panel(marks, say("Units with locked signs"), x, Axis(low=0, high=1)),
        Panel([Bars(names, list(means.values()))], say("Mean answer")),
    ]
    says = say(
        "With {b} digits in a batch, {relu:.0%} of ReLUs are locked, {sigmoid:.0%} of sigmoids.",
        b=SIZES[len(shares["relu"]) - 1],
        relu=shares["relu"][-1],
        sigmoid=shares["sigmoid"][-1],
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Look at the gradients of mini-batches of every size."""
    generator = torch.Generator().manual_seed(lab.seed)
    x, y = (torch.from_numpy(each).to(lab.device) for each in digits())
    stds = [knobs.scale / n**0.5 for n in (64, knobs.width, knobs.width)]
    shapes = (knobs.width, 64), (knobs.width, knobs.width), (10, knobs.width)
    weights = [
        std * torch.randn(knobs.runs, *shape, generator=generator)
        for std, shape in zip(stds, shapes, strict=True)
    ]
    weights = [each.double().to(lab.device).requires_grad_() for each in weights]
    shares, means = {name: [] for name in ACTIVATIONS}, mean_answers()
    for size in SIZES:
        rows = torch.randint(len(x), (knobs.runs, size), generator=generator).to(lab.device)
        seen, answers = x[rows].transpose(1, 2).double(), y[rows]  # [R, 64, B], [R, B]
        for name, activation in ACTIVATIONS.items():
            found = gradients(weights, seen, answers, activation)
            shares[name].append(locked(found))
            if name == "relu":
                alone = gradient_by_hand(
                    *(each[0].detach() for each in weights), seen[0], answers[0]
                )
                gap = float((found[0] - alone).abs().max())
        yield picture(shares, means)
        yield Progress(len(shares["tanh"]) / len(SIZES), say("mini-batches of {b}", b=size))
    yield from conclude(knobs, shares, means, gap)


def conclude(knobs, shares, means, gap):
    """What the shares of locked units [S] and the mean answers say."""
    yield Metric("gap_by_hand", gap, label=say("difference to the chain rule by hand"))
    told = say("The chain rule by hand gives the same gradient")
    yield Claim.below(told, gap, 1e-12, source="exact")
    for name, row in shares.items():
        for size, share in zip(SIZES, row, strict=True):
            label = say("locked units: {name}, {b} digits", name=name, b=size)
            yield Metric(f"locked_{name}_{size}", share, label=label)
    for name, mean in means.items():
        yield Metric(f"mean_{name}", mean, label=say("mean answer: {name}", name=name))
    told = say("The mean answer of ReLU is 1 / sqrt(2 pi)")
    yield Claim.near(told, means["relu"], 1 / math.sqrt(2 * math.pi), relative=1e-6, source="exact")
    told = say("For one digit, every ReLU and every sigmoid is locked")
    yield Claim.near(told, min(shares["relu"][0], shares["sigmoid"][0]), 1, source="exact")
    told = say("In mini-batches of 64, fewer than 1 in 5 ReLUs are ({n} networks)", n=knobs.runs)
    yield Claim.below(told, shares["relu"][-1], 0.2, source="measured here")
    told = say("Sigmoids are far more often ({n} networks)", n=knobs.runs)
    yield Claim.above(
        told, shares["sigmoid"][-1] - shares["relu"][-1], 0.15, source="measured here"
    )
