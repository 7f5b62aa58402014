"""All derivatives cost less than three forward passes

How does the error change with each weight? Nudge one weight up and down and watch the error: two
forward passes, and two more for the next weight. Backpropagation finds the derivatives of all
weights at once. Where the forward pass multiplies two matrices, the walk backward has two products:
what came in times what comes back belongs to the weights, and what comes back times the weights
goes on to the layer before. So there and back is less than three forward passes, whatever the
number of weights: turn `hidden` and `layers`. The price is memory, since the walk backward needs
the outputs of every layer.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch

from quizapp.lab import Axis, Claim, Figure, Metric, Panel, Points, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """The networks, and how many digits they read at once."""

    hidden: int = knob(32, low=1, high=50, step=2, help="units in every hidden layer")
    layers: int = knob(2, low=1, high=4, help="hidden layers")
    examples: int = knob(8, low=1, high=64, step=2, help="digits in the batch")


SMALL = {"hidden": 16}
NUDGE = 1e-5
AT_ONCE = 128  # weights nudged in one batch


class Machine:
    """Multiplies matrices, and counts the multiplications of numbers that this takes."""

    def __init__(self):
        self.spent = 0

    def product(self, a, b):
        """The product of [..., m, k] and [..., k, n], m·k·n multiplications each."""
        c = a @ b
        self.spent += c.numel() * a.shape[-1]
        return c


def matrices(flat, sizes):
    """The weights of N networks in rows, flat [N, P] -> one tensor [N, in, out] for each layer."""
    parts = flat.split([a * b for a, b in pairwise(sizes)], dim=1)
    return [part.unflatten(1, pair) for part, pair in zip(parts, pairwise(sizes), strict=True)]


def forward(machine, weights, x):
    """The outputs of all layers: pixels [B, 64], then [N, B, units] each; the last are scores."""
    outputs = [x]
    for i, w in enumerate(weights):
        z = machine.product(outputs[-1], w)
        outputs.append(z.tanh() if i < len(weights) - 1 else z)
    return outputs


def cross_entropy(scores, answers):
    """How surprised the networks are by the right answers [B, 10]: [N, B, 10] -> [N]."""
    return -(scores.log_softmax(-1) * answers).sum(-1).mean(-1)


def by_nudging(machine, flat, sizes, x, answers):
    """The obvious way: both neighbors of every weight, many weights at once; flat [1, P] -> [P]."""
    slopes = []
    for some in torch.arange(flat.shape[1], device=flat.device).split(AT_ONCE):
        nudges = torch.zeros(len(some), flat.shape[1]).to(flat)
        nudges.scatter_(1, some[:, None], NUDGE)  # one network for each weight, [W, P]
        above, below = (
            cross_entropy(forward(machine, matrices(moved, sizes), x)[-1], answers)
            for moved in (flat + nudges, flat - nudges)
        )
        slopes.append((above - below) / (2 * NUDGE))
    return torch.cat(slopes)


def by_walking(machine, flat, sizes, x, answers):
    """The fast way: forward once, then backward; flat [1, P] -> [P], and the outputs it kept."""
    weights, slopes = matrices(flat, sizes), []
    outputs = forward(machine, weights, x)
    back = (outputs[-1].softmax(-1) - answers) / len(x)  # [1, B, 10], for softmax and loss in one
    for i in reversed(range(len(weights))):
        slopes.insert(0, machine.product(outputs[i].mT, back).flatten())  # in times back
        if i > 0:  # nobody asks for the derivatives of the pixels
            back = machine.product(back, weights[i].mT) * (1 - outputs[i] ** 2)  # tanh' = 1 - tanh²
    return torch.cat(slopes), sum(output.numel() for output in outputs)


def picture(costs):
    """Forward passes for all derivatives: rows of weights, nudged, walked [K, 3]."""
    weights, nudged, walked = np.array(costs).T
    bills = [
        Points(weights, nudged, say("nudging")),
        Points(weights, walked, say("forward and backward")),
    ]
    passes = Axis(say("forward passes"), log=True, low=1)
    says = say(
        "With {weights} weights, all derivatives cost {nudged:.0f} forward passes by nudging and "
        "{walked:.2f} by walking backward.",
        weights=int(weights[-1]),
        nudged=float(nudged[-1]),
        walked=float(walked[-1]),
    )
    panel = Panel(bills, say("What all derivatives cost"), Axis(say("weights"), log=True), passes)
    return Figure([panel], says)


def run(knobs, lab):
    """Find all derivatives of ever wider networks in both ways, and count."""
    pixels, labels = digits()
    x = torch.from_numpy(pixels[: knobs.examples]).double().to(lab.device)  # [B, 64]
    answers = torch.eye(10, dtype=torch.float64)[labels[: knobs.examples]].to(lab.device)  # [B, 10]
    rng, costs = torch.Generator().manual_seed(lab.seed), []
    widths = sorted({min(width, knobs.hidden) for width in (1, 2, 4, 8, 16, 32, knobs.hidden)})
    for width in widths:
        sizes = [64, *[width] * knobs.layers, 10]
        count = sum(a * b for a, b in pairwise(sizes))
        flat = torch.randn(1, count, generator=rng, dtype=torch.float64).to(lab.device) / 8
        once, walk, nudges = Machine(), Machine(), Machine()
        forward(once, matrices(flat, sizes), x)
        walked, kept = by_walking(walk, flat, sizes, x, answers)
        nudged = by_nudging(nudges, flat, sizes, x, answers)
        costs.append((count, nudges.spent / once.spent, walk.spent / once.spent))
        yield picture(costs)
        yield Progress(len(costs) / len(widths), say("{n} weights nudged", n=count))

    flat.requires_grad_()
    loss = cross_entropy(forward(walk, matrices(flat, sizes), x)[-1], answers).sum()
    library = torch.autograd.grad(loss, flat)[0][0]  # [P]
    gaps = [float((found - library).abs().max()) for found in (walked, nudged)]
    yield Metric("library_gap", gaps[0], label=say("largest difference from the library"))
    text = say("Walking backward through {n} weights, we find what the library finds", n=count)
    yield Claim.below(text, gaps[0], 1e-12, source="exact: the same chain rule")
    yield Metric("nudge_gap", gaps[1], label=say("nudging: largest difference from the library"))
    text = say("Nudging finds the same up to its own error")
    yield Claim.below(text, gaps[1], 1e-8, source="exact: it is off by the nudge squared, 1e-10")

    _, by_nudges, by_walk = costs[-1]
    yield Metric("weights", count, label=say("weights of the network"))
    yield Metric("passes_nudging", by_nudges, label=say("nudging, in forward passes"))
    yield Metric("passes_backprop", by_walk, label=say("forward and backward, in forward passes"))
    yield Metric("kept", kept, label=say("outputs kept for the walk backward"))
    text = say("Nudging takes two forward passes for each of {n} weights", n=count)
    yield Claim.near(text, by_nudges, 2 * count, absolute=1e-9, source="exact: up and down")
    text = say("Forward and backward take three forward passes, less the first layer's share")
    source = "exact: two products for one, but nobody asks for the derivatives of the pixels"
    yield Claim.near(text, by_walk, 3 - 64 * width / count, absolute=1e-9, source=source)
