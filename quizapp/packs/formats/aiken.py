"""Aiken: a question, its options after letters, and a line with the letter of the answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.core.clean import clean
from quizapp.core.say import say
from quizapp.packs.formats.base import Imported, Item, Refused, decoded
from quizapp.packs.formats.html import plain_to_markdown
from quizapp.packs.formats.shaping import Answer, Asked, choice
from quizapp.packs.formats.titles import gathered

_OPTION = re.compile(r"\s{0,3}([A-Z])(?:\)\s*|\.\s+)(.*\S)\s*")
_ANSWER = re.compile(r"\s*ANSWERS?\s*:\s*([A-Z](?:\s*[,;&]?\s*[A-Z])*)\s*\.?\s*")
_FEEDBACK = re.compile(r"\s*(?:FEEDBACK|EXPLANATION)\s*:\s*(.*)", re.IGNORECASE)
_LONGEST_ANSWER = 200
_NUMBER = re.compile(r"^\s*(?:Q(?:uestion)?\s*)?\d{1,4}\s*[.):]\s+(?=\S)", re.IGNORECASE)


def sniff(name: str, head: bytes) -> bool:  # noqa: ARG001  its content tells it
    """Whether lines with `ANSWER: B` and options after letters are there."""
    answers = re.search(rb"^\s*ANSWER\s*:\s*[A-Z]\b", head, re.MULTILINE)
    return bool(answers and re.search(rb"^\s{0,3}A[.)]\s", head, re.MULTILINE))


def read(data: bytes, name: str, *, encoding: str = "utf-8") -> Imported:
    """The questions of a file. Raises PackError where there are none."""
    lines = clean(decoded(data, name, encoding)).split("\n")
    return gathered(name, _questions(lines), say("The file holds no question in Aiken's form."))


@dataclass(slots=True)
class _Question:
    line: int = 0
    prompt: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)
    answered: bool = False


def _questions(lines: list[str]) -> Iterator[Item | Refused]:
    question = _Question()
    for number, line in enumerate(lines, 1):
        open_yet = question.options and not question.answered and len(line) < _LONGEST_ANSWER
        answer = _ANSWER.fullmatch(line) if open_yet else None
        option = None if question.answered else _OPTION.fullmatch(line)
        feedback = _FEEDBACK.fullmatch(line) if question.answered else None
        if answer:
            question.answered = True
            right = set(re.findall("[A-Z]", answer[1]))
        elif feedback:
            question.feedback.append(feedback[1])
        elif option and (question.options or option[1] == "A"):
            question.options.append((option[1], option[2]))
        elif line.strip() and question.answered:
            yield _taken(question, right)
            question = _Question(number, [line])
        elif line.strip() and question.options and not lines[number - 2].strip():
            yield _taken(question, set())  # the answer is missing and the next one begins
            question = _Question(number, [line])
        elif line.strip() and question.options:
            letter, text = question.options[-1]
            question.options[-1] = (letter, f"{text} {line.strip()}")
        elif line.strip():
            question.line = question.line or number
            question.prompt.append(line)
    if question.answered:
        yield _taken(question, right)
    elif question.prompt or question.options:
        yield _taken(question, set())


def _taken(question: _Question, right: set[str]) -> Item | Refused:
    asked = Asked(f"line {question.line}")
    asked.prompt = plain_to_markdown(_NUMBER.sub("", "\n".join(question.prompt)))
    asked.explanation = plain_to_markdown("\n\n".join(question.feedback))
    if not question.options:
        return asked.refused(say("It has no options after letters."))
    letters = [letter for letter, _ in question.options]
    if not right:
        return asked.refused(say("It has no line `ANSWER: …`."))
    if not right <= set(letters):
        missing = ", ".join(sorted(right - set(letters)))
        return asked.refused(say("Its answer {letter} is none of its options.", letter=missing))
    answers = [
        Answer(plain_to_markdown(text), float(letter in right)) for letter, text in question.options
    ]
    return choice(asked, answers, multiple=len(right) > 1)
