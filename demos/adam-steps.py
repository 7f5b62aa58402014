"""Adam's steps hardly depend on how large gradients are, which helps until it matters

Adam divides a running mean of the gradients by the root of a running mean of their squares. So
its first step is as long as the learning rate, be the gradient 0.001 or 1000, and a loss that is
multiplied by 1000 changes nothing. The correction for means that begin at 0 matters: without it
the first step would be 3.16 times as long.

The price: a gradient that is rare but large counts little more than others. Here the slope is
`large` in a third of the steps and -1 in the rest, so that on average the way down leads to -1.
Descent goes there; Adam with a short memory goes to 1, the worst place. Turn `beta2`, its memory
of squares, to 0.9 and it finds the way too. AMSGrad never forgets the largest ones.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, Rule, knob, say


@dataclass(frozen=True)
class Knobs:
    """The rare large slope, and those who walk on it."""

    beta2: float = knob(
        0.1, choices=(0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999), help="memory of squares"
    )
    large: float = knob(3.0, low=2.2, high=10.0, step=0.4, help="the slope in a third of the steps")
    rate: float = knob(0.1, low=0.01, high=1.0, step=2, help="learning rate; falls as 1/sqrt(step)")
    steps: int = knob(5000, low=100, high=10000, step=2, help="steps that everybody takes")
    runs: int = knob(256, low=1, high=4096, step=2, help="walks of everybody; their mean counts")


SMALL = {"steps": 4000, "runs": 64}
TINY = 1e-8  # Adam's epsilon
BETAS = 0.9, 0.999  # those of Kingma and Ba 2015, for the first step
WALKERS = ("adam", "adam_scaled", "amsgrad", "gd")
NAMES = say("Adam"), say("Adam, loss x 1000"), say("AMSGrad"), say("descent")


def adam_alone(slopes, rate, beta2):
    """The obvious way: one walk with Adam, without memory of slopes, held between -1 and 1."""
    x = size = 0.0
    for t, g in enumerate(slopes, start=1):
        size = beta2 * size + (1 - beta2) * g**2
        unbiased = size / (1 - beta2**t)
        x -= rate / math.sqrt(t) * g / (math.sqrt(unbiased) + TINY)
        x = min(1.0, max(-1.0, x))
    return x


def walk(slopes, rate, beta2):
    """Everybody at once: slopes [T, R] -> in each step where all are, [4, R]."""
    x = torch.zeros(len(WALKERS), slopes.shape[1]).to(slopes)
    scale = torch.tensor([1.0, 1000.0, 1.0, 1.0]).to(slopes)[:, None]
    size, largest = torch.zeros_like(x), torch.zeros_like(x[2])
    for t, slope in enumerate(slopes, start=1):
        g = scale * slope  # [4, R]
        size = beta2 * size + (1 - beta2) * g**2
        root = (size / (1 - beta2**t)).sqrt() + TINY
        largest = torch.maximum(largest, root[2])
        divisor = torch.stack([root[0], root[1], largest, torch.ones_like(largest)])
        x = (x - rate / math.sqrt(t) * g / divisor).clamp(-1, 1)
        yield x


def first_steps(gradients, corrected):
    """How long Adam's first step is, by the learning rate, for gradients [N] of any size."""
    past, size = (1 - BETAS[0]) * gradients, (1 - BETAS[1]) * gradients**2
    if corrected:
        past, size = past / (1 - BETAS[0]), size / (1 - BETAS[1])
    return past / (np.sqrt(size) + TINY)


