"""Batch normalization makes training fast and hard to break

Batch normalization shifts and scales every feature of a layer so that, over the mini-batch,
its mean is 0 and its variance is 1; then it multiplies by a learned gamma and adds a learned
beta. What does that buy? Small networks learn to read 8x8 digits, twins with the same first
weights and the same mini-batches, one with it and one plain. Three things are measured: the
largest learning rate that works, the steps until 90 % of unseen digits are read, and from how
many of 16 initial scales a network learns at all.
"""

import gzip
import importlib.util
import itertools
import math
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, Rule, knob, say


@dataclass(frozen=True)
class Knobs:
    """One network and how it is trained."""

    activation: str = knob("relu", choices=("relu", "tanh", "sigmoid"), help="after hidden layers")
    rate: float = knob(
        0.1,
        choices=(0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0),
        help="learning rate of the curves and of the initial scales",
    )
    steps: int = knob(200, low=10, high=2000, step=50, help="training steps, one mini-batch each")
    batch: int = knob(64, low=2, high=512, step=2, help="digits in a mini-batch")
    width: int = knob(64, low=4, high=256, step=2, help="units in a hidden layer")
    depth: int = knob(5, low=1, high=10, step=1, help="hidden layers")
    runs: int = knob(2, low=1, high=20, step=1, help="starts of every setting; their mean counts")


SMALL = {"runs": 1, "steps": 150, "depth": 4}

RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)  # each from a fitting initial scale
SCALES = tuple(10 ** (-4 * k / 15) for k in range(16))  # standard deviations, 1 down to 0.0001
TRAIN = 1397  # digits to learn from; the other 400 are never trained on
WORKS, LEARNS = 0.9, 0.8  # the share read by what works well, and by what learns at all
ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}
PAPER = "Ioffe and Szegedy 2015, section"


class Layer(NamedTuple):
    """One layer of E networks; where a network stands alone, E is missing."""

    weight: torch.Tensor  # [E, out, in]
    shift: torch.Tensor  # [E, out, 1], the bias; with batch normalization it is beta
    gamma: torch.Tensor | None = None  # [E, out, 1], only where the layer is normalized
    mean: torch.Tensor | None = None  # [E, out], running means and variances, for unseen digits
    var: torch.Tensor | None = None


def standardize(z, eps=1e-5):
    """The idea, for one layer of one network: a row is a digit, a column is a feature."""
    mean, var = z.mean(0), z.var(0, correction=0)  # [H] each, over the mini-batch
    return (z - mean) / torch.sqrt(var + eps)  # [B, H]


def forward_one(net, h, act):
    """The slow, obvious version: one network, one formula a line."""
    for weight, shift, gamma, *_ in net[:-1]:
        z = h @ weight.T  # [B, in] @ [in, H] -> [B, H]
        h = act(z + shift.T if gamma is None else standardize(z) * gamma.T + shift.T)
    return h @ net[-1].weight.T + net[-1].shift.T  # [B, 10]


def forward_all(net, x, act, training):
    """The fast version: E networks at once, features before digits.

    So a mere view makes the E·H features the channels of one fused batch normalization.
    """
    h = x.T.expand(len(net[0].weight), -1, -1)  # [B, 64] -> [E, 64, B], nothing is copied
    for weight, shift, gamma, mean, var in net[:-1]:
        if gamma is None:  # a plain layer
            h = act(torch.baddbmm(shift, weight, h))  # [E, H, in] @ [E, in, B] -> [E, H, B]
        else:
            z = torch.bmm(weight, h)  # [E, H, B]; a bias here would be taken away again
            flat = z.view(1, -1, z.shape[2])  # [1, E*H, B]
            each = mean.view(-1), var.view(-1), gamma.view(-1), shift.view(-1)  # [E*H]
            h = act(F.batch_norm(flat, *each, training).view_as(z))
    return torch.baddbmm(net[-1].shift, net[-1].weight, h)  # [E, 10, B]


def descend(net, loss, rate):
    """A step of plain gradient descent; each network has a learning rate, [E, 1, 1]."""
    learned = [each for layer in net for each in layer[:3] if each is not None]
    for value, slope in zip(learned, torch.autograd.grad(loss, learned), strict=True):
        value.detach().addcmul_(slope, rate, value=-1)


def train_all(net, x, y, act, rates):
    """One step of every network on the same mini-batch; no loss depends on another's weights."""
    out = forward_all(net, x, act, training=True)  # [E, 10, B]
    losses = F.cross_entropy(out, y.expand(len(out), -1), reduction="none").mean(1)  # [E]
    descend(net, losses.sum(), rates)


