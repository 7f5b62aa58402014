"""Small batches: parts are normalized as the library does it, and groups have their limits too."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

torch = pytest.importorskip("torch")

DEMO = "batch-norm-small-batch"
CLAIMS = 5
CUDA = {"wrong_*": near(abs=0.15), "wrong_32": near(abs=0.03)}
FAST = {"runs": 1, "steps": 20}


def test_a_group_for_each_unit_leaves_nothing_to_read(demo: ModuleType) -> None:
    events = events_of(demo, 0, groups=64, **FAST)
    assert "With groups of units, it is less than a third of that" in broken(events)
    assert metrics_of(events)["wrong_groups"] > 0.8


def test_a_single_layer_suffers_far_less_from_pairs(demo: ModuleType) -> None:
    wrong = [metrics_of(events_of(demo, 0, depth=d, runs=2, steps=60))["wrong_2"] for d in (1, 4)]
    assert wrong[0] < wrong[1] - 0.2


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 1, **FAST)
    metrics, (steps, sizes) = metrics_of(events), last_figure(events).panels
    ends = [float(mark.y[-1]) for mark in steps.marks]
    assert ends == [metrics[f"wrong_{name}"] for name in (2, 4, 32, "groups")]
    assert [float(y) for y in sizes.marks[0].y] == [metrics[f"wrong_{n}"] for n in demo.SIZES]
    assert sizes.marks[1].at == metrics["wrong_groups"]


def test_parts_and_groups_are_normalized_as_by_the_library(demo: ModuleType) -> None:
    functional, generator = torch.nn.functional, torch.Generator().manual_seed(2)
    net = demo.newborn(demo.Knobs(depth=1, runs=2), generator, "cpu")
    (weight, _), (top, _) = net
    x = torch.rand(demo.BATCH, 64, generator=generator)
    parts = torch.stack([demo.blocks(size, demo.BATCH) for size in demo.SIZES])[:, None]
    with torch.no_grad():
        out = demo.forward_all(net, x, parts, demo.blocks(16, demo.UNITS))
        for n in range(len(out)):
            z, kind = x @ weight[n].T, n // 2
            if kind < len(demo.SIZES):
                each = z.split(demo.SIZES[kind])
                z = torch.cat([functional.batch_norm(h, None, None, training=True) for h in each])
            else:
                z = functional.group_norm(z, 4)
            assert torch.allclose(out[n].T, torch.relu(z) @ top[n].T, atol=1e-3), n


def test_a_product_with_blocks_is_the_mean_of_each_block(demo: ModuleType) -> None:
    x = torch.arange(6.0)
    assert (x @ demo.blocks(3, 6)).tolist() == pytest.approx([1, 1, 1, 4, 4, 4])
