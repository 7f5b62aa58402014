"""Through many sigmoid layers a gradient vanishes, and the first layers learn nothing

A gradient reaches the first layer as a product: on its way back, every layer multiplies it by
the slope of the activation and by the weights. The slope of a sigmoid is at most 1/4, so with
weights that keep the size of a signal less than a quarter is left after each layer. The slopes
of tanh and ReLU go up to 1. Turn `depth` to see from where on sigmoids fail to learn, and
`gain`, as the weights count as well: at 8 the sigmoid's gradient shrinks little, ReLU's explodes.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """The networks, the untrained and the trained ones."""

    layers: int = knob(20, low=2, high=40, step=2, help="layers of the untrained networks")
    depth: int = knob(8, low=1, high=16, step=1, help="hidden layers of the trained networks")
    gain: float = knob(1.0, low=0.25, high=8.0, step=2, help="first weights, times what fits")
    rate: float = knob(0.1, low=0.01, high=1.0, step=2, help="learning rate")
    steps: int = knob(300, low=10, high=2000, step=50, help="training steps")
    runs: int = knob(4, low=1, high=64, step=2, help="trained networks of every kind")


SMALL = {"runs": 2, "steps": 100}
WIDTH = 64  # units in a layer, as many as a digit has pixels
NETS = 10  # untrained networks of every kind
BATCH, TRAIN = 64, 1397  # digits in a step, and to learn from; the other 400 are for testing
NAMES = say("sigmoid"), say("tanh"), say("ReLU")
ACTIVATIONS = (torch.sigmoid, torch.tanh, torch.relu)
SLOPES = (lambda h: h * (1 - h), lambda h: 1 - h**2, lambda h: (h > 0).to(h))  # h: what came out


def gradients_by_hand(h, weights, back, kind):
    """The idea: one network of a kind; `back` is the gradient of its output. [H, B] each."""
    outputs, found = [], []
    for weight in weights:
        h = ACTIVATIONS[kind](weight @ h)
        outputs.append(h)
    for weight, out in zip(reversed(weights), reversed(outputs), strict=True):
        found.insert(0, back * SLOPES[kind](out))  # back through the activation
        back = weight.T @ found[0]  # and through the weights
    return torch.stack(found)  # [L, H, B], of the sums that go into the units


def first_weights(knobs, depth, runs, generator):
    """Of E = 3*R networks, R of every kind: [L, E, H, H]. Xavier's for two kinds, He's for ReLU."""
    stds = knobs.gain * torch.tensor([1, 1, 2]).div(WIDTH).sqrt()
    numbers = torch.randn(depth, 3, runs, WIDTH, WIDTH, generator=generator)
    return (stds[:, None, None, None] * numbers).flatten(1, 2)


def forward(weights, shifts, h):
    """All networks at once: [E, H, B] -> the sums of each layer, and what comes out at last."""
    sums = []
    for weight, shift in zip(weights, shifts, strict=True):
        sums.append(torch.baddbmm(shift, weight, h))  # [E, H, B]
        kinds = zip(ACTIVATIONS, sums[-1].chunk(3), strict=True)
        h = torch.cat([activation(z) for activation, z in kinds])
    return sums, h


def untrained(knobs, generator, device):
    """The gradient's size in each layer relative to the last one, [L, 3], and an error by hand."""
    weights = first_weights(knobs, knobs.layers, NETS, generator).double().to(device)
    x, back = torch.randn(2, WIDTH, BATCH, generator=generator).double().to(device)  # [H, B]
    shifts = torch.zeros_like(weights[..., :1]).requires_grad_()
    sums, h = forward(weights, shifts, x.expand(len(weights[0]), -1, -1))
    found = torch.stack(torch.autograd.grad((h * back).sum(), sums))  # [L, E, H, B]
    alone = gradients_by_hand(x, weights[:, 0], back, kind=0)
    gap = ((alone - found[:, 0]).norm(dim=(1, 2)) / alone.norm(dim=(1, 2))).max()
    sizes = found.view(knobs.layers, 3, -1).square().mean(2).sqrt()  # [L, 3]
    return (sizes / sizes[-1]).cpu().numpy(), float(gap)


def scores(net, x):
    """Digits [B, 64] -> how much each network takes them for each digit, [E, 10, B]."""
    weights, shifts, last, shift = net
    h = forward(weights, shifts, x.T.expand(len(last), -1, -1))[1]
    return torch.baddbmm(shift, last, h)


