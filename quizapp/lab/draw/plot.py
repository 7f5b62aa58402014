"""The area within the axes: where numbers lie on it, and the series that are drawn there."""

from dataclasses import dataclass

import numpy as np

from quizapp.core.clean import clean
from quizapp.core.say import Translate, Words, plain
from quizapp.lab.api import (
    Bars,
    Contours,
    Heatmap,
    Histogram,
    Line,
    Mark,
    Panel,
    Points,
    Rule,
    as_array,
)
from quizapp.lab.draw.canvas import Canvas, Codes
from quizapp.lab.draw.charset import Charset
from quizapp.lab.draw.scales import Numbers, Scale

SERIES_ROLES = 6


@dataclass(frozen=True, slots=True)
class Plot:
    """A box of cells on a canvas, with the scales of its sides."""

    canvas: Canvas
    row: int
    column: int
    width: int
    height: int
    x: Scale
    y: Scale
    charset: Charset

    def cell_column(self, value: float) -> int | None:
        """The column, counted from the left side, of a number on the x axis; None if outside."""
        place = float(self.x.place(np.array([value]))[0])
        return min(self.width - 1, int(place * self.width)) if 0 <= place <= 1 else None

    def cell_row(self, value: float) -> int | None:
        """The row, counted from the top, of a number on the y axis; None if outside."""
        place = float(self.y.place(np.array([value]))[0])
        return min(self.height - 1, int((1 - place) * self.height)) if 0 <= place <= 1 else None

    def stamp(self, codes: Codes, role: str) -> None:
        """Put characters for the whole area where they are not 0."""
        if self.charset.name == "braille":
            self.canvas.stamp_braille(self.row, self.column, codes, role)
        else:
            self.canvas.stamp(self.row, self.column, codes, role)


@dataclass(frozen=True, slots=True)
class Series:
    """A mark with what tells it apart from the others of its panel."""

    mark: Line | Points | Bars | Histogram
    index: int
    label: str

    @property
    def role(self) -> str:
        """The role that a front gives a color."""
        return f"series-{self.index % SERIES_ROLES}"


def one_line(words: Words, translate: Translate | None) -> str:
    """Words of a figure as they are drawn: on one line, harmless, in the learner's language."""
    return " ".join(clean(plain(words, translate)).split())


def series_of(panel: Panel, translate: Translate | None) -> list[Series]:
    """Lines, points, bars and histograms; those with the same label share their look."""
    found: list[Series] = []
    known: dict[str, int] = {}
    count = 0
    for mark in panel.marks:
        if isinstance(mark, Rule | Heatmap | Contours):
            continue
        label = one_line(mark.label, translate)
        index = known.get(label, count) if label else count
        if index == count:
            count += 1
        if label:
            known[label] = index
        found.append(Series(mark, index, label))
    return found


def numbers_of(mark: Mark) -> tuple[Numbers, Numbers]:
    """Everything that lies on the x axis, and on the y axis, as flat arrays."""
    if isinstance(mark, Line | Points):
        x, y = flat(mark.x), flat(mark.y)
        count = min(x.size, y.size)
        return x[:count], y[:count]
    if isinstance(mark, Histogram):
        return flat(mark.edges), flat(mark.counts)
    if isinstance(mark, Bars):
        heights = flat(mark.heights)
        return np.arange(max(len(mark.names), 1), dtype=np.float64), heights
    if isinstance(mark, Heatmap | Contours):
        return np.array(mark.x_range, np.float64), np.array(mark.y_range, np.float64)
    at = np.array([mark.at], np.float64)
    nothing = np.empty(0)
    return (at, nothing) if mark.vertical else (nothing, at)


def flat(values: object) -> Numbers:
    """Numbers of a mark in one dimension."""
    return np.atleast_1d(as_array(values)).ravel()  # type: ignore[arg-type]  # marks hold what NumPy takes
