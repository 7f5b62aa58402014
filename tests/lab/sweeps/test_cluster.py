"""A real dask scheduler and two workers on this machine, one of them killed in the middle."""

import csv
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

pytest.importorskip("distributed")

WAVE = Path(__file__).parents[2] / "data" / "sweeps" / "wave.py"
RUNS = 24


class Cluster(NamedTuple):
    address: str
    scheduler: "subprocess.Popen[bytes]"
    workers: list["subprocess.Popen[bytes]"]


def _start(*arguments: str, folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    place = ["--host", "127.0.0.1", "--no-dashboard"]
    port = address.rpartition(":")[2]
    scheduler = _start("dask_scheduler", *place, "--port", port, folder=tmp_path)
    one_thread = ["--nthreads", "1", "--no-nanny", *place]
    workers = [_start("dask_worker", address, *one_thread, folder=tmp_path) for _ in range(2)]
    yield Cluster(address, scheduler, workers)
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def _sweep(address: str, out: Path, log: Path) -> "subprocess.Popen[str]":
    grid = ",".join(str(n / 100) for n in range(RUNS // 4))
    arguments = [str(WAVE), "--grid", f"gain={grid}", "--seeds", "4", "--set", f"log={log}"]
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "quizapp", "demo", "sweep", *arguments, "--set", "wait=0.2"),
            *("--engine", "dask", "--scheduler", address, "--out", str(out)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that runs this in the background would have it ignore ctrl+c.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def _wait_for(count: int, log: Path, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + 60
    while not log.exists() or log.read_bytes().count(b"\n") < count:
        assert time.monotonic() < until
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)


def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(
    cluster: Cluster, tmp_path: Path
) -> None:
    out, log = tmp_path / "t.csv", tmp_path / "log"
    process = _sweep(cluster.address, out, log)
    _wait_for(8, log, process)
    os.killpg(cluster.workers[0].pid, signal.SIGKILL)
    told, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert f"{RUNS} of {RUNS} runs" in err
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    asked = [(f"{n / 100}", str(seed)) for n in range(RUNS // 4) for seed in range(4)]
    assert [(row["gain"], row["seed"]) for row in rows] == asked
    assert {row["failure"] for row in rows} == {""}
    begun = Counter(tuple(line.split()[:2]) for line in log.read_text().splitlines())
    assert set(begun) == set(asked)
    assert max(begun.values()) <= 2  # what the killed worker had under way, or had not handed on
    servers = {line.split()[2] for line in log.read_text().splitlines()}
    assert len(servers) == 2  # each worker keeps one process that starts its runs
    assert re.search(r"100% \(4/4\)", told)


@pytest.mark.full
def test_ctrl_c_and_a_lost_scheduler_keep_what_was_done(cluster: Cluster, tmp_path: Path) -> None:
    out, log = tmp_path / "t.csv", tmp_path / "log"
    process = _sweep(cluster.address, out, log)
    _wait_for(6, log, process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "The same command goes on from here." in err
    assert "Traceback" not in err
    kept = out.read_bytes().count(b"\n") - 1
    assert 0 < kept < RUNS

    process = _sweep(cluster.address, out, log)
    _wait_for(log.read_bytes().count(b"\n") + 6, log, process)
    cluster.scheduler.kill()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert f"quizapp: The dask scheduler at {cluster.address} is gone." in err
    assert "Traceback" not in err
    with out.open(newline="") as file:
        keys = [(row["gain"], row["seed"]) for row in csv.DictReader(file)]
    assert kept < len(keys) == len(set(keys)) < RUNS
