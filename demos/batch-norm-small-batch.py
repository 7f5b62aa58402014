"""Batch normalization needs enough neighbors to normalize with

Large networks learn on many devices: each normalizes its part of a mini-batch with statistics of
its own, and the slopes are averaged. Here all networks take steps on the same 32 digits, and
differ only in how many are normalized together. Of two values only the order is left, 1 and -1,
and every layer loses more: turn `depth`. In the end unseen digits are normalized all together.

Group normalization averages over units of one digit, and knows nothing of batches. With 1 in
`groups` it is layer normalization, and with 64 each unit is its own mean.
"""

from dataclasses import dataclass

import torch
from torch.nn.functional import cross_entropy

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, Rule, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """The networks and how they learn."""

    groups: int = knob(8, choices=(1, 2, 4, 8, 16, 32, 64), help="groups of group normalization")
    rate: float = knob(0.1, low=0.0125, high=0.8, step=2, help="learning rate")
    depth: int = knob(3, low=1, high=8, step=1, help="hidden layers of 64 units")
    steps: int = knob(200, low=20, high=2000, step=2, help="training steps, 32 digits each")
    runs: int = knob(4, low=1, high=4096, step=2, help="starts of each kind; their mean counts")


SMALL = {"runs": 2, "steps": 120}
SIZES = 2, 4, 8, 16, 32  # digits that are normalized together; the last kind has groups of units
KINDS = len(SIZES) + 1
UNITS, BATCH, TRAIN, EPS = 64, 32, 1397, 1e-5  # the other 400 digits are never trained on


def standardize(z, dim, eps=EPS):
    """The idea: along one dimension, the mean becomes 0 and the variance 1."""
    z = z - z.mean(dim, keepdim=True)
    return z / torch.sqrt(z.square().mean(dim, keepdim=True) + eps)


def forward_one(net, n, h, normalize):
    """The slow, obvious version: network n with the digits of one device, a row for each."""
    *hidden, (top, bias) = net
    for weight, shift in hidden:
        z = h @ weight[n].T  # [B, in] @ [in, H] -> [B, H]
        h = torch.relu(normalize(z) + shift[n].T)
    return h @ top[n].T + bias[n].T  # [B, 10]


