"""The best of many on one test set owes its lead to luck

Many models are tried on the same test examples, and the best is reported. Suppose that none has
learned a thing and every answer is a guess: then the best of 1000 still scores 66 % on 100
examples, for among many rows of coins one has many heads. The more models and the fewer examples,
the more luck. On fresh examples the winner is as good as any other.

So a test set that helped to choose is no test any more. Choose on validation examples, and look at
the test set once. Turn `examples` up: ten times as many make the luck about a third of it. How much
luck to expect can be computed, and it is never above the square root of ln(models) / (2 examples).
"""

import math
from dataclasses import dataclass

import numpy as np

from quizapp.lab import (
    Axis,
    Claim,
    Figure,
    Histogram,
    Line,
    Metric,
    Panel,
    Points,
    Progress,
    Rule,
    knob,
    say,
)


@dataclass(frozen=True)
class Knobs:
    """How many models are tried, and on what."""

    models: int = knob(1000, low=10, high=10000, step=10, help="models that are tried")
    examples: int = knob(100, low=20, high=5000, step=2, help="examples in the test set")
    skill: float = knob(0.5, low=0.1, high=0.9, step=0.1, help="chance that an answer is right")
    runs: int = knob(400, low=20, high=4096, step=2, help="test sets, each with new models")


SMALL = {"runs": 100}
AT_ONCE = 20  # test sets in one step


def best_one_by_one(flips):
    """The obvious way: count the right answers of every model [K][N], and keep the best count."""
    best = 0
    for answers in flips:
        count = 0
        for right in answers:
            count += right
        best = max(best, count)
    return best


def expected_best(knobs, models):
    """The mean of the best of so many scores: the sum of P(best > k) over all counts k."""
    n, p = knobs.examples, knobs.skill
    k = np.arange(n + 1)
    ways = [math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) for i in k]
    chance = np.exp(np.array(ways) + k * math.log(p) + (n - k) * math.log(1 - p))  # binomial
    at_most = np.minimum(np.cumsum(chance), 1)  # P(one count <= k)
    return float((1 - at_most[:-1] ** models).sum() / n)


def numbers_of(models):
    """About ten numbers of models, from 1 to all."""
    return np.unique(np.geomspace(1, models, 10).round().astype(int))


def picture(knobs, numbers, best, fresh, counts, expected):
    """Scores of the best of so many models, [J] each, and all scores on one test set."""
    bound = knobs.skill + np.sqrt(np.log(numbers) / (2 * knobs.examples))
    marks = [
        Line(numbers, expected, say("expected")),
        Points(numbers, best, say("best")),
        Line(numbers, bound, say("bound")),
        Points(numbers, fresh, say("on fresh examples")),
    ]
    edges = np.arange(counts.min(), counts.max() + 2) - 0.5
    scores = Histogram(edges / knobs.examples, np.histogram(counts, edges)[0])
    rules = [Rule(counts.max() / knobs.examples, say("best"), vertical=True)]
    says = say(
        "The best of {n} models scores {best:.1%}, and {fresh:.1%} on fresh examples.",
        n=int(numbers[-1]),
        best=float(best[-1]),
        fresh=float(fresh[-1]),
    )
    score = Axis(say("score"))
    panels = [
        Panel(marks, say("The best of many"), Axis(say("models tried"), log=True), score),
        Panel([scores, *rules], say("All models, one test"), score, Axis(say("models"))),
    ]
    return Figure(panels, says)


def run(knobs, lab):
    """Try many models on many test sets, and ask each winner again."""
    rng, n = lab.rng, knobs.examples
    flips = rng.random((20, n)) < knobs.skill  # [K, N]
    differ = abs(best_one_by_one(flips.tolist()) - int(flips.sum(1).max()))
    numbers = numbers_of(knobs.models)  # [J]
    expected = np.array([expected_best(knobs, each) for each in numbers])
    best, fresh = np.empty((2, 0, len(numbers)))
    while len(best) < knobs.runs:
        size = min(AT_ONCE, knobs.runs - len(best))
        counts = rng.binomial(n, knobs.skill, (size, knobs.models))  # right answers of each model
        highest = np.maximum.accumulate(counts, axis=1)[:, numbers - 1] / n  # [R, J]
        # A model that guesses has no memory: asked again, its score is a new draw.
        again = rng.binomial(n, knobs.skill, (size, len(numbers))) / n
        best, fresh = np.append(best, highest, axis=0), np.append(fresh, again, axis=0)
        yield Progress(len(best) / knobs.runs, say("{n} test sets", n=len(best)))
        if lab.frame_due() or len(best) == knobs.runs:
            yield picture(knobs, numbers, best.mean(0), fresh.mean(0), counts[0], expected)
    yield from conclude(knobs, best, fresh, expected, differ)


def conclude(knobs, best, fresh, expected, differ):
    """What was measured, and which claims hold."""
    score, again, luck = best[:, -1].mean(), fresh[:, -1].mean(), best[:, -1].mean() - knobs.skill
    bound = math.sqrt(math.log(knobs.models) / (2 * knobs.examples))
    yield Metric("best", score, label=say("score of the best model"))
    yield Metric("expected", expected[-1], label=say("score to be expected of it"))
    yield Metric("fresh", again, label=say("its score on fresh examples"))
    yield Metric("luck", luck, label=say("what luck adds"))
    yield Metric("bound", bound, label=say("what luck adds at most"))

    told = say("The best is found at once as one by one")
    yield Claim.near(told, differ, 0, source="exact: the same counts")
    errors = best.std(0) / knobs.runs**0.5 + 1e-9  # [J]
    told = say(
        "The best of {n} scores as expected, over {runs} test sets", n=knobs.models, runs=knobs.runs
    )
    source = "exact: the sum of P(best > k); five standard errors"
    yield Claim.near(told, score, expected[-1], absolute=5 * errors[-1], source=source)
    told = say("Luck adds less than the square root of ln(models) / (2 examples)")
    yield Claim.below(told, luck, bound, source="exact: Hoeffding 1963, and ln of a mean")
    told = say("On fresh examples the winner is no better than a guess")
    sure = 5 * math.sqrt(knobs.skill * (1 - knobs.skill) / knobs.examples / knobs.runs)
    source = "exact: guesses have no memory; five standard errors"
    yield Claim.near(told, again, knobs.skill, absolute=sure, source=source)
    told = say("Luck is over 1.5 times as much for {n} models as for 10", n=knobs.models)
    few = expected_best(knobs, 10) - knobs.skill
    yield Claim.above(told, luck / few, 1.5, source="exact: it grows like the root of ln(models)")