def learn(net, x, y, rate):
    """A step of plain gradient descent; no network's loss depends on another's weights."""
    out = scores(net, x)
    losses = F.cross_entropy(out, y.expand(len(out), -1), reduction="none").mean(1)  # [E]
    for value, slope in zip(net, torch.autograd.grad(losses.sum(), net), strict=True):
        value.detach().sub_(slope, alpha=rate)


@torch.no_grad()
def accuracy(net, x, y):
    """The share of digits that the networks of each kind read right, [3]."""
    return (scores(net, x).argmax(1) == y).double().view(3, -1).mean(1).tolist()


def picture(knobs, sizes, at, seen):
    """The gradient by layer, [L, 3], and what was read right at the steps `at`, [time, 3]."""
    layers, seen = np.arange(1, knobs.layers + 1), np.array(seen)
    gradients = [Line(layers, sizes[:, kind], NAMES[kind]) for kind in range(3)]
    curves = [Line(at, seen[:, kind], NAMES[kind]) for kind in range(3)]
    left = Panel(gradients, say("Gradient, last layer 1"), Axis(say("layer")), Axis(log=True))
    title = say("Digits read by {depth} layers", depth=knobs.depth)
    right = Panel(curves, title, Axis(say("training steps")), Axis(low=0, high=1))
    says = say(
        "Back through all sigmoid layers comes {part:.2g} of a gradient; sigmoids that are trained "
        "read {share:.0%} of unseen digits.",
        part=float(sizes[0, 0]),
        share=float(seen[-1, 0]),
    )
    return Figure([left, right], says)


def run(knobs, lab):
    """Measure gradients in untrained networks, then train others."""
    generator = torch.Generator().manual_seed(lab.seed)
    sizes, gap = untrained(knobs, generator, lab.device)
    weights = first_weights(knobs, knobs.depth, knobs.runs, generator)
    last = torch.randn(3 * knobs.runs, 10, WIDTH, generator=generator) / WIDTH**0.5
    net = weights, torch.zeros_like(weights[..., :1]), last, torch.zeros_like(last[..., :1])
    net = [each.to(lab.device).requires_grad_() for each in net]
    order = torch.randperm(1797, generator=generator)
    x, y = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    picks = torch.randint(TRAIN, (knobs.steps, BATCH), generator=generator).to(lab.device)
    at, seen = [], []
    for step in range(knobs.steps + 1):
        if step % max(1, knobs.steps // 30) == 0 or step == knobs.steps:
            at.append(step)
            seen.append(accuracy(net, x[TRAIN:], y[TRAIN:]))
            if lab.frame_due() or step == knobs.steps:
                yield picture(knobs, sizes, at, seen)
            yield Progress(step / knobs.steps, say("{n} networks learn", n=len(last)))
        if step < knobs.steps:
            learn(net, x[picks[step]], y[picks[step]], knobs.rate)
    yield from conclude(knobs, gap, sizes[0] ** (1 / (knobs.layers - 1)), seen[-1])


def conclude(knobs, gap, factors, right):
    """What the factors of a layer and the accuracies of the three kinds say."""
    yield Metric("gap_by_hand", gap, label=say("error relative to the chain rule by hand"))
    told = say("The chain rule by hand gives the gradients of all networks at once")
    yield Claim.below(told, gap, 1e-12, source="exact: the same sums")
    for name, factor, share in zip(("sigmoid", "tanh", "relu"), factors, right, strict=True):
        yield Metric(f"factor_{name}", factor, label=say("factor of a layer: {name}", name=name))
        yield Metric(f"accuracy_{name}", share, label=say("unseen digits read: {name}", name=name))
    told = say("A sigmoid layer leaves less than {gain:g}/4 of a gradient", gain=knobs.gain)
    yield Claim.below(told, factors[0], knobs.gain / 4, source="exact in the mean: slope <= 1/4")
    told = say("A ReLU layer multiplies it by about {gain:g}", gain=knobs.gain)
    source = "exact in the mean: half of the slopes are 1"
    yield Claim.near(told, factors[2], knobs.gain, relative=0.1, source=source)
    told = say("{depth} sigmoid layers learn nothing: they guess", depth=knobs.depth)
    yield Claim.below(told, right[0], 0.2, source="measured here; Glorot and Bengio 2010")
    told = say("{depth} tanh layers learn in the same steps", depth=knobs.depth)
    yield Claim.above(told, right[1], 0.7, source="measured here")
