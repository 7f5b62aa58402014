"""Large batches end in sharper minima, but do not read worse for it

The noise of small mini-batches shakes a network out of narrow places, so that it ends where the
loss is curved less: that much is seen here. It is often added that sharp minima generalize worse,
and that this is why large batches do. After as many steps they do not: they read unseen digits at
least as well. Set `compare` to epochs and they fall behind, as they get so few steps: they are not
trained yet, which says nothing about the shape of a minimum.

Sharpness is the largest curvature of the loss, the largest eigenvalue of its Hessian. A vector
that is multiplied by the Hessian again and again turns to where that is.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """How the networks learn."""

    compare: str = knob("steps", choices=("steps", "epochs"), help="what all batch sizes get alike")
    steps: int = knob(600, low=20, high=2000, step=50, help="training steps with 10 digits each")
    rate: float = knob(0.5, low=0.05, high=1.0, step=2, help="learning rate of all networks")
    width: int = knob(16, low=4, high=64, step=2, help="hidden tanh units")
    runs: int = knob(16, low=1, high=64, step=2, help="starts of every batch size")


SMALL = {"runs": 8, "steps": 300}
SIZES = 10, 40, 160  # digits in a mini-batch
TRAIN = 1000  # digits to learn from; the other 797 are for testing
MULTIPLIED = 20  # times that a vector is multiplied by the Hessian
REACH = np.linspace(-1.5, 1.5, 13)  # how far the loss is looked at along the sharpest direction


def newborn(knobs, generator, device):
    """Weights and shifts of R networks with one hidden layer (Xavier)."""
    net = []
    for fan_in, out in (64, knobs.width), (knobs.width, 10):
        weight = torch.randn(knobs.runs, out, fan_in, generator=generator) / fan_in**0.5
        weight = weight.to(device)
        net += [weight.requires_grad_(), torch.zeros_like(weight[..., :1], requires_grad=True)]
    return net


def scores(net, x):
    """All networks at once: digits [R, 64, B] -> [R, 10, B]."""
    w1, b1, w2, b2 = net
    return torch.baddbmm(b2, w2, torch.tanh(torch.baddbmm(b1, w1, x)))


def losses(net, x, y):
    """Of all networks on digits x [R, 64, B] with answers y [R, B]: [R]."""
    return F.cross_entropy(scores(net, x), y, reduction="none").mean(1)


def learn(net, x, y, rate):
    """A step of plain gradient descent; no network's loss depends on another's weights."""
    slopes = torch.autograd.grad(losses(net, x, y).sum(), net)
    for each, slope in zip(net, slopes, strict=True):
        each.detach().sub_(slope, alpha=rate)


def dot(a, b):
    """Products of the vectors of R networks, each in parts [R, ...]: [R, 1, 1]."""
    return sum((x * y).sum((1, 2), keepdim=True) for x, y in zip(a, b, strict=True))


def sharpest(net, x, y, generator):
    """The largest curvature of each network's loss [R], and the direction in which it is."""
    grads = torch.autograd.grad(losses(net, x, y).sum(), net, create_graph=True)
    v = [torch.randn(each.shape, generator=generator).to(each) for each in grads]
    for _ in range(MULTIPLIED):
        length = dot(v, v).sqrt()
        direction = [part / length for part in v]
        # The Hessian times a direction is the slope of the gradient that way.
        v = torch.autograd.grad(grads, net, direction, retain_graph=True)
    return dot(direction, v).flatten(), direction


@torch.no_grad()
def slice_of(net, v, x, y, reach):
    """The losses [T, R] on the way through the networks in direction v, as far as reach [T]."""
    moved = ([each + t * part for each, part in zip(net, v, strict=True)] for t in reach.tolist())
    return torch.stack([losses(each, x, y) for each in moved])


def picture(slices, sharpness, right):
    """The mean loss along the sharpest direction by batch size, and what goes with that size."""
    sizes = SIZES[: len(slices)]
    marks = [Line(REACH, row, say("batch {b}", b=b)) for b, row in zip(sizes, slices, strict=True)]
    across = Panel(marks, say("Loss across the minimum"), Axis(say("distance")), Axis(low=0))
    marks = [Line(sizes, sharpness, say("sharpness")), Line(sizes, right, say("digits read"))]
    x = Axis(say("digits in a mini-batch"), log=True)
    says = say(
        "With {b} digits in a batch sharpness is {sharp:.2f}; {share:.1%} of unseen ones are read.",
        b=sizes[-1],
        sharp=sharpness[-1],
        share=right[-1],
    )
    return Figure([across, Panel(marks, say("By batch size"), x, Axis(low=0))], says)


def run(knobs, lab):
    """Train with every batch size, then look how sharp the end is."""
    generator = torch.Generator().manual_seed(lab.seed)
    order = torch.randperm(1797, generator=generator)
    x, y = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    exact = x.double().T.expand(knobs.runs, -1, -1), y.expand(knobs.runs, -1)
    seen, unseen = ([each[..., part] for each in exact] for part in (np.s_[:TRAIN], np.s_[TRAIN:]))
    slices, sharpness, right, gap = [], [], [], 0.0
    for k, size in enumerate(SIZES):
        net = newborn(knobs, generator, lab.device)
        steps = knobs.steps if knobs.compare == "steps" else max(1, knobs.steps * SIZES[0] // size)
        for step in range(steps):
            rows = torch.randint(TRAIN, (knobs.runs, size), generator=generator).to(lab.device)
            learn(net, x[rows].transpose(1, 2), y[rows], knobs.rate)
            if step % 20 == 0:
                yield Progress((k + step / steps) / len(SIZES), say("batches of {b}", b=size))
        net = [each.detach().double().requires_grad_() for each in net]
        curvature, v = sharpest(net, *seen, generator)
        below, here, above = slice_of(net, v, *seen, np.array([-0.001, 0.0, 0.001]))
        wrong = ((below - 2 * here + above) / 0.001**2 / curvature - 1).abs().max()
        gap = max(gap, float(wrong))
        slices.append(slice_of(net, v, *seen, REACH).mean(1).tolist())
        sharpness.append(float(curvature.median()))
        right.append(float((scores(net, unseen[0]).argmax(1) == unseen[1]).double().mean()))
        yield picture(slices, sharpness, right)
    yield from conclude(knobs, sharpness, right, gap)


def conclude(knobs, sharpness, right, gap):
    """How sharp the minima are and what is read, [S] each."""
    yield Metric("gap_differences", gap, label=say("error of the curvature by three losses"))
    told = say("Three losses along the sharpest direction give the same curvature")
    yield Claim.below(told, gap, 1e-3, source="exact to first order")
    for b, curvature, share in zip(SIZES, sharpness, right, strict=True):
        label = say("median sharpness, batches of {b}", b=b)
        yield Metric(f"sharpness_{b}", curvature, label=label)
        yield Metric(f"accuracy_{b}", share, label=say("unseen digits read, batches of {b}", b=b))
    n = knobs.runs
    told = say("Batches of 160 end in sharper minima than batches of 10 ({n} starts)", n=n)
    source = "measured here; Keskar et al. 2017"
    yield Claim.above(told, sharpness[-1] / sharpness[0], 1, source=source)
    told = say("Yet they read as many unseen digits, or more ({n} starts)", n=n)
    yield Claim.above(told, right[-1] - right[0], -0.01, source="measured here")
