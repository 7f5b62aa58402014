"""One pass of the whole network stands for the vote of all that dropout trained

A layer of D units has 2^D sub-networks, one for each way to silence some of the units, and dropout
trains them all with shared weights. Nobody can ask them all later. Instead the whole network is
asked once, with every unit times 1 - drop, the share of the time that it spoke; not times drop.
(Libraries divide by 1 - drop in training, which is the same, and change nothing later.)

How good is the one pass? For a softmax layer it is exactly the geometric mean of all votes, as
asking every sub-network shows. Networks with ReLUs that learned to read digits have no such law;
yet one sub-network alone reads badly, many together read well, and one pass is as good as many.
Turn `drop` to see how much worse one is alone, and that 0.5 hides the difference to 1 - drop.
"""

import itertools
from dataclasses import dataclass

import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Bars, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """What is silenced, and who votes."""

    drop: float = knob(0.6, low=0.1, high=0.9, step=0.1, help="probability to silence a unit")
    units: int = knob(12, low=2, high=12, step=1, help="units of the small layer, asked in full")
    voters: int = knob(64, low=2, high=128, step=2, help="sub-networks that vote on a digit")
    width: int = knob(128, low=8, high=512, step=2, help="hidden units of the trained networks")
    steps: int = knob(400, low=20, high=3000, step=2, help="training steps, 32 digits each")
    runs: int = knob(6, low=1, high=4096, step=2, help="trained networks; their mean counts")


SMALL = {"runs": 3, "steps": 150, "voters": 32, "units": 10}
TRAIN = 1397  # digits to learn from; the other 400 are never trained on
BATCH, RATE = 32, 0.3


def vote_of_all(weight, x, drop):
    """The obvious crowd: the geometric mean of all 2^D sub-networks of a softmax layer, [C]."""
    total = 0.0
    for mask in itertools.product((0.0, 1.0), repeat=len(x)):
        spoke = int(sum(mask))
        chance = (1 - drop) ** spoke * drop ** (len(x) - spoke)
        logits = weight @ (x * x.new_tensor(mask))  # [C, D] @ [D]
        total = total + chance * logits.log_softmax(0)
    return total.softmax(0)


def small_layer(knobs, generator):
    """Votes [3, C] of a random softmax layer: all, one pass times 1 - drop, and times drop."""
    weight = torch.randn(6, knobs.units, generator=generator).double()  # [C, D]
    x = torch.rand(knobs.units, generator=generator).double() + 0.5  # [D]
    once = [(weight @ (x * times)).softmax(0) for times in (1 - knobs.drop, knobs.drop)]
    return torch.stack([vote_of_all(weight, x, knobs.drop), *once])


def draw_mask(shape, drop, generator):
    """0 for the silenced, else 1 / (1 - drop), so that one pass needs no scaling later."""
    return (torch.rand(shape, generator=generator) >= drop).float() / (1 - drop)


def forward(net, x, mask=1.0):
    """R networks at once: pixels [64, B] -> logits [R, 10, B]."""
    w1, b1, w2, b2 = net  # [R, H, 64], [R, H, 1], [R, 10, H], [R, 10, 1]
    hidden = torch.relu(torch.baddbmm(b1, w1, x.expand(len(w1), -1, -1)))  # [R, H, B]
    return torch.baddbmm(b2, w2, hidden * mask)


def train_step(net, x, y, mask):
    """One step of plain descent on the same digits x [64, B], y [B] for all networks."""
    logits = forward(net, x, mask)
    losses = F.cross_entropy(logits, y.expand(len(logits), -1), reduction="none").mean(1)  # [R]
    slopes = torch.autograd.grad(losses.sum(), net)
    with torch.no_grad():
        for weight, slope in zip(net, slopes, strict=True):
            weight -= RATE * slope


@torch.no_grad()
def poll(net, x, y, masks):
    """Shares of digits read by the mean of the first 1, 2, .. M sub-networks, and in one pass."""
    total, shares = 0.0, []
    for mask in masks:  # [R, H, 1] each, another sub-network of each network
        total = total + forward(net, x, mask).softmax(1)  # [R, 10, B]
        shares.append((total.argmax(1) == y).float().mean())
    whole = (forward(net, x).argmax(1) == y).float().mean()
    return torch.stack(shares).tolist(), float(whole)


