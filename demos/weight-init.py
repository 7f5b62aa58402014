"""The first weights decide whether a signal gets through a deep network

Every layer multiplies its input by random weights. If they are too large, tanh and sigmoid
saturate and ReLU explodes; if they are too small, all units answer the same. In between lies a
standard deviation that keeps the signal: 1/sqrt(n) for n inputs (Xavier), and sqrt(2/n) for
ReLU (He), as ReLU throws half of it away.

Nothing is trained: random inputs go through layers of the same random numbers, scaled in four
ways. Turn `activation` and `init` for other histograms, and `depth` to 30 to see it grow worse.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch

from quizapp.lab import Axis, Claim, Figure, Histogram, Line, Metric, Panel, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """The networks, and which of them are drawn."""

    activation: str = knob("tanh", choices=("tanh", "sigmoid", "relu"), help="activation drawn")
    init: str = knob(
        "large", choices=("large", "small", "xavier", "he"), help="first weights of the histograms"
    )
    depth: int = knob(5, low=2, high=30, step=1, help="layers that the signal goes through")
    width: int = knob(100, low=10, high=200, step=10, help="units in every layer")
    runs: int = knob(20, low=1, high=64, step=2, help="networks of every kind")


SMALL = {"runs": 6}
INPUTS = 50  # random inputs with mean 0 and variance 1
ACTIVATIONS = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu}
RANGES = {"tanh": (-1, 1), "sigmoid": (0, 1), "relu": (0, 3)}  # of the histograms
FLAT = {"tanh": (-0.99, 0.99), "sigmoid": (0.01, 0.99), "relu": (0, math.inf)}  # beyond them
INITS = ("large", "small", "xavier", "he")
NAMES = say("large: std 1"), say("small: std 0.01"), say("Xavier"), say("He")


def standard_deviations(n):
    """Of the first weights of a layer with n inputs, in the order of INITS."""
    return 1.0, 0.01, math.sqrt(1 / n), math.sqrt(2 / n)


def one_network(h, weights, activation):
    """The idea: one network, one layer after the other. [n, B] -> [n, B]"""
    for weight in weights:
        h = activation(weight @ h)
    return h


def one_layer(h, weights, activation):
    """One layer of all E networks at once: [E, n, B], [E, n, n] -> [E, n, B]."""
    return activation(torch.bmm(weights, h))


def scaled(numbers):
    """Random numbers [R, n, n] as first weights of every kind: [4*R, n, n]."""
    stds = torch.tensor(standard_deviations(numbers.shape[1])).to(numbers)
    return (stds[:, None, None, None] * numbers).flatten(0, 1)


def measure(name, h):
    """Of h [4*R, n, B]: standard deviation, mean square, share where the slope is flat: [3, 4]."""
    h = h.view(len(INITS), -1)  # [4, R*n*B]
    low, high = FLAT[name]
    flat = ((h <= low) | (h >= high)).double().mean(1)
    return torch.stack([h.std(1), h.square().mean(1), flat]).cpu().numpy()


def histogram(knobs, h):
    """What the units of h [4*R, n, B] answer with the chosen first weights; ends hold the rest."""
    low, high = RANGES[knobs.activation]
    chosen = h.view(len(INITS), -1)[INITS.index(knobs.init)].clamp(low, high)  # [R*n*B]
    counts, edges = np.histogram(chosen.cpu(), bins=30, range=(low, high))
    return Histogram(edges, counts / counts.sum())


def picture(knobs, stds, histograms):
    """The spread by layer [L, 4], and the histograms of the first, a middle and the last layer."""
    layers = np.arange(1, len(stds) + 1)
    lines = [Line(layers, each, name) for each, name in zip(stds.T, NAMES, strict=True)]
    title = say("Standard deviation: {name}", name=knobs.activation)
    panels = [Panel(lines, title, Axis(say("layer")), Axis(log=True))]
    for at in sorted({0, (len(layers) - 1) // 2, len(layers) - 1}):
        title = say("{init}, layer {at}", init=knobs.init, at=at + 1)
        panels.append(Panel([histograms[at]], title, Axis(say("activation")), Axis(say("share"))))
    says = say(
        "After {layers} layers of {name}, units spread by {large:.2g} with weights of standard "
        "deviation 1, {small:.2g} with 0.01, {xavier:.2g} with Xavier's and {he:.2g} with He's.",
        layers=len(layers),
        name=knobs.activation,
        **dict(zip(INITS, stds[-1].tolist(), strict=True)),
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Send the inputs through all networks, layer by layer."""
    generator = torch.Generator().manual_seed(lab.seed)
    number = {"generator": generator, "dtype": torch.float64}
    x = torch.randn(knobs.width, INPUTS, **number).to(lab.device)  # [n, B]
    signals = {name: x.expand(len(INITS) * knobs.runs, -1, -1) for name in ACTIVATIONS}
    measured = {name: [] for name in ACTIVATIONS}  # of every layer
    histograms, first = [], []
    for layer in range(1, knobs.depth + 1):
        numbers = torch.randn(knobs.runs, knobs.width, knobs.width, **number)
        weights = scaled(numbers.to(lab.device))  # [4*R, n, n]
        first.append(weights[-1].clone())
        for name, activation in ACTIVATIONS.items():
            signals[name] = one_layer(signals[name], weights, activation)
            measured[name].append(measure(name, signals[name]))
        histograms.append(histogram(knobs, signals[knobs.activation]))
        if lab.frame_due() or layer == knobs.depth:
            yield picture(knobs, np.array(measured[knobs.activation])[:, 0], histograms)
        yield Progress(layer / knobs.depth, say("through layer {n}", n=layer))

    gap = float((one_network(x, first, torch.relu) - signals["relu"][-1]).abs().max())
    yield Metric("batched_gap", gap, label=say("one network against all at once"))
    told = say("All networks at once answer as one by one")
    yield Claim.below(told, gap, 1e-9, source="exact: the same sums")
    yield from conclude(knobs, {name: np.array(each) for name, each in measured.items()})


