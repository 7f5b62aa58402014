"""Batch normalization helps, but not by keeping the inputs of a layer from shifting

Its inventors' reason: a layer learns more easily if its inputs keep their distribution while the
layers before it change. So spoil just that: behind every normalization push each unit up or down
at random, anew in each step. Now inputs shift even more than in a plain network, and yet these
shaken networks keep most of the gain. Turn up `noise` until the pushing itself does harm.

What does change is the scale: weights 10 times as large give the same outputs and a tenth of the
slope, so that a step which was too long shortens the next. The deeper, the more that is worth.
"""

from dataclasses import dataclass

import torch
from torch.nn.functional import batch_norm, cross_entropy

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """The networks, how they learn, and how hard the shaken ones are pushed."""

    activation: str = knob("relu", choices=("relu", "tanh", "sigmoid"), help="after hidden layers")
    rate: float = knob(0.2, low=0.0125, high=0.4, step=2, help="learning rate")
    noise: float = knob(0.5, low=0.0, high=2.0, step=0.25, help="random push behind normalization")
    depth: int = knob(5, low=1, high=10, step=1, help="hidden layers of 64 units")
    steps: int = knob(150, low=10, high=1000, step=2, help="training steps, 64 digits each")
    runs: int = knob(4, low=1, high=4096, step=2, help="starts of each kind; their mean counts")


SMALL = {"runs": 2, "steps": 100}
UNITS, BATCH, TRAIN = 64, 64, 1597  # the other 200 digits are never trained on


def normalize(z, eps=1e-5):
    """The idea, for one layer of one network: a row is a digit, a column is a unit's input."""
    return (z - z.mean(0)) / torch.sqrt(z.var(0, correction=0) + eps)  # [B, H]


def forward_one(net, n, h, act):
    """The slow, obvious version: network n alone; the first third has no normalization."""
    *hidden, (top, bias) = net
    for weight, shift in hidden:
        z = h @ weight[n].T  # [B, in] @ [in, H] -> [B, H]
        h = act((z if 3 * n < len(top) else normalize(z)) + shift[n].T)
    return h @ top[n].T + bias[n].T  # [B, 10]


