"""Markdown from packs, with mathematics in Unicode; links open only when asked."""

from markdown_it import MarkdownIt
from textual.widgets import Markdown

from quizapp.core.mathtext import unicode_math


def parser() -> MarkdownIt:
    """CommonMark with tables; HTML stays text."""
    return MarkdownIt("commonmark", {"html": False}).enable("table")


class Prose(Markdown):
    """A pack's Markdown."""

    def __init__(self, markdown: str, *, classes: str = "") -> None:
        super().__init__(
            unicode_math(markdown), classes=classes, parser_factory=parser, open_links=False
        )
