"""The demo of data parallelism: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")
F = torch.nn.functional

DEMO = "data-parallel"
CLAIMS = 7
CUDA = {
    "ring_gap": below(1e-5),
    "ring_sent": near(rel=1e-9),
    "uneven_plain": near(rel=0.01),
    "uneven_weighted": below(1e-5),
    "gap_none": below(1e-4),
    "gap_sync": below(1e-3),
    "gap_local": near(rel=0.05),
}


def drawn(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(sum(shape)))


def weights_of(networks: int) -> list[torch.Tensor]:
    return [drawn(networks, *shape) / 4 for shape in ((6, 64), (6, 1), (10, 6), (10, 1))]


@pytest.mark.parametrize("workers", [1, 4])
def test_all_at_once_is_one_after_the_other(demo: ModuleType, workers: int) -> None:
    x, y = drawn(64, 8), torch.arange(8)
    weights = weights_of(2)
    shards = torch.stack(x.tensor_split(workers, 1)), y.view(workers, -1)
    together = demo.gradients(weights, *shards, "none")
    second = [w[1].clone().requires_grad_() for w in weights]
    alone = demo.one_by_one(second, zip(*shards, strict=True)).mean(0)
    flat = torch.cat([grad[1].flatten() for grad in together])
    assert torch.allclose(flat, alone, atol=1e-6)


def test_batch_norm_is_the_librarys_on_shards_and_on_the_whole(demo: ModuleType) -> None:
    z = drawn(2, 4, 5, 8)  # networks, workers, units, digits of a shard
    shards = z.permute(0, 1, 3, 2)
    for network in range(2):
        own = [F.batch_norm(shards[network, k], None, None, training=True) for k in range(4)]
        assert torch.allclose(demo.normalize(z, "local")[network].mT, torch.stack(own), atol=1e-5)
        whole = F.batch_norm(shards[network].reshape(32, 5), None, None, training=True)
        synchronized = demo.normalize(z, "sync")[network].mT.reshape(32, 5)
        assert torch.allclose(synchronized, whole, atol=1e-5)


@pytest.mark.parametrize(("workers", "size"), [(2, 8), (3, 7), (5, 100), (16, 16)])
def test_the_ring_gives_everybody_the_mean(demo: ModuleType, workers: int, size: int) -> None:
    gradients = drawn(workers, size)
    passed, sent = demo.ring(gradients)
    assert torch.allclose(passed, gradients.mean(0).expand(workers, -1), atol=1e-6)
    parts = [len(part) for part in torch.arange(size).tensor_split(workers)]
    assert abs(sent - 2 * (workers - 1) * size / workers) <= workers * (max(parts) - min(parts))


def test_a_step_that_is_hardly_taken_sets_nobody_apart(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"rate": 0.01, "steps": 5, "batch": 256})
    assert broken(events) == ["With means and variances of shards of 64 they end elsewhere"]


@pytest.mark.parametrize("turned", [{"workers": 16, "batch": 32}, {"workers": 2, "rate": 1.0}])
def test_what_is_exact_holds_wherever_the_knobs_stand(demo: ModuleType, turned: dict) -> None:
    assert broken(events_of(demo, 1, **demo.SMALL | turned)) == []


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    metrics, (apart, sent) = metrics_of(events), last_figure(events).panels
    ends = [float(mark.y[-1]) for mark in apart.marks]
    assert ends == [metrics["gap_local"], metrics["gap_sync"], metrics["gap_none"]]
    assert dict(zip(sent.marks[0].x, sent.marks[0].y, strict=True))[4] == metrics["ring_sent"]
    assert "After 25 steps" in plain(last_figure(events).says)
