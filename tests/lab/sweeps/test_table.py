"""Tables that keep every row, heal what was cut off, and refuse what is not theirs."""

import dataclasses
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.errors import LabError
from quizapp.lab.sweeps.plan import Plan, make_plan
from quizapp.lab.sweeps.rows import Row, failed
from quizapp.lab.sweeps.source import Source
from quizapp.lab.sweeps.table import open_table

SUFFIXES = ["csv", "parquet"]


@pytest.fixture
def plan(source: Source) -> Plan:
    return make_plan(source.spec, source.digest, {"gain": ["0.1", "0.2"]}, {}, seeds=3)


def row(plan: Plan, place: int, **metrics: float) -> Row:
    run = plan.runs[place]
    told = {"height": float(place), "gain": 0.5, **metrics}
    return Row(run, "cpu", 0.25, "", told, {"the_gain_is_n": place != 4})


def lines(rows: list[Row]) -> list[str]:
    return [each.to_line() for each in rows]


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None
)
@given(data=st.data())
def test_rows_in_any_order_and_any_number_of_parts_make_the_same_file(
    data: st.DataObject, suffix: str, plan: Plan, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("tables")
    whole, parts = folder / f"whole.{suffix}", folder / f"parts.{suffix}"
    rows = [row(plan, place, **{f"only_{place}": 1.0}) for place in range(6)]
    with open_table(whole, plan) as table:
        for each in rows:
            table.add(each)
    order = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, 6))
    for part in (order[:cut], order[cut:] + order[:2]):
        with open_table(parts, plan) as table:
            for each in part:
                table.add(each)
    assert parts.read_bytes() == whole.read_bytes()
    with open_table(whole, plan) as table:
        assert lines(table.ordered) == lines(rows)
    assert sorted(path.name for path in folder.iterdir()) == sorted([whole.name, parts.name])


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(data=st.data())
def test_whatever_a_power_cut_leaves_of_the_last_line_is_healed(
    data: st.DataObject, plan: Plan, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("tables") / "t.csv"
    rows = [row(plan, place) for place in range(5)]
    with open_table(path, plan) as table:
        for each in rows:
            table.add(each)
    text = path.read_bytes()
    head = text.index(b"\n") + 1
    kept = data.draw(st.integers(head, len(text)))
    path.write_bytes(text[:kept])
    with open_table(path, plan) as table:
        whole = text[:kept].count(b"\n") - 1
        assert lines(table.ordered) == lines(rows[:whole])
        for each in rows[whole:]:
            table.add(each)
        assert path.read_bytes() == text  # before the table is closed
    assert path.read_bytes() == text


def test_a_row_is_in_the_file_before_the_next_run(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with open_table(path, plan) as table:
        for place in range(3):
            table.add(row(plan, place))
            assert path.read_bytes().count(b"\n") == place + 2


def test_lines_beside_a_parquet_file_are_cut_and_healed_too(plan: Plan, tmp_path: Path) -> None:
    path, beside = tmp_path / "t.parquet", tmp_path / "t.parquet.part"
    table = open_table(path, plan)
    for place in range(3):
        table.add(row(plan, place))
    assert not path.exists()
    left = beside.read_bytes()  # as if the process had been killed here
    table.close()
    path.unlink()
    beside.write_bytes(left[:-10])
    with open_table(path, plan) as table:
        assert lines(table.ordered) == lines([row(plan, 0), row(plan, 1)])
        table.add(row(plan, 2))
        assert beside.read_bytes() == left
    assert path.exists()
    assert not beside.exists()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_run_that_failed_is_missing_until_it_succeeds(
    suffix: str, plan: Plan, tmp_path: Path
) -> None:
    path = tmp_path / f"t.{suffix}"
    first, second = plan.runs[:2]
    with open_table(path, plan) as table:
        table.add(failed(first, "it broke"))
        table.add(row(plan, 1))
    for why in ("it broke", "it broke again"):
        with open_table(path, plan) as table:
            assert [each.failure for each in table.ordered] == [why, ""]
            assert first in plan.missing(table.done)
            assert second not in plan.missing(table.done)
            table.add(failed(first, "it broke again"))
            table.add(failed(second, "it was fine before"))
    with open_table(path, plan) as table:
        table.add(row(plan, 0))
    with open_table(path, plan) as table:
        assert lines(table.ordered) == lines([row(plan, 0), row(plan, 1)])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_larger_sweep_goes_on_with_the_file_of_a_smaller_one(
    suffix: str, plan: Plan, source: Source, tmp_path: Path
) -> None:
    path = tmp_path / f"t.{suffix}"
    with open_table(path, plan) as table:
        table.add(row(plan, 0))
    more = make_plan(source.spec, source.digest, {"gain": ["0.3", "0.1", "0.2"]}, {}, seeds=4)
    with open_table(path, more) as table:
        assert len(more.missing(table.done)) == 11


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_file_of_another_sweep_is_refused_and_left(
    suffix: str, plan: Plan, source: Source, tmp_path: Path
) -> None:
    path = tmp_path / f"t.{suffix}"
    with open_table(path, plan) as table:
        table.add(row(plan, 0))
    before = path.read_bytes()
    spec = source.spec
    others = {
        "gain=0.1 seed=3": make_plan(spec, source.digest, {"gain": ["0.2"]}, {}),
        "device auto": make_plan(spec, source.digest, {"gain": ["0.1"]}, {}, device="cpu"),
        "was another": make_plan(spec, "0" * 12, {"gain": ["0.1"]}, {}),
        "runs of wave": make_plan(dataclasses.replace(spec, pack="p"), source.digest, {}, {}),
    }
    for why, other in others.items():
        with pytest.raises(LabError, match="is of another sweep") as told:
            open_table(path, other)
        assert why in str(told.value)
        assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("t.csv", b"a,b\n1,2\n", "This is not the table of a sweep"),
        ("t.csv", b"no line end", "This is not the table of a sweep"),
        ("t.csv", b"\xff\xfe\n", "This is not the table of a sweep"),
        ("t.csv", b"\n", "This is not the table of a sweep"),
        ("t.parquet", b"PAR1", "This is not the table of a sweep"),
        ("t.txt", b"", "A table cannot be saved as this kind of file."),
        ("none/t.csv", None, "There is no folder"),
    ],
)
def test_what_is_no_table_is_refused_and_left(
    name: str, text: bytes | None, message: str, plan: Plan, tmp_path: Path
) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_bytes(text)
    with pytest.raises(LabError, match=message):
        open_table(path, plan)
    assert [each.name for each in tmp_path.iterdir()] == ([name] if text is not None else [])
    assert text is None or path.read_bytes() == text


