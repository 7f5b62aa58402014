"""With batch normalization an answer depends on the mode, and in training mode on its neighbors

In training, a layer normalizes with the mean and variance of the mini-batch, and it keeps running
averages of both for evaluation mode. So the same weights make two functions. Whoever forgets
`model.eval()` depends on neighbors: few make poor statistics, those of one class hide what they
have in common. Evaluation mode fails while its averages lag behind: turn `slow` down.
"""

from dataclasses import dataclass

import torch
from torch.nn.functional import cross_entropy

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """The networks, how they learn, and how slowly the slow averages follow."""

    slow: float = knob(0.01, low=0.001, high=0.1, step=2, help="weight of a batch in slow averages")
    rate: float = knob(0.3, low=0.03, high=1.0, step=2, help="learning rate")
    depth: int = knob(3, low=1, high=8, step=1, help="hidden layers of 64 units")
    steps: int = knob(100, low=20, high=1000, step=2, help="training steps, 64 digits each")
    runs: int = knob(4, low=1, high=4096, step=2, help="networks; their mean counts")


SMALL = {"runs": 2, "steps": 60}
UNITS, BATCH, TRAIN, EPS = 64, 64, 1413, 1e-5  # the other 384 digits are never trained on
SIZES = 1, 2, 4, 8, 16, 32, 64, 128  # of mini-batches at test time
USUAL = 0.1  # weight of a mini-batch in the usual averages; torch calls it momentum


def forward_one(net, n, h):
    """The slow, obvious version: network n, one mini-batch, a row for each digit."""
    *hidden, (top, bias) = net
    for weight, shift in hidden:
        z = h @ weight[n].T  # [B, in] @ [in, H] -> [B, H]
        mean, var = z.mean(0), z.var(0, correction=0)  # [H] each
        h = torch.relu((z - mean) / torch.sqrt(var + EPS) + shift[n].T)
    return h @ top[n].T + bias[n].T  # [B, 10]


def forward_all(net, x, size, averages=None):
    """The fast version: R networks at once, and all mini-batches of `size` among N digits.

    With averages it is evaluation mode. Gives the outputs [R, 10, N] and, for each hidden layer,
    the means and variances that it took, [R, H, N / size, 1] in training mode.
    """
    *hidden, (top, bias) = net
    h, taken = x.T.expand(len(top), -1, -1), []  # [N, 64] -> [R, 64, N], nothing is copied
    for layer, (weight, shift) in enumerate(hidden):
        z = torch.bmm(weight, h).unflatten(2, (-1, size))  # [R, H, N / size, size]
        mean = z.mean(3, keepdim=True)
        own = mean, (z - mean).square().mean(3, keepdim=True)  # faster than z.var for pairs
        mean, var = averages[layer] if averages else own
        taken.append((mean, var))
        h = torch.relu((z - mean) / torch.sqrt(var + EPS) + shift[..., None]).flatten(2)
    return torch.baddbmm(bias, top, h), taken


def follow(averages, taken, weight):
    """Move running averages toward a mini-batch's statistics, its variance taken without bias."""
    for (mean, var), (new_mean, new_var) in zip(averages, taken, strict=True):
        mean.lerp_(new_mean, weight)
        var.lerp_(new_var * BATCH / (BATCH - 1), weight)


def newborn(knobs, generator, device):
    """A weight [R, out, in], after He et al. 2015, and a shift [R, out, 1] per layer; no gamma."""
    net, fan_in = [], 64
    for out in [UNITS] * knobs.depth + [10]:
        weight = (2 / fan_in) ** 0.5 * torch.randn(knobs.runs, out, fan_in, generator=generator)
        shift = torch.zeros(knobs.runs, out, 1)
        net.append([each.to(device).requires_grad_() for each in (weight, shift)])
        fan_in = out
    return net


@torch.no_grad()
def share_read(net, x, y, size, averages=None):
    """The share of digits read right in mini-batches of a size, the mean of all networks."""
    return (forward_all(net, x, size, averages)[0].argmax(1) == y).float().mean()


def by_size(net, x, y):
    """The shares read in training mode, by size: of digits in any order, and sorted by class."""
    orders = torch.arange(len(y)), y.argsort()
    return [{n: float(share_read(net, x[o], y[o], n)) for n in SIZES} for o in orders]


