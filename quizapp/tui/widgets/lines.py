"""Rows with a cursor, moved, pressed and dragged by keyboard or mouse."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from quizapp.tui.commands import ANSWER
from quizapp.tui.keys import rebound

LETTERS = "abcdefghi"


class Lines(Static, can_focus=True):
    """What a key, a click or a drag means is for the responder around it."""

    ALLOW_SELECT = False  # the mouse carries rows and marks no text

    BINDINGS = [
        *(each.binding("answer") for each in ANSWER),
        *(Binding(letter, f"letter('{letter}')", show=False) for letter in LETTERS),
        *(Binding(str(n), f"jump({n})", show=False) for n in range(1, 10)),
    ]

    cursor = reactive(0)
    locked = reactive(False, toggle_class="-locked")

    @dataclass
    class Moved(Message):
        """The cursor went from one row to another."""

        before: int
        after: int

    @dataclass
    class Pressed(Message):
        """Space, a number or a letter on a row."""

        row: int
        letter: str = ""

    @dataclass
    class Clicked(Message):
        """The mouse was pressed and released on a row, which may be one below the cursor's."""

        row: int

    @dataclass
    class Dragged(Message):
        """A row is to be carried to another place, with the mouse or with shift and an arrow."""

        before: int
        after: int

    @dataclass
    class Dropped(Message):
        """The mouse was pressed on one row and released on another."""

        start: int
        end: int

    class Submitted(Message):
        """Enter was pressed."""

    def __init__(self, count: int, letters: int = 0) -> None:
        super().__init__(classes="lines")
        self.count = count
        self.letters = letters
        """How many letters are keys of this widget; the others stay commands."""
        self._rows: Sequence[Content] = ()
        self._hang = 0
        self._grabbed: int | None = None
        self._over = 0

    def on_mount(self) -> None:
        self._bindings = rebound(self, self._bindings)

    def write(self, rows: Sequence[Content], hang: int = 0) -> None:
        """Show these rows; the cursor goes over the first `count` of them.

        Where a row takes several lines, those after the first begin below its character `hang`.
        """
        self._rows, self._hang = rows, hang
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        self.update(Content("\n").join(line for row in self._rows for line in self._wrapped(row)))

    def _wrapped(self, row: Content) -> list[Content]:
        """A row's lines in the width of now."""
        room = self.size.width - self._hang
        if room <= 0:  # not laid out yet
            return [row]
        first, *more = row[self._hang :].wrap(room) or [Content("")]
        return [row[: self._hang] + first, *(Content(" " * self._hang) + each for each in more)]

    def row_at(self, y: int) -> int:
        """The row on a line of the widget: a long row takes several."""
        last = len(self._rows) - 1
        for row, shown in enumerate(self._rows):
            y -= len(self._wrapped(shown))
            if y < 0:
                return row
        return max(0, last)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Once locked, and for letters that mean nothing here, keys belong to the screen."""
        if action == "letter" and parameters:
            return not self.locked and LETTERS.index(str(parameters[0])) < self.letters
        return not self.locked

    def action_move(self, step: int) -> None:
        """Move the cursor, around the ends."""
        before = self.cursor
        self.cursor = (before + step) % self.count
        self.post_message(self.Moved(before, self.cursor))

    def action_carry(self, step: int) -> None:
        """Carry the row under the cursor one place on; not around the ends."""
        after = self.cursor + step
        if 0 <= after < self.count:
            self.post_message(self.Dragged(self.cursor, after))
            self.cursor = after

    def action_jump(self, number: int) -> None:
        """Move the cursor to a row by number and press it."""
        if number <= self.count:
            self.cursor = number - 1
            self.post_message(self.Pressed(self.cursor))

    def action_pick(self) -> None:
        """Pick up, put down or mark the row."""
        self.post_message(self.Pressed(self.cursor))

    def action_letter(self, letter: str) -> None:
        """Pair the row with a letter."""
        self.post_message(self.Pressed(self.cursor, letter))

    def action_submit(self) -> None:
        """Hand in."""
        self.post_message(self.Submitted())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if not self.locked:
            self._grabbed = self._over = self.row_at(event.y)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._grabbed is None:
            return
        row = self.row_at(event.y)
        if row != self._over:
            self.post_message(self.Dragged(self._over, row))
            self._over = row
            self.cursor = min(row, self.count - 1)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self.release_mouse()
        grabbed, self._grabbed = self._grabbed, None
        if grabbed is None or self.locked:
            return
        row = self.row_at(event.y)
        if row == grabbed == self._over:
            self.post_message(self.Clicked(row))
        else:
            self.post_message(self.Dropped(grabbed, row))
