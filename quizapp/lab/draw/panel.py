"""One panel: its frame with title, legend, ticks and labels around the plot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from quizapp.core.cells import cell_width, clipped, padded
from quizapp.core.say import Translate
from quizapp.lab.api import Axis, Bars, Contours, Heatmap, Histogram, Line, Panel, Points, Rule
from quizapp.lab.draw import bars, contours, curves, heat
from quizapp.lab.draw.canvas import Canvas, Dots
from quizapp.lab.draw.charset import Charset
from quizapp.lab.draw.frame import Frame, frame_of, is_alone, parts_width
from quizapp.lab.draw.plot import Plot, Series, numbers_of, one_line, series_of
from quizapp.lab.draw.scales import Scale, scale_for, ticks

SMALLEST_PANEL = (12, 4)
"""Columns and rows below which a panel is not drawn."""
_PAD = 0.04


@dataclass(frozen=True, slots=True)
class Area:
    """A box of cells."""

    row: int
    column: int
    width: int
    height: int


class PanelPainter:
    """Draws one panel into its area."""

    def __init__(
        self, canvas: Canvas, charset: Charset, translate: Translate | None, ghost: Panel | None
    ) -> None:
        self._canvas = canvas
        self._charset = charset
        self._translate = translate
        self._ghost = ghost

    def paint(self, panel: Panel, area: Area) -> None:
        """Draw as much of the panel as the area has room for."""
        series = series_of(panel, self._translate)
        groups = bars.groups_of(series, self._translate)
        frame = frame_of(
            panel, series, self._charset, self._translate, ghostly=bool(self._ghost_marks())
        ).fitted(area.width, area.height)
        height = area.height - frame.rows_above(area.width) - frame.rows_below()
        if self._lies(panel, groups, height, area.width):
            self._paint_lying(panel, groups, frame, area, height)
        else:
            self._paint_upright(panel, series, groups, frame, area, height)

    def _lies(self, panel: Panel, groups: bars.Groups, height: int, width: int) -> bool:
        only_bars = all(isinstance(m, Bars) or _is_level(m) for m in panel.marks)
        fits = 0 < bars.lying_height(groups) <= height
        return only_bars and fits and width >= 20

    # Scales

    def _scales(self, panel: Panel) -> tuple[Scale, Scale]:
        pairs = [numbers_of(mark) for mark in (*panel.marks, *self._ghost_marks())]
        x_data, y_data = [x for x, _ in pairs], [y for _, y in pairs]
        kinds = {type(mark) for mark in panel.marks}
        if kinds & {Bars, Histogram} and not panel.y.log:
            y_data.append(np.zeros(1))
        if Bars in kinds:
            x_data += [np.array([x.min() - 0.5, x.max() + 0.5]) for x in x_data if x.size]
        only_points = Points in kinds and not kinds & {Line, Heatmap, Contours, Bars, Histogram}
        filled = kinds & {Heatmap, Contours} and kinds <= {Heatmap, Contours, Points, Line}
        x = scale_for(panel.x, x_data, pad=_PAD / 2 if only_points else 0.0)
        y = scale_for(panel.y, y_data, pad=0.0 if filled else _PAD)
        if kinds & {Bars, Histogram} and not panel.y.log:
            y = _from_zero(y, panel.y, y_data)
        return x, y

    def _ghost_marks(self) -> list[Line | Points | Histogram | Bars]:
        if self._ghost is None:
            return []
        return [m for m in self._ghost.marks if isinstance(m, Line | Points | Histogram | Bars)]

    def _ghost_groups(self) -> bars.Groups | None:
        if self._ghost is None:
            return None
        return bars.groups_of(series_of(self._ghost, self._translate), self._translate)

    # Upright plots

    def _paint_upright(
        self,
        panel: Panel,
        series: Sequence[Series],
        groups: bars.Groups,
        frame: Frame,
        area: Area,
        height: int,
    ) -> None:
        x, y = self._scales(panel)
        y_ticks = ticks(y, max(2, min(height // 2, 4 + height // 8))) if frame.ticked else []
        gutter = max((cell_width(label) for _, label in y_ticks), default=0)
        gutter = gutter if gutter + 1 <= area.width // 3 else 0
        side = gutter + 1 if frame.ticked else 0
        top = area.row + frame.rows_above(area.width)
        plot = Plot(
            *(self._canvas, top, area.column + side, area.width - side, height, x, y),
            charset=self._charset,
        )
        self._paint_head(frame, area, plot)
        self._paint_marks(panel, series, groups, plot)
        if not frame.ticked:
            return
        self._paint_y_axis(plot, y_ticks, gutter)
        if groups.names:
            self._paint_x_line(plot, [])
            bars.write_names(plot, groups, plot.row + plot.height + 1)
        else:
            self._paint_x_axis(plot, area)
        self._paint_x_label(frame, plot)

    def _paint_marks(
        self, panel: Panel, series: Sequence[Series], groups: bars.Groups, plot: Plot
    ) -> None:
        for mark in panel.marks:
            if isinstance(mark, Heatmap):
                heat.draw_heatmap(plot, mark)
        for mark in panel.marks:
            if isinstance(mark, Contours):
                contours.draw_contours(plot, mark)
        rules = [mark for mark in panel.marks if isinstance(mark, Rule)]
        for rule in rules:
            curves.draw_rule(plot, rule)
        for ghost in self._ghost_marks():
            if not isinstance(ghost, Bars):
                curves.draw_ghost(plot, ghost)
        if groups.names:
            bars.draw_standing(plot, groups, self._ghost_groups())
        self._paint_series(panel, series, plot)
        for rule in rules:
            curves.draw_rule_label(plot, rule, one_line(rule.label, self._translate))

    def _paint_series(self, panel: Panel, series: Sequence[Series], plot: Plot) -> None:
        alone = is_alone(panel, series)
        over_contours = any(isinstance(mark, Contours) for mark in panel.marks)
        scatters = [one for one in series if isinstance(one.mark, Points)]
        paths: list[tuple[Series, Dots]] = []
        for one in series:
            if isinstance(one.mark, Line):
                paths.append((one, curves.draw_line(plot, one, alone=alone)))
            elif isinstance(one.mark, Histogram):
                paths.append((one, curves.draw_histogram(plot, one, alone=alone)))
        for one in scatters:
            lone = len({s.index for s in series}) == 1 and not over_contours
            curves.draw_points(plot, one, alone=lone)
        if alone or not paths:
            return
        if self._charset.name == "braille":
            for place, (one, cells) in enumerate(paths):
                curves.draw_signs(plot, cells, one, place)
        elif len({one.index for one, _ in paths}) > 1:
            curves.interleave(plot, paths)

    # Lying bars

    def _paint_lying(
        self, panel: Panel, groups: bars.Groups, frame: Frame, area: Area, height: int
    ) -> None:
        gutter = min(bars.names_width(groups), area.width * 2 // 5)
        _, values = self._scales(panel)
        top = area.row + frame.rows_above(area.width)
        names = Scale(0.0, 1.0)
        side, behind = gutter + 2, bars.values_width(groups) + 1
        width = area.width - side - behind
        plot = Plot(
            *(self._canvas, top, area.column + side, width, height, values, names),
            charset=self._charset,
        )
        # The axes are turned; where one label was dropped for room, its place stays empty.
        above = frame.x_label if frame.y_label else ""
        below = frame.y_label if frame.x_label else ""
        self._paint_head(replace(frame, y_label=above), area, plot)
        levels = [replace(m, vertical=True) for m in panel.marks if isinstance(m, Rule)]
        for level in levels:
            curves.draw_rule(plot, level)
        bars.draw_lying(plot, groups, self._ghost_groups())
        for level in levels:
            curves.draw_rule_label(plot, level, one_line(level.label, self._translate))
        self._paint_y_line(plot)
        for row, name in zip(bars.name_rows(height, groups), groups.names, strict=True):
            shown = clipped(name, gutter, self._charset.ellipsis)
            self._canvas.write(top + row, area.column, padded(shown, gutter, ">"), "label")
        if frame.ticked:
            self._paint_x_axis(plot, area)
            self._paint_x_label(replace(frame, x_label=below), plot)

    # The frame

    def _paint_head(self, frame: Frame, area: Area, plot: Plot) -> None:
        rows = frame.head_rows(area.width)
        legend = max((parts_width(parts) for _, _, parts in rows), default=0)
        for row, (left, role, parts) in enumerate(rows, start=area.row):
            room = area.width - (parts_width(parts) + 2 if parts else 0)
            shown = clipped(left, room, self._charset.ellipsis)
            # A title stands above the plot; the axis's label above the axis.
            indent = plot.column - area.column if role == "title" else 0
            start = area.column + min(indent, room - cell_width(shown))
            self._canvas.write(row, max(area.column, start), shown, role)
            column = area.column + area.width - (parts_width(parts) if left else legend)
            for text, role_of in parts:
                column = self._canvas.write(row, column, text, role_of)

    def _paint_y_axis(self, plot: Plot, y_ticks: list[tuple[float, str]], gutter: int) -> None:
        self._paint_y_line(plot)
        taken: set[int] = set()
        for value, label in y_ticks:
            place = plot.cell_row(value)
            if place is None or place in taken:
                continue
            taken.add(place)
            row = plot.row + place
            self._canvas.write(row, plot.column - 1, self._charset.tick_left, "axis")
            if gutter:
                text = padded(label, gutter, ">")
                self._canvas.write(row, plot.column - 1 - gutter, text, "label")

    def _paint_y_line(self, plot: Plot) -> None:
        self._canvas.line(plot.row, plot.column - 1, self._charset.vertical * plot.height, "axis")

    def _paint_x_line(self, plot: Plot, columns: Sequence[int]) -> None:
        line = list(self._charset.corner + self._charset.horizontal * plot.width)
        for column in columns:
            line[column + 1] = self._charset.tick_down
        text = "".join(line)
        self._canvas.line(plot.row + plot.height, plot.column - 1, text, "axis", across=True)

    def _paint_x_axis(self, plot: Plot, area: Area) -> None:
        left, right = area.column, area.column + area.width
        placed = _placed_ticks(plot, left, right)
        self._paint_x_line(plot, [column for column, _, _ in placed])
        for _, start, label in placed:
            self._canvas.write(plot.row + plot.height + 1, start, label, "label")

    def _paint_x_label(self, frame: Frame, plot: Plot) -> None:
        if not frame.x_label:
            return
        shown = clipped(frame.x_label, plot.width, self._charset.ellipsis)
        row = plot.row + plot.height + 2
        self._canvas.write(row, plot.column, padded(shown, plot.width, "^"), "label")


def _placed_ticks(plot: Plot, left: int, right: int) -> list[tuple[int, int, str]]:
    """As many ticks as have room: column within the plot, column of the label, label."""
    for most in range(max(2, plot.width // 7), 0, -1):
        placed: list[tuple[int, int, str]] = []
        end = left - 3
        for value, label in ticks(plot.x, most):
            column = plot.cell_column(value)
            if column is None:
                continue
            middle = plot.column + column - (cell_width(label) - 1) // 2
            start = max(left, min(middle, right - cell_width(label)))
            placed.append((column, start, label))
            if start < end + 3:
                break
            end = start + cell_width(label)
        else:
            return placed
    return placed[:1]


def _is_level(mark: object) -> bool:
    return isinstance(mark, Rule) and not mark.vertical


def _from_zero(scale: Scale, axis: Axis, data: Sequence[np.ndarray]) -> Scale:
    """The scale without room on the side of zero where no bar goes."""
    known = np.concatenate([values.ravel() for values in data])
    known = known[~np.isnan(known)]
    low = 0.0 if axis.low is None and known.min() >= 0 else scale.low
    high = 0.0 if axis.high is None and known.max() <= 0 else scale.high
    return replace(scale, low=low, high=high) if low < high else scale
