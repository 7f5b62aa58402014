"""The ReLU demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, claims_of, events_of, last_figure, metrics_of, near, within

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "relu-approximation"
CLAIMS = 8
CUDA = {
    "sum_gap": below(1e-12),
    "max_error": near(rel=1e-9),
    "theory_error": near(rel=1e-9),
    "best_error": near(rel=1e-9),
    "error_ratio": near(rel=1e-9),
    "line_mse": near(rel=1e-9),
    "linear_mse": near(rel=1e-3),
    "trained_error*": within(2.5),  # rounding moves single runs
}


@pytest.mark.parametrize("target", ["sine", "absolute"])
def test_the_other_targets_fit_their_claims_too(demo: ModuleType, target: str) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"target": target, "pieces": 32})
    assert len(claims_of(events)) >= 6
    assert broken(events) == []


def test_too_few_pieces_are_told_and_nothing_else_breaks(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"pieces": 4})
    assert broken(events) == ["The polyline is within the tolerance of x^2 (pieces: 4)"]
    assert metrics_of(events)["max_error"] == pytest.approx(1 / 64)
    assert broken(events_of(demo, 0, **demo.SMALL | {"pieces": 4, "tolerance": 0.02})) == []


@pytest.mark.parametrize("target", ["square", "sine", "absolute"])
@pytest.mark.parametrize("pieces", [1, 2, 7, 100])
def test_sums_of_relus_join_the_dots_of_the_library(
    demo: ModuleType, target: str, pieces: int
) -> None:
    curve = demo.CURVES[target]
    x = torch.linspace(curve.low, curve.high, 301, dtype=torch.float64)
    slow, _ = demo.one_by_one(curve, pieces, x.numpy())
    both = demo.polylines(curve, torch.tensor([pieces, 256]), x)  # beside a longer one
    knots = np.linspace(curve.low, curve.high, pieces + 1)
    library = np.interp(x.numpy(), knots, curve.at(torch.from_numpy(knots)).numpy())
    assert np.abs(slow - library).max() < 1e-12
    assert np.abs(both[0].numpy() - library).max() < 1e-12


def test_an_odd_number_of_pieces_misses_the_kink(demo: ModuleType) -> None:
    for pieces, error in ((6, 0.0), (7, 1 / 7)):
        events = events_of(demo, 0, target="absolute", pieces=pieces, runs=1, steps=100)
        assert metrics_of(events)["max_error"] == pytest.approx(error, abs=1e-12)


@pytest.mark.parametrize("target", ["square", "sine", "absolute"])
def test_the_integral_of_the_best_line_is_right(demo: ModuleType, target: str) -> None:
    curve = demo.CURVES[target]
    x = (torch.arange(20_000, dtype=torch.float64) + 0.5) / 20_000
    x = curve.low + (curve.high - curve.low) * x
    y, sides = curve.at(x), torch.stack([x, torch.ones_like(x)], 1)
    rest = y - sides @ torch.linalg.lstsq(sides, y).solution
    assert float(rest.square().mean()) == pytest.approx(curve.line_mse, rel=1e-6)


def test_batched_networks_compute_what_single_ones_do(demo: ModuleType) -> None:
    curve, x = demo.CURVES["sine"], torch.linspace(-1, 1, 9)
    widths = torch.tensor([3, 5, 4])
    weights = demo.newborn(curve, widths, torch.Generator().manual_seed(1), "cpu")
    exists = (torch.arange(5) < widths[:, None])[:, :, None]
    floor = torch.tensor([0.0, 0.0, -torch.inf])[:, None, None]
    together = demo.outputs(weights, exists, floor, x)
    for at, (width, bend) in enumerate(zip((3, 5, 4), (torch.relu, torch.relu, None), strict=True)):
        w1, b1, w2 = (w[at, :width] for w in weights[:3])
        hidden = w1 * x + b1
        alone = w2[:, 0] @ (bend(hidden) if bend else hidden) + weights[3][at]
        assert torch.allclose(together[at], alone, atol=1e-6)


def test_the_last_figure_shows_all_that_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 100, "pieces": 5})
    figure = last_figure(events)
    metrics = metrics_of(events)
    curve, rates, missed = figure.panels
    assert len(curve.marks) == 3
    at = list(rates.marks[2].x).index(5)
    assert float(rates.marks[2].y[at]) == pytest.approx(metrics["trained_error"])
    assert float(missed.marks[0].y.max()) == pytest.approx(metrics["max_error"], rel=1e-2)
    assert "trained for 100 steps" in plain(figure.says)
