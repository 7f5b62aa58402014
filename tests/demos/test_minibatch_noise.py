"""The demo of mini-batch noise: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "minibatch-noise"
CLAIMS = 6
CUDA = {
    "gap_library": below(1e-12),
    "noise_*": near(rel=1e-6, abs=1e-12),
    "accuracy_*": near(abs=0.08),  # rounding moves single networks
}


def test_the_noise_is_that_of_all_mini_batches(demo: ModuleType) -> None:
    """Of 5 examples there are 25 ordered pairs with putting back, and 20 without."""
    each = torch.randn(5, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    one = float((each - each.mean(0)).square().sum(1).mean())
    pairs = torch.cartesian_prod(torch.arange(5), torch.arange(5))
    assert float(demo.squared_errors(pairs, each).mean()) == pytest.approx(one / 2)
    apart = pairs[pairs[:, 0] != pairs[:, 1]]
    assert float(demo.squared_errors(apart, each).mean()) == pytest.approx(one / 2 * 3 / 4)


def test_a_mini_batch_counts_a_digit_as_often_as_it_was_drawn(demo: ModuleType) -> None:
    each = torch.eye(3)
    (error,) = demo.squared_errors(torch.tensor([[0, 0, 1, 0]]), each)
    mean = torch.tensor([0.75, 0.25, 0.0]) - 1 / 3
    assert float(error) == pytest.approx(float(mean.square().sum()))


def test_networks_learn_as_with_the_librarys_optimizer(demo: ModuleType) -> None:
    knobs = demo.Knobs(runs=1, epochs=1, width=8)
    x, y = torch.rand(1797, 64), torch.randint(10, (1797,))
    *_, (_, grown) = demo.train(knobs, 250, x, y, torch.Generator().manual_seed(3))
    generator = torch.Generator().manual_seed(3)  # draws the same weights and the same order
    weights = [each[1].clone() for each in demo.newborn(knobs, generator, "cpu")]
    first, last = torch.nn.Linear(64, 8), torch.nn.Linear(8, 10)
    first.weight.data, last.weight.data = weights[0].data, weights[2].data
    first.bias.data.zero_()
    last.bias.data.zero_()
    net = torch.nn.Sequential(first, torch.nn.ReLU(), last)
    sgd = torch.optim.SGD(net.parameters(), lr=knobs.rate * 25)
    for rows in torch.rand(1, 1000, generator=generator).argsort(1)[0].split(250):
        sgd.zero_grad()
        torch.nn.functional.cross_entropy(net(x[rows]), y[rows]).backward()
        sgd.step()
    right = net(x[1000:]).argmax(1) == y[1000:]
    assert grown == pytest.approx(float(right.double().mean()), abs=0.005)


def test_a_rate_that_is_too_high_for_all_breaks_the_scaling_but_not_the_noise(
    demo: ModuleType,
) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"rate": 0.2})
    told = "With 10 times the rate, steps of 100 keep up with 10 (2 starts)"
    assert told in broken(events)
    assert not [each for each in broken(events) if "put back" in each.lower()]


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"epochs": 1})
    figure, metrics = last_figure(events), metrics_of(events)
    noise, reading = figure.panels
    for k, size in enumerate(demo.SIZES):
        assert noise.marks[0].y[k] * size == pytest.approx(metrics[f"noise_put_back_{size}"])
        assert reading.marks[0].y[k] == metrics[f"accuracy_same_{size}"]
        assert reading.marks[1].y[k] == metrics[f"accuracy_grown_{size}"]
    assert metrics["accuracy_same_10"] == metrics["accuracy_grown_10"]
    assert "Steps of 250 digits" in plain(figure.says)