def blocks(size, total):
    """A matrix [total, total] that puts the mean of its block of `size` in place of each number."""
    return torch.kron(torch.eye(total // size), torch.full((size, size), 1 / size))


def forward_all(net, x, over_digits, over_units):
    """The fast version: R networks of each of K kinds, all devices at once -> [K*R, 10, N]."""
    *hidden, (top, bias) = net
    h = x.T.expand(len(top), -1, -1)  # [N, 64] -> [K*R, 64, N], nothing is copied
    for weight, shift in hidden:
        z = torch.bmm(weight, h).unflatten(0, (KINDS, -1))  # [K, R, H, N]
        batch, group = z[:-1], z[-1:]
        # A mean over a part is a product: with a matrix [K - 1, 1, N, N], or with one [H, H].
        batch, group = batch - batch @ over_digits, group - over_units @ group
        variances = batch.square() @ over_digits, over_units @ group.square()
        z = torch.cat([batch, group]) / torch.sqrt(torch.cat(variances) + EPS)
        h = torch.relu(z.flatten(0, 1) + shift)  # [K*R, H, N]
    return torch.baddbmm(bias, top, h)


def newborn(knobs, generator, device):
    """A weight [K*R, out, in], after He et al. 2015, and a shift [K*R, out, 1] for each layer."""
    net, fan_in = [], 64
    for out in [UNITS] * knobs.depth + [10]:
        weight = (2 / fan_in) ** 0.5 * torch.randn(knobs.runs, out, fan_in, generator=generator)
        pair = weight.repeat(KINDS, 1, 1), torch.zeros(KINDS * knobs.runs, out, 1)
        net.append([each.to(device).requires_grad_() for each in pair])
        fan_in = out
    return net


def picture(at, wrong):
    """The shares read wrong at the steps `at`, [time, K], and in the end by size."""
    share = Axis(say("unseen digits read wrong"), log=True)
    shown = ((0, say("2")), (1, say("4")), (4, say("32")), (5, say("groups of units")))
    curves = [Line(at, wrong[:, kind], name) for kind, name in shown]
    group = Rule(float(wrong[-1, -1]), say("groups of units"))
    sizes = [Line(SIZES, wrong[-1, :-1], say("batch normalization")), group]
    together = Axis(say("digits normalized together"), log=True)
    says = say(
        "Of unseen digits {two:.0%} are read wrong if pairs were normalized together, {all:.0%} if "
        "32 were, and {group:.0%} with groups of units.",
        two=float(wrong[-1, 0]),
        all=float(wrong[-1, -2]),
        group=float(wrong[-1, -1]),
    )
    left = Panel(curves, say("While learning"), Axis(say("training steps")), share)
    return Figure([left, Panel(sizes, say("In the end"), together, share)], says)


def run(knobs, lab):
    """Check both versions, then train all networks on the same digits."""
    generator = torch.Generator().manual_seed(lab.seed)
    order = torch.randperm(1797, generator=generator)
    x, y = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    net = newborn(knobs, generator, lab.device)
    parts = torch.stack([blocks(size, BATCH) for size in SIZES])[:, None].to(lab.device)
    whole = blocks(len(x) - TRAIN, len(x) - TRAIN).to(lab.device)
    units = blocks(UNITS // knobs.groups, UNITS).to(lab.device)
    yield from check(knobs, net, x[:BATCH], forward_all(net, x[:BATCH], parts, units).mT)
    learned, at, wrong = [each for pair in net for each in pair], [], []
    for step in range(1, knobs.steps + 1):
        rows = torch.randint(TRAIN, (BATCH,), generator=generator).to(lab.device)
        out = forward_all(net, x[rows], parts, units)  # [K*R, 10, B]
        # No loss depends on another network's weights: their sum has everyone's slope.
        loss = cross_entropy(out, y[rows].expand(len(out), -1), reduction="sum") / BATCH
        slopes = torch.autograd.grad(loss, learned)
        with torch.no_grad():
            for value, slope in zip(learned, slopes, strict=True):
                value.sub_(knobs.rate * slope)
            if step % 10 == 0 or step == knobs.steps:
                answers = forward_all(net, x[TRAIN:], whole, units).argmax(1)  # [K*R, 400]
                missed = (answers != y[TRAIN:]).float().mean(1).view(KINDS, -1).mean(1)  # [K]
                at.append(step)
                wrong.append(missed.cpu())
                yield Progress(step / knobs.steps, say("{n} networks at once", n=len(out)))
                if lab.frame_due() or step == knobs.steps:
                    yield picture(at, torch.stack(wrong))
    yield from conclude(wrong[-1].tolist())


@torch.no_grad()
def check(knobs, net, x, together):
    """Both versions agree, and what normalizing leaves of pairs."""
    two, five = 2 * knobs.runs, 5 * knobs.runs  # the first with parts of 8, and with groups
    parts = [forward_one(net, two, h, lambda z: standardize(z, 0)) for h in x.split(8)]
    shape = BATCH, knobs.groups, -1
    units = forward_one(net, five, x, lambda z: standardize(z.view(shape), 2).flatten(1))
    gap = (together[[two, five]] - torch.stack([torch.cat(parts), units])).abs().max()
    told = say("All devices at once give what one after the other gives")
    yield Claim.below(told, gap, 1e-3, source="exact up to rounding")
    pairs = (x.double() @ net[0][0][0].double().T).unflatten(0, (-1, 2))  # [B / 2, 2, H]
    gap = (standardize(pairs, 1, eps=0).abs() - 1).abs().max()
    told = say("Whatever two values were, normalized together they are 1 and -1")
    yield Claim.below(told, gap, 1e-6, source="exact: both are as far from their mean")


def conclude(wrong):
    """The shares read wrong in the end."""
    for size, share in zip(SIZES, wrong, strict=False):
        yield Metric(f"wrong_{size}", share, label=say("read wrong, {n} together", n=size))
    yield Metric("wrong_groups", wrong[-1], label=say("read wrong, with groups of units"))
    source = "measured here; ResNet-50 on ImageNet: Wu and He 2018"
    told = say("Normalized in pairs, more than a quarter is read wrong")
    yield Claim.above(told, wrong[0], 0.25, source=source)
    told = say("With 32 digits together, it is less than a fifth of that")
    yield Claim.below(told, wrong[4] / wrong[0], 0.2, source=source)
    told = say("With groups of units, it is less than a third of that")
    yield Claim.below(told, wrong[5] / wrong[0], 1 / 3, source=source)
