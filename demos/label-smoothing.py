"""Label smoothing caps how sure a network gets, and delays what false labels do

A label says: surely a 3. Cross-entropy then is never content, the logit of the 3 should lead the
others without end. Smoothing takes a share e of the certainty and gives it to all K classes alike.
Now there is a best lead, ln((1 - e + e/K) / (e/K)), and beyond it the loss grows again.

Is that of use? Networks learn digits from true labels and from partly false ones. Against false
labels smoothing helps for a while; turn `steps` up, and they are learned by heart all the same.
With true ones it hardly matters; and as such small networks were not too sure before, now they are
too unsure: the confidence they state is further off how often they are right. (Large networks may
be too sure, and gain: Müller and others 2019.)
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """What the networks learn from."""

    noise: float = knob(0.3, low=0.0, high=0.6, step=0.1, help="share of false labels")
    digits: int = knob(300, low=100, high=1000, step=100, help="digits that a network learns from")
    width: int = knob(128, low=8, high=512, step=2, help="hidden units")
    steps: int = knob(400, low=20, high=2000, step=2, help="training steps, 32 digits each")
    runs: int = knob(4, low=1, high=4096, step=2, help="networks of each kind; their mean counts")


SMALL = {"runs": 2, "steps": 200}
SMOOTHING = (0.0, 0.05, 0.1, 0.2, 0.4)
CLASSES, POOL, BATCH, RATE = 10, 1000, 32, 0.5


def loss_of_one(logits, label, e):
    """The obvious way, for one digit: every class has its share of the truth."""
    shares = [(1 - e if each == label else 0) + e / CLASSES for each in range(CLASSES)]
    return -sum(share * log for share, log in zip(shares, logits.log_softmax(0), strict=True))


def losses(logits, labels, e):
    """For E networks with smoothing e [E, 1]: logits [E, 10, B], labels [E, B] -> [E, B]."""
    logs = logits.log_softmax(1)
    right = logs.gather(1, labels[:, None])[:, 0]  # [E, B]
    return -(1 - e) * right - e * logs.mean(1)


def best_lead(e):
    """By how much the logit of the label leads the others where the loss is least."""
    return torch.log((1 - e + e / CLASSES) / (e / CLASSES))


def forward(net, x):
    """Pixels [64, B] or [E, 64, B] -> logits [E, 10, B]."""
    return net[1] @ torch.relu(net[0] @ x)  # [E, 10, H] @ relu([E, H, 64] @ [E, 64, B])


def descend(weights, loss, rate):
    """One step of plain descent; no loss depends on another network's weights."""
    with torch.no_grad():
        for weight, slope in zip(weights, torch.autograd.grad(loss, weights), strict=True):
            weight -= rate * slope


def settle(e):
    """Leads [S] of ten logits that are free to find the least loss for each e [S, 1]."""
    free = torch.zeros(len(e), CLASSES, 1, dtype=e.dtype, device=e.device, requires_grad=True)
    label = torch.zeros(len(e), 1, dtype=torch.long, device=e.device)
    for _ in range(3000):
        descend([free], losses(free, label, e).sum(), 5.0)
    return free.detach()[:, 0, 0] - free.detach()[:, 1, 0]


@torch.no_grad()
def look(net, x, y):
    """Share of unseen digits read, and by how much stated confidence misses it: [2, E]."""
    sure, said = forward(net, x).softmax(1).max(1)  # [E, B] each
    right = (said == y).float()
    bins = F.one_hot((sure * 10).long().clamp(max=9), 10)  # [E, B, 10], digits alike in confidence
    missed = ((sure - right)[..., None] * bins).mean(1).abs().sum(1)
    return torch.stack([right.mean(1), missed])


def deal(knobs, generator):
    """Each run's digits [R, 64, N], labels true and then noisy for each e [2 S R, N], unseen."""
    order = torch.randperm(1797, generator=generator)
    x, y = (torch.from_numpy(each)[order] for each in digits())
    own = torch.rand(knobs.runs, POOL, generator=generator).argsort(1)[:, : knobs.digits]
    false = torch.rand(own.shape, generator=generator) < knobs.noise
    noisy = (y[own] + false * torch.randint(1, 10, own.shape, generator=generator)) % 10
    labels = torch.stack([y[own], noisy]).repeat_interleave(len(SMOOTHING), 0).flatten(0, 1)
    return x[own].mT, labels, x[POOL:].T, y[POOL:]