@torch.no_grad()
def accuracy(net, x, y, act, runs):
    """The share of digits read right in each setting, the mean of its runs."""
    right = forward_all(net, x, act, training=False).argmax(1) == y  # [E, 400]
    return right.float().mean(1).view(-1, runs).mean(1).tolist()


def digits():
    """1797 real digits of 8x8 pixels, 0 to 1, [1797, 64], and which they are, [1797]."""
    found = importlib.util.find_spec("sklearn")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("The digits come with scikit-learn: pip install scikit-learn")
    path = Path(found.submodule_search_locations[0]) / "datasets" / "data" / "digits.csv.gz"
    with gzip.open(path) as file:
        table = torch.from_numpy(np.loadtxt(file, delimiter=",", dtype=np.float32))
    return table[:, :-1] / 16, table[:, -1].long()


def first_weights(knobs, generator, device):
    """[E, out, in] for each layer: every setting scales the same random numbers."""
    sizes, weights = [64, *[knobs.width] * knobs.depth, 10], []
    for fan_in, out in itertools.pairwise(sizes):
        fitting = ((2 if knobs.activation == "relu" else 1) / fan_in) ** 0.5  # 2: He et al. 2015
        scales = torch.tensor([fitting] * len(RATES) + list(SCALES))[:, None, None, None]
        numbers = torch.randn(knobs.runs, out, fan_in, generator=generator)
        weights.append((scales * numbers).flatten(0, 1).to(device))
    return weights


def build(weights, normalized):
    """A network, or E of them, with these first weights; the last layer is never normalized."""
    net = []
    for place, weight in enumerate(weights):
        zero, one = torch.zeros_like(weight[..., :1]), torch.ones_like(weight[..., :1])
        learned, running = [weight.clone(), zero.clone()], []
        if normalized and place < len(weights) - 1:
            learned, running = [*learned, one.clone()], [zero[..., 0], one[..., 0]]
        net.append(Layer(*(each.requires_grad_() for each in learned), *running))
    return net


def picture(knobs, at, seen):
    """Accuracies `seen` of both twins, [2, time, setting], at the steps `at`."""
    bn, plain = np.array(seen)  # [time, setting] each
    tried, chosen = len(RATES), RATES.index(knobs.rate)

    def panel(title, x, over, which, enough):
        lines = Line(over, bn[which], say("batch norm")), Line(over, plain[which], say("plain"))
        y = Axis(say("unseen digits read"), low=0, high=1)
        return Panel([*lines, Rule(enough)], title, x, y)

    title = say("At learning rate {rate:g}", rate=knobs.rate)
    x = Axis(say("training steps"), low=0, high=knobs.steps)
    curves = panel(title, x, at, np.s_[:, chosen], WORKS)
    x = Axis(say("learning rate"), log=True)
    rates = panel(say("By learning rate"), x, RATES, np.s_[-1, :tried], WORKS)
    x = Axis(say("standard deviation of the first weights"), log=True)
    scales = panel(say("By initial scale"), x, SCALES, np.s_[-1, tried:], LEARNS)
    says = say(
        "After {steps} steps, networks with batch normalization read {bn:.0%} of unseen digits, "
        "plain ones {plain:.0%}; {n} against {m} of 16 initial scales learn.",
        steps=at[-1],
        bn=float(bn[-1, chosen]),
        plain=float(plain[-1, chosen]),
        n=int((bn[-1, tried:] >= LEARNS).sum()),
        m=int((plain[-1, tried:] >= LEARNS).sum()),
    )
    return Figure([curves, rates, scales], says)


