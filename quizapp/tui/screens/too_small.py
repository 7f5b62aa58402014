"""Shown while the terminal is smaller than the app needs."""

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from quizapp.core.say import Translate, plain, say

SMALLEST = (60, 20)


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
