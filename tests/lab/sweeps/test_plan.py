"""Grids and seeds become runs; runs that are done are not done again."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import LabError
from quizapp.lab.catalog import DemoSpec, read_demo
from quizapp.lab.sweeps.plan import SweepRun, make_plan, plan_of_runs

FINE = read_demo(Path(__file__).parents[2] / "data" / "demos" / "fine.py")

counts = st.lists(st.integers(1, 100), min_size=1, max_size=5)
scales = st.lists(st.floats(0.5, 2, allow_nan=False), min_size=1, max_size=4)


@given(counts, scales, st.integers(1, 4), st.sampled_from(["auto", "cpu", "cuda"]))
def test_a_plan_is_the_product_of_its_grids_and_seeds(
    count: list[int], scale: list[float], seeds: int, device: str
) -> None:
    grid = {"scale": [str(x) for x in scale], "count": [str(n) for n in count]}
    plan = make_plan(FINE, "abc", grid, {"way": "down"}, seeds=seeds, device=device)
    asked = [(run.knobs["scale"], run.knobs["count"], run.seed) for run in plan.runs]
    once = itertools.product(dict.fromkeys(scale), dict.fromkeys(count), range(seeds))
    assert asked == list(once)
    assert plan.axes == ("scale", "count")
    assert {(run.device, run.knobs["way"], run.knobs["loud"]) for run in plan.runs} == {
        (device, "down", False)
    }
    assert len({run.key for run in plan.runs}) == len(plan.runs)


@given(st.data(), counts, st.integers(1, 4))
def test_what_is_missing_is_what_is_not_done(data: st.DataObject, count: list[int], seeds) -> None:
    plan = make_plan(FINE, "abc", {"count": [str(n) for n in count]}, {}, seeds=seeds)
    done = data.draw(st.sets(st.sampled_from([run.key for run in plan.runs])))
    missing = plan.missing(done)
    assert {run.key for run in missing} | done == set(plan.places)
    assert not {run.key for run in missing} & done
    assert len(missing) == len(plan.runs) - len(done)
    assert [run.seed for run in missing] == sorted(run.seed for run in missing)


@given(counts, st.integers(1, 3))
def test_a_larger_plan_has_the_runs_of_a_smaller_one(count: list[int], seeds: int) -> None:
    small = make_plan(FINE, "abc", {"count": [str(n) for n in count]}, {}, seeds=seeds)
    grid = {"count": [*(str(n) for n in count), "99"]}
    large = make_plan(FINE, "abc", grid, {"scale": "1"}, seeds=seeds + 1)
    assert set(small.places) <= set(large.places)


def test_a_key_tells_apart_whatever_decides_a_run() -> None:
    run = SweepRun("a", "s", {"x": 1}, 0, "cpu")
    others = [
        SweepRun("b", "s", {"x": 1}, 0, "cpu"),
        SweepRun("a", "t", {"x": 1}, 0, "cpu"),
        SweepRun("a", "s", {"x": 2}, 0, "cpu"),
        SweepRun("a", "s", {"x": 1}, 1, "cpu"),
        SweepRun("a", "s", {"x": 1}, 0, "auto"),
    ]
    assert len({each.key for each in [run, *others]}) == 6
    assert SweepRun.from_json(run.to_json()).key == run.key
    # Files and job arrays that were begun must be understood by later versions.
    assert run.key == "f656de7f76aeeb02408621a2"


def test_runs_give_their_plan_back() -> None:
    plan = make_plan(FINE, "abc", {"count": ["3", "1"], "way": ["up"]}, {}, seeds=2)
    again = plan_of_runs(plan.runs[::-1] + plan.runs)
    assert set(again.places) == set(plan.places)
    assert again.axes == ("count",)
    assert [run.knobs["count"] for run in again.runs] == [1, 1, 3, 3]
    with pytest.raises(LabError, match="two versions of fine"):
        plan_of_runs([*plan.runs, *make_plan(FINE, "abd", {}, {}).runs])


@pytest.mark.parametrize(
    ("grid", "fixed", "seeds", "message", "hint"),
    [
        ({"coun": ["1"]}, {}, 1, "There is no knob coun", "Did you mean count?"),
        ({"count": ["1"]}, {"scal": "1"}, 1, "There is no knob scal", "Did you mean scale?"),
        (
            {"count": ["1", "101"]},
            {},
            1,
            "count cannot be 101",
            "count is a whole number from 1 to 100.",
        ),
        ({"way": ["up", "left"]}, {}, 1, "way cannot be left", "Choose one of up, down."),
        ({"count": ["1"]}, {"count": "2"}, 1, "count is both in --grid and in --set.", ""),
        ({"count": ["1", "2"]}, {}, 500_001, "This sweep has 1000002 runs", ""),
    ],
)
def test_what_does_not_fit(grid, fixed, seeds, message: str, hint: str) -> None:
    with pytest.raises(LabError) as told:
        make_plan(FINE, "abc", grid, fixed, seeds=seeds)
    assert str(told.value.message).startswith(message)
    assert hint in str(told.value.hint)


def test_a_text_that_no_table_could_hold_is_refused(misbehaves: DemoSpec) -> None:
    for strange in ("a\nb", "\x1b[2J", "\udc80"):
        with pytest.raises(LabError, match="how cannot be"):
            make_plan(misbehaves, "abc", {}, {"how": strange})


@pytest.fixture
def misbehaves() -> DemoSpec:
    return read_demo(Path(__file__).parents[2] / "data" / "demos" / "misbehaves.py")
