"""The engine for this machine, and what a process of a cluster does."""

import shutil
import threading
from pathlib import Path

import pytest

from quizapp.errors import LabError
from quizapp.lab.catalog import read_demo
from quizapp.lab.sweeps import remote
from quizapp.lab.sweeps.cluster import run_on_cluster
from quizapp.lab.sweeps.local import run_here
from quizapp.lab.sweeps.plan import Plan, make_plan
from quizapp.lab.sweeps.rows import Row
from quizapp.lab.sweeps.source import Source


def planned(source: Source, gains: str, seeds: int = 2, device: str = "auto", **fixed: str) -> Plan:
    grid = {"gain": gains.split(",")}
    return make_plan(source.spec, source.digest, grid, fixed, seeds=seeds, device=device)


def numbers(rows: list[Row]) -> dict[str, str]:
    """What rows measured, without how long it took."""
    told = {}
    for row in rows:
        cells = row.to_json() | {"seconds": None}
        told[row.run.key] = str(cells)
    return told


@pytest.mark.parametrize("jobs", [1, 3])
def test_every_run_is_a_row_however_many_at_once(jobs: int, source: Source) -> None:
    plan = planned(source, "0.5,2,2.5")
    rows: list[Row] = []
    run_here(source, plan.runs, rows.append, jobs=jobs)
    assert {row.run.key for row in rows} == set(plan.places)
    assert all(row.device == "cpu" and row.seconds is not None for row in rows)
    assert [row.held for row in rows if row.run.knobs["gain"] == 0.5] == [1, 1]
    assert [row.held for row in rows if row.run.knobs["gain"] == 2] == [0, 0]


def test_a_failure_and_a_time_out_are_rows(source: Source) -> None:
    plan = planned(source, "0.5,3", seeds=1)
    slow = planned(source, "0.5", seeds=1, wait="30")
    rows: list[Row] = []
    run_here(source, [*plan.runs, *slow.runs], rows.append, time_limit_s=1.0)
    assert [row.failure for row in rows] == [
        "",
        "The demo stopped in line 32 with RuntimeError: too loud",
        "The demo took longer than 1 seconds",
    ]
    assert all(not row.metrics and not row.claims for row in rows[1:])


def test_a_demo_that_changes_meanwhile_ends_the_sweep(source: Source, tmp_path: Path) -> None:
    path = Path(shutil.copy(source.spec.path, tmp_path / "wave.py"))
    own = Source.of(read_demo(path))
    rows: list[Row] = []

    def change(row: Row) -> None:
        rows.append(row)
        path.write_bytes(own.data + b"# changed\n")

    with pytest.raises(LabError, match="was changed while it was swept"):
        run_here(own, planned(own, "0.5,0.6").runs, change)
    assert len(rows) == 1


def test_what_no_run_could_do_better_is_an_error(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device")
    path = tmp_path / "uses_torch.py"
    wave = Path(__file__).parents[2] / "data" / "sweeps" / "wave.py"
    path.write_text(wave.read_text().replace("import os\n", "import os\n\nimport torch\n"))
    source = Source.of(read_demo(path))
    with pytest.raises(LabError, match="cuda was asked for"):
        run_here(source, planned(source, "0.5", device="cuda").runs, lambda row: None)


def test_a_cluster_s_process_does_the_same_without_the_demo_s_file(
    source: Source, tmp_path: Path
) -> None:
    path = Path(shutil.copy(source.spec.path, tmp_path / "wave.py"))
    own = Source.of(read_demo(path))
    plan = planned(own, "0.5,2.5,3")
    here: list[Row] = []
    run_here(own, plan.runs, here.append)
    path.unlink()
    there: list[Row] = []

    def some(runs: tuple) -> None:
        there.extend(Row.from_json(remote.fulfil(remote.order(own, run, 60.0))) for run in runs)

    threads = [threading.Thread(target=some, args=(plan.runs[i::3],)) for i in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(there) == numbers(here)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("address", ["127.0.0.1:9", "nonsense://x", "", "tcp://nowhere.invalid:1"])
def test_a_scheduler_that_does_not_answer(
    address: str, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("quizapp.lab.sweeps.cluster.CONNECT_S", 1.0)
    with pytest.raises(LabError, match="No dask scheduler answers"):
        run_on_cluster(source, planned(source, "0.5").runs, print, scheduler=address or "tcp://")