def run(knobs, lab):
    """Train all networks at once and compare the twins."""
    generator, act = torch.Generator().manual_seed(lab.seed), ACTIVATIONS[knobs.activation]
    order = torch.randperm(1797, generator=generator)
    x, y = (each[order].to(lab.device) for each in digits())
    picks = torch.randint(TRAIN, (knobs.steps, knobs.batch), generator=generator).to(lab.device)
    weights = first_weights(knobs, generator, lab.device)
    yield from checks(weights, x, y, act)

    nets = build(weights, normalized=True), build(weights, normalized=False)
    rates = torch.tensor([*RATES, *[knobs.rate] * len(SCALES)], device=lab.device)
    rates = rates.repeat_interleave(knobs.runs)[:, None, None]  # [E, 1, 1]
    at, seen = [], ([], [])
    for step in range(knobs.steps + 1):
        if step % max(1, knobs.steps // 25) == 0 or step == knobs.steps:
            at.append(step)
            for net, each in zip(nets, seen, strict=True):
                each.append(accuracy(net, x[TRAIN:], y[TRAIN:], act, knobs.runs))
            yield Progress(step / knobs.steps, say("{n} networks at once", n=2 * len(rates)))
            if lab.frame_due() or step == knobs.steps:
                yield picture(knobs, at, seen)
        if step < knobs.steps:
            for net in nets:
                train_all(net, x[picks[step]], y[picks[step]], act, rates)
    yield from conclude(knobs, np.array(at), np.array(seen))


def checks(weights, x, y, act):
    """What normalizing takes away, and that training all at once is training one by one."""
    z = x[:100].double() @ weights[0][0].T.double()  # [100, H]
    gap = float((standardize(100 * z + 7, eps=0) - standardize(z, eps=0)).abs().max())
    yield Metric("scale_gap", gap, label=say("change by larger weights and a bias"))
    told = say("Weights 100 times as large and a bias of 7 change nothing after normalizing")
    yield Claim.below(told, gap, 1e-9, source=f"exact; {PAPER} 3.3")

    few, rate, gaps = [each[:8] for each in weights], torch.tensor(0.1, device=x.device), []
    for normalized in (True, False):
        many, one = build(few, normalized), build([each[0] for each in few], normalized)
        for at in range(0, 320, 64):  # smaller batches would blow up rounding errors
            rows, answers = x[at : at + 64], y[at : at + 64]  # [64, 64], [64]
            train_all(many, rows, answers, act, rate)
            descend(one, F.cross_entropy(forward_one(one, rows, act), answers), rate)
        gaps += [(a.weight[0] - b.weight).abs().max() for a, b in zip(many, one, strict=True)]
    gap = float(torch.stack(gaps).detach().max())
    yield Metric("batched_gap", gap, label=say("difference of batched and single training"))
    told = say("Networks trained at once learn the same weights as one by one")
    yield Claim.below(told, gap, 1e-5, source="exact up to rounding")


def conclude(knobs, at, seen):
    """What the accuracies `seen` of both twins, [2, time, setting], say at last."""
    curves, ends = seen[:, :, RATES.index(knobs.rate)], seen[:, -1]  # [2, time], [2, setting]
    tried, inits = ends[:, : len(RATES)], (ends[:, len(RATES) :] >= LEARNS).sum(1)  # [2, rate], [2]
    best, final = tried.max(1), curves[:, -1]  # [2], [2]
    limits = [max(np.array(RATES)[each >= WORKS], default=0.0) for each in tried]
    steps = [min(at[each >= WORKS], default=math.inf) for each in curves]
    gain = limits[0] / max(limits[1], RATES[0])  # at least so much, where plain never works
    yield Metric("rate_limit_bn", limits[0], label=say("largest working learning rate, batch norm"))
    yield Metric("rate_limit_plain", limits[1], label=say("largest working learning rate, plain"))
    yield Metric("rate_gain", gain, label=say("ratio of the largest working learning rates"))
    yield Metric("steps_bn", steps[0], label=say("steps until 90 % is read, batch norm"))
    yield Metric("steps_plain", steps[1], label=say("steps until 90 % is read, plain"))
    yield Metric("inits_bn", inits[0], label=say("initial scales that learn, batch norm"))
    yield Metric("inits_plain", inits[1], label=say("initial scales that learn, plain"))
    yield Metric("final_bn", final[0], label=say("share read in the end, batch norm"))
    yield Metric("final_plain", final[1], label=say("share read in the end, plain"))
    yield Metric("best_bn", best[0], label=say("share read at the best rate, batch norm"))
    yield Metric("best_plain", best[1], label=say("share read at the best rate, plain"))

    told = say("The largest learning rate that works is more than 3 times as large")
    yield Claim.above(told, gain, 3, source=f"{PAPER} 4.2, figure 3")
    rate = knobs.rate
    told = say("At learning rate {rate:g}, 90 % is read in a fraction of the steps", rate=rate)
    yield Claim.below(told, steps[0] / steps[1], 0.9, source=f"{PAPER} 4.2, figure 3")
    told = say("Batch normalization learns from at least 12 of 16 initial scales")
    yield Claim.between(told, inits[0], 12, 16, source=f"measured here; why: {PAPER} 3.3")
    told = say("Plain networks learn from at most 3 of 16 initial scales")
    yield Claim.between(told, inits[1], 0, 3, source="measured here")
    told = say("Each at its best learning rate, the twins end close to each other")
    yield Claim.below(told, best[0] - best[1], 0.1, source="measured here")
