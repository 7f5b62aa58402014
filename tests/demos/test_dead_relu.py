"""The demo of dead ReLUs: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "dead-relu"
CLAIMS = 6
CUDA = {
    "gap_alone": below(1e-4),
    "gradient_of_dead": below(1e-12),
    "dead_*": near(abs=0.1),  # rounding moves single units
    "accuracy_*": near(abs=0.15),
}


@pytest.mark.parametrize("slope", [0.0, 0.2])
def test_leaky_units_are_those_of_the_library(demo: ModuleType, slope: float) -> None:
    z = torch.randn(9, generator=torch.Generator().manual_seed(0), requires_grad=True)
    by_hand = demo.leaky(z, slope)
    library = torch.nn.functional.leaky_relu(z, slope)
    assert torch.equal(by_hand, library)
    (grad,) = torch.autograd.grad(by_hand.sum(), z)
    assert torch.equal(grad, torch.where(z > 0, 1.0, slope))


def test_networks_learn_as_with_the_librarys_optimizer(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(1)
    net = demo.newborn(demo.Knobs(runs=2, bias=-1.0), generator)  # the last ones start below zero
    xs = torch.rand(4, 16, 64, generator=generator)
    ys = torch.randint(10, (4, 16), generator=generator)
    many = [each.clone().requires_grad_() for each in net]
    speeds = [torch.zeros_like(each) for each in net]
    slopes = torch.full((20, 1, 1), 0.2)
    for x, y in zip(xs, ys, strict=True):
        demo.learn(many, speeds, demo.gradients(many, x, y, slopes), 0.1, 0.9)
    w1, b1, w2, b2 = one = [each[-1].clone().requires_grad_() for each in net]
    sgd = torch.optim.SGD(one, lr=0.1, momentum=0.9)
    for x, y in zip(xs, ys, strict=True):
        sgd.zero_grad()
        hidden = torch.nn.functional.leaky_relu(x @ w1.T + b1[:, 0], 0.2)
        torch.nn.functional.cross_entropy(hidden @ w2.T + b2[:, 0], y).backward()
        sgd.step()
    alone = demo.learn_alone(net, xs, ys, 0.1, 0.2, 0.9)
    for a, b, c in zip(many, one, alone, strict=True):
        assert torch.allclose(a[-1], b, atol=1e-5)
        assert torch.allclose(c, b, atol=1e-5)


def test_units_that_start_at_zero_are_not_dead(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"bias": 0.0})
    assert broken(events) == ["Slope 0.01 does not come back from bias 0 in 100 steps"]
    metrics = metrics_of(events)
    assert metrics["accuracy_slope_0"] > 0.8
    assert metrics["dead_slope_0"] < 0.3


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 10})
    figure, metrics = last_figure(events), metrics_of(events)
    (dead, right), (bars,) = (panel.marks for panel in figure.panels)
    assert list(dead.y) == [metrics[f"dead_rate_{n}"] for n in ("0_03", "0_1", "0_3", "1", "2")]
    assert right.y[-1] == metrics["accuracy_rate_2"]
    assert bars.heights[-1] == metrics["accuracy_slope_0_3"]
    assert "after 10 steps" in plain(figure.says)
