"""The batch normalization demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, claims_of, events_of, last_figure, metrics_of, near, within

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "batch-norm-effects"
CLAIMS = 7
CUDA = {
    "*_gap": below(1e-5),
    "final_*": near(abs=0.05),  # rounding moves single networks, hardly their means
    "best_*": near(abs=0.04),
    "steps_*": near(rel=0.5),
    "inits_*": near(abs=2),
    "rate_limit_*": within(4),  # one place
}
FAILS_ON_TINY_BATCHES = (
    "The largest learning rate that works is more than 3 times as large",
    "At learning rate 0.1, 90 % is read in a fraction of the steps",
    "Batch normalization learns from at least 12 of 16 initial scales",
)


def test_statistics_of_two_digits_break_the_claims_but_not_the_mathematics(
    demo: ModuleType,
) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"batch": 2})
    assert len(claims_of(events)) == 7
    assert broken(events) == list(FAILS_ON_TINY_BATCHES)
    metrics = metrics_of(events)
    assert metrics["final_bn"] < 0.3 < metrics["final_plain"]


def test_too_few_steps_reach_nothing_and_no_claim_on_speed_holds(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 10})
    assert metrics_of(events)["steps_bn"] == float("inf")
    assert FAILS_ON_TINY_BATCHES[1] in broken(events)


def test_the_last_figure_shows_all_that_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 30})
    figure = last_figure(events)
    curves, rates, scales = figure.panels
    assert all(panel.x.label and panel.y.label for panel in figure.panels)
    for panel, length in ((rates, len(demo.RATES)), (scales, len(demo.SCALES))):
        assert [len(mark.x) for mark in panel.marks[:2]] == [length, length]
    assert curves.marks[0].x[-1] == 30
    metrics = metrics_of(events)
    assert curves.marks[0].y[-1] == pytest.approx(metrics["final_bn"])
    assert rates.marks[1].y.max() == pytest.approx(metrics["best_plain"])
    assert "After 30 steps" in plain(figure.says)


def test_batch_normalization_by_hand_is_that_of_the_library(demo: ModuleType) -> None:
    z = torch.randn(7, 5, generator=torch.Generator().manual_seed(1)) * 3 + 2
    library = torch.nn.functional.batch_norm(z, None, None, training=True)
    assert torch.allclose(demo.standardize(z), library, atol=1e-6)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_batched_and_single_networks_give_the_same_outputs(
    demo: ModuleType, activation: str
) -> None:
    knobs, generator = demo.Knobs(width=6, runs=2), torch.Generator().manual_seed(2)
    weights = demo.first_weights(knobs, generator, "cpu")
    x, act = torch.rand(9, 64, generator=generator), demo.ACTIVATIONS[activation]
    for normalized in (True, False):
        many = demo.forward_all(demo.build(weights, normalized), x, act, training=True)
        for at in range(0, len(many), 7):
            one = demo.build([each[at] for each in weights], normalized)
            alone = demo.forward_one(one, x, act)
            assert torch.allclose(many[at].T, alone, rtol=1e-3, atol=1e-4), (normalized, at)


def test_the_running_statistics_serve_the_unseen_digits(demo: ModuleType) -> None:
    weights = demo.first_weights(demo.Knobs(runs=1), torch.Generator().manual_seed(3), "cpu")
    net, x = demo.build(weights, True), torch.rand(32, 64)
    before = demo.forward_all(net, x, torch.relu, training=False)
    for _ in range(60):
        trained = demo.forward_all(net, x, torch.relu, training=True)
    after = demo.forward_all(net, x, torch.relu, training=False)
    fitting = slice(0, len(demo.RATES))  # for huge and tiny scales float32 runs out of digits
    assert not torch.allclose(before[fitting], trained[fitting], atol=0.5)
    assert (after[fitting] - trained[fitting]).abs().mean() < 0.1


def test_missing_digits_are_told_with_what_to_install(
    demo: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="pip install scikit-learn"):
        demo.digits()
