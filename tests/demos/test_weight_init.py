"""The demo of first weights: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "weight-init"
CLAIMS = 5
CUDA = {"batched_gap": below(1e-9), "[!b]*": near(rel=1e-6)}


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "relu"])
def test_all_layers_at_once_are_those_of_the_library_one_by_one(
    demo: ModuleType, name: str
) -> None:
    generator = torch.Generator().manual_seed(2)
    x = torch.randn(6, 3, generator=generator, dtype=torch.float64)
    numbers = torch.randn(2, 5, 6, 6, generator=generator, dtype=torch.float64)
    weights = [demo.scaled(each) for each in numbers]
    h, act = x.expand(20, -1, -1), demo.ACTIVATIONS[name]
    for weight in weights:
        h = demo.one_layer(h, weight, act)
    for at in (0, 7, 19):
        alone = demo.one_network(x, [weight[at] for weight in weights], act)
        linears = torch.nn.functional.linear
        library = act(linears(act(linears(x.T, weights[0][at])), weights[1][at])).T
        assert torch.allclose(h[at], alone, atol=1e-12)
        assert torch.allclose(alone, library, atol=1e-12)


def test_the_first_weights_are_those_of_the_library(demo: ModuleType) -> None:
    numbers = torch.randn(1, 300, 300, generator=torch.Generator().manual_seed(0))
    large, small, xavier, he = demo.scaled(numbers).std((1, 2)).tolist()
    assert (large, small) == pytest.approx((1, 0.01), rel=0.02)
    torch.manual_seed(0)
    for init, std in (
        (torch.nn.init.xavier_normal_, xavier),
        (lambda w: torch.nn.init.kaiming_normal_(w, nonlinearity="relu"), he),
    ):
        assert float(init(torch.empty(300, 300)).std()) == pytest.approx(std, rel=0.02)


def test_what_is_measured_is_what_numpy_measures(demo: ModuleType) -> None:
    h = torch.tanh(3 * torch.randn(8, 5, 7, dtype=torch.float64))
    std, square, flat = demo.measure("tanh", h)
    he = h[6:].numpy()
    assert std[3] == pytest.approx(he.std(ddof=1))
    assert square[3] == pytest.approx((he**2).mean())
    assert flat[3] == pytest.approx((np.abs(he) >= 0.99).mean())


def test_depth_makes_a_half_per_layer_matter(demo: ModuleType) -> None:
    shallow, deep = (
        metrics_of(events_of(demo, 0, **demo.SMALL | {"depth": depth})) for depth in (2, 30)
    )
    assert shallow["std_relu_xavier"] > 0.2 > 1e-3 > deep["std_relu_xavier"]
    assert deep["std_relu_he"] > 0.05
    assert deep["std_tanh_small"] < 1e-25


def test_single_narrow_networks_stray_where_the_mean_of_many_does_not(demo: ModuleType) -> None:
    alone = [metrics_of(events_of(demo, seed, width=10, runs=1)) for seed in range(9)]
    assert np.std([each["factor_relu_he"] for each in alone]) > 0.03
    assert broken(events_of(demo, 0, width=10, runs=64)) == []


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"activation": "relu", "init": "he", "depth": 4})
    figure, metrics = last_figure(events), metrics_of(events)
    lines, first, middle, last = figure.panels
    ends = [float(line.y[-1]) for line in lines.marks]
    assert ends == [metrics[f"std_relu_{init}"] for init in demo.INITS]
    assert [plain(each.title) for each in (first, middle, last)] == [
        f"he, layer {n}" for n in (1, 2, 4)
    ]
    assert last.marks[0].counts.sum() == pytest.approx(1)
    assert last.marks[0].counts[0] > 0.4  # where a ReLU is zero
    assert "After 4 layers of relu" in plain(figure.says)