def picture(seen):
    """Shares read and confidences missed by smoothing, [2, 2, S]."""
    names, e = (say("true labels"), say("false labels")), Axis(say("smoothing e"))
    read, missed = ([Line(SMOOTHING, y, names[k]) for k, y in enumerate(each)] for each in seen)
    panels = Panel(read, say("Unseen digits read"), e), Panel(missed, say("Confidence off by"), e)
    says = say(
        "With false labels {a:.1%} of unseen digits are read without smoothing, {b:.1%} with most.",
        a=float(seen[0, 1, 0]),
        b=float(seen[0, 1, -1]),
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Let free logits settle, then train networks with every amount of smoothing at once."""
    generator = torch.Generator().manual_seed(lab.seed)
    x, labels, unseen, y = (each.to(lab.device) for each in deal(knobs, generator))
    kinds = 2 * len(SMOOTHING)  # from true and from partly false labels
    e = torch.tensor(SMOOTHING).repeat(2).repeat_interleave(knobs.runs)[:, None].to(lab.device)
    first = torch.randn(knobs.runs, knobs.width, 64, generator=generator) * (2 / 64) ** 0.5
    last = torch.randn(knobs.runs, 10, knobs.width, generator=generator) * (2 / knobs.width) ** 0.5
    net = [w.to(lab.device).repeat(kinds, 1, 1).requires_grad_() for w in (first, last)]
    for step in range(knobs.steps + 1):
        if step % max(1, knobs.steps // 8) == 0 or step == knobs.steps:
            seen = look(net, unseen, y).view(2, 2, -1, knobs.runs).mean(3).cpu()
            yield Progress(step / knobs.steps, say("{n} networks at once", n=kinds * knobs.runs))
            if lab.frame_due() or step == knobs.steps:
                yield picture(seen)
        pick = torch.randint(knobs.digits, (BATCH,), generator=generator).to(lab.device)
        logits = forward(net, x[..., pick].repeat(kinds, 1, 1))
        descend(net, losses(logits, labels[:, pick], e).mean(1).sum(), RATE)
    yield from conclude(knobs, seen.tolist(), generator)


def conclude(knobs, seen, generator):
    """What was measured, and which claims hold."""
    (true, false), (missed, _) = seen  # by smoothing
    few = torch.randn(1, CLASSES, 5, generator=generator).double()
    slow = torch.stack([loss_of_one(few[0, :, label], label, 0.1) for label in range(5)])
    gap = (losses(few, torch.arange(5)[None], 0.1)[0] - slow).abs().max()
    e = torch.tensor(SMOOTHING[1:]).double()[:, None]
    away = (settle(e) - best_lead(e)[:, 0]).abs().max()
    yield Metric("lead", float(best_lead(torch.tensor(0.1))), label=say("best lead for e = 0.1"))
    for k, e in enumerate(SMOOTHING):
        name = f"{100 * e:02.0f}"
        yield Metric(f"true_{name}", true[k], label=say("read, true labels, e = {e:g}", e=e))
        yield Metric(f"false_{name}", false[k], label=say("read, false labels, e = {e:g}", e=e))
        yield Metric(f"missed_{name}", missed[k], label=say("confidence off, true, e = {e:g}", e=e))

    told = say("Many losses at once are the losses of one digit, class by class")
    yield Claim.below(told, float(gap), 1e-12, source="exact: the same sums")
    told = say("Logits that are free settle at the lead ln((1 - e + e/K) / (e/K))")
    yield Claim.below(told, float(away), 1e-6, source="exact: the softmax is the smoothed label")
    here = {"n": knobs.runs, "steps": knobs.steps}
    told = say("{n} starts, {steps} steps: e = 0.4 gains over 2 points with false labels", **here)
    yield Claim.above(told, false[-1] - false[0], 0.02, source="measured here")
    told = say("{n} starts: e = 0.4 changes less than 3 points with true labels", n=knobs.runs)
    yield Claim.between(told, true[-1] - true[0], -0.03, 0.03, source="measured here")
    told = say("With true labels, e = 0.4 puts confidence off by over 0.2 more")
    yield Claim.above(told, missed[-1] - missed[0], 0.2, source="measured here")
