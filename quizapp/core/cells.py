"""How many terminal cells a text takes, and how it is cut, padded and wrapped by them.

Widths are those of a terminal that shows ambiguous characters narrow.
"""

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_INVISIBLE = frozenset(["Mn", "Me", "Cf", "Cc"])


def cell_width(text: str) -> int:
    """The cells that the text takes: 2 for a wide character, 0 for a combining mark."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(width for _, width in clusters(text))


def clusters(text: str) -> Iterator[tuple[str, int]]:
    """The text in parts that are never torn apart, each with its width in cells."""
    part, width = "", 0
    for character in text:
        joined = part.endswith(_JOINER) or "\U0001f3fb" <= character <= "\U0001f3ff"
        own = _character_width(character)
        if part and (own == 0 or (joined and width == 2)):
            part += character
            width = 2 if character == _EMOJI_STYLE and width else width
            continue
        if part:
            yield part, width
        part, width = character, own
    if part:
        yield part, width


def _character_width(character: str) -> int:
    if character.isascii() and character.isprintable():
        return 1
    if unicodedata.category(character) in _INVISIBLE or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clipped(text: str, width: int, ellipsis: str = "…") -> str:
    """The text if it fits into `width` cells, otherwise its beginning and the ellipsis."""
    if cell_width(text) <= width:
        return text
    room = width - cell_width(ellipsis)
    if room < 0:
        return ""
    shown = ""
    for part, own in clusters(text):
        if own > room:
            break
        shown += part
        room -= own
    return shown.rstrip() + ellipsis


def padded(text: str, width: int, align: str = "<") -> str:
    """The text with spaces up to `width` cells; aligned as format does: `<`, `>` or `^`."""
    space = max(0, width - cell_width(text))
    left = {"<": 0, ">": space, "^": space // 2}[align]
    return " " * left + text + " " * (space - left)


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken at spaces where that is possible.

    Line breaks of the text are kept; a character wider than `width` stands alone.
    """
    return [line for paragraph in text.split("\n") for line in _wrapped(paragraph, width)]


def _wrapped(paragraph: str, width: int) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for word in paragraph.split(" "):
        if not word:
            continue
        own = cell_width(word)
        if line and used + 1 + own <= width:
            line, used = f"{line} {word}", used + 1 + own
            continue
        if line:
            lines.append(line)
        *full, line = _torn(word, width) if own > width else [word]
        lines += full
        used = cell_width(line)
    return [*lines, line]


def _torn(word: str, width: int) -> list[str]:
    """A word too long for a line, cut wherever the line is full."""
    parts = [""]
    used = 0
    for part, own in clusters(word):
        if parts[-1] and used + own > width:
            parts.append("")
            used = 0
        parts[-1] += part
        used += own
    return parts