def test_a_line_that_was_spoiled_is_named(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with open_table(path, plan) as table:
        table.add(row(plan, 0))
        table.add(row(plan, 1))
    text = path.read_text()
    path.write_text(text.replace(",0.25,", ",quick,"))
    with pytest.raises(LabError, match=r"t\.csv:2: .*seconds = 'quick'"):
        open_table(path, plan)
    path.write_text(text + "wave\n")
    with pytest.raises(LabError, match=r"t\.csv:4: "):
        open_table(path, plan)


def test_a_spreadsheet_may_save_it(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with open_table(path, plan) as table:
        table.add(row(plan, 0))
    text = path.read_text()
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").replace("true", "TRUE").encode())
    with open_table(path, plan) as table:
        assert lines(table.ordered) == lines([row(plan, 0)])
    assert path.read_text() == text


def test_an_empty_file_is_as_good_as_none(plan: Plan, tmp_path: Path) -> None:
    for name in ("t.csv", "t.parquet"):
        (tmp_path / name).touch()
        with open_table(tmp_path / name, plan) as table:
            table.add(row(plan, 0))
        assert (tmp_path / name).stat().st_size


def test_two_sweeps_do_not_write_one_file(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with open_table(path, plan), pytest.raises(LabError, match="Another sweep is writing"):
        open_table(path, plan)
    with open_table(path, plan):
        pass


def test_parquet_keeps_types_and_tells_nan_from_none(plan: Plan, tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "t.parquet"
    with open_table(path, plan) as table:
        table.add(row(plan, 0, wild=float("nan"), wide=float("inf")))
        table.add(failed(plan.runs[1], "it broke"))
    schema = pq.read_schema(path)
    told = {name: str(schema.field(name).type) for name in schema.names}
    assert told["gain"] == told["height"] == told["seconds"] == told["metric_gain"] == "double"
    assert told["knob_seed"] == told["seed"] == told["claims"] == "int64"
    assert told["loud"] == told["claim_the_gain_is_n"] == "bool"
    assert told["way"] == told["failure"] == "string"
    one, two = pq.read_table(path).to_pylist()
    assert one["wild"] != one["wild"]
    assert one["wide"] == float("inf")
    assert (two["wild"], two["failure"], two["claims"]) == (None, "it broke", None)


def test_without_pyarrow_the_extra_is_named(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(LabError) as told:
        open_table(tmp_path / "t.parquet", plan)
    assert 'pip install "quizapp[sweeps]"' in str(told.value)
