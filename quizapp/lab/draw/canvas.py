"""A grid of cells that text, characters and dots are put on, each with a role."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quizapp.core.cells import clusters
from quizapp.lab.draw.picture import HEAT_LEVELS, Picture, Run

ROLES = (
    "",
    *("axis", "label", "title", "ghost", "rule", "contour"),
    *(f"series-{i}" for i in range(6)),
    *(f"heat-{i}" for i in range(HEAT_LEVELS)),
)
_ROLE_NUMBER = {role: i for i, role in enumerate(ROLES)}
_FIRST_HEAT = _ROLE_NUMBER["heat-0"]
_SPACE = 32
_BRAILLE = 0x2800
_WIDE_REST = 0
"""Marks the second cell of a wide character."""

Codes = NDArray[np.uint32]
Dots = NDArray[np.bool_]

_BRAILLE_WEIGHTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.uint32)
_QUADRANTS = np.array([ord(c) for c in " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"], np.uint32)
_QUADRANT_WEIGHTS = np.array([[1, 2], [4, 8]], np.uint32)


class Canvas:
    """Cells of `height` rows and `width` columns; what lies outside is left out."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.codes: Codes = np.full((height, width), _SPACE, np.uint32)
        self._fore = np.zeros((height, width), np.uint8)
        self._back = np.zeros((height, width), np.uint8)
        self._clusters: dict[tuple[int, int], str] = {}
        self._wide: list[tuple[int, int, int]] = []

    def write(self, row: int, column: int, text: str, role: str = "") -> int:
        """Put text on one row and return the column behind it."""
        for part, width in clusters(text):
            inside = 0 <= row < self.height and column >= 0 and column + width <= self.width
            if inside and width:
                self._put(row, column, part, width, role)
            column += width
        return column

    def line(
        self, row: int, column: int, characters: str, role: str, *, across: bool = False
    ) -> None:
        """Put narrow characters one below the other, or beside each other if `across`."""
        codes = np.array([ord(c) for c in characters], np.uint32)
        self.stamp(row, column, codes[None, :] if across else codes[:, None], role)

    def _put(self, row: int, column: int, part: str, width: int, role: str) -> None:
        self.codes[row, column] = ord(part[0])
        self.codes[row, column + 1 : column + width] = _WIDE_REST
        self._paint(np.s_[row, column : column + width], role)
        if len(part) > 1:
            self._clusters[row, column] = part
        if width == 2:
            self._wide.append((row, column, ord(part[0])))

    def _paint(self, where: tuple[int, slice], role: str) -> None:
        """Set the role; over a heat map the color below becomes the background."""
        fore, back = self._fore[where], self._back[where]
        back[...] = np.where(fore >= _FIRST_HEAT, fore, back)
        fore[...] = _ROLE_NUMBER[role]

    def stamp(self, row: int, column: int, codes: Codes, role: str) -> None:
        """Put characters, given by their code points, where they are not 0."""
        where = np.s_[row : row + codes.shape[0], column : column + codes.shape[1]]
        mask = codes > 0
        fore, back = self._fore[where], self._back[where]
        back[...] = np.where(mask & (fore >= _FIRST_HEAT), fore, back)
        fore[mask] = _ROLE_NUMBER[role]
        self.codes[where][mask] = codes[mask]

    def stamp_braille(self, row: int, column: int, codes: Codes, role: str) -> None:
        """Like `stamp`, but dots already there stay, unless they are of a contour."""
        where = np.s_[row : row + codes.shape[0], column : column + codes.shape[1]]
        below = self.codes[where]
        kept = (below & ~np.uint32(0xFF)) == _BRAILLE
        kept &= self._fore[where] != _ROLE_NUMBER["contour"]
        self.stamp(row, column, np.where((codes > 0) & kept, codes | below, codes), role)

    def heat(self, row: int, column: int, upper: NDArray[np.int_], lower: NDArray[np.int_]) -> None:
        """Half blocks in two of the heat levels for each cell; a level of -1 is left empty."""
        where = np.s_[row : row + upper.shape[0], column : column + upper.shape[1]]
        both, only_lower = (upper >= 0) & (lower >= 0), (upper < 0) & (lower >= 0)
        codes = np.where(only_lower, ord("▄"), np.where(upper >= 0, ord("▀"), _SPACE))
        self.codes[where] = codes
        level = np.where(only_lower, lower, upper)
        self._fore[where] = np.where(level >= 0, level + _FIRST_HEAT, 0)
        self._back[where] = np.where(both, lower + _FIRST_HEAT, 0)

    def heat_characters(self, row: int, column: int, levels: NDArray[np.int_], ramp: str) -> None:
        """One character of the ramp for each cell; a level of -1 is left empty."""
        where = np.s_[row : row + levels.shape[0], column : column + levels.shape[1]]
        table = np.array([ord(c) for c in ramp], np.uint32)
        index = levels.clip(0) * (len(ramp) - 1) / (HEAT_LEVELS - 1)
        codes = table[np.rint(index).astype(int)]
        self.codes[where] = np.where(levels >= 0, codes, _SPACE)
        self._fore[where] = np.where(levels >= 0, levels + _FIRST_HEAT, 0)

    def occupied(self, row: int, start: int, stop: int) -> int:
        """How many of these cells hold something."""
        if not 0 <= row < self.height:
            return stop - start
        return int(np.count_nonzero(self.codes[row, start:stop] != _SPACE))

    def picture(self) -> Picture:
        """All cells as rows of runs."""
        self._mend_wide()
        look = self._fore.astype(np.int64) * len(ROLES) + self._back
        marked = {row for row, _ in self._clusters}
        return Picture(tuple(self._row(i, look[i], marked=i in marked) for i in range(self.height)))

    def _mend_wide(self) -> None:
        """Clear halves of wide characters whose other half was written over."""
        for row, column, code in self._wide:
            left, right = self.codes[row, column], self.codes[row, column + 1]
            if left == code and right != _WIDE_REST:
                self.codes[row, column] = _SPACE
            elif left != code and right == _WIDE_REST:
                self.codes[row, column + 1] = _SPACE

    def _row(self, i: int, look: NDArray[np.int64], *, marked: bool) -> tuple[Run, ...]:
        fore, back = self._fore[i], self._back[i]
        # The rest of a wide character stays in the line for now: one character for each cell.
        line = self.codes[i].tobytes().decode("utf-32-le")
        bounds = [0, *(np.flatnonzero(np.diff(look)) + 1).tolist(), self.width]
        runs = []
        for start, stop in pairwise(bounds):
            if marked:
                text = "".join(self._cell(i, column) for column in range(start, stop))
            else:
                text = line[start:stop].replace("\0", "")
            if text:
                runs.append(Run(text, ROLES[fore[start]], ROLES[back[start]]))
        return tuple(runs)

    def _cell(self, row: int, column: int) -> str:
        code = int(self.codes[row, column])
        cluster = self._clusters.get((row, column), "")
        if cluster and ord(cluster[0]) == code:
            return cluster
        return chr(code) if code != _WIDE_REST else ""


