"""A few directions keep most of many pictures, and no others keep more

Every 8x8 digit is a point with 64 coordinates. Keep only its shadow on a few directions: how much
of the pictures is lost? The singular value decomposition names the best directions, those of
principal component analysis, and tells the loss beforehand: the squares of the singular values that
are left out. The theorem says that no other choice of as many directions loses less.

Here random directions try. By multiplying with the pictures again and again they improve, come as
close to the bound as they like, the sooner the more the next singular value is smaller, and never
get below. Turn the rank, and look at the picture.
"""

from dataclasses import dataclass

import torch

from quizapp.lab import (
    Axis,
    Claim,
    Figure,
    Heatmap,
    Line,
    Metric,
    Panel,
    Progress,
    Rule,
    digits,
    knob,
    say,
)


@dataclass(frozen=True)
class Knobs:
    """How many directions are kept, and how many times others try."""

    rank: int = knob(10, low=1, high=63, step=1, help="directions that are kept, of 64")
    shown: int = knob(0, low=0, high=1796, step=1, help="the digit that is shown")
    steps: int = knob(40, low=5, high=100, step=5, help="steps of the directions that try")
    runs: int = knob(64, low=1, high=256, step=2, help="choices of directions that try")


SMALL = {"runs": 16}


def shadow(picture, directions):
    """The obvious way for one picture [64]: add up its part along each direction, [64, k]."""
    kept = torch.zeros_like(picture)
    for direction in directions.T:
        kept += (picture @ direction) * direction
    return kept


def lost(gram, directions):
    """The share of all pictures X that is lost with each choice of directions [R, 64, k] -> [R].

    The gram matrix X^T X [64, 64] stands for all of them: its trace is the sum of all squares.
    """
    kept = (directions * (gram @ directions)).sum((1, 2))  # [R], the traces of Q^T X^T X Q
    return 1 - kept / gram.trace()


def improve(gram, directions):
    """A step of the subspace iteration for all choices [R, 64, k]: multiply, make orthonormal."""
    return torch.linalg.qr(gram @ directions).Q


def panel(image, title):
    """A picture [64] the right way up."""
    edges = (0.0, 8.0)
    return Panel([Heatmap(image.view(8, 8).flip(0), edges, edges)], title)


def picture(knobs, images, bound, curves):
    """The digit and its shadow [2, 64], and what choices lose by step [step, 3]."""
    steps = range(len(curves))
    marks = [
        Line(steps, curves[:, 2], say("worst choice")),
        Line(steps, curves[:, 1], say("median")),
        Rule(bound, say("bound")),
    ]
    share = Axis(say("share lost"), low=0, high=1)
    panels = [
        panel(images[0], say("A digit")),
        panel(images[1], say("On {n} directions", n=knobs.rank)),
        Panel(marks, say("What choices lose"), Axis(say("steps")), share),
    ]
    says = say(
        "{n} of 64 directions lose {best:.1%} of the pictures at best; the worst of {runs} other "
        "choices loses {worst:.1%} after {steps} steps.",
        n=knobs.rank,
        best=bound,
        runs=knobs.runs,
        worst=float(curves[-1, 2]),
        steps=len(curves) - 1,
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Take the best directions, and let random ones become as good."""
    rng = torch.Generator().manual_seed(lab.seed)
    pictures = torch.from_numpy(digits()[0]).double()  # [N, 64]
    mean = pictures.mean(0)
    pictures = pictures - mean  # so that directions need not tell what all have in common
    _, values, axes = torch.linalg.svd(pictures, full_matrices=False)  # [64], [64, 64]
    best = axes[: knobs.rank].T  # [64, k]
    bound = float(values[knobs.rank :].square().sum() / values.square().sum())
    shadows = pictures @ best @ best.T  # [N, 64], of all pictures at once
    gap = float((shadow(pictures[knobs.shown], best) - shadows[knobs.shown]).abs().max())
    images = torch.stack([pictures[knobs.shown], shadows[knobs.shown]]) + mean
    found = float((pictures - shadows).square().sum() / pictures.square().sum())

    start = torch.randn(knobs.runs, 64, knobs.rank, dtype=torch.float64, generator=rng)
    gram, choices = (pictures.T @ pictures).to(lab.device), start.to(lab.device)
    choices = torch.linalg.qr(choices).Q  # [R, 64, k]
    curves, places = [], torch.tensor([0.0, 0.5, 1.0], dtype=torch.float64, device=lab.device)
    for step in range(knobs.steps + 1):
        curves.append(lost(gram, choices).quantile(places))  # of [R] -> [3]
        if lab.frame_due() or step == knobs.steps:
            yield picture(knobs, images, bound, torch.stack(curves).cpu())
            yield Progress(step / knobs.steps, say("{n} choices improve", n=knobs.runs))
        choices = improve(gram, choices)
    curves = torch.stack(curves).cpu()
    yield from conclude(knobs, gap, bound, found, curves)


def conclude(knobs, gap, bound, found, curves):
    """What the best directions lose, and what others do, at first and in the end."""
    low, first, worst = float(curves.min()), float(curves[0, 1]), float(curves[-1, 2])
    least = max(bound, 1e-12)  # some pixels are white in every picture: a bound can be 0
    yield Metric("lost", found, label=say("share lost with the best directions"))
    yield Metric("lost_random", first, label=say("with random directions, median"))
    yield Metric("lost_worst", worst, label=say("with the worst choice in the end"))
    yield Metric("shadow_gap", gap, label=say("one direction at a time against all at once"))
    k, n = knobs.rank, knobs.runs
    text = say("{k} directions lose the squares of the singular values left out", k=k)
    source = "exact: Eckart and Young 1936"
    yield Claim.near(text, found, bound, absolute=1e-9, source=source)
    text = say("In no step does any of {n} other choices lose less", n=n)
    yield Claim.above(text, low - bound, -1e-9, source=source)
    text = say("Random directions lose more than twice as much")
    yield Claim.above(text, first / least, 2.0, source="measured here")
    text = say("In the end all other choices are within 1 % of the bound")
    yield Claim.below(text, worst / least - 1, 0.01, source="measured here")
    text = say("Direction by direction, a picture keeps what it keeps at once")
    yield Claim.below(text, gap, 1e-12, source="exact: the same sums")
