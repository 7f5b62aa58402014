"""Writing YAML as a person would: short texts plain, long ones in blocks, nothing clever.

The reader takes every scalar as the text that stands there, so a text needs quotes only where
YAML itself would see something else in it.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

WIDTH = 100

_PLAIN = re.compile(r"[A-Za-z0-9_/+.$(\\\u00a1-\ud7ff](?:[^:#\n\t]|:(?=\S)|(?<=\S)#)*(?<![\s:])")
_SPECIAL = re.compile(r"null|Null|NULL|~|<<|=|\.{3}.*|-{3}.*")
_FLOWING = re.compile(r"\S+(?: \S+)*")
"""Words with single spaces between them; only such a text is the same after folding."""


def dump(value: object) -> str:
    """A mapping or a list of str, bool, int, float, lists and mappings as a YAML document.

    Texts must hold no control characters besides tab and line feed; empty lists, empty
    mappings and None are left out.
    """
    return "".join(f"{line}\n" for line in _block(value, 0))


def _block(value: object, indent: int) -> Iterator[str]:
    pad = " " * indent
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if _there(inner):
                yield from _entry(f"{pad}{key}:", inner, indent)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from _items(value, indent)
    else:
        yield from _entry(pad, value, indent)


def _items(values: Sequence[object], indent: int) -> Iterator[str]:
    pad = " " * indent
    for place, inner in enumerate(values):
        if isinstance(inner, Mapping):
            if place and indent == 0:
                yield ""
            first, *rest = _block(inner, indent + 2)
            yield f"{pad}- {first[indent + 2 :]}"
            yield from rest
        else:
            yield from _entry(f"{pad}-", inner, indent)


def _there(value: object) -> bool:
    return value is not None and (isinstance(value, str) or value not in ((), [], {}))


def _entry(head: str, value: object, indent: int) -> Iterator[str]:
    """A key or a dash with what belongs to it."""
    if isinstance(value, str):  # nearly always, and quicker to tell than the others
        yield from _scalar(head, value, indent + 2)
    elif isinstance(value, Mapping):
        yield head
        yield from _block(value, indent + 2)
    elif isinstance(value, Sequence):
        if all(isinstance(inner, str) and _short(inner) for inner in value) and head.endswith("-"):
            yield f"{head} [{', '.join(_quoted(str(inner)) for inner in value)}]"
            return
        yield head
        yield from _block(value, indent + 2)
    else:
        yield from _scalar(head, _text(value), indent + 2)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _scalar(head: str, text: str, indent: int) -> Iterator[str]:
    pad = " " * indent
    if "\n" in text:
        yield f"{head} {_sign(text)}"
        yield from (pad + line if line else "" for line in text.rstrip("\n").split("\n"))
        yield from [""] * (len(text) - len(text.rstrip("\n")) - 1)
        return
    plain = f"{head} {_one_line(text)}"
    if len(plain) <= WIDTH or not _FLOWING.fullmatch(text):
        yield plain
        return
    yield f"{head} >-"
    for line in textwrap.wrap(text, WIDTH - indent, break_long_words=False, break_on_hyphens=False):
        yield pad + line


def _sign(text: str) -> str:
    """The head of a literal block: how it is indented and what ends it."""
    indented = "2" if text[0] in " \t\n" else ""
    trailing = len(text) - len(text.rstrip("\n"))
    return f"|{indented}{'-' if trailing == 0 else '' if trailing == 1 else '+'}"


def _one_line(text: str) -> str:
    if _PLAIN.fullmatch(text) and not _SPECIAL.fullmatch(text):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _short(text: str) -> bool:
    return len(text) < WIDTH // 3 and "\n" not in text
