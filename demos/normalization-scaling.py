"""Inputs of unlike scales or far from zero make gradient descent slow; standardizing mends both

On a quadratic loss, gradient descent crosses the steepest direction in a step and then crawls along
the flattest: its steps grow with the ratio of both curvatures, the condition number. That is about
the square of the ratio of two features' scales. Of an offset it is the fourth power, as a feature
far from zero looks like the bias. Standardized ones, less mean and over deviation, take few steps.

Classifiers feel it too. They read digits whose pixels were rescaled in four ways, at seven rates of
learning. A common factor does no harm: another rate makes up for it. In as many steps, no rate
makes up for an offset or for unlike scales. Turn `shift` or `mix` to 0, and that harm is gone.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """How badly scaled features and pixels are, and how descent goes."""

    most: float = knob(8.0, low=2.0, high=12.0, step=1.0, help="largest scale and offset")
    pace: float = knob(1.0, low=0.2, high=1.8, step=0.1, help="learning rate x largest curvature")
    shift: float = knob(3.0, low=0.0, high=10.0, step=0.5, help="added to all pixels of digits")
    mix: float = knob(4.0, low=0.0, high=4.0, step=0.5, help="decades between pixels' scales")
    steps: int = knob(200, low=10, high=2000, step=50, help="training steps on digits")
    runs: int = knob(2, low=1, high=4096, step=2, help="starts for each scaling and rate")


SMALL = {"most": 5.0, "steps": 100}
LEFT = 1e-3  # of the first error, and the plane is fitted
RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0]
TRAIN, BATCH = 1397, 64  # digits to learn from (400 are for testing); and in a mini-batch


def designs(noise, sizes):
    """From noise [N, 2]: one feature larger, a bias and an offset, standardized: [3, S, N, 2]."""
    one, (x, y) = np.ones(len(noise)), noise.T
    scaled = np.array([np.stack([x, size * y], 1) for size in sizes])
    offset = np.array([np.stack([one, size + y], 1) for size in sizes])
    standard = (scaled - scaled.mean(1, keepdims=True)) / scaled.std(1, keepdims=True)
    return np.stack([scaled, offset, standard])


def step_by_samples(columns, weights, targets, rate):
    """The idea: a step down half the mean squared error of a plane; columns [N, 2]."""
    errors = columns @ weights - targets  # [N]
    return weights - rate * columns.T @ errors / len(errors)


def descend(curvature, pace):
    """The fast version needs no samples: steps of all planes at once, and condition numbers."""
    flat_steep, axes = np.linalg.eigh(curvature)  # [..., 2], [..., 2, 2]
    flat, steep = np.moveaxis(flat_steep, -1, 0)
    error = axes.sum(-1, keepdims=True) / 2**0.5  # [..., 2, 1], as large along either axis
    step = np.eye(2) - (pace / steep)[..., None, None] * curvature
    taken = np.zeros(steep.shape, int)
    while (left := (error * error).sum((-2, -1)) > LEFT**2).any():
        taken += left
        error = step @ error
    return taken, steep / flat


def rescaled(x, knobs):
    """Pixels [N, 64] in four ways, [4, N, 64]: 0 to 16, shifted, at mixed scales, standardized."""
    mixed = x * torch.logspace(-knobs.mix / 2, knobs.mix / 2, 64, device=x.device)
    standard = (x - x[:TRAIN].mean(0)) / x[:TRAIN].std(0).clamp(min=0.05)  # some are always 0
    return torch.stack([16 * x, x + knobs.shift, mixed, standard])


def scores(weights, biases, x):
    """How much E classifiers take digits, four scalings [4, B, 64], for each digit: [E, 10, B]."""
    h = x.mT.repeat_interleave(len(weights) // 4, 0)  # [E, 64, B]
    return torch.baddbmm(biases, weights, h), h


def learn(weights, biases, rates, x, y):
    """A step of softmax regression for all classifiers; answers y [10, B]."""
    out, h = scores(weights, biases, x)
    pull = (out.softmax(1) - y) * (rates / y.shape[1])  # gradient of the mean cross-entropy
    weights.baddbmm_(pull, h.mT, alpha=-1)
    biases.sub_(pull.sum(2, keepdim=True))


def picture(sizes, taken, shares):
    """Steps on the plane by size, [3, S], and digits read by rate, [4, rates]."""
    names = say("unlike scales"), say("offset"), say("standardized")
    crawl = [Line(sizes, each, name) for each, name in zip(taken, names, strict=True)]
    names = say("times 16"), say("shifted"), say("unlike scales"), names[2]
    reading = [Line(RATES, each, name) for each, name in zip(shares, names, strict=True)]
    size, rate = Axis(say("scale, or offset")), Axis(say("learning rate"), log=True)
    left = Panel(crawl, say("Steps to fit a plane"), size, Axis(log=True))
    right = Panel(reading, say("Unseen digits read"), rate, Axis(low=0, high=1))
    ends = dict(zip(("scaled", "offset", "few"), taken[:, -1].tolist(), strict=True))
    ends["size"] = float(sizes[-1])
    says = say("Scale {size:g}: {scaled} steps; offset: {offset}; standardized: {few}.", **ends)
    return Figure([left, right], says)


def run(knobs, lab):
    """Fit planes, then read digits."""
    sizes = np.geomspace(1, knobs.most, 9)
    columns = designs(lab.rng.standard_normal((1000, 2)), sizes)  # [3, S, N, 2]
    curvature = columns.mT @ columns / columns.shape[-2]  # [3, S, 2, 2]
    taken, conditions = descend(curvature, knobs.pace)  # [3, S] each
    generator = torch.Generator().manual_seed(lab.seed)
    order = torch.randperm(1797, generator=generator)
    x, labels = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    x, y = rescaled(x, knobs), F.one_hot(labels, 10).T  # [4, N, 64], [10, N]
    first = torch.randn(knobs.runs, 10, 64, generator=generator).to(lab.device) / 8
    weights = first.repeat(4 * len(RATES), 1, 1)  # [E, 10, 64]
    biases = torch.zeros_like(weights[..., :1])
    rates = torch.tensor(RATES, device=lab.device).repeat_interleave(knobs.runs)
    rates = rates.repeat(4)[:, None, None]  # [E, 1, 1]
    picks = torch.randint(TRAIN, (knobs.steps, BATCH), generator=generator).to(lab.device)
    for at in range(knobs.steps + 1):
        if at % 10 == 0 or at == knobs.steps:
            yield Progress(at / knobs.steps, say("{n} classifiers learn", n=len(rates)))
            if lab.frame_due() or at == knobs.steps:
                right = scores(weights, biases, x[:, TRAIN:])[0].argmax(1) == labels[TRAIN:]
                shares = right.double().mean(1).view(4, len(RATES), -1).mean(2).cpu()
                yield picture(sizes, taken, shares)
        if at < knobs.steps:
            learn(weights, biases, rates, x[:, picks[at]], y[:, picks[at]])
    error = np.ones(2)  # of the weights, which should be 0
    gap = step_by_samples(columns[1, -1], error, 0, 1) - (error - curvature[1, -1] @ error)
    yield from conclude(knobs, np.abs(gap).max(), taken[:, -1], conditions[1, -1], shares.amax(1))


def conclude(knobs, gap, taken, condition, best):
    """What steps [3] and the condition number at the largest size, and shares at best [4] say."""
    yield Metric("steps_scaled", taken[0], label=say("steps with unlike scales"))
    yield Metric("steps_offset", taken[1], label=say("steps with an offset"))
    yield Metric("steps_standardized", taken[2], label=say("steps with standardized features"))
    yield Metric("condition_offset", condition, label=say("condition number with an offset"))
    text = say("A step by the samples is one by the curvature")
    yield Claim.below(text, gap, 1e-9, source="exact: the same sums")
    exact = condition * np.log(2**-0.5 / LEFT) / knobs.pace
    text = say("Steps are the condition number times 6.56, over {pace:g}", pace=knobs.pace)
    source = "exact: 6.56 is ln(1000 / sqrt 2), as half of the squared error is along the flat axis"
    yield Claim.near(text, taken[1], exact, relative=0.02, absolute=1, source=source)
    text = say("An offset of {size:g} costs 10 times the steps of a scale of it", size=knobs.most)
    yield Claim.above(text, taken[1] / taken[0], 10, source="exact: fourth power against square")
    text = say("Standardized features take fewer than 50 steps")
    yield Claim.below(text, taken[2], 50, source="exact: condition number about 1")
    yield Metric("digits_times_16", best[0], label=say("digits read at best: times 16"))
    yield Metric("digits_shifted", best[1], label=say("digits read at best: shifted"))
    yield Metric("digits_mixed", best[2], label=say("digits read at best: unlike scales"))
    yield Metric("digits_standardized", best[3], label=say("digits read at best: standardized"))
    text = say("Times 16, digits are read as well at some rate ({n} starts)", n=knobs.runs)
    yield Claim.above(text, best[0] - best[3], -0.05, source="measured here")
    text = say("With {shift:g} added to all pixels they are not, at any rate", shift=knobs.shift)
    yield Claim.below(text, best[1], 0.7, source="measured here")
    text = say("Nor with pixels at scales over {mix:g} decades", mix=knobs.mix)
    yield Claim.below(text, best[2], 0.8, source="measured here")