def forward_all(net, x, act, pushes):
    """The fast version: R plain networks, R normalized ones and R shaken ones at once.

    Gives their outputs [3R, 10, B], and what enters each hidden layer's activation [D, 3R, H, B].
    """
    *hidden, (top, bias) = net
    h, inputs = x.T.expand(len(top), -1, -1), []  # [B, 64] -> [3R, 64, B], nothing is copied
    for (weight, shift), push in zip(hidden, pushes, strict=True):
        plain, rest = torch.bmm(weight, h).tensor_split([len(top) // 3])  # [R, H, B], [2R, H, B]
        channels = batch_norm(rest.reshape(1, -1, len(x)), None, None, training=True)
        inputs.append(torch.cat([plain, channels.view_as(rest)]) + shift + push)
        h = act(inputs[-1])
    return torch.baddbmm(bias, top, h), torch.stack(inputs)


def newborn(knobs, generator, device):
    """A weight [3R, out, in] and a shift [3R, out, 1] for each layer, the same for each kind."""
    # Gamma is left out: behind a ReLU, the next layer's weights do what it would do.
    net, fan_in = [], 64
    for out in [UNITS] * knobs.depth + [10]:
        fitting = ((2 if knobs.activation == "relu" else 1) / fan_in) ** 0.5  # 2: He et al. 2015
        weight = fitting * torch.randn(knobs.runs, out, fan_in, generator=generator)
        pair = weight.repeat(3, 1, 1), torch.zeros(3 * knobs.runs, out, 1)
        net.append([each.to(device).requires_grad_() for each in pair])
        fan_in = out
    return net


def laws(weight, x, y):
    """What holds exactly for a normalized layer [H, 64], whatever comes behind it."""
    pair = weight.requires_grad_(), (10 * weight).detach().requires_grad_()
    outs = [torch.relu(normalize(x @ each.T, eps=0)) for each in pair]  # [B, H] each
    losses = [cross_entropy(out, y) for out in outs]  # as if the first ten units told the digit
    slopes = torch.autograd.grad(sum(losses), pair)  # [H, 64] each
    apart = (outs[0] - outs[1]).detach().abs().max()
    gap = max(apart, (slopes[0] - 10 * slopes[1]).abs().max())
    told = say("Weights 10 times as large: the same outputs, a tenth of the slope")
    yield Claim.below(told, gap, 1e-9, source="exact; Ioffe and Szegedy 2015, section 3.3")
    angle = torch.cosine_similarity(weight.detach(), slopes[0]).abs().max()
    told = say("The slope is at right angles to the weights, so that steps make them longer")
    yield Claim.below(told, angle, 1e-9, source="exact: along the weights, no output changes")


def picture(read, shift):
    """The share read and how far inputs shift, [step, 3 kinds] each."""
    titles = say("Unseen digits read"), say("Shift of a unit's input in a step")
    kinds, panels = (say("plain"), say("normalized"), say("shaken")), []
    for title, values, high in zip(titles, (read, shift), (1, None), strict=True):
        lines = [Line(range(len(values)), values[:, i], kind) for i, kind in enumerate(kinds)]
        panels.append(Panel(lines, title, Axis(say("training steps")), Axis(low=0, high=high)))
    now = dict(zip(("plain", "bn", "shaken"), read[-1].tolist(), strict=True))
    says = say("Plain networks read {plain:.0%}, normalized {bn:.0%}, shaken {shaken:.0%}.", **now)
    return Figure(panels, says)


def run(knobs, lab):
    """Check the laws of one layer, then train all networks and watch them."""
    generator, act = torch.Generator().manual_seed(lab.seed), getattr(torch, knobs.activation)
    order = torch.randperm(1797, generator=generator)
    x, y = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    net = newborn(knobs, generator, lab.device)
    yield from laws(net[0][0][0].detach().double(), x[:BATCH].double(), y[:BATCH])
    learned, last, seen = [each for layer in net for each in layer], torch.nan, []
    calm = torch.zeros(knobs.depth, 2 * knobs.runs, UNITS, 1, device=lab.device)
    for step in range(knobs.steps):
        signs = 2 * torch.randint(2, calm[:, knobs.runs :].shape, generator=generator) - 1
        pushes = torch.cat([calm, knobs.noise * signs.to(lab.device)], 1)  # [D, 3R, H, 1]
        rows = torch.randint(TRAIN, (BATCH,), generator=generator).to(lab.device)
        out, inputs = forward_all(net, x[rows], act, pushes)
        # No loss depends on another network's weights: their sum has everyone's slope.
        loss = cross_entropy(out, y[rows].expand(len(out), -1), reduction="sum") / BATCH
        slopes = torch.autograd.grad(loss, learned)
        with torch.no_grad():
            for value, slope in zip(learned, slopes, strict=True):
                value.sub_(knobs.rate * slope)
            out, _ = forward_all(net, x[TRAIN:], act, torch.zeros_like(pushes))
            right = (out.argmax(1) == y[TRAIN:]).float().mean(1)  # [3R]
            # How far the mean input of a unit moved, over the spread of its inputs, [3R].
            shift = ((inputs.mean(3) - last).abs() / inputs.std(3)).mean((0, 2))
            last = inputs.mean(3)  # [D, 3R, H]
            seen.append(torch.stack([right, shift]).view(2, 3, -1).mean(2))  # [2, 3 kinds]
        if lab.frame_due() or step == knobs.steps - 1:
            yield Progress((step + 1) / knobs.steps, say("{n} networks at once", n=len(out)))
            read, shift = torch.stack(seen, 1).cpu()  # [step, 3] each
            yield picture(read, shift)
    with torch.no_grad():  # on some digits, a plain network and a normalized one
        alone = [forward_one(net, n, x[:BATCH], act) for n in (0, knobs.runs)]  # [B, 10] each
        together, _ = forward_all(net, x[:BATCH], act, torch.zeros_like(pushes))
    gap = (together[[0, knobs.runs]].mT - torch.stack(alone)).abs().max()
    told = say("Networks computed at once give what each gives alone")
    yield Claim.below(told, gap, 1e-3, source="exact up to rounding")
    yield from conclude(read, shift[1:].mean(0).tolist())


def conclude(read, shift):
    """How soon the kinds learn, and how far their inputs shift on average."""
    at = torch.arange(1.0, len(read) + 1)[:, None]  # [step, 1]
    plain, bn, shaken = at.where(read >= 0.9, torch.inf).amin(0).tolist()
    yield Metric("steps_plain", plain, label=say("steps until 90 % is read, plain"))
    yield Metric("steps_bn", bn, label=say("steps until 90 % is read, normalized"))
    yield Metric("steps_shaken", shaken, label=say("steps until 90 % is read, shaken"))
    yield Metric("shift_plain", shift[0], label=say("shift of inputs in a step, plain"))
    yield Metric("shift_bn", shift[1], label=say("shift of inputs in a step, normalized"))
    yield Metric("shift_shaken", shift[2], label=say("shift of inputs in a step, shaken"))
    lost = (shaken - bn) / (plain - bn) if plain != bn else torch.nan
    yield Metric("gain_lost", lost, label=say("share of the saved steps that shaking costs"))
    source = "measured here; the idea: Santurkar, Tsipras, Ilyas and Madry 2018"
    told = say("The inputs of shaken networks shift more than those of plain ones")
    yield Claim.above(told, shift[2] / shift[0], 1, source=source)
    told = say("Shaking costs less than half of the steps that normalizing saves")
    yield Claim.below(told, lost, 0.5, source=source)
