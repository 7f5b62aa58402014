"""The demo of optimizers: its rules are the library's, its claims break where they should."""

from functools import partial
from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "optimizers"
CLAIMS = 5
CUDA = {"steps_*": near(rel=0.2), "rates_*": near(abs=2), "gap_alone": below(1e-9)}


@pytest.mark.parametrize("memory", [0.9, 0.5])
def test_all_balls_at_once_roll_as_with_the_librarys_optimizers(
    demo: ModuleType, memory: float
) -> None:
    sgd = partial(torch.optim.SGD, momentum=memory)
    library = {
        "GD": torch.optim.SGD,
        "Momentum": sgd,
        "Nesterov": partial(sgd, nesterov=True),
        "AdaGrad": partial(torch.optim.Adagrad, eps=1e-8),
        "RMSProp": torch.optim.RMSprop,
        "Adam": partial(torch.optim.Adam, betas=(memory, 0.999)),
    }
    rates = torch.tensor([1e-4, 1e-3], dtype=torch.float64)
    *_, (places, heights) = demo.roll(rates, memory, 30)  # [6, S, G, 2]
    for k, name in enumerate(demo.NAMES):
        for s, (height, low, start, _) in enumerate(demo.SURFACES.values()):
            p = torch.tensor(start, dtype=torch.float64, requires_grad=True)
            optimizer = library[name]([p], lr=1e-3)
            for _ in range(30):
                optimizer.zero_grad()
                height(*p).backward()
                optimizer.step()
            assert torch.allclose(places[k, s, 1], p.detach(), atol=1e-10), (name, s)
            assert float(heights[k, s, 1]) == pytest.approx(float(height(*p.detach())) - low)


def test_the_lowest_heights_are_where_they_are_said_to_be(demo: ModuleType) -> None:
    minima = {"valley": (0, 0), "banana": (1, 1), "saddle": (0, 2**0.5)}
    for name, (height, low, *_) in demo.SURFACES.items():
        assert height(*minima[name]) == pytest.approx(low)
        x, y = np.random.default_rng(0).uniform(-3, 3, (2, 1000))
        assert (height(x, y) > low).all()


def test_who_only_passes_the_bottom_has_not_arrived(demo: ModuleType) -> None:
    """A rate of 1 throws plain descent in the valley from one side to the other, forever."""
    rates = torch.tensor([0.9, 1.0, 1.01], dtype=torch.float64)
    *_, (_, heights) = demo.roll(rates, 0.9, 500)
    slow, thrown, flung = heights[0, 0].tolist()
    assert slow < demo.GOAL < 4 == pytest.approx(thrown)
    assert flung > 1e4


def test_too_few_steps_bring_nobody_to_the_end_of_the_banana(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 100})
    told = "On the banana Adam arrives sooner than GD, if GD does within 100"
    assert told in broken(events)
    assert metrics_of(events)["steps_banana_adam"] == float("inf")


@pytest.mark.parametrize("surface", ["valley", "banana", "saddle"])
def test_the_last_figure_shows_the_best_ways(demo: ModuleType, surface: str) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"surface": surface, "memory": 0.0})
    figure, metrics = last_figure(events), metrics_of(events)
    places, heights = figure.panels
    for name, line, curve in zip(demo.NAMES, places.marks[2:], heights.marks, strict=True):
        steps = metrics[f"steps_{surface}_{name.lower()}"]
        above = np.flatnonzero(~(curve.y < demo.GOAL))
        assert above[-1] + 1 == min(steps, 601)
        assert (line.x[0], line.y[0]) == demo.SURFACES[surface][2]
    assert "After 600 steps" in plain(figure.says)
