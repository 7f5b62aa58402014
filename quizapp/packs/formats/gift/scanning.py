"""A GIFT file cut into questions: comments and categories taken out, escapes put aside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_ESCAPED = re.compile(r"\\([~=#{}:n\\])")
# Control characters are cleaned away before, so that these can stand for escaped signs.
_ASIDE = {"~": "\x01", "=": "\x02", "#": "\x03", "{": "\x04", "}": "\x05", ":": "\x06"}
_ASIDE |= {"\\": "\x07", "n": "\x08"}
_BACK = str.maketrans({aside: "\n" if sign == "n" else sign for sign, aside in _ASIDE.items()})

_CATEGORY = re.compile(r"\$CATEGORY:\s*(.*)")
_MARK = re.compile(r"\[(id|tag):((?:\\.|[^\]\\]){0,200})\]")


@dataclass(slots=True)
class Block:
    """The text of one question with its line, category, and what comments say of it."""

    category: str = ""
    line: int = 0
    lines: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    """Where each of the lines stands in the file."""
    id: str = ""
    tags: list[str] = field(default_factory=list)
    depth: int = 0
    """Braces that are open."""
    closed: bool = False
    """Whether its braces have been closed again."""

    @property
    def text(self) -> str:
        """With escaped signs put aside; `back` brings them back."""
        return "\n".join(self.lines).strip("\n")

    def add(self, line: str, number: int) -> None:
        """Take one more line."""
        self.line = self.line or number
        self.lines.append(line)
        self.numbers.append(number)
        self.depth += line.count("{") - line.count("}")
        self.closed = self.closed or ("}" in line and self.depth <= 0)

    def note(self, comment: str) -> None:
        """Take the id and the tags that a comment gives."""
        for kind, value in _MARK.findall(back(comment)):
            value = value.replace("\\]", "]").strip()
            if kind == "id":
                self.id = value
            else:
                self.tags.append(value)


def back(text: str) -> str:
    """Escaped signs as they are meant."""
    return text.translate(_BACK)


def escape(text: str) -> str:
    r"""A text in which no sign means anything to GIFT; line breaks are written as `\n`."""
    return re.sub(r"[~=#{}:\\]", r"\\\g<0>", text).replace("\n", "\\n")


def blocks(text: str) -> Iterator[Block]:
    """The questions of a clean text, in order.

    A blank line ends a question, unless it stands within its braces; so does a title after them.
    """
    lines = _ESCAPED.sub(lambda found: _ASIDE[found[1]], text).split("\n")
    closes = _next_brace_closes(lines)
    block = Block()
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        category = _CATEGORY.match(stripped) if block.depth <= 0 else None
        ends = not stripped and (block.depth <= 0 or not closes[number - 1])
        if block.lines and (category or ends or (block.closed and stripped.startswith("::"))):
            yield block
            block = Block(block.category)
        if category:
            block = Block(back(category[1]).strip())
        elif stripped.startswith("//"):
            block.note(stripped)
        elif stripped or block.lines:
            block.add(line, number)
    if block.lines:
        yield block


def _next_brace_closes(lines: list[str]) -> list[bool]:
    """For each line: whether the next brace after it is a closing one."""
    closes = [False] * len(lines)
    known = False
    for at in range(len(lines) - 1, -1, -1):
        closes[at] = known
        first = re.search(r"[{}]", lines[at])
        if first and not lines[at].lstrip().startswith("//"):
            known = first[0] == "}"
    return closes
