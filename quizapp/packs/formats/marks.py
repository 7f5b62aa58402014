"""What a question is marked with where a format knows tags only: `difficulty:3` among them."""

import re
from collections.abc import Iterable

from quizapp.core.questions import Question
from quizapp.packs.formats.shaping import Asked, flat

_DIFFICULTY = re.compile(r"difficulty:([1-5])", re.IGNORECASE)


def take_marks(asked: Asked, tags: Iterable[str]) -> None:
    """Take the tags over, and the difficulty if one of them tells it."""
    plain = []
    for tag in tags:
        if found := _DIFFICULTY.fullmatch(tag.strip()):
            asked.difficulty = int(found[1])
        elif tag.strip():
            plain.append(flat(tag))
    asked.tags = [*asked.tags, *plain]


def marks(question: Question) -> tuple[str, ...]:
    """The question's tags and its difficulty, as `take_marks` reads them again."""
    return (*question.tags, f"difficulty:{question.difficulty}")
