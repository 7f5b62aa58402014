"""A demo's source as a lesson to read: the section that runs is marked while it runs."""

import ast
from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Region, Size
from textual.highlight import highlight
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from quizapp.core.clean import clean
from quizapp.tui.literal import literal

GUTTER = 6
PACE_S = 0.25
"""How often the mark moves: what runs changes faster than anybody can follow."""


def sections(lines: Sequence[str]) -> list[tuple[int, int]]:
    """First and last line, from 1, of each function and class at the top of a module."""
    body = ast.parse("\n".join(lines)).body
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return [
        (node.lineno, node.end_lineno or node.lineno) for node in body if isinstance(node, kinds)
    ]


class Source(ScrollView, can_focus=False):
    """Lines with numbers, folded to the width; `at` is the line that runs, 0 for none."""

    at: reactive[int] = reactive(0)

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._lines = [clean(line.expandtabs(4)) for line in lines]
        self._sections = sections(lines)
        self._rows: list[tuple[int, Content]] = []
        """The number of the line, and the piece of it that stands on each row."""
        self._first_rows: list[int] = []
        self._reached = 0

    def on_mount(self) -> None:
        self.set_interval(PACE_S, self._follow)

    def on_resize(self) -> None:
        self._fold(max(1, self.scrollable_content_region.width - GUTTER))

    def notify_style_update(self) -> None:
        """The theme changed: colors are looked up anew when rows are drawn."""
        super().notify_style_update()
        self.refresh()

    def reach(self, line: int) -> None:
        """The run is in this line now; 0: nothing runs."""
        self._reached = line if line <= len(self._lines) else 0

    def read_on(self, direction: int) -> None:
        """Scroll a screenful down (1) or up (-1)."""
        self.scroll_relative(y=direction * max(1, self.size.height - 1), animate=False)

    def section(self) -> tuple[int, int]:
        """First and last line of the section that runs; (0, -1) for none."""
        for first, last in self._sections:
            if first <= self.at <= last:
                return first, last
        return (self.at, self.at) if self.at else (0, -1)

    def watch_at(self) -> None:
        if self.at and self._first_rows:
            first, last = self.section()
            top = self._first_rows[first - 1]
            row = self._first_rows[self.at - 1]
            bottom = min(self._first_rows[last - 1], top + self.size.height - 1)
            self.scroll_to_region(Region(0, top, 1, bottom - top + 1), animate=False)
            self.scroll_to_region(Region(0, row, 1, 1), animate=False)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        row = self.scroll_offset.y + y
        if row >= len(self._rows):
            return Strip.blank(self.size.width, self.rich_style)
        number, piece = self._rows[row]
        first, last = self.section()
        inside, here = first <= number <= last, number == self.at
        begins = self._first_rows[number - 1] == row
        sign = "▶" if here and begins else "▎" if inside else " "
        told = f"{number:>{GUTTER - 2}} " if begins else " " * (GUTTER - 1)
        gutter = literal(sign, "bold $text-accent") + literal(told, "$text-muted")
        line = gutter + piece
        if here:
            line = line.stylize_before("on $primary-muted")
        style = self.visual_style
        return Visual.to_strips(self, line, self.size.width, 1, style, pad=True)[0]

    def _follow(self) -> None:
        if self.is_on_screen:
            self.at = self._reached

    def _fold(self, width: int) -> None:
        code = highlight("\n".join(self._lines), language="python")
        self._rows, self._first_rows = [], []
        for number, line in enumerate(code.split("\n", allow_blank=True), start=1):
            self._first_rows.append(len(self._rows))
            pieces = line.wrap(width) if line.cell_length > width else [line]
            self._rows += [(number, piece) for piece in pieces]
        self.virtual_size = Size(width + GUTTER, len(self._rows))
        self.refresh()
