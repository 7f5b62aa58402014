"""Dropout pays off where labels are wrong, and hardly elsewhere

In every step of training, dropout silences each hidden unit with some probability. What a unit
finds must then be of use without its neighbours, so single digits are hard to learn by heart. Does
it help? Twins with and without dropout learn from few digits, once with true labels and once with
some false ones. The plain twin learns false labels by heart and reads unseen digits worse and
worse; dropout resists. With true labels there is next to nothing to gain. Turn `noise` and
`digits` to see where dropout matters, and `drop` to see too much of it.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Bars, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """What is silenced, and what the networks learn from."""

    drop: float = knob(0.5, low=0.0, high=0.9, step=0.1, help="probability to silence a unit")
    noise: float = knob(0.3, low=0.0, high=0.6, step=0.1, help="share of false labels")
    digits: int = knob(300, low=100, high=1000, step=100, help="digits that a network learns from")
    width: int = knob(256, low=8, high=1024, step=2, help="hidden units")
    steps: int = knob(400, low=20, high=3000, step=2, help="training steps, 32 digits each")
    runs: int = knob(6, low=1, high=4096, step=2, help="networks of each kind; their mean counts")


SMALL = {"runs": 3, "steps": 250, "width": 128}
POOL = 1000  # a network's digits are drawn from these; the other 797 stay unseen
KINDS = say("true, plain"), say("true, dropout"), say("false, plain"), say("false, dropout")
BATCH, RATE, MOMENTUM = 32, 0.1, 0.9


def read_one(net, pixels, keep, drop):
    """The obvious way: one network reads one digit, [64] -> logits [10], unit by unit."""
    w1, b1, logits = net[0], net[1], net[3][:, 0]  # [H, 64], [H, 1], [10]
    for unit, kept in enumerate(keep):
        if kept:  # a silenced unit says nothing, the others speak up for it
            speaks = torch.relu(w1[unit] @ pixels + b1[unit]) / (1 - drop)  # [1]
            logits = logits + net[2][:, unit] * speaks
    return logits


def draw_mask(shape, drop, generator):
    """The same for all units at once: 0 for the silenced, 1 / (1 - drop) for the others."""
    return (torch.rand(shape, generator=generator) >= drop).float() / (1 - drop)


def forward(net, x, mask=1.0):
    """All networks at once: pixels [64, B] or [R, 64, B] -> logits [4, R, 10, B]."""
    w1, b1, w2, b2 = net  # [4, R, H, 64], [4, R, H, 1], [4, R, 10, H], [4, R, 10, 1]
    return w2 @ (torch.relu(w1 @ x + b1) * mask) + b2


def train_step(net, speeds, x, labels, mask):
    """One step with momentum on x [R, 64, B] and labels [4, R, B]."""
    logits = forward(net, x, mask).flatten(0, 1)  # [4R, 10, B]
    losses = F.cross_entropy(logits, labels.flatten(0, 1), reduction="none").mean(1)  # [4R]
    # No network's loss depends on another's weights: the sum's gradient is each one's own.
    slopes = torch.autograd.grad(losses.sum(), net)
    with torch.no_grad():
        for weight, speed, slope in zip(net, speeds, slopes, strict=True):
            weight += speed.mul_(MOMENTUM).sub_(RATE * slope)


def newborn(knobs, generator, device):
    """First weights (He et al. 2015), the same for the four networks of a run."""
    w1 = torch.randn(knobs.runs, knobs.width, 64, generator=generator) * (2 / 64) ** 0.5
    w2 = torch.randn(knobs.runs, 10, knobs.width, generator=generator) / knobs.width**0.5
    net = w1, torch.zeros_like(w1[..., :1]), w2, torch.zeros_like(w2[..., :1])
    return [each.to(device).repeat(4, 1, 1, 1).requires_grad_() for each in net]


def deal(knobs, generator):
    """Each run's own digits [R, 64, N], labels for the four KINDS [4, R, N], unseen digits."""
    order = torch.randperm(1797, generator=generator)
    x, y = (torch.from_numpy(each)[order] for each in digits())
    own = torch.rand(knobs.runs, POOL, generator=generator).argsort(1)[:, : knobs.digits]
    false = torch.rand(own.shape, generator=generator) < knobs.noise
    noisy = (y[own] + false * torch.randint(1, 10, own.shape, generator=generator)) % 10
    labels = torch.stack([y[own], y[own], noisy, noisy])
    return x[own].transpose(1, 2), labels, x[POOL:].T, y[POOL:]