def braille(dots: Dots) -> Codes:
    """Braille characters for dots of shape [4 rows, 2 columns] a cell; 0 where none is set."""
    packed = _packed(dots, _BRAILLE_WEIGHTS)
    return np.where(packed > 0, packed | np.uint32(_BRAILLE), np.uint32(0))


def quadrants(dots: Dots) -> Codes:
    """Quarter blocks for dots of shape [2 rows, 2 columns] a cell; 0 where none is set."""
    packed = _packed(dots, _QUADRANT_WEIGHTS)
    return np.where(packed > 0, _QUADRANTS[packed], 0).astype(np.uint32)


def cells_of(dots: Dots, per_cell: tuple[int, int]) -> Dots:
    """Which cells have a dot; `per_cell` is columns and rows of dots."""
    across, down = per_cell
    rows, columns = dots.shape
    cells = np.zeros((rows // down, columns // across), np.bool_)
    for i in range(down):
        for j in range(across):
            cells |= dots[i::down, j::across]
    return cells


def characters(cells: Dots, sign: str) -> Codes:
    """The sign where a cell is set, 0 elsewhere."""
    return np.where(cells, ord(sign), 0).astype(np.uint32)


def _packed(dots: Dots, weights: Codes) -> Codes:
    down, across = weights.shape
    rows, columns = dots.shape
    packed = np.zeros((rows // down, columns // across), np.uint32)
    for i in range(down):
        for j in range(across):
            packed |= dots[i::down, j::across].astype(np.uint32) * weights[i, j]
    return packed


def polyline(across: NDArray[np.float64], up: NDArray[np.float64], size: tuple[int, int]) -> Dots:
    """Dots along the curve through points given as fractions of the width and the height.

    `size` is columns and rows of dots; NaN makes a gap, what lies outside is cut off.
    """
    columns, rows = size
    dots = np.zeros((rows, columns), np.bool_)
    limit = 1e7
    x = np.clip(across * columns - 0.5, -limit, limit)
    y = np.clip((1.0 - up) * rows - 0.5, -limit, limit)
    known = ~(np.isnan(x) | np.isnan(y))
    _set(dots, x[known], y[known])
    linked = known[:-1] & known[1:]
    _set(dots, *_segments(x, y, linked, size))
    return dots


def _segments(
    x: NDArray[np.float64], y: NDArray[np.float64], linked: Dots, size: tuple[int, int]
) -> Sequence[NDArray[np.float64]]:
    """Points closely spaced along each linked segment, cut to the box (Liang and Barsky)."""
    x0, y0 = x[:-1][linked], y[:-1][linked]
    dx, dy = x[1:][linked] - x0, y[1:][linked] - y0
    enter, leave = np.zeros_like(x0), np.ones_like(x0)
    for start, delta, limit in ((x0, dx, size[0]), (y0, dy, size[1])):
        still = np.abs(delta) < 1e-12
        safe = np.where(still, 1.0, delta)
        low, high = (-0.5 - start) / safe, (limit - 0.5 - start) / safe
        outside = still & ((start < -0.5) | (start >= limit - 0.5))
        near = np.where(still, 0.0, np.minimum(low, high))
        far = np.where(still, np.where(outside, -1.0, 1.0), np.maximum(low, high))
        enter, leave = np.maximum(enter, near), np.minimum(leave, far)
    seen = enter < leave
    x0, y0, dx, dy = x0[seen], y0[seen], dx[seen], dy[seen]
    enter, leave = enter[seen], leave[seen]
    reach = np.maximum(np.abs(dx), np.abs(dy)) * (leave - enter)
    counts = np.ceil(reach).astype(np.int64) + 1
    which = np.repeat(np.arange(counts.size), counts)
    place = np.arange(which.size) - np.repeat(np.cumsum(counts) - counts, counts)
    share = place / np.maximum(counts - 1, 1)[which]
    along = enter[which] + share * (leave - enter)[which]
    return x0[which] + along * dx[which], y0[which] + along * dy[which]


def _set(dots: Dots, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    rows, columns = dots.shape
    # Halves are rounded up, all in the same direction, so that a slope has no holes.
    column = np.floor(x + 0.5).astype(np.int64)
    row = np.floor(y + 0.5).astype(np.int64)
    # The far edge of the box belongs to the last dot.
    column = np.where(x == columns - 0.5, columns - 1, column)
    row = np.where(y == rows - 0.5, rows - 1, row)
    inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    dots[row[inside], column[inside]] = True
