"""A mini-batch of b examples has 1/b of the noise, so the learning rate may grow with it

The gradient of a mini-batch is the mean of the gradients of its examples: an estimate of the
gradient over all data. Its variance is that of one example, divided by the size b. Drawn without
putting back, as in an epoch, it is less still, and 0 for all the data.

What is that worth? Networks read digits for the same number of epochs. At one learning rate large
batches fall behind, as they take fewer steps. With a rate that grows with the batch they keep up,
until the steps get too long. Turn `rate` to move that end, and `epochs` for more steps.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """The mini-batches that are looked at, and the networks that learn from such."""

    rate: float = knob(0.03, low=0.005, high=0.2, step=2, help="learning rate for 10 digits a step")
    epochs: int = knob(20, low=1, high=60, step=5, help="times that all digits are gone through")
    width: int = knob(64, low=8, high=128, step=2, help="hidden units")
    batches: int = knob(400, low=50, high=2000, step=2, help="mini-batches to measure the noise of")
    runs: int = knob(4, low=1, high=64, step=2, help="starts of every setting; their mean counts")


SMALL = {"epochs": 10, "runs": 2}
SIZES = 1000, 250, 100, 50, 10  # digits in a mini-batch; the quickest to train first
TRAIN = 1000  # digits to learn from; the other 797 are for testing


def gradients(x, y):
    """Of every digit alone, for softmax regression whose weights are 0: [N, 640].

    The gradient of the cross-entropy is (probability - answer) times the input.
    """
    wrong = 0.1 - F.one_hot(y, 10).to(x)  # [N, 10]; each digit has probability 1/10 at first
    return (wrong[:, :, None] * x[:, None]).flatten(1)


def gradient_of(x, y):
    """The slow way: the library's gradient of the mean loss over a mini-batch, [640]."""
    weights = torch.zeros(10, 64).to(x).requires_grad_()
    return torch.autograd.grad(F.cross_entropy(x @ weights.T, y), weights)[0].flatten()


def squared_errors(rows, each):
    """Of mini-batches with these rows [M, b], how far the gradient is from that of all, squared."""
    counts = torch.zeros(len(rows), len(each)).to(each)  # [M, N], how often a batch has a digit
    counts.scatter_add_(1, rows, torch.ones_like(rows).to(each))
    return (counts @ each / rows.shape[1] - each.mean(0)).square().sum(1)  # [M]


def newborn(knobs, generator, device):
    """Weights and shifts of E = 2*R networks: two learning rates, from the same R starts (He)."""
    net = []
    for fan_in, out in (64, knobs.width), (knobs.width, 10):
        weight = torch.randn(knobs.runs, out, fan_in, generator=generator) * (2 / fan_in) ** 0.5
        weight = weight.repeat(2, 1, 1).to(device)
        net += [weight.requires_grad_(), torch.zeros_like(weight[..., :1], requires_grad=True)]
    return net


def scores(net, x):
    """All networks at once: digits [E, 64, B] -> scores [E, 10, B]."""
    w1, b1, w2, b2 = net
    return torch.baddbmm(b2, w2, torch.relu(torch.baddbmm(b1, w1, x)))


def train(knobs, size, x, y, generator):
    """Networks that learn from mini-batches of a size: after each epoch their accuracies [2]."""
    net = newborn(knobs, generator, x.device)
    rates = torch.tensor([knobs.rate, knobs.rate * size / min(SIZES)], device=x.device)
    rates = rates.repeat_interleave(knobs.runs)[:, None, None]  # [E, 1, 1]
    for _ in range(knobs.epochs):
        order = torch.rand(knobs.runs, TRAIN, generator=generator).argsort(1).to(x.device)
        for rows in order.repeat(2, 1).split(size, 1):  # [E, b]
            out = scores(net, x[rows].transpose(1, 2))  # [E, 10, b]
            losses = F.cross_entropy(out, y[rows], reduction="none").mean(1)  # [E]
            for each, slope in zip(net, torch.autograd.grad(losses.sum(), net), strict=True):
                each.detach().sub_(rates * slope)
        with torch.no_grad():
            out = scores(net, x[TRAIN:].T.expand(len(rates), -1, -1))
        yield (out.argmax(1) == y[TRAIN:]).double().view(2, -1).mean(1).tolist()


