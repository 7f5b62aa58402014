"""Bars with names: lying where there is room for the names and values, otherwise standing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from quizapp.core.cells import cell_width, clipped, padded
from quizapp.core.say import Translate
from quizapp.lab.api import Bars
from quizapp.lab.draw.canvas import characters
from quizapp.lab.draw.charset import Charset
from quizapp.lab.draw.curves import grown
from quizapp.lab.draw.plot import Plot, Series, flat, one_line
from quizapp.lab.draw.scales import Numbers, number


@dataclass(frozen=True, slots=True)
class Groups:
    """Bars by name: `heights` has one row for each series, NaN where a name is missing."""

    names: tuple[str, ...]
    series: tuple[Series, ...]
    heights: Numbers


def groups_of(series: Sequence[Series], translate: Translate | None) -> Groups:
    """The bars of all series, gathered by name in order of appearance."""
    bars = [(one, one.mark) for one in series if isinstance(one.mark, Bars)]
    places: dict[tuple[str, int], int] = {}
    entries: list[list[tuple[int, float]]] = []
    for _, mark in bars:
        seen: dict[str, int] = {}
        entries.append([])
        for words, height in zip(mark.names, flat(mark.heights), strict=False):
            name = one_line(words, translate)
            seen[name] = seen.get(name, 0) + 1
            place = places.setdefault((name, seen[name]), len(places))
            entries[-1].append((place, float(height)))
    heights = np.full((len(bars), len(places)), np.nan)
    for i, row in enumerate(entries):
        for place, height in row:
            heights[i, place] = height
    return Groups(tuple(name for name, _ in places), tuple(one for one, _ in bars), heights)


def lying_height(groups: Groups) -> int:
    """How many rows lying bars need at least."""
    return len(groups.names) * len(groups.series)


def _height_before(before: Groups | None, groups: Groups, i: int, place: int) -> float:
    """The height that the same bar had in an earlier figure, NaN if it had none."""
    if before is None or i >= len(before.series) or groups.names[place] not in before.names:
        return math.nan
    return float(before.heights[i, before.names.index(groups.names[place])])


def draw_lying(plot: Plot, groups: Groups, before: Groups | None = None) -> None:
    """One row or more for each bar, from zero to the right or left, with its value behind.

    The numbers lie on the x axis of the plot.
    """
    row, thick, gap = _division(plot.height, groups)
    for place in range(len(groups.names)):
        for i, series in enumerate(groups.series):
            value = float(groups.heights[i, place])
            if not np.isnan(value):
                ends = [_draw_beam(plot, row + k, value, series) for k in range(thick)]
                middle = plot.row + row + (thick - 1) // 2
                plot.canvas.write(middle, ends[0] + 1, number(value), "label")
            old = plot.cell_column(_height_before(before, groups, i, place))
            if old is not None:
                text = plot.charset.rule_down * thick
                plot.canvas.line(plot.row + row, plot.column + old, text, "ghost")
            row += thick
        row += gap


def name_rows(height: int, groups: Groups) -> list[int]:
    """The row, counted from the top, beside which each name of lying bars stands."""
    top, thick, gap = _division(height, groups)
    high = thick * len(groups.series)
    return [top + i * (high + gap) + (high - 1) // 2 for i in range(len(groups.names))]


def _division(height: int, groups: Groups) -> tuple[int, int, int]:
    """The first row of lying bars, the rows of each bar, and those between two names."""
    bars, gaps = lying_height(groups), len(groups.names) - 1
    gap = 1 if height - bars >= gaps else 0
    thick = max(1, min(3, (height - gap * gaps) // max(1, bars)))
    return max(0, (height - bars * thick - gap * gaps) // 2), thick, gap


def _draw_beam(plot: Plot, row: int, value: float, series: Series) -> int:
    """Draw one row of a bar and return the column behind it, or behind zero."""
    zero = _zero(plot)
    # On a logarithmic axis a negative value has no place; its bar is empty.
    end = float(np.nan_to_num(plot.x.place(np.array([value])))[0])
    left, right = sorted((min(max(zero, 0.0), 1.0), min(max(end, 0.0), 1.0)))
    fill = _fill(plot.charset, series)
    fine = len(plot.charset.beams) - 1 if series.index == 0 and end >= zero else 1
    start, stop = round(left * plot.width), round(right * plot.width * fine)
    text = fill * (stop // fine - start)
    if stop % fine and stop // fine >= start:
        text += plot.charset.beams[stop % fine]
    end_column = plot.canvas.write(plot.row + row, plot.column + start, text, series.role)
    return max(end_column, plot.column + round(min(max(zero, 0.0), 1.0) * plot.width))


def _zero(plot: Plot) -> float:
    return 0.0 if plot.x.log else float(plot.x.place(np.zeros(1))[0])


def draw_standing(plot: Plot, groups: Groups, before: Groups | None = None) -> None:
    """Columns side by side within the width of each name, from zero up or down."""
    names, count = max(1, len(groups.names)), max(1, len(groups.series))
    wide = plot.width / names
    each = max(1, int(wide * 0.8) // count)
    zero = 0.0 if plot.y.log else min(max(float(plot.y.place(np.zeros(1))[0]), 0.0), 1.0)
    for i, series in enumerate(groups.series):
        up, down = np.zeros(plot.width), np.ones(plot.width)
        places = plot.y.place(groups.heights[i])
        for place, top in enumerate(places):
            if np.isnan(top):
                continue
            start = _left_side(plot, groups, place, i, each)
            top = min(max(float(top), 0.0), 1.0)
            (up if top >= zero else down)[start : start + each] = top
        _stamp_columns(plot, up, down, zero, series)
    _mark_before(plot, groups, before, each)


def _mark_before(plot: Plot, groups: Groups, before: Groups | None, each: int) -> None:
    """Lines across standing bars at the heights that they had in an earlier figure."""
    for i in range(len(groups.series)):
        for place in range(len(groups.names)):
            row = plot.cell_row(_height_before(before, groups, i, place))
            start = _left_side(plot, groups, place, i, each)
            width = min(each, plot.width - start)
            if row is not None and width > 0:
                text = plot.charset.rule * width
                plot.canvas.line(plot.row + row, plot.column + start, text, "ghost", across=True)


def _left_side(plot: Plot, groups: Groups, place: int, i: int, each: int) -> int:
    """The column at which a standing bar of `each` columns starts."""
    wide = plot.width / len(groups.names)
    return int(place * wide + max(0.0, (wide - each * len(groups.series)) / 2)) + i * each


def _stamp_columns(plot: Plot, up: Numbers, down: Numbers, zero: float, series: Series) -> None:
    """Stamp columns that reach `up` above zero, and `down` below it."""
    fill, fine = _fill(plot.charset, series), series.index == 0
    rows = (plot.height - np.arange(plot.height) - 0.5)[:, None] / plot.height
    if zero <= 0 and fine:
        codes = grown(up, plot.height, plot.charset.columns)
    else:
        codes = characters((rows <= up) & (rows >= zero), fill)
    plot.canvas.stamp(plot.row, plot.column, codes, series.role)
    below = characters((rows >= down) & (rows <= zero), fill)
    plot.canvas.stamp(plot.row, plot.column, below, series.role)


def _fill(charset: Charset, series: Series) -> str:
    return charset.fills[series.index % len(charset.fills)]


def write_names(plot: Plot, groups: Groups, row: int) -> None:
    """The names below standing bars, cut to the width that each has."""
    wide = plot.width / max(1, len(groups.names))
    starts = [int(place * wide) for place in range(len(groups.names) + 1)]
    widths = [stop - start for start, stop in pairwise(starts)]
    for start, width, name in zip(starts, widths, _cut(groups.names, widths, plot), strict=False):
        plot.canvas.write(row, plot.column + start, padded(name, width, "^"), "label")


def _cut(names: Sequence[str], widths: Sequence[int], plot: Plot) -> list[str]:
    """The names with a column free; without the sign of the cut where that makes them alike."""
    shown = [
        clipped(name, max(1, width - 1), plot.charset.ellipsis)
        for name, width in zip(names, widths, strict=True)
    ]
    if len(set(shown)) == len(set(names)):
        return shown
    return [clipped(name, max(1, w - 1), "") for name, w in zip(names, widths, strict=True)]


def values_width(groups: Groups) -> int:
    """The cells of the longest value behind a lying bar."""
    return max((len(number(float(value))) for value in groups.heights.ravel()), default=0)


def names_width(groups: Groups) -> int:
    """The cells of the longest name."""
    return max((cell_width(name) for name in groups.names), default=0)
