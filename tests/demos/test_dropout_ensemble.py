"""The demo of dropout as a crowd: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

torch = pytest.importorskip("torch")

DEMO = "dropout-ensemble"
CLAIMS = 4
CUDA = {
    "ensemble_gap": below(1e-12),
    "wrong_gap": near(rel=1e-9),
    "read_*": near(abs=0.04),  # rounding moves single networks, hardly their means
}


def test_at_one_half_drop_and_its_rest_are_the_same(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"drop": 0.5})
    assert broken(events) == ["Times drop = 0.5 it would be another answer"]


def test_where_little_is_dropped_one_sub_network_is_nearly_the_whole(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"drop": 0.1, "steps": 400})
    assert "Over 3 starts, one sub-network alone reads clearly worse" in broken(events)


@pytest.mark.parametrize("drop", [0.2, 0.7])
def test_all_masks_as_one_tensor_give_the_same_vote(demo: ModuleType, drop: float) -> None:
    weight = torch.randn(3, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    x = torch.linspace(-1, 2, 6, dtype=torch.float64)
    masks = torch.cartesian_prod(*[torch.tensor([0.0, 1.0], dtype=torch.float64)] * 6)  # [64, 6]
    chance = torch.where(masks > 0, 1 - drop, drop).prod(1)
    assert float(chance.sum()) == pytest.approx(1)
    votes = ((masks * x) @ weight.T).softmax(1)  # [64, 3]
    mean = (votes ** chance[:, None]).prod(0)
    assert torch.allclose(demo.vote_of_all(weight, x, drop), mean / mean.sum(), atol=1e-12)


def test_networks_at_once_are_networks_one_by_one(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(2)
    shapes = (3, 5, 64), (3, 5, 1), (3, 10, 5), (3, 10, 1)
    net = [torch.randn(shape, generator=generator).requires_grad_() for shape in shapes]
    alone = [each[1:2].detach().clone().requires_grad_() for each in net]
    x, y = torch.rand(64, 7, generator=generator), torch.arange(7)
    mask = demo.draw_mask((5, 7), 0.5, generator)
    hidden = torch.relu(alone[0][0] @ x + alone[1][0]) * mask
    logits = alone[2][0] @ hidden + alone[3][0]
    assert torch.allclose(demo.forward(net, x, mask)[1], logits, atol=1e-4)
    demo.train_step(net, x, y, mask)
    torch.nn.functional.cross_entropy(logits.T, y).backward()
    for many, one in zip(net, alone, strict=True):
        assert torch.allclose(many[1:2], one - demo.RATE * one.grad, atol=1e-4)


def test_the_library_scales_in_training_and_changes_nothing_later(demo: ModuleType) -> None:
    layer, ones = torch.nn.Dropout(0.8), torch.ones(400, 500)
    assert torch.equal(layer.eval()(ones), ones)
    ours = demo.draw_mask(ones.shape, 0.8, torch.Generator().manual_seed(3))
    assert torch.allclose(layer.train()(ones).unique(), ours.unique())
    assert float(ours.mean()) == pytest.approx(1.0, abs=5 * 2 / ones.numel() ** 0.5)  # sd of one: 2


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 20})
    trained, layer = last_figure(events).panels
    crowd, once = trained.marks
    metrics = metrics_of(events)
    assert [crowd.y[0], crowd.y[-1]] == [metrics["read_one"], metrics["read_many"]]
    assert once.y[0] == metrics["read_whole"]
    assert [float(bar.heights.sum()) for bar in layer.marks] == pytest.approx([1, 1, 1])
