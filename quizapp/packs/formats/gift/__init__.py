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

_HEADED = re.compile(rb"^[ \t]*(?:\$CATEGORY:|::[^\n:]{1,200}::)", re.MULTILINE)
_BRACES = re.compile(rb"\{([^{}]{0,2000})\}")
_INSIDE = re.compile(rb"\s*(?:[=~#]|(?:T|F|TRUE|FALSE)\s*(?:#|$)|$)")


def sniff(name: str, head: bytes) -> bool:
    """Whether it has a category, a title or answers in braces."""
    if name.endswith(".gift") or _HEADED.search(head):
        return True
    return any(_INSIDE.match(inside) for inside in _BRACES.findall(head))


def read(data: bytes, name: str, *, encoding: str = "utf-8") -> Imported:
    """The questions of a GIFT file. Raises PackError where there are none."""
    text = clean(decoded(data, name, encoding))
    media: dict[str, None] = {}
    questions = (question(block, media) for block in blocks(text))
    return gathered(name, questions, say("The file holds no question in GIFT."), media=media)
