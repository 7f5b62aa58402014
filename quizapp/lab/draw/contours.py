"""Contours: lines of equal height through a matrix, found by marching squares."""

import numpy as np
from numpy.typing import NDArray

from quizapp.lab.api import Contours, as_array
from quizapp.lab.draw.canvas import Codes, Dots, braille, characters, polyline, quadrants
from quizapp.lab.draw.plot import Plot
from quizapp.lab.draw.scales import Numbers, number

_LARGEST = 1e250
_NAMED_LEVELS = 4
_BOTTOM, _RIGHT, _TOP, _LEFT, _NONE = range(5)
# Which sides of a square a level joins. A case tells the corners that lie above the level:
# 1 lower left, 2 lower right, 4 upper right, 8 upper left.
_JOINED = np.full((18, 2, 2), _NONE)
for _cases, _sides in (
    ((1, 14), (_LEFT, _BOTTOM)),
    ((2, 13), (_BOTTOM, _RIGHT)),
    ((3, 12), (_LEFT, _RIGHT)),
    ((4, 11), (_RIGHT, _TOP)),
    ((6, 9), (_BOTTOM, _TOP)),
    ((7, 8), (_LEFT, _TOP)),
):
    _JOINED[list(_cases), 0] = _sides
# A saddle: opposite corners lie above. 5 and 10 where the middle lies below, 16 and 17 above.
_JOINED[[5, 17]] = [(_LEFT, _BOTTOM), (_RIGHT, _TOP)]
_JOINED[[10, 16]] = [(_BOTTOM, _RIGHT), (_LEFT, _TOP)]


def contour_lines(z: Numbers, x: Numbers, y: Numbers, level: float) -> tuple[Numbers, Numbers]:
    """The level's lines as pieces of two points with a NaN behind each: [3S], [3S].

    `x` and `y` are the places of the columns and rows of `z`. There is no line in a square
    with a corner that is not finite.
    """
    corners = np.stack([z[:-1, :-1], z[:-1, 1:], z[1:, 1:], z[1:, :-1]])  # [4, R, C]
    crossed = np.isfinite(corners).all(0) & (corners.min(0) < level) & (corners.max(0) >= level)
    row, column = np.nonzero(crossed)
    corner = corners[:, row, column].clip(-_LARGEST, _LARGEST)  # [4, N]
    case = np.array([1, 2, 4, 8]) @ (corner >= level)
    above = (corner / 4).sum(axis=0) >= level
    case = np.where((case == 5) & above, 16, np.where((case == 10) & above, 17, case))
    joined = _JOINED[case]  # [N, 2, 2]
    square, piece = np.nonzero(joined[:, :, 0] != _NONE)
    sides = joined[square, piece]  # [S, 2]
    x_at, y_at = _crossings(corner, (x[column], x[column + 1]), (y[row], y[row + 1]), level)
    places = []
    for at in (x_at, y_at):
        pieces = np.full((square.size, 3), np.nan)
        pieces[:, :2] = at[sides, square[:, None]]
        places.append(pieces.ravel())
    return places[0], places[1]


def _crossings(
    corner: Numbers, x: tuple[Numbers, Numbers], y: tuple[Numbers, Numbers], level: float
) -> tuple[Numbers, Numbers]:
    """Where the level crosses the bottom, right, top and left of each square: [4, N], [4, N]."""

    def share(low: int, high: int) -> Numbers:
        # Halves, since the difference of two very large numbers need not be finite.
        rise = corner[high] / 2 - corner[low] / 2
        rise = np.where(rise == 0, 1.0, rise)  # this side is not crossed, so nobody will ask
        part: Numbers = np.clip((level / 2 - corner[low] / 2) / rise, 0.0, 1.0)
        return part

    def between(ends: tuple[Numbers, Numbers], part: Numbers) -> Numbers:
        return ends[0] * (1 - part) + ends[1] * part

    # A side between almost equal corners, or one that leads to infinity, has no place to tell.
    with np.errstate(over="ignore", invalid="ignore"):
        x_at = [between(x, share(0, 1)), x[1], between(x, share(3, 2)), x[0]]
        y_at = [y[0], between(y, share(1, 2)), y[1], between(y, share(0, 3))]
    return np.stack(x_at), np.stack(y_at)


def matrix_of(mark: Contours) -> Numbers:
    """The matrix in two dimensions, whatever a demo gave."""
    z = np.atleast_2d(as_array(mark.z))
    return z if z.ndim == 2 else z.reshape(z.shape[0], -1)


def middles(covered: tuple[float, float], count: int) -> Numbers:
    """Where the rows or columns of a matrix lie that covers this range."""
    start, stop = float(covered[0]), float(covered[1])
    share = (np.arange(count) + 0.5) / max(count, 1)
    return start * (1 - share) + stop * share


def draw_contours(plot: Plot, mark: Contours) -> None:
    """Draw every level as a dotted line, so that solid paths stand out from it."""
    z = matrix_of(mark)
    x, y = middles(mark.x_range, z.shape[1]), middles(mark.y_range, z.shape[0])
    across, down = plot.charset.dots
    dots = np.zeros((plot.height * down, plot.width * across), np.bool_)
    for level in np.unique(as_array(list(mark.levels))):
        dots |= _dotted(plot, *contour_lines(z, x, y, float(level)))
    plot.stamp(_codes(plot, dots), "contour")


def _dotted(plot: Plot, x: Numbers, y: Numbers) -> Dots:
    """Every second dot along the lines, counted in the direction in which they run."""
    across, down = plot.charset.dots
    size = (plot.width * across, plot.height * down)
    x, y = plot.x.place(x), plot.y.place(y)
    if plot.charset.name == "ascii":
        return polyline(x, y, size)
    wide, high = np.abs(x[1::3] - x[::3]) * size[0], np.abs(y[1::3] - y[::3]) * size[1]
    flat = np.repeat(wide >= high, 3)
    lying = polyline(np.where(flat, x, np.nan), y, size)
    standing = polyline(np.where(flat, np.nan, x), y, size)
    lying[:, 1::2] = False
    standing[1::2] = False
    return np.logical_or(lying, standing)


def _codes(plot: Plot, dots: Dots) -> Codes:
    if plot.charset.name == "braille":
        return braille(dots)
    return quadrants(dots) if plot.charset.name == "block" else characters(dots, plot.charset.level)


def level_words(mark: Contours, label: str, ellipsis: str = "…") -> str:
    """The label with the heights of the lines: `loss 0.1, 1, 10`."""
    levels: NDArray[np.float64] = np.unique(as_array(list(mark.levels)))
    told = [number(float(level)) for level in levels]
    heights = ", ".join(told) if len(told) <= _NAMED_LEVELS else f"{told[0]} {ellipsis} {told[-1]}"
    return f"{label} {heights}".strip()
