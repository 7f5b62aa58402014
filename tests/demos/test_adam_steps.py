"""The demo of Adam's steps: they are the library's, and its claims break where they should."""

import math
from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "adam-steps"
CLAIMS = 6
CUDA = {"first_*": near(rel=1e-6), "end_*": near(abs=1e-3), "gap_*": below(1e-6)}
WORST = "Adam with beta2 {} ends at the worst place (64 walks)"


def test_the_first_step_is_that_of_the_librarys_adam(demo: ModuleType) -> None:
    gradients = np.array([1e-9, 1e-3, 1.0, 1e3])
    p = torch.zeros(4, dtype=torch.float64, requires_grad=True)
    p.grad = torch.from_numpy(gradients)
    torch.optim.Adam([p], lr=0.01).step()
    expected = -p.detach().numpy() / 0.01
    assert demo.first_steps(gradients, corrected=True) == pytest.approx(expected, rel=1e-6)
    assert demo.first_steps(gradients, corrected=False)[3] == pytest.approx(math.sqrt(10), rel=1e-4)


@pytest.mark.parametrize("amsgrad", [False, True])
def test_walks_are_those_of_the_librarys_adam(demo: ModuleType, amsgrad: bool) -> None:
    """At a constant rate, as the library takes it, and far from the ends."""
    slopes = torch.tensor([3.0, -1.0, -1.0, 3.0, -1.0] * 4, dtype=torch.float64)
    p = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    adam = torch.optim.Adam([p], lr=0.01, betas=(0.0, 0.9), amsgrad=amsgrad)
    for t, slope in enumerate(slopes, start=1):
        adam.param_groups[0]["lr"] = 0.01 / math.sqrt(t)
        p.grad = slope[None]
        adam.step()
    *_, x = demo.walk(slopes[:, None], 0.01, 0.9)
    # AMSGrad of the library remembers the largest mean before the correction, of 1 - 0.9^t.
    assert float(x[2 if amsgrad else 0]) == pytest.approx(
        float(p.detach()), abs=4e-3 if amsgrad else 1e-9
    )
    if not amsgrad:
        alone = demo.adam_alone(slopes.tolist(), 0.01, 0.9)
        assert alone == pytest.approx(float(p.detach()), abs=1e-9)


@pytest.mark.parametrize("beta2", [0.9, 0.999])
def test_a_longer_memory_of_squares_finds_the_way(demo: ModuleType, beta2: float) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"beta2": beta2})
    assert broken(events) == [WORST.format(beta2)]
    assert metrics_of(events)["end_adam"] < -0.9


def test_too_short_a_walk_arrives_nowhere(demo: ModuleType) -> None:
    events = events_of(demo, 0, steps=100, runs=64, rate=0.01)
    assert broken(events)[-2:] == [
        WORST.format(0.1),
        "Descent and AMSGrad end at the best place (64 walks)",
    ]


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, steps=250, runs=8)
    figure, metrics = last_figure(events), metrics_of(events)
    first, places = figure.panels
    assert np.median(first.marks[0].y) == pytest.approx(1, rel=1e-3)
    for name, line in zip(demo.WALKERS, places.marks, strict=False):
        assert line.x[-1] == 250
        assert line.y[-1] == pytest.approx(metrics[f"end_{name}"])
    assert "best is -1" in plain(figure.says)
