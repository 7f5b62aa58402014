import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.cells import cell_width
from quizapp.errors import UsageError
from quizapp.lab.api import (
    Axis,
    Bars,
    Contours,
    Figure,
    Heatmap,
    Histogram,
    Line,
    Mark,
    Panel,
    Points,
    Rule,
)
from quizapp.lab.draw import CHARSETS, Picture, draw
from quizapp.lab.draw.canvas import ROLES

RAMP = Line([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], "up")
FALL = Line([0, 1, 2, 3, 4], [4, 3, 2, 1, 0], "fall")


def figure(*marks: Mark, says: str = "What is to be seen.", **panel: Any) -> Figure:
    return Figure([Panel(marks, **panel)], says)


def drawn(fig: Figure, width: int, height: int, charset: str = "braille", **kw: Any) -> list[str]:
    return draw(fig, width, height, charset=charset, **kw).text().split("\n")


def roles(picture: Picture, character: str) -> set[str]:
    return {run.role for row in picture.rows for run in row if character in run.text}


def test_two_lines_in_ascii() -> None:
    fig = figure(RAMP, FALL, title="Crossing", x=Axis("step"), y=Axis("loss"))
    assert drawn(fig, 36, 12, "ascii") == [
        "  Crossing",
        "loss                   * up   o fall",
        "4+oooo                          ****",
        " |    ooooo                *****",
        " |         oooooo    ******",
        "2+               o*o*",
        " |         ******    oooooo",
        " |    *****                ooooo",
        "0+****                          oooo",
        " ++-------+--------+-------+-------+",
        "  0       1        2       3       4",
        "                 step",
    ]


def test_one_line_in_braille() -> None:
    assert drawn(figure(Line([0, 1, 2], [0, 1, 0])), 20, 6) == [
        "1┤       ⣀⠔⠑⢄⡀",
        " │     ⡠⠊    ⠈⠢⡀",
        " │  ⢀⠔⠉        ⠈⠑⢄",
        "0┤⡠⠊⠁             ⠉⢢",
        " └┬────────┬───────┬",
        "  0        1       2",
    ]


def test_lying_bars_in_ascii_with_names_and_values() -> None:
    fig = figure(Bars(["SGD", "Adam"], [1, 2], "a"), Bars(["SGD", "Adam"], [0.5, 1.5], "b"))
    assert drawn(fig, 30, 8, "ascii") == [
        "                     # a   o b",
        " SGD |########## 1",
        "     |ooooo 0.5",
        "     |",
        "Adam |################### 2",
        "     |oooooooooooooo 1.5",
        "     ++------------------+",
        "      0                  2",
    ]


def test_negative_bars_go_to_the_left_of_zero() -> None:
    assert drawn(figure(Bars(["a", "b"], [-1, 1])), 30, 5) == [
        "a │ ███████████ -1",
        "  │",
        "b │            ███████████▏ 1",
        "  └┬───────────┬──────────┬",
        "   -1          0          1",
    ]


def test_standing_bars_where_there_is_a_line_as_well() -> None:
    fig = figure(Bars(["a", "b", "c"], [1, 2, 3]), Rule(2.5, "goal"), Line([0, 2], [1, 1]))
    assert drawn(fig, 26, 9) == [
        " │  goal           ▆▆▆▆▆▆",
        " │╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌██████╌",
        "2┤         ▄▄▄▄▄▄  ██████",
        " │         ██████  ██████",
        " │ ▂▂▂⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡀██",
        " │ ██████  ██████  ██████",
        "0┤ ██████  ██████  ██████",
        " └────────────────────────",
        "     a       b       c",
    ]


def test_names_that_would_look_alike_are_cut_without_a_sign() -> None:
    names = ["양성 표본", "양자화", "검증"]
    shown = drawn(figure(Bars(names, [1, 2, 3]), Line([0, 2], [1, 1])), 17, 6)
    assert shown[-1].split() == ["양성", "양자", "검증"]


def test_histogram_in_blocks() -> None:
    fig = figure(Histogram([0, 1, 2, 3, 4], [1, 4, 2, 0]))
    assert drawn(fig, 21, 7, "block") == [
        "4┤     ▆▆▆▆▆",
        " │     █████",
        "2┤     █████▃▃▃▃",
        " │▂▂▂▂▂█████████",
        "0┤██████████████",
        " └┬────────┬────────┬",
        "  0        2        4",
    ]


