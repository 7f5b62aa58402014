"""Local minima trap small problems, and width dissolves them

A ball that rolls downhill ends in whichever valley it starts above. Momentum carries it over
only a few ridges; noise that fades out shakes it into the deeper valley far more often. Are
networks trapped the same way? Small ones are: a network with two ReLUs, trained on the four
points of XOR, mostly stops at an error of 1/8, 1/6 or 1/4, where two, three or all four points
get one answer, their mean. Give it more units than it needs, and such traps are hardly met.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch

from quizapp.lab import (
    Axis,
    Bars,
    Claim,
    Figure,
    Histogram,
    Line,
    Metric,
    Panel,
    Points,
    Progress,
    Rule,
    knob,
    say,
)


@dataclass(frozen=True)
class Knobs:
    """How the balls roll and how the networks learn."""

    noise: float = knob(
        3.0, low=0.0, high=6.0, step=0.5, help="noise added to the slope at first; it fades to 0"
    )
    momentum: float = knob(
        0.9, low=0.0, high=0.99, step=0.05, help="momentum of the second group of balls"
    )
    learning_rate: float = knob(
        0.05, low=0.001, high=1.0, step=2, help="step length of the balls and of the networks"
    )
    starts: int = knob(2001, low=101, high=20001, step=2, help="balls in each group")
    inits: int = knob(200, low=10, high=2000, step=2, help="networks of each width")
    activation: str = knob(
        "relu", choices=("relu", "leaky", "tanh"), help="what the hidden units compute"
    )
    steps: int = knob(2000, low=100, high=10000, step=2, help="steps of every ball and network")


SMALL = {"starts": 501, "inits": 100, "steps": 1500}
WIDTHS = (2, 3, 4, 6, 8, 12, 16)
XOR = (0.0, 0.0, 1.0, 1.0), (0.0, 1.0, 0.0, 1.0), (0.0, 1.0, 1.0, 0.0)  # a, b, a xor b
LEVELS = (1 / 8, 1 / 6, 1 / 4)  # errors at which two ReLUs stop
EDGE = 2.5  # balls start between -EDGE and EDGE
RIDGE = 0.1010  # the slope is 0 here, and at -1.0467 and 0.9456, the valleys' floors
OFTEN = {"relu": 0.6, "leaky": 0.3, "tanh": 0.02}  # two units are stuck at least so often
ACTIVATIONS = {
    "relu": torch.relu,
    "leaky": lambda z: torch.nn.functional.leaky_relu(z, 0.1),
    "tanh": torch.tanh,
}


def height(x):
    """Two valleys, the left one deeper, and a ridge between them."""
    return x**4 / 4 - x**2 / 2 + 0.1 * x


def slope(x):
    """The derivative of the height."""
    return x**3 - x + 0.1


def one_ball(x, kicks, momentum, rate):
    """The obvious way to roll: one ball, one step after the other."""
    v = 0.0
    for kick in kicks:
        v = momentum * v - rate * (slope(x) + kick)
        x = x + v
    return x


def roll(x, v, kicks, momentum, rate):
    """One step of all balls at once: positions, speeds, kicks [3, N], momentum [3, 1]."""
    v = momentum * v - rate * (slope(x) + kicks)
    return x + v, v


def one_network(weights, activation, rate, steps):
    """The obvious way to learn: one network, one point after the other -> its last error."""
    w1, b1, w2, b2 = weights = [w.clone().requires_grad_() for w in weights]
    speeds = [0.0] * 4
    for _ in range(steps):
        loss = 0.0
        for *point, answer in zip(*XOR, strict=True):
            hidden = activation(w1 @ torch.tensor(point) + b1[:, 0])  # [H]
            loss = loss + ((w2[:, 0] * hidden).sum() + b2[0] - answer) ** 2 / 4
        grads = torch.autograd.grad(loss, weights)
        with torch.no_grad():
            for i, weight in enumerate(weights):
                speeds[i] = 0.9 * speeds[i] - rate * grads[i]
                weight += speeds[i]
    return float(loss.detach())


def newborn(widths, rng):
    """Weights of networks 2-H-1 of so many units [M], and which units exist [M, H, 1].

    Drawn as PyTorch does it: uniform up to 1/sqrt(inputs).
    """
    m, h = len(widths), int(widths.max())
    shapes = (m, h, 2), (m, h, 1), (m, h, 1), (m, 1)  # of w1, b1, w2, b2
    w1, b1, w2, b2 = (2 * torch.rand(shape, generator=rng) - 1 for shape in shapes)
    reach = widths.rsqrt()[:, None, None]  # [M, 1, 1]
    exists = torch.arange(h) < widths[:, None]  # [M, H]
    return [w1 / 2**0.5, b1 / 2**0.5, w2 * reach, b2 * reach[:, 0]], exists[:, :, None]


def learn(weights, speeds, exists, points, activation, rate):
    """One step of all networks at once, on the points [3, 4] -> their errors before it [M]."""
    w1, b1, w2, b2 = weights
    hidden = activation(w1 @ points[:2] + b1) * exists  # [M, H, 4]
    losses = ((w2 * hidden).sum(1) + b2 - points[2]).square().mean(1)  # [M]
    # Each network has its own weights, so the gradient of the sum is every network's own.
    grads = torch.autograd.grad(losses.sum(), weights)
    with torch.no_grad():
        for weight, speed, grad in zip(weights, speeds, grads, strict=True):
            weight += speed.mul_(0.9).sub_(rate * grad)
    return losses.detach()


def piled(x, group):
    """Some balls of a group, balls at the same place above each other, on the landscape."""
    some = x[group, :: max(1, x.shape[1] // 16)].cpu().numpy()  # [about 16]
    some = some[np.abs(some) < 1.6]
    below = np.tril(np.abs(some[:, None] - some) < 0.2, -1).sum(1)
    return some + 0.12 * (group - 1), height(some) + 0.1 * (below + 1)


def picture(knobs, step, x, shares, stuck, losses):
    """Where the balls lie [3, N], which share of networks is stuck [W], and at which error [I]."""
    momentum = say("momentum {momentum:g}", momentum=knobs.momentum)
    names = say("descent"), momentum, say("fading noise {noise:g}", noise=knobs.noise)
    valleys = np.linspace(-1.6, 1.6, 120)
    land = Line(valleys, height(valleys))
    balls = [Points(*piled(x, group), name) for group, name in enumerate(names)]
    bars = Bars([str(width) for width in WIDTHS], stuck)
    edges = np.linspace(-0.0025, 0.3025, 62)  # the levels lie within a bin
    counts = np.histogram(np.nan_to_num(losses, nan=1.0).clip(0.0, 0.3), edges)[0]
    levels = [Rule(level, say("1/{n}", n=round(1 / level)), vertical=True) for level in LEVELS]
    units, error = Axis(say("hidden units")), Axis(say("mean squared error"))
    panels = [
        Panel([land, *balls], say("Where balls come to rest"), y=Axis(low=-0.4, high=1.2)),
        Panel([bars], say("Share stuck, by units"), units, Axis(low=0, high=1)),
        Panel([Histogram(edges, counts), *levels], say("Errors with 2 units"), error),
    ]
    says = say(
        "After {step} steps {gd:.0%} of the balls are in the deeper valley, with momentum "
        "{momentum:.0%}, with noise {noise:.0%}; of the networks with 2 hidden units {two:.0%} "
        "are stuck, with 16 units {sixteen:.0%}.",
        step=step,
        gd=shares[0],
        momentum=shares[1],
        noise=shares[2],
        two=float(stuck[0]),
        sixteen=float(stuck[-1]),
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Let all balls roll and all networks learn, step by step and side by side."""
    rate, activation = knobs.learning_rate, ACTIVATIONS[knobs.activation]
    rng = torch.Generator().manual_seed(lab.seed)
    widths = torch.tensor(WIDTHS).repeat_interleave(knobs.inits)  # [M]
    weights, exists = newborn(widths, rng)
    yield from checks(weights, exists, activation, rng)

    number = {"dtype": torch.float64, "device": lab.device}
    x = torch.linspace(-EDGE, EDGE, knobs.starts, **number).repeat(3, 1)  # [3, N]
    v = torch.zeros_like(x)
    momentum = torch.tensor([[0.0], [knobs.momentum], [0.0]], **number)  # [3, 1]
    noise = torch.tensor([[0.0], [0.0], [knobs.noise]], **number)  # [3, 1]
    weights = [w.to(lab.device).requires_grad_() for w in weights]
    speeds = [torch.zeros_like(w) for w in weights]
    exists, points = exists.to(lab.device), torch.tensor(XOR, device=lab.device)
    for step in range(knobs.steps):
        kicks = torch.randn(knobs.starts, dtype=torch.float64, generator=rng).to(lab.device)  # [N]
        x, v = roll(x, v, noise * (1 - step / knobs.steps) * kicks, momentum, rate)
        losses = learn(weights, speeds, exists, points, activation, rate)  # [M]
        if lab.frame_due() or step == knobs.steps - 1:
            # A ball in the deeper valley lies left of the ridge and did not fly away.
            shares = ((x < RIDGE) & (x > -EDGE)).double().mean(1).tolist()  # [3]
            table = losses.view(len(WIDTHS), -1).cpu().numpy()  # [W, I]
            stuck = 1 - (table < 0.01).mean(1)  # [W]; what is not a number is stuck as well
            yield picture(knobs, step + 1, x, shares, stuck, table[0])
            yield Progress((step + 1) / knobs.steps, say("balls roll, networks learn"))
    yield from about_balls(knobs, *shares)
    yield from about_networks(knobs, dict(zip(WIDTHS, stuck.tolist(), strict=True)), table[0])


