"""A sweep's table while it grows: which rows there are, and the file that keeps them.

Every row is on the disk before the next run begins, so whatever ends the process, the same
command goes on where it was.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from quizapp.core.say import say
from quizapp.errors import LabError
from quizapp.lab.sweeps import csvtext
from quizapp.lab.sweeps.columns import cells_of, columns_of, row_of_cells
from quizapp.lab.sweeps.files import Lock, append, check_place, replace, whole_lines
from quizapp.lab.sweeps.plan import Plan
from quizapp.lab.sweeps.rows import Row

SUFFIXES = (".csv", ".parquet")


class Table:
    """The rows of a plan. As it is, it keeps them in memory only; see `open_table`."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows: dict[str, Row] = {}
        """By the key of their run."""
        self._changed = False

    @property
    def done(self) -> set[str]:
        """The keys of the runs that reached their end; failed ones are tried again."""
        return {key for key, row in self.rows.items() if not row.failure}

    @property
    def ordered(self) -> list[Row]:
        """The rows in the plan's order."""
        return sorted(self.rows.values(), key=lambda row: self.plan.places[row.run.key])

    def add(self, row: Row) -> None:
        """Keep a row at once; one of the same run that is there already stays if it is fine."""
        if self._take(row):
            self._keep(row)

    def add_all(self, rows: Iterable[Row]) -> None:
        """Keep rows that are safe elsewhere, in one go when the table is closed."""
        for row in rows:
            self._take(row)

    def close(self) -> None:
        """Leave the file complete and in order."""

    def __enter__(self) -> "Table":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _take(self, row: Row) -> bool:
        known = self.rows.get(row.run.key)
        news = row.run.key in self.plan.places and (known is None or bool(known.failure))
        if news:
            self.rows[row.run.key] = row
            self._changed = True
        return news

    def _keep(self, row: Row) -> None:
        """Write the row down."""


class FileTable(Table):
    """A table whose rows are in a file as soon as they are there."""

    def __init__(self, path: Path, plan: Plan) -> None:
        super().__init__(plan)
        self.path = path
        self._lock = Lock(path)
        try:
            for row in self._read():
                self._accept(row)
        except BaseException:
            self._lock.release()
            raise

    def close(self) -> None:
        """Leave the file complete and in order, and let others have it."""
        try:
            if self.rows:
                self._finish()
        finally:
            self._lock.release()

    def _read(self) -> Iterable[Row]:
        raise NotImplementedError

    def _finish(self) -> None:
        raise NotImplementedError

    def _accept(self, row: Row) -> None:
        """Take over a row of the file, the later of two; LabError if it is not of this sweep."""
        run, plan = row.run, self.plan
        self._check(run.demo, run.source)
        if run.key not in plan.places:
            told = " ".join(f"{name}={value}" for name, value in run.knobs.items())
            raise self._other(
                say(
                    "It holds a run that is not among these: {knobs}, seed {seed}, device {device}",
                    knobs=told,
                    seed=run.seed,
                    device=run.device,
                )
            )
        known = self.rows.get(run.key)
        if known is None or known.failure:
            self.rows[run.key] = row

    def _check(self, demo: object, source: object) -> None:
        """LabError where a row is of another demo."""
        if demo != self.plan.demo:
            raise self._other(say("It holds runs of {demo}.", demo=str(demo)))
        if source != self.plan.source:
            raise self._other(say("The demo's file was another when its runs were made."))

    def _parsed(self, cells: Mapping[str, Any], number: int = 0) -> Row:
        """The row of a file's cells; LabError where they are no row of this demo."""
        self._check(cells["demo"], cells["source"])
        try:
            return row_of_cells(cells, self.plan.types)
        except ValueError as error:
            raise csvtext.no_table(self.path, str(error), number) from error

    def _other(self, why: object) -> LabError:
        return LabError(
            say("This file is of another sweep, and is left as it is. {why}", why=str(why)),
            where=str(self.path),
            hint=say("Choose another file, or sweep what it holds and more."),
        )


class CsvTable(FileTable):
    """Lines of text. A row with columns that are new makes the whole file anew."""

    def _read(self) -> Iterable[Row]:
        data = whole_lines(self.path)
        self._end = len(data)
        self._columns: list[str] = []
        if not data and self.path.exists() and self.path.stat().st_size:
            raise csvtext.no_table(self.path)
        if data:
            self._columns, lines = csvtext.read(data, self.path)
            for number, cells in lines:
                yield self._parsed(cells, number)

    def _keep(self, row: Row) -> None:
        cells = cells_of(row)
        if self._columns and cells.keys() <= set(self._columns):
            self._end = append(self.path, csvtext.line(cells, self._columns), self._end)
        else:
            self._write(list(self.rows.values()))

    def _finish(self) -> None:
        rows = self.ordered
        if whole_lines(self.path) != self._text(rows)[1]:
            self._write(rows)

    def _write(self, rows: list[Row]) -> None:
        columns, text = self._text(rows)
        replace(self.path, text)
        self._columns, self._end = columns, len(text)

    def _text(self, rows: list[Row]) -> tuple[list[str], bytes]:
        columns = columns_of(rows, list(self.plan.types))
        lines = [csvtext.line(cells_of(row), columns) for row in rows]
        return columns, b"".join([csvtext.head(columns), *lines])


class ParquetTable(FileTable):
    """Lines beside the file while the sweep goes on, and the file whenever it pauses or ends."""

    @property
    def _beside(self) -> Path:
        return self.path.with_name(self.path.name + ".part")

    def _read(self) -> Iterable[Row]:
        from quizapp.lab.sweeps import parquet

        if self.path.exists() and self.path.stat().st_size:
            for cells in parquet.read(self.path):
                yield self._parsed(cells)
        lines = whole_lines(self._beside)
        self._end = len(lines)
        for number, line in enumerate(lines.decode("utf-8", "replace").split("\n")[:-1], start=1):
            try:
                yield Row.from_line(line)
            except ValueError as error:
                raise csvtext.no_table(self._beside, str(error), number) from error

    def _keep(self, row: Row) -> None:
        self._end = append(self._beside, row.to_line().encode(), self._end)

    def _finish(self) -> None:
        if self._changed or self._end:
            from quizapp.lab.sweeps import parquet

            parquet.write(self.path, self.ordered, self.plan.types)
            self._beside.unlink(missing_ok=True)


def check_table(path: Path) -> None:
    """LabError where no table can be written to this file; ask before a long sweep."""
    if path.suffix.lower() not in SUFFIXES:
        raise LabError(
            say("A table cannot be saved as this kind of file."),
            where=str(path),
            hint=say("The file's name ends in .csv or .parquet."),
        )
    check_place(path)
    if path.suffix.lower() == ".parquet":
        from quizapp.lab.sweeps import parquet

        parquet.need()


def open_table(path: Path | None, plan: Plan) -> Table:
    """The table in that file, with the rows that it has already; in memory without a file.

    Raises LabError where the file cannot be written, is no table, or is of another sweep.
    """
    if path is None:
        return Table(plan)
    check_table(path)
    return (CsvTable if path.suffix.lower() == ".csv" else ParquetTable)(path, plan)