def test_heat_map_has_row_0_at_the_bottom() -> None:
    fig = figure(Heatmap([[0, 1], [2, 3]], (0, 2), (0, 2), "z"))
    assert drawn(fig, 24, 9) == [
        "         z 0  ░░▒▒▓▓██ 3",
        "2┤▓▓▓▓▓▓▓▓▓▓▓███████████",
        " │▓▓▓▓▓▓▓▓▓▓▓███████████",
        " │▓▓▓▓▓▓▓▓▓▓▓███████████",
        "1┤           ░░░░░░░░░░░",
        " │           ░░░░░░░░░░░",
        "0┤           ░░░░░░░░░░░",
        " └┬──────────┬─────────┬",
        "  0          1         2",
    ]
    assert [line[2:] for line in drawn(fig, 24, 9, "ascii")[1:7]] == [
        *["!" * 11 + "$" * 11] * 3,
        *[" " * 11 + ":" * 11] * 3,
    ]


def test_a_heat_map_has_two_matrix_rows_in_each_row_of_cells() -> None:
    picture = draw(figure(Heatmap([[0.0], [1.0]] * 2, (0, 1), (0, 4))), 20, 5)
    inside = {(run.text[0], run.role, run.back) for row in picture.rows for run in row if run.back}
    assert inside == {("▀", "heat-15", "heat-0")}


def test_a_large_matrix_is_averaged_and_unknown_values_are_left_empty() -> None:
    z = np.tile([0.0, 3.0], (50, 200))
    picture = draw(figure(Heatmap(z, (0, 1), (0, 1))), 42, 9)
    inside = {run.role for row in picture.rows for run in row if run.back}
    assert inside <= {f"heat-{i}" for i in range(5, 11)}
    unknown = figure(Heatmap([[math.nan, 1.0]], (0, 1), (0, 1)))
    assert drawn(unknown, 20, 6)[1].startswith("1┤         ▒")


def test_decades_on_logarithmic_axes() -> None:
    x = np.logspace(0, 4, 50)
    fig = figure(Line(x, 1 / x), x=Axis("n", log=True), y=Axis(log=True))
    assert drawn(fig, 40, 10) == [
        "   1┤⠒⠦⢤⣀",
        "    │    ⠉⠓⠢⠤⣀⡀",
        "    │         ⠈⠉⠒⠤⢄⣀",
        "0.01┤               ⠉⠓⠢⢤⣀⡀",
        "    │                    ⠉⠑⠒⠤⣀⡀",
        "    │                         ⠈⠉⠒⠢⠤⣀",
        "1e-4┤                               ⠉⠑⠲⠤",
        "    └┬───────┬────────┬────────┬───────┬",
        "     1       10      100      1000   1e4",
        "                      n",
    ]


def test_korean_labels_keep_the_frame_aligned() -> None:
    fig = figure(Line([0, 1], [0, 1], "학습"), title="손실 곡선", x=Axis("단계"), y=Axis("손실"))
    assert drawn(fig, 30, 8, "ascii") == [
        "  손실 곡선",
        "손실                    * 학습",
        "1+                      ******",
        " |               *******",
        " |       ********",
        "0+*******",
        " ++--------------------------+",
        "  0                          1",
    ]


def test_labels_are_translated_and_made_harmless() -> None:
    fig = figure(RAMP, title="loss\n\x1b[31m", x=Axis("step"))
    korean = {"step": "단계", "up": "위"}
    shown = "\n".join(drawn(fig, 40, 12, translate=lambda text: korean.get(text, text)))
    assert "단계" in shown
    assert "위" in shown
    assert "\x1b" not in shown


def test_each_series_has_a_sign_of_its_own_in_the_legend_and_on_its_curve() -> None:
    for charset in CHARSETS:
        picture = draw(figure(RAMP, FALL), 40, 12, charset=charset)
        first, second = ("*", "o") if charset == "ascii" else ("●", "○")
        assert roles(picture, first) == {"series-0"}
        assert roles(picture, second) == {"series-1"}
        for sign in (first, second):
            assert picture.text().count(sign) > 1


def test_marks_with_the_same_label_share_their_look() -> None:
    fig = figure(RAMP, FALL, Points([0.5], [3.9], "up"))
    assert roles(draw(fig, 40, 12, charset="ascii"), "o") == {"series-1"}
    assert draw(fig, 40, 12).text().count(" up") == 1


def test_nan_makes_a_gap_and_infinity_is_cut_off() -> None:
    gap = drawn(figure(Line([0, 1, 2, 3, 4], [1, 1, math.nan, 1, 1])), 21, 6, "ascii")
    line = next(row for row in gap if "*" in row)
    assert line.count("*") < 14
    assert "* " in line
    cut = drawn(figure(Line([0, 1, 2], [0, math.inf, 0])), 20, 6, "ascii")
    assert "*" in cut[0]
    assert any(row.endswith("*") for row in cut)


def test_a_ghost_lies_below_in_its_own_role() -> None:
    picture = draw(figure(RAMP), 40, 12, charset="ascii", ghost=figure(FALL))
    assert "." in picture.text()
    assert {r.role for row in picture.rows for r in row if ".." in r.text} == {"ghost"}
    assert "run before" in picture.text()


