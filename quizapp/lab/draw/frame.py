"""What is written around a plot, its title, labels and legend, and the rows that it takes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quizapp.core.cells import cell_width, clipped
from quizapp.core.say import Translate, say
from quizapp.lab.api import Bars, Contours, Heatmap, Histogram, Line, Panel, Points
from quizapp.lab.draw.charset import Charset
from quizapp.lab.draw.contours import level_words
from quizapp.lab.draw.heat import heat_legend
from quizapp.lab.draw.plot import Series, one_line

Parts = tuple[tuple[str, str], ...]
"""Text with its role."""

_LEGEND_GAP = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """The texts around a plot; those that have no room are empty."""

    title: str
    x_label: str
    y_label: str
    legend: tuple[Parts, ...]
    ellipsis: str
    ticked: bool = True
    """Whether there are axes with ticks."""

    def rows_above(self, width: int) -> int:
        """Rows for the title, the y axis's label and the legend."""
        return len(self.head_rows(width))

    def head_rows(self, width: int) -> list[tuple[str, str, Parts]]:
        """Rows above the plot: text at the left with its role, legend entries at the right."""
        left = [(self.title, "title"), (self.y_label, "label")]
        left = [(text, role) for text, role in left if text]
        right = _legend_rows(self.legend, width, self.ellipsis)
        if left and right and cell_width(left[-1][0]) + parts_width(right[0]) + 2 > width:
            left.append(("", ""))
        rows: list[tuple[str, str, Parts]] = [(text, role, ()) for text, role in left]
        if rows and right:
            rows[-1] = (*left[-1], right.pop(0))
        return rows + [("", "", row) for row in right]

    def rows_below(self) -> int:
        """Rows for the axis, its ticks and its label."""
        return (2 if self.ticked else 0) + bool(self.x_label)

    def fitted(self, width: int, height: int) -> "Frame":
        """The frame without what leaves the plot too little room, least important first."""
        wanted = min(6, max(2, height // 2))
        frame = self
        for without, least in (
            ({}, wanted),
            ({"x_label": ""}, 4),
            ({"y_label": ""}, 4),
            ({"title": ""}, 2),
            ({"legend": ()}, 2),
            ({"ticked": False}, 2),
        ):
            frame = replace(frame, **without)
            if height - frame.rows_above(width) - frame.rows_below() >= min(wanted, least):
                break
        return frame


def frame_of(
    panel: Panel,
    series: Sequence[Series],
    charset: Charset,
    translate: Translate | None,
    *,
    ghostly: bool,
) -> Frame:
    """All that a panel has to say about itself; `ghostly` where an earlier figure shows too."""
    return Frame(
        one_line(panel.title, translate),
        one_line(panel.x.label, translate),
        one_line(panel.y.label, translate),
        tuple(_legend(panel, series, charset, translate, ghostly=ghostly)),
        charset.ellipsis,
    )


def is_alone(panel: Panel, series: Sequence[Series]) -> bool:
    """Whether there is one line or histogram only, and no contours to mistake it for."""
    strokes = {one.index for one in series if isinstance(one.mark, Line | Histogram)}
    return len(strokes) == 1 and not any(isinstance(mark, Contours) for mark in panel.marks)


def parts_width(parts: Sequence[tuple[str, str]]) -> int:
    """The cells that the parts take."""
    return sum(cell_width(text) for text, _ in parts)


def _legend(
    panel: Panel,
    series: Sequence[Series],
    charset: Charset,
    translate: Translate | None,
    *,
    ghostly: bool,
) -> list[Parts]:
    entries: list[Parts] = []
    named: set[int] = set()
    for one in series:
        if one.index in named or not one.label:
            continue
        named.add(one.index)
        sign = _sign(one, charset, alone=is_alone(panel, series))
        entries.append(((sign, one.role), (f" {one.label}", "label")))
    if ghostly:
        before = one_line(say("run before"), translate)
        entries.append(((charset.ghost * 2, "ghost"), (f" {before}", "label")))
    for mark in panel.marks:
        if isinstance(mark, Heatmap):
            label = one_line(mark.label, translate)
            entries.append(tuple(heat_legend(mark, label, ascii_only=charset.name == "ascii")))
        elif isinstance(mark, Contours) and mark.label:
            words = level_words(mark, one_line(mark.label, translate), charset.ellipsis)
            entries.append(((charset.level * 2, "contour"), (f" {words}", "label")))
    return entries


def _sign(one: Series, charset: Charset, *, alone: bool) -> str:
    if isinstance(one.mark, Bars):
        return charset.fills[one.index % len(charset.fills)]
    if isinstance(one.mark, Points) or not alone or charset.name == "ascii":
        return charset.signs[one.index % len(charset.signs)]
    return charset.columns[-1] if isinstance(one.mark, Histogram) else charset.stroke


def _legend_rows(entries: Sequence[Parts], width: int, ellipsis: str) -> list[Parts]:
    """Legend entries in as few rows as they need; an entry too wide is cut."""
    rows: list[Parts] = []
    for entry in entries:
        parts = _cut(entry, width, ellipsis)
        if parts_width(parts) > width:
            continue
        if rows and parts_width(rows[-1]) + _LEGEND_GAP + parts_width(parts) <= width:
            rows[-1] = (*rows[-1], (" " * _LEGEND_GAP, ""), *parts)
        else:
            rows.append(parts)
    return rows


def _cut(parts: Parts, width: int, ellipsis: str) -> Parts:
    """The parts with the longest of them cut, if together they are too wide."""
    excess = parts_width(parts) - width
    if excess <= 0:
        return parts
    longest = max(range(len(parts)), key=lambda i: cell_width(parts[i][0]))
    text, role = parts[longest]
    shown = clipped(text, cell_width(text) - excess, ellipsis)
    return (*parts[:longest], (shown, role), *parts[longest + 1 :])
