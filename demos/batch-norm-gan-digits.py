"""A GAN's critic must not normalize its input; a generator that normalizes its output is only slow

A generator makes digits of noise; a critic learns to tell them from real ones, and the generator to
fool it. DCGAN's rule: batch normalization in hidden layers, but neither at the generator's output
nor at the critic's input. Three kinds of pairs compete, equal but for that, at two learning rates.

Behind a normalized input, real and fake mini-batches have the same mean and deviation, so the fakes
stay far from real digits. At a normalized output, each pixel has its mean from one beta and its
deviation from one gamma, and Adam moves these by about the learning rate per step: at a small rate
they are still on their way in the end; at five times the rate fakes come as close as by the rule.
With `shared`, pixels have one mean, as in a convolution's channel: far less harm.
"""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Bars, Claim, Figure, Heatmap, Metric, Panel, Progress, knob, say
from quizapp.lab import digits as real_digits


@dataclass(frozen=True)
class Knobs:
    """The networks and how they learn."""

    width: int = knob(64, low=8, high=256, step=2, help="units in a hidden layer")
    batch: int = knob(64, low=4, high=512, step=2, help="digits in a mini-batch")
    rate: float = knob(0.002, low=0.0005, high=0.01, step=2, help="smaller learning rate")
    shared: bool = knob(False, help="one mean and deviation for all pixels of a mini-batch")
    steps: int = knob(300, low=10, high=5000, step=100, help="training steps of both networks")
    runs: int = knob(2, low=1, high=1024, step=2, help="starts of every kind of pair")


SMALL = {"width": 32, "rate": 0.005, "steps": 120, "runs": 1}
NOISE, SEEN = 16, 1000  # numbers that a fake is made of; fakes that are compared with all digits
FASTER = 5  # the larger learning rate by the smaller
NAMES = say("the rule"), say("output"), say("critic")  # what is normalized besides hidden layers
KINDS = torch.tensor([[False, False], [True, False], [False, True]])  # the output, the input


def newborn(sizes, runs, generator, device):
    """Weights [E, out, in] and shifts [E, out, 1] of 3 layers in turn, the same for all kinds."""
    net, alike = [], 2 * len(KINDS)  # at two rates
    for fan_in, out in pairwise(sizes):
        weight = torch.randn(runs, out, fan_in, generator=generator) * (2 / fan_in) ** 0.5
        net += [weight.repeat(alike, 1, 1), torch.zeros(alike * runs, out, 1)]
    return [each.to(device).requires_grad_() for each in net]


def normalize(h, shared=False):
    """Features [E, F, B] with mean 0 and variance 1 over the mini-batch."""
    over = (1, 2) if shared else 2  # all features as one, or each by itself
    var, mean = torch.var_mean(h, over, correction=0, keepdim=True)
    return (h - mean) / torch.sqrt(var + 1e-5)


def generate(net, z, where, shared):
    """Fakes [E, 64, B] of noise [16, B], pixels from -1 to 1; outputs `where` are normalized."""
    h, gamma = z.expand(len(where), -1, -1), net[6]  # only the output's needs to be learned
    for at in (0, 2):
        h = (normalize(torch.bmm(net[at], h)) + net[at + 1]).relu()
    h = torch.bmm(net[4], h)
    return (torch.where(where, gamma * normalize(h, shared), h) + net[5]).tanh()


def judge(net, x, where, shared):
    """How real all critics find images [E, 64, B], inputs `where` normalized: logits [E, 1, B]."""
    h = torch.where(where, normalize(x, shared), x)
    for at in (0, 2, 4):
        h = torch.baddbmm(net[at + 1], net[at], h)
        h = h if at == 4 else F.leaky_relu(h, 0.2)
    return h


def adam(net, memory, losses, step, rates):
    """A step of Adam with a short memory of slopes, as GANs need (Radford et al. 2016)."""
    slopes = torch.autograd.grad(losses.mean(2).sum(), net)  # no pair's loss depends on another's
    for value, slope, (mean, square) in zip(net, slopes, memory, strict=True):
        mean.lerp_(slope, 0.5)
        square.lerp_(slope**2, 0.001)
        size = (square / (1 - 0.999**step)).sqrt() + 1e-8
        value.detach().sub_(rates * mean / (1 - 0.5**step) / size)


def distance(fakes, real):
    """Frechet's, between Gaussians like the fakes [E, 64, N] and like the real [64, M]: [E]."""
    mean, goal = (x.mean(-1, keepdim=True) for x in (fakes, real))
    scaled = (fakes - mean) / SEEN**0.5, (real - goal) / real.shape[1] ** 0.5
    root, true = (torch.linalg.qr(x.mT, mode="r").R for x in scaled)  # covariance: root^T root
    overlap = torch.linalg.matrix_norm(root @ true.mT, "nuc")
    squares = (mean - goal).square().sum((1, 2)) + root.square().sum((1, 2))
    return squares + true.square().sum() - 2 * overlap


