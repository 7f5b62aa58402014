"""A figure as a file: a table of its numbers, or a picture.

Knows where a figure can be saved; pictures are drawn in `pictures`, which alone needs
matplotlib.
"""

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from quizapp.core.say import Text, Translate, say
from quizapp.errors import LabError
from quizapp.lab.api import (
    Bars,
    Contours,
    Figure,
    Heatmap,
    Histogram,
    Line,
    Mark,
    Points,
    Rule,
    as_array,
)
from quizapp.lab.draw.plot import one_line
from quizapp.replacing import replace_file

PICTURES = (".png", ".svg")
SUFFIXES = (*PICTURES, ".csv")
COLUMNS = ("panel", "title", "mark", "kind", "label", "name", "x", "x_end", "y", "z")
"""The columns of a table; `rows` says what stands in them."""

Cell = str | int


def check_target(path: Path) -> None:
    """LabError where no figure can be saved as this file; ask before a long run."""
    if path.suffix.lower() not in SUFFIXES:
        raise LabError(
            say("A figure cannot be saved as this kind of file."),
            where=str(path),
            hint=say("The file's name ends in .png, .svg or .csv."),
        )
    folder = path.resolve().parent
    if not folder.is_dir():
        raise LabError(
            say("There is no folder {folder}.", folder=str(path.parent)),
            where=str(path),
            hint=say("Make it first, or choose another folder."),
        )
    if path.is_dir():
        raise _unwritable(path, say("there is a folder of that name"))
    if not os.access(folder, os.W_OK):
        raise _unwritable(path, say("the folder is read-only for you"))
    if path.suffix.lower() in PICTURES:
        _need_matplotlib()


def save(figure: Figure, path: Path, *, translate: Translate | None = None) -> None:
    """Save as .png, .svg or .csv, by the file's suffix; LabError where that cannot be done.

    Another file of that name is replaced once the new one is complete.
    """
    check_target(path)
    suffix = path.suffix.lower()
    if suffix in PICTURES:
        from quizapp.lab.pictures import render  # here, for it loads matplotlib

        data = render(figure, suffix[1:], translate)
    else:
        data = table(figure, translate).encode()
    _replace(path, data)


def table(figure: Figure, translate: Translate | None = None) -> str:
    """The numbers of a figure as CSV, one row for each of `rows`, below a head."""
    lines = io.StringIO()
    writer = csv.DictWriter(lines, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(figure, translate))
    return lines.getvalue()


def rows(figure: Figure, translate: Translate | None = None) -> Iterator[dict[str, Cell]]:
    """One row for each point, bar, bin, cell of a heat map and rule; what is missing is empty.

    `panel` and `mark` count from 1, `mark` within its panel. Lines and points have `x`, `y`;
    bars `name`, `y`; histograms `x`, `x_end` and the count `y`; heat maps the middle `x`, `y`
    of each cell and `z`; contours the same, and a row with the name `level` and `z` for each
    line's height; rules `y`, or `x` where they are vertical. Numbers are written with all
    their digits and no others; NaN is empty.
    """
    for panel_number, panel in enumerate(figure.panels, start=1):
        title = one_line(panel.title, translate)
        for mark_number, mark in enumerate(panel.marks, start=1):
            common: dict[str, Cell] = {
                "panel": panel_number,
                "title": title,
                "mark": mark_number,
                "kind": type(mark).__name__.lower(),
                "label": one_line(mark.label, translate),
            }
            for own in _own_rows(mark, translate):
                yield {**common, **own}


def _own_rows(mark: Mark, translate: Translate | None) -> Iterator[dict[str, str]]:
    match mark:
        case Line() | Points():
            for x, y in zip(_texts(mark.x), _texts(mark.y), strict=False):
                yield {"x": x, "y": y}
        case Bars():
            for name, height in zip(mark.names, _texts(mark.heights), strict=False):
                yield {"name": one_line(name, translate), "y": height}
        case Histogram():
            edges = _texts(mark.edges)
            for x, x_end, y in zip(edges, edges[1:], _texts(mark.counts), strict=False):
                yield {"x": x, "x_end": x_end, "y": y}
        case Heatmap():
            yield from _matrix_rows(mark)
        case Contours():
            yield from _matrix_rows(mark)
            yield from ({"name": "level", "z": level} for level in _texts(list(mark.levels)))
        case Rule():
            yield {"x" if mark.vertical else "y": _text(np.float64(mark.at))}


def _matrix_rows(mark: Heatmap | Contours) -> Iterator[dict[str, str]]:
    z = np.atleast_2d(_array(mark.z))
    z = z.reshape(z.shape[0], -1)
    middles_x = _texts(_middles(mark.x_range, z.shape[1]))
    for y, values in zip(_texts(_middles(mark.y_range, z.shape[0])), z, strict=True):
        for x, value in zip(middles_x, values, strict=True):
            yield {"x": x, "y": y, "z": _text(value)}


def _middles(covered: tuple[float, float], count: int) -> Any:
    edges = np.linspace(float(covered[0]), float(covered[1]), count + 1)
    return (edges[:-1] + edges[1:]) / 2


def _array(values: Any) -> Any:
    """Numbers of a mark; those of single precision stay so, and keep their short form."""
    if isinstance(values, np.ndarray) and values.dtype == np.float32:
        return values
    return as_array(values)


def _texts(values: Any) -> list[str]:
    return [_text(value) for value in np.atleast_1d(_array(values)).ravel()]


def _text(value: np.floating[Any]) -> str:
    """As few digits as give the same number again at its precision."""
    return "" if np.isnan(value) else str(value)


def _need_matplotlib() -> None:
    try:
        import matplotlib.figure  # noqa: F401  whether it is there and can be loaded
    except (ImportError, ValueError) as error:
        # A ValueError is a setting in the user's surroundings that matplotlib refuses.
        told = say("Pictures are drawn by matplotlib, which does not load: {why}", why=str(error))
        if isinstance(error, ModuleNotFoundError) and error.name == "matplotlib":
            told = say("Pictures are drawn by matplotlib, which is not installed.")
        raise LabError(
            told, hint=say('pip install "quizapp[pictures]", or save the numbers as .csv.')
        ) from error


def _replace(path: Path, data: bytes) -> None:
    try:
        replace_file(path, data)
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from error


def _unwritable(path: Path, reason: Text | str) -> LabError:
    return LabError(
        say("This file cannot be written: {reason}", reason=str(reason)),
        where=str(path),
        hint=say("Choose another file or folder."),
    )
