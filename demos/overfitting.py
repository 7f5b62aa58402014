"""A curve that passes through every point has learned the noise

Points lie on a sine wave, shaken by noise, and polynomials of rising degree are fitted to them.
The error on the points themselves can only fall. The error on fresh points falls while the curve
learns the wave, and rises again when it starts to learn the noise: with 10 points, degree 9 meets
each of them and is worse than degree 3 by far.

Why? The error on fresh points has three parts, and all of them can be computed: the noise, which
nobody can foresee; the bias, by which even the mean of all fits misses the wave; and the variance,
by which fits to other points differ. A higher degree trades bias for variance. More `points` or
some `ridge`, a price on large coefficients, lower the variance; try both at degree 9. (Where many
curves meet every point, as from degree 10 on, the one with the smallest coefficients is taken.)
"""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import legendre

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Points, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """What is known, and how it is fitted."""

    points: int = knob(10, low=5, high=200, step=2, help="points that a curve is fitted to")
    noise: float = knob(0.3, low=0.0, high=1.0, step=0.1, help="standard deviation of the noise")
    degree: int = knob(9, low=4, high=12, step=1, help="highest degree that is fitted")
    ridge: float = knob(
        0.0, choices=(0.0, 0.001, 0.01, 0.1, 1.0), help="price on squared coefficients"
    )
    runs: int = knob(1000, low=50, high=4096, step=2, help="sets of points, each fitted anew")


SMALL = {"runs": 300}
FRESH = 100  # points to judge by, with noise of their own
AT_ONCE = 25  # sets of points drawn in one step


def wave(x):
    """What is to be learned, one period on 0 to 1."""
    return np.sin(2 * np.pi * x)


def features(x, degree):
    """Legendre polynomials, which round less than powers of x: [N] -> [N, degree + 1]."""
    return legendre.legvander(2 * x - 1, degree)


def fit_one(x, y, degree, ridge):
    """The obvious way, for one set of points [N]: coefficients of least squared error and price."""
    prices = np.sqrt(ridge) * np.eye(degree + 1)  # one more row for each, its error is its size
    rows = np.vstack([features(x, degree), prices])
    targets = np.append(y, np.zeros(degree + 1))
    return np.linalg.lstsq(rows, targets, rcond=None)[0]


def solver(x, degree, ridge):
    """The fast way: one matrix [degree + 1, N] takes the y of any set to its coefficients."""
    prices = np.sqrt(ridge) * np.eye(degree + 1)
    return np.linalg.pinv(np.vstack([features(x, degree), prices]))[:, : len(x)]


def theory(x, matrix, noise, at):
    """What is to be expected of fits at the places `at`: squared bias and variance, the means."""
    reach = features(at, len(matrix) - 1) @ matrix  # [A, N], how each y moves the curve
    bias = reach @ wave(x) - wave(at)  # [A]
    return (bias**2).mean(), noise**2 * (reach**2).sum(1).mean()


def measure(x, y, matrix, at, fresh):
    """Mean squared errors of each set's fit on its points y [R, N] and on fresh ones [R, A]."""
    own, new = ((y @ matrix.T) @ features(each, len(matrix) - 1).T for each in (x, at))
    return ((own - y) ** 2).mean(1), ((new - fresh) ** 2).mean(1)  # [R] each


def picture(knobs, x, y, errors, expected):
    """Errors by degree [2, D, R] with what is expected [D], and fits to one set of points."""
    own, new = np.sqrt(errors.mean(2))  # [D] each
    degrees = np.arange(knobs.degree + 1)
    curves = [
        Line(degrees, own, say("on the points")),
        Line(degrees, new, say("on fresh points")),
        Points(degrees, np.sqrt(expected), say("expected")),
    ]
    at = np.linspace(0, 1, 120)
    fits = [Points(x, y, say("points"))]
    for degree in (3, knobs.degree):
        fit = features(at, degree) @ fit_one(x, y, degree, knobs.ridge)
        fits.append(Line(at, fit, say("degree {n}", n=degree)))
    says = say(
        "Degree {top} has an error of {own:.2f} on its points and {new:.2f} on fresh ones; "
        "on fresh points degree {best} is best with {least:.2f}.",
        top=knobs.degree,
        own=own[-1],
        new=new[-1],
        best=int(new.argmin()),
        least=new.min(),
    )
    error = Axis(say("root mean square error"), low=0, high=1)
    panels = [
        Panel(curves, say("Error by degree"), Axis(say("degree")), error),
        Panel(fits, say("One set of points"), Axis(low=0, high=1), Axis(low=-2, high=2)),
    ]
    return Figure(panels, says)


