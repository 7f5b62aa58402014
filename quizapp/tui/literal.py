"""Text from packs, demos and learners, made into what widgets show: never markup.

Every widget that shows such text takes it through here (a test renders a hostile pack).
"""

import re
from collections.abc import Sequence

from textual.content import Content

from quizapp.core.mathtext import unicode_math


def literal(text: str, style: str = "") -> Content:
    """The text as it is."""
    return Content.styled(text, style) if style else Content(text)


_MARKED = re.compile(r"[\\`*_\[\]<>&!#|~]|^\s*(?:[-+=]|\d+[.)])|\n\s*\n|^\s{4}|  $", re.MULTILINE)


def is_plain(markdown: str) -> bool:
    """Whether a text is one paragraph without a sign that could mean something in Markdown."""
    return not _MARKED.search(markdown.strip("\n"))


def inline(markdown: str) -> Content:
    """One paragraph of Markdown: code spans, emphasis and mathematics; blocks stay text."""
    text = unicode_math(markdown)
    if is_plain(text):
        return literal(" ".join(text.split("\n")))
    from markdown_it import MarkdownIt  # here, for it costs 20 ms and much text needs none

    tokens = MarkdownIt("commonmark", {"html": False}).parseInline(text)
    styles: list[str] = []
    parts: list[Content] = []
    for token in tokens[0].children or []:
        if token.type in ("strong_open", "em_open"):
            styles.append("bold" if token.tag == "strong" else "italic")
        elif token.type in ("strong_close", "em_close"):
            styles.pop()
        elif token.type == "code_inline":
            parts.append(Content.styled(token.content, "$text-accent"))
        elif token.type == "softbreak":
            parts.append(Content(" "))
        elif token.type == "hardbreak":
            parts.append(Content("\n"))
        elif token.content:
            parts.append(literal(token.content, " ".join(styles)))
    return Content("").join(parts)


def lines(parts: Sequence[Content]) -> Content:
    """Parts one below the other."""
    return Content("\n").join(parts)
