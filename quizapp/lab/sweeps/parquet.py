"""Rows as a Parquet file and back; the only part of sweeps that needs pyarrow."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from quizapp.core.say import say
from quizapp.errors import LabError
from quizapp.lab.sweeps.columns import (
    cells_of,
    claim_column,
    columns_of,
    knob_column,
)
from quizapp.lab.sweeps.csvtext import no_table
from quizapp.lab.sweeps.files import replacing
from quizapp.lab.sweeps.rows import Row

_WHOLE = ("seed", "claims", "claims_held")
_TEXT = ("demo", "source", "device_asked", "device", "failure")


def need() -> Any:
    """The module pyarrow; LabError says how to get it."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise LabError(
            say("Parquet files are written by pyarrow, which does not load: {why}", why=str(error)),
            hint=say('pip install "quizapp[sweeps]", or save the table as .csv.'),
        ) from error
    return pyarrow


def write(path: Path, rows: Sequence[Row], types: Mapping[str, type]) -> None:
    """The rows as a file, in the place of one that may be there; NaN is not the same as none."""
    arrow = need()
    columns = columns_of(rows, list(types))
    kinds = {bool: arrow.bool_(), int: arrow.int64(), float: arrow.float64(), str: arrow.string()}
    known = {knob_column(name): kinds[kind] for name, kind in types.items()}
    known |= dict.fromkeys(_WHOLE, arrow.int64()) | dict.fromkeys(_TEXT, arrow.string())
    first_claim = claim_column("")
    schema = arrow.schema(
        [
            (
                name,
                known.get(name, arrow.bool_() if name.startswith(first_claim) else arrow.float64()),
            )
            for name in columns
        ]
    )
    table = arrow.Table.from_pylist([cells_of(row) for row in rows], schema=schema)
    with replacing(path) as beside:
        arrow.parquet.write_table(table, beside)


def read(path: Path) -> list[dict[str, Any]]:
    """The cells of a file's rows; LabError if it is not the table of a sweep."""
    arrow = need()
    try:
        table = arrow.parquet.ParquetFile(path).read()
    except (arrow.ArrowException, OSError) as error:
        raise no_table(path) from error
    if not {"demo", "source"} <= set(table.column_names):
        raise no_table(path)
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows
