"""Runs with real processes: what a demo may do, and that it stays contained."""

import asyncio
import math
import os
import py_compile
from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path

import pytest

from quizapp.errors import LabError
from quizapp.lab.catalog import DemoSpec, read_demo
from quizapp.lab.messages import At, Failed, Finished, Started, Stopped
from quizapp.lab.results import Result, collect
from quizapp.lab.runner import Job, Worker, measure, run_sync

pytestmark = [
    pytest.mark.usefixtures("no_orphans"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]
WAYS = pytest.mark.parametrize("cold", [False, True], ids=["forked", "cold"])


async def one(spec: DemoSpec, how: str, *, cold: bool, **limits: float) -> Result:
    async with Worker(cold=cold, **limits) as worker:
        return await collect(worker.run(spec, {"how": how}))


async def each(
    spec: DemoSpec,
    ways: Collection[str],
    *,
    cold: bool,
    beside: Path | None = None,
    **limits: float,
) -> dict[str, Result]:
    """The results of several runs of one worker, by how they misbehave; four at a time."""
    turns = asyncio.Semaphore(4)

    async def result(how: str) -> Result:
        async with turns:
            told = str(beside / how) if beside else ""
            return await collect(worker.run(spec, {"how": how, "beside": told}))

    async with Worker(cold=cold, **limits) as worker:
        return dict(zip(ways, await asyncio.gather(*map(result, ways)), strict=True))


def _pids(beside: Path) -> list[int]:
    return [int(line) for line in beside.read_text().split()] if beside.exists() else []


async def _written(beside: Path, count: int) -> None:
    """Until the demo has written so many process ids."""
    for _ in range(3000):
        if len(_pids(beside)) >= count:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the demo did not start")


@WAYS
async def test_a_run_tells_everything_in_order(fine: DemoSpec, cold: bool) -> None:
    async with Worker(cold=cold) as worker:
        run = worker.run(fine, {"count": "3"}, seed=7)
        messages = [message async for message in run if not isinstance(message, At)]
    kinds = [type(message).__name__ for message in messages]
    assert kinds[0] == "Started"
    assert kinds[-5:] == ["Figure", "Metric", "Metric", "Claim", "Finished"]
    figure, total, _, claim, _ = messages[-5:]
    assert total.value == 3.0 and total.unit == "m"
    assert claim.holds and claim.measured == 3.0
    line = figure.panels[0].marks[0]
    assert line.y.tolist() == [0.0, 3.0]
    with pytest.raises(ValueError, match="read-only"):
        line.y[0] = 1.0


async def test_the_same_seed_gives_the_same_numbers_forked_and_cold(fine: DemoSpec) -> None:
    async with Worker() as worker:
        runs = [worker.run(fine, seed=3), worker.run(fine, seed=3, cold=True)]
        forked, cold = [(await collect(run)).metrics for run in runs]
        other = (await collect(worker.run(fine, seed=4))).metrics
    assert forked == cold
    assert forked["random"] != other["random"]


FAILURES = {
    "raise": ("raised", "ZeroDivisionError: division by zero", "about to divide"),
    "leave": ("raised", "SystemExit", "SystemExit"),
    "interrupt": ("raised", "KeyboardInterrupt", ""),
    "import": ("raised", "there_is_no_such_module, which is not installed", ""),
    "deep": ("raised", "RecursionError", "deep()"),
    "exit": ("ended", "status 0", ""),
    "exit-3": ("ended", "status 3", "last words"),
    "kill": ("ended", "SIGKILL", ""),
    "crash": ("ended", "SIGSEGV", "Segmentation fault"),
    "wrong-type": ("protocol", "int is not a message of a demo", ""),
    "wrong-value": ("protocol", "Metric.value is str; expected is a number", ""),
    "wrong-name": ("protocol", "not a name is not an identifier", ""),
    "own-end": ("protocol", "only events may be yielded", ""),
    "many": ("protocol", "more than 10000 numbers", ""),
    "close": ("ended", "closed its connection", "closed"),
    "lie": ("protocol", "too large", ""),
}


@WAYS
async def test_a_failure_is_one_message(misbehaves: DemoSpec, cold: bool) -> None:
    for how, result in (await each(misbehaves, FAILURES, cold=cold)).items():
        kind, words, tail = FAILURES[how]
        assert result.failure is not None, how
        assert result.failure.kind == kind, how
        assert words in str(result.failure.message), how
        assert tail in result.failure.tail, how
        assert result.seconds is None, how
        assert "before" in result.metrics, how


async def test_the_line_of_the_demo_is_named(misbehaves: DemoSpec) -> None:
    result = await one(misbehaves, "raise", cold=False)
    line = misbehaves.source.index("            1 / 0") + 1
    assert f"in line {line} " in str(result.failure.message)
    assert "quizapp/lab" not in result.failure.tail  # the traceback begins with the demo


@WAYS
async def test_garbage_on_stdout_is_harmless(misbehaves: DemoSpec, cold: bool) -> None:
    results = await each(misbehaves, ("garbage", "flood", "no-stdout"), cold=cold)
    for how, result in results.items():
        assert result.failure is None, how
        assert result.metrics == {"before": 1.0, "after": 2.0}, how


async def test_the_tail_is_safe_and_short(misbehaves: DemoSpec) -> None:
    result = await one(misbehaves, "environment", cold=True)
    tail = result.failure.tail
    assert len(tail.splitlines()) <= 20
    assert "quizapp-lab-" in tail  # it ran in a folder of its own
    assert "PWD" not in tail
    assert "RuntimeError: look" in tail


@WAYS
async def test_a_nan_never_holds(misbehaves: DemoSpec, cold: bool) -> None:
    result = await one(misbehaves, "nan", cold=cold)
    assert [claim.holds for claim in result.claims] == [False, False]
    assert all(math.isnan(claim.measured) for claim in result.claims)


@WAYS
async def test_time_is_limited(misbehaves: DemoSpec, cold: bool, tmp_path: Path) -> None:
    ways = ("hang", "spin", "ignore-signals")
    results = await each(misbehaves, ways, cold=cold, beside=tmp_path, time_limit_s=0.3)
    for how, result in results.items():
        assert result.failure is not None, how
        assert result.failure.kind == "time", how
        assert "longer than 0.3 seconds" in str(result.failure.message), how


@WAYS
async def test_memory_is_limited(misbehaves: DemoSpec, cold: bool) -> None:
    result = await one(misbehaves, "eat", cold=cold, memory_limit_bytes=300 << 20)
    assert result.failure.kind == "memory"
    assert "300 MB" in str(result.failure.message)


@WAYS
@pytest.mark.parametrize("how", ["fork", "daemon"])
async def test_processes_left_behind_are_ended(
    misbehaves: DemoSpec, how: str, cold: bool, tmp_path: Path, wait_until_gone
) -> None:
    beside = tmp_path / "pids"
    async with Worker(cold=cold) as worker:
        result = await collect(worker.run(misbehaves, {"how": how, "beside": str(beside)}))
        assert result.failure is None
        assert result.metrics["after"] == 2.0
        pids = _pids(beside)
        assert pids
        assert not wait_until_gone(pids)  # while the server is still there


@WAYS
async def test_a_stopped_run_ends_with_its_family(
    misbehaves: DemoSpec, cold: bool, tmp_path: Path, wait_until_gone
) -> None:
    beside = tmp_path / "pids"
    async with Worker(cold=cold) as worker:
        run = worker.run(misbehaves, {"how": "fork-and-hang", "beside": str(beside)})
        messages = []
        async for message in run:
            messages.append(message)
            await _written(beside, 2)
            run.stop()
        pids = _pids(beside)
        assert not wait_until_gone(pids)
    assert messages[-1] == Stopped()
    assert sum(isinstance(message, Stopped | Failed | Finished) for message in messages) == 1


async def test_a_run_stopped_before_it_began_just_ends(fine: DemoSpec) -> None:
    async with Worker() as worker:
        run = worker.run(fine)
        run.stop()
        assert [message async for message in run] == [Stopped()]
        run.stop()


@WAYS
async def test_closing_ends_what_is_under_way(
    misbehaves: DemoSpec, cold: bool, tmp_path: Path, wait_until_gone
) -> None:
    beside = tmp_path / "pids"
    worker = Worker(cold=cold)
    run = worker.run(misbehaves, {"how": "hang", "beside": str(beside)})
    await _written(beside, 1)
    await worker.close()
    await worker.close()
    assert not wait_until_gone(_pids(beside))
    assert [message async for message in run][-1] == Stopped()


async def test_the_worker_goes_on_after_its_server_died(fine: DemoSpec) -> None:
    async with Worker() as worker:
        assert (await collect(worker.run(fine))).failure is None
        worker._server._process.kill()
        worker._server._process.wait()
        results = [await collect(worker.run(fine)) for _ in range(2)]
    assert results[1].failure is None


async def test_a_server_that_dies_during_a_run_is_told(
    misbehaves: DemoSpec, tmp_path: Path, wait_until_gone
) -> None:
    beside = tmp_path / "pids"
    async with Worker() as worker:
        run = worker.run(misbehaves, {"how": "hang", "beside": str(beside)})
        await _written(beside, 1)
        worker._server._process.kill()
        result = await collect(run)
        assert result.failure.kind == "start"
        assert not wait_until_gone(_pids(beside))


async def test_runs_go_on_side_by_side(fine: DemoSpec, misbehaves: DemoSpec) -> None:
    async with Worker() as worker:
        runs = [worker.run(fine, seed=seed) for seed in range(4)]
        runs.append(worker.run(misbehaves, {"how": "kill"}))
        results = await asyncio.gather(*(collect(run) for run in runs))
    assert [result.failure is None for result in results] == [True] * 4 + [False]
    assert len({result.metrics["random"] for result in results[:4]}) == 4


async def test_a_slow_reader_misses_progress_but_no_number(fine: DemoSpec) -> None:
    async with Worker() as worker:
        run = worker.run(fine, {"count": 100})
        await run.wait()
        messages = [message async for message in run if not isinstance(message, At)]
    kinds = [type(message).__name__ for message in messages]
    assert kinds == ["Started", "Progress", "Figure", "Metric", "Metric", "Claim", "Finished"]
    assert messages[1].done == 1.0


async def test_knobs_and_devices_are_checked_at_once(fine: DemoSpec) -> None:
    async with Worker() as worker:
        for knobs, seed, device in (
            ({"coutn": 3}, 0, "auto"),
            ({"count": 1000}, 0, "auto"),
            ({}, -1, "auto"),
            ({}, 0, "gpu"),
        ):
            with pytest.raises(LabError):
                worker.run(fine, knobs, seed, device)


async def test_a_file_that_is_gone_is_a_failure(fine: DemoSpec, tmp_path: Path) -> None:
    copy = tmp_path / "fine.py"
    copy.write_text("\n".join(fine.source))
    spec = read_demo(copy)
    copy.unlink()
    async with Worker() as worker:
        result = await collect(worker.run(spec))
    assert "FileNotFoundError" in str(result.failure.message)


def test_without_an_event_loop(fine: DemoSpec, misbehaves: DemoSpec) -> None:
    seen = []
    result = run_sync(fine, {"count": 2}, seed=1, on_message=seen.append)
    assert result.holds and result.metrics["total"] == 2.0
    assert result.figure is not None
    assert isinstance(seen[0], Started) and isinstance(seen[-1], Finished)
    told = []
    jobs = [Job(fine, {"count": n}) for n in (1, 2)] + [Job(misbehaves, {"how": "raise"})]
    results = measure(jobs, on_result=lambda job, result: told.append(result))
    assert [result.metrics.get("total") for result in results] == [1.0, 2.0, None]
    assert told == results
    assert results[2].failure is not None


TORCH = '''"""A demo with torch

It trains a little.
"""

from dataclasses import dataclass

import torch

from quizapp.lab import Metric, knob


@dataclass(frozen=True)
class Knobs:
    """None needed."""

    steps: int = knob(2, low=1, help="how many")


SMALL = {"steps": 1}


def run(knobs, lab):
    weights = torch.randn(3, 3, device=lab.device, requires_grad=True)
    optimizer = torch.optim.Adam([weights])
    for _ in range(knobs.steps):
        optimizer.zero_grad()
        (weights @ weights).sum().backward()
        optimizer.step()
    yield Metric("sum", weights.sum())
'''


async def test_torch_is_loaded_once_and_seeded(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    path = tmp_path / "trains.py"
    path.write_text(TORCH)
    spec = read_demo(path)
    assert spec.needs_torch
    async with Worker() as worker:
        await worker.warm()
        await worker.warm()
        results = [await collect(worker.run(spec, device="cpu")) for _ in range(2)]
        assert worker.torch_missing is None
    assert results[0].failure is None
    assert results[0].metrics == results[1].metrics


@pytest.mark.skipif(find_spec("torch") is None, reason="looks for an installed torch first")
async def test_a_broken_torch_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torch.py").write_text("raise OSError('libtorch.so: cannot be opened')\n")
    path = tmp_path / "trains.py"
    path.write_text(TORCH)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    async with Worker() as worker:
        results = [await collect(worker.run(read_demo(path))) for _ in range(2)]
        assert "libtorch.so" in str(worker.torch_missing)
    for result in results:
        assert result.failure.kind == "torch"
        assert "libtorch.so" in str(result.failure.message)


async def test_a_missing_torch_is_told_without_a_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "trains.py"
    path.write_text(TORCH)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    async with Worker() as worker:
        await worker.warm()
        messages = [message async for message in worker.run(read_demo(path))]
    assert [type(message) for message in messages] == [Failed]
    assert 'pip install "quizapp[demos]"' in str(messages[0].message)


FAKE_CUDA = """
import types

class OutOfMemoryError(RuntimeError):
    pass

version = types.SimpleNamespace(cuda="12.0")
cuda = types.SimpleNamespace(
    OutOfMemoryError=OutOfMemoryError,
    is_available=lambda: True,
    get_device_name=lambda: "A device",
    mem_get_info=lambda: (8 * 10**9, 9 * 10**9),
)
set_num_threads = manual_seed = lambda number: None
"""
FULL = '''"""A demo too large for the device

It fits into the memory of the CPU only.
"""

from dataclasses import dataclass

import torch

from quizapp.lab import Metric


@dataclass(frozen=True)
class Knobs:
    """None needed."""


SMALL = {}


def run(knobs, lab):
    yield Metric("begun", 1.0)
    if lab.device == "cuda":
        raise torch.cuda.OutOfMemoryError("CUDA out of memory")
    yield Metric("done", 1.0)
'''


@pytest.mark.skipif(find_spec("torch") is None, reason="looks for an installed torch first")
async def test_a_full_cuda_device_means_all_over_again_on_the_cpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a stand-in for torch, since filling a real device is slow and disturbs others."""
    (tmp_path / "torch.py").write_text(FAKE_CUDA)
    path = tmp_path / "full.py"
    path.write_text(FULL)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    seen = []
    async with Worker(cold=True) as worker:
        result = await collect(worker.run(read_demo(path)), seen.append)
    started = [message for message in seen if isinstance(message, Started)]
    assert [message.device for message in started] == ["cuda", "cpu"]
    assert str(started[0].reason) == "cuda: A device found, 8 GB free"
    assert "ran out of memory" in str(started[1].reason)
    assert result.device == "cpu"
    assert [metric.name for metric in result.measured] == ["begun", "done"]


def test_bytecode_beside_a_demo_is_not_run(fine: DemoSpec, tmp_path: Path) -> None:
    """Nobody was shown it: compiled code may say something else than the file."""
    source = fine.path.read_text(encoding="utf-8")
    path = tmp_path / "fine.py"
    path.write_text("raise SystemExit('another file')\n", encoding="utf-8")
    py_compile.compile(str(path), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    path.write_text(source, encoding="utf-8")
    assert run_sync(read_demo(path), cold=True).failure is None
