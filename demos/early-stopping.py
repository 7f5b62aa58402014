"""Stopping early pays off only where there is noise to learn by heart

A network learns what most digits share first, and the odd ones out later. Where some labels are
false, later does harm: the loss on the training digits keeps falling, but the loss on digits held
back for validation turns, and fewer unseen digits are read. So training ends when no look at the
validation loss has been better for some while, the patience, and the best weights are kept.

Validation labels are as often false, and serve nevertheless: noise that is not learned by heart
only lifts their curve. With true labels there is hardly anything to gain. Turn `noise` to see the
turn come and go, and `patience` down to see training end too soon.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, Rule, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """What is learned, and when learning ends."""

    noise: float = knob(0.4, low=0.0, high=0.6, step=0.1, help="share of false labels")
    patience: int = knob(10, low=1, high=50, step=1, help="looks without progress until it ends")
    digits: int = knob(300, low=100, high=1000, step=100, help="digits that a network learns from")
    width: int = knob(256, low=8, high=1024, step=2, help="hidden units")
    steps: int = knob(400, low=50, high=2000, step=50, help="training steps, 32 digits each")
    runs: int = knob(6, low=1, high=4096, step=2, help="networks of each kind; their mean counts")


SMALL = {"runs": 4, "steps": 300, "digits": 200, "width": 128}
POOL, VALID = 1300, 300  # digits come from the pool, 300 of them validate; 497 others are unseen
BATCH, RATE, LOOK = 32, 0.5, 5  # digits in a step, its length, steps from look to look


def stop_one(losses, patience):
    """The obvious way, for one network: which of its looks is kept."""
    kept = 0
    for look, loss in enumerate(losses):
        if loss < losses[kept]:
            kept = look
        if look - kept == patience:
            break
    return kept


def stop_all(losses, patience):
    """All networks at once: losses [T, E] -> the look of each that is kept [E]."""
    best = losses.cummin(0).indices  # [T, E], the best look so far
    look = torch.arange(len(losses), device=losses.device)[:, None]  # [T, 1]
    ended = (look - best == patience) | (look == len(losses) - 1)  # [T, E]
    return best.gather(0, ended.int().argmax(0, keepdim=True))[0]  # where it ended first


def forward(net, x):
    """Two kinds of R networks at once: pixels [64, B] or [R, 64, B] -> logits [2, R, 10, B]."""
    w1, w2 = net  # [2, R, H, 64], [2, R, 10, H]
    return w2 @ torch.relu(w1 @ x)


def losses_of(net, x, labels):
    """Cross-entropies [2, R] of labels [2, R, B]."""
    each = F.cross_entropy(forward(net, x).flatten(0, 1), labels.flatten(0, 1), reduction="none")
    return each.mean(1).view(labels.shape[:2])


def train_step(net, x, labels):
    """One step of plain descent; no network's loss depends on another's weights."""
    slopes = torch.autograd.grad(losses_of(net, x, labels).sum(), net)
    with torch.no_grad():
        for weight, slope in zip(net, slopes, strict=True):
            weight -= RATE * slope


def newborn(knobs, generator, device):
    """First weights (He et al. 2015), the same for the two networks of a run."""
    w1 = torch.randn(knobs.runs, knobs.width, 64, generator=generator) * (2 / 64) ** 0.5
    w2 = torch.randn(knobs.runs, 10, knobs.width, generator=generator) * (2 / knobs.width) ** 0.5
    return [each.to(device).repeat(2, 1, 1, 1).requires_grad_() for each in (w1, w2)]


def deal(knobs, generator):
    """Each run's digits [R, 64, N + 300], their true and noisy labels [2, R, N + 300], unseen."""
    order = torch.randperm(1797, generator=generator)
    x, y = (torch.from_numpy(each)[order] for each in digits())
    own = torch.rand(knobs.runs, POOL, generator=generator).argsort(1)[:, : knobs.digits + VALID]
    false = torch.rand(own.shape, generator=generator) < knobs.noise
    noisy = (y[own] + false * torch.randint(1, 10, own.shape, generator=generator)) % 10
    return x[own].transpose(1, 2), torch.stack([y[own], noisy]), x[POOL:].T, y[POOL:]