def conclude(knobs, measured):
    """What the layers [L, 3, 4] of every activation say."""
    n, depth, runs = knobs.width, knobs.depth, knobs.runs
    for name, layers in measured.items():
        for std, init in zip(layers[-1, 0], INITS, strict=True):
            spread = say("spread in the last layer: {name}, {init}", name=name, init=init)
            yield Metric(f"std_{name}_{init}", std, label=spread)
        flat = say("saturated or zero in the last layer: {name}, large", name=name)
        yield Metric(f"flat_{name}_large", layers[-1, 2, 0], label=flat)

    # ReLU keeps half of the mean square of a normal sum, so that a layer multiplies it by
    # n std^2 / 2 in the mean over weights; from network to network that varies by 5/n.
    error = 5 * math.sqrt(((1 + 5 / n) ** depth - 1) / runs) / (2 * depth)
    for at, init in ((2, "xavier"), (3, "he")):
        factor = measured["relu"][-1, 1, at] ** (1 / (2 * depth))
        yield Metric(
            f"factor_relu_{init}", factor, label=say("ReLU, {init}: factor of a layer", init=init)
        )
        by = standard_deviations(n)[at] * math.sqrt(n / 2)
        told = say("ReLU, {init}: a layer multiplies a signal by {by:.3g}", init=init, by=by)
        source = f"exact: std sqrt(n/2) (He et al. 2015); five standard errors of {runs} networks"
        yield Claim.near(told, factor, by, relative=error, source=source)

    large = measured["tanh"][:, 1:, 0]  # [L, 2], the mean square and the saturated share
    share = math.erfc(math.atanh(0.99) / math.sqrt(2 * n * large[-2, 0]))  # of a normal sum
    told = say("Weights of std 1 saturate {share:.0%} of {n} tanh units", share=share, n=n)
    error = 5 * math.sqrt(share * (1 - share) / (n * runs))
    source = "exact: the sums of a layer are normal; five standard errors"
    yield Claim.near(told, large[-1, 1], share, absolute=error, source=source)
    told = say("Weights of std 0.01 leave sigmoids next to no spread around 1/2")
    expected, error = 0.01 * math.sqrt(n / 4) / 4, 5 / math.sqrt(2 * n * runs)
    source = "exact to first order: std sqrt(n)/2, times the slope 1/4; five standard errors"
    yield Claim.near(told, measured["sigmoid"][-1, 0, 1], expected, relative=error, source=source)
