"""`quizapp demo sweep`."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
WAVE = Path(__file__).parents[1] / "data" / "sweeps" / "wave.py"


@pytest.fixture
def wave(tmp_path: Path) -> Path:
    path = tmp_path / "wave.py"
    path.write_bytes(WAVE.read_bytes())
    return path


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def without_time(path: Path) -> list[dict[str, str]]:
    return [row | {"seconds": ""} for row in table(path)]


def start(*arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "quizapp", "demo", "sweep", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A shell that runs the tests in the background has them ignore interrupts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def wait_for_lines(path: Path, count: int) -> None:
    until = time.monotonic() + 60
    while not path.exists() or path.read_bytes().count(b"\n") < count:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_sweep_of_an_installed_demo(quizapp: Command, tmp_path: Path) -> None:
    out = tmp_path / "t.csv"
    arguments = ["slope-down", "--grid", "rate=0.1,0.2,0.4", "--seeds", "2", "--set", "steps=3"]
    told = quizapp("demo", "sweep", *arguments, "--out", out)
    assert told.status == 0
    assert told.err.startswith("slope-down, runs: 6 (settings: 3, seeds: 2)\n")
    assert "6 of 6 runs\n" in told.err
    assert told.err.endswith(f"Written: {out}\n")
    assert "\x1b" not in told.out + told.err
    assert "┤" in told.out
    assert "The mean of distance against rate." in told.out
    assert " 0.4     2     0.008        100% (2/2)" in told.out
    rows = table(out)
    assert [(row["rate"], row["steps"], row["seed"]) for row in rows] == [
        (rate, "3", seed) for rate in ("0.1", "0.2", "0.4") for seed in ("0", "1")
    ]
    assert {(row["demo"], row["device"], row["failure"]) for row in rows} == {
        ("slope-down", "cpu", "")
    }
    assert {row["claim_descent_comes_closer"] for row in rows} == {"true"}
    assert float(rows[0]["distance"]) == pytest.approx(0.8**3)


def test_the_same_command_again_does_nothing_and_tells_the_same(
    quizapp: Command, tmp_path: Path
) -> None:
    out = tmp_path / "t.csv"
    arguments = ["slope-down", "--grid", "rate=0.1,0.2", "--out", out]
    first = quizapp("demo", "sweep", *arguments)
    before = out.read_bytes()
    again = quizapp("demo", "sweep", *arguments)
    assert again.err == f"slope-down, runs: 2, all in {out} already\n"
    assert (again.status, again.out) == (first.status, first.out)
    assert out.read_bytes() == before
    more = quizapp("demo", "sweep", *arguments, "--seeds", "2")
    assert "(settings: 2, seeds: 2), 2 of them to do (about 1 s); the others are in" in more.err
    assert len(table(out)) == 4


def test_as_json(quizapp: Command, wave: Path) -> None:
    told = quizapp("demo", "sweep", wave, "--grid", "gain=0.5,2.5", "--seeds", "2", "--json")
    assert told.status == 1  # a gain of 2.5 is not below 1
    summary = json.loads(told.out)
    assert (summary["demo"], summary["grid"], summary["seeds"]) == ("wave", ["gain"], 2)
    assert (summary["runs"], summary["failed"]) == (4, 0)
    assert (summary["claims"], summary["claims_held"]) == (4, 2)
    assert summary["each_claim"] == {"the_gain_is_n": {"claims": 4, "held": 2}}
    assert (summary["metric"], summary["out"]) == ("gain", None)
    low, high = summary["settings"]
    assert low["knobs"] == {"gain": 0.5}
    assert low["metrics"]["height"]["count"] == 2
    assert high["metrics"]["height"] == {"mean": None, "sd": None, "finite": 0, "count": 2}


def test_a_run_that_fails_is_a_row_and_tried_again(
    quizapp: Command, wave: Path, tmp_path: Path
) -> None:
    out, log = tmp_path / "t.csv", tmp_path / "log"
    arguments = [wave, "--grid", "gain=0.5,3", "--set", f"log={log}", "--out", out]
    told = quizapp("demo", "sweep", *arguments)
    assert told.status == 1
    assert "Failed runs: 1; the same command tries them again. One of them: The demo st" in told.err
    fine, failed = table(out)
    assert (fine["failure"], failed["failure"].partition(" with ")[2]) == (
        "",
        "RuntimeError: too loud",
    )
    assert failed["height"] == failed["claims"] == ""
    assert log.read_text().count("\n") == 2
    quizapp("demo", "sweep", *arguments)
    assert log.read_text().count("\n") == 3


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ("slope-dwn", "There is no demo slope-dwn\n  Did you mean slope-down?\n"),
        ("slope-down --grid rat=1", "There is no knob rat\n  Did you mean rate?\n"),
        ("slope-down --grid rate=0.5,2", "rate cannot be 2\n  rate goes from 0 to 1.\n"),
        ("slope-down --grid rate=0.5,x", "rate cannot be 'x'\n  rate goes from 0 to 1.\n"),
        ("slope-down --grid rate", "--grid rate lacks a value.\n  Write --grid KNOB=VALUE"),
        ("slope-down --grid rate=1,,2", "--grid rate=1,,2 lacks a value.\n"),
        ("slope-down --grid rate=1 --grid rate=0", "rate is in --grid twice.\n"),
        ("slope-down --grid rate=1 --set rate=0", "rate is both in --grid and in --set.\n"),
        (
            "slope-down --set steps=0",
            "steps cannot be 0\n  steps is a whole number from 1 to 100.\n",
        ),
        ("slope-down --seeds 1000001", "This sweep has 1000001 runs; at most 1000000 fit.\n"),
        ("slope-down --metric distanc", "There is no metric distanc.\n  Did you mean distance?\n"),
        ("slope-down --out t.txt", "t.txt: A table cannot be saved as this kind of file.\n"),
        ("slope-down --out none/t.csv", "none/t.csv: There is no folder none.\n"),
        ("slope-down --engine dask", "--engine dask needs --scheduler ADDRESS.\n"),
        ("slope-down --scheduler x", "--scheduler needs --engine dask.\n"),
        ("slope-down --engine dask --scheduler x --jobs 2", "--engine dask and --jobs do not go"),
        ("", "There is nothing to sweep.\n"),
        ("runs.jsonl", "runs.jsonl is a list of runs.\n  Give --run-line N"),
        ("nowhere.py", "nowhere.py: There is no such file\n"),
        ("slope-down --emit r.jsonl --out t.csv", "--emit and --out do not go together.\n"),
        ("slope-down --emit r.jsonl --run-line 1", "--emit and --run-line do not go together.\n"),
        ("r.jsonl --run-line 1 --grid a=1", "--run-line and --grid do not go together.\n"),
        ("--run-line 1", "--run-line needs the file of runs, and a folder for the row.\n"),
        ("none.jsonl --run-line 1 --out rows", "none.jsonl: There is no such file\n"),
        ("--collect none --out t.csv", "There is no folder none.\n"),
        ("--collect none --out t.txt", "t.txt: A table cannot be saved"),
        ("none.jsonl --emit none/r.jsonl", "none.jsonl is a list of runs.\n"),
        ("slope-down --emit none/r.jsonl", "none/r.jsonl: There is no folder none.\n"),
    ],
)
def test_what_does_not_fit_is_status_2_with_what_does(
    quizapp: Command,
    arguments: str,
    error: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    told = quizapp("demo", "sweep", *arguments.split())
    assert (told.status, told.out) == (2, "")
    last = told.err[told.err.index("quizapp: ") :]
    assert last.startswith(f"quizapp: {error}")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("option", ["--seeds 0", "--jobs x", "--time-limit -1", "--time-limit nan"])
def test_counts_that_are_none(quizapp: Command, option: str) -> None:
    told = quizapp("demo", "sweep", "slope-down", *option.split())
    assert told.status == 2
    assert "is not a" in told.err


def test_a_file_of_another_sweep_is_left_as_it_is(quizapp: Command, tmp_path: Path) -> None:
    out = tmp_path / "t.csv"
    quizapp("demo", "sweep", "slope-down", "--grid", "rate=0.1,0.2", "--out", out)
    before = out.read_bytes()
    told = quizapp("demo", "sweep", "slope-down", "--grid", "rate=0.3", "--out", out)
    assert told.status == 2
    assert "is of another sweep, and is left as it is. It holds a run that is not" in told.err
    assert out.read_bytes() == before


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_ctrl_c_leaves_a_table_with_which_the_same_command_goes_on(
    quizapp: Command, suffix: str, tmp_path: Path
) -> None:
    out, log, whole = tmp_path / f"t.{suffix}", tmp_path / "log", tmp_path / f"whole.{suffix}"
    arguments = [WAVE, "--grid", "gain=0.25,0.5,0.75", "--seeds", "4", "--set", f"log={log}"]
    slow = [*arguments, "--set", "wait=0.1"]
    process = start(*slow, "--out", out)
    wait_for_lines(log, 4)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "The same command goes on from here." in err
    assert "Traceback" not in err
    assert out.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["bundle", "log", out.name])
    assert quizapp("demo", "sweep", *slow, "--out", out).status == 0
    runs = [line.rsplit(" ", 1)[0] for line in log.read_text().splitlines()]
    assert 12 <= len(runs) <= 13  # the one under way was begun again
    assert len(set(runs)) == 12
    if suffix == "csv":
        assert quizapp("demo", "sweep", *slow, "--out", whole).status == 0
        assert without_time(out) == without_time(whole)


def test_a_kill_loses_no_row(quizapp: Command, tmp_path: Path) -> None:
    out = tmp_path / "t.csv"
    arguments = [WAVE, "--grid", "gain=0.25,0.5", "--seeds", "5", "--set", "wait=0.1", "--out", out]
    process = start(*arguments)
    wait_for_lines(out, 4)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    kept = table(out)
    assert len(kept) >= 3
    with out.open("ab") as file:
        file.write(b"wave,0123")  # half a line
    assert quizapp("demo", "sweep", *arguments).status == 0
    rows = table(out)
    assert len(rows) == len({(row["gain"], row["seed"]) for row in rows}) == 10
    assert all(row in rows for row in kept)


def test_runs_as_lines_done_one_by_one_and_collected(
    quizapp: Command, wave: Path, tmp_path: Path
) -> None:
    lines, folder, out = tmp_path / "runs.jsonl", tmp_path / "rows", tmp_path / "t.csv"
    whole = tmp_path / "whole.csv"
    arguments = [wave, "--grid", "gain=0.25,0.5", "--seeds", "2"]
    told = quizapp("demo", "sweep", *arguments, "--emit", lines)
    assert (told.status, told.err) == (0, f"Written: {lines}, lines 1 to 4\n")
    for number in (4, 1, 3):
        told = quizapp("demo", "sweep", lines, "--run-line", str(number), "--out", folder)
        assert told.status == 0
        assert told.out.endswith(".json: 1 of 1 claims hold\n")
    told = quizapp("demo", "sweep", lines, "--collect", folder, "--out", out)
    assert told.status == 1
    assert "Lines that are not done (1): 2\n" in told.err
    assert len(table(out)) == 3
    quizapp("demo", "sweep", lines, "--run-line", "2", "--out", folder)
    told = quizapp("demo", "sweep", "--collect", folder, "--out", out)
    assert told.status == 0
    assert "The mean of gain against gain." in told.out
    quizapp("demo", "sweep", *arguments, "--out", whole)
    assert without_time(out) == without_time(whole)


def test_a_line_that_was_done_is_not_done_again(
    quizapp: Command, wave: Path, tmp_path: Path
) -> None:
    lines, folder, log = tmp_path / "runs.jsonl", tmp_path / "rows", tmp_path / "log"
    arguments = [wave, "--grid", "gain=0.5,3", "--set", f"log={log}", "--emit", lines]
    quizapp("demo", "sweep", *arguments)
    run = ["demo", "sweep", lines, "--out", folder, "--run-line"]
    assert [quizapp(*run, "1").status for _ in range(2)] == [0, 0]
    failed = [quizapp(*run, "2") for _ in range(2)]
    assert [each.status for each in failed] == [1, 1]
    assert "RuntimeError: too loud" in failed[0].err
    assert len(log.read_text().splitlines()) == 3
    assert json.loads(quizapp(*run, "1", "--json").out)["metrics"]["gain"] == 0.5
    wave.write_text(wave.read_text() + "# changed\n")
    told = quizapp(*run, "2")
    assert told.status == 2
    assert "runs.jsonl:2: The demo's file was changed after this line was written." in told.err


def test_rows_of_two_sweeps_are_not_collected(quizapp: Command, wave: Path, tmp_path: Path) -> None:
    folder = tmp_path / "rows"
    for gain in ("0.25", "0.5"):
        lines = tmp_path / f"{gain}.jsonl"
        quizapp("demo", "sweep", wave, "--set", f"gain={gain}", "--emit", lines)
        quizapp("demo", "sweep", lines, "--run-line", "1", "--out", folder)
    told = quizapp("demo", "sweep", tmp_path / "0.5.jsonl", "--collect", folder)
    assert told.status == 2
    assert "holds rows of runs that are not in" in told.err
    assert quizapp("demo", "sweep", "--collect", folder).status == 0
    quizapp("demo", "sweep", "slope-down", "--emit", tmp_path / "other.jsonl")
    quizapp("demo", "sweep", tmp_path / "other.jsonl", "--run-line", "1", "--out", folder)
    told = quizapp("demo", "sweep", "--collect", folder)
    assert told.status == 2
    assert "These are runs of two demos" in told.err
