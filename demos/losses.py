"""Squared error barely corrects a sigmoid that is confidently wrong; cross-entropy does so at once

A sigmoid unit says p, the chance of a yes, and y is 1 for yes and 0 for no. Binary cross-entropy
moves the unit's input by p - y: the more wrong, the harder it pulls. Half the squared error moves
it by (p - y) p (1 - p), and the sigmoid's slope p (1 - p) vanishes where the unit is sure, right
or wrong. So the steps to unlearn a wrong yes grow in proportion to its logit with cross-entropy,
and exponentially with squared error.

Is a larger learning rate all it takes? Ten sigmoids learn to tell digits with either loss, at
seven rates, from large first weights that make them sure of nonsense. Turn `scale` down to 1:
without wrong certainty, squared error at its best rate reads as well as cross-entropy.
"""

import math
from dataclasses import dataclass

import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """How wrong a unit is at first, and the networks that learn digits."""

    start: float = knob(8.0, low=2.0, high=9.0, step=0.5, help="logit at which a unit says yes")
    rate: float = knob(0.3, low=0.1, high=1.0, step=0.1, help="learning rate of that unit")
    scale: float = knob(16.0, low=1.0, high=64.0, step=2, help="first weights of the networks")
    batch: int = knob(64, low=8, high=512, step=2, help="digits in a mini-batch")
    steps: int = knob(300, low=10, high=3000, step=50, help="training steps of the networks")
    runs: int = knob(4, low=1, high=4096, step=2, help="starts for every loss and rate")


SMALL = {"start": 7.0, "rate": 1.0, "steps": 150}
RATES = [0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0]
LOSSES = say("cross-entropy"), say("squared error")
TRAIN = 1397  # digits to learn from; the other 400 are never trained on


def both_losses(z, y):
    """The idea: how bad a unit with logit z is, by cross-entropy and by squared error."""
    half_square = (torch.sigmoid(z) - y) ** 2 / 2
    return F.binary_cross_entropy_with_logits(z, y, reduction="none"), half_square


def pulls(p, y):
    """The gradients of both losses by the logit."""
    return p - y, (p - y) * p * (1 - p)


def gap_by_autograd(z):
    """How far these formulas are from what autograd makes of the losses, at logits z [N]."""
    z = z.clone().requires_grad_()
    y = (torch.arange(len(z)) % 2).to(z)  # no and yes in turn
    slopes = [torch.autograd.grad(loss.sum(), z)[0] for loss in both_losses(z, y)]
    gaps = torch.stack(slopes) - torch.stack(pulls(torch.sigmoid(z), y))
    return gaps.detach().abs().max()


def unlearn(starts, rate):
    """Steps until units that should say no no longer say yes, by loss and first logit [2, N]."""
    z, steps = torch.stack([starts, starts]), torch.zeros(2, len(starts))
    while (z > 0).any():
        steps += z > 0
        p = torch.sigmoid(z)
        z -= rate * torch.stack([pulls(p[0], 0)[0], pulls(p[1], 0)[1]])
    return steps.int()


def learn(weights, biases, x, y, rates):
    """A step of all networks on digits [B, 64], answers [10, B]; the second half squares."""
    h = x.T.expand(len(weights), -1, -1)  # [E, 64, B]
    p = torch.sigmoid(torch.baddbmm(biases, weights, h))  # [E, 10, B]
    cross, square = p.chunk(2)
    pull = torch.cat([pulls(cross, y)[0], pulls(square, y)[1]]) * (rates / len(x))
    weights.baddbmm_(pull, h.mT, alpha=-1)
    biases.sub_(pull.sum(2, keepdim=True))


def accuracy(weights, biases, x, labels):
    """The share of digits read, by loss and rate, [2, rates]."""
    right = torch.baddbmm(biases, weights, x.T.expand(len(weights), -1, -1)).argmax(1) == labels
    return right.double().mean(1).view(2, len(RATES), -1).mean(2).cpu()