@pytest.mark.parametrize("height", [9, 4])
def test_bars_show_the_heights_of_the_run_before(height: int) -> None:
    now, before = figure(Bars(["a", "b"], [2, 3])), figure(Bars(["b", "a"], [1, 1]))
    picture = draw(now, 30, height, charset="ascii", ghost=before)
    marks = [run.text for row in picture.rows for run in row if run.role == "ghost"]
    assert any(":" in text or "-" in text for text in marks)


def test_points_are_signs_and_a_crowd_is_dots() -> None:
    few = draw(figure(Points([0, 1, 2], [0, 1, 2])), 30, 10).text()
    assert few.count("●") == 3
    many = np.random.default_rng(0).normal(size=(2, 500))
    assert "●" not in draw(figure(Points(many[0], many[1])), 30, 10).text()


def test_panels_stand_side_by_side_when_wide_and_stacked_when_high() -> None:
    fig = Figure([Panel([RAMP], title="left"), Panel([FALL], title="right")], "says")
    wide, high = drawn(fig, 80, 12), drawn(fig, 36, 30)
    assert any("left" in row and "right" in row for row in wide)
    assert not any("left" in row and "right" in row for row in high)
    assert {"left", "right"} <= {row.strip().split(" ")[0] for row in high}


def test_where_nothing_fits_the_sentence_is_shown() -> None:
    fig = figure(RAMP, says="The loss falls to 0.1.")
    assert drawn(fig, 10, 3) == ["The loss", "falls to", "0.1."]
    assert drawn(fig, 10, 2) == ["The loss", "falls to…"]
    assert drawn(Figure([], "Nothing yet."), 30, 2) == ["Nothing yet.", ""]


def test_panels_without_room_are_counted() -> None:
    fig = Figure([Panel([RAMP])] * 5, "says")
    assert drawn(fig, 30, 10)[-1] == "1 more in a larger window"


def test_an_unknown_charset_is_the_users_error() -> None:
    with pytest.raises(UsageError):
        draw(figure(RAMP), 40, 10, charset="pixels")


NUMBERS = st.floats(width=64) | st.integers(-5, 5).map(float)
ARRAYS = st.lists(NUMBERS, max_size=8)
LABELS = st.sampled_from(["", "loss", "손실 값", "x\u0302", "a very long label " * 4])
RANGES = st.tuples(NUMBERS, NUMBERS)
MARKS: st.SearchStrategy[Mark] = st.one_of(
    st.builds(Line, ARRAYS, ARRAYS, LABELS),
    st.builds(Points, ARRAYS, ARRAYS, LABELS),
    st.builds(Bars, st.lists(LABELS, max_size=5), ARRAYS, LABELS),
    st.builds(Histogram, ARRAYS, ARRAYS, LABELS),
    st.builds(Rule, NUMBERS, LABELS, st.booleans()),
    st.builds(
        Heatmap,
        st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=4),
        *(RANGES, RANGES, LABELS),
    ),
    st.builds(
        Contours,
        st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=4),
        *(RANGES, RANGES, st.lists(NUMBERS, max_size=4), LABELS),
    ),
)
AXES = st.builds(Axis, LABELS, st.booleans(), st.none() | NUMBERS, st.none() | NUMBERS)
PANELS = st.builds(Panel, st.lists(MARKS, max_size=4), LABELS, AXES, AXES)
FIGURES = st.builds(Figure, st.lists(PANELS, max_size=4), LABELS)


@settings(max_examples=150, deadline=None)
@given(
    FIGURES,
    st.integers(1, 90),
    st.integers(1, 30),
    st.sampled_from(CHARSETS),
    st.none() | FIGURES,
)
def test_every_figure_fills_exactly_its_size(
    fig: Figure, width: int, height: int, charset: str, ghost: Figure | None
) -> None:
    picture = draw(fig, width, height, charset=charset, ghost=ghost)
    assert len(picture.rows) == height
    for row in picture.rows:
        assert sum(cell_width(run.text) for run in row) == width
        assert all(run.role in ROLES and run.back in ROLES for run in row)
    assert all(line == line.rstrip() for line in picture.text().split("\n"))
    if charset == "ascii":
        drawn_by_us = "".join(c for c in picture.text() if not c.isalnum() and c not in "\u0302∞")
        assert drawn_by_us.isascii()


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize(("width", "height"), [(12, 4), (13, 5), (20, 6), (60, 20), (200, 60)])
def test_typical_sizes_show_the_curve(charset: str, width: int, height: int) -> None:
    picture = draw(figure(RAMP, title="t", x=Axis("x")), width, height, charset=charset)
    used = {run.role for row in picture.rows for run in row if run.text.strip()}
    assert {"series-0", "axis", "label"} <= used
