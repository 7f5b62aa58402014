"""The demo of shifted digits: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

torch = pytest.importorskip("torch")
F = torch.nn.functional

DEMO = "digits-mlp-cnn"
CLAIMS = 5
CUDA = {"*": near(abs=0.15)}  # few steps of single networks, which rounding moves


def test_untrained_networks_have_nothing_to_lose(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 20, "digits": 100, "channels": 4})
    assert "Over 1 starts, steps of 2 stand 2 pixels, while 1 costs 20 points" in broken(events)
    metrics = metrics_of(events)
    assert metrics["global_0"] == metrics["global_1"] == metrics["global_2"]  # exact all the same


def test_the_loop_is_the_convolution_of_the_library(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(1)
    image, pattern = (torch.rand(n, n, generator=generator) for n in (12, 3))
    layer = torch.nn.Conv2d(1, 1, 3, padding=1, padding_mode="circular", bias=False)
    with torch.no_grad():
        layer.weight.copy_(pattern)
        assert torch.allclose(layer(image[None, None])[0, 0], demo.slide_one(image, pattern))


@pytest.mark.parametrize("kind", range(4))
def test_networks_at_once_are_networks_one_by_one(demo: ModuleType, kind: int) -> None:
    generator = torch.Generator().manual_seed(2)
    knobs, x = demo.Knobs(runs=3, channels=5), torch.rand(4, 1, 12, 12, generator=generator)
    net = demo.newborn(kind, knobs, generator)
    together = demo.forward(kind, net, x)
    assert together.shape == (3, 10, 4)
    for run in range(3):
        if kind == demo.MLP:
            logits = torch.relu(x.flatten(1) @ net[0][run].T) @ net[1][run].T
        else:
            first, second = net[0].view(3, 8, 1, 3, 3)[run], net[1].view(3, 5, 8, 3, 3)[run]
            stride = demo.STRIDES[kind]
            found = F.conv2d(F.pad(x, (1,) * 4, mode="circular"), first, stride=stride).relu()
            found = F.conv2d(F.pad(found, (1,) * 4, mode="circular"), second).relu()
            found = found.flatten(1) if kind == demo.FLATTENED else found.amax((2, 3))
            logits = found @ net[2][run].T
        assert torch.allclose(together[run].T, logits, atol=1e-4)


def test_on_a_steady_slope_every_step_is_as_long_as_the_rate(demo: ModuleType) -> None:
    weights, slope = [torch.zeros(3)], torch.tensor([-0.001, 0.2, 50.0])
    means, squares = [torch.zeros(3)], [torch.zeros(3)]
    for step in range(1, 6):
        demo.adam(weights, means, squares, [slope], step)
        assert torch.allclose(weights[0], -demo.RATE * step * slope.sign(), rtol=1e-3)


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 20})
    metrics = metrics_of(events)
    (panel,) = last_figure(events).panels
    for mark, name in zip(panel.marks, ("mlp", "flattened", "strided", "global"), strict=True):
        assert list(mark.y[:3]) == [metrics[f"{name}_{n}"] for n in range(3)]
    strided, whole = panel.marks[2].y, panel.marks[3].y
    assert strided[0] == strided[2] == strided[4]
    assert strided[1] == strided[3]
    assert len(set(whole)) == 1
