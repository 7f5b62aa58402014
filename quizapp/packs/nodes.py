"""The values that a YAML file holds, with the place where each was written.

Only text, mappings and sequences; they are plain `str`, `dict` and `list` to whoever reads
them and remember their places beside.
"""

from collections.abc import Iterable
from typing import NamedTuple, Protocol


class Mark(Protocol):
    """PyYAML's position; line and column count from 0."""

    @property
    def line(self) -> int: ...  # noqa: D102  the class tells

    @property
    def column(self) -> int: ...  # noqa: D102  the class tells


class Place(NamedTuple):
    """A place in a file; line and column count from 1."""

    line: int
    column: int


START = Place(1, 1)

_COLUMNS = 1 << 24
"""More than a line of the largest file that is read has."""


def packed(mark: Mark) -> int:
    """A mark as one number: a tree has one for each value, and PyYAML's are heavy."""
    return mark.line * _COLUMNS + mark.column


class Mapping(dict[str, object]):
    """A mapping: `mark` is where it begins, `marks` has the places of each key and value."""

    __slots__ = ("mark", "marks")

    def __init__(self, mark: int) -> None:
        super().__init__()
        self.mark = mark
        self.marks: dict[str, tuple[int, int]] = {}


class Sequence(list[object]):
    """A sequence: `mark` is where it begins, `marks` has the place of each item."""

    __slots__ = ("mark", "marks")

    def __init__(self, mark: int) -> None:
        super().__init__()
        self.mark = mark
        self.marks: list[int] = []


def place_of(node: object, path: Iterable[str | int] = (), *, key: bool = False) -> Place:
    """Where the value at `path` below `node` was written, or its key.

    Where the path leads to something that is not there, the place of the last thing on the
    way that is; an empty value's place is its key's.
    """
    mark = node.mark if isinstance(node, Mapping | Sequence) else 0
    for part in path:
        if isinstance(node, Mapping) and part in node:
            at_key, at_value = node.marks[str(part)]
            node = node[str(part)]
            mark = at_key if key or node == "" else at_value
        elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node):
            mark = node.marks[part]
            node = node[part]
        else:
            break
    line, column = divmod(mark, _COLUMNS)
    return Place(line + 1, column + 1)
