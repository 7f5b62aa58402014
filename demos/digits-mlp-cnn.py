"""Convolution lets a digit move, but only what follows makes the answer stay

A convolution slides a small pattern over the image: shift the digit, and what it finds shifts
along. So convolutional networks are said not to care where things are. Do they? Three of them and
a plain network (an MLP) learn digits in the middle of a 12 x 12 image that wraps around at its
edges, and then read unseen digits that were shifted.

Who looks at places is lost when the digit moves: the MLP, and just as much a convolution whose
findings are flattened into a list. Keep only the largest finding of each pattern, wherever it is,
and no shift matters. But let the convolution step by 2 pixels to save work, as most do, and only
shifts by an even number are safe.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """The networks and how they learn."""

    channels: int = knob(32, low=4, high=64, step=2, help="patterns of the second convolution")
    digits: int = knob(1200, low=100, high=1400, step=100, help="digits to learn from")
    steps: int = knob(200, low=20, high=1000, step=2, help="training steps, 32 digits each")
    runs: int = knob(2, low=1, high=4096, step=2, help="networks of each kind; their mean counts")


SMALL = {"runs": 1, "steps": 75, "channels": 16}
KINDS = say("MLP"), say("flattened"), say("global, steps of 2"), say("global")
MLP, FLATTENED = 0, 1  # the other two keep what is found most
STRIDES = 0, 2, 2, 1  # pixels from one place of the first convolution to the next
SHIFTS = range(5)  # pixels to the right
SIDE, UNSEEN = 12, 300  # pixels of an image's side; digits to be read
HIDDEN, FIRST = 128, 8  # units of the MLP; patterns of the first convolution
BATCH, RATE = 32, 0.01


def slide_one(image, pattern):
    """The obvious convolution: one image [12, 12], one pattern [3, 3], around the edges."""
    found = torch.zeros_like(image)
    for row in range(SIDE):
        for column in range(SIDE):
            around = image.roll((1 - row, 1 - column), (0, 1))[:3, :3]  # the place in its middle
            found[row, column] = (around * pattern).sum()
    return found


def slide(x, patterns, stride=1, groups=1):
    """All images and patterns at once: x [B, in, S, S], patterns [out, in, 3, 3]."""
    around = F.pad(x, (1, 1, 1, 1), mode="circular")
    return F.conv2d(around, patterns, stride=stride, groups=groups)  # [B, out, S, S]


def newborn(kind, knobs, generator):
    """First weights (He et al. 2015) of R networks of a kind, without biases."""
    runs, wide = knobs.runs, knobs.channels

    def draw(*shape, fan_in):
        return torch.randn(shape, generator=generator) * (2 / fan_in) ** 0.5

    if kind == MLP:
        return [draw(runs, HIDDEN, 144, fan_in=144), draw(runs, 10, HIDDEN, fan_in=HIDDEN)]
    patterns = [draw(runs * FIRST, 1, 3, 3, fan_in=9), draw(runs * wide, FIRST, 3, 3, fan_in=72)]
    length = wide * (SIDE // STRIDES[kind]) ** 2 if kind == FLATTENED else wide
    return [*patterns, draw(runs, 10, length, fan_in=length)]


def forward(kind, net, x):
    """R networks of a kind at once: images [B, 1, 12, 12] -> logits [R, 10, B]."""
    *patterns, last = net
    if kind == MLP:
        return last @ torch.relu(patterns[0] @ x.flatten(1).T)  # [R, 10, H] @ [R, H, B]
    found = torch.relu(slide(x, patterns[0], STRIDES[kind]))  # [B, R * 8, S, S]
    found = torch.relu(slide(found, patterns[1], groups=len(last)))  # [B, R * C, S, S]
    if kind != FLATTENED:
        found = found.amax((2, 3))  # what is found most, wherever it is
    return last @ found.view(len(x), len(last), -1).permute(1, 2, 0)  # [R, C, B]


def adam(weights, means, squares, slopes, step):
    """One step of Adam (Kingma and Ba 2015); it treats each weight by itself."""
    with torch.no_grad():
        for w, mean, square, slope in zip(weights, means, squares, slopes, strict=True):
            mean.lerp_(slope, 0.1)
            square.lerp_(slope**2, 0.001)
            w -= RATE * mean / (1 - 0.9**step) / ((square / (1 - 0.999**step)).sqrt() + 1e-8)


@torch.no_grad()
def read_shifted(nets, x, y):
    """The share of digits that each kind reads right by shift: [4][5]."""
    moved, answers = torch.cat([x.roll(shift, 3) for shift in SHIFTS]), y.repeat(len(SHIFTS))
    right = [forward(kind, net, moved).argmax(1) == answers for kind, net in enumerate(nets)]
    return [each.float().view(-1, len(SHIFTS), len(y)).mean((0, 2)).tolist() for each in right]


def picture(shares):
    """The share of digits read by shift, [4][5]."""
    lines = [Line(list(SHIFTS), each, name) for each, name in zip(shares, KINDS, strict=True)]
    says = say(
        "1 pixel away, the MLP reads {mlp:.1%} of unseen digits, the global maximum {best:.1%}.",
        mlp=shares[0][1],
        best=shares[3][1],
    )
    x, y = Axis(say("pixels shifted")), Axis(say("unseen digits read"), low=0, high=1)
    return Figure([Panel(lines, say("Shifted digits"), x, y)], says)


def run(knobs, lab):
    """Train all kinds side by side on digits in the middle, then shift what they read."""
    generator = torch.Generator().manual_seed(lab.seed)
    order = torch.randperm(1797, generator=generator)
    x, y = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    x = F.pad(x.view(-1, 1, 8, 8), (2, 2, 2, 2))  # [1797, 1, 12, 12]
    nets = [newborn(kind, knobs, generator) for kind in range(4)]
    nets = [[w.to(lab.device).requires_grad_() for w in net] for net in nets]
    weights = [w for net in nets for w in net]
    means, squares = ([torch.zeros_like(w) for w in weights] for _ in range(2))
    for step in range(1, knobs.steps + 1):
        pick = torch.randint(knobs.digits, (BATCH,), generator=generator).to(lab.device)
        logits = torch.cat([forward(kind, net, x[pick]) for kind, net in enumerate(nets)])
        # No loss depends on another network's weights: the sum's gradient is each one's own.
        answers = y[pick].expand(len(logits), -1)  # [4R, B], for logits [4R, 10, B]
        loss = F.cross_entropy(logits, answers, reduction="none").mean(1).sum()
        adam(weights, means, squares, torch.autograd.grad(loss, weights), step)
        if step % max(1, knobs.steps // 3) == 0 or step in (1, knobs.steps):
            shares = read_shifted(nets, x[-UNSEEN:], y[-UNSEEN:])
            yield picture(shares)
            yield Progress(step / knobs.steps, say("{n} networks at once", n=4 * knobs.runs))
    yield from conclude(knobs, shares, nets[3], x[-4:])


def conclude(knobs, shares, net, x):
    """What was measured, and which claims hold; exact ones on a few x with the global maximum."""
    net, x = [w.detach().double() for w in net], x.double()
    alone = slide_one(x[0, 0].cpu(), net[0][0, 0].cpu())
    loops = (slide(x, net[0])[0, 0].cpu() - alone).abs().max()
    along = (slide(x.roll(1, 3), net[0]) - slide(x, net[0]).roll(1, 3)).abs().max()
    still = (forward(3, net, x.roll(1, 3)) - forward(3, net, x)).abs().max()
    mlp, flat, strided, whole = shares  # by shift
    for n in range(3):
        yield Metric(f"mlp_{n}", mlp[n], label=say("MLP, shifted by {n}", n=n))
        yield Metric(f"flattened_{n}", flat[n], label=say("flattened, shifted by {n}", n=n))
        yield Metric(f"strided_{n}", strided[n], label=say("steps of 2, shifted by {n}", n=n))
        yield Metric(f"global_{n}", whole[n], label=say("global maximum, shifted by {n}", n=n))

    told = say("All patterns at once find what one finds pixel by pixel")
    yield Claim.below(told, float(loops), 1e-12, source="exact: the same sums")
    told = say("Shift a digit and what a convolution finds shifts along")
    yield Claim.below(told, float(along), 1e-12, source="exact: the same sums at other places")
    told = say("With a global maximum no shift changes an answer")
    yield Claim.below(told, float(still), 1e-9, source="exact: the same numbers in another order")
    told = say("Over {n} starts, steps of 2 stand 2 pixels, while 1 costs 20 points", n=knobs.runs)
    yield Claim.above(told, strided[2] - strided[1], 0.2, source="measured here; Zhang 2019")
    told = say("Flattened, convolution or not, 1 pixel costs over 30 points")
    yield Claim.above(told, min(mlp[0] - mlp[1], flat[0] - flat[1]), 0.3, source="measured here")
