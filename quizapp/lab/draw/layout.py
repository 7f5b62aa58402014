"""A whole figure: its panels in a grid that suits the room, or its sentence if there is none."""

import math

from quizapp.core.cells import clipped, wrap
from quizapp.core.clean import clean
from quizapp.core.say import Translate, plain, say
from quizapp.lab.api import Figure
from quizapp.lab.draw.canvas import Canvas
from quizapp.lab.draw.charset import Charset, charset_named
from quizapp.lab.draw.panel import SMALLEST_PANEL, Area, PanelPainter
from quizapp.lab.draw.picture import Picture

_COLUMN_GAP = 2
_ROW_GAP = 1
_BEST_SHAPE = 3.4
"""Columns to rows of a panel that looks best; a cell is about twice as high as wide."""
_GOOD_WIDTH, _GOOD_HEIGHT = 28, 9


def draw(
    figure: Figure,
    width: int,
    height: int,
    *,
    charset: str = "braille",
    translate: Translate | None = None,
    ghost: Figure | None = None,
) -> Picture:
    """The figure in exactly `height` rows of `width` cells.

    `charset` is braille, block or ascii (`UsageError` otherwise); `ghost` is an earlier figure
    whose curves are drawn faintly below. Where there is no room for a panel, the figure's
    sentence is shown instead.
    """
    characters = charset_named(charset)
    canvas = Canvas(max(0, width), max(0, height))
    areas = _areas(len(figure.panels), width, height)
    if not areas:
        _write_sentence(canvas, clean(plain(figure.says, translate)), characters)
        return canvas.picture()
    for i, (panel, area) in enumerate(zip(figure.panels, areas, strict=False)):
        before = ghost.panels[i] if ghost is not None and i < len(ghost.panels) else None
        PanelPainter(canvas, characters, translate, before).paint(panel, area)
    hidden = len(figure.panels) - len(areas)
    if hidden:
        note = plain(say("{count} more in a larger window", count=hidden), translate)
        shown = clipped(note, width, characters.ellipsis)
        canvas.write(height - 1, 0, shown, "label")
    return canvas.picture()


def _write_sentence(canvas: Canvas, text: str, charset: Charset) -> None:
    if canvas.width < 1 or canvas.height < 1:
        return
    lines = wrap(text, canvas.width)
    if len(lines) > canvas.height:
        rest = " ".join(lines[canvas.height - 1 :])
        lines[canvas.height - 1 :] = [clipped(rest, canvas.width, charset.ellipsis)]
    for row, line in enumerate(lines):
        canvas.write(row, 0, line, "label")


def _areas(count: int, width: int, height: int) -> list[Area]:
    """Where the panels go, in order; fewer than `count` where not all have room."""
    for shown in range(count, 0, -1):
        # The last row says how many are left out.
        rows = height if shown == count else height - 1
        shapes = [c for c in range(1, shown + 1) if _fits(shown, c, width, rows)]
        if shapes:
            best = min(shapes, key=lambda columns: _badness(shown, columns, width, rows))
            return _grid(shown, best, width, rows)
    return []


def _cell_size(count: int, columns: int, width: int, height: int) -> tuple[int, int]:
    rows = math.ceil(count / columns)
    return (
        (width - _COLUMN_GAP * (columns - 1)) // columns,
        (height - _ROW_GAP * (rows - 1)) // rows,
    )


def _fits(count: int, columns: int, width: int, height: int) -> bool:
    wide, high = _cell_size(count, columns, width, height)
    return wide >= SMALLEST_PANEL[0] and high >= SMALLEST_PANEL[1]


def _badness(count: int, columns: int, width: int, height: int) -> float:
    """How far a grid is from panels of good size and shape, without empty places."""
    wide, high = _cell_size(count, columns, width, height)
    cramped = max(0.0, _GOOD_WIDTH / wide - 1) + max(0.0, _GOOD_HEIGHT / high - 1)
    empty = -count % columns
    return abs(math.log(wide / high / _BEST_SHAPE)) + 3 * cramped + 0.3 * empty


def _grid(count: int, columns: int, width: int, height: int) -> list[Area]:
    rows = math.ceil(count / columns)
    areas = []
    for row in range(rows):
        inside = min(columns, count - row * columns)
        top, high = _share(row, rows, height, _ROW_GAP)
        for column in range(inside):
            left, wide = _share(column, inside, width, _COLUMN_GAP)
            areas.append(Area(top, left, wide, high))
    return areas


def _share(i: int, count: int, size: int, gap: int) -> tuple[int, int]:
    """Start and length of the i-th of `count` equal parts with gaps between them."""
    room = size - gap * (count - 1)
    start, stop = room * i // count, room * (i + 1) // count
    return start + gap * i, stop - start
