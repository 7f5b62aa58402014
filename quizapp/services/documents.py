"""A document as blocks, and the same blocks as lines of text and as Markdown.

Titles and what a learner typed are literal in all of them; prompts and answers of packs are
Markdown with mathematics. Nothing here knows what a document is about.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.core.cells import cell_width, padded, wrap
from quizapp.core.clean import clean
from quizapp.core.mathtext import unicode_math
from quizapp.core.shares import percent
from quizapp.prose import plain_markdown
from quizapp.services.answers import Form, Told

BAR = 10
"""Cells of a bar."""
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&$]|^\s*[-+#=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
"""What could mean something in Markdown: anywhere, at the beginning, or after a number there."""
_BACKTICKS = re.compile("`+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; 1 is the document's."""

    text: str
    level: int = 2
    anchor: str = ""
    """A name that links of a page lead to; ASCII letters, digits and hyphens."""


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence of the interface, perhaps behind a sign that it explains."""

    text: str
    sign: str = ""

    @property
    def whole(self) -> str:
        """Both, as text."""
        return f"{self.sign} {self.text}".lstrip()


@dataclass(frozen=True, slots=True)
class Labeled:
    """Something told under a label."""

    label: str
    told: Told


@dataclass(frozen=True, slots=True)
class Marked:
    """Lines of Markdown, each with a sign and what the sign means."""

    items: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of a tree: its depth, a sign, one line of Markdown, and literal details."""

    depth: int
    sign: str
    text: str
    details: str
    link: str = ""
    """The anchor of a heading that tells more."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Branches in their order, each below the last one that is less deep."""

    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Shares, 0 to 1, with a title and a remark each."""

    rows: tuple[tuple[str, float, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Literal cells below their heads."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Words | Labeled | Marked | Tree | Bars | Table


def bar(share: float) -> str:
    """A share as a bar; only nothing is an empty one, and only all a full one."""
    full = min(max(round(BAR * share), share > 0), BAR - (share < 1))
    return "█" * full + "░" * (BAR - full)


def one_line(markdown: str) -> str:
    """The first paragraph on one line."""
    return " ".join(markdown.strip().partition("\n\n")[0].split())


def plain_line(markdown: str) -> str:
    """The first paragraph as one plain line."""
    return " ".join(plain_markdown(one_line(markdown), 10_000).split())


def as_lines(blocks: Sequence[Block], width: int) -> str:
    """Plain text of at most `width` cells a line, as far as words and tables allow."""
    parts: list[str] = []
    for block in blocks:
        lines = [clean(line).rstrip() for line in _lines(block, width)]
        if parts and isinstance(block, Heading):
            parts.append("")
        parts += lines
    return "\n".join(parts) + "\n"


def _lines(block: Block, width: int) -> Iterator[str]:
    match block:
        case Heading(text=text):
            yield from wrap(text, width)
        case Words():
            yield from _indented(wrap(block.whole, width - 2), "  ")
        case Labeled(label=label, told=told):
            yield f"  {label}"
            yield from _indented(_told_lines(told, width - 4), "    ")
        case Marked(items=items):
            for sign, text, meaning in items:
                told_so = plain_markdown(f"{escaped(meaning)}: {text}", width - 4)
                yield from _hanging(f"  {sign} ", told_so.split("\n"))
        case Tree(branches=branches):
            for each in branches:
                lead = "  " + "   " * each.depth
                room = max(20, width - len(lead) - 2)
                yield from _hanging(f"{lead}{each.sign} ", wrap(plain_line(each.text), room))
                yield from _indented(wrap(each.details, room), f"{lead}  ")
        case Bars(rows=rows):
            yield from _bars(rows, width)
        case Table(head=head, rows=rows):
            columns = list(zip(head, *rows, strict=True))
            widths = [max(map(cell_width, column)) for column in columns]
            for row in (head, *rows):
                yield "  " + "  ".join(padded(cell, w) for cell, w in zip(row, widths, strict=True))


def _bars(rows: Sequence[tuple[str, float, str]], width: int) -> Iterator[str]:
    """Title, bar and share, remark, each in its column; where it is narrow, on several lines."""
    words = [cell_width(word) for title, _, _ in rows for word in title.split()]
    wide = max((cell_width(title) for title, _, _ in rows), default=0)
    wide = min(wide, max(12, *words, width - 2 - BAR - 30)) if words else 0
    wide = min(wide, max(12, width - BAR - 9))
    room = width - wide - BAR - 11
    for title, share, remark in rows:
        beside = [remark] if cell_width(remark) <= room else []
        if not beside and room >= 12:
            beside = wrap(remark, room)
        named = wrap(title, wide) or [""]
        for place in range(max(len(named), len(beside))):
            drawn = f"{bar(share)} {percent(share):>4}" if place == 0 else " " * (BAR + 5)
            part = named[place] if place < len(named) else ""
            note = beside[place] if place < len(beside) else ""
            yield f"  {padded(part, wide)}  {drawn}  {note}".rstrip()
        if not beside:
            yield from _indented(wrap(remark, width - 4), "    ")


def _told_lines(told: Told, width: int) -> list[str]:
    if told.form is Form.MARKDOWN:
        return plain_markdown(told.text, width).split("\n")
    if told.form is Form.CODE:
        return told.text.rstrip().split("\n")
    return wrap(told.text, width)


def _indented(lines: Sequence[str], indent: str) -> Iterator[str]:
    return (indent + line for line in lines)


def _hanging(lead: str, lines: Sequence[str]) -> Iterator[str]:
    """The lead before the first line, and as much space before the others."""
    for place, line in enumerate(lines):
        yield (lead if place == 0 else " " * cell_width(lead)) + line


def as_markdown(blocks: Sequence[Block]) -> str:
    """A Markdown document; mathematics stands in it as Unicode."""
    return "\n\n".join(clean(_markdown(block)) for block in blocks) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading(text=text, level=level):
            return f"{'#' * level} {escaped(' '.join(text.split()))}"
        case Words():
            return escaped(block.whole)
        case Labeled(label=label, told=told):
            return f"{escaped(label)}\n\n{_told_markdown(told)}"
        case Marked(items=items):
            return "\n".join(
                _item(f"{sign} {escaped(meaning)}: {unicode_math(text).strip()}")
                for sign, text, meaning in items
            )
        case Tree(branches=branches):
            return "\n".join(
                "  " * each.depth
                + f"- {each.sign} {unicode_math(one_line(each.text))} — {escaped(each.details)}"
                for each in branches
            )
        case Bars(rows=rows):
            return "\n".join(
                f"- {escaped(title)}: {percent(share)} — {escaped(remark)}"
                for title, share, remark in rows
            )
        case Table(head=head, rows=rows):
            lines = [head, tuple("---" for _ in head), *rows]
            return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text if text == "---" else escaped(text)


def _item(text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([f"- {first}", *(f"  {line}" if line else "" for line in rest)])


def _told_markdown(told: Told) -> str:
    if told.form is Form.MARKDOWN:
        return "\n".join(f"> {line}".rstrip() for line in unicode_math(told.text).split("\n"))
    longest = max((len(found) for found in _BACKTICKS.findall(told.text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}\n{told.text.rstrip()}\n{marks}"


def escaped(text: str) -> str:
    """Markdown for the text itself, whatever it looks like."""
    return _SPECIAL.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)
