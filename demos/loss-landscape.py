"""Wide networks end equally low, straight downhill, but each in a valley of its own

Networks of several widths learn to read 8x8 digits from many starts. Narrow ones end anywhere,
wide ones nearly all at the same loss. And their way is no maze: straight from where a network
started to where it ended, the loss just falls. Still the landscape is not one bowl. Between two
ends the loss is high, even between a network and its twin, which has the same units in another
order and so computes exactly the same.

The map shows the loss in the plane of one start (0, 0), its end (1, 0) and the end of another
start (0, 1). Map narrower networks with `width`; a high `rate` makes the ways bumpy.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from quizapp.lab import (
    Axis,
    Claim,
    Contours,
    Figure,
    Heatmap,
    Metric,
    Panel,
    Points,
    Progress,
    digits,
    knob,
    say,
)


@dataclass(frozen=True)
class Knobs:
    """Which networks are trained, and how."""

    width: int = knob(64, choices=(4, 8, 16, 32, 64), help="units of the networks on the map")
    runs: int = knob(16, low=4, high=4096, step=2, help="starts of every width")
    steps: int = knob(200, low=10, high=2000, step=2, help="training steps, one mini-batch each")
    rate: float = knob(0.1, low=0.0125, high=0.8, step=2, help="learning rate, with momentum 0.9")


SMALL = {"runs": 6, "steps": 120}
WIDTHS = [4, 8, 16, 32, 64]
TRAIN = 1000  # digits to learn from; the other 797 are unseen
LOW, HIGH = -0.25, 1.25  # the sides of the map


def newborn(widths, generator):
    """Networks 64-H-10 of so many units [E], each unit with 64 weights in and 10 out: [E, H, 74].

    Units beyond a network's width are born as zeros, so they neither act nor learn.
    """
    e, h = len(widths), int(widths.max())
    into = torch.randn(e, h, 64, generator=generator) / 32**0.5  # He et al. 2015
    out = torch.randn(e, h, 10, generator=generator) * widths.rsqrt()[:, None, None]
    exists = torch.arange(h)[:, None] < widths[:, None, None]  # [E, H, 1]
    return torch.cat([into, out], dim=2) * exists


def loss_alone(units, x, y):
    """The obvious version: one network [H, 74], one unit after the other."""
    scores = torch.zeros(len(x), 10, device=x.device)
    for unit in units:
        scores += torch.relu(x @ unit[:64])[:, None] * unit[64:]  # [B, 1] * [10]
    return cross_entropy(scores, y)


def losses_of(networks, x, y):
    """The fast version: all networks [E, H, 74] at once on digits [B, 64] -> [E]."""
    into, out = networks.split((64, 10), dim=2)
    hidden = torch.relu(into @ x.T)  # [E, H, 64] @ [64, B] -> [E, H, B]
    scores = out.mT @ hidden  # [E, 10, B]
    return cross_entropy(scores, y.expand(len(scores), -1), reduction="none").mean(1)


def losses_between(a, b, data):
    """The losses at 11 places on straight lines from networks a to networks b -> [R, 11]."""
    return torch.stack([losses_of(a + t * (b - a), *data) for t in np.linspace(0, 1, 11)], dim=1)


def losses_around(start, end, other, data):
    """The losses in the plane of three networks [H, 74] -> [V, U]."""
    side = torch.linspace(LOW, HIGH, 19, device=start.device)
    row = start + side[:, None, None] * (end - start)  # [U, H, 74]
    return torch.stack([losses_of(row + v * (other - start), *data) for v in side])


def run(knobs, lab):
    """Train all networks at once, then measure the loss between where they began and ended."""
    generator = torch.Generator().manual_seed(lab.seed)
    order = torch.randperm(1797, generator=generator)
    x, y = (torch.from_numpy(each)[order].to(lab.device) for each in digits())
    widths = torch.tensor(WIDTHS).repeat_interleave(knobs.runs)  # [E]
    networks = newborn(widths, generator).to(lab.device).requires_grad_()  # [E, H, 74]
    picks = torch.randint(TRAIN, (knobs.steps, 100), generator=generator).to(lab.device)
    groups = networks.detach().unflatten(0, (len(WIDTHS), -1))  # a view: it moves with training
    mapped = groups[WIDTHS.index(knobs.width)]  # [R, H, 74]
    start = mapped.clone()
    sgd = torch.optim.SGD([networks], lr=knobs.rate, momentum=0.9)
    for step in range(knobs.steps + 1):
        if (step % 10 == 0 and lab.frame_due()) or step == knobs.steps:
            with torch.no_grad():
                table = losses_of(networks, x[TRAIN:], y[TRAIN:]).view(len(WIDTHS), -1)  # [W, R]
                surface = losses_around(start[0], *mapped[:2], (x[:200], y[:200]))  # [V, U]
            yield picture(knobs, table.cpu(), surface.log10().cpu())
            yield Progress(step / knobs.steps, say("training {n} networks", n=len(widths)))
        if step < knobs.steps:
            # No loss depends on another network's weights: their sum has everyone's gradient.
            sgd.zero_grad()
            losses_of(networks, x[picks[step]], y[picks[step]]).sum().backward()
            sgd.step()
    yield from measured(knobs, table, start, mapped, (x[:TRAIN], y[:TRAIN]))


def measured(knobs, table, start, end, data):
    """How far the losses on unseen digits spread [W, R], and those on the way, on digits seen."""
    twin = end.roll(1, dims=1)  # every unit takes the place of the next
    down = losses_between(start, end, data)  # [R, 11]
    falls = float((down.diff(dim=1) < 0).all(1).float().mean())
    ridge = float(losses_between(end, end.roll(1, dims=0), data).amax(1).mean())
    wall = float(losses_between(end, twin, data).amax(1).mean())
    ground, narrow, wide = float(down[:, -1].mean()), float(table[0].std()), float(table[-1].std())
    yield Metric("spread_4", narrow, label=say("spread of the losses with 4 units"))
    yield Metric("spread_64", wide, label=say("spread of the losses with 64 units"))
    yield Metric("falls", falls, label=say("share of starts from which loss only falls"))
    yield Metric("end_loss", ground, label=say("loss at an end"))
    yield Metric("barrier", ridge, label=say("highest loss on the way to another end"))
    yield Metric("twin_barrier", wall, label=say("highest loss on the way to its twin"))
    gap = float((loss_alone(twin[0], *data) - losses_of(end, *data)[0]).abs())
    text = say("A twin alone has the loss that its network has among all")
    yield Claim.below(text, gap, 1e-4, source="exact: the order does not change a sum")
    text = say("Losses of {n} starts spread a tenth as far with 64 units as with 4", n=knobs.runs)
    source = "measured here; Choromanska et al., The loss surfaces of multilayer networks, 2015"
    yield Claim.below(text, wide / narrow, 0.1, source=source)
    text = say("Straight from start to end the loss only falls ({n} starts)", n=knobs.runs)
    source = "measured here; Goodfellow, Vinyals and Saxe, ICLR 2015"
    yield Claim.above(text, falls, 0.9, source=source)
    text = say("On the way to another end, or to its twin, the loss more than doubles")
    yield Claim.above(text, min(ridge, wall) / ground, 2, source="measured here")


def picture(knobs, table, surface):
    """The losses on unseen digits [W, R] by width, and log10 of those in a plane [V, U]."""
    widths = np.repeat(WIDTHS, knobs.runs)
    area, levels = ((LOW, HIGH), (LOW, HIGH)), np.log10([0.1, 0.2, 0.5, 1.0, 2.0])
    marks = [Heatmap(surface, *area), Contours(surface, *area, levels)]
    marks += [Points([0], [0], say("start")), Points([1, 0], [0, 1], say("ends"))]
    panels = [
        Panel([Points(widths, table.flatten())], say("Loss"), Axis(say("hidden units"), log=True)),
        Panel(marks, say("log10 of the loss in a plane")),
    ]
    says = say(
        "The losses spread by {narrow:.2g} with 4 units, by {wide:.2g} with 64 units.",
        narrow=float(table[0].std()),
        wide=float(table[-1].std()),
    )
    return Figure(panels, says)
