"""Too high a learning rate kills ReLUs for good, and a slight leak hardly revives them

A ReLU whose sum is negative for every example answers 0 with a slope of 0: no gradient reaches
its weights, and it stays dead while its inputs stay the same. One step that is too long is enough.
Leaky ReLU keeps a small slope below zero, so that no unit is ever cut off. Does that help?

Networks with one hidden layer learn to read digits. Some start well and differ in the learning
rate; others start with their units far below zero and differ in the slope there. Turn `bias`
towards 0 to start closer to life, and `steps` up to see how long a slope of 0.01 needs.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Bars, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """How the networks start and learn."""

    bias: float = knob(-3.0, low=-6.0, high=0.0, step=0.5, help="first bias of those below zero")
    rate: float = knob(0.1, low=0.01, high=0.3, step=2, help="learning rate of those below zero")
    momentum: float = knob(0.9, low=0.0, high=0.95, step=0.05, help="momentum of all networks")
    steps: int = knob(200, low=10, high=3000, step=50, help="training steps of all networks")
    runs: int = knob(4, low=1, high=64, step=2, help="starts of every setting; their mean counts")


SMALL = {"runs": 2, "steps": 100}
RATES = (0.03, 0.1, 0.3, 1.0, 2.0)  # of networks that start well, with ReLU
SLOPES = (0.0, 0.01, 0.1, 0.2, 0.3)  # below zero, of networks that start there
WIDTH, BATCH, TRAIN = 100, 64, 1397  # units; digits in a step, and to learn from (400 are tested)


def leaky(z, slope):
    """ReLU where the slope is 0."""
    return torch.where(z > 0, z, slope * z)


def learn_alone(net, xs, ys, rate, slope, momentum):
    """The obvious way: the last network, batch after batch of xs [T, B, 64] and ys [T, B]."""
    net, speeds = [each[-1].detach().clone().requires_grad_() for each in net], [0.0] * 4
    for x, y in zip(xs, ys, strict=True):
        w1, b1, w2, b2 = net
        hidden = leaky(x @ w1.T + b1[:, 0], slope)  # [B, H]
        loss = F.cross_entropy(hidden @ w2.T + b2[:, 0], y)
        for k, grad in enumerate(torch.autograd.grad(loss, net)):
            speeds[k] = momentum * speeds[k] + grad
            net[k].detach().sub_(rate * speeds[k])
    return net


def newborn(knobs, generator):
    """Weights and shifts of E = 10*R networks: every setting begins with the same R starts (He)."""
    w1 = torch.randn(knobs.runs, WIDTH, 64, generator=generator) * (2 / 64) ** 0.5
    w2 = torch.randn(knobs.runs, 10, WIDTH, generator=generator) * (2 / WIDTH) ** 0.5
    biases = torch.tensor([0.0] * len(RATES) + [knobs.bias] * len(SLOPES))  # [S]
    b1 = biases.repeat_interleave(knobs.runs)[:, None, None].repeat(1, WIDTH, 1)
    w1, w2 = (each.repeat(len(biases), 1, 1) for each in (w1, w2))  # [E, H, 64], [E, 10, H]
    return [w1, b1, w2, torch.zeros(len(w2), 10, 1)]


def forward(net, x, slopes):
    """All networks at once: digits [B, 64] -> sums of the hidden units [E, H, B], scores."""
    w1, b1, w2, b2 = net
    sums = torch.baddbmm(b1, w1, x.T.expand(len(w1), -1, -1))  # [E, H, B]
    return sums, torch.baddbmm(b2, w2, leaky(sums, slopes))  # [E, 10, B]


def gradients(net, x, y, slopes):
    """Of all networks at once; no loss depends on another network's weights."""
    out = forward(net, x, slopes)[1]
    losses = F.cross_entropy(out, y.expand(len(out), -1), reduction="none").mean(1)  # [E]
    return torch.autograd.grad(losses.sum(), net)


def learn(net, speeds, grads, rates, momentum):
    """A step of all networks, with learning rates [E, 1, 1]."""
    for each, speed, grad in zip(net, speeds, grads, strict=True):
        speed.mul_(momentum).add_(grad)
        each.detach().sub_(rates * speed)


@torch.no_grad()
def examine(net, x, y, slopes, runs):
    """Which units are dead [E, H]; the share of them, and of unseen digits read, [2, S]."""
    dead = ~(forward(net, x[:TRAIN], slopes)[0] > 0).any(2)
    right = forward(net, x[TRAIN:], slopes)[1].argmax(1) == y[TRAIN:]  # [E, 400]
    shares = [each.double().mean(1).view(-1, runs).mean(1) for each in (dead, right)]
    return dead, torch.stack(shares).cpu().numpy()