def picture(starts, steps, shares):
    """Steps to unlearn by first logit, [2, N], and digits read by rate, [2, rates]."""
    counted = [Line(starts, steps[loss], LOSSES[loss]) for loss in range(2)]
    reading = [Line(RATES, shares[loss], LOSSES[loss]) for loss in range(2)]
    wrong, rate = Axis(say("logit of a wrong yes")), Axis(say("learning rate"), log=True)
    left = Panel(counted, say("Steps to unlearn it"), wrong, Axis(log=True))
    right = Panel(reading, say("Unseen digits read"), rate, Axis(low=0, high=1))
    says = say(
        "A yes of logit {start:g} is unlearned in {few} steps by cross-entropy, in {many} by "
        "squared error; at best rates they read {cross:.0%} and {square:.0%} of unseen digits.",
        start=float(starts[-1]),
        few=int(steps[0, -1]),
        many=int(steps[1, -1]),
        cross=float(shares[0].max()),
        square=float(shares[1].max()),
    )
    return Figure([left, right], says)


def run(knobs, lab):
    """Let single units unlearn, then ten at a time learn digits."""
    starts = knobs.start - torch.arange(0, knobs.start, 0.5).double().flip(0)  # [N]
    unlearned = unlearn(starts, knobs.rate)  # [2, N]
    generator = torch.Generator().manual_seed(lab.seed)
    order = torch.randperm(1797, generator=generator)
    x, labels = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    y = F.one_hot(labels, 10).T.to(x.dtype)  # [10, N]
    weights = torch.randn(knobs.runs, 10, 64, generator=generator) * knobs.scale / 64**0.5
    weights = weights.to(lab.device).repeat(2 * len(RATES), 1, 1)  # [E, 10, 64], twins alike
    biases = torch.zeros_like(weights[..., :1])
    rates = torch.tensor(RATES, device=lab.device).repeat_interleave(knobs.runs)
    rates = rates.repeat(2)[:, None, None]  # [E, 1, 1]
    picks = torch.randint(TRAIN, (knobs.steps, knobs.batch), generator=generator).to(lab.device)
    for step in range(knobs.steps + 1):
        if step % 10 == 0 or step == knobs.steps:
            yield Progress(step / knobs.steps, say("{n} networks learn", n=len(weights)))
            if lab.frame_due() or step == knobs.steps:
                shares = accuracy(weights, biases, x[TRAIN:], labels[TRAIN:])
                yield picture(starts, unlearned, shares)
        if step < knobs.steps:
            learn(weights, biases, x[picks[step]], y[:, picks[step]], rates)
    yield from conclude(knobs, unlearned[:, -1], unlearned[:, -3], shares.amax(1))


def conclude(knobs, steps, before, best):
    """By loss, [2] each: steps from `start` and from one logit less, and shares at best rates."""
    z = torch.linspace(-12, 12, 24001, dtype=torch.float64)
    gap, most = gap_by_autograd(z), pulls(torch.sigmoid(z), 0)[1].max()
    first = pulls(torch.sigmoid(torch.tensor(knobs.start, dtype=torch.float64)), 0)
    yield Metric("gap_by_autograd", gap, label=say("error of the formulas of the pulls"))
    yield Metric("most_mse", most, label=say("strongest pull of squared error"))
    for at, name in enumerate(("bce", "mse")):
        short = name.upper()
        yield Metric(f"pull_{name}", first[at], label=say("first pull: {loss}", loss=short))
        yield Metric(f"steps_{name}", steps[at], label=say("steps to unlearn: {loss}", loss=short))
        label = say("unseen digits read at the best rate: {loss}", loss=short)
        yield Metric(f"digits_{name}", best[at], label=label)
    text = say("Cross-entropy pulls by p - y, squared error by (p - y) p (1 - p)")
    yield Claim.below(text, gap, 1e-12, source="exact: autograd of both losses")
    text = say("Squared error never pulls harder than 4/27, which it does at an error of 2/3")
    yield Claim.near(text, most, 4 / 27, relative=1e-6, source="exact: p^2 (1 - p) at p = 2/3")
    text = say("One more logit than {z:g} costs squared error e times the steps", z=knobs.start - 1)
    source = "exact for a unit that is sure: 1 / pull then grows as e^z"
    yield Claim.near(text, steps[1] / before[1], math.e, relative=0.05, source=source)
    text = say("It costs cross-entropy about 1/{rate:g} steps more", rate=knobs.rate)
    source = "exact for a unit that is sure: the pull is 1 then; counted in whole steps"
    yield Claim.near(text, steps[0] - before[0], 1 / knobs.rate, absolute=1, source=source)
    text = say("From weights of scale {s:g}, cross-entropy learns to read", s=knobs.scale)
    yield Claim.above(text, best[0], 0.8, source="measured here")
    text = say("Squared error does not, at any of 7 learning rates ({n} starts)", n=knobs.runs)
    yield Claim.below(text, best[1], 0.7, source="measured here")
