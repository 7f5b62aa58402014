"""Rows as lines of CSV and back. No cell holds a line break, so a line is a row. Pure."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from quizapp.core.say import say
from quizapp.errors import LabError
from quizapp.lab.sweeps.columns import Cell


def head(columns: Sequence[str]) -> bytes:
    """The first line."""
    return _joined(columns)


def line(cells: Mapping[str, Cell], columns: Sequence[str]) -> bytes:
    """The line of a row; a cell without a value is empty."""
    return _joined([_text(cells.get(column)) for column in columns])


def read(data: bytes, path: Path) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """The columns of a file, and the number and cells of each line below them.

    It was written here, or again by a spreadsheet; LabError, with the line, where it was not.
    """
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        columns = next(reader)
    except (UnicodeDecodeError, csv.Error, StopIteration) as error:
        raise no_table(path) from error
    if not {"demo", "source"} <= set(columns):
        raise no_table(path)
    return columns, _lines(reader, columns, path)


def no_table(path: Path, why: str = "", number: int = 0) -> LabError:
    """The error for a file that holds something else."""
    told = say("This is not the table of a sweep, and is left as it is.")
    if why:
        told = say("This is not the table of a sweep ({why}), and is left as it is.", why=why[:200])
    where = f"{path}:{number}" if number else str(path)
    return LabError(told, where=where, hint=say("Choose another file."))


def _lines(
    reader: Iterator[list[str]], columns: list[str], path: Path
) -> Iterator[tuple[int, dict[str, str]]]:
    number = 1
    try:
        for number, cells in enumerate(reader, start=2):
            if len(cells) != len(columns):
                raise no_table(path, f"{len(cells)} / {len(columns)}", number)
            yield number, dict(zip(columns, cells, strict=True))
    except csv.Error as error:
        raise no_table(path, str(error), number + 1) from error


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)


def _joined(cells: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()