def picture(step, dead, right):
    """What the learning rate kills and what the slope revives, [S] each."""
    n, share = len(RATES), Axis(low=0, high=1)
    marks = [Line(RATES, dead[:n], say("dead units")), Line(RATES, right[:n], say("digits read"))]
    alive = Panel(marks, say("Started well, ReLU"), Axis(say("learning rate"), log=True), share)
    bars = Bars([f"{slope:g}" for slope in SLOPES], right[n:], say("digits read"))
    below = Panel([bars], say("Started below zero"), Axis(say("slope there")), share)
    says = say(
        "At learning rate 2, {dead:.0%} of ReLUs are dead after {t} steps; from below zero, units "
        "with slope 0.01 read {read:.0%} of digits.",
        t=step,
        dead=float(dead[n - 1]),
        read=float(right[n + 1]),
    )
    return Figure([alive, below], says)


def run(knobs, lab):
    """Train all networks at once, and look for dead units."""
    generator = torch.Generator().manual_seed(lab.seed)
    order = torch.randperm(1797, generator=generator)
    x, y = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    net = [each.to(lab.device).requires_grad_() for each in newborn(knobs, generator)]
    speeds = [torch.zeros_like(each) for each in net]
    rates = torch.tensor(RATES + (knobs.rate,) * len(SLOPES)).repeat_interleave(knobs.runs)
    slopes = torch.tensor((0.0,) * len(RATES) + SLOPES).repeat_interleave(knobs.runs)
    rates, slopes = (each[:, None, None].to(lab.device) for each in (rates, slopes))  # [E, 1, 1]
    picks = torch.randint(TRAIN, (knobs.steps, BATCH), generator=generator).to(lab.device)
    alone = learn_alone(net, x[picks[:5]], y[picks[:5]], knobs.rate, SLOPES[-1], knobs.momentum)
    for step in range(knobs.steps + 1):
        if step == 5:
            gap = float((alone[0] - net[0][-1]).detach().abs().max())
        if step == knobs.steps or (step % 10 == 0 and lab.frame_due()):
            dead, shares = examine(net, x, y, slopes, knobs.runs)
            yield picture(step, *shares)
            yield Progress(step / knobs.steps, say("{n} networks learn", n=len(rates)))
        if step < knobs.steps:
            grads = gradients(net, x[picks[step]], y[picks[step]], slopes)
            learn(net, speeds, grads, rates, knobs.momentum)
    relu = slice(0, len(RATES) * knobs.runs)
    grads = gradients(net, x[:TRAIN], y[:TRAIN], slopes)
    yield from conclude(knobs, *shares, gap, float(grads[0][relu][dead[relu]].abs().sum()))


def conclude(knobs, dead, right, gap, cut):
    """What is left of the units and what the networks read, [S] each."""
    yield Metric("gap_alone", gap, label=say("one network alone against all at once"))
    yield Metric("gradient_of_dead", cut, label=say("gradients of dead ReLUs, in all"))
    names = [f"rate_{each:g}" for each in RATES] + [f"slope_{each:g}" for each in SLOPES]
    for name, share, read in zip(names, dead, right, strict=True):
        at = name.replace(".", "_")
        yield Metric(f"dead_{at}", share, label=say("dead units: {n}", n=name))
        yield Metric(f"accuracy_{at}", read, label=say("digits read: {n}", n=name))
    told = say("Networks learn at once what one learns alone")
    yield Claim.below(told, gap, 1e-4, source="exact up to rounding")
    told = say("No gradient reaches the weights of a dead ReLU")
    yield Claim.between(told, cut, 0, 0, source="exact: its slope is 0 for every digit")
    n, t = knobs.runs, knobs.steps
    told = say("At learning rate 2 far more ReLUs die than at 0.03 ({n} starts)", n=n)
    yield Claim.above(told, dead[len(RATES) - 1] - dead[0], 0.6, source="measured here")
    told = say("And what is left hardly reads digits ({n} starts)", n=n)
    yield Claim.below(told, right[len(RATES) - 1], 0.4, source="measured here")
    told = say("Slope 0.01 does not come back from bias {b:g} in {t} steps", b=knobs.bias, t=t)
    yield Claim.below(told, right[len(RATES) + 1], 0.5, source="measured here")
    told = say("Slope 0.3 does ({n} starts)", n=n)
    yield Claim.above(told, right[-1], 0.8, source="measured here")
