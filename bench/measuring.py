"""What the measurements share: the demos, and how a table is printed."""

import statistics
from collections.abc import Sequence
from pathlib import Path

from quizapp.lab.catalog import DemoSpec, find_demos

DEMOS = Path(__file__).resolve().parent.parent / "demos"
NAME = 38


def demos(*names: str) -> list[DemoSpec]:
    """The bundled demos, or those of them with these ids."""
    found = find_demos({"": DEMOS}).demos  # a file that is no demo yet is left out
    return [spec for spec in found if not names or spec.id in names]


def share(values: Sequence[float], part: float) -> float:
    """The value below which this part of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def head(title: str, *columns: str) -> None:
    """The first line of a table."""
    print(f"\n{title:{NAME}}" + "".join(f"{column:>16}" for column in columns), flush=True)


def row(name: str, *cells: str) -> None:
    """One more line."""
    print(f"{name:{NAME}}" + "".join(f"{cell:>16}" for cell in cells), flush=True)


def goal(values: Sequence[float], limit: float, unit: str) -> None:
    """How many of the values keep to a goal."""
    kept = sum(value <= limit for value in values)
    print(f"  goal {limit:g} {unit}: {kept} of {len(values)} keep it", flush=True)


median = statistics.median
