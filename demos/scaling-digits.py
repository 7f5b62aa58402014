"""No learning rate makes up for inputs far from zero or of mixed scales; standardizing does

Classifiers learn to read digits whose pixels, 0 to 1, were changed in one of three ways: all
multiplied by one factor, all moved by one offset, or each multiplied by a factor of its own, spread
over some decades. For each change they may choose from seven learning rates.

A common factor does no harm: a smaller rate makes up for it. The other two make a ravine of the
loss, steep along the offset or the large pixels, and flat elsewhere. A rate that is low enough for
the steep direction is too low for the others. Standardizing takes from each pixel its mean over the
digits to learn from, and divides by the standard deviation: that undoes all three changes exactly.
Give it more `steps`, and the floor of the ravine is walked after all.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """How classifiers learn, and which change is shown by rate."""

    level: int = knob(3, low=1, high=4, step=1, help="factor 2^level, offset level, decades level")
    batch: int = knob(64, low=8, high=512, step=2, help="digits in a mini-batch")
    steps: int = knob(200, low=10, high=3000, step=50, help="training steps")
    runs: int = knob(4, low=1, high=4096, step=2, help="starts for every input and rate")


SMALL = {"steps": 100, "runs": 2}
LEVELS = range(5)  # of change, from none to the strongest
RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0]
NAMES = say("factor"), say("offset"), say("mixed scales")
TRAIN = 1397  # digits to learn from; the other 400 are never trained on


def changed(x, level):
    """Pixels [N, 64] times a factor, plus an offset, and each at a scale of its own: [3, N, 64]."""
    scales = torch.logspace(-level / 2, level / 2, 64, device=x.device)  # over `level` decades
    return torch.stack([2**level * x, x + level, scales * x])


def standardize(x):
    """Pixels [..., N, 64] less mean and over deviation; those that are always the same say 0."""
    std, mean = torch.std_mean(x[..., :TRAIN, :], -2, keepdim=True)
    return torch.where(std > 1e-6, (x - mean) / std, 0)


def learn_alone(weight, bias, x, labels, rate):
    """The slow, obvious version: a step of one softmax regression by autograd, x [B, 64]."""
    weight, bias = weight.clone().requires_grad_(), bias.clone().requires_grad_()
    loss = F.cross_entropy(x @ weight.T + bias.T, labels)
    slopes = torch.autograd.grad(loss, (weight, bias))
    return [(v - rate * s).detach() for v, s in zip((weight, bias), slopes, strict=True)]


def scores(weights, biases, x):
    """What all classifiers say of their inputs, of which there are K: [K, B, 64] -> [E, 10, B]."""
    h = x.mT.repeat_interleave(len(weights) // len(x), 0)  # [E, 64, B]
    return torch.baddbmm(biases, weights, h), h


def learn(weights, biases, x, y, rates):
    """The fast version: a step of all classifiers, inputs [K, B, 64], answers [10, B]."""
    z, h = scores(weights, biases, x)
    pull = (z.softmax(1) - y) * (rates / y.shape[1])  # the gradient of the mean cross-entropy
    weights.baddbmm_(pull, h.mT, alpha=-1)
    biases.sub_(pull.sum(2, keepdim=True))


def picture(knobs, shares, plain):
    """Digits read by rate at one level, and at the best rate by level: [3, levels, rates]."""
    by_rate = [Line(RATES, *each) for each in zip(shares[:, knobs.level], NAMES, strict=True)]
    by_rate.append(Line(RATES, plain, say("standardized")))
    by_level = [Line(LEVELS, *each) for each in zip(shares.amax(2), NAMES, strict=True)]
    rate, level = Axis(say("learning rate"), log=True), Axis(say("level of change"))
    share, title = Axis(low=0, high=1), say("Digits read at level {level}", level=knobs.level)
    panels = [Panel(by_rate, title, rate, share)]
    panels.append(Panel(by_level, say("Digits read at the best rate"), level, share))
    best = shares[:, knobs.level].amax(1).tolist()
    says = say(
        "At the best rate, {factor:.0%} of unseen digits are read times {times}, {offset:.0%} plus "
        "{level}, {mixed:.0%} at scales over {level} decades, and {plain:.0%} standardized.",
        times=2**knobs.level,
        level=knobs.level,
        plain=float(plain.max()),
        **dict(zip(("factor", "offset", "mixed"), best, strict=True)),
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Train all classifiers at once."""
    generator = torch.Generator().manual_seed(lab.seed)
    order = torch.randperm(1797, generator=generator)
    x, labels = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    inputs = torch.stack([changed(x, level) for level in LEVELS], 1)  # [3, levels, N, 64]
    standard = standardize(x)
    gap = float((standardize(inputs) - standard).abs().max())
    inputs = torch.cat([inputs.flatten(0, 1), standard[None]])  # [K, N, 64]
    weights = torch.randn(knobs.runs, 10, 64, generator=generator) / 8
    weights = weights.repeat(len(inputs) * len(RATES), 1, 1).to(lab.device)  # [E, 10, 64]
    biases = torch.zeros_like(weights[..., :1])
    rates = torch.tensor(RATES, device=lab.device).repeat_interleave(knobs.runs)
    rates = rates.repeat(len(inputs))[:, None, None]  # [E, 1, 1]
    y = F.one_hot(labels, 10).T  # [10, N]
    picks = torch.randint(TRAIN, (knobs.steps, knobs.batch), generator=generator).to(lab.device)
    stepped = weights.clone(), biases.clone()
    learn(*stepped, inputs[:, :64], y[:, :64], rates)
    alone = learn_alone(weights[-1], biases[-1], standard[:64], labels[:64], rates[-1])
    apart = max(float((a[-1] - b).abs().max()) for a, b in zip(stepped, alone, strict=True))
    for step in range(knobs.steps + 1):
        if step % 10 == 0 or step == knobs.steps:
            yield Progress(step / knobs.steps, say("{n} classifiers learn", n=len(weights)))
            if lab.frame_due() or step == knobs.steps:
                right = scores(weights, biases, inputs[:, TRAIN:])[0].argmax(1) == labels[TRAIN:]
                shares = right.double().mean(1).view(len(inputs), len(RATES), -1).mean(2).cpu()
                yield picture(knobs, shares[:-1].view(3, len(LEVELS), -1), shares[-1])
        if step < knobs.steps:
            learn(weights, biases, inputs[:, picks[step]], y[:, picks[step]], rates)
    yield from conclude(
        knobs, gap, apart, shares[:-1].view(3, len(LEVELS), -1).amax(2), shares[-1].max()
    )


def conclude(knobs, gap, apart, best, plain):
    """What shares at best rates say, by change and level [3, levels], and standardized."""
    factor, offset, mixed = best[:, knobs.level].tolist()
    yield Metric("unchanged", best[0, 0], label=say("digits read unchanged"))
    yield Metric("factor", factor, label=say("digits read with a factor"))
    yield Metric("offset", offset, label=say("digits read with an offset"))
    yield Metric("mixed", mixed, label=say("digits read at mixed scales"))
    yield Metric("standardized", plain, label=say("digits read standardized"))
    text = say("All classifiers take the steps that autograd gives one alone")
    yield Claim.below(text, apart, 1e-5, source="exact up to rounding")
    text = say("Standardizing undoes every change")
    yield Claim.below(text, gap, 0.01, source="exact up to rounding: factor and offset cancel")
    text = say("Times {times}, digits are read as well as before", times=2**knobs.level)
    yield Claim.above(text, factor - float(best[0, 0]), -0.05, source="measured here")
    text = say(
        "Plus {level} they are not, at any rate ({n} starts)", level=knobs.level, n=knobs.runs
    )
    yield Claim.below(text, offset, 0.8, source="measured here")
    text = say("Nor are they at scales over {level} decades", level=knobs.level)
    yield Claim.below(text, mixed, 0.85, source="measured here")
    text = say("Standardized, they are")
    yield Claim.above(text, plain, 0.88, source="measured here")
