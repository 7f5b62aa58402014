"""Contours lie where the matrix has their height, and paths are told apart from them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from quizapp.lab.api import Axis, Contours, Figure, Heatmap, Line, Panel, Points
from quizapp.lab.draw import CHARSETS, draw
from quizapp.lab.draw.contours import contour_lines, middles

SIDE = np.linspace(-2.0, 2.0, 41)
BOWL = np.hypot(SIDE[None, :], SIDE[:, None])
# The matrix covers half a cell more on each side than the places of its rows and columns.
COVERED = (-2.05, 2.05)
MARKED = {"braille": "⠂", "block": "▖", "ascii": "'"}


def pieces(z, level: float) -> list[tuple[float, float, float, float]]:
    """Both ends of each piece of a line through a matrix with steps of 1."""
    z = np.asarray(z, float)
    x, y = contour_lines(z, np.arange(z.shape[1]) * 1.0, np.arange(z.shape[0]) * 1.0, level)
    ends = np.stack([x, y], axis=1).reshape(-1, 3, 2)
    assert np.isnan(ends[:, 2]).all()
    return [tuple(end) for end in ends[:, :2].reshape(-1, 4).tolist()]


@settings(deadline=None)
@given(st.floats(0.4, 1.9))
def test_the_contour_of_a_cone_is_a_circle(radius: float) -> None:
    x, y = contour_lines(BOWL, SIDE, SIDE, radius)
    known = ~np.isnan(x)
    # Squares are 0.1 wide; between their corners a cone bends by at most so much.
    np.testing.assert_allclose(np.hypot(x, y)[known], radius, atol=0.1**2 / (8 * radius) + 1e-9)
    assert np.ptp(x[known]) == pytest.approx(2 * radius, abs=0.03)
    length = np.nansum(np.hypot(x[1::3] - x[::3], y[1::3] - y[::3]))
    assert length == pytest.approx(2 * math.pi * radius, rel=0.03)


def test_a_level_lies_between_a_lower_and_a_higher_place() -> None:
    assert pieces([[0, 4], [0, 4]], 1) == [(0.25, 0, 0.25, 1)] or pieces([[0, 4], [0, 4]], 1) == [
        (0.25, 1, 0.25, 0)
    ]
    assert pieces([[0, 1], [0, 1]], 2) == []
    assert pieces([[3, 3], [3, 3]], 3) == []
    assert pieces([[1.0]], 1) == []


def test_at_a_saddle_the_middle_decides() -> None:
    high_middle = pieces([[4, 0], [0, 4]], 1)  # around the two low corners
    low_middle = pieces([[2, 0], [0, 2]], 1.5)  # around the two high corners
    assert {frozenset([one[:2], one[2:]]) for one in high_middle} == {
        frozenset([(0.75, 0.0), (1.0, 0.25)]),
        frozenset([(0.0, 0.75), (0.25, 1.0)]),
    }
    assert {frozenset([one[:2], one[2:]]) for one in low_middle} == {
        frozenset([(0.25, 0.0), (0.0, 0.25)]),
        frozenset([(0.75, 1.0), (1.0, 0.75)]),
    }


HEIGHTS = st.integers(-3, 3).map(float)


@settings(deadline=None)
@given(arrays.arrays(np.float64, (5, 4), elements=HEIGHTS), st.sampled_from([-1.5, 0.5, 2.5]))
def test_lines_end_nowhere_but_at_the_edge(z, level: float) -> None:
    ends: dict[tuple[float, float], int] = {}
    for x0, y0, x1, y1 in pieces(z, level):
        for x, y in ((x0, y0), (x1, y1)):
            ends[x, y] = ends.get((x, y), 0) + 1
            sides = z[math.floor(y), math.floor(x)], z[math.ceil(y), math.ceil(x)]
            assert min(sides) < level < max(sides)
    assert all(count == 2 for (x, y), count in ends.items() if 0 < x < 3 and 0 < y < 4)


@settings(deadline=None)
@given(arrays.arrays(np.float64, (4, 4), elements=st.floats(width=64)), st.floats(-1e300, 1e300))
def test_any_numbers_give_lines_within_the_matrix(z, level: float) -> None:
    for x0, y0, x1, y1 in pieces(z, level):
        assert all(0 <= place <= 3 for place in (x0, y0, x1, y1))


def test_rows_and_columns_lie_in_the_middle_of_their_cells() -> None:
    assert middles((0, 3), 3).tolist() == [0.5, 1.5, 2.5]
    assert middles((1, -1), 2).tolist() == [0.5, -0.5]


def looks(figure: Figure, charset: str) -> dict[str, str]:
    """All characters of each role."""
    found: dict[str, str] = {}
    for row in draw(figure, 60, 20, charset=charset).rows:
        for run in row:
            found[run.role] = found.get(run.role, "") + run.text.replace(" ", "")
    return found


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_circle_is_drawn_in_every_charset(charset: str) -> None:
    figure = Figure([Panel([Contours(BOWL, COVERED, COVERED, [1.0], "far")])], "A circle.")
    rows = draw(figure, 60, 22, charset=charset).rows
    cells = [
        (row, column)
        for row, runs in enumerate(rows[1:], start=1)
        for column, role in enumerate(role for run in runs for role in [run.role] * len(run.text))
        if role == "contour"
    ]
    width = max(column for _, column in cells) - min(column for _, column in cells) + 1
    height = max(row for row, _ in cells) - min(row for row, _ in cells) + 1
    assert width == pytest.approx(57 * 2 / 4.1, abs=2)  # the circle is 2 of 4.1 wide
    assert height == pytest.approx(19 * 2 / 4.1, abs=2)
    assert MARKED[charset] in looks(figure, charset)["contour"]
    assert "far1" in "".join(looks(figure, charset)["label"])


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("below", [[], [Heatmap(BOWL, COVERED, COVERED)]])
def test_a_path_on_contours_has_signs_of_its_own(charset: str, below: list[Heatmap]) -> None:
    contours = Contours(BOWL, COVERED, COVERED, [0.5, 1.0, 1.5])
    for path in (Line([-2, 2], [-1, 1], "path"), Points([-1, 1], [0, 0], "path")):
        found = looks(Figure([Panel([*below, contours, path])], "x"), charset)
        sign = "*" if charset == "ascii" else "●"
        assert sign in found["series-0"]
        assert sign not in found["contour"]


def test_in_braille_contours_are_dotted_and_a_path_keeps_its_own_dots() -> None:
    flat = Contours([[0.0] * 9, [1.0] * 9], (0, 1), (0, 1), [0.5])
    found = looks(Figure([Panel([flat])], "x"), "braille")
    assert set(found["contour"]) <= set("⠁⠂⠄⡀")  # left dots only
    path = looks(Figure([Panel([flat, Line([0, 1], [0.5, 0.5])])], "x"), "braille")
    assert set(path["series-0"]) <= set("●⠁⠉")  # no dots of the contour between them


def test_the_color_below_a_contour_stays() -> None:
    marks = [Heatmap(BOWL, COVERED, COVERED), Contours(BOWL, COVERED, COVERED, [1.0])]
    rows = draw(Figure([Panel(marks)], "x"), 40, 16).rows
    backs = {run.back for row in rows for run in row if run.role == "contour"}
    assert backs and all(back.startswith("heat-") for back in backs)


def test_nan_is_a_gap_and_lines_end_before_it() -> None:
    z = np.where(SIDE[None, :] < 0, math.nan, BOWL)
    x, _ = contour_lines(z, SIDE, SIDE, 1.0)
    assert np.nanmin(x) >= 0
    assert not np.isnan(x).all()


def test_logarithmic_axes_and_odd_ranges_draw_something_or_nothing() -> None:
    for covered in (COVERED, (1.0, 1.0), (0.0, 1e-300), (2.0, -2.0)):
        marks = [Contours(BOWL, covered, covered, [1.0, 1.0, 99.0])]
        draw(Figure([Panel(marks, x=Axis(log=True), y=Axis(log=True))], "x"), 40, 12)
