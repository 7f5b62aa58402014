"""A saddle point slows gradient descent down but does not hold it

At a saddle the slope is zero, as in a minimum, yet some way leads down. Along that way each step
of gradient descent multiplies the distance from the saddle by 1 + learning rate. So a ball that
starts ten times closer does not need ten times as many steps, but always the same number more.
Momentum makes the factor larger. Only a ball aimed exactly stays, and slight noise frees it.

The surface is x²/2 - y²/2 + y⁴/4, with a saddle in the middle and a minimum on either side of it.
All balls come from the right. Aim better with `start` and see how little more it costs in the
second panel; set `momentum` to 0 and its lead vanishes.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch

from quizapp.lab import (
    Axis,
    Claim,
    Contours,
    Figure,
    Heatmap,
    Line,
    Metric,
    Panel,
    Progress,
    knob,
    say,
)


@dataclass(frozen=True)
class Knobs:
    """How well the balls aim at the saddle, and what helps them to leave it."""

    start: float = knob(
        1e-6, low=1e-10, high=0.1, step=10, help="by how much balls miss the saddle"
    )
    momentum: float = knob(0.9, low=0.0, high=0.95, step=0.05, help="momentum of the second ball")
    learning_rate: float = knob(0.01, low=0.0025, high=0.08, step=2, help="length of a step")
    noise: float = knob(0.001, low=1e-6, high=0.1, step=10, help="noise added to the slope")
    runs: int = knob(1000, low=50, high=4096, step=2, help="balls with noise, aimed exactly")


SMALL = {"runs": 250}
FREE = 0.1  # a ball that is farther than this from the saddle has left it


def height(x, y):
    """The surface: a valley along x, a ridge along y, and a minimum at y = -1 and y = 1."""
    return x**2 / 2 - y**2 / 2 + y**4 / 4


def escape_alone(y, momentum, rate):
    """The obvious way: one ball, step by step -> how many steps until it has left the saddle."""
    speed, steps = 0.0, 0
    while abs(y) <= FREE:
        speed = momentum * speed - rate * (y**3 - y)
        y += speed
        steps += 1
    return steps


def roll(places, speeds, kicks, momentum, rate):
    """One step of all balls at once: places, speeds and kicks [2, B], momentum [B]."""
    x, y = places
    slopes = torch.stack([x, y**3 - y])  # [2, B]
    speeds = momentum * speeds - rate * (slopes + kicks)
    return places + speeds, speeds


def cost_of_a_decade(rate, momentum):
    """Steps in which the distance grows tenfold, if each multiplies it by r.

    Put into `roll` near the saddle, r^t demands r² - (1 + momentum + rate) r + momentum = 0.
    """
    b = 1 + momentum + rate
    return math.log(10) / math.log((b + math.sqrt(b * b - 4 * momentum)) / 2)


def run(knobs, lab):
    """Roll all balls from the right onto the saddle, and count the steps until each is free."""
    rate, start, closer = knobs.learning_rate, knobs.start, knobs.start / 1000
    # The second and the fourth have momentum, all from the sixth on have noise.
    y = torch.tensor([start, start, closer, closer, 0.0] + [0.0] * knobs.runs, dtype=torch.float64)
    places = torch.stack([torch.ones_like(y), y]).to(lab.device)  # [2, B]
    speeds, kicks = torch.zeros_like(places), torch.zeros_like(places)
    momentum = torch.zeros_like(places[0])  # [B]
    momentum[[1, 3]] = knobs.momentum
    waited = torch.zeros_like(momentum)  # [B], steps spent near the saddle
    steps = math.ceil(12 * cost_of_a_decade(rate, 0.0))  # enough for all to get away
    path = torch.empty(steps, 2, 3, dtype=torch.float64, device=lab.device)
    rng = torch.Generator().manual_seed(lab.seed)
    for step in range(steps):
        path[step] = places[:, [0, 1, 5]]
        waited += places[1].abs() <= FREE
        noise = torch.randn(2, knobs.runs, dtype=torch.float64, generator=rng)
        kicks[:, 5:] = knobs.noise * noise.to(lab.device)
        places, speeds = roll(places, speeds, kicks, momentum, rate)
        if lab.frame_due() or step == steps - 1:
            yield picture(knobs, path[: step + 1].cpu().numpy())
            yield Progress((step + 1) / steps, say("balls roll towards the saddle"))
    yield from measured(knobs, waited.tolist(), float(places[1, 4].abs()))


def measured(knobs, waited, stuck):
    """What the steps until each ball was free tell [B], and how far the fifth one got."""
    rate, descent, lead = knobs.learning_rate, *waited[:2]
    plain, eased = (waited[2] - descent) / 3, (waited[3] - lead) / 3  # for one power of ten
    noisy = float(np.median(waited[5:]))
    yield Metric("descent_steps", descent, "steps", say("steps to leave, descent"))
    yield Metric("momentum_steps", lead, "steps", say("steps to leave, momentum"))
    yield Metric("descent_decade", plain, "steps", say("cost of ten times closer, descent"))
    yield Metric("momentum_decade", eased, "steps", say("cost of ten times closer, momentum"))
    yield Metric("noise_steps", noisy, "steps", say("steps to leave, aimed exactly, noise"))

    alone = [escape_alone(knobs.start, m, rate) for m in (0.0, knobs.momentum)]
    gap = max(abs(descent - alone[0]), abs(lead - alone[1]))
    text = say("Balls that roll alone need the same steps as balls that roll together")
    yield Claim.near(text, gap, 0, absolute=1, source="exact: the same sums, but for rounding")
    for m, cost in ((0.0, plain), (knobs.momentum, eased)):
        text = say("With momentum {m:g}, ten times closer costs ln 10 / ln r more steps", m=m)
        source = "exact: near the saddle every step multiplies the distance by the same r"
        yield Claim.near(text, cost, cost_of_a_decade(rate, m), absolute=1, source=source)
    text = say("With momentum {m:g} it costs less than a third", m=knobs.momentum)
    yield Claim.below(text, eased / plain, 1 / 3, source="measured here")
    text = say("A ball that rolls exactly onto the saddle stays there without noise")
    yield Claim.near(text, stuck, 0, absolute=0, source="exact: the slope across the valley is 0")
    # All kicks together act like a start this far away, the median of a bell curve.
    away = 0.6745 * knobs.noise * rate / math.sqrt((1 + rate) ** 2 - 1)
    expected = math.log(FREE / away) / math.log(1 + rate)
    margin = 2 + 5 * 1.17 / math.sqrt(knobs.runs) / math.log(1 + rate)
    text = say("Noise {s:g} frees half of {n} balls when it should", s=knobs.noise, n=knobs.runs)
    source = "exact: a sum of kicks, each growing by 1 + learning rate; five standard errors"
    yield Claim.near(text, noisy, expected, absolute=margin, source=source)


def picture(knobs, path):
    """The surface with three paths [T, 2, 3] on it, and how far from the saddle they are."""
    names = say("descent"), say("momentum {m:g}", m=knobs.momentum), say("noise")
    area = (-0.4, 1.2), (-1.3, 1.3)
    surface = height(np.linspace(*area[0], 80), np.linspace(*area[1], 80)[:, None])  # [80, 80]
    ground = [Heatmap(surface, *area), Contours(surface, *area, np.linspace(-0.2, 0.8, 6))]
    paths = [Line(path[:, 0, i], path[:, 1, i], name) for i, name in enumerate(names)]
    away = np.abs(path[:, 1])  # [T, 3]
    seen = np.where(away > 1e-12, away, np.nan)
    curves = [Line(np.arange(len(path)), seen[:, i], name) for i, name in enumerate(names)]
    terrain = Panel([*ground, *paths], say("Three balls, from above"), Axis("x"), Axis("y"))
    distances = Panel(curves, say("Distance |y|"), Axis(say("steps")), Axis(log=True))
    plain, lead, noisy = (away <= FREE).sum(0).tolist()
    says = say(
        "Steps spent near the saddle: descent {plain}, momentum {lead}, noise {noisy}.",
        plain=plain,
        lead=lead,
        noisy=noisy,
    )
    return Figure([terrain, distances], says)
