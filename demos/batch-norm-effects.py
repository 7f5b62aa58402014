"""Batch normalization makes training fast and hard to break

Batch normalization shifts and scales every feature of a layer so that, over the mini-batch, its
mean is 0 and its variance is 1; then it multiplies by a learned gamma and adds a learned beta.
What does that buy? Twins learn to read 8x8 digits from the same first weights and mini-batches,
one with it and one plain. Watch the largest learning rate that works, the steps until 90 % of
unseen digits are read, and from how many of 16 initial scales a network learns at all. A batch
of 2 turns the gain into harm, and with a depth of 1 there is less to gain.
"""

from dataclasses import dataclass

import torch
from torch.nn.functional import batch_norm, cross_entropy

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """One network and how it is trained."""

    activation: str = knob("relu", choices=("relu", "tanh", "sigmoid"), help="after hidden layers")
    rate: float = knob(0.1, choices=(0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0), help="learning rate")
    steps: int = knob(200, low=10, high=2000, step=50, help="training steps, one mini-batch each")
    batch: int = knob(64, low=2, high=512, step=2, help="digits in a mini-batch")
    width: int = knob(64, low=4, high=256, step=2, help="units in a hidden layer")
    depth: int = knob(5, low=1, high=10, step=1, help="hidden layers")
    runs: int = knob(2, low=1, high=256, step=2, help="starts of every setting; their mean counts")


SMALL = {"runs": 1, "steps": 100, "batch": 32, "width": 32, "depth": 4, "rate": 0.3}
RATES = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0]  # each from a fitting initial scale
SCALES = torch.logspace(0, -4, 16).tolist()  # standard deviations, each at the knob's rate
TRAIN = 1397  # digits to learn from; the other 400 are never trained on
WORKS, LEARNS = 0.9, 0.8  # the share read by what works well, and by what learns at all


def newborn(knobs, generator, device):
    """All layers of E normalized networks, followed by their E plain twins.

    A layer is weights [2E, out, in], shifts [2E, out, 1] (the normalized ones' beta, the others'
    bias), gamma, and a running mean and variance for unseen digits, [E, out, 1] each.
    """
    layers, fan_in = [], 64
    for out in [knobs.width] * knobs.depth + [10]:
        fitting = ((2 if knobs.activation == "relu" else 1) / fan_in) ** 0.5  # 2: He et al. 2015
        scales = torch.tensor([fitting] * len(RATES) + SCALES)[:, None, None, None]
        numbers = torch.randn(knobs.runs, out, fan_in, generator=generator)  # for all settings
        weight = (scales * numbers).flatten(0, 1).to(device)  # [E, out, in]
        zero, one = torch.zeros_like(weight[..., :1]), torch.ones_like(weight[..., :1])
        layers.append((weight.repeat(2, 1, 1), zero.repeat(2, 1, 1), one, zero, one.clone()))
        fan_in = out
    return layers


def forward_one(layers, n, h, act):
    """The slow, obvious version: network n alone, a row for each digit."""
    for weight, shift, gamma, *_ in layers[:-1]:
        h = h @ weight[n].T  # [B, in] @ [in, H] -> [B, H]
        if n < len(gamma):
            mean, var = h.mean(0), h.var(0, correction=0)  # [H], over the mini-batch
            h = (h - mean) / torch.sqrt(var + 1e-5) * gamma[n].T
        h = act(h + shift[n].T)
    return h @ layers[-1][0][n].T + layers[-1][1][n].T  # [B, 10]


def forward_all(layers, x, act, training=True):
    """The fast version: all networks at once, a column for each digit."""
    h = x.T.expand(len(layers[0][0]), -1, -1)  # [B, 64] -> [2E, 64, B], nothing is copied
    for weight, shift, gamma, mean, var in layers[:-1]:
        normal, plain = torch.bmm(weight, h).chunk(2)  # [E, H, B] each
        beta, bias = shift.chunk(2)  # [E, H, 1] each
        each = (value.view(-1) for value in (mean, var, gamma, beta))  # [E*H]
        # A mere view makes all features the channels of one fused batch normalization.
        channels = batch_norm(normal.view(1, -1, len(x)), *each, training)  # [1, E*H, B]
        h = act(torch.cat([channels.view_as(normal), plain + bias]))  # [2E, H, B]
    return torch.baddbmm(layers[-1][1], layers[-1][0], h)  # [2E, 10, B]


