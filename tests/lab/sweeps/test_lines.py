"""Sweeps as lines of a file, and rows as files of a folder."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import LabError
from quizapp.lab.sweeps.lines import (
    collect_rows,
    ranges,
    read_line,
    read_lines,
    row_file,
    write_lines,
    write_row,
)
from quizapp.lab.sweeps.plan import Plan, make_plan
from quizapp.lab.sweeps.rows import Row
from quizapp.lab.sweeps.source import Source


@pytest.fixture
def plan(source: Source) -> Plan:
    return make_plan(source.spec, source.digest, {"gain": ["0.1", "0.2"]}, {}, seeds=3)


def test_lines_hold_all_that_a_run_needs(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    write_lines(path, plan, "/where/wave.py")
    assert [line.run.key for line in read_lines(path)] == [run.key for run in plan.runs]
    line = read_line(path, 4)
    assert (line.run.key, line.demo) == (plan.runs[3].key, "/where/wave.py")
    write_lines(path, plan, "/where/wave.py")
    with pytest.raises(LabError, match="is there already"):
        write_lines(path, plan, "")
    write_lines(tmp_path / "installed.jsonl", plan, "")
    assert read_line(tmp_path / "installed.jsonl", 1).demo == "wave"


@pytest.mark.parametrize("number", [0, 7, -1])
def test_a_line_that_is_not_there(number: int, plan: Plan, tmp_path: Path) -> None:
    write_lines(tmp_path / "runs.jsonl", plan, "")
    with pytest.raises(LabError, match=f"There is no line {number}: the file has 6"):
        read_line(tmp_path / "runs.jsonl", number)


@pytest.mark.parametrize(
    "change",
    [
        {"seed": -1},
        {"seed": True},
        {"seed": 2**32},
        {"device": "tpu"},
        {"knobs": []},
        {"knobs": {"a": None}},
        {"demo": 3},
        {"file": 3},
        None,
    ],
)
def test_a_line_that_is_no_run(change: dict[str, object] | None, plan: Plan, tmp_path: Path):
    path = tmp_path / "runs.jsonl"
    told = [] if change is None else {**plan.runs[0].to_json(), **change}
    path.write_text(json.dumps(plan.runs[1].to_json()) + "\n" + json.dumps(told) + "\n")
    assert read_line(path, 1)
    with pytest.raises(LabError, match=r"runs\.jsonl:2: This line is not a run"):
        read_line(path, 2)


def test_rows_are_collected_from_a_folder(plan: Plan, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "rows"
    rows = [Row(run, "cpu", 1.0) for run in plan.runs]
    for number, row in enumerate(rows, start=1):
        write_row(row_file(folder, number, row.run), row)
    (folder / "notes.txt").write_text("not a row")
    assert {row.run.key for row in collect_rows(folder)} == set(plan.places)
    (folder / "row-9-x.json").write_text("{")
    with pytest.raises(LabError, match=r"row-9-x\.json: This file holds no row"):
        collect_rows(folder)


def test_a_folder_without_rows(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="holds no rows"):
        collect_rows(tmp_path)
    with pytest.raises(LabError, match="There is no folder"):
        collect_rows(tmp_path / "none")


@given(st.sets(st.integers(1, 40)))
def test_ranges_name_each_number_once(numbers: set[int]) -> None:
    told = []
    for part in ranges(sorted(numbers)).split(","):
        low, _, high = part.partition("-")
        if low:
            told += range(int(low), int(high or low) + 1)
    assert told == sorted(numbers)
    assert ranges([1, 3, 4, 5, 9]) == "1,3-5,9"
