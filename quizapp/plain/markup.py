"""Markdown around texts that must come out as they are: in lists, as code, as literal words."""

import re

_BACKTICKS = re.compile("`+")


def item(marker: str, text: str) -> str:
    """A list item; the lines after the first belong to it too."""
    indent = " " * (len(marker) + 1)
    first, *rest = text.strip("\n").split("\n")
    return "\n".join([f"{marker} {first}", *(f"{indent}{line}" if line else "" for line in rest)])


def numbered(texts: list[str]) -> str:
    """A list with numbers from 1."""
    return "\n".join(item(f"{n}.", text) for n, text in enumerate(texts, 1))


def literal(text: str) -> str:
    """The text itself, whatever Markdown or mathematics it looks like; one line."""
    if not text.strip():
        return text
    marks = "`" * (_longest(text) + 1)
    space = " " if "`" in (text[0], text[-1]) else ""
    return f"{marks}{space}{text}{space}{marks}"


def fence(code: str) -> str:
    """The lines as a block of code."""
    marks = "`" * max(3, _longest(code) + 1)
    return f"{marks}\n{code.rstrip()}\n{marks}"


def printed(text: str) -> str:
    """What a program prints: within a line where it is one line, else as a block."""
    shown = text.rstrip()
    return fence(shown) if "\n" in shown else literal(shown)


def _longest(text: str) -> int:
    return max((len(found) for found in _BACKTICKS.findall(text)), default=0)