def run(knobs, lab):
    """Draw sets of points, fit all degrees to each, and judge by fresh points."""
    rng = lab.rng
    x, at = np.linspace(0, 1, knobs.points), (np.arange(FRESH) + 0.5) / FRESH  # [N], [A]
    degrees = range(knobs.degree + 1)
    matrices = [solver(x, degree, knobs.ridge) for degree in degrees]
    parts = np.array([theory(x, matrix, knobs.noise, at) for matrix in matrices])  # [D, 2]
    expected = parts.sum(1) + knobs.noise**2  # [D]
    errors = np.empty((2, len(degrees), 0))
    while errors.shape[2] < knobs.runs:
        size = min(AT_ONCE, knobs.runs - errors.shape[2])
        y = wave(x) + knobs.noise * rng.standard_normal((size, knobs.points))  # [R, N]
        fresh = wave(at) + knobs.noise * rng.standard_normal((size, FRESH))  # [R, A]
        more = [measure(x, y, matrix, at, fresh) for matrix in matrices]  # [D][2, R]
        errors = np.concatenate([errors, np.swapaxes(more, 0, 1)], axis=2)
        yield Progress(errors.shape[2] / knobs.runs, say("{n} sets fitted", n=errors.shape[2]))
        if lab.frame_due():
            yield picture(knobs, x, y[0], errors, expected)
    yield picture(knobs, x, y[0], errors, expected)
    alone = [fit_one(x, y[0], degree, knobs.ridge) for degree in degrees]
    gap = max(np.abs(m @ y[0] - c).max() for m, c in zip(matrices, alone, strict=True))
    yield from conclude(knobs, float(gap), errors, parts)


def conclude(knobs, gap, errors, parts):
    """What was measured, and which claims hold: errors [2, D, R], bias and variance [D, 2]."""
    top, runs = knobs.degree, knobs.runs
    own, new = np.sqrt(errors.mean(2))  # [D] each
    best = int(new.argmin())
    yield Metric("fit_gap", gap, label=say("one by one against all sets at once"))
    for d in range(top + 1):
        yield Metric(f"own_{d}", own[d], label=say("error on the points, degree {d}", d=d))
        yield Metric(f"fresh_{d}", new[d], label=say("error on fresh points, degree {d}", d=d))
    yield Metric("best_degree", best, label=say("best degree on fresh points"))
    yield Metric("bias_top", parts[top, 0], label=say("squared bias, highest degree"))
    yield Metric("variance_top", parts[top, 1], label=say("variance, highest degree"))

    told = say("All sets fitted at once get the same curves as one by one")
    yield Claim.below(told, gap, 1e-8, source="exact: the same least squares")
    told = say("On the points themselves, no degree is worse than the one below it")
    yield Claim.below(told, np.diff(own).max(), 1e-9, source="exact: it can do all the lower can")
    told = say("A degree of 3 to 6 is best on fresh points, over {n} sets", n=runs)
    yield Claim.between(told, best, 3, 6, source="measured here")
    told = say("Degree {d} errs on fresh points over 1.3 times as much as the best", d=top)
    yield Claim.above(told, new[top] / new[best], 1.3, source="measured here")
    told = say("Its squared error there is noise, bias and variance added, over {n} sets", n=runs)
    source = "exact: the three are uncorrelated; five standard errors"
    expected = knobs.noise**2 + parts[top].sum()
    sure = 5 * errors[1, top].std() / runs**0.5 + 1e-9
    yield Claim.near(told, new[top] ** 2, expected, absolute=sure, source=source)
