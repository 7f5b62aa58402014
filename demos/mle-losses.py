"""A loss is a belief about noise: squares find the mean, distances the median

What single number fits some measurements best? Believe in normal noise, and minus the logarithm of
the likelihood is half the squared error, but for a constant: the best number is the mean. Believe
in Laplace noise, whose far values are less rare, and it is the distance: the best is the median.
Gradient descent on each loss finds them. Whoever believes in the noise that there is comes closer
to the truth; a few wild values spoil the mean and hardly move the median.

The likelihood also fits the variance. It takes the spread around the mean of the same numbers,
which is nearer to them than the truth is, so it comes out too small by (n - 1)/n.
"""

from dataclasses import dataclass

import torch

from quizapp.lab import Axis, Claim, Figure, Histogram, Line, Metric, Panel, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """The noise, and how much is measured."""

    noise: str = knob("laplace", choices=("normal", "laplace", "wild"), help="around the truth, 0")
    samples: int = knob(11, low=3, high=200, step=2, help="measurements in a data set")
    runs: int = knob(4000, low=50, high=4096, step=2, help="data sets, each with a fit of its own")
    rate: float = knob(0.5, low=0.05, high=3.0, step=0.05, help="first step length; it falls to 0")
    steps: int = knob(200, low=10, high=1000, step=2, help="steps of gradient descent")


SMALL = {"runs": 2000}
START = 3.0  # of every descent
VARIANCE = {"normal": 1.0, "laplace": 2.0, "wild": 0.9 + 0.1 * 100}


def measured(knobs, rng):
    """Data sets [R, n] around 0; wild: every tenth measurement is ten times as far off."""
    normal = torch.randn(knobs.runs, knobs.samples, dtype=torch.float64, generator=rng)
    share = torch.rand(knobs.runs, knobs.samples, dtype=torch.float64, generator=rng)  # 0 to 1
    if knobs.noise == "laplace":
        return -(1 - share).log() * normal.sign()  # an exponential distance to either side
    return normal * (1 + 9 * (share < 0.1)) if knobs.noise == "wild" else normal


def losses(x, m):
    """Half the mean square and the mean distance of data sets [R, n] from m [2, R] -> [2, R]."""
    return torch.stack(
        [(x - m[0, :, None]).square().mean(1) / 2, (x - m[1, :, None]).abs().mean(1)]
    )


def slopes(x, m):
    """Their derivatives: how far m lies from the mean, and how many lie below rather than above."""
    return torch.stack([m[0] - x.mean(1), (m[1, :, None] - x).sign().mean(1)])


def picture(x, m, step):
    """Both losses of one data set, and where the descents of all of them are [2, R]."""
    grid = torch.linspace(-2, 2, 81, dtype=torch.float64)
    curves = losses(x[:1].expand(81, -1).cpu(), torch.stack([grid, grid]))  # [2, 81]
    names = say("squares"), say("distances")
    lines = [Line(grid, curve, name) for curve, name in zip(curves, names, strict=True)]
    edges = torch.linspace(-1.525, 1.525, 62, dtype=torch.float64)  # one bin is around 0
    ends = m.cpu().clamp(-1.5, 1.5)
    hills = [
        Histogram(edges, torch.histogram(end, edges).hist, name)
        for end, name in zip(ends, names, strict=True)
    ]
    number = Axis(say("number that is fitted"))
    panels = [
        Panel(lines, say("Losses of one data set"), number, Axis(low=0)),
        Panel(hills, say("Fits of all data sets"), number, Axis(say("data sets"))),
    ]
    squares, distances = m.square().mean(1).sqrt().tolist()
    says = say(
        "After {step} steps the fits by squares are typically {squares:.3f} off the truth, those "
        "by distances {distances:.3f}.",
        step=step,
        squares=squares,
        distances=distances,
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Fit a number to every data set by both losses, and compare how far off they are."""
    x = measured(knobs, torch.Generator().manual_seed(lab.seed)).to(lab.device)  # [R, n]
    m = torch.full((2, knobs.runs), START, dtype=torch.float64, device=lab.device)
    for step in range(knobs.steps + 1):
        if lab.frame_due() or step == knobs.steps:
            yield picture(x, m, step)
            yield Progress(step / knobs.steps, say("{n} data sets are fitted", n=knobs.runs))
        m = m - knobs.rate * (1 - step / knobs.steps) * slopes(x, m)
    yield from about_fits(knobs, x, m)
    yield from about_errors(knobs, x)


def about_fits(knobs, x, m):
    """Whether losses are likelihoods, and whether descent ends at the mean and the median."""
    zero, gaps = torch.zeros_like(m), []
    change = x.shape[1] * (losses(x, m) - losses(x, zero))[:, 0]  # [2], for the first data set
    for at, density in enumerate((torch.distributions.Normal, torch.distributions.Laplace)):
        here, there = (density(each[at, 0], 1.0).log_prob(x[0]).sum() for each in (m, zero))
        gaps.append((there - here - change[at]).abs())
    best = torch.stack([x.mean(1), x.quantile(0.5, 1)])  # [2, R]
    squares, distances = (losses(x, m) - losses(x, best)).amax(1).tolist()
    gap = float(torch.stack(gaps).max())
    yield Metric("likelihood_gap", gap, label=say("change of likelihood against that of loss"))
    yield Metric("squares_excess", squares, label=say("squares: worst fit above the mean's loss"))
    yield Metric("distances_excess", distances, label=say("distances: worst above the median's"))
    text = say("Minus the log likelihood, normal or Laplace, changes as the loss does")
    yield Claim.below(text, gap, 1e-9, source="exact: logarithms of the densities")
    text = say("Descent on squares ends at the mean in all of {n} data sets", n=knobs.runs)
    yield Claim.below(text, squares, 1e-6, source="exact: there the slope is 0")
    text = say("On distances it ends at the median, within 1 % of the loss")
    share = distances / float(losses(x, best)[1].mean())
    yield Claim.below(text, share, 0.01, source="exact: there as many lie above as below")


def about_errors(knobs, x):
    """How far mean, median and the fitted variance are from the truth, over all data sets."""
    n, variance, root = knobs.samples, VARIANCE[knobs.noise], knobs.runs**0.5
    squares, spread = x.mean(1).square(), x.var(1, correction=0) / variance  # [R] both
    mean, median = float(squares.mean()) ** 0.5, float(x.quantile(0.5, 1).square().mean()) ** 0.5
    yield Metric("mean_error", mean, label=say("typical error of the mean"))
    yield Metric("median_error", median, label=say("typical error of the median"))
    yield Metric("median_ratio", median / mean, label=say("error of the median, in means"))
    yield Metric("variance_ratio", float(spread.mean()), label=say("fitted variance over the true"))
    text, few = say("The mean has the variance of the noise over {n}", n=n), 5 / root
    source = "exact: variances add up; five standard errors"
    error = few * float(squares.std())
    yield Claim.near(text, mean**2, variance / n, absolute=error, source=source)
    if knobs.noise == "normal":
        text = say("With normal noise the mean errs less than the median")
        yield Claim.above(text, median / mean, 1.05, source="measured here")
    else:
        text = say("With {noise} noise the median errs less than the mean", noise=knobs.noise)
        yield Claim.below(text, median / mean, 0.95, source="measured here")
    text = say("The fitted variance is too small by (n - 1)/n, with n = {n}", n=n)
    error = few * float(spread.std())
    yield Claim.near(text, float(spread.mean()), (n - 1) / n, absolute=error, source=source)
