"""The critical points demo: its points are critical, and they are what it calls them."""

import math
from types import ModuleType

import pytest
from holding import broken, claims_of, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain
from quizapp.lab.api import Contours, Heatmap

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "critical-points"
CLAIMS = 4
CUDA = {"minima_*": near(abs=0.03), "order": near(abs=0.02), "chance_3": near(abs=0)}


def waves(count: int, dimensions: int) -> tuple[torch.Tensor, torch.Tensor]:
    rng = torch.Generator().manual_seed(2)
    k = torch.randn(count, dimensions, generator=rng, dtype=torch.float64)
    return k, 2 * math.pi * torch.rand(count, generator=rng, dtype=torch.float64)


def test_a_landscape_has_variance_1(demo: ModuleType) -> None:
    x = 1000 * torch.rand(4000, 3, generator=torch.Generator().manual_seed(1)).double()
    assert float(demo.height(*waves(200, 3), x).var()) == pytest.approx(1, abs=0.15)


def test_all_places_bend_as_single_ones_do(demo: ModuleType) -> None:
    k, a = waves(30, 4)
    x = torch.linspace(-2, 2, 12, dtype=torch.float64).view(3, 4).requires_grad_()
    slopes, curvatures = demo.bends(k, a, x)
    (library,) = torch.autograd.grad(demo.height(k, a, x).sum(), x)
    assert torch.allclose(slopes, library)
    for place, curvature in zip(x.detach(), curvatures, strict=True):
        exact = torch.autograd.functional.hessian(lambda p: demo.height(k, a, p), place)
        assert torch.allclose(curvature, exact)


def test_a_search_never_makes_the_slope_steeper_and_ends_at_a_critical_point(
    demo: ModuleType,
) -> None:
    k, a = waves(50, 3)
    x = 5 * torch.rand(100, 3, generator=torch.Generator().manual_seed(1)).double()
    caution = torch.full_like(x[:, :1], 0.1)
    steep = demo.bends(k, a, x)[0].norm(dim=1)
    for _ in range(demo.SEARCH):
        x, caution = demo.newton(k, a, x, caution)
        now = demo.bends(k, a, x)[0].norm(dim=1)
        assert bool((now <= steep).all())
        steep = now
    assert float((steep < 1e-8).double().mean()) > 0.5


@pytest.mark.parametrize("waves", [20, 200])
def test_rough_and_smooth_landscapes_have_few_minima(demo: ModuleType, waves: int) -> None:
    events = events_of(demo, 1, **demo.SMALL | {"waves": waves})
    assert broken(events) == []
    metrics = metrics_of(events)
    assert metrics["minima_2"] > metrics["minima_4"] > metrics["minima_8"]


def test_the_last_figure_shows_all_that_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    figure, metrics = last_figure(events), metrics_of(events)
    surface, heights = figure.panels
    heat, contours, minima, saddles, maxima = surface.marks
    assert (type(heat), type(contours)) == (Heatmap, Contours)
    means = []  # what the map shows at the points of each kind
    for mark in (minima, saddles, maxima):
        row, column = (
            (np.asarray(values) / demo.SIDE * 59).round().astype(int) for values in (mark.y, mark.x)
        )
        means.append(float(np.asarray(heat.z)[row, column].mean()))
    assert means == sorted(means)
    down = heights.marks[0].x
    assert float((down == 0).double().mean()) == pytest.approx(metrics["minima_8"])
    assert "In 8 dimensions" in plain(figure.says)
    assert len(claims_of(events)) == CLAIMS
