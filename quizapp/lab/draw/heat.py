"""Heat maps: a matrix resampled to the cells of a plot."""

import numpy as np
from numpy.typing import NDArray

from quizapp.lab.api import Heatmap, as_array
from quizapp.lab.draw.picture import HEAT_LEVELS
from quizapp.lab.draw.plot import Plot
from quizapp.lab.draw.scales import Numbers, Scale, number

RAMP = " .,:;=!%&$"
"""Characters of rising darkness where there are no blocks; none is the sign of a series."""

Parts = list[tuple[str, str]]
"""Text with its role."""


def draw_heatmap(plot: Plot, heatmap: Heatmap) -> None:
    """Fill the plot: each cell shows the mean of what it covers, or the nearest value."""
    z = _matrix(heatmap)
    if not z.size:
        return
    per_cell = 1 if plot.charset.name == "ascii" else 2
    rows = _spans(plot.y, plot.height * per_cell, heatmap.y_range, z.shape[0])
    columns = _spans(plot.x, plot.width, heatmap.x_range, z.shape[1])
    levels = _means(_levels(z), rows, columns)[::-1]
    if per_cell == 1:
        plot.canvas.heat_characters(plot.row, plot.column, levels, RAMP)
    else:
        plot.canvas.heat(plot.row, plot.column, levels[::2], levels[1::2])


def heat_legend(heatmap: Heatmap, label: str, *, ascii_only: bool) -> Parts:
    """The range of a heat map's colors, from low to high."""
    low, high = _range(_matrix(heatmap))
    steps = range(0, HEAT_LEVELS, 2)
    if ascii_only:
        shades = [(c, "label") for c in RAMP]
    else:
        shades = [("█", f"heat-{level}") for level in (*steps, HEAT_LEVELS - 1)]
    low_text = f" {number(low)} " if label else f"{number(low)} "
    return [(label, "label"), (low_text, "label"), *shades, (f" {number(high)}", "label")]


def _matrix(heatmap: Heatmap) -> Numbers:
    z = np.atleast_2d(as_array(heatmap.z))
    return z if z.ndim == 2 else z.reshape(z.shape[0], -1)


def _range(z: Numbers) -> tuple[float, float]:
    finite = z[np.isfinite(z)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)


def _levels(z: Numbers) -> Numbers:
    """Levels from 0 to the highest; infinities at the ends, NaN where nothing is known."""
    low, high = _range(z)
    # Halves, since the difference of two very large numbers need not be finite.
    span = high / 2 - low / 2
    if span <= 0:
        middle = np.where(np.isnan(z), np.nan, (HEAT_LEVELS - 1) / 2)
        return np.where(np.isposinf(z), HEAT_LEVELS - 1.0, np.where(np.isneginf(z), 0.0, middle))
    share = (np.clip(z, low, high) / 2 - low / 2) / span
    return share * (HEAT_LEVELS - 1)


def _spans(
    scale: Scale, count: int, covered: tuple[float, float], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each of `count` places along an axis, the first and last index that it shows.

    Places outside of the matrix get an empty span.
    """
    edges = scale.value(np.arange(count + 1) / count)
    start, stop = float(covered[0]), float(covered[1])
    if not (np.isfinite(start) and np.isfinite(stop)) or abs(stop / 2 - start / 2) < 1e-300:
        start, stop = scale.low, scale.high
    with np.errstate(over="ignore"):
        at = (edges / 2 - start / 2) / (stop / 2 - start / 2) * size
    at = np.clip(at, -1e9, 1e9)
    low, high = np.minimum(at[:-1], at[1:]), np.maximum(at[:-1], at[1:])
    middle = (low + high) / 2
    narrow = high - low <= 1.0
    first = np.where(narrow, np.floor(middle), np.rint(low)).astype(np.int64)
    last = np.where(narrow, first + 1, np.rint(high)).astype(np.int64)
    outside = (middle < 0) | (middle > size)
    first, last = first.clip(0, size - 1), last.clip(1, size)
    return first, np.where(outside, first, np.maximum(last, first + 1))


def _means(
    levels: Numbers,
    rows: tuple[NDArray[np.int64], NDArray[np.int64]],
    columns: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> NDArray[np.int_]:
    """Mean levels over each pair of spans, from sums over rectangles; -1 where nothing is."""
    known = ~np.isnan(levels)
    sums, counts = (
        np.pad(part, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
        for part in (np.where(known, levels, 0.0), known.astype(np.float64))
    )

    def over(table: Numbers) -> Numbers:
        low, high = (table[edge][:, columns[1]] - table[edge][:, columns[0]] for edge in rows)
        return np.asarray(high - low, np.float64)

    total, number_of = over(sums), over(counts)
    mean = total / np.maximum(number_of, 1.0)
    return np.where(number_of > 0, np.rint(mean).clip(0, HEAT_LEVELS - 1), -1).astype(np.int_)
