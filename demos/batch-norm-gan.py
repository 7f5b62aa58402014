"""A discriminator that normalizes its input cannot see where the fakes are

The DCGAN recipe normalizes hidden layers, but neither the generator's output nor the
discriminator's input. See why, with points around (2, -1) to imitate. A normalized output has mean
0, so the generator cannot get there, however clearly it is told; with `affine` it learns a gamma
and a beta, and in enough steps it does. A discriminator that normalizes its input, real and fake
batches each on their own, finds them alike wherever they are, and its loss says that all is well.
"""

import itertools
import math
from dataclasses import dataclass

import torch
from torch.nn.functional import leaky_relu, softplus

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Points, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """How generators and discriminators learn from each other."""

    affine: bool = knob(False, help="learn gamma and beta behind a normalized output")
    rate: float = knob(0.003, low=0.0003, high=0.03, step=2, help="learning rate of Adam")
    batch: int = knob(64, low=4, high=512, step=2, help="points in a mini-batch")
    steps: int = knob(300, low=50, high=3000, step=2, help="steps of both networks")
    runs: int = knob(4, low=1, high=4096, step=2, help="pairs of each kind; their mean counts")


SMALL = {"runs": 2, "steps": 120, "rate": 0.006}
NOISE, UNITS = 4, 32  # numbers that a generator starts from, units in each of two hidden layers
PLAIN, HIDDEN, OUTPUT, INPUT = KINDS = range(4)  # what is normalized; the last two: as well
CENTER, SPREAD = ((2.0,), (-1.0,)), ((0.3,), (0.1,))  # of the real points


def standardize(h):
    """The idea: mean 0 and variance 1 over the mini-batch, which is the last dimension."""
    h = h - h.mean(-1, keepdim=True)
    return h / torch.sqrt(h.square().mean(-1, keepdim=True) + 1e-5)


def forward_one(net, n, h, normalized):
    """The slow, obvious version: network n alone, [in, B] -> [out, B]."""
    *hidden, (top, bias) = net
    for weight, shift in hidden:
        z = weight[n] @ h  # [H, in] @ [in, B] -> [H, B]
        h = leaky_relu((standardize(z) if normalized else z) + shift[n], 0.2)
    return top[n] @ h + bias[n]


def forward_all(net, h, normalized):
    """The fast version: E networks at once, [E, in, B] -> [E, out, B], some of them normalized."""
    *hidden, (top, bias) = net
    for weight, shift in hidden:
        z = torch.bmm(weight, h)  # [E, H, B]
        h = leaky_relu(torch.where(normalized, standardize(z), z) + shift, 0.2)
    return torch.baddbmm(bias, top, h)


def generate(makers, kinds, noise):
    """Points [E, 2, B] of noise [E, 4, B]."""
    *net, (gamma, beta) = makers
    x = forward_all(net, noise, kinds >= HIDDEN)
    return torch.where(kinds == OUTPUT, gamma * standardize(x) + beta, x)


def judge(judges, kinds, x):
    """How real points [E, 2, B] look to the discriminators, [E, 1, B]."""
    return forward_all(judges, torch.where(kinds == INPUT, standardize(x), x), kinds < PLAIN)


def newborn(sizes, runs, rng, device):
    """A weight [E, out, in] and a shift [E, out, 1] for each layer, the same for each kind."""
    net = []
    for fan_in, out in itertools.pairwise(sizes):
        weight = (2 / fan_in) ** 0.5 * torch.randn(runs, out, fan_in, generator=rng)
        pair = weight.repeat(len(KINDS), 1, 1), torch.zeros(len(KINDS) * runs, out, 1)
        net.append([each.to(device).requires_grad_() for each in pair])
    return net


def picture(real, fakes, apart):
    """Real points [2, B], fakes of a pair of each kind [K, 2, B], and distances [step, K]."""
    names = say("plain"), say("hidden"), say("output"), say("input")
    clouds = [Points(*points, name) for points, name in zip(fakes, names, strict=True)]
    curves = [Line(range(len(apart)), apart[:, kind], name) for kind, name in enumerate(names)]
    left = Panel([*clouds, Points(*real, say("real"))], say("Points, by what is normalized"))
    right = Panel(curves, say("How far off their mean is"), Axis(say("training steps")))
    says = say(
        "With hidden layers normalized fakes are {hidden:.2f} off, with the output {output:.2f}, "
        "with the input {input:.2f}.",
        **dict(zip(("plain", "hidden", "output", "input"), apart[-1].tolist(), strict=True)),
    )
    return Figure([left, right], says)