def picture(knobs, at, views):
    """How much both twins read: over time, by learning rate and by initial scale."""
    steps = Axis(say("training steps at rate {rate:g}", rate=knobs.rate), low=0, high=knobs.steps)
    scale = Axis(say("standard deviation of the first weights"), log=True)
    axes, panels = (steps, Axis(say("learning rate"), log=True), scale), []
    for axis, x, (bn, plain) in zip(axes, (at, RATES, SCALES), views, strict=True):
        lines = Line(x, bn, say("batch norm")), Line(x, plain, say("plain"))
        panels.append(Panel(lines, say("Unseen digits read"), axis, Axis(low=0, high=1)))
    says = say(
        "After {n} steps {bn:.0%} of unseen digits are read with batch norm, {plain:.0%} without.",
        n=at[-1],
        bn=float(views[0][0, -1]),
        plain=float(views[0][1, -1]),
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Train all networks at once and compare the twins."""
    generator, act = torch.Generator().manual_seed(lab.seed), getattr(torch, knobs.activation)
    order = torch.randperm(1797, generator=generator)
    x, y = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    picks = torch.randint(TRAIN, (knobs.steps, knobs.batch), generator=generator).to(lab.device)
    layers = newborn(knobs, generator, lab.device)  # the last one has no use for its gamma
    learned = [each.requires_grad_() for layer in layers for each in layer[:3]][:-1]
    rates = torch.tensor(RATES + [knobs.rate] * len(SCALES), device=lab.device)
    rates = rates.repeat_interleave(knobs.runs).repeat(2)[:, None, None]  # [2E, 1, 1]
    at, curves = [], []
    for step in range(knobs.steps + 1):
        if step % max(1, knobs.steps // 25) == 0 or step == knobs.steps:
            with torch.no_grad():
                right = forward_all(layers, x[TRAIN:], act, training=False).argmax(1) == y[TRAIN:]
            shares = right.float().mean(1).view(2, -1, knobs.runs).mean(2).cpu()  # [2, settings]
            at.append(step)
            curves.append(shares[:, RATES.index(knobs.rate)])
            views = torch.stack(curves, 1), shares[:, : len(RATES)], shares[:, len(RATES) :]
            yield Progress(step / knobs.steps, say("{n} networks at once", n=len(rates)))
            if lab.frame_due() or step == knobs.steps:
                yield picture(knobs, at, views)
        if step < knobs.steps:
            out = forward_all(layers, x[picks[step]], act)  # [2E, 10, B]
            answers = y[picks[step]].expand(len(out), -1)
            # No loss depends on another network's weights: their sum has everyone's gradient.
            loss = cross_entropy(out, answers, reduction="sum") / knobs.batch
            for value, slope in zip(learned, torch.autograd.grad(loss, learned), strict=True):
                value.detach().sub_(rates[: len(value)] * slope)
    with torch.no_grad():  # on some digits, the first network and its plain twin
        pair = [0, len(rates) // 2]
        alone = torch.stack([forward_one(layers, n, x[:64], act) for n in pair])  # [2, 64, 10]
        gap = (forward_all(layers, x[:64], act)[pair].mT - alone).abs().max()
    told = say("Networks computed at once give what each gives alone")
    yield Claim.below(told, gap, 1e-3, source="exact up to rounding")
    yield from conclude(at, *views)


def conclude(at, curves, by_rate, by_scale):
    """What the shares say in the end; of two numbers, the first is with batch normalization."""
    limits = (torch.tensor(RATES) * (by_rate >= WORKS)).amax(1)  # [2], 0 where none works
    gain = float(limits[0] / limits[1].clamp(min=RATES[0]))  # at least so much
    steps = torch.tensor(at).where(curves >= WORKS, torch.inf).amin(1).tolist()  # [2]
    inits = (by_scale >= LEARNS).sum(1).tolist()  # [2]
    final, best = curves[:, -1].tolist(), by_rate[1].max()  # [2], []
    yield Metric("rate_gain", gain, label=say("ratio of the largest working learning rates"))
    yield Metric("steps_bn", steps[0], label=say("steps until 90 % is read, batch norm"))
    yield Metric("steps_plain", steps[1], label=say("steps until 90 % is read, plain"))
    yield Metric("inits_bn", inits[0], label=say("initial scales that learn, batch norm"))
    yield Metric("inits_plain", inits[1], label=say("initial scales that learn, plain"))
    yield Metric("final_bn", final[0], label=say("share read in the end, batch norm"))
    yield Metric("final_plain", final[1], label=say("share read in the end, plain"))
    yield Metric("best_plain", float(best), label=say("share read at the best rate, plain"))
    paper = "Ioffe and Szegedy 2015, section 4.2, figure 3"
    told = say("The largest learning rate that works is more than 3 times as large")
    yield Claim.above(told, gain, 3, source=paper)
    told = say("At the same learning rate, 90 % is read in a fraction of the steps")
    yield Claim.below(told, steps[0] / steps[1], 0.9, source=paper)
    told = say("Batch normalization learns from at least 12 of 16 initial scales")
    yield Claim.above(told, inits[0], 11, source="measured here; why: the same, section 3.3")
    told = say("Plain networks learn from at most 3 of 16 initial scales")
    yield Claim.below(told, inits[1], 4, source="measured here")
