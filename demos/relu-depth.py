"""Three ReLUs in every layer make twice the pieces with every layer

In one layer each further ReLU adds one straight piece. Depth multiplies: three ReLUs make a tent,
which goes from 0 up to 1 and back. Fed with a tent, the next tent runs through all of it twice,
and after m layers there is a sawtooth of 2^m pieces. From x, take one sawtooth after the other,
each a quarter as high as the one before, and what is left approaches x² exponentially fast, where
a single layer needs 2^m ReLUs for the same curve (Telgarsky 2016; Yarotsky 2017).

But what depth can do is not what it does on its own: networks of the same shape with random
weights have hardly more pieces than units. Add layers with `depth`; with 3 or fewer, one layer of
as many ReLUs is still better.
"""

from dataclasses import dataclass

import numpy as np
import torch

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Points, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """How deep the sawtooth is, and which random networks it is compared with."""

    depth: int = knob(6, low=1, high=10, step=1, help="layers of three ReLUs")
    width: int = knob(3, low=1, high=16, step=1, help="ReLUs in a layer of the random networks")
    runs: int = knob(400, low=50, high=4096, step=2, help="random networks")


SMALL = {"runs": 200}
TENT = (2.0, -4.0, 2.0), (0.0, -0.5, -1.0)  # 2 relu(x) - 4 relu(x - 1/2) + 2 relu(x - 1)


def square_alone(x, depth):
    """The obvious way: one number through one layer after the other -> nearly its square."""
    tooth = total = x
    for layer in range(1, depth + 1):
        tooth = sum(a * max(0.0, tooth + b) for a, b in zip(*TENT, strict=True))
        total -= tooth / 4**layer
    return total


def sawtooth_layers(depth):
    """The same as matrices: each layer's weights [1, 3, in] and biases [1, 3, 1]."""
    factors, biases = torch.tensor(TENT)
    first = torch.ones(1, 3, 1)
    later = factors.expand(1, 3, 3)  # the tent of the layer before goes into all three ReLUs
    return [(later if layer else first, biases[None, :, None]) for layer in range(depth)]


def random_layers(knobs, rng):
    """Random networks [R]: weights [R, H, in] drawn as in He et al. 2015, and small biases."""
    layers, fan_in = [], 1
    for _ in range(knobs.depth):
        weights = torch.randn(knobs.runs, knobs.width, fan_in, generator=rng) * (2 / fan_in) ** 0.5
        layers.append((weights, 0.1 * torch.randn(knobs.runs, knobs.width, 1, generator=rng)))
        fan_in = knobs.width
    return layers


def hidden(layers, x):
    """What the ReLUs of each layer give for the points x [G], all networks at once: [E, H, G]."""
    h = x.expand(len(layers[0][0]), 1, -1)  # [E, 1, G]
    for weight, bias in layers:
        h = torch.relu(torch.baddbmm(bias.to(x), weight.to(x), h))  # [E, H, G]
        yield h


def pieces(layers, low, device):
    """How many straight pieces there are from low to 1 after each layer: [M, E].

    A piece ends where a ReLU of this or an earlier layer starts or stops to fire.
    """
    x = low + (1 - low) * (torch.arange(2048, device=device) + 0.5) / 2048  # no knot among them
    switched, counts = False, []
    for h in hidden(layers, x):
        fires = h > 0  # [E, H, G]
        switched = switched | (fires[..., 1:] != fires[..., :-1]).any(1)  # [E, G - 1]
        counts.append(1 + switched.sum(1))
    return torch.stack(counts)


def one_layer(x, n):
    """The polyline of n equal pieces on x² as n ReLUs in one layer: its slope grows by 2/n."""
    knots = torch.arange(n).to(x)[:, None] / n  # [N, 1]
    rises = torch.full_like(knots[:, 0], 2 / n)  # [N]
    rises[0] = 1 / n
    return rises @ torch.relu(x - knots)  # [N] @ [N, G] -> [G]


