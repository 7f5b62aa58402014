"""The vanishing gradients demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "vanishing-gradients"
CLAIMS = 5
CUDA = {
    "gap_by_hand": below(1e-12),
    "factor_*": near(rel=1e-6),
    "accuracy_*": near(abs=0.1),  # rounding moves single networks
}
GUESSING = "8 sigmoid layers learn nothing: they guess"


@pytest.mark.parametrize("kind", range(3))
def test_the_chain_rule_by_hand_is_the_librarys_gradient(demo: ModuleType, kind: int) -> None:
    generator = torch.Generator().manual_seed(kind)
    weights = torch.randn(3, 5, 5, generator=generator, dtype=torch.float64)
    x, back = torch.randn(2, 5, 4, generator=generator, dtype=torch.float64)
    sums, h = [], x.requires_grad_()
    for weight in weights:
        sums.append(torch.nn.functional.linear(h.T, weight).T)
        h = demo.ACTIVATIONS[kind](sums[-1])
    found = torch.stack(torch.autograd.grad(h, sums, back))
    by_hand = demo.gradients_by_hand(x.detach(), weights, back, kind)
    assert torch.allclose(found, by_hand, atol=1e-12)


def test_all_networks_learn_at_once_as_each_does_with_the_librarys_optimizer(
    demo: ModuleType,
) -> None:
    generator = torch.Generator().manual_seed(1)
    weights = demo.first_weights(demo.Knobs(), 2, 2, generator)
    last = torch.randn(6, 10, 64, generator=generator) / 8
    x, y = torch.rand(7, 64, generator=generator), torch.arange(7)
    start = [weights, torch.zeros_like(weights[..., :1]), last, torch.zeros_like(last[..., :1])]
    net = [each.clone().requires_grad_() for each in start]
    for _ in range(3):
        demo.learn(net, x, y, 0.1)
    for at in range(6):
        layers = [torch.nn.Linear(64, out) for out in (64, 64, 10)]
        firsts = [*zip(weights[:, at], start[1][:, at], strict=True), (last[at], start[3][at])]
        for layer, (weight, shift) in zip(layers, firsts, strict=True):
            layer.weight.data, layer.bias.data = weight.clone(), shift[:, 0].clone()
        sgd = torch.optim.SGD([p for layer in layers for p in layer.parameters()], lr=0.1)
        for _ in range(3):
            h = x
            for layer in layers[:2]:
                h = demo.ACTIVATIONS[at // 2](layer(h))
            sgd.zero_grad()
            torch.nn.functional.cross_entropy(layers[2](h), y).backward()
            sgd.step()
        assert torch.allclose(net[0][1, at], layers[1].weight, atol=1e-5)
        assert torch.allclose(net[2][at], layers[2].weight, atol=1e-5)


def test_one_sigmoid_layer_learns_where_eight_guess(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"depth": 1})
    assert broken(events) == [GUESSING.replace("8", "1")]
    assert metrics_of(events)["accuracy_sigmoid"] > 0.3


def test_large_weights_make_up_for_small_slopes(demo: ModuleType) -> None:
    metrics = metrics_of(events_of(demo, 0, **demo.SMALL | {"gain": 8.0, "steps": 10}))
    assert metrics["factor_sigmoid"] == pytest.approx(0.87, abs=0.1)
    assert metrics["factor_relu"] == pytest.approx(8, rel=0.1)


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"layers": 5, "steps": 10})
    (gradients, reading), metrics = last_figure(events).panels, metrics_of(events)
    for kind, name in enumerate(("sigmoid", "tanh", "relu")):
        line = gradients.marks[kind]
        assert line.y[-1] == 1
        assert line.y[0] == pytest.approx(metrics[f"factor_{name}"] ** 4)
        assert reading.marks[kind].y[-1] == metrics[f"accuracy_{name}"]
    assert reading.marks[0].x[-1] == 10
    assert "of unseen digits" in plain(last_figure(events).says)