def checks(weights, exists, activation, rng):
    """All at once gives what one after the other gives, on a few."""
    x, kicks = torch.linspace(-EDGE, EDGE, 3).double(), torch.randn(30, generator=rng).double()
    alone = torch.stack([one_ball(start, kicks, 0.9, 0.05) for start in x])  # [3]
    v = torch.zeros_like(x)
    for kick in kicks:
        x, v = roll(x, v, kick, 0.9, 0.05)
    gap = float((x - alone).abs().max())
    yield Metric("ball_gap", gap, label=say("one ball at a time against all at once"))
    source = "exact: the same sums"
    yield Claim.below(say("Balls roll alone as they roll together"), gap, 1e-12, source=source)

    few = [w[:2].clone().requires_grad_() for w in weights]
    pairs = [[w[i][:2] for w in few] for i in range(2)]  # both networks have 2 units
    alone = torch.tensor([one_network(pair, activation, 0.05, 20) for pair in pairs])
    speeds = [torch.zeros_like(w) for w in few]
    for _ in range(20):
        losses = learn(few, speeds, exists[:2], torch.tensor(XOR), activation, 0.05)
    gap = float((losses - alone).abs().max())
    yield Metric("network_gap", gap, label=say("one network at a time against all at once"))
    text = say("Networks learn alone as they learn together")
    yield Claim.below(text, gap, 1e-5, source="exact: the same sums, rounded to 7 digits")


