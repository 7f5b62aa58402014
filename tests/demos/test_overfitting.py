"""The overfitting demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

np = pytest.importorskip("numpy")

DEMO = "overfitting"
CLAIMS = 5
CUDA = {"*": near(rel=1e-9)}  # computed on the CPU in any case
WORSE = "Degree 9 errs on fresh points over 1.3 times as much as the best"


@pytest.mark.parametrize("cure", [{"points": 100}, {"ridge": 1.0}])
def test_more_points_or_a_price_cure_the_highest_degree(
    demo: ModuleType, cure: dict[str, float]
) -> None:
    ill = metrics_of(events_of(demo, 0, **demo.SMALL))
    events = events_of(demo, 0, **demo.SMALL | cure)
    assert broken(events) == [WORSE]
    assert metrics_of(events)["variance_top"] < ill["variance_top"] / 10


def test_without_noise_the_highest_degree_is_best(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"noise": 0.0})
    assert metrics_of(events)["best_degree"] == 9
    assert WORSE in broken(events)


def test_a_fit_is_that_of_the_library(demo: ModuleType) -> None:
    x = np.linspace(0, 1, 12)
    y = np.cos(5 * x) + x
    library = np.polynomial.Polynomial.fit(x, y, 4)(x)
    assert np.allclose(demo.features(x, 4) @ demo.fit_one(x, y, 4, 0.0), library)


@pytest.mark.parametrize("ridge", [0.0, 0.01, 1.0])
def test_one_matrix_fits_as_the_slow_way(demo: ModuleType, ridge: float) -> None:
    x, y = np.linspace(0, 1, 7), np.arange(7.0) ** 0.5
    for degree in (0, 3, 9):
        assert np.allclose(demo.solver(x, degree, ridge) @ y, demo.fit_one(x, y, degree, ridge))


@pytest.mark.parametrize("ridge", [0.0, 0.1])
def test_bias_and_variance_are_those_of_many_fits(demo: ModuleType, ridge: float) -> None:
    x, at = np.linspace(0, 1, 10), np.linspace(0.05, 0.95, 20)
    matrix, noise = demo.solver(x, 5, ridge), 0.3
    y = demo.wave(x) + noise * np.random.default_rng(1).standard_normal((20000, 10))
    fits = y @ matrix.T @ demo.features(at, 5).T  # [R, A]
    bias, variance = demo.theory(x, matrix, noise, at)
    assert variance == pytest.approx(fits.var(0).mean(), rel=0.05)
    assert bias == pytest.approx(((fits.mean(0) - demo.wave(at)) ** 2).mean(), rel=0.05, abs=2e-5)


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    curves, fits = last_figure(events).panels
    metrics = metrics_of(events)
    own, new, _ = curves.marks
    assert list(own.y) == [metrics[f"own_{d}"] for d in range(10)]
    assert list(new.y) == [metrics[f"fresh_{d}"] for d in range(10)]
    points, _, top = fits.marks
    assert np.interp(points.x, top.x, top.y) == pytest.approx(points.y, abs=0.05)  # it meets all
