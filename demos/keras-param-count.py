"""The shapes of a layer say how many parameters it has, and the data do not

A dense layer has one weight for each connection and one bias for each unit. A convolution has a
small kernel for each pair of channels, and uses it everywhere: a larger image adds connections, but
no weights. An LSTM is four dense layers on its input and its last output together, a GRU three, and
they too are used again at every step. Turn `inputs`, `units`, `kernel`; `side` changes nothing.

Libraries count differently. Keras lists the moving averages of batch normalization as parameters
that are not trained. PyTorch gives an LSTM two biases where Keras has one, which does the same. But
in a GRU as Keras has it (`reset_after`), both biases are needed: the gate scales only one of them.
"""

from dataclasses import dataclass
from itertools import pairwise, product

import torch
from torch import nn

from quizapp.lab import Bars, Claim, Figure, Metric, Panel, knob, say


@dataclass(frozen=True)
class Knobs:
    """The sizes of the layers, and of what they look at."""

    inputs: int = knob(13, low=1, high=64, help="inputs, channels that come in, or words")
    units: int = knob(10, low=1, high=64, help="units, or channels that go out")
    hidden: int = knob(2, low=0, high=4, help="hidden layers of the dense model")
    kernel: int = knob(3, low=1, high=7, help="side of the convolution's kernel")
    side: int = knob(8, low=8, high=32, help="side of the image that it looks at")
    bias: bool = knob(True, help="have biases")


SMALL = {"units": 4}
KERAS = "Keras 3 documentation"


def layers_of(n, u, k, b):
    """The library's layers for n inputs, u units, kernels of side k, with biases or without."""
    by_channel = nn.Conv2d(n, n, k, groups=n, bias=False)
    return {
        "dense": nn.Linear(n, u, bias=b),
        "conv": nn.Conv2d(n, u, k, bias=b),
        "separable": nn.Sequential(by_channel, nn.Conv2d(n, u, 1, bias=b)),
        "embedding": nn.Embedding(n, u),
        "batch_norm": nn.BatchNorm1d(u),
        "rnn": nn.RNN(n, u, bias=b),
        "lstm": nn.LSTM(n, u, bias=b),
        "gru": nn.GRU(n, u, bias=b),
    }


def by_hand(n, u, k, b):
    """How many parameters Keras counts for the same layers."""
    return {
        "dense": n * u + b * u,
        "conv": k * k * n * u + b * u,
        "separable": k * k * n + n * u + b * u,  # a kernel for each channel, then a mixture of them
        "embedding": n * u,
        "batch_norm": 4 * u,  # scale and shift, moving mean and moving variance
        "rnn": (n + u) * u + b * u,
        "lstm": 4 * ((n + u) * u + b * u),  # three gates and the new values
        "gru": 3 * ((n + u) * u + 2 * b * u),  # two gates and the new values
    }


def trained(module):
    """How many numbers training changes."""
    return sum(p.numel() for p in module.parameters())


def as_keras_counts(module):
    """With moving means and variances, but one bias where PyTorch has two and one is enough."""
    moving = sum(b.numel() for b in module.buffers() if b.is_floating_point())
    twice = isinstance(module, nn.RNN | nn.LSTM) and module.bias
    return trained(module) + moving - (module.bias_hh_l0.numel() if twice else 0)


def dense_model(inputs, units, hidden, bias):
    """Dense layers with ReLUs between them, and a single unit in the end."""
    sizes = [inputs, *[units] * hidden, 1]
    layers = [layer for n, u in pairwise(sizes) for layer in (nn.Linear(n, u, bias), nn.ReLU())]
    return nn.Sequential(*layers[:-1])


def connections(layer, *shape):
    """Let all weights and inputs be one and biases zero: each connection adds one to an output."""
    with torch.no_grad():
        for name, p in layer.named_parameters():
            p.fill_("bias" not in name)
        return layer(torch.ones(1, *shape).to(p)).sum().item()


