"""Open Trivia: the text files of OpenTriviaQA, and the JSON of opentdb.com and its like."""

import base64
import binascii
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote, unquote_plus

from quizapp.core.clean import clean
from quizapp.core.say import say
from quizapp.packs.formats.base import Imported, Item, Refused, decoded
from quizapp.packs.formats.html import plain_to_markdown
from quizapp.packs.formats.jsontext import dicts_in, parse_json, text_in
from quizapp.packs.formats.shaping import Answer, Asked, choice, flat, true_false
from quizapp.packs.formats.titles import gathered

_OPTION = re.compile(r"([A-H])\s+(.*)")
_DIFFICULTIES = {"easy": 2, "medium": 3, "hard": 4}
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")


def sniff(name: str, head: bytes) -> bool:
    """Whether it has `#Q` and `^` lines, or JSON with right and wrong answers."""
    if name.endswith(".json") or head.lstrip()[:1] in (b"{", b"["):
        return bool(re.search(rb'"(?:incorrect_answers|incorrectAnswers)"', head))
    return bool(re.search(rb"^#Q ", head, re.MULTILINE) and re.search(rb"^\^ ", head, re.MULTILINE))


def read(data: bytes, name: str, *, encoding: str = "utf-8") -> Imported:
    """The questions of a file. Raises PackError where there are none."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        questions = _from_json(parse_json(data, name, encoding))
    else:
        questions = _from_text(clean(decoded(data, name, encoding)).split("\n"))
    return gathered(name, questions, say("The file holds no Open Trivia question."))


def _from_text(lines: list[str]) -> Iterator[Item | Refused]:
    start, prompt, right, options = 0, "", "", list[str]()
    for number, line in enumerate([*lines, "#Q "], 1):
        option = _OPTION.fullmatch(line.rstrip())
        if line.startswith("#Q ") or line.rstrip() == "#Q":
            if start:
                yield _one(start, prompt, right, options)
            start, prompt, right, options = number, line[2:].strip(), "", []
        elif line.startswith("^ ") and not right:
            right = line[2:].strip()
        elif option and right:
            options.append(option[2])
        elif line.strip() and options:
            options[-1] += f" {line.strip()}"
        elif line.strip() and right:
            right += f" {line.strip()}"
        elif start and line.strip():
            prompt += f"\n{line.strip()}"


def _one(line: int, prompt: str, right: str, options: list[str]) -> Item | Refused:
    asked = Asked(f"line {line}", plain_to_markdown(prompt))
    if not right:
        return asked.refused(say("None of its options is marked as right."))
    folded = flat(right).casefold()
    if all(flat(option).casefold() != folded for option in options):
        return asked.refused(say("Its answer {letter} is none of its options.", letter=right[:60]))
    answers = [
        Answer(plain_to_markdown(option), float(flat(option).casefold() == folded))
        for option in options
    ]
    return choice(asked, answers, multiple=False)


def _from_json(value: Any) -> Iterator[Item | Refused]:
    listed = value
    if isinstance(value, dict):
        keys = ("results", "questions", "data", "items")
        listed = next((value[key] for key in keys if isinstance(value.get(key), list)), [])
    questions = [each for each in dicts_in(listed) if _wrong_ones(each) is not None]
    decode = _decoding(questions)
    for number, each in enumerate(questions, 1):
        yield _question(number, each, decode)


def _wrong_ones(question: dict[str, Any]) -> list[Any] | None:
    wrong = question.get("incorrect_answers", question.get("incorrectAnswers"))
    return wrong if isinstance(wrong, list) else None


def _decoding(questions: list[dict[str, Any]]) -> Any:
    """How the site was asked to write texts: plain, base64, or as parts of an address."""
    texts = [text_in(question, "question") for question in questions[:200]]
    kinds = {text_in(question, "type") for question in questions}
    if kinds & {"bXVsdGlwbGU=", "Ym9vbGVhbg=="}:
        return _from_base64
    if texts and not any(" " in text for text in texts) and any(map(_PERCENT.search, texts)):
        return unquote_plus if any("+" in text for text in texts) else unquote
    return unescape


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return text


def _question(number: int, question: dict[str, Any], decode: Any) -> Item | Refused:
    def said(text: str) -> str:
        return plain_to_markdown(clean(decode(text)).strip())

    inner = question.get("question")
    prompt = text_in(inner, "text") if isinstance(inner, dict) else text_in(question, "question")
    asked = Asked(f"question {number}", said(prompt))
    asked.topic = flat(decode(text_in(question, "category")))
    asked.difficulty = _DIFFICULTIES.get(decode(text_in(question, "difficulty")).lower(), 0)
    tags = question.get("tags")
    asked.tags = (
        [flat(tag) for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    )
    right = text_in(question, "correct_answer", "correctAnswer")
    wrong = [text_in({"": each}, "") for each in _wrong_ones(question) or []]
    if decode(text_in(question, "type")) == "boolean":
        return true_false(asked, flat(decode(right)).casefold() == "true")
    if not right.strip() or not any(each.strip() for each in wrong):
        return asked.refused(say("It offers fewer than two options."))
    answers = [Answer(said(right), 1.0), *(Answer(said(each), 0.0) for each in wrong)]
    return choice(asked, answers, multiple=False)
