"""The Bayes demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "bayes-mle"
CLAIMS = 6
CUDA = {"*": near(rel=1e-6)}
HELPS = "After 10 tosses, the prior makes the error smaller"


def test_a_wrong_prior_hurts_after_few_tosses(demo: ModuleType) -> None:
    assert broken(events_of(demo, 0, **demo.SMALL | {"truth": 0.8})) == [HELPS]
    late = "After 1000 tosses, the prior makes less than a tenth of a difference"
    assert broken(events_of(demo, 0, **demo.SMALL | {"truth": 0.9, "prior": 50.0})) == [HELPS, late]


def test_a_flat_prior_gives_the_likelihood(demo: ModuleType) -> None:
    figure = last_figure(events_of(demo, 0, **demo.SMALL | {"prior": 1.0}))
    _, likelihood, posterior, _ = figure.panels[0].marks
    assert torch.equal(likelihood.y, posterior.y)


def test_seven_heads_of_ten(demo: ModuleType) -> None:
    theta = (torch.arange(demo.GRID, dtype=torch.float64) + 0.5) / demo.GRID
    flat = torch.ones_like(theta)
    *_, likelihood = demo.one_by_one([True] * 7 + [False] * 3, theta, flat)
    assert float(theta[likelihood.argmax()]) == pytest.approx(0.7, abs=1 / demo.GRID)
    by_library = torch.distributions.Beta(8.0, 4.0).log_prob(theta.float()).exp()
    assert torch.allclose(likelihood.float(), by_library, atol=1e-3)
    assert float((theta * likelihood).mean()) == pytest.approx(demo.estimate(7, 10, 1.0), abs=1e-6)


def test_the_rule_for_tests_that_are_given_in_books(demo: ModuleType) -> None:
    assert demo.bayes(0.01, 0.99, 0.05) == pytest.approx(1 / 6)
    assert demo.bayes(1 / 6, 0.99, 0.05) == pytest.approx(0.798387, abs=1e-6)  # the second test
    assert demo.bayes(0.3, 0.5, 0.5) == pytest.approx(0.3)  # it tells nothing


@pytest.mark.parametrize(
    "turned",
    [
        {"truth": 0.05, "tosses": 1, "prior": 50.0},
        {"truth": 0.95, "tosses": 200, "prior": 50.0},
        {"truth": 0.5, "tosses": 1, "prior": 1.0},
        {"ill": 0.5, "found": 1.0, "alarms": 0.01},
    ],
)
def test_what_is_exact_holds_wherever_the_knobs_stand(demo: ModuleType, turned: dict) -> None:
    events = events_of(demo, 1, **demo.SMALL | turned)
    assert {text for text in broken(events) if "prior makes" not in text} == set()


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    metrics, (coin, off, tests) = metrics_of(events), last_figure(events).panels
    prior, likelihood, posterior, truth = coin.marks
    assert float(likelihood.x[likelihood.y.argmax()]) == metrics["ml"]
    assert all(float(mark.y.mean()) == pytest.approx(1) for mark in (prior, likelihood, posterior))
    assert truth.at == 0.6
    ten = demo.LADDER.index(10)  # the knob's number, tossed again
    assert [float(mark.y[ten]) for mark in off.marks] == pytest.approx(
        [metrics["ml_error"], metrics["bayes_error"]], rel=0.1
    )
    assert tests.marks[0].heights[1:] == [metrics["ill_1"], metrics["ill_2"]]
    assert "With 10 tosses" in plain(last_figure(events).says)
