"""Maximum likelihood trusts the data alone, Bayes also what was believed before

How often does this coin show heads? The likelihood says how probable the tosses were for every
possible answer; its highest point is the share of heads. Bayes' rule multiplies it by a prior.
After few tosses that helps if the prior is nearly right, hurts if it is wrong (move `truth` away
from 0.5), and after many it hardly matters.

The same rule reads medical tests. A positive one is much more likely for the ill, yet where hardly
anybody is ill, most positives are false alarms. What one test says is the prior of the next.
"""

from dataclasses import dataclass

import torch

from quizapp.lab import Axis, Bars, Claim, Figure, Line, Metric, Panel, Progress, Rule, knob, say


@dataclass(frozen=True)
class Knobs:
    """A coin with a prior, and a medical test."""

    truth: float = knob(0.6, low=0.05, high=0.95, step=0.05, help="chance of heads")
    tosses: int = knob(10, low=1, high=200, step=1, help="tosses of the coin")
    prior: float = knob(5.0, low=1.0, high=50.0, step=1.0, help="1: knows nothing; more: near 0.5")
    runs: int = knob(20000, low=100, high=200000, step=2, help="times the tossing is repeated")
    ill: float = knob(0.01, low=0.001, high=0.5, step=2, help="share of people who are ill")
    found: float = knob(0.99, low=0.5, high=1.0, step=0.01, help="share of the ill found positive")
    alarms: float = knob(0.05, low=0.01, high=0.5, step=0.01, help="the same of the healthy")


SMALL = {"runs": 5000}
GRID, PEOPLE = 2000, 400000  # possible answers on a grid, and people who are tested
LADDER = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # tosses


def one_by_one(tosses, theta, belief):
    """The idea: multiply the density of belief over theta [G] by the likelihood of each toss."""
    for heads in tosses:
        belief = belief * (theta if heads else 1 - theta)
        belief = belief / belief.mean()  # the evidence: so the area from 0 to 1 is 1 again
        yield belief


def estimate(heads, n, prior):
    """The mean of what is believed after all n tosses, for all experiments at once: [R] -> [R].

    The prior is Beta(a, a); for the mean, that is as if a heads and a tails were seen before.
    """
    return (heads + prior) / (n + 2 * prior)


def bayes(prior, found, alarms):
    """The probability of being ill after a positive test."""
    return prior * found / (prior * found + (1 - prior) * alarms)


def tested_twice(knobs, rng):
    """Whoever is ill among all people, those with a positive test, and those with two."""
    ill = torch.rand(PEOPLE, generator=rng) < knobs.ill
    positive = torch.rand(2, PEOPLE, generator=rng) < torch.where(ill, knobs.found, knobs.alarms)
    return ill.double(), ill[positive[0]].double(), ill[positive.all(0)].double()


def picture(knobs, theta, beliefs, errors, ill):
    """One experiment [3, G], typical errors by tosses [2, L + 1], and who is ill by tests [3]."""
    names = say("prior"), say("likelihood"), say("posterior")
    coin = [Line(theta, belief, name) for belief, name in zip(beliefs, names, strict=True)]
    coin.append(Rule(knobs.truth, say("truth"), vertical=True))
    off = [Line(LADDER, errors[0, :-1], say("max. likelihood"))]
    off.append(Line(LADDER, errors[1, :-1], say("Bayes")))
    tests = Bars([say("untested"), say("1 positive"), say("2 positives")], ill)
    panels = [
        Panel(coin, say("The chance of heads"), Axis(low=0, high=1)),
        Panel(off, say("Typical error"), Axis(say("tosses"), log=True), Axis(log=True)),
        Panel([tests], say("Share who are ill"), y=Axis(low=0, high=1)),
    ]
    says = say(
        "With {n} tosses maximum likelihood is typically off by {ml:.3f}, Bayes by {bayes:.3f}; "
        "of those who test positive {ill:.0%} are ill.",
        n=knobs.tosses,
        ml=float(errors[0, -1]),
        bayes=float(errors[1, -1]),
        ill=ill[1],
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Test people, toss many coins at once, and one coin toss by toss."""
    rng, truth = torch.Generator().manual_seed(lab.seed), knobs.truth
    groups = tested_twice(knobs, rng)
    ill = [float(group.mean()) for group in groups]
    n = torch.tensor([*LADDER, knobs.tosses], dtype=torch.float64)[:, None]  # [L + 1, 1]
    many = n.expand(-1, knobs.runs)  # [L + 1, R]
    heads = torch.binomial(many, torch.full_like(many, truth), generator=rng).to(lab.device)
    n = n.to(lab.device)
    estimates = torch.stack([heads / n, estimate(heads, n, knobs.prior)])  # [2, L + 1, R]
    squares = (estimates - truth).square()
    errors = squares.mean(2).sqrt().cpu()  # [2, L + 1]

    tosses = torch.rand(knobs.tosses, generator=rng) < truth  # [n]
    theta = (torch.arange(GRID, dtype=torch.float64) + 0.5) / GRID  # [G]
    flat, prior = torch.ones_like(theta), (theta * (1 - theta)) ** (knobs.prior - 1)
    prior /= prior.mean()
    steps = zip(one_by_one(tosses, theta, flat), one_by_one(tosses, theta, prior), strict=True)
    for seen, (likelihood, posterior) in enumerate(steps, 1):
        if lab.frame_due() or seen == knobs.tosses:
            yield picture(knobs, theta, (prior, likelihood, posterior), errors, ill)
            yield Progress(seen / knobs.tosses, say("{n} tosses seen", n=seen))
    yield from about_one(knobs, int(tosses.sum()), theta, likelihood, posterior)
    yield from about_many(knobs, errors, float(squares[0, -1].std()))

    expected = bayes(knobs.ill, knobs.found, knobs.alarms)
    yield Metric("ill_1", ill[1], label=say("share ill after a positive test"))
    yield Metric("ill_2", ill[2], label=say("share ill after two positive tests"))
    text = say("Of those who test positive, {share:.1%} are ill, as Bayes' rule says", share=ill[1])
    error = 5 * (expected * (1 - expected) / max(1, len(groups[1]))) ** 0.5
    source = "exact: Bayes' rule; five standard errors"
    yield Claim.near(text, ill[1], expected, absolute=error, source=source)


def about_one(knobs, heads, theta, likelihood, posterior):
    """What one experiment says about the coin, toss by toss and by formula."""
    ml, mean = float(theta[likelihood.argmax()]), float((theta * posterior).mean())
    yield Metric("ml", ml, label=say("one experiment: where the likelihood is highest"))
    yield Metric("posterior_mean", mean, label=say("one experiment: mean of the posterior"))
    text = say("The likelihood of {n} tosses is highest at the share of heads", n=knobs.tosses)
    source = "exact: the slope of its logarithm is 0 there; up to one step of the grid"
    yield Claim.near(text, ml, heads / knobs.tosses, absolute=1 / GRID, source=source)
    text = say("Toss after toss, Bayes comes to what the formula says of all at once")
    expected, source = estimate(heads, knobs.tosses, knobs.prior), "exact: Beta is conjugate"
    yield Claim.near(text, mean, expected, absolute=1e-5, source=source)


def about_many(knobs, errors, spread):
    """How far off both are in all experiments [2, L + 1]; the spread is that of ML's squares."""
    (ml, bayes), (late_ml, late_bayes) = errors[:, -1].tolist(), errors[:, -2].tolist()
    n, variance = knobs.tosses, knobs.truth * (1 - knobs.truth)
    yield Metric("ml_error", ml, label=say("typical error of maximum likelihood"))
    yield Metric("bayes_error", bayes, label=say("typical error of Bayes"))
    text = say("Maximum likelihood has a mean squared error of p(1 - p)/{n}", n=n)
    error, source = 5 * spread / knobs.runs**0.5, "exact: a variance; five standard errors"
    yield Claim.near(text, ml**2, variance / n, absolute=error + 1e-9, source=source)
    text = say("After {n} tosses, the prior makes the error smaller", n=n)
    source = "exact for a prior near the truth; how much is measured here"
    yield Claim.below(text, bayes / ml, 0.95, source=source)
    text = say("After 1000 tosses, the prior makes less than a tenth of a difference")
    source = "exact: the data outweigh the prior"
    yield Claim.between(text, late_bayes / late_ml, 0.9, 1.1, source=source)
