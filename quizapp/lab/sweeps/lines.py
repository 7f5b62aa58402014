"""A sweep as a file with one run on each line, and as a folder with one row in each file.

For schedulers that start a command once for each number: no run knows of another, and none
writes what another does.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.core.say import say
from quizapp.errors import LabError
from quizapp.lab.sweeps.files import check_place, replace, unwritable
from quizapp.lab.sweeps.plan import Plan, SweepRun
from quizapp.lab.sweeps.rows import Row


@dataclass(frozen=True)
class Line:
    """A run, and the demo's file where it is not one that is installed."""

    run: SweepRun
    file: str = ""

    @property
    def demo(self) -> str:
        """By what the demo is found."""
        return self.file or self.run.demo


def write_lines(path: Path, plan: Plan, file: str) -> None:
    """Write the plan's runs, one to a line; LabError where the file holds something else."""
    check_place(path)
    told = {"file": file} if file else {}
    lines = [json.dumps({**run.to_json(), **told}, ensure_ascii=False) for run in plan.runs]
    data = "".join(f"{line}\n" for line in lines).encode()
    if path.exists() and path.stat().st_size and path.read_bytes() != data:
        raise LabError(
            say("This file is there already, with something else in it, and is left as it is."),
            where=str(path),
            hint=say("Choose another file."),
        )
    replace(path, data)


def read_lines(path: Path) -> list[Line]:
    """The runs of a file; LabError names the line that is none."""
    lines = [_line(path, n, text) for n, text in enumerate(_texts(path), start=1)]
    if not lines:
        raise LabError(say("The file has no lines."), where=str(path))
    return lines


def read_line(path: Path, number: int) -> Line:
    """The run on that line, counted from 1."""
    texts = _texts(path)
    if not 1 <= number <= len(texts):
        raise LabError(
            say(
                "There is no line {number}: the file has {count}.", number=number, count=len(texts)
            ),
            where=str(path),
        )
    return _line(path, number, texts[number - 1])


def row_file(folder: Path, number: int, run: SweepRun) -> Path:
    """Where the row of a line is kept: other lines, and lines of other files, have others."""
    return folder / f"row-{number}-{run.key[:12]}.json"


def read_row(path: Path) -> Row:
    """The row in a file; LabError where it is none."""
    try:
        return Row.from_line(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise LabError(say("This file holds no row of a sweep."), where=str(path)) from error


def write_row(path: Path, row: Row) -> None:
    """Keep a row in a file of its own, in a folder that need not be there yet."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(path.parent, error.strerror or str(error)) from error
    replace(path, row.to_line().encode())


def collect_rows(folder: Path) -> list[Row]:
    """The rows of a folder's files; LabError where there are none."""
    if not folder.is_dir():
        raise LabError(say("There is no folder {folder}.", folder=str(folder)))
    rows = [read_row(path) for path in sorted(folder.glob("row-*.json"))]
    if not rows:
        raise LabError(say("The folder {folder} holds no rows.", folder=str(folder)))
    return rows


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in order as `1,4-7,9`, which is what a job array takes."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(f"{low}" if low == high else f"{low}-{high}" for low, high in spans)


def _texts(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").removesuffix("\n").split("\n")
    except FileNotFoundError as error:
        raise LabError(say("There is no such file"), where=str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise LabError(
            say("The file cannot be read: {reason}", reason=reason), where=str(path)
        ) from error


def _line(path: Path, number: int, text: str) -> Line:
    try:
        told: Any = json.loads(text)
        file = told.get("file", "")
        if not isinstance(file, str):
            raise ValueError("file")
        return Line(SweepRun.from_json(told), file)
    except (ValueError, AttributeError) as error:
        raise LabError(
            say("This line is not a run of a sweep."),
            where=f"{path}:{number}",
            hint=say("`quizapp demo sweep ID --emit FILE` writes such lines."),
        ) from error
