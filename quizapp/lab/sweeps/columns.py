"""The columns of a sweep's table, and a row as its cells and back. Pure.

Knobs and metrics have their own names as columns. One that would be mistaken for another
column is called `knob_…` or `metric_…`; claims always are `claim_…`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quizapp.lab.sweeps.plan import SweepRun
from quizapp.lab.sweeps.rows import Row

Cell = str | int | float | bool | None

BEFORE = ("demo", "source")
AFTER = ("seed", "device_asked", "device", "seconds", "failure", "claims", "claims_held")
_TAKEN = {*BEFORE, *AFTER}
_KNOB, _METRIC, _CLAIM = "knob_", "metric_", "claim_"
_PREFIXES = (_KNOB, _METRIC, _CLAIM)


def knob_column(knob: str) -> str:
    """The column of a knob."""
    return knob if _free(knob) else _KNOB + knob


def metric_column(metric: str, knobs: Iterable[str]) -> str:
    """The column of a metric in the table of a demo with these knobs."""
    return metric if _free(metric) and metric not in knobs else _METRIC + metric


def claim_column(claim: str) -> str:
    """The column of a claim, by its name in a row."""
    return _CLAIM + claim


def columns_of(rows: Iterable[Row], knobs: Sequence[str]) -> list[str]:
    """All columns of a table with these rows, metrics and claims as they first appear."""
    metrics: dict[str, None] = {}
    claims: dict[str, None] = {}
    for row in rows:
        metrics |= dict.fromkeys(row.metrics)
        claims |= dict.fromkeys(row.claims)
    return [
        *BEFORE,
        *map(knob_column, knobs),
        *AFTER,
        *(metric_column(name, knobs) for name in metrics),
        *map(claim_column, claims),
    ]


def fixed_columns(knobs: Iterable[str]) -> list[str]:
    """The columns that every table of a demo with these knobs has."""
    return [*BEFORE, *map(knob_column, knobs), *AFTER]


def cells_of(row: Row) -> dict[str, Cell]:
    """The cells of a row by their column; what it lacks is left out."""
    run = row.run
    failed = bool(row.failure)
    return {
        "demo": run.demo,
        "source": run.source,
        **{knob_column(name): value for name, value in run.knobs.items()},
        "seed": run.seed,
        "device_asked": run.device,
        "device": row.device,
        "seconds": row.seconds,
        "failure": row.failure,
        "claims": None if failed else len(row.claims),
        "claims_held": None if failed else row.held,
        **{metric_column(name, run.knobs): value for name, value in row.metrics.items()},
        **{claim_column(name): held for name, held in row.claims.items()},
    }


def row_of_cells(cells: Mapping[str, Any], types: Mapping[str, type]) -> Row:
    """The row of cells that were written, as values or as text; ValueError says what is wrong.

    `types` are those of the demo's knobs; a cell that is missing, None or empty has no value.
    """
    knobs = {}
    for name, kind in types.items():
        column = knob_column(name)
        knobs[name] = _typed(column, cells.get(column), kind)
    run = SweepRun.from_json(
        {
            "demo": cells.get("demo"),
            "source": cells.get("source"),
            "knobs": knobs,
            "seed": _typed("seed", cells.get("seed"), int),
            "device": cells.get("device_asked"),
        }
    )
    metrics, claims = {}, {}
    fixed = set(fixed_columns(types))
    for column, cell in cells.items():
        if column in fixed or cell is None or cell == "":
            continue
        if column.startswith(_CLAIM):
            claims[column.removeprefix(_CLAIM)] = _typed(column, cell, bool)
        else:
            metrics[column.removeprefix(_METRIC)] = _typed(column, cell, float)
    seconds = cells.get("seconds")
    took = None if seconds in (None, "") else _typed("seconds", seconds, float)
    device, failure = str(cells.get("device") or ""), str(cells.get("failure") or "")
    return Row(run, device, took, failure, metrics, claims)


def _free(name: str) -> bool:
    return name not in _TAKEN and not name.startswith(_PREFIXES)


def _typed(column: str, cell: Any, kind: type) -> Any:
    try:
        if kind is bool and not isinstance(cell, bool):
            return {"true": True, "false": False}[str(cell).lower()]
        if kind is str and cell is None:
            return ""
        return kind(cell)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{column} = {str(cell)[:60]!r}") from error
