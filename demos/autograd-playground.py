"""Gradients add up until somebody clears them

Every `backward()` adds to `.grad` and replaces nothing. That is useful when a batch does not fit
into memory: its parts, one after the other, leave the gradient of the whole. It is a trap where a
training loop forgets `zero_grad()`. Each step then goes by the sum of all gradients so far, which
is momentum without friction: the ball swings through the minimum and never comes to rest. Turn
`learning_rate`, and it swings faster, not less.

Small and often asked as well: `detach()` makes a factor a constant, `no_grad()` records no graph,
only leaves keep their gradient, and a graph is gone once it was walked backward.
"""

import math
import warnings
from dataclasses import dataclass

import torch

from quizapp.lab import Axis, Bars, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """Where derivatives are taken, how often, and how the forgetful loop steps."""

    x: float = knob(2.0, low=-3, high=3, step=0.5, help="where x³ is differentiated, and the start")
    backwards: int = knob(3, low=1, high=10, help="calls of backward() without clearing")
    parts: int = knob(4, choices=(1, 2, 3, 4, 6, 12), help="parts that a batch is cut into")
    divide: bool = knob(True, help="divide each part's loss by the number of parts")
    learning_rate: float = knob(0.1, low=0.01, high=1.9, step=2, help="length of a step")


SMALL = {"backwards": 2}
STEPS, ROWS = 60, 12


def leaf(value, device):
    """A number that gradients are wanted for."""
    return torch.tensor(value, dtype=torch.float64, device=device, requires_grad=True)


def gradients_of_a_cube(knobs, device):
    """What x.grad is after various things were done with x³."""
    x, found = leaf(knobs.x, device), {}
    (x**3).backward()
    found["once"] = float(x.grad)
    for _ in range(knobs.backwards - 1):
        (x**3).backward()
    found["repeated"] = float(x.grad)
    x.grad = None  # what optimizer.zero_grad() does
    (x**3).backward()
    found["cleared"] = float(x.grad)
    x.grad = None
    (x * x.detach() ** 2).backward()  # the value of x³, but two of the factors are constants
    found["detached"] = float(x.grad)
    return found


def descend(knobs, device, clears):
    """The way of a ball down x²/2 [STEPS + 1], in a loop that clears its gradient or does not."""
    x, path = leaf(knobs.x, device), []
    for _ in range(STEPS + 1):
        path.append(x.detach().clone())
        if clears:
            x.grad = None
        (x**2 / 2).backward()
        with torch.no_grad():
            x -= knobs.learning_rate * x.grad
    return torch.stack(path).cpu()


def swing(knobs):
    """The forgetful way in closed form: a cosine, as x_(t+1) - 2 x_t + x_(t-1) = -rate · x_t."""
    angle = math.acos(1 - knobs.learning_rate / 2)
    t = torch.arange(STEPS + 1, dtype=torch.float64)
    return knobs.x * torch.cos(angle * (t + 0.5)) / math.cos(angle / 2)


def gradient_in_parts(w, rows, answers, parts, divisor):
    """The gradient of a linear model's mean squared error, collected part by part."""
    w.grad = None
    for some, right in zip(rows.chunk(parts), answers.chunk(parts), strict=True):
        (((some @ w - right) ** 2).mean() / divisor).backward()
    return w.grad


def refused(action):
    """Whether the library refuses to do it."""
    try:
        action()
    except RuntimeError:
        return True
    return False


def picture(knobs, names, cube, clearing, forgetful):
    """Both loops, and the gradients of x³."""
    steps = range(STEPS + 1)
    ways = [Line(steps, forgetful, say("forgets")), Line(steps, clearing, say("clears"))]
    panels = [
        Panel(ways, say("Two training loops"), Axis(say("step")), Axis("x")),
        Panel([Bars(names, list(cube.values()))], say("x.grad of x³")),
    ]
    says = say(
        "{n} calls of backward() leave a gradient of {sum:g} instead of {once:g}, and a loop that "
        "never clears it swings and does not come to rest.",
        n=knobs.backwards,
        sum=cube["repeated"],
        once=cube["once"],
    )
    return Figure(panels, says)


def run(knobs, lab):
    """One small experiment after the other."""
    cube, n, slope = gradients_of_a_cube(knobs, lab.device), knobs.backwards, 3 * knobs.x**2
    clearing, forgetful = (descend(knobs, lab.device, clears) for clears in (True, False))
    names = say("once"), say("{n} times", n=n), say("cleared"), say("detached")
    yield picture(knobs, names, cube, clearing, forgetful)
    yield Progress(0.5, say("loops and cubes done"))
    for (name, value), label in zip(cube.items(), names, strict=True):
        yield Metric(f"grad_{name}", value, label=label)
    text = say("{n} calls of backward() leave {n} times the gradient of x³", n=n)
    yield Claim.near(text, cube["repeated"], n * slope, absolute=1e-9, source="exact: it adds up")
    text = say("With two of the three factors detached, a third of the gradient is left")
    yield Claim.near(text, cube["detached"], slope / 3, absolute=1e-9, source="exact: constants")
    far, gap = forgetful[STEPS // 2 :].abs().max(), (forgetful - swing(knobs)).abs().max()
    yield Metric("forgetful_far", float(far), label=say("forgetful loop: farthest from 0, late"))
    yield Metric("clearing_end", float(clearing[-1]), label=say("clearing loop: where it ends"))
    text = say("The loop that forgets to clear swings on forever, as a cosine")
    yield Claim.below(text, float(gap), 1e-9, source="exact: the sum of all gradients is a speed")

    pixels, labels = (torch.from_numpy(each[:ROWS]).double().to(lab.device) for each in digits())
    w, cuts = leaf([0.0] * pixels.shape[1], lab.device), knobs.parts
    whole = gradient_in_parts(w, pixels, labels, 1, 1)  # [64]
    parts = gradient_in_parts(w, pixels, labels, cuts, cuts if knobs.divide else 1)  # [64]
    gap = float((parts - whole).norm() / whole.norm())
    yield Metric("parts_gap", gap, label=say("how far the parts are off, relative to the whole"))
    text = say("A batch in {parts} parts leaves the gradient of the whole batch", parts=cuts)
    yield Claim.below(text, gap, 1e-12, source="exact: the mean of equal parts' means is the mean")
    yield from graphs_and_leaves(leaf(knobs.x, lab.device))


def graphs_and_leaves(x):
    """Who keeps a gradient, and what is refused."""
    middle = 2 * x
    end = middle * middle
    end.backward()
    with warnings.catch_warnings(action="ignore"):  # that middle has none comes with a warning
        kept = sum(each.grad is not None for each in (x, middle, end))
    yield Metric("kept", kept, label=say("of x, 2x and (2x)²: how many keep a gradient"))
    text = say("Of x, 2x and (2x)², only the leaf x keeps a gradient")
    yield Claim.near(text, kept, 1, source="exact: the others only pass theirs on")
    with torch.no_grad():
        silent = x * x
    refusals = [refused(end.backward), refused(silent.backward), refused(lambda: x.mul_(2))]
    yield Metric("refused", sum(refusals), label=say("things that the library refuses"))
    text = say("Refused: walking back twice or without a graph, changing a leaf in place")
    yield Claim.near(text, sum(refusals), 3, source="exact: the graph is gone, missing or wrong")
