"""Workers that average their gradients train as one, unless batch norm looks at shards

Every worker has the same weights and a shard of the batch. If the shards are equally large, the
average of their gradients is that of the whole batch, so all workers stay where one machine would
be; else the average needs weights. Batch norm with mean and variance of a shard is another thing;
synchronized, it makes those of the whole batch out of the workers'.

Here workers are a dimension of tensors in one process: the algebra of many machines, without the
waiting. In a ring, a worker sends less than two gradients, however many workers there are.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """How many workers share a batch, and what they train."""

    workers: int = knob(4, choices=(2, 4, 8, 16), help="workers that share a batch")
    batch: int = knob(64, choices=(32, 64, 128, 256), help="digits in the whole batch")
    rate: float = knob(0.1, low=0.01, high=1.0, step=2, help="learning rate")
    steps: int = knob(50, low=5, high=200, step=2, help="training steps")
    runs: int = knob(8, low=1, high=512, step=2, help="networks that start differently")


SMALL = {"runs": 2, "steps": 25}
WIDTH, RINGS = 32, (2, 4, 8, 16)  # hidden units; workers in rings
KINDS = {"local": say("own norm"), "sync": say("synchronized"), "none": say("no batch norm")}


def one_by_one(weights, shards):
    """The obvious way: one worker after the other on its own shard -> their gradients [K, P]."""
    found = []
    for x, y in shards:  # [64, b], [b]
        w1, b1, w2, b2 = weights
        out = w2 @ torch.relu(w1 @ x + b1) + b2  # [10, b]
        grads = torch.autograd.grad(F.cross_entropy(out.T, y), weights)
        found.append(torch.cat([grad.flatten() for grad in grads]))
    return torch.stack(found)


def normalize(z, kind):
    """Batch norm of hidden units [E, K, H, b] over the shards, or over all of them."""
    mean, var = z.mean(3, keepdim=True), z.var(3, correction=0, keepdim=True)  # [E, K, H, 1]
    if kind == "sync":  # the workers exchange these two: the law of total variance
        every = mean.mean(1, keepdim=True)
        mean, var = every, (var + (mean - every).square()).mean(1, keepdim=True)
    return z if kind == "none" else (z - mean) / (var + 1e-5).sqrt()


def gradients(weights, x, y, kind):
    """All workers of all networks at once, on shards x [K, 64, b], y [K, b] -> the average."""
    copies = [w[:, None].repeat(1, len(y), 1, 1).requires_grad_() for w in weights]  # [E, K, ...]
    w1, b1, w2, b2 = copies
    hidden = torch.relu(normalize(w1 @ x, kind) + b1)  # [E, K, H, b]
    out = (w2 @ hidden + b2).flatten(0, 1)  # [E * K, 10, b]
    losses = F.cross_entropy(out, y.repeat(len(w1), 1), reduction="none")  # [E * K, b]
    grads = torch.autograd.grad(losses.mean(1).sum(), copies)  # each worker's own
    return [grad.mean(1) for grad in grads]


def ring(gradients):
    """Average in a ring: [K, P] -> what all have then, and how many numbers the first one sent."""
    k = len(gradients)
    parts, sent = [list(each.tensor_split(k)) for each in gradients], 0
    for second in (0, 1):  # first the parts add up on their way, then the sums are handed on
        for step in range(k - 1):
            moved = [(w + second - step) % k for w in range(k)]  # which part each worker sends
            messages = [parts[w][moved[w]] for w in range(k)]  # all send at once
            sent += len(messages[0])
            for w, part, message in zip(range(1, k + 1), moved, messages, strict=True):
                mine = parts[w % k]
                mine[part] = message if second else mine[part] + message
    return torch.stack([torch.cat(mine) for mine in parts]) / k, sent


def picture(knobs, gaps, sent):
    """How far workers are from one machine, [steps] by kind, and what a worker sends [rings]."""
    steps = range(1, len(gaps["none"]) + 1)
    lines = [Line(steps, torch.stack(gaps[kind]).cpu(), name) for kind, name in KINDS.items()]
    rings = [Line(RINGS, sent, say("ring")), Line(RINGS, [k - 1 for k in RINGS], say("server"))]
    step, gap = Axis(say("steps"), low=0, high=knobs.steps), Axis(say("difference"), log=True)
    panels = [
        Panel(lines, say("Apart from one machine"), step, gap),
        Panel(rings, say("Sent at each step"), Axis(say("workers")), Axis(say("gradients"))),
    ]
    says = say(
        "After {n} steps the workers are {none:.1g} apart from one machine without batch norm, "
        "{sync:.1g} with a synchronized one, {local:.1g} with their own.",
        n=len(steps),
        **{kind: float(gaps[kind][-1]) for kind in KINDS},
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Train with workers and on one machine, side by side, with each kind of batch norm."""
    rng, k = torch.Generator().manual_seed(lab.seed), knobs.workers
    x, y = (torch.from_numpy(each).to(lab.device) for each in digits())
    picks = torch.randint(len(x), (knobs.steps, knobs.batch), generator=rng).to(lab.device)
    shapes = (WIDTH, 64), (WIDTH, 1), (10, WIDTH), (10, 1)  # of w1, b1, w2, b2
    start = [torch.randn(knobs.runs, *shape, generator=rng) / shape[1] ** 0.5 for shape in shapes]
    start = [w.to(lab.device) for w in start]  # [E, ...]
    yield from one_step([w[0] for w in start], x[picks[0]].T, y[picks[0]], k)

    sent = [ring(torch.zeros(each, 16))[1] / 16 for each in RINGS]
    nets = {kind: [[w.clone() for w in start] for _ in range(2)] for kind in KINDS}
    gaps = {kind: [] for kind in KINDS}
    for step in range(knobs.steps):
        images, answers = x[picks[step]].T, y[picks[step]]  # [64, B], [B]
        for kind, both in nets.items():
            for net, shards in zip(both, (k, 1), strict=True):
                parts = torch.stack(images.tensor_split(shards, 1)), answers.view(shards, -1)
                for w, grad in zip(net, gradients(net, *parts, kind), strict=True):
                    w -= knobs.rate * grad
            apart = [(a - b).abs().max() for a, b in zip(*both, strict=True)]
            gaps[kind].append(torch.stack(apart).max())
        if lab.frame_due() or step == knobs.steps - 1:
            yield picture(knobs, gaps, sent)
            yield Progress((step + 1) / knobs.steps, say("{k} workers train", k=k))
    local, sync, none = (float(each[-1]) for each in gaps.values())
    yield Metric("gap_none", none, label=say("apart without batch norm"))
    yield Metric("gap_sync", sync, label=say("apart with synchronized batch norm"))
    yield Metric("gap_local", local, label=say("apart with batch norm of shards"))
    text = say("{k} workers train {n} networks as one machine does", k=k, n=knobs.runs)
    yield Claim.below(text, none, 1e-4, source="exact: a mean of means; rounding")
    text = say("So they do with synchronized batch norm")
    yield Claim.below(text, sync, 1e-3, source="exact: the law of total variance")
    text = say("With means and variances of shards of {n} they end elsewhere", n=knobs.batch // k)
    yield Claim.above(text, local, 1e-2, source="measured here")


def one_step(weights, x, y, k):
    """One gradient by shards [64, b] of a batch [64, B]: passed on in a ring, and cut unevenly."""
    weights, cut = [w.clone().requires_grad_() for w in weights], 3 * len(y) // 4
    shards = zip(x.tensor_split(k, 1), y.tensor_split(k), strict=True)
    whole = one_by_one(weights, [(x, y)])[0]  # [P]
    passed, sent = ring(one_by_one(weights, shards))
    gap, sent = float((passed - whole).abs().max()), sent / len(whole)
    large, small = one_by_one(weights, [(x[:, :cut], y[:cut]), (x[:, cut:], y[cut:])])  # [P] both
    plain = float(((large + small) / 2 - whole).norm() / whole.norm())
    weighted = float((0.75 * large + 0.25 * small - whole).norm() / whole.norm())
    yield Metric("ring_gap", gap, label=say("average from the ring against the whole batch"))
    yield Metric("ring_sent", sent, "gradients", say("sent by a worker in the ring"))
    yield Metric("uneven_plain", plain, label=say("error of the plain average of uneven shards"))
    yield Metric("uneven_weighted", weighted, label=say("error of their weighted average"))
    text = say("The ring brings every worker the gradient of the whole batch")
    yield Claim.below(text, gap, 1e-5, source="exact: the mean of means of equally many")
    text, n = say("For that each of {k} workers sends under two gradients", k=k), 2 * (k - 1) / k
    yield Claim.near(text, sent, n, relative=0.01, source="exact: 2 (k - 1) / k of one")
    text = say("With shards of 3/4 and 1/4, the plain average is off")
    yield Claim.above(text, plain, 0.01, source="measured here")
    text = say("Weighted by the shards' sizes, it is not")
    yield Claim.below(text, weighted, 1e-5, source="exact: a sum of sums")