def picture(at, means):
    """The first step by the gradient, and the mean of all walks [T, 4] at the steps `at`."""
    gradients = np.logspace(-10, 4, 57)
    steps = first_steps(gradients, True), first_steps(gradients, False), gradients
    names = NAMES[0], say("uncorrected"), NAMES[3]
    marks = [Line(gradients, each, name) for each, name in zip(steps, names, strict=True)]
    x, y = Axis(say("gradient"), log=True), Axis(log=True, low=1e-3, high=1e3)
    panels = [Panel(marks, say("First step by learning rate"), x, y)]
    marks = [Line(at, each, name) for each, name in zip(np.array(means).T, NAMES, strict=True)]
    marks.append(Rule(-1, say("best")))
    x, y = Axis(say("steps")), Axis(low=-1.1, high=1.1)
    panels.append(Panel(marks, say("Mean place"), x, y))
    adam, _, amsgrad, descent = means[-1]
    says = say(
        "Adam is at {adam:.2f}, AMSGrad at {amsgrad:.2f}, descent at {descent:.2f}; best is -1.",
        adam=adam,
        amsgrad=amsgrad,
        descent=descent,
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Let everybody walk on random slopes, and look at the first step."""
    generator = torch.Generator().manual_seed(lab.seed)
    rare = torch.rand(knobs.steps, knobs.runs, generator=generator) < 1 / 3
    slopes = torch.where(rare, knobs.large, -1.0).double().to(lab.device)  # [T, R]
    at, means = [], []
    for t, x in enumerate(walk(slopes, knobs.rate, knobs.beta2), start=1):
        if t % max(1, knobs.steps // 100) == 0 or t == knobs.steps:
            at.append(t)
            means.append(x.mean(1).tolist())
            if lab.frame_due() or t == knobs.steps:
                yield picture(at, means)
            yield Progress(t / knobs.steps, say("{n} walks", n=x.numel()))
    alone = adam_alone(slopes[:, 0].tolist(), knobs.rate, knobs.beta2)
    yield from about_the_first_step()
    yield from about_the_walks(knobs, means[-1], x.cpu().numpy(), alone)


def about_the_first_step():
    """How long it is for gradients of very different size."""
    gradients = np.logspace(-3, 3, 61)
    corrected, uncorrected = (first_steps(gradients, each) for each in (True, False))
    away = float(np.abs(corrected - 1).max())
    yield Metric("first_step_error", away, label=say("first step by learning rate, less 1"))
    told = say("Adam's first step is the learning rate, for gradients of 0.001 to 1000")
    yield Claim.below(told, away, 2e-5, source="exact: g / (abs(g) + 1e-8). Kingma and Ba 2015")
    ratio = float(uncorrected[-1])
    yield Metric("first_step_uncorrected", ratio, label=say("the same without the correction"))
    told = say("Without the correction it is (1 - 0.9) / sqrt(1 - 0.999) times as long")
    yield Claim.near(told, ratio, math.sqrt(10), relative=1e-4, source="exact")


def about_the_walks(knobs, means, x, alone):
    """Where they end: the means [4], all places x [4, R], and the first walk computed alone."""
    for name, mean in zip(WALKERS, means, strict=True):
        yield Metric(f"end_{name}", mean, label=say("mean place at the end: {name}", name=name))
    gap, other = abs(float(x[0, 0]) - alone), float(np.abs(x[0] - x[1]).max())
    yield Metric("gap_alone", gap, label=say("one walk alone against all at once"))
    yield Metric("gap_scaled", other, label=say("what a loss times 1000 changes for Adam"))
    told = say("All walks at once end where one alone does")
    yield Claim.below(told, gap, 1e-9, source="exact: the same sums")
    told = say("A loss that is multiplied by 1000 leads Adam the same way")
    yield Claim.below(told, other, 1e-4, source="exact but for epsilon")
    text = say(
        "Adam with beta2 {beta:g} ends at the worst place ({n} walks)",
        beta=knobs.beta2,
        n=knobs.runs,
    )
    yield Claim.above(text, means[0], 0.8, source="measured here; Reddi, Kale and Kumar 2018")
    text = say("Descent and AMSGrad end at the best place ({n} walks)", n=knobs.runs)
    yield Claim.below(
        text, max(means[2:]), -0.8, source="measured here; Reddi, Kale and Kumar 2018"
    )