def merging_gap(layer, x, rng):
    """How far outputs move when one bias takes over what the other adds, with random numbers."""
    with torch.no_grad():
        for p in layer.parameters():
            p.copy_(torch.randn(p.shape, generator=rng, dtype=p.dtype))
        two, _ = layer(x)  # [steps, examples, units]
        if layer.bias:
            layer.bias_ih_l0 += layer.bias_hh_l0
            layer.bias_hh_l0.zero_()
        one, _ = layer(x)
    return (one - two).abs().max().item()


def picture(knobs, counts, model):
    """Parameters of all kinds of layers, and of the model's layers."""
    names = [f"Dense({layer.out_features})" if trained(layer) else "ReLU" for layer in model]
    parts = [trained(layer) for layer in model]
    panels = [
        Panel([Bars(list(counts), list(counts.values()))], say("Parameters, as Keras counts")),
        Panel([Bars(names, parts)], say("Layers of the model")),
    ]
    sizes = "-".join(map(str, [knobs.inputs, *[knobs.units] * knobs.hidden, 1]))
    return Figure(panels, say("The dense model {s} has {n} parameters", s=sizes, n=sum(parts)))


def run(knobs, lab):
    """Count what the library's layers have, and try what their connections and biases do."""
    n, u, k, b = knobs.inputs, knobs.units, knobs.kernel, knobs.bias
    layers = {name: one.double().to(lab.device) for name, one in layers_of(n, u, k, b).items()}
    counts = {name: as_keras_counts(layer) for name, layer in layers.items()}
    model = dense_model(n, u, knobs.hidden, b)
    yield picture(knobs, counts, model)
    for name, count in counts.items():
        yield Metric(name, count, label=say("{name}, as Keras counts", name=name))
    yield Metric("lstm_torch", trained(layers["lstm"]), label=say("lstm, as PyTorch counts"))
    yield Metric("model", trained(model), label=say("parameters of the dense model"))
    text = say("A dense layer from {n} to {u} has a weight for each connection", n=n, u=u)
    joined, places = connections(layers["dense"], n), (knobs.side - k + 1) ** 2
    yield Metric("connections", joined, label=say("connections of the dense layer"))
    yield Claim.near(text, counts["dense"] - b * u, joined, source="exact: its definition")
    shared = connections(layers["conv"], n, knobs.side, knobs.side) / (counts["conv"] - b * u)
    yield Metric("uses", shared, label=say("connections that share a weight of the convolution"))
    text = say("A convolution uses each weight at {p} places", p=places)
    yield Claim.near(text, shared, places, source="exact: (side - kernel + 1) squared")

    wrong, sizes = 0, list(product((1, 3, 8), (1, 2, 5), (1, 3), (False, True)))
    for size in sizes:
        made, right = layers_of(*size), by_hand(*size)
        wrong += sum(as_keras_counts(made[name]) != right[name] for name in right)
    yield Metric("wrong", wrong, label=say("layers for which a formula is wrong"))
    text = say("The formulas are right for {n} layers", n=len(sizes) * len(layers))
    yield Claim.near(text, wrong, 0, source=f"{KERAS}, and Keras 3.15.1 counts so too")
    text = say("Half of what Keras counts in batch normalization is not trained")
    share = 1 - trained(layers["batch_norm"]) / counts["batch_norm"]
    yield Claim.near(text, share, 0.5, source=f"{KERAS} of BatchNormalization")

    rng = torch.Generator().manual_seed(lab.seed)
    x = torch.randn(8, 4, n, generator=rng, dtype=torch.float64).to(lab.device)
    gaps = {name: merging_gap(layers[name], x, rng) for name in ("lstm", "gru")}
    yield Metric("lstm_gap", gaps["lstm"], label=say("lstm: change if its two biases are merged"))
    text = say("An LSTM does the same with one bias, the sum of both")
    yield Claim.below(text, gaps["lstm"], 1e-12, source="exact: they are only added")
    yield Metric("gru_gap", gaps["gru"], label=say("gru: change if its two biases are merged"))
    text = say("A GRU does not: its gate scales one of them")
    yield Claim.above(text, gaps["gru"], 1e-3, source=f"{KERAS} of GRU: reset_after")