def about_balls(knobs, descent, momentum, noise):
    """What became of the balls."""
    yield Metric("gd_share", descent, label=say("plain descent: balls in the deeper valley"))
    yield Metric("momentum_share", momentum, label=say("momentum: balls in the deeper valley"))
    yield Metric("noise_share", noise, label=say("fading noise: balls in the deeper valley"))
    yield Metric("momentum_gain", momentum - descent, label=say("gain by momentum"))
    yield Metric("noise_gain", noise - descent, label=say("gain by fading noise"))
    text = say("Plain descent reaches the deeper valley from where it starts above it")
    expected = (RIDGE + EDGE) / (2 * EDGE)
    source = "exact: the ridge divides the starts"
    yield Claim.near(text, descent, expected, absolute=0.02, source=source)
    text = say("Momentum {momentum:g} carries only few more there", momentum=knobs.momentum)
    yield Claim.between(text, momentum - descent, 0.0, 0.12, source="measured here")
    text = say("Noise {noise:g} that fades out frees many", noise=knobs.noise)
    yield Claim.above(text, noise - descent, 0.2, source="measured here")


def about_networks(knobs, stuck, losses):
    """What became of the networks: the share stuck by width, the errors of the narrowest [I]."""
    for width in (2, 4, 8, 16):
        label = say("stuck with {width} hidden units", width=width)
        yield Metric(f"stuck_{width}", stuck[width], label=label)
    text = say("Networks with 2 {activation} units are often stuck", activation=knobs.activation)
    source = "measured here; such minima in small ReLU networks: Safran and Shamir, ICML 2018"
    yield Claim.above(text, stuck[2], OFTEN[knobs.activation], source=source)
    text = say("Networks with 16 units practically never are")
    yield Claim.below(text, stuck[16], 0.03, source="measured here")
    if knobs.activation == "relu":
        trapped = losses[~(losses < 0.01)]
        gaps = np.abs(trapped[:, None] - np.array(LEVELS)).min(1)  # [stuck]
        quantized = float((gaps < 0.01).mean()) if len(gaps) else math.nan
        label = say("stuck at 1/8, 1/6 or 1/4, of those stuck with 2 units")
        yield Metric("quantized_share", quantized, label=label)
        text = say("Those stuck with 2 units stop at an error of 1/8, 1/6 or 1/4")
        source = "exact: 2, 3 or 4 points that share their mean; how often is measured here"
        yield Claim.above(text, quantized, 0.95, source=source)