def run(knobs, lab):
    """Stack layers and measure after each one, then compare with one layer and with chance."""
    x = torch.linspace(0, 1, 8193, dtype=torch.float64, device=lab.device)  # [G], with all knots
    layers, factors = sawtooth_layers(knobs.depth), torch.tensor(TENT[0]).to(x)
    chance = random_layers(knobs, torch.Generator().manual_seed(lab.seed))
    ours = pieces(layers, 0, lab.device)[:, 0].cpu()  # [M]
    theirs = pieces(chance, -1, lab.device).double().mean(1).cpu()  # [M]
    total, errors = x.clone(), []
    for layer, h in enumerate(hidden(layers, x), start=1):
        tooth = factors @ h[0]  # [3] @ [3, G] -> [G]
        total = total - tooth / 4**layer
        errors.append(float((total - x * x).abs().max()))
        yield picture(x, tooth, errors, ours[:layer], theirs[:layer])
        yield Progress(layer / knobs.depth, say("{n} layers", n=layer))
    yield from measured(knobs, x, total, errors[-1], float(ours[-1]), float(theirs[-1]))


def measured(knobs, x, total, error, ours, theirs):
    """What the last layer left: its approximation of x² [G], its error and its pieces."""
    m, n = knobs.depth, 3 * knobs.depth
    shallow = float((one_layer(x, n) - x * x).abs().max())
    yield Metric("deep_error", error, label=say("largest error, {m} layers of three", m=m))
    yield Metric("shallow_error", shallow, label=say("largest error, as many ReLUs in one layer"))
    yield Metric("pieces", ours, label=say("straight pieces, sawtooth"))
    yield Metric("random_pieces", theirs, label=say("straight pieces, random networks, mean"))

    some = x[::512]
    alone = torch.tensor([square_alone(value, m) for value in some.tolist()]).to(some)
    gap = float((total[::512] - alone).abs().max())
    text = say("Numbers that go through the layers alone come out the same")
    yield Claim.below(text, gap, 1e-12, source="exact: the same sums")
    gap = float((total - one_layer(x, 2**m)).abs().max())
    text = say("{n} ReLUs, {m} layers deep, draw what {many} draw in one", n=n, m=m, many=2**m)
    yield Claim.below(text, gap, 1e-12, source="exact: both join dots on x² at every 1/2^m")
    text = say("The error is 2^(-2m - 2), here m = {m}", m=m)
    source = "Yarotsky, Error bounds for approximations with deep ReLU networks, 2017"
    yield Claim.near(text, error, 2.0 ** (-2 * m - 2), relative=1e-3, source=source)
    text = say("The sawtooth has 2^m pieces")
    yield Claim.near(text, ours, 2**m, source="exact: each tent runs through the last one twice")
    text = say("At depth {m}, three ReLUs a layer beat one layer of {n}", m=m, n=n)
    yield Claim.above(text, shallow / error, 1, source="exact: 4^(m + 1) over 36 m²")
    runs, units = knobs.runs, m * knobs.width
    text = say(
        "{runs} random networks of {n} ReLUs have no more pieces on average", runs=runs, n=units
    )
    source = "measured here; Hanin and Rolnick, Complexity of linear regions, ICML 2019"
    yield Claim.below(text, theirs, units + 1, source=source)


def picture(x, tooth, errors, ours, theirs):
    """The sawtooth of the last layer, and what all layers until then have reached."""
    layers = np.arange(1, len(errors) + 1)
    one = np.arange(3, 31)
    grows = [Line(layers, ours, say("sawtooth")), Points(layers, theirs, say("random"))]
    falls = [Points(3 * layers, errors, say("deep")), Line(one, 1 / (4 * one**2), say("one layer"))]
    panels = [
        Panel([Line(x[::4], tooth[::4])], say("Sawtooth of layer {m}", m=len(errors)), Axis("x")),
        Panel(falls, say("Error on x²"), Axis(say("ReLUs")), Axis(log=True)),
        Panel(grows, say("Pieces"), Axis(say("layers")), Axis(log=True)),
    ]
    says = say(
        "{n} ReLUs miss x² by {error:.2g} in {m} layers, by {one:.2g} in one.",
        n=3 * len(errors),
        error=errors[-1],
        m=len(errors),
        one=1 / (6 * len(errors)) ** 2,
    )
    return Figure(panels, says)
