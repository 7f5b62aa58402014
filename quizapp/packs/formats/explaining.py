"""Answers in one's own words: the rubric that a pack needs, from an answer that is only text."""

import re
from collections.abc import Iterator, Sequence

from quizapp.core.questions import Explain
from quizapp.core.say import say
from quizapp.packs.formats.base import Item, Refused
from quizapp.packs.formats.shaping import Asked, flat

RUBRIC_NOTE = say(
    "Key points are taken from the answers' lists and sentences; mend those that matter to you."
)
"""For the notes of a file whose answers are marked by the learner."""

_LISTED, _MOST = 3, 6
_LONGEST = 600

_POINTS = "\n\n**Key points**\n\n"
_EXPLANATION = "\n\n**Explanation**\n\n"
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"^ {0,3}(?:[-*+]|\d{1,4}[.)])\s+(?=\S)")
_NO_PROSE = re.compile(r"^\s*(?:#{1,6}\s|\||>|<|!\[|[-=*_]{3,}\s*$|\$\$)")
_END = re.compile(r"(?<=[.!?])[*_`\"”)]{0,3}\s+(?=[A-Z0-9\"“(*_`\[가-힣])|(?<=[。！？])")


def explain(asked: Asked, answer: str) -> Item | Refused:
    """A question that is answered in one's own words and marked by key points."""
    if told_rubric(answer):
        model, _, rest = answer.strip().partition(_POINTS)
        listed, _, explanation = rest.partition(_EXPLANATION)
        asked.explanation = asked.explanation or explanation
        return asked.item("explain", key_points=_items(listed), model_answer=model)
    if not answer.strip():
        return asked.refused(say("It has no answer to compare with."))
    points = key_points(answer)
    if len(points) > _MOST:
        asked.lose(
            say(
                "Only {limit} of its {count} points are its rubric.", limit=_MOST, count=len(points)
            )
        )
    return asked.item("explain", key_points=points[:_MOST], model_answer=answer)


def told_rubric(answer: str) -> bool:
    """Whether a text is one that `rubric` wrote."""
    model, _, rest = answer.strip().partition(_POINTS)
    return bool(model and rest.startswith("- ") and rest[2:].strip())


def rubric(question: Explain, *, explained: bool = True) -> str:
    """Model answer, key points and explanation as one text, as `explain` reads it again."""
    points = "\n".join("- " + point.replace("\n", "\n  ") for point in question.key_points)
    text = f"{question.model_answer}{_POINTS}{points}"
    explanation = question.explanation if explained else ""
    return f"{text}{_EXPLANATION}{explanation}" if explanation else text


def _items(text: str) -> list[str]:
    return [item.replace("\n  ", "\n").strip() for item in re.split(r"(?:^|\n)- ", text) if item]


def key_points(answer: str) -> list[str]:
    """The statements that an answer makes: a list's items where it has three, else sentences.

    At least one for an answer that is not empty.
    """
    prose = list(_prose(answer.replace("\\\n", "\n")))
    listed = _distinct([_ITEM.sub("", line) for line in prose if _ITEM.match(line)])
    if len(listed) >= _LISTED:
        return listed
    paragraphs: list[list[str]] = [[]]
    for line in prose:
        if not line.strip() or _ITEM.match(line):
            paragraphs.append([])
        paragraphs[-1].append(_ITEM.sub("", line))
    sentences = [s for lines in paragraphs for s in _END.split(" ".join(map(str.strip, lines)))]
    return _distinct(sentences) or [flat(answer)[:_LONGEST]]


def _distinct(texts: Sequence[str]) -> list[str]:
    kept: dict[str, None] = {}
    for text in texts:
        line = flat(text).strip()
        if re.search(r"\w", line) and len(line) <= _LONGEST:
            kept[line] = None
    return list(kept)


def _prose(answer: str) -> Iterator[str]:
    """The lines that are neither code nor headings, tables, quotations or pictures."""
    fence = ""
    for line in answer.split("\n"):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif found:
            fence = found[1]
        elif not _NO_PROSE.match(line) and not line.startswith("    "):
            yield line
