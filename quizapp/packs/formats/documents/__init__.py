"""Markdown documents of questions and answers, as people collect them for interviews."""

import re

from quizapp.core.clean import clean
from quizapp.core.say import say
from quizapp.packs.formats.base import Imported, decoded
from quizapp.packs.formats.documents.outline import outline
from quizapp.packs.formats.documents.reading import found, question
from quizapp.packs.formats.titles import gathered

__all__ = ["read", "sniff"]

_ASKING = re.compile(
    rb"^[ \t]*(?:(?:\d{1,4}[.)]|[-*+])?[ \t]*(?:#{1,6}[ \t]|\*\*|__)|<summary>"
    rb"|\d{1,4}[.)][ \t]|Q\d*[:.])[^\n]{3,300}(?:\?|\xef\xbc\x9f)",
    re.MULTILINE,
)


def sniff(name: str, head: bytes) -> bool:
    """Whether headings, bold lines or folded parts of a Markdown file ask something."""
    return name.endswith((".md", ".markdown", ".mdx")) and bool(_ASKING.search(head))


def read(data: bytes, name: str, *, encoding: str = "utf-8") -> Imported:
    """The questions of a document; those without an answer are refused. Raises PackError."""
    marks = outline(clean(decoded(data, name, encoding)))
    media: dict[str, None] = {}
    title, entries = found(marks)
    taken = (question(entry, media) for entry in entries)
    nothing = say("The file holds no heading, bold line or folded part that asks something.")
    return gathered(name, taken, nothing, title=title, media=media)