def picture(rates, far, fakes):
    """Distances [kinds, 2], and four fakes of each kind at the larger rate [kinds, 64, 4]."""
    bars = [Bars(NAMES, far[:, at], say("rate {rate:g}", rate=rates[at])) for at in range(2)]
    rows = fakes.view(-1, 8, 8, 4).permute(0, 1, 3, 2).reshape(-1, 32)  # the rule on top
    left = Panel(bars, say("Distance to real digits"), Axis(say("normalized")), Axis(low=0))
    right = Panel([Heatmap(rows.flip(0), (0, 4), (0, 3))], say("Fakes at the larger rate"))
    rule, output, critic = far[:, 1].tolist()
    ends = {"rate": rates[1], "rule": rule, "output": output, "critic": critic}
    says = say("Rate {rate:g}: rule {rule:.1f}, output {output:.1f}, critic {critic:.1f}.", **ends)
    return Figure([left, right], says)


def run(knobs, lab):
    """Let all pairs compete, and look at what they make of the same noise."""
    generator = torch.Generator().manual_seed(lab.seed)
    real = torch.from_numpy(real_digits()[0]).T.to(lab.device) * 2 - 1  # [64, N], from -1 to 1
    sizes = (NOISE, knobs.width, knobs.width, 64), (64, knobs.width, knobs.width, 1)
    makers, critics = (newborn(each, knobs.runs, generator, lab.device) for each in sizes)
    makers.append(torch.ones_like(makers[5]).requires_grad_())  # gamma
    memories = [[v.new_zeros(2, *v.shape) for v in net] for net in (makers, critics)]
    where = KINDS.T.repeat_interleave(2 * knobs.runs, 1)[..., None, None].to(lab.device)  # for E
    make = partial(generate, makers, where=where[0], shared=knobs.shared)
    see = partial(judge, critics, where=where[1], shared=knobs.shared)
    both = [knobs.rate, FASTER * knobs.rate]
    rates = torch.tensor(both).repeat_interleave(knobs.runs).repeat(3)[:, None, None].to(lab.device)
    fixed = torch.randn(NOISE, SEEN, generator=generator).to(lab.device)
    for step in range(knobs.steps + 1):
        if step % max(1, knobs.steps // 20) == 0 or step == knobs.steps:
            yield Progress(step / knobs.steps, say("{n} pairs compete", n=len(rates)))
            if lab.frame_due() or step == knobs.steps:
                with torch.no_grad():
                    fakes = make(fixed)
                far = distance(fakes, real).view(3, 2, -1).mean(2).cpu()  # [kinds, rates]
                yield picture(both, far, fakes[knobs.runs :: 2 * knobs.runs, :, :4])
        if step < knobs.steps:
            picks = torch.randint(real.shape[1], (knobs.batch,), generator=generator)
            seen = real[:, picks.to(lab.device)].expand(len(rates), -1, -1)  # [E, 64, B]
            made = make(torch.randn(NOISE, knobs.batch, generator=generator).to(lab.device))
            losses = F.softplus(-see(seen)) + F.softplus(see(made.detach()))
            adam(critics, memories[1], losses, step + 1, rates)
            adam(makers, memories[0], F.softplus(-see(made)), step + 1, rates)
    library = F.batch_norm(fakes.reshape(1, -1, SEEN), None, None, training=True)
    gap = (normalize(fakes) - library.view_as(fakes)).abs().max()
    yield from conclude(knobs, gap, *far.tolist())


def conclude(knobs, gap, rule, output, critic):
    """What the last distances of each kind at both rates say."""
    yield Metric("rule_slow", rule[0], label=say("distance by the rule, smaller rate"))
    yield Metric("rule_fast", rule[1], label=say("distance by the rule, larger rate"))
    yield Metric("output_slow", output[0], label=say("distance, output too, smaller rate"))
    yield Metric("output_fast", output[1], label=say("distance, output too, larger rate"))
    yield Metric("critic_slow", critic[0], label=say("distance, critic too, smaller rate"))
    yield Metric("critic_fast", critic[1], label=say("distance, critic too, larger rate"))
    text = say("The library's batch normalization gives the same")
    yield Claim.below(text, gap, 1e-3, source="exact up to rounding")
    paper = "measured here; the rule: Radford, Metz and Chintala 2016, section 3"
    text = say("A normalized input keeps fakes 1.5 times as far, over {n} starts", n=knobs.runs)
    yield Claim.above(text, min(critic[0] / rule[0], critic[1] / rule[1]), 1.5, source=paper)
    text = say("At rate {rate:g}, so does a normalized output", rate=knobs.rate)
    yield Claim.above(text, output[0] / rule[0], 1.5, source=paper)
    text = say("At rate {rate:g} it does not: they come as close", rate=FASTER * knobs.rate)
    yield Claim.below(text, output[1] / rule[1], 1.2, source="measured here, against the rule")
