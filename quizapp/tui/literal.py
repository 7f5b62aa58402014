"""Text from packs, demos and learners, made into what widgets show: never markup.

Every widget that shows such text takes it through here (a test renders a hostile pack).
"""

from collections.abc import Sequence

from textual.content import Content

from quizapp.core.mathtext import unicode_math


def literal(text: str, style: str = "") -> Content:
    """The text as it is."""
    return Content.styled(text, style) if style else Content(text)


def inline(markdown: str) -> Content:
    """One paragraph of Markdown: code spans, emphasis and mathematics; blocks stay text."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": False}).parseInline(unicode_math(markdown))
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
