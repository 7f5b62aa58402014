"""Lines, points, histograms and reference lines on a plot."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quizapp.core.cells import cell_width, clipped
from quizapp.lab.api import Histogram, Line, Points, Rule
from quizapp.lab.draw.canvas import Codes, Dots, braille, cells_of, characters, polyline, quadrants
from quizapp.lab.draw.plot import Plot, Series, flat, numbers_of
from quizapp.lab.draw.scales import Numbers

_CELLS_PER_MARKER = 10
"""A plot with fewer cells than this for each point shows a single series as dots."""


def draw_line(plot: Plot, series: Series, *, alone: bool) -> Dots:
    """Draw a line and return the cells that it passes; `alone` where no other line is."""
    x, y = numbers_of(series.mark)
    return _draw_path(plot, x, y, series, alone=alone)


def draw_ghost(plot: Plot, mark: Line | Points | Histogram) -> None:
    """Draw a mark of an earlier figure, so that the new one can be compared with it."""
    x, y = _outline(mark) if isinstance(mark, Histogram) else numbers_of(mark)
    if isinstance(mark, Points):
        x, y = _gapped(x), _gapped(y)
    dots = _dots(plot, x, y)
    if plot.charset.name == "braille":
        plot.stamp(braille(dots), "ghost")
    else:
        plot.stamp(characters(cells_of(dots, plot.charset.dots), plot.charset.ghost), "ghost")


def draw_points(plot: Plot, series: Series, *, alone: bool) -> None:
    """Draw single points: signs, or dots where a lone series has too many for signs."""
    x, y = numbers_of(series.mark)
    dots = _dots(plot, _gapped(x), _gapped(y))
    crowded = x.size * _CELLS_PER_MARKER > plot.width * plot.height
    if alone and crowded and plot.charset.name != "ascii":
        plot.stamp(_finest(plot, dots), series.role)
        return
    cells = cells_of(dots, plot.charset.dots)
    sign = plot.charset.signs[series.index % len(plot.charset.signs)]
    plot.canvas.stamp(plot.row, plot.column, characters(cells, sign), series.role)


def draw_histogram(plot: Plot, series: Series, *, alone: bool) -> Dots:
    """Draw filled columns for a lone histogram, otherwise its outline."""
    assert isinstance(series.mark, Histogram)
    if not alone:
        x, y = _outline(series.mark)
        return _draw_path(plot, x, y, series, alone=False)
    edges, counts = flat(series.mark.edges), flat(series.mark.counts)
    plot.canvas.stamp(plot.row, plot.column, _filled(plot, edges, counts), series.role)
    return np.zeros((plot.height, plot.width), np.bool_)


def draw_signs(plot: Plot, cells: Dots, series: Series, place: int) -> None:
    """Put the series' sign on its curve here and there, so that it can be told without color."""
    columns = np.flatnonzero(cells.any(axis=0))
    if not columns.size:
        return
    sign = plot.charset.signs[series.index % len(plot.charset.signs)]
    step = max(12, plot.width // 4)
    wanted = range(int(columns[-1]) - 3 * place, int(columns[0]) - 1, -step)
    for column in wanted:
        rows = np.flatnonzero(cells[:, column])
        if rows.size:
            row = int(rows[rows.size // 2])
            plot.canvas.write(plot.row + row, plot.column + column, sign, series.role)


def interleave(plot: Plot, paths: Sequence[tuple[Series, Dots]]) -> None:
    """Where curves made of signs lie on each other, show their signs in turn."""
    turn = np.arange(plot.width) % len(paths)
    shared = np.sum([cells for _, cells in paths], axis=0) > 1
    for i, (series, cells) in enumerate(paths):
        sign = plot.charset.signs[series.index % len(plot.charset.signs)]
        plot.stamp(characters(cells & shared & (turn == i), sign), series.role)


def draw_rule(plot: Plot, rule: Rule) -> None:
    """Draw a straight line across the plot."""
    if rule.vertical:
        column = plot.cell_column(rule.at)
        if column is not None:
            text = plot.charset.rule_down * plot.height
            plot.canvas.line(plot.row, plot.column + column, text, "rule")
        return
    row_of = plot.cell_row(rule.at)
    if row_of is not None:
        text = plot.charset.rule * plot.width
        plot.canvas.line(plot.row + row_of, plot.column, text, "rule", across=True)


def draw_rule_label(plot: Plot, rule: Rule, label: str) -> None:
    """Write the label of a reference line where it hides the least."""
    text = f" {clipped(label, max(1, plot.width - 4), plot.charset.ellipsis)} "
    width = cell_width(text)
    if not label or width > plot.width:
        return
    end = plot.width - width
    if rule.vertical:
        column = plot.cell_column(rule.at)
        if column is None:
            return
        beside = [column + 1, column - width]
        starts = [start for start in beside if 0 <= start <= end]
        spots = [(row, start) for row in range(plot.height) for start in starts]
    else:
        row_of = plot.cell_row(rule.at)
        if row_of is None:
            return
        starts = [max(0, end - 1), min(1, end), end // 2]
        rows = [row for row in (row_of - 1, row_of + 1) if 0 <= row < plot.height]
        spots = [(row, start) for start in starts for row in rows]
        spots += [(row_of, start) for start in starts]
    if not spots:
        return
    row, start = min(spots, key=lambda spot: _hidden(plot, spot, width))
    plot.canvas.write(plot.row + row, plot.column + start, text, "rule")


def _hidden(plot: Plot, spot: tuple[int, int], width: int) -> int:
    row, start = spot
    return plot.canvas.occupied(plot.row + row, plot.column + start, plot.column + start + width)


def _draw_path(plot: Plot, x: Numbers, y: Numbers, series: Series, *, alone: bool) -> Dots:
    dots = _dots(plot, x, y)
    cells = cells_of(dots, plot.charset.dots)
    if plot.charset.name == "braille" or (alone and plot.charset.name == "block"):
        plot.stamp(_finest(plot, dots), series.role)
    else:
        sign = plot.charset.signs[series.index % len(plot.charset.signs)]
        plot.stamp(characters(cells, sign), series.role)
    return cells


def _dots(plot: Plot, x: Numbers, y: Numbers) -> Dots:
    across, down = plot.charset.dots
    size = (plot.width * across, plot.height * down)
    return polyline(plot.x.place(x), plot.y.place(y), size)


def _finest(plot: Plot, dots: Dots) -> Codes:
    if plot.charset.name == "braille":
        return braille(dots)
    if plot.charset.name == "block":
        return quadrants(dots)
    return characters(dots, plot.charset.signs[0])


def _gapped(values: Numbers) -> Numbers:
    """The values with a gap behind each, so that no line joins them."""
    spread = np.full(values.size * 2, np.nan)
    spread[::2] = values
    return spread


def _outline(histogram: Histogram) -> tuple[Numbers, Numbers]:
    edges, counts = flat(histogram.edges), flat(histogram.counts)
    count = max(0, min(counts.size, edges.size - 1))
    if not count:
        return np.empty(0), np.empty(0)
    inner = np.repeat(counts[:count], 2)
    return np.repeat(edges[: count + 1], 2), np.concatenate([[0.0], inner, [0.0]])


def _filled(plot: Plot, edges: Numbers, counts: Numbers) -> Codes:
    """Columns from the bottom up, with the height of the tallest bin that each shows."""
    count = max(0, min(counts.size, edges.size - 1))
    heights = np.full(plot.width, -np.inf)
    places = plot.x.place(edges[: count + 1])
    tops = plot.y.place(counts[:count])
    for left, right, top in zip(places[:-1], places[1:], tops, strict=True):
        if np.isnan(left) or np.isnan(right) or np.isnan(top) or right < 0 or left > 1:
            continue
        first = max(0, int(np.floor(left * plot.width + 0.5)))
        last = min(plot.width, max(first + 1, int(np.floor(right * plot.width + 0.5))))
        heights[first:last] = np.maximum(heights[first:last], top)
    return grown(heights.clip(0, 1), plot.height, plot.charset.columns)


def grown(heights: NDArray[np.float64], rows: int, steps: str) -> Codes:
    """Columns that fill the given shares of `rows` cells; `steps` runs from empty to full."""
    fine = len(steps) - 1
    filled = np.rint(heights * rows * fine).astype(np.int64)
    above = np.arange(rows)[::-1, None] * fine
    table = np.array([0, *(ord(c) for c in steps[1:])], np.uint32)
    return np.asarray(table[np.clip(filled[None, :] - above, 0, fine)])