def picture(read, mixed, lined):
    """Shares read with three kinds of statistics, [step, 3], and by size of mini-batches."""
    names = say("mini-batch of 64"), say("average"), say("slow average")
    steps, share = range(1, len(read) + 1), Axis(say("unseen digits read"), low=0, high=1)
    curves = [Line(steps, read[:, i], name) for i, name in enumerate(names)]
    left = Panel(curves, say("By statistics used"), Axis(say("training steps")), share)
    kinds = (mixed, say("any order")), (lined, say("sorted by class"))
    sizes = [Line(SIZES, list(shares.values()), kind) for shares, kind in kinds]
    right = Panel(sizes, say("In training mode"), Axis(say("digits in a batch"), log=True), share)
    now = {"average": float(read[-1, 1]), "two": mixed[2], "lined": lined[16]}
    says = say(
        "Read in evaluation mode {average:.0%}, in pairs {two:.0%}, in sorted batches {lined:.0%}.",
        **now,
    )
    return Figure([left, right], says)


def run(knobs, lab):
    """Train networks and ask them in both modes, on the way and in the end."""
    generator = torch.Generator().manual_seed(lab.seed)
    order = torch.randperm(1797, generator=generator)
    x, y = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    unseen, read = (x[TRAIN:], y[TRAIN:]), []
    net = newborn(knobs, generator, lab.device)
    learned = [each for pair in net for each in pair]
    zero = torch.zeros(knobs.runs, UNITS, 1, 1, device=lab.device)
    usual, slow = ([(zero.clone(), zero + 1) for _ in range(knobs.depth)] for _ in range(2))
    for step in range(knobs.steps):
        rows = torch.randint(TRAIN, (BATCH,), generator=generator).to(lab.device)
        out, taken = forward_all(net, x[rows], BATCH)
        # No loss depends on another network's weights: their sum has everyone's slope.
        loss = cross_entropy(out, y[rows].expand(len(out), -1), reduction="sum") / BATCH
        slopes = torch.autograd.grad(loss, learned)
        with torch.no_grad():
            for value, slope in zip(learned, slopes, strict=True):
                value.sub_(knobs.rate * slope)
            follow(usual, taken, USUAL)
            follow(slow, taken, knobs.slow)
        shares = [share_read(net, *unseen, BATCH, averages) for averages in (None, usual, slow)]
        read.append(torch.stack(shares))
        if (step % 10 == 9 and lab.frame_due()) or step == knobs.steps - 1:
            sizes = by_size(net, *unseen)
            yield Progress((step + 1) / knobs.steps, say("{n} networks at once", n=knobs.runs))
            yield picture(torch.stack(read).cpu(), *sizes)
    alone = torch.cat([forward_one(net, 0, rows) for rows in x[:24].split(8)])  # [24, 10]
    gap = (forward_all(net, x[:24], 8)[0][0].T - alone).detach().abs().max()
    told = say("Mini-batches computed at once give what each gives alone")
    yield Claim.below(told, gap, 1e-3, source="exact up to rounding")
    yield from conclude(torch.stack(read).cpu(), *sizes)


def conclude(read, mixed, lined):
    """What is read early on by statistics, and in the end by size of mini-batches."""
    average, (own, _, slow) = float(read[-1, 1]), read[9].tolist()
    yield Metric("read_eval", average, label=say("read in evaluation mode"))
    for n in (1, 2, 8, 64):
        yield Metric(f"read_train_{n}", mixed[n], label=say("read in batches of {n}", n=n))
    for n in (16, 64):
        yield Metric(f"read_sorted_{n}", lined[n], label=say("read in sorted batches of {n}", n=n))
    yield Metric("early_batch", own, label=say("read after 10 steps with the mini-batch"))
    yield Metric("early_slow", slow, label=say("read after 10 steps with slow averages"))
    told = say("In training mode a digit alone is guessed: its features are all the mean")
    yield Claim.near(told, mixed[1], 0.1, absolute=0.1, source="exact: z - mean is 0 for one row")
    told = say("In pairs, more than 20 points are lost")
    yield Claim.above(told, average - mixed[2], 0.2, source="measured here")
    told = say("In batches of 16 sorted by class, less than 30 % is read")
    yield Claim.below(told, lined[16], 0.3, source="measured here")
    told = say("After 10 steps, slow averages are more than 10 points behind")
    yield Claim.above(told, own - slow, 0.1, source="measured here")
