"""Local minima trap small problems, and width dissolves them

A ball that rolls downhill on x⁴/4 - x²/2 + 0.1x ends in whichever of its two valleys it starts
above. Momentum carries it over the ridge from only a few more places; noise that fades out shakes
it into the deeper valley, the left one, far more often. Are networks trapped the same way? Small
ones are: with two ReLUs, trained on the four points of XOR, most stop at an error of 1/8, 1/6 or
1/4, where two, three or all four points get one answer, their mean. Give them more units than
they need, and such traps are hardly met.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import leaky_relu

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Points, Progress, Rule, knob, say


@dataclass(frozen=True)
class Knobs:
    """How the balls roll and how the networks learn."""

    noise: float = knob(3.0, low=0.0, high=6.0, step=0.5, help="first noise of the third group")
    momentum: float = knob(0.9, low=0.0, high=0.99, step=0.05, help="momentum of the second group")
    learning_rate: float = knob(0.05, low=0.001, high=1.0, step=2, help="length of a step")
    starts: int = knob(2001, low=101, high=20001, step=2, help="balls in each group")
    inits: int = knob(200, low=10, high=4096, step=2, help="networks of each width")
    activation: str = knob("relu", choices=("relu", "leaky", "tanh"), help="in the hidden units")
    steps: int = knob(2000, low=100, high=10000, step=2, help="steps of every ball and network")


SMALL = {"starts": 501, "inits": 100, "steps": 900}
WIDTHS = [2, 3, 4, 6, 8, 12, 16]
XOR = [[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]]  # a, b, a xor b
LEVELS = [1 / 8, 1 / 6, 1 / 4]  # errors at which two ReLUs stop
ACTIVATIONS = {"relu": torch.relu, "leaky": lambda z: leaky_relu(z, 0.1), "tanh": torch.tanh}
EDGE = 2.5  # balls start between -EDGE and EDGE
RIDGE = 0.1010  # the slope is 0 here, and at the valleys' floors, -1.0467 and 0.9456


def roll(x, v, kicks, momentum, rate):
    """One step of all balls: positions, speeds and kicks [3, N], momentum [3, 1]."""
    slope = x**3 - x + 0.1
    v = momentum * v - rate * (slope + kicks)
    return x + v, v


def newborn(widths, rng):
    """Networks 2-H-1 of so many units [M], drawn as PyTorch does: w1, b1, w2 [M, H, .], b2 [M, 1].

    Units beyond a network's width are born as zeros, so they neither act nor learn.
    """
    m, h = len(widths), int(widths.max())
    shapes = (m, h, 2), (m, h, 1), (m, h, 1), (m, 1)
    w1, b1, w2, b2 = (2 * torch.rand(shape, generator=rng) - 1 for shape in shapes)
    exists = (torch.arange(h) < widths[:, None])[:, :, None]  # [M, H, 1]
    reach = widths.rsqrt()[:, None]  # [M, 1]
    return [w1 / 2**0.5 * exists, b1 / 2**0.5 * exists, w2 * reach[:, None] * exists, b2 * reach]


def error_alone(weights, m, act):
    """The obvious way: network m alone, one point after the other."""
    w1, b1, w2, b2 = (w[m] for w in weights)
    error = 0.0
    for a, b, answer in zip(*XOR, strict=True):
        hidden = act(a * w1[:, 0] + b * w1[:, 1] + b1[:, 0])  # [H]
        error = error + (w2[:, 0] @ hidden + b2[0] - answer) ** 2 / 4
    return error


def errors_of(weights, points, act):
    """All networks at once on the four points [3, 4] -> their mean squared errors [M]."""
    w1, b1, w2, b2 = weights
    hidden = act(w1 @ points[:2] + b1)  # [M, H, 4]
    return ((w2 * hidden).sum(1) + b2 - points[2]).square().mean(1)


def run(knobs, lab):
    """Let all balls roll and all networks learn, step by step and side by side."""
    act, rng = ACTIVATIONS[knobs.activation], torch.Generator().manual_seed(lab.seed)
    widths = torch.tensor(WIDTHS).repeat_interleave(knobs.inits)  # [M]
    weights = [w.to(lab.device).requires_grad_() for w in newborn(widths, rng)]
    points = torch.tensor(XOR, device=lab.device)
    sgd = torch.optim.SGD(weights, lr=knobs.learning_rate, momentum=0.9)
    start = torch.linspace(-EDGE, EDGE, knobs.starts, dtype=torch.float64, device=lab.device)  # [N]
    x, v = start.repeat(3, 1), torch.zeros(3, 1).to(start)  # [3, N], [3, 1]
    momentum = start.new_tensor([[0.0], [knobs.momentum], [0.0]])  # [3, 1]
    noise = start.new_tensor([[0.0], [0.0], [knobs.noise]])  # [3, 1]
    some = slice(None, None, knobs.starts // 50)  # balls to draw
    for step in range(knobs.steps):
        kicks = torch.randn(knobs.starts, dtype=torch.float64, generator=rng).to(lab.device)  # [N]
        x, v = roll(x, v, noise * (1 - step / knobs.steps) * kicks, momentum, knobs.learning_rate)
        errors = errors_of(weights, points, act)  # [M]
        sgd.zero_grad()
        errors.sum().backward()  # each network has its own weights, so its own gradient
        sgd.step()
        if lab.frame_due() or step == knobs.steps - 1:
            # A ball in the deeper valley lies left of the ridge and did not fly away.
            shares = ((x < RIDGE) & (x > -EDGE)).double().mean(1).tolist()  # [3]
            table = errors.detach().view(len(WIDTHS), -1).cpu()  # [W, I]
            stuck = 1 - (table < 0.01).double().mean(1)  # [W]; no number counts as stuck as well
            yield picture(start[some].cpu(), x[:, some].cpu(), shares, table)
            yield Progress((step + 1) / knobs.steps, say("balls roll, networks learn"))
    last = errors_of(weights, points, act)  # [M]
    gap = max((error_alone(weights, m, act) - last[m]).abs().item() for m in range(2))
    yield from measured(knobs, shares, float(stuck[0]), float(stuck[-1]), table[0], gap)


def measured(knobs, shares, few, many, errors, gap):
    """Balls in the deeper valley, networks stuck with 2 and 16 units, errors with 2 units [I]."""
    descent, momentum, noise = shares
    trapped = errors[errors >= 0.01][:, None]  # [stuck, 1]
    quantized = float(((trapped - torch.tensor(LEVELS)).abs().amin(1) < 0.01).double().mean())
    yield Metric("gd_share", descent, label=say("in the deeper valley, descent"))
    yield Metric("momentum_share", momentum, label=say("in the deeper valley, momentum"))
    yield Metric("noise_share", noise, label=say("in the deeper valley, fading noise"))
    yield Metric("momentum_gain", momentum - descent, label=say("gain by momentum"))
    yield Metric("stuck_2", few, label=say("stuck with 2 hidden units"))
    yield Metric("stuck_16", many, label=say("stuck with 16 hidden units"))
    yield Metric("quantized_share", quantized, label=say("of the former, at 1/8, 1/6 or 1/4"))

    expected, source = (RIDGE + EDGE) / (2 * EDGE), "exact: the ridge divides the starts"
    text = say("Plain descent reaches the deeper valley from where it starts above it")
    yield Claim.near(text, descent, expected, absolute=0.02, source=source)
    text = say("Momentum {momentum:g} carries only few more there", momentum=knobs.momentum)
    yield Claim.between(text, momentum - descent, 0.0, 0.12, source="measured here")
    text = say("Noise {noise:g} that fades out frees many", noise=knobs.noise)
    yield Claim.above(text, noise - descent, 0.1, source="measured here")
    text = say("A network alone has the error that it has among all")
    yield Claim.below(text, gap, 1e-5, source="exact: the same sums, rounded to 7 digits")
    text = say("16 units leave less than a tenth as many of {n} starts stuck as 2", n=knobs.inits)
    source = "measured here; such minima in small ReLU networks: Safran and Shamir, ICML 2018"
    yield Claim.below(text, many, few / 10, source=source)
    if knobs.activation == "relu":
        text = say("Those stuck with 2 ReLUs stop at an error of 1/8, 1/6 or 1/4")
        source = "exact: 2, 3 or 4 points that share their mean; how often is measured here"
        yield Claim.above(text, quantized, 0.95, source=source)


def picture(start, balls, shares, table):
    """Where some balls are [3, B], by where they started [B], and all networks' errors [W, I]."""
    names = say("descent"), say("momentum"), say("fading noise")
    apart = balls + torch.tensor([[-0.25], [0.0], [0.25]])  # so that no group hides another
    marks = [Points(start, x, name) for x, name in zip(apart, names, strict=True)]
    ranks, errors = np.linspace(0, 1, table.shape[1]), table.sort().values.clamp(max=0.3)
    lines = [Line(ranks, errors[WIDTHS.index(n)], say("{n} units", n=n)) for n in (2, 4, 8)]
    levels = [Rule(level, say("1/{n}", n=round(1 / level))) for level in LEVELS]
    ends, ridge = Axis(say("end"), low=-1.6, high=1.6), Rule(RIDGE, say("ridge"))
    panels = [
        Panel([*marks, ridge], say("Where balls go"), Axis(say("start")), ends),
        Panel([*lines, *levels], say("Errors of networks"), Axis(say("share, sorted"))),
    ]
    says = say(
        "In the deeper valley: {descent:.0%} of balls, {momentum:.0%} with momentum, {noise:.0%} "
        "with noise; {stuck:.0%} of networks with 2 units are stuck.",
        stuck=1 - float((table[0] < 0.01).double().mean()),
        **dict(zip(("descent", "momentum", "noise"), shares, strict=True)),
    )
    return Figure(panels, says)
