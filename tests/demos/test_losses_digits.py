"""The demo of two losses on digits: it computes what it says, a claim breaks where it should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "losses-digits"
CLAIMS = 4
CUDA = {"bce*": near(abs=0.05), "mse*": near(abs=0.15)}  # rounding moves single networks


def test_all_networks_learn_at_once_as_each_does_alone(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(1)
    weights, biases, rates = demo.newborn(1, generator, "cpu")
    first = weights.clone()
    x, y = torch.rand(3, 7, 64, generator=generator), torch.eye(10)[:7]
    for batch in x:
        demo.learn(weights, biases, batch, y, rates)
    half = len(weights) // 2
    for n in (3, half - 1, half + 3, len(weights) - 1):
        alone = first[n], torch.zeros(10, 1)
        for batch in x:
            alone = demo.learn_alone(*alone, batch, y, rates[n], n >= half)
        assert torch.allclose(weights[n], alone[0], atol=1e-4)
        assert torch.allclose(biases[n], alone[1], atol=1e-4)


def test_networks_differ_in_scale_rate_and_loss_alone(demo: ModuleType) -> None:
    weights, _, rates = demo.newborn(2, torch.Generator().manual_seed(1), "cpu")
    weights = weights.view(2, len(demo.SCALES), len(demo.RATES), 2, 10, 64)
    assert torch.equal(weights[0], weights[1])
    assert torch.equal(weights[:, 0] * demo.SCALES[3], weights[:, 3])
    assert torch.equal(weights[:, :, 0], weights[:, :, 5])
    assert weights[0, 0].std() == pytest.approx(1 / 8, rel=0.05)
    assert rates.view(2, len(demo.SCALES), len(demo.RATES), 2)[1, 2, :, 1].tolist() == (
        pytest.approx(demo.RATES)
    )


def test_from_small_weights_squared_error_is_no_worse(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"scale": 1})
    assert broken(events) == ["From weights x 1, squared error does not, at any rate"]
    metrics = metrics_of(events)
    assert metrics["mse"] == metrics["mse_small"] == pytest.approx(metrics["bce"], abs=0.05)


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 20})
    (by_rate, by_scale), metrics = last_figure(events).panels, metrics_of(events)
    for at, name in enumerate(("bce", "mse")):
        assert max(by_rate.marks[at].y) == metrics[name]
        assert by_scale.marks[at].y[0] == metrics[f"{name}_small"]
        assert by_scale.marks[at].y[demo.SCALES.index(16)] == metrics[name]
    assert f"squared error {metrics['mse']:.0%}" in plain(last_figure(events).says)
