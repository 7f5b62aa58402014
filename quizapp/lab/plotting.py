"""The marks of one panel on a pair of matplotlib's axes.

Colors are the set of Okabe and Ito, which color-blind people can tell apart; dashes, signs and
hatches differ too, so that color is not needed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, LogLocator, MaxNLocator, NullFormatter

from quizapp.core.cells import cell_width, clipped
from quizapp.core.say import Translate, Words
from quizapp.lab.api import Axis, Bars, Contours, Heatmap, Histogram, Line, Panel, Points, Rule
from quizapp.lab.draw.bars import Groups, groups_of
from quizapp.lab.draw.contours import level_words, matrix_of, middles
from quizapp.lab.draw.plot import Series, flat, numbers_of, one_line, series_of
from quizapp.lab.draw.scales import Numbers, Scale, number, scale_for, ticks

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito 2008, but for the yellow, which does not show on white."""
DASHES = ("-", (0, (5, 1.6)), (0, (1.2, 1.2)), (0, (6, 1.6, 1.2, 1.6)))
SIGNS = ("o", "s", "^", "D", "v", "P", "X", "*")
HATCHES = ("", "////", "....", "xxxx", "----", "\\\\\\\\")
GRAY = "#666666"
UNKNOWN = "#dddddd"
"""The color of a heat map's NaN."""

