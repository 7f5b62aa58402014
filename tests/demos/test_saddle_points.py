"""The saddle demo: its balls obey the theory, and its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, claims_of, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain
from quizapp.lab.api import Contours, Heatmap

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "saddle-points"
CLAIMS = 6
CUDA = {"*_steps": near(abs=2), "*_decade": near(abs=1)}


def test_the_slope_is_that_of_the_height(demo: ModuleType) -> None:
    place = torch.tensor([[0.7, -0.2], [0.3, 1.1]], dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(demo.height(*place).sum(), place)
    zero = torch.zeros(2, 2, dtype=torch.float64)
    after, _ = demo.roll(place, zero, zero, zero[0], 0.1)
    assert torch.allclose(after, place - 0.1 * slope)


def test_all_balls_at_once_roll_as_with_the_librarys_optimizer(demo: ModuleType) -> None:
    start = torch.tensor([[1.0, 0.5], [1e-3, -0.2]], dtype=torch.float64)
    momentum = torch.tensor([0.9, 0.5], dtype=torch.float64)
    places, speeds, kicks = start, torch.zeros_like(start), torch.zeros_like(start)
    for _ in range(60):
        places, speeds = demo.roll(places, speeds, kicks, momentum, 0.05)
    for ball in range(2):
        place = start[:, ball].clone().requires_grad_()
        sgd = torch.optim.SGD([place], lr=0.05, momentum=float(momentum[ball]))
        for _ in range(60):
            sgd.zero_grad()
            demo.height(*place).backward()
            sgd.step()
        assert torch.allclose(places[:, ball], place.detach(), atol=1e-12)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_the_cost_of_a_decade_is_that_of_the_linear_recursion(
    demo: ModuleType, momentum: float
) -> None:
    update = np.array([[1.1, momentum], [0.1, momentum]])  # place and speed after a step
    largest = np.abs(np.linalg.eigvals(update)).max()
    assert demo.cost_of_a_decade(0.1, momentum) == pytest.approx(np.log(10) / np.log(largest))


def test_without_momentum_there_is_no_gain(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"momentum": 0.0})
    assert broken(events) == ["With momentum 0 it costs less than a third"]
    metrics = metrics_of(events)
    assert metrics["descent_steps"] == metrics["momentum_steps"]


def test_a_tenth_of_the_distance_costs_a_fixed_number_of_steps(demo: ModuleType) -> None:
    waits = [
        metrics_of(events_of(demo, 0, start=start, learning_rate=0.04, runs=50))["descent_steps"]
        for start in (1e-3, 1e-5, 1e-7)
    ]
    assert np.diff(waits) == pytest.approx([2 * np.log(10) / np.log(1.04)] * 2, abs=1)


@pytest.mark.parametrize("extreme", [{"noise": 0.1}, {"learning_rate": 0.08}, {"start": 0.01}])
def test_the_theory_holds_at_the_ends_of_the_knobs(
    demo: ModuleType, extreme: dict[str, float]
) -> None:
    assert broken(events_of(demo, 1, **demo.SMALL | extreme)) == []


def test_the_last_figure_shows_all_that_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    figure, metrics = last_figure(events), metrics_of(events)
    terrain, distances = figure.panels
    assert [type(mark) for mark in terrain.marks[:2]] == [Heatmap, Contours]
    assert [abs(path.y[-1]) for path in terrain.marks[2:]] == pytest.approx([1, 1, 1], abs=0.01)
    for curve, name in zip(distances.marks[:2], ("descent", "momentum"), strict=True):
        steps = metrics[f"{name}_steps"]
        assert (curve.y <= demo.FREE).sum() == steps
        assert f"{name} {steps:g}" in plain(figure.says)
    assert len(claims_of(events)) == CLAIMS
