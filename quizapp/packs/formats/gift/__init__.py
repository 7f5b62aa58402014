"""Moodle's GIFT: questions as text, with their answers in braces."""

import re

from quizapp.core.clean import clean
from quizapp.core.say import say
from quizapp.packs.formats.base import Imported, decoded
from quizapp.packs.formats.gift.reading import question
from quizapp.packs.formats.gift.scanning import blocks
from quizapp.packs.formats.gift.writing import write
from quizapp.packs.formats.titles import gathered

__all__ = ["read", "sniff", "write"]

_SIGNS = re.compile(
    rb"^\s*\$CATEGORY:|^\s*::[^\n]{0,200}::|(?<!\\)\{[^{}]{0,5000}(?<!\\)[=~#][^{}]{0,5000}\}|"
    rb"\{\s*(?:T|TRUE|F|FALSE)?\s*\}",
    re.MULTILINE,
)


def sniff(name: str, head: bytes) -> bool:
    """Whether it has a category, a title or answers in braces."""
    return name.endswith(".gift") or bool(_SIGNS.search(head))


def read(data: bytes, name: str, *, encoding: str = "utf-8") -> Imported:
    """The questions of a GIFT file. Raises PackError where there are none."""
    text = clean(decoded(data, name, encoding))
    media: dict[str, None] = {}
    questions = (question(block, media) for block in blocks(text))
    return gathered(name, questions, say("The file holds no question in GIFT."), media=media)