def picture(noise, right):
    """The noise by size, put back or not [2, S], and what is read at both rates [2, S]."""
    x, y = Axis(say("digits in a mini-batch"), log=True), Axis(log=True, low=1e-3)
    marks = [Line(SIZES, noise[0], say("put back")), Line(SIZES, noise[1], say("not put back"))]
    left = Panel(marks, say("Variance, of one digit 1"), x, y)
    marks = [Line(SIZES, right[0], say("same rate")), Line(SIZES, right[1], say("rate times b"))]
    panels = [left, Panel(marks, say("Unseen digits read"), x, Axis(low=0, high=1))]
    says = say(
        "Steps of 250 digits learn to read {same:.0%} at the rate for 10, {grown:.0%} at 25 times.",
        same=float(right[0, 1]),
        grown=float(right[1, 1]),
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Measure the noise of gradients, then train with mini-batches of every size."""
    generator = torch.Generator().manual_seed(lab.seed)
    order = torch.randperm(1797, generator=generator)
    x, y = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    each = gradients(x[:TRAIN].double(), y[:TRAIN])  # [N, 640]
    spread = float((each - each.mean(0)).square().sum(1).mean())  # the variance of one example
    shuffled = torch.rand(knobs.batches, TRAIN, generator=generator).argsort(1)
    errors = []
    for size in SIZES:
        again = torch.randint(TRAIN, (knobs.batches, size), generator=generator)
        kinds = again, shuffled[:, :size]
        errors.append([squared_errors(rows.to(lab.device), each).cpu().numpy() for rows in kinds])
    errors = np.array(errors).swapaxes(0, 1) / spread  # [2, S, M]
    gap = float((gradient_of(x[:50].double(), y[:50]) - each[:50].mean(0)).abs().max())

    right = np.full((2, len(SIZES)), np.nan)
    for k, size in enumerate(SIZES):
        for epoch, shares in enumerate(train(knobs, size, x, y, generator), start=1):
            right[:, k], done = shares, (k + epoch / knobs.epochs) / len(SIZES)
            yield Progress(done, say("mini-batches of {b}", b=size))
            if lab.frame_due() or done == 1:
                yield picture(errors.mean(2), right)
    yield Metric("gap_library", gap, label=say("gradients one by one against the library"))
    told = say("The mean of the gradients of single digits is that of the mini-batch")
    yield Claim.below(told, gap, 1e-12, source="exact")
    yield from conclude(knobs, errors * np.array(SIZES)[:, None], right)


def conclude(knobs, noise, right):
    """The noise times b, by that of one digit [2, S, M], and what is read at both rates [2, S]."""
    for k, size in enumerate(SIZES):
        for name, each in zip(("put_back", "not_put_back"), noise[:, k], strict=True):
            label = say("variance times b, by that of one: {n}, b = {b}", n=name, b=size)
            yield Metric(f"noise_{name}_{size}", each.mean(), label=label)
        for name, share in zip(("same", "grown"), right[:, k], strict=True):
            label = say("unseen digits read at the {n} rate, b = {b}", n=name, b=size)
            yield Metric(f"accuracy_{name}_{size}", share, label=label)
    told = say("Put back, the variance is that of one digit divided by the size")
    again = noise[0].mean(0)  # [M], the mean of all sizes
    error = 5 * float(again.std()) / knobs.batches**0.5
    yield Claim.near(told, again.mean(), 1, absolute=error, source="exact; five standard errors")
    told = say("Not put back, 250 of 1000 have 750/999 of that")
    error = 5 * float(noise[1, 1].std()) / knobs.batches**0.5
    source = "exact: (N - b) / (N - 1)"
    yield Claim.near(told, noise[1, 1].mean(), 750 / 999, absolute=error, source=source)
    same, grown = right
    told = say("At the same rate, steps of 250 fall behind those of 10 ({n} starts)", n=knobs.runs)
    yield Claim.above(told, same[4] - same[1], 0.1, source="measured here")
    told = say("With 10 times the rate, steps of 100 keep up with 10 ({n} starts)", n=knobs.runs)
    source = "measured here; Goyal et al. 2017"
    yield Claim.below(told, abs(grown[4] - grown[2]), 0.05, source=source)
    told = say("With 100 times the rate, steps of 1000 learn next to nothing")
    yield Claim.below(told, grown[0], 0.5, source="measured here")