def run(knobs, lab):
    """Let all pairs compete, then see what a verdict and a sample depend on."""
    rng, device = torch.Generator().manual_seed(lab.seed), lab.device
    kinds = torch.tensor(KINDS, device=device).repeat_interleave(knobs.runs)[:, None, None]
    judges = newborn((2, UNITS, UNITS, 1), knobs.runs, rng, device)
    makers = newborn((NOISE, UNITS, UNITS, 2), knobs.runs, rng, device)
    one = torch.ones(len(kinds), 2, 1, device=device)
    makers.append([each.requires_grad_(knobs.affine) for each in (one, torch.zeros_like(one))])
    judging = torch.optim.Adam(itertools.chain(*judges), knobs.rate, (0.5, 0.999))
    making = torch.optim.Adam(itertools.chain(*makers), knobs.rate, (0.5, 0.999))
    center, spread = torch.tensor(CENTER, device=device), torch.tensor(SPREAD, device=device)
    probe = torch.randn(NOISE, 128, generator=rng).to(device).expand(len(kinds), -1, -1)
    apart, losses = [], []
    for step in range(1, knobs.steps + 1):
        noise, normal = (torch.randn(n, knobs.batch, generator=rng).to(device) for n in (NOISE, 2))
        real = (center + spread * normal).expand(len(kinds), -1, -1)  # [E, 2, B]
        fake = generate(makers, kinds, noise.expand(len(kinds), -1, -1))
        seen = judge(judges, kinds, real), judge(judges, kinds, fake.detach())
        loss = (softplus(-seen[0]) + softplus(seen[1])).mean((1, 2))  # [E]
        judging.zero_grad()
        loss.sum().backward()  # no loss depends on another pair's weights
        judging.step()
        making.zero_grad()
        softplus(-judge(judges, kinds, fake)).mean((1, 2)).sum().backward()
        making.step()
        losses.append(loss.detach())
        with torch.no_grad():
            fakes = generate(makers, kinds, probe)  # [E, 2, 128]
        apart.append((fakes - center).mean(2).norm(dim=1).view(len(KINDS), -1).mean(1))  # [K]
        if lab.frame_due() or step == knobs.steps:
            yield Progress(step / knobs.steps, say("{n} pairs at once", n=len(kinds)))
            yield picture(real[0], fakes[:: knobs.runs, :, :40], torch.stack(apart).cpu())
    losses = torch.stack(losses[-50:]).mean(0).view(len(KINDS), -1).mean(1)
    yield from conclude(apart[-1].tolist(), losses.tolist())
    with torch.no_grad():
        n = knobs.runs  # the first generator with normalized layers
        alone = forward_one(makers[:-1], n, probe[n], normalized=True)  # [2, 128]
        together = forward_all(makers[:-1], probe, kinds >= HIDDEN)[n]
        moved = judge(judges, kinds, 3 * fakes + 5) - judge(judges, kinds, fakes)  # [E, 1, 128]
    told = say("All pairs at once give what each gives alone")
    yield Claim.below(told, (together - alone).abs().max(), 1e-3, source="exact up to rounding")
    told = say("With a normalized input, fakes moved by 5 and 3 times as wide look the same")
    yield Claim.below(told, moved[-n:].abs().max(), 1e-3, source="exact: they are divided out")


def conclude(apart, losses):
    """How far off the fakes are, and how that looks to the discriminators."""
    yield Metric("off_plain", apart[PLAIN], label=say("off, nothing normalized"))
    yield Metric("off_hidden", apart[HIDDEN], label=say("off, hidden layers normalized"))
    yield Metric("off_output", apart[OUTPUT], label=say("off, output normalized too"))
    yield Metric("off_input", apart[INPUT], label=say("off, input normalized too"))
    yield Metric("loss_output", losses[OUTPUT], label=say("discriminator's loss, output too"))
    yield Metric("loss_input", losses[INPUT], label=say("discriminator's loss, input too"))
    told = say("With hidden layers normalized, fakes come closer than 1")
    yield Claim.below(told, apart[HIDDEN], 1, source="measured here; recipe: Radford et al. 2016")
    told = say("A normalized output stays as far off as (2, -1) is from 0, the root of 5")
    yield Claim.near(told, apart[OUTPUT], math.sqrt(5), absolute=0.01, source="exact: mean 0")
    told = say("That is easy to see: the discriminator's loss is below 0.5")
    yield Claim.below(told, losses[OUTPUT], 0.5, source="measured here")
    told = say("With a normalized input, fakes stay more than 1 away")
    yield Claim.above(told, apart[INPUT], 1, source="measured here")
    told = say("That cannot be seen: the discriminator's loss is 2 ln 2, as if it were guessing")
    yield Claim.near(told, losses[INPUT], 2 * math.log(2), absolute=0.05, source="measured here")