@torch.no_grad()
def look(net, x, labels, unseen, y):
    """Losses on what is learned from and on what validates, share of unseen read: [3, 2, R]."""
    learned = losses_of(net, x[..., :-VALID], labels[..., :-VALID])
    valid = losses_of(net, x[..., -VALID:], labels[..., -VALID:])
    return torch.stack([learned, valid, (forward(net, unseen).argmax(2) == y).float().mean(2)])


def picture(knobs, seen):
    """What was seen so far, [T, 3, 2, R]: its means, and the mean step that is kept."""
    kept = LOOK * float(stop_all(seen[:, 1, 1], knobs.patience).float().mean())
    (_, learned), (_, valid), (true, noisy) = seen.mean(3).permute(1, 2, 0).cpu()  # [T] each
    at, stop = [LOOK * each for each in range(len(seen))], Rule(kept, say("kept"), vertical=True)
    steps = Axis(say("training steps"), low=0, high=knobs.steps)
    losses = [Line(at, learned, say("learned from")), Line(at, valid, say("validation")), stop]
    shares = [Line(at, true, say("true labels")), Line(at, noisy, say("false labels")), stop]
    loss = Panel(losses, say("Loss with false labels"), steps, Axis(low=0, high=4))
    share = Panel(shares, say("Unseen digits read"), steps, Axis(low=0.5, high=1))
    says = say(
        "Learned from false labels: {best:.1%} of unseen digits at best, {last:.1%} now.",
        best=float(noisy.max()),
        last=float(noisy[-1]),
    )
    return Figure([loss, share], says)


def run(knobs, lab):
    """Train all networks to the end, and see afterwards where each should have stopped."""
    generator = torch.Generator().manual_seed(lab.seed)
    data = x, labels, *_ = [each.to(lab.device) for each in deal(knobs, generator)]
    net, seen = newborn(knobs, generator, lab.device), []
    for step in range(knobs.steps + 1):
        if step % LOOK == 0:
            seen.append(look(net, *data))
            yield Progress(step / knobs.steps, say("{n} networks at once", n=2 * knobs.runs))
            if lab.frame_due():
                yield picture(knobs, torch.stack(seen))
        pick = torch.randint(knobs.digits, (BATCH,), generator=generator).to(lab.device)
        train_step(net, x[..., pick], labels[..., pick])
    yield picture(knobs, torch.stack(seen))
    yield from conclude(knobs, torch.stack(seen))


def conclude(knobs, seen):
    """What the losses and shares [T, 3, 2, R] say at last."""
    _, valid, right = seen.unbind(1)  # [T, 2, R] each
    kept = stop_all(valid.flatten(1), knobs.patience).view(2, -1)  # [2, R]
    alone = [stop_one(each, knobs.patience) for each in valid[:, 1].T[:100].tolist()]
    differ = sum(a != b for a, b in zip(alone, kept[1, :100].tolist(), strict=True))
    stopped, last = right.gather(0, kept[None])[0].mean(1), right[-1].mean(1)  # [2] each
    gain_true, gain = (stopped - last).tolist()
    rise = float(valid[-1, 1].mean() / valid[:, 1].amin(0).mean())
    yield Metric("stop_step", LOOK * float(kept[1].float().mean()), label=say("step that is kept"))
    yield Metric("read_stopped", float(stopped[1]), label=say("unseen digits read, stopped"))
    yield Metric("read_last", float(last[1]), label=say("unseen digits read, not stopped"))
    yield Metric("gain", gain, label=say("gain by stopping, false labels"))
    yield Metric("gain_true", gain_true, label=say("gain by stopping, true labels"))
    yield Metric("rise", rise, label=say("validation loss at last over its least"))

    told = say("All networks at once are stopped where one by one they are")
    yield Claim.near(told, differ, 0, source="exact: the same rule")
    told = say("With false labels the validation loss ends at over 1.2 times its least")
    yield Claim.above(told, rise, 1.2, source="measured here")
    told = say("Over {n} starts, stopping gains over 3 points with false labels", n=knobs.runs)
    yield Claim.above(told, gain, 0.03, source="measured here")
    told = say("Over {n} starts, it changes less than 2 points with true labels", n=knobs.runs)
    yield Claim.between(told, gain_true, -0.02, 0.02, source="measured here")
