"""A field of several lines."""

from textual.binding import Binding
from textual.message import Message
from textual.widgets import TextArea


class Pad(TextArea):
    """Several lines: enter submits, ctrl+j begins a new line."""

    BINDINGS = [
        Binding("enter", "submit", show=False, priority=True),
        Binding("ctrl+j", "new_line", show=False, priority=True),
    ]

    class Submitted(Message):
        """Enter was pressed."""

    def on_mount(self) -> None:
        """What was kept goes on at its end."""
        self.move_cursor(self.document.end)

    def action_submit(self) -> None:
        """Hand in the text."""
        self.post_message(self.Submitted())

    def action_new_line(self) -> None:
        """Begin a new line."""
        self.insert("\n")