def picture(knobs, votes, shares, whole):
    """How digits are read by 1 to M sub-networks, and the votes of the small layer [3, C]."""
    many = list(range(1, knobs.voters + 1))
    lines = [
        Line(many, shares, say("sub-networks")),
        Line([1, knobs.voters], [whole, whole], say("one pass")),
    ]
    x, y = Axis(say("sub-networks that vote"), log=True), Axis(say("unseen digits read"))
    names = [str(each + 1) for each in range(votes.shape[1])]
    labels = say("all sub-networks"), say("one pass"), say("times drop")
    bars = [Bars(names, vote, label) for vote, label in zip(votes, labels, strict=True)]
    says = say(
        "One sub-network reads {one:.1%} of unseen digits, {n} together {many:.1%}, and one pass "
        "of the whole network {whole:.1%}.",
        one=shares[0],
        n=knobs.voters,
        many=shares[-1],
        whole=whole,
    )
    layer = Panel(bars, say("A softmax layer"), Axis(say("class")), Axis(say("probability")))
    return Figure([Panel(lines, say("Trained networks"), x, y), layer], says)


def run(knobs, lab):
    """Ask the small layer in full; train networks with dropout and let their parts vote."""
    generator = torch.Generator().manual_seed(lab.seed)
    votes = small_layer(knobs, generator)
    order = torch.randperm(1797, generator=generator)
    x, y = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    w1 = torch.randn(knobs.runs, knobs.width, 64, generator=generator) * (2 / 64) ** 0.5
    w2 = torch.randn(knobs.runs, 10, knobs.width, generator=generator) / knobs.width**0.5
    net = [w1, torch.zeros_like(w1[..., :1]), w2, torch.zeros_like(w2[..., :1])]
    net = [each.to(lab.device).requires_grad_() for each in net]
    shape = knobs.voters, knobs.runs, knobs.width, 1
    masks = draw_mask(shape, knobs.drop, generator).to(lab.device)
    for step in range(knobs.steps + 1):
        if step % max(1, knobs.steps // 4) == 0 or step == knobs.steps:
            shares, whole = poll(net, x[TRAIN:].T, y[TRAIN:], masks)
            yield Progress(step / knobs.steps, say("{n} networks at once", n=knobs.runs))
            if lab.frame_due() or step == knobs.steps:
                yield picture(knobs, votes, shares, whole)
        if step < knobs.steps:
            pick = torch.randint(TRAIN, (BATCH,), generator=generator).to(lab.device)
            mask = draw_mask((knobs.width, BATCH), knobs.drop, generator).to(lab.device)
            train_step(net, x[pick].T, y[pick], mask)

    gap, wrong_gap = (votes[1:] - votes[0]).abs().amax(1).tolist()
    yield Metric("ensemble_gap", gap, label=say("one pass against the vote of all"))
    yield Metric("wrong_gap", wrong_gap, label=say("units times drop against the vote of all"))
    yield Metric("read_one", shares[0], label=say("unseen digits read by one sub-network"))
    yield Metric("read_many", shares[-1], label=say("unseen digits read by many sub-networks"))
    yield Metric("read_whole", whole, label=say("unseen digits read in one pass"))

    told = say("Times 1 - drop, one pass is the geometric mean of {n} votes", n=2**knobs.units)
    source = "exact; Goodfellow, Bengio and Courville 2016, Deep Learning, section 7.12"
    yield Claim.below(told, gap, 1e-12, source=source)
    told = say("Times drop = {drop:g} it would be another answer", drop=knobs.drop)
    yield Claim.above(told, wrong_gap, 0.01, source="measured here")
    told = say("One pass reads as well as {n} sub-networks do together", n=knobs.voters)
    yield Claim.near(told, whole, shares[-1], absolute=0.02, source="measured here")
    told = say("Over {n} starts, one sub-network alone reads clearly worse", n=knobs.runs)
    yield Claim.below(told, shares[0], whole - 0.015, source="measured here")
