"""Text tables: rows of cells between separators, in quotes where they need it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from quizapp.core.say import Text, say
from quizapp.packs.formats.base import MAX_ITEMS, too_many
from quizapp.packs.reader import MAX_SCALAR

SEPARATORS = (",", "\t", ";", "|")
MOST_CELLS = 1_000
"""In one row; what comes after them is passed over."""
_EMPTY = re.compile(r"\n+")
_LOOKED_AT = 100
"""Rows by which a separator is chosen."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row and the line of the file on which it begins, counted from 1."""

    line: int
    cells: tuple[str, ...]
    quoted: bool
    """Whether its first cell was in quotes."""

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.strip() for cell in self.cells)


def rows(text: str, separator: str) -> Iterator[Row]:
    """The rows of a table that has line feeds only; empty lines are none.

    A cell in quotes may hold separators, line feeds and, doubled, quotes. A quote that is never
    closed is a character like any other.
    """
    plain = re.compile(f"[^{re.escape(separator)}\n]*")
    at, line = 0, 1
    last_quote = text.rfind('"')
    while at < len(text):
        if text[at] == "\n":
            empty = _EMPTY.match(text, at)
            assert empty is not None
            at, line = empty.end(), line + empty.end() - at
            continue
        cells: list[str] = []
        first, quoted = line, text.startswith('"', at)
        while True:
            end = -1
            if text.startswith('"', at) and at < last_quote:
                end = _closing(text, at + 1)
            cell = ""
            if end >= 0:
                cell = text[at + 1 : end].replace('""', '"')
                line += text.count("\n", at, end)
                at = end + 1
            rest = plain.match(text, at)
            assert rest is not None
            cells.append(cell + rest[0])
            at = rest.end()
            if not text.startswith(separator, at) or len(cells) == MOST_CELLS:
                break
            at += len(separator)
        at = text.find("\n", at) if len(cells) == MOST_CELLS else at
        at = len(text) if at < 0 else at
        yield Row(first, tuple(cells), quoted)
        at, line = at + 1, line + 1


def _closing(text: str, at: int) -> int:
    """Where the quotes end in which the cell stands, or -1."""
    while (end := text.find('"', at)) >= 0:
        if not text.startswith('""', end):
            return end
        at = end + 2
    return -1


def filled_rows(text: str, separator: str, name: str) -> list[Row]:
    """The rows in which something stands. Raises PackError for too many."""
    found: list[Row] = []
    for row in rows(text, separator):
        if not row.blank:
            found.append(row)
        if len(found) > MAX_ITEMS:
            raise too_many(name)
    return found


def too_long(cells: Iterable[str]) -> Text | None:
    """Why a row cannot be a question, if one of its cells is too long for one."""
    if all(len(cell) <= MAX_SCALAR for cell in cells):
        return None
    return say("A text of it has more than {limit} characters.", limit=MAX_SCALAR)


def separator_of(text: str, likely: str = "") -> str:
    """The separator that cuts the rows into as many cells each, at least two; `likely` first."""
    best, best_score = likely or ",", 0.0
    for each in dict.fromkeys((likely, *SEPARATORS)):
        if not each or each not in text:
            continue
        seen = [r for r in islice(rows(text, each), _LOOKED_AT) if not r.blank]
        widths = Counter(len(row.cells) for row in seen)
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        score = count / len(seen) if width > 1 else 0.0
        if score > best_score + 0.05:
            best, best_score = each, score
    return best


def quoted(cell: str, separator: str) -> str:
    """A cell as it is written: in quotes where it must be."""
    if cell and not re.search(r'["\n\r]', cell) and separator not in cell and cell[0] not in "# ":
        return cell
    return '"' + cell.replace('"', '""') + '"' if cell else ""
