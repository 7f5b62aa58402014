"""The demo of changed inputs: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "scaling-digits"
CLAIMS = 6
CUDA = {
    "unchanged": near(abs=0.05),
    "factor": near(abs=0.05),
    "standardized": near(abs=0.05),
    "offset": near(abs=0.15),  # rounding moves single classifiers
    "mixed": near(abs=0.15),
}


def test_all_classifiers_learn_at_once_as_each_does_alone(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(1)
    first, x = (
        torch.randn(6, 10, 64, generator=generator),
        torch.rand(3, 2, 7, 64, generator=generator),
    )
    weights, biases, labels = first.clone(), torch.zeros(6, 10, 1), torch.arange(7)
    rates = torch.linspace(0.1, 1, 6)[:, None, None]
    for batch in x:  # of three classifiers for each of two inputs
        demo.learn(weights, biases, batch, torch.eye(10)[:, :7], rates)
    for n in range(6):
        alone = first[n], torch.zeros(10, 1)
        for batch in x:
            alone = demo.learn_alone(*alone, batch[n // 3], labels, rates[n])
        assert torch.allclose(weights[n], alone[0], atol=1e-5)
        assert torch.allclose(biases[n], alone[1], atol=1e-5)


def test_changes_are_as_strong_as_their_level_and_standardizing_undoes_them(
    demo: ModuleType,
) -> None:
    x = torch.rand(1500, 64, generator=torch.Generator().manual_seed(1))
    x[:, 0] = 0  # always the same
    factor, offset, mixed = demo.changed(x, 4)
    assert torch.equal(factor, 16 * x)
    assert torch.equal(offset, x + 4)
    assert torch.allclose(mixed[:, -1] / x[:, -1], torch.tensor(100.0))
    assert torch.allclose(demo.changed(x, 0), x.expand(3, -1, -1))
    standard = demo.standardize(x)
    assert torch.allclose(
        demo.standardize(demo.changed(x, 4)), standard.expand(3, -1, -1), atol=1e-4
    )
    norm = torch.nn.BatchNorm1d(64)(x[: demo.TRAIN])
    assert torch.allclose(standard[: demo.TRAIN], norm, atol=0.01)  # over n there, n - 1 here


def test_a_weak_change_does_less_harm_than_a_strong_one(demo: ModuleType) -> None:
    weak, strong = (events_of(demo, 0, **demo.SMALL | {"level": level}) for level in (1, 4))
    assert "Nor are they at scales over 1 decades" in broken(weak)
    assert broken(strong) == []
    for name in ("offset", "mixed"):
        assert metrics_of(strong)[name] < metrics_of(weak)[name] - 0.2


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 20})
    (by_rate, by_level), metrics = last_figure(events).panels, metrics_of(events)
    for at, name in enumerate(("factor", "offset", "mixed")):
        assert max(by_rate.marks[at].y) == metrics[name]
        assert by_level.marks[at].y[3] == metrics[name]
        assert by_level.marks[at].y[0] == metrics["unchanged"]
    assert max(by_rate.marks[3].y) == metrics["standardized"]
    assert f"{metrics['standardized']:.0%} standardized" in plain(last_figure(events).says)
