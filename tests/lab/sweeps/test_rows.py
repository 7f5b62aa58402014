"""Rows as lines, as cells of a table, and back."""

import csv
import io
import math
from typing import Any

import pytest
from hypothesis import given
from made import fine_rows, rows

from quizapp.core.say import say
from quizapp.lab.api import Claim
from quizapp.lab.sweeps import csvtext
from quizapp.lab.sweeps.columns import (
    cells_of,
    columns_of,
    knob_column,
    metric_column,
    row_of_cells,
)
from quizapp.lab.sweeps.rows import Row, claim_name, failed, held_by_name


def same(one: Row, other: Row) -> bool:
    """Equal, with NaN equal to NaN, and integers not to floats."""
    return one.to_line() == other.to_line()


def types_of(row: Row) -> dict[str, type]:
    return {name: type(value) for name, value in row.run.knobs.items()}


@given(rows)
def test_a_row_survives_as_a_line_of_json(row: Row) -> None:
    line = row.to_line()
    assert line.count("\n") == 1
    assert "NaN" not in line.replace(repr(row.failure), "") or "NaN" in str(row.run.knobs)
    assert same(Row.from_line(line), row)


@given(rows)
def test_a_row_survives_as_cells(row: Row) -> None:
    cells = cells_of(row)
    assert set(cells) <= set(columns_of([row], list(row.run.knobs)))
    assert same(row_of_cells(cells, types_of(row)), row)


@given(rows, fine_rows)
def test_a_row_survives_as_a_line_of_csv(row: Row, other: Row) -> None:
    """Also in the wider table that another row makes."""
    columns = columns_of([row, other], list(row.run.knobs))
    assert len(set(columns)) == len(columns)
    line = csvtext.line(cells_of(row), columns)
    assert line.count(b"\n") == 1
    (cells,) = csv.reader(io.StringIO(line.decode(), newline=""), strict=True)
    told = dict(zip(columns, cells, strict=True))
    again = row_of_cells(told, types_of(row))
    assert again.metrics.keys() == row.metrics.keys()
    assert again.run.key == row.run.key
    assert same(again, row)


def test_columns_are_called_as_their_knobs_and_metrics_where_that_is_clear() -> None:
    assert knob_column("lr") == "lr"
    assert knob_column("seed") == "knob_seed"
    assert metric_column("loss", ["lr"]) == "loss"
    assert metric_column("lr", ["lr"]) == "metric_lr"
    assert metric_column("claims", []) == "metric_claims"
    assert metric_column("claim_1", []) == "metric_claim_1"


def test_a_claim_is_known_by_its_words_whatever_its_values() -> None:
    assert claim_name(say("At {n:.2f} it holds, {why}!", n=3, why="so")) == "at_n_it_holds_why"
    assert claim_name("곡선이 내려가요") == "곡선이_내려가요"
    assert claim_name("") == claim_name("")
    long = claim_name("one two three four five six seven eight nine ten eleven twelve")
    assert long.startswith("one_two_three_four_five")
    assert len(long) < 60
    assert long != claim_name("one two three four five six seven eight nine ten eleven thirteen")


def test_claims_of_one_text_are_numbered() -> None:
    def claim(n: int, holds: bool) -> Claim:
        return Claim.below(say("Layer {n}", n=n), 0.0 if holds else 2.0, 1.0, source="exact")

    held = held_by_name([claim(1, True), claim(2, False), claim(3, True)])
    assert held == {"layer_n": True, "layer_n_2": False, "layer_n_3": True}


@given(fine_rows)
def test_a_failure_fits_on_a_line_and_is_never_empty(row: Row) -> None:
    assert failed(row.run, "one\ntwo\x1b[2J  three").failure == "one two\ufffd[2J three"
    assert failed(row.run, "").failure


def test_fine_is_a_run_that_ended_with_all_claims_held() -> None:
    run: Any = None
    assert Row(run, "cpu", 1.0, "", {}, {"a": True}).fine
    assert Row(run, "cpu", 1.0).fine
    assert not Row(run, "cpu", 1.0, "", {}, {"a": True, "b": False}).fine
    assert not Row(run, "cpu", None, "it broke").fine


@pytest.mark.parametrize("line", ["", "[]", "3", "{}", '{"run": {}}', "{", '{"run": null}'])
def test_what_is_no_row_is_told(line: str) -> None:
    with pytest.raises(ValueError):
        Row.from_line(line)


def test_numbers_that_are_not_finite_are_words() -> None:
    run: Any = None
    row = Row(run, "cpu", 1.0, "", {"a": math.nan, "b": -math.inf})
    cells = {"a": row.metrics["a"], "b": row.metrics["b"], "c": None, "d": True}
    assert csvtext.line(cells, ["a", "b", "c", "d"]) == b"nan,-inf,,true\n"