_LARGEST = 1e250
_CROWDED = 300
_RASTERED = 5000
"""Points from which on a vector file holds them as an image."""
_LABEL_CELLS = 40
_VALUED_BARS = 16
"""Up to so many bars have their values written on them."""
_LINE, _RULE, _CONTOUR, _HEAT, _WORDS = 2.2, 1.8, 0.7, 0.5, 4.0
_NOT_IN_XML = str.maketrans("\ufffe\uffff", "\ufffd\ufffd")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class PanelPlotter:
    """Draws one panel."""

    def __init__(self, sheet: Sheet, axes: Axes, translate: Translate | None) -> None:
        self._sheet = sheet
        self._axes = axes
        self._translate = translate
        self._handles: dict[str, list[Any]] = {}

    def plot(self, panel: Panel, series: Sequence[Series]) -> None:
        """Draw everything but the panel's title and the labels of its axes."""
        groups = groups_of(series, self._translate)
        x, y = _scales(panel, len(groups.names))
        self._lay(x, y, groups)
        for mark in panel.marks:
            if isinstance(mark, Heatmap):
                self._heatmap(mark, x, y)
        on_heat = any(isinstance(mark, Heatmap) for mark in panel.marks)
        for mark in panel.marks:
            if isinstance(mark, Contours):
                self._contours(mark, "white" if on_heat else GRAY)
        for mark in panel.marks:
            if isinstance(mark, Rule):
                self._rule(mark, y if not mark.vertical else x)
        self._bars(groups, y)
        for one in series:
            self._one(one, y)
        self._legend(series)

    def _one(self, one: Series, y: Scale) -> None:
        match one.mark:
            case Line():
                self._curve(one)
            case Points():
                self._points(one)
            case Histogram():
                self._histogram(one.mark, one, y)

    # Axes

    def _lay(self, x: Scale, y: Scale, groups: Groups) -> None:
        """Set ranges, scales and ticks."""
        axes = self._axes
        for scale, axis, set_scale, set_range in (
            (x, axes.xaxis, axes.set_xscale, axes.set_xlim),
            (y, axes.yaxis, axes.set_yscale, axes.set_ylim),
        ):
            if scale.log:
                set_scale("log")
            set_range(scale.low, scale.high)
            if scale.log:
                marked = ticks(scale, 6)
                axis.set_major_locator(FixedLocator([value for value, _ in marked]))
                axis.set_major_formatter(lambda value, _place: power(value))
                fine = scale.high / scale.low < 1e7
                axis.set_minor_locator(LogLocator(subs=range(2, 10)) if fine else FixedLocator([]))
                axis.set_minor_formatter(NullFormatter())
            elif scale.whole:
                axis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 5, 10]))
        if groups.names:
            self._name_bars(groups)
            axes.set_xlim(x.low, x.high)  # again, for ticks may have widened it

    def _name_bars(self, groups: Groups) -> None:
        names = [_clipped(name) for name in groups.names]
        room = 50 / max(1, len(names))
        slanted = max(cell_width(name) for name in names) > room
        self._axes.set_xticks(range(len(names)), names)
        if slanted:
            upright = len(names) > 12
            for label in self._axes.get_xticklabels():
                label.set(rotation=90 if upright else 30, ha="center" if upright else "right")
                label.set_rotation_mode("default" if upright else "anchor")
        self._axes.grid(visible=False, axis="x")

    # Marks

    def _curve(self, one: Series) -> None:
        x, y = _drawable(*numbers_of(one.mark))
        color, dashes = COLORS[one.index % len(COLORS)], DASHES[one.index % len(DASHES)]
        (line,) = self._axes.plot(x, y, color=color, linestyle=dashes, lw=1.7, zorder=_LINE)
        self._handles.setdefault(one.label, []).append(line)
        known = np.isfinite(x) & np.isfinite(y)
        beside = np.pad(known, 1)
        lonely = known & ~beside[:-2] & ~beside[2:]
        if lonely.any():  # a point between gaps has no line to show it
            self._axes.plot(x[lonely], y[lonely], "o", ms=3, color=color, zorder=_LINE)

    def _points(self, one: Series) -> None:
        x, y = _drawable(*numbers_of(one.mark))
        crowded = x.size > _CROWDED
        (points,) = self._axes.plot(
            *(x, y, SIGNS[one.index % len(SIGNS)]),
            color=COLORS[one.index % len(COLORS)],
            ms=2.5 if crowded else 5.5,
            mew=0 if crowded else 0.6,
            mec="white",
            alpha=0.6 if crowded else 1.0,
            rasterized=x.size > _RASTERED,
            zorder=_LINE + 0.2,
        )
        self._handles.setdefault(one.label, []).append(points)

    def _histogram(self, mark: Histogram, one: Series, y: Scale) -> None:
        edges, counts = _drawable(flat(mark.edges), flat(mark.counts))
        count = max(0, min(counts.size, edges.size - 1))
        across = np.repeat(edges[: count + 1], 2)
        up = np.concatenate([[0.0], np.repeat(counts[:count], 2), [0.0]])[: across.size]
        color = COLORS[one.index % len(COLORS)]
        base = y.low if y.log else 0.0
        self._axes.fill_between(across, up, base, color=color, alpha=0.3, lw=0, zorder=_LINE - 0.1)
        (line,) = self._axes.plot(
            *(across, up),
            color=color,
            linestyle=DASHES[one.index % len(DASHES)],
            lw=1.3,
            zorder=_LINE,
        )
        self._handles.setdefault(one.label, []).append(line)

    def _bars(self, groups: Groups, y: Scale) -> None:
        count = len(groups.series)
        width = 0.8 / max(1, count)
        base = y.low if y.log else 0.0
        valued = groups.heights.size <= _VALUED_BARS
        for i, one in enumerate(groups.series):
            (heights,) = _drawable(groups.heights[i])
            shown = np.isfinite(heights) & ((heights > 0) | (not y.log))
            at = np.flatnonzero(shown) + (i - (count - 1) / 2) * width
            tops = heights[shown]
            bars = self._axes.bar(
                *(at, tops - base, width * 0.94, base),
                color=COLORS[one.index % len(COLORS)],
                hatch=HATCHES[one.index % len(HATCHES)],
                edgecolor="white",
                linewidth=0,
                zorder=_LINE - 0.1,
            )
            self._handles.setdefault(one.label, []).append(bars)
            for place, top in zip(at, tops, strict=True) if valued else ():
                self._value(float(place), float(top), y)

    def _value(self, at: float, top: float, y: Scale) -> None:
        """Write a bar's value at its end, where that is to be seen."""
        if y.low <= top <= y.high:
            up = y.log or top >= 0
            self._axes.annotate(
                *(number(top).replace("-", "−"), (at, top), (0, 2 if up else -2)),
                textcoords="offset points",
                ha="center",
                va="bottom" if up else "top",
                fontsize=7.5,
                color=GRAY,
                zorder=_WORDS,
            )

    def _heatmap(self, mark: Heatmap, x: Scale, y: Scale) -> None:
        (z,) = _drawable(np.atleast_2d(flat(mark.z).reshape(np.shape(mark.z))), infinite=True)
        z = z.reshape(z.shape[0], -1) if z.size else np.full((1, 1), np.nan)
        finite = z[np.isfinite(z)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
        self._axes.set_facecolor(UNKNOWN)
        self._axes.grid(visible=False)
        across, up = _edges(mark.x_range, z.shape[1], x), _edges(mark.y_range, z.shape[0], y)
        mesh = self._axes.pcolormesh(
            *(across, up, np.ma.masked_invalid(np.clip(z, low, high))),
            cmap="viridis",
            vmin=low,
            vmax=high if high > low else low + max(abs(low), 1.0),
            rasterized=True,
            zorder=_HEAT,
        )
        label = _clipped(one_line(mark.label, self._translate))
        self._sheet.colorbar(mesh, ax=self._axes, label=label, pad=0.02).outline.set_visible(False)

    def _contours(self, mark: Contours, color: str) -> None:
        """Draw every level that the matrix reaches, with its height on it."""
        z = matrix_of(mark)
        if min(z.shape) < 2:
            return
        (drawable,) = _drawable(z)
        known = drawable[np.isfinite(drawable)]
        levels = np.unique(np.asarray(list(mark.levels), np.float64))
        if known.size:
            levels = levels[(levels > known.min()) & (levels < known.max())]
        placed = bool(np.isfinite([*mark.x_range, *mark.y_range]).all())
        if known.size and levels.size and placed:
            x, y = middles(mark.x_range, z.shape[1]), middles(mark.y_range, z.shape[0])
            lines = self._axes.contour(
                *(x, y, np.ma.masked_invalid(drawable), levels),
                colors=color,
                linewidths=0.8,
                alpha=0.85,
                zorder=_CONTOUR,
            )
            self._axes.clabel(lines, fontsize=6.5, fmt=number)
        words = _clipped(level_words(mark, one_line(mark.label, self._translate)))
        sign = Line2D([], [], color=GRAY, lw=0.8)
        if one_line(mark.label, self._translate):
            self._handles.setdefault(words, []).append(sign)

    def _rule(self, mark: Rule, scale: Scale) -> None:
        place = float(scale.place(np.array([mark.at], np.float64))[0])
        if not 0 <= place <= 1:  # NaN too
            return
        at = min(max(float(mark.at), scale.low), scale.high)
        draw = self._axes.axvline if mark.vertical else self._axes.axhline
        draw(at, color=GRAY, lw=1.0, linestyle=(0, (4, 2)), zorder=_RULE)
        label = _clipped(one_line(mark.label, self._translate))
        if not label:
            return
        words: dict[str, Any] = {
            "textcoords": "offset points",
            "fontsize": 8,
            "color": GRAY,
            "zorder": _WORDS,
            "bbox": {"facecolor": "white", "alpha": 0.75, "lw": 0, "pad": 0.8},
        }
        if mark.vertical:
            left = place > 0.08
            words |= {"xycoords": ("data", "axes fraction"), "rotation": 90, "va": "top"}
            words |= {"ha": "right" if left else "left"}
            self._axes.annotate(label, (at, 1.0), (-3 if left else 3, -3), **words)
        else:
            above = place < 0.92
            words |= {"xycoords": ("axes fraction", "data"), "ha": "right"}
            words |= {"va": "bottom" if above else "top"}
            self._axes.annotate(label, (1.0, at), (-3, 3 if above else -3), **words)

    def _legend(self, series: Sequence[Series]) -> None:
        """Tell the labels; marks of the same label share their line."""
        named = {label: tuple(marks) for label, marks in self._handles.items() if label}
        if not named:
            return
        many = sum(flat(numbers_of(one.mark)[0]).size for one in series) > 4 * _RASTERED
        labels = [_clipped(label) for label in named]
        legend = self._axes.legend(
            [_of_each_kind(marks) for marks in named.values()],
            labels,
            loc="upper right" if many else "best",
            fontsize=8.5 if len(named) <= 8 else 7,
        )
        legend.set_zorder(_WORDS)


def series_across(panels: Iterable[Panel], translate: Translate | None) -> Iterator[list[Series]]:
    """The series of each panel; a label that comes again in another panel keeps its look."""
    looks: dict[str, int] = {}
    for panel in panels:
        series = series_of(panel, translate)
        labels = {one.index: one.label for one in series}
        taken: dict[int, int] = {}
        for index, label in labels.items():
            if label in looks and looks[label] not in taken.values():
                taken[index] = looks[label]
        for index, label in labels.items():
            if index not in taken:
                taken[index] = next(i for i in range(len(labels)) if i not in taken.values())
            if label:
                looks.setdefault(label, taken[index])
        yield [replace(one, index=taken[one.index]) for one in series]


def told(words: Words, translate: Translate | None) -> str:
    """Words as they are drawn: on one line, and fit for a file of XML."""
    return one_line(words, translate).translate(_NOT_IN_XML)


def power(value: float) -> str:
    """A number on a logarithmic axis: `0.01`, `50`, `10⁻⁵`, `2·10⁶`."""
    if 1e-3 < value < 1e4:
        return f"{value:g}"
    mantissa, _, exponent = f"{value:e}".partition("e")
    factor = f"{float(mantissa):.3g}"
    raised = f"10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
    return raised if factor == "1" else f"{factor}·{raised}"


def _scales(panel: Panel, bars: int) -> tuple[Scale, Scale]:
    """Ranges that show everything, with some room around; bars and histograms stand on zero."""
    pairs = [numbers_of(mark) for mark in panel.marks]
    across, up = [x for x, _ in pairs], [y for _, y in pairs]
    kinds = {type(mark) for mark in panel.marks}
    standing = bool(kinds & {Bars, Histogram})
    if bars:
        across.append(np.array([-0.6, bars - 0.4]))
    if standing and not panel.y.log:
        up.append(np.zeros(1))
    dense = kinds & {Heatmap, Contours, Histogram} or kinds <= {Bars, Rule}
    # Names stand at even distances, whatever the axis says.
    x = scale_for(Axis() if bars else panel.x, across, pad=0.0 if dense else 0.025)
    y = scale_for(panel.y, up, pad=0.0 if kinds & {Heatmap, Contours} else 0.06)
    if standing and not y.log:
        y = _from_zero(y, panel.y, up)
    return x, y


def _from_zero(scale: Scale, axis: Axis, data: Iterable[Numbers]) -> Scale:
    """The scale without room on the side of zero where nothing stands."""
    known = np.concatenate([values.ravel() for values in data])
    known = known[np.isfinite(known)]
    low = 0.0 if axis.low is None and known.min() >= 0 else scale.low
    high = 0.0 if axis.high is None and known.max() <= 0 else scale.high
    return Scale(low, high, whole=scale.whole) if low < high else scale


def _drawable(*arrays: Numbers, infinite: bool = False) -> tuple[Numbers, ...]:
    """Numbers whose differences are finite; infinities are gaps unless they are to stay."""
    kept = [np.clip(values, -_LARGEST, _LARGEST) for values in arrays]
    if infinite:
        return tuple(kept)
    pairs = zip(kept, arrays, strict=True)
    return tuple(np.where(np.isfinite(own), clip, np.nan) for clip, own in pairs)


def _clipped(words: str) -> str:
    """A label of marks, already in the learner's language, short enough to stand in a panel."""
    return clipped(told(words, None), _LABEL_CELLS)


def _edges(covered: tuple[float, float], count: int, scale: Scale) -> Numbers:
    """Where the cells of a heat map begin and end; over the whole axis if that is not told."""
    start, stop = float(covered[0]), float(covered[1])
    if not (np.isfinite(start) and np.isfinite(stop)) or start == stop:
        start, stop = scale.low, scale.high
    return np.linspace(start, stop, count + 1)


def _of_each_kind(marks: Iterable[Any]) -> tuple[Any, ...]:
    """One of the marks that look alike."""
    kinds: dict[Any, Any] = {}
    for mark in marks:
        sign = getattr(mark, "get_marker", lambda: None)()
        kinds.setdefault((type(mark), sign), mark)
    return tuple(kinds.values())
