"""The ReLU demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near, within

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "relu-approximation"
CLAIMS = 4
CUDA = {
    "max_error": near(rel=1e-9),
    "linear_mse": near(rel=1e-3),
    "trained_*": within(2.5),  # rounding moves single runs
}


@pytest.mark.parametrize("target", ["sine", "absolute"])
def test_the_other_targets_fit_the_claims_too(demo: ModuleType, target: str) -> None:
    assert broken(events_of(demo, 0, **demo.SMALL | {"target": target, "pieces": 7})) == []


def test_the_largest_error_is_the_exact_one(demo: ModuleType) -> None:
    exact = {("square", 24): 1 / (4 * 24**2), ("absolute", 6): 0.0, ("absolute", 7): 1 / 7}
    for (target, pieces), error in exact.items():
        events = events_of(demo, 0, target=target, pieces=pieces, runs=1, steps=100)
        assert metrics_of(events)["max_error"] == pytest.approx(error, rel=1e-3, abs=1e-12)


@pytest.mark.parametrize("target", ["square", "sine", "absolute"])
@pytest.mark.parametrize("pieces", [1, 2, 7, 100])
def test_sums_of_relus_join_the_dots_of_the_library(
    demo: ModuleType, target: str, pieces: int
) -> None:
    curve = demo.CURVES[target]
    x = torch.linspace(curve.low, 1, 301, dtype=torch.float64)
    slow = demo.one_by_one(curve, pieces, x).numpy()
    both = demo.polylines(curve, torch.tensor([pieces, 128]), x)  # beside a longer one
    knots = np.linspace(curve.low, 1, pieces + 1)
    library = np.interp(x.numpy(), knots, curve.at(torch.from_numpy(knots)).numpy())
    assert np.abs(slow - library).max() < 1e-12
    assert np.abs(both[0].numpy() - library).max() < 1e-12


@pytest.mark.parametrize("target", ["square", "sine", "absolute"])
def test_the_integral_of_the_best_line_is_right(demo: ModuleType, target: str) -> None:
    curve = demo.CURVES[target]
    x = curve.low + (1 - curve.low) * (torch.arange(20_000, dtype=torch.float64) + 0.5) / 20_000
    y, sides = curve.at(x), torch.stack([x, torch.ones_like(x)], 1)
    rest = y - sides @ torch.linalg.lstsq(sides, y).solution
    assert float(rest.square().mean()) == pytest.approx(curve.line_mse, rel=1e-4)


def test_batched_networks_compute_and_learn_as_single_ones(demo: ModuleType) -> None:
    curve, x = demo.CURVES["sine"], torch.linspace(-1, 1, 9)
    widths = torch.tensor([3, 5, 4])
    weights = demo.newborn(curve, widths, torch.Generator().manual_seed(1))
    weights = [w.requires_grad_() for w in weights]
    floor = torch.tensor([0.0, 0.0, -torch.inf])[:, None, None]
    together = demo.outputs(weights, floor, x)
    together.square().sum().backward()
    for at, (width, bend) in enumerate(zip((3, 5, 4), (torch.relu, torch.relu, None), strict=True)):
        w1, b1, w2 = (w[at, :width] for w in weights[:3])
        hidden = w1 * x + b1
        alone = w2[:, 0] @ (bend(hidden) if bend else hidden) + weights[3][at]
        assert torch.allclose(together[at], alone, atol=1e-6)
        assert not any(w.grad[at, width:].any() for w in weights[:3])  # those do not exist


def test_the_last_figure_shows_all_that_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 100, "pieces": 5})
    figure, metrics = last_figure(events), metrics_of(events)
    curve, rates = figure.panels
    assert len(curve.marks) == 3
    built, trained = rates.marks
    assert float(built.y[built.x.index(5)]) == pytest.approx(metrics["max_error"])
    assert float(trained.y[trained.x.index(5)]) == pytest.approx(metrics["trained_error"])
    assert "misses x^2 by 0.01," in plain(figure.says)
