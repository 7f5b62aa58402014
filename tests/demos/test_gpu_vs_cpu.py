"""The demo of CPU and GPU: it times what it says; nothing here asks how fast this machine is."""

from types import ModuleType

import pytest
from holding import below, events_of, last_figure, metrics_of

from quizapp.core.say import plain
from quizapp.lab.api import Claim

torch = pytest.importorskip("torch")

DEMO = "gpu-vs-cpu"
CLAIMS = 4
CUDA = {"product_gap": below(1e-4)}
TIMED = ("*_speed_*", "batch_gain_*", "loop_factor", "speedup_*")


def test_the_loop_multiplies_as_the_library_does(demo: ModuleType) -> None:
    a, b = torch.randn(3, 4, dtype=torch.float64), torch.randn(4, 2, dtype=torch.float64)
    assert torch.allclose(torch.tensor(demo.by_hand(a.tolist(), b.tolist())).double(), a @ b)


def test_the_shortest_time_is_kept(demo: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, took = [0.0], iter((9.0, 4.0, 2.0, 3.0))

    def work() -> None:
        clock[0] += next(took)

    monkeypatch.setattr(demo.time, "perf_counter", lambda: clock[0])
    assert demo.shortest(work, "cpu", 8000) == 2.0


def test_jobs_count_what_they_do(demo: ModuleType) -> None:
    jobs = list(demo.jobs(demo.Knobs(rows=128, batch=64), "cpu", torch.Generator()))
    assert [job[1] for job in jobs if job[0] == "layer"] == [1, 2, 4, 8, 16, 32, 64]
    assert [job[1] for job in jobs if job[0] == "square"] == [16, 32, 64, 128]
    kind, _, operations, moved, work = jobs[0]
    assert (kind, operations / moved) == ("add", 1 / 12)
    for kind, size, operations, moved, work in jobs[1:]:
        by, weights = work.args
        assert work().shape == (size, 128 if kind == "layer" else size)
        assert operations == 2 * by.numel() * weights.shape[0]
        assert moved == 4 * (by.numel() + weights.numel() + work().numel())


def test_a_gpu_is_compared_by_what_both_took(demo: ModuleType) -> None:
    took = {("cpu", 16): 2.0, ("cuda", 16): 8.0, ("cpu", 512): 300.0, ("cuda", 512): 10.0}
    seen = {(device, "square", n): (0.0, s, 0.0) for (device, n), s in took.items()}
    events = list(demo.compare(seen, 512))
    assert metrics_of(events) == {"speedup_small": 0.25, "speedup_large": 30.0}
    assert [event.holds for event in events if isinstance(event, Claim)] == [True]


def test_without_cuda_nothing_is_said_of_gpus(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    assert not any("cuda" in name or "speedup" in name for name in metrics_of(events))
    assert not any("GPU" in plain(event.text) for event in events if isinstance(event, Claim))


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    metrics, (layer, squares) = metrics_of(events), last_figure(events).panels
    assert layer.marks[0].y[0] == metrics["add_speed_cpu"]
    assert layer.marks[0].x[:2] == pytest.approx([1 / 12, 0.5], rel=0.01)
    assert max(squares.marks[0].y) == metrics["product_speed_cpu"]
    assert squares.marks[0].x == pytest.approx([n / 6 for n in (16, 32, 64, 128, 256)])
