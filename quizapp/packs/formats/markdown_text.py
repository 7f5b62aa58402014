"""Plain text as Markdown that shows the same."""

import re

_SIGNS = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])"  # a backslash that would be an escape
    r"|`"
    r"|\*+(?=\S)|(?<=\S)\*+"
    r"|(?<!\w)_+(?=[^\W_])|(?<=[^\W_])_+(?!\w)"
    r"|~~+"
    r"|\[(?=[^\[\]\n]{0,300}\][(\[:])"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w{1,31};)"
)
_BEGINNINGS = re.compile(
    r"^([ \t]*)(?:(?=#{1,6}(?:\s|$)|>|[-+*][ \t]|[-=*_]{3,}[ \t]*$|`{3}|~{3}|\|)"
    r"|(\d{1,9})(?=[.)](?:\s|$)))",
    re.MULTILINE,
)


def escaped(text: str) -> str:
    """Text within a line, its signs made plain; the beginning of a line is left alone."""
    return _SIGNS.sub(lambda found: "".join(f"\\{sign}" for sign in found[0]), text)


def as_markdown(text: str) -> str:
    """Lines of plain text as Markdown: each stays a line, an empty one parts paragraphs."""
    lines = [line.strip() for line in escaped(text).strip().split("\n")]
    shown = [_BEGINNINGS.sub(_begun, line) for line in lines]
    joined = ""
    for line in shown:
        if joined and line and not joined.endswith("\n\n"):
            joined += "\\\n"
        elif joined and not line and not joined.endswith("\n\n"):
            joined += "\n\n"
        joined += line
    return joined


def _begun(found: re.Match[str]) -> str:
    return found[1] + (f"{found[2]}\\" if found[2] else "\\")
