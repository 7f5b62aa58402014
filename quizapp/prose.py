"""Markdown as plain wrapped text, for the plain quiz and for screen readers.

Text and formulas in, text out; knows nothing of questions. The Markdown parser is imported
only when it is needed, since the import takes longer than the start of the plain quiz.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.core.cells import cell_width, padded, wrap
from quizapp.core.clean import clean
from quizapp.core.mathtext import unicode_math

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

__all__ = ["cell_width", "plain_markdown", "wrap"]

_CODE_INDENT = "    "
_NARROWEST = 8
"""Text deep within lists is not made narrower than this."""


def plain_markdown(markdown: str, width: int = 80) -> str:
    """The Markdown as lines of at most `width` cells; only code and tables may be wider."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tree = SyntaxTreeNode(parser.parse(unicode_math(markdown)))
    # An entity such as `&#27;` becomes a control character only when it is parsed.
    lines = (clean(line).rstrip() for line in _blocks(tree.children, width))
    return "\n".join(lines)


def _blocks(nodes: list[SyntaxTreeNode], width: int) -> list[str]:
    """Blocks with an empty line between them, unless they belong to a tight list."""
    lines: list[str] = []
    for node in nodes:
        block = _block(node, max(_NARROWEST, width))
        tight = node.type == "paragraph" and node.hidden
        follows_item = node.type.endswith("_list") and node.level > 0
        if lines and block and not tight and not follows_item:
            lines.append("")
        lines += block
    return lines


def _block(node: SyntaxTreeNode, width: int) -> list[str]:
    if node.type in ("fence", "code_block"):
        return [_CODE_INDENT + line for line in node.content.rstrip("\n").split("\n")]
    if node.type in ("bullet_list", "ordered_list"):
        return _list(node, width)
    if node.type == "blockquote":
        return [f"> {line}" for line in _blocks(node.children, width - 2)]
    if node.type == "table":
        return _table(node, width)
    if node.type == "hr":
        return ["-" * 3]
    if node.type == "html_block":
        return wrap(node.content.strip(), width)
    return wrap(_inline(node), width)


def _list(node: SyntaxTreeNode, width: int) -> list[str]:
    lines: list[str] = []
    number = int(node.attrs.get("start", 1))
    inside = [child for item in node.children for child in item.children]
    loose = any(child.type == "paragraph" and not child.hidden for child in inside)
    for i, item in enumerate(node.children):
        marker = f"{number + i}. " if node.type == "ordered_list" else "- "
        indent = " " * len(marker)
        if loose and lines:
            lines.append("")
        inner = _blocks(item.children, width - len(marker)) or [""]
        lines.append(marker + inner[0])
        lines += [indent + line if line else "" for line in inner[1:]]
    return lines


def _table(node: SyntaxTreeNode, width: int) -> list[str]:
    """Columns under their names where they fit, otherwise a `name: value` line for each cell."""
    rows = [
        [_inline(cell).replace("\n", " ") for cell in row.children]
        for part in node.children
        for row in part.children
    ]
    head, *body = rows
    widths = [max(cell_width(row[i]) for row in rows) for i in range(len(head))]
    if sum(widths) + 2 * (len(widths) - 1) <= width:
        rule = ["-" * wide for wide in widths]
        shown = [head, rule, *body]
        return [
            "  ".join(padded(cell, wide) for cell, wide in zip(row, widths, strict=True))
            for row in shown
        ]
    lines: list[str] = []
    for row in body:
        lines += [""] if lines else []
        for name, cell in zip(head, row, strict=True):
            lines += wrap(f"{name}: {cell}" if name else cell, width)
    return lines


def _inline(node: SyntaxTreeNode) -> str:
    """The text of a node without the signs of its emphasis."""
    if node.type in ("text", "text_special", "code_inline", "html_inline"):
        return node.content
    if node.type == "softbreak":
        return " "
    if node.type == "hardbreak":
        return "\n"
    text = "".join(_inline(child) for child in node.children)
    if node.type == "link":
        address = str(node.attrs.get("href", ""))
        return text if address in ("", text, f"mailto:{text}") else f"{text} ({address})"
    if node.type == "image":
        return f"{text or node.content} ({node.attrs.get('src', '')})"
    return text
