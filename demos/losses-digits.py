"""No learning rate lets squared error rescue sigmoids that are sure of nonsense

Ten sigmoids learn to read digits, one for each digit. Binary cross-entropy pulls at a sigmoid's
input by p - y, what it says less what is right. Half the squared error pulls by (p - y) p (1 - p),
and p (1 - p) vanishes where p is close to 0 or 1: a sigmoid that is surely wrong is not corrected.

Is that not just a matter of the learning rate? Both losses may choose from seven. From small first
weights, where no sigmoid is sure of anything, they read equally well, squared error at a larger
rate. Large first weights make sigmoids sure of nonsense: cross-entropy corrects that in a hundred
steps at any scale, squared error at no rate. Give it more `steps` to see how slowly it comes back.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """The first weights, and how networks learn from there."""

    scale: int = knob(16, choices=(1, 2, 4, 8, 16, 32), help="first weights of the left panel")
    batch: int = knob(64, low=8, high=512, step=2, help="digits in a mini-batch")
    steps: int = knob(200, low=10, high=3000, step=50, help="training steps")
    runs: int = knob(4, low=1, high=4096, step=2, help="starts for every loss, scale and rate")


SMALL = {"steps": 150, "runs": 2}
SCALES = [1, 2, 4, 8, 16, 32]  # standard deviations of the first weights, by 1/8
RATES = [0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0]
NAMES = say("cross-entropy"), say("squared error")
TRAIN = 1397  # digits to learn from; the other 400 are never trained on


def learn_alone(weight, bias, x, y, rate, squared):
    """The slow, obvious version: a step of one network by autograd on digits [B, 64], y [B, 10]."""
    weight, bias = weight.clone().requires_grad_(), bias.clone().requires_grad_()
    z = x @ weight.T + bias.T  # [B, 10]
    loss = F.binary_cross_entropy_with_logits(z, y, reduction="sum")
    if squared:
        loss = F.mse_loss(torch.sigmoid(z), y, reduction="sum") / 2
    slopes = torch.autograd.grad(loss / len(x), (weight, bias))
    return [(v - rate * s).detach() for v, s in zip((weight, bias), slopes, strict=True)]


def learn(weights, biases, x, y, rates):
    """The fast version: a step of all networks, the second half of which has squared errors."""
    h = x.T.expand(len(weights), -1, -1)  # [E, 64, B]
    p = torch.sigmoid(torch.baddbmm(biases, weights, h))  # [E, 10, B]
    pull, half = (p - y.T) * (rates / len(x)), len(p) // 2
    pull[half:] *= p[half:] * (1 - p[half:])
    weights.baddbmm_(pull, h.mT, alpha=-1)
    biases.sub_(pull.sum(2, keepdim=True))


def newborn(runs, generator, device):
    """Weights [E, 10, 64], biases and rates by loss, scale, rate and run, alike but for these."""
    numbers = torch.randn(runs, 10, 64, generator=generator) / 8
    weights = numbers * torch.tensor(SCALES).view(-1, 1, 1, 1, 1)  # [scales, 1, runs, 10, 64]
    weights = weights.repeat(2, len(RATES), 1, 1, 1).view(-1, 10, 64).to(device)
    rates = torch.tensor(RATES).repeat_interleave(runs).repeat(2 * len(SCALES))[:, None, None]
    return weights, torch.zeros_like(weights[..., :1]), rates.to(device)


def accuracy(weights, biases, x, labels):
    """The share of digits read, by loss, scale and rate, [2, scales, rates]."""
    right = torch.baddbmm(biases, weights, x.T.expand(len(weights), -1, -1)).argmax(1) == labels
    return right.double().mean(1).view(2, len(SCALES), len(RATES), -1).mean(3).cpu()


def picture(knobs, shares):
    """Digits read by rate for one scale, and at the best rate by scale; shares as above."""
    chosen, best = shares[:, SCALES.index(knobs.scale)], shares.amax(2)
    by_rate = [Line(RATES, each, name) for each, name in zip(chosen, NAMES, strict=True)]
    by_scale = [Line(SCALES, each, name) for each, name in zip(best, NAMES, strict=True)]
    rate, scale = Axis(say("learning rate"), log=True), Axis(say("first weights"), log=True)
    share, title = Axis(low=0, high=1), say("Digits read, weights x {scale}", scale=knobs.scale)
    panels = [Panel(by_rate, title, rate, share)]
    panels.append(Panel(by_scale, say("Digits read at the best rate"), scale, share))
    says = say(
        "From weights x {scale}, cross-entropy reads {cross:.0%} of unseen digits at its best "
        "rate, squared error {squared:.0%}.",
        scale=knobs.scale,
        cross=float(chosen[0].max()),
        squared=float(chosen[1].max()),
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Train all networks at once."""
    generator = torch.Generator().manual_seed(lab.seed)
    order = torch.randperm(1797, generator=generator)
    x, labels = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    y = F.one_hot(labels, 10).to(x.dtype)  # [N, 10]
    weights, biases, rates = newborn(knobs.runs, generator, lab.device)
    picks = torch.randint(TRAIN, (knobs.steps, knobs.batch), generator=generator).to(lab.device)
    gap = first_step_gap(weights, biases, rates, x[:TRAIN:20], y[:TRAIN:20])
    for step in range(knobs.steps + 1):
        if step % 10 == 0 or step == knobs.steps:
            yield Progress(step / knobs.steps, say("{n} networks learn", n=len(weights)))
            if lab.frame_due() or step == knobs.steps:
                shares = accuracy(weights, biases, x[TRAIN:], labels[TRAIN:])
                yield picture(knobs, shares)
        if step < knobs.steps:
            learn(weights, biases, x[picks[step]], y[picks[step]], rates)
    yield from conclude(knobs, gap, shares.amax(2))


def first_step_gap(weights, biases, rates, x, y):
    """How far a step of all networks is from those that the first and the last take alone."""
    after, gap = [weights.clone(), biases.clone()], 0.0
    learn(*after, x, y, rates)
    for n in (0, -1):
        alone = learn_alone(weights[n], biases[n], x, y, rates[n], squared=n == -1)
        gap = max(gap, *(float((a[n] - b).abs().max()) for a, b in zip(after, alone, strict=True)))
    return gap


def conclude(knobs, gap, best):
    """What the shares at the best rates say, by loss and scale, [2, scales]."""
    cross, squared = best[:, SCALES.index(knobs.scale)].tolist()
    yield Metric("bce", cross, label=say("digits read with cross-entropy"))
    yield Metric("mse", squared, label=say("digits read with squared error"))
    yield Metric("bce_small", best[0, 0], label=say("cross-entropy, small first weights"))
    yield Metric("mse_small", best[1, 0], label=say("squared error, small first weights"))
    text = say("All networks take the steps that autograd gives one alone")
    yield Claim.below(text, gap, 1e-4, source="exact: p - y, and p (1 - p) times that")
    text = say("From small weights, squared error reads as well")
    yield Claim.near(text, best[1, 0], float(best[0, 0]), absolute=0.05, source="measured here")
    text = say("Cross-entropy reads well from weights of every scale ({n} starts)", n=knobs.runs)
    yield Claim.above(text, best[0].min(), 0.8, source="measured here")
    text = say("From weights x {scale}, squared error does not, at any rate", scale=knobs.scale)
    yield Claim.below(
        text, squared, 0.7, source="measured here; why: its pull has the factor p (1 - p)"
    )