@torch.no_grad()
def look(net, x, labels, unseen, y):
    """Unseen digits read right by each kind [4], false labels given back by each kind [4]."""
    right = (forward(net, unseen).argmax(2) == y).float().mean((1, 2))
    false = labels[2] != labels[0]  # [R, N]
    given = (forward(net, x).argmax(2) == labels[2]) & false  # [4, R, N]
    return right.tolist(), (given.sum((1, 2)) / false.sum()).tolist()


def picture(knobs, at, seen, parrots):
    """Unseen digits read by each kind, [time][4], and false labels given back, [4]."""
    lines = [Line(at, [each[k] for each in seen], name) for k, name in enumerate(KINDS)]
    steps, share = Axis(say("training steps"), low=0, high=knobs.steps), Axis(low=0.5, high=1)
    bars = Bars([say("plain"), say("dropout")], parrots[2:])
    says = say(
        "With {noise:.0%} false labels, plain networks read {plain:.1%} of unseen digits, those "
        "with dropout {drop:.1%}.",
        noise=knobs.noise,
        plain=seen[-1][2],
        drop=seen[-1][3],
    )
    curves = Panel(lines, say("Unseen digits read"), steps, share)
    learned = Panel([bars], say("False labels learned"), y=Axis(low=0, high=1))
    return Figure([curves, learned], says)


def run(knobs, lab):
    """Train all twins at once and look at what they read and what they learned by heart."""
    generator = torch.Generator().manual_seed(lab.seed)
    x, labels, unseen, y = (each.to(lab.device) for each in deal(knobs, generator))
    net = newborn(knobs, generator, lab.device)
    mask = draw_mask((knobs.width, 1), knobs.drop, generator).to(lab.device)
    alone = read_one([each[3, 0] for each in net], unseen[:, 0], mask[:, 0] > 0, knobs.drop)
    gap = float((forward(net, unseen[:, :1], mask)[3, 0, :, 0] - alone).detach().abs().max())

    speeds = [torch.zeros_like(each) for each in net]
    dropped = torch.tensor([0.0, 1.0, 0.0, 1.0], device=lab.device)[:, None, None, None]
    at, seen = [], []
    for step in range(knobs.steps + 1):
        if step % max(1, knobs.steps // 10) == 0 or step == knobs.steps:
            right, parrots = look(net, x, labels, unseen, y)
            at, seen = [*at, step], [*seen, right]
            yield Progress(step / knobs.steps, say("{n} networks at once", n=4 * knobs.runs))
            if lab.frame_due() or step == knobs.steps:
                yield picture(knobs, at, seen, parrots)
        if step < knobs.steps:
            pick = torch.randint(knobs.digits, (BATCH,), generator=generator).to(lab.device)
            mask = draw_mask((knobs.width, BATCH), knobs.drop, generator).to(lab.device)
            train_step(net, speeds, x[..., pick], labels[..., pick], 1 + dropped * (mask - 1))
    yield from conclude(knobs, gap, right, parrots)


def conclude(knobs, gap, right, parrots):
    """What was measured, and which claims hold."""
    gain, gain_true = right[3] - right[2], right[1] - right[0]
    yield Metric("batched_gap", gap, label=say("unit by unit against all at once"))
    yield Metric("read_plain", right[2], label=say("unseen digits read, plain"))
    yield Metric("read_dropout", right[3], label=say("unseen digits read, dropout"))
    yield Metric("gain", gain, label=say("gain by dropout with false labels"))
    yield Metric("gain_true", gain_true, label=say("gain by dropout with true labels"))
    yield Metric("parrot_plain", parrots[2], label=say("false labels learned, plain"))
    yield Metric("parrot_dropout", parrots[3], label=say("false labels learned, dropout"))

    told = say("All networks at once say what one says, unit by unit")
    yield Claim.below(told, gap, 1e-5, source="exact: the same sums, rounded to 7 digits")
    here = {"n": knobs.runs, "noise": knobs.noise}
    told = say("Over {n} starts, dropout gains over 3 points with {noise:.0%} false labels", **here)
    yield Claim.above(told, gain, 0.03, source="measured here")
    told = say("Over {n} starts, it changes less than 2 points with true labels", n=knobs.runs)
    yield Claim.between(told, gain_true, -0.02, 0.02, source="measured here")
    told = say("Plain networks learn far more of the false labels by heart")
    yield Claim.above(told, parrots[2] - parrots[3], 0.2, source="measured here")
