"""The bundled packs in a size that tests of every format can afford."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import pytest

from quizapp.core.questions import Question
from quizapp.packs.pack import Pack, load_pack

CONTENT = Path(__file__).parents[3] / "content"
_MARKUP = re.compile(
    r"(?P<formula>\$)|(?P<code>`)|(?P<item>^ *[-*\d][.)]? )|(?P<row>^\|)|(?P<link>\]\()"
    r"|(?P<tag><\w)|(?P<escape>\\[^\w\s])",
    re.MULTILINE,
)


def _marks(question: Question) -> Iterator[str]:
    """What is said of a question that a format might lose: fields that are filled, and markup."""
    yield question.kind
    for field in fields(question):
        value = getattr(question, field.name)
        if not value or field.name == "id":
            continue
        yield f"{question.kind} {field.name}"
        for found in _MARKUP.finditer(value if isinstance(value, str) else repr(value)):
            yield f"{question.kind} {field.name} {found.lastgroup}"
        if isinstance(value, tuple):
            yield f"{question.kind} {field.name} {min(len(value), 2)}"
            for part in value:
                yield from (
                    f"{question.kind} {field.name} {name}"
                    for name in getattr(part, "__slots__", ())
                    if getattr(part, name)
                )


@cache
def sampled_packs() -> tuple[Pack, ...]:
    """The bundled packs with those questions that say something as none before them does."""
    packs: list[Pack] = []
    known: set[str] = set()
    for path in sorted(CONTENT.glob("*/pack.yaml")):
        pack = load_pack(path.parent).pack
        assert pack
        kept: list[Question] = []
        for question in pack.questions:
            marks = {*_marks(question)}
            if not kept or not marks <= known:
                kept.append(question)
                known |= marks
        packs.append(replace(pack, questions=tuple(kept)))
    return tuple(packs)


@pytest.fixture(scope="session")
def packs() -> tuple[Pack, ...]:
    """A sample of the bundled packs' questions; every kind, field and markup is in it."""
    return sampled_packs()
