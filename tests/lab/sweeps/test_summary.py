"""What a sweep came to, as numbers, as text and as a picture."""

import json
import math
import statistics

import pytest

from quizapp.core.say import plain
from quizapp.errors import LabError
from quizapp.lab.api import Bars, Figure, Histogram, Line, Points
from quizapp.lab.draw import draw
from quizapp.lab.sweeps.picture import MOST_LINES, picture
from quizapp.lab.sweeps.plan import Plan, make_plan
from quizapp.lab.sweeps.report import MOST_SETTINGS, as_text
from quizapp.lab.sweeps.rows import Row, failed
from quizapp.lab.sweeps.source import Source
from quizapp.lab.sweeps.summary import Spread, summarize


def planned(source: Source, seeds: int = 2, **grid: str) -> Plan:
    return make_plan(
        source.spec, source.digest, {k: v.split(",") for k, v in grid.items()}, {}, seeds=seeds
    )


def rows_of(plan: Plan, **more: float) -> list[Row]:
    """Rows whose height is ten times the gain, and the seed."""
    return [
        Row(
            run,
            "cpu",
            1.0,
            "",
            {"same": 7.0, "height": 10 * float(run.knobs["gain"]) + run.seed, **more},
            {"it_is_low": float(run.knobs["gain"]) < 1},
        )
        for run in plan.runs
    ]


def figure_of(rows: list[Row], plan: Plan, metric: str = "") -> Figure:
    figure = picture(summarize(rows, plan.axes, metric), rows)
    assert figure is not None
    assert draw(figure, 80, 20).text().strip()
    assert plain(figure.says)
    return figure


def test_a_setting_has_mean_and_deviation_over_its_seeds(source: Source) -> None:
    plan = planned(source, seeds=3, gain="0.5,2")
    summary = summarize(rows_of(plan), plan.axes)
    assert [dict(each.values) for each in summary.settings] == [{"gain": 0.5}, {"gain": 2.0}]
    first = summary.settings[0].metrics["height"]
    assert (first.mean, first.sd) == (6.0, statistics.stdev([5, 6, 7]))
    assert [(each.claims, each.held) for each in summary.settings] == [(3, 3), (3, 0)]
    assert summary.claims == {"it_is_low": (3, 6)}
    assert (summary.runs, summary.failed, summary.fine) == (6, 0, False)


def test_the_metric_is_the_first_that_varies(source: Source) -> None:
    plan = planned(source, gain="0.5,2")
    rows = rows_of(plan)
    assert summarize(rows, plan.axes).metric == "height"
    assert summarize(rows, plan.axes, "same").metric == "same"
    one = planned(source, gain="0.5")
    assert summarize(rows_of(one), one.axes).metric == "height"
    single = planned(source, seeds=1)
    assert summarize(rows_of(single), ()).metric == "same"
    with pytest.raises(LabError, match=r"There is no metric heigt\.\n  Did you mean height\?"):
        summarize(rows, plan.axes, "heigt")


def test_numbers_that_are_not_finite_are_counted_and_not_averaged(source: Source) -> None:
    assert Spread.of([1.0, math.nan, 3.0, math.inf]) == Spread(2.0, statistics.stdev([1, 3]), 2, 4)
    none = Spread.of([math.nan])
    assert math.isnan(none.mean)
    assert none.sd is None
    plan = planned(source, gain="0.5,2")
    rows = rows_of(plan)
    rows[0] = Row(plan.runs[0], "cpu", 1.0, "", {"height": math.nan})
    summary = summarize(rows, plan.axes)
    assert "(1 of 2 finite)" in as_text(summary, 80)
    json.loads(json.dumps(summary.to_json(), allow_nan=False))


def test_failed_runs_are_counted(source: Source) -> None:
    plan = planned(source, gain="0.5,0.7")
    rows = [failed(plan.runs[0], "no"), *rows_of(plan)[1:]]
    summary = summarize(rows, plan.axes)
    assert not summary.fine
    assert "2 (1 failed)" in as_text(summary, 80)
    every = [failed(run, "no") for run in plan.runs]
    assert summarize(every, plan.axes).metric == ""
    assert picture(summarize(every, plan.axes), every) is None
    assert "2 (2 failed)" in as_text(summarize(every, plan.axes), 80)


