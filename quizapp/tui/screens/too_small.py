"""Shown while the terminal is smaller than the app needs."""

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

from quizapp.core.say import Translate, plain, say

SMALLEST = (60, 20)


def too_small(size: Size) -> bool:
    """Whether the app cannot be used in a terminal of this size."""
    columns, rows = SMALLEST
    return size.width < columns or size.height < rows


class TooSmallScreen(Screen[None]):
    """Says the size needed; goes away by itself when the terminal grows."""

    def __init__(self, tr: Translate) -> None:
        super().__init__()
        self.tr = tr

    def compose(self) -> ComposeResult:
        columns, rows = SMALLEST
        told = say(
            "quizapp needs {columns}×{rows} characters. Make the terminal larger.",
            columns=columns,
            rows=rows,
        )
        yield Static(plain(told, self.tr), markup=False)

    def on_screen_resume(self) -> None:
        """What lay over it is gone; meanwhile the terminal may have grown."""
        if not too_small(self.app.size):
            self.dismiss()
