"""The two modes of batch normalization: both are the library's, and slow averages lag behind."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

torch = pytest.importorskip("torch")

DEMO = "batch-norm-modes"
CLAIMS = 5
CUDA = {"read_*": near(abs=0.05), "early_batch": near(abs=0.05)}
FAST = {"runs": 1, "steps": 20}


def test_averages_as_quick_as_the_usual_ones_do_not_lag_behind(demo: ModuleType) -> None:
    events = events_of(demo, 0, slow=0.1, **FAST)
    assert "After 10 steps, slow averages are more than 10 points behind" in broken(events)
    usual, slow = last_figure(events).panels[0].marks[1:]
    assert usual.y.tolist() == slow.y.tolist()


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 1, **FAST)
    metrics, (steps, sizes) = metrics_of(events), last_figure(events).panels
    own, usual, slow = (mark.y for mark in steps.marks)
    assert float(usual[-1]) == pytest.approx(metrics["read_eval"])
    assert float(own[9]) == pytest.approx(metrics["early_batch"])
    assert float(slow[9]) == pytest.approx(metrics["early_slow"])
    mixed, lined = (dict(zip(mark.x, mark.y, strict=True)) for mark in sizes.marks)
    assert mixed[8] == metrics["read_train_8"]
    assert lined[16] == metrics["read_sorted_16"]


def test_both_modes_are_those_of_the_library(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(2)
    net = demo.newborn(demo.Knobs(depth=1, runs=2), generator, "cpu")
    layer = torch.nn.BatchNorm1d(demo.UNITS, affine=False, momentum=demo.USUAL)
    zero = torch.zeros(2, demo.UNITS, 1, 1)
    averages, (weight, _), (top, _) = [(zero.clone(), zero + 1)], *net

    def library(x: torch.Tensor) -> torch.Tensor:
        return torch.relu(layer(x @ weight[1].T)) @ top[1].T

    with torch.no_grad():
        for _ in range(5):
            x = torch.rand(demo.BATCH, 64, generator=generator)
            out, taken = demo.forward_all(net, x, demo.BATCH)
            demo.follow(averages, taken, demo.USUAL)
            assert torch.allclose(out[1].T, library(x), atol=1e-5)
        layer.eval()
        out, _ = demo.forward_all(net, x, 8, averages)
        assert torch.allclose(out[1].T, library(x), atol=1e-5)


def test_mini_batches_at_once_are_those_alone(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(3)
    net = demo.newborn(demo.Knobs(depth=2, runs=3), generator, "cpu")
    net = [[each.double() for each in pair] for pair in net]  # pairs magnify rounding errors
    x = torch.rand(12, 64, generator=generator).double()
    with torch.no_grad():
        for size in (2, 3, 6, 12):
            out, _ = demo.forward_all(net, x, size)
            for n in range(3):
                alone = torch.cat([demo.forward_one(net, n, rows) for rows in x.split(size)])
                assert torch.allclose(out[n].T, alone)


def test_a_running_mean_comes_nearer_by_a_tenth_in_each_step(demo: ModuleType) -> None:
    averages = [(torch.zeros(1), torch.ones(1))]
    for _ in range(22):
        demo.follow(averages, [(torch.tensor([6.0]), torch.ones(1))], demo.USUAL)
    assert float(averages[0][0]) == pytest.approx(6 * (1 - 0.9**22), rel=1e-5)