def test_the_text_has_a_line_for_each_setting_and_names_broken_claims(source: Source) -> None:
    plan = planned(source, gain="0.5,2")
    assert as_text(summarize(rows_of(plan), plan.axes), 80) == (
        "gain  runs       height  same  claims that hold\n"
        " 0.5     2   5.5 ± 0.71     7        100% (2/2)\n"
        "   2     2  20.5 ± 0.71     7          0% (0/2)\n"
        "\n"
        "Claims that did not always hold\n"
        "  50% (2/4)  it is low"
    )


def test_what_does_not_fit_is_named(source: Source) -> None:
    plan = planned(source, seeds=1, gain=",".join(str(n / 100) for n in range(50)))
    more = {f"metric_number_{n}": float(n) for n in range(9)}
    text = as_text(summarize(rows_of(plan, **more), plan.axes), 60)
    assert f"… and {50 - MOST_SETTINGS} more settings" in text
    shown, _, left = text.partition("Not shown for want of room: ")
    assert all(name in shown.splitlines()[0] or name in left for name in [*more, "height"])
    assert all(len(line) <= 60 for line in shown.splitlines())


def test_a_share_is_whole_only_where_all_hold(source: Source) -> None:
    plan = planned(source, seeds=2000, gain="0.5")
    rows = rows_of(plan)
    rows[7] = Row(rows[7].run, "cpu", 1.0, "", rows[7].metrics, {"it_is_low": False})
    assert "99.9% (1999/2000)" in as_text(summarize(rows, plan.axes), 80)


def test_one_knob_is_a_curve_of_means_with_every_run(source: Source) -> None:
    plan = planned(source, gain="2,0.5,1")
    (panel,) = figure_of(rows_of(plan), plan).panels
    line, points = panel.marks
    assert isinstance(line, Line)
    assert isinstance(points, Points)
    assert (list(line.x), list(line.y)) == ([0.5, 1.0, 2.0], [5.5, 10.5, 20.5])
    assert len(list(points.x)) == 6


def test_a_second_knob_makes_a_line_for_each_of_its_values(source: Source) -> None:
    plan = planned(source, gain="0.5,1", seed="1,2,3")
    figure = figure_of(rows_of(plan), plan)
    assert [mark.label for mark in figure.panels[0].marks] == ["seed=1", "seed=2", "seed=3"]
    plan = planned(source, gain="0.5,1", seed="0,1,2,3,4,5,6,7")
    figure = figure_of(rows_of(plan), plan)
    assert len(figure.panels[0].marks) == MOST_LINES
    assert "for 6 of 8 values of seed" in plain(figure.says)


def test_a_third_knob_is_averaged_over_and_said(source: Source) -> None:
    plan = planned(source, gain="0.5,1", loud="true", seed="1,2", way="up,down")
    figure = figure_of(rows_of(plan), plan)
    assert len(figure.panels[0].marks) == 2
    assert plain(figure.says).endswith("over all values of way.")


@pytest.mark.parametrize("knob", ["way=up,down", "loud=true,false"])
def test_what_is_no_scale_is_bars(knob: str, source: Source) -> None:
    name, _, values = knob.partition("=")
    plan = planned(source, **{name: values})
    assert isinstance(figure_of(rows_of(plan), plan).panels[0].marks[0], Bars)


def test_without_a_grid_it_is_a_histogram_over_the_seeds(source: Source) -> None:
    plan = planned(source, seeds=9)
    assert isinstance(figure_of(rows_of(plan), plan).panels[0].marks[0], Histogram)
    point = planned(source, seeds=9, gain="0.5", way="up")
    assert isinstance(figure_of(rows_of(point), point).panels[0].marks[0], Histogram)
    one = planned(source, seeds=1)
    assert picture(summarize(rows_of(one), one.axes), rows_of(one)) is None


def test_values_over_decades_have_logarithmic_axes(source: Source) -> None:
    plan = planned(source, seeds=1, gain="0.01,0.1,1")
    panel = figure_of(rows_of(plan), plan).panels[0]
    assert panel.x.log
    assert panel.y.log
    plan = planned(source, seeds=1, gain="0,0.1,1")
    assert not figure_of(rows_of(plan), plan).panels[0].x.log
