"""JupyterQuiz: JSON with questions of one, several, a number or a word."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from quizapp.core.grading.gaps import gaps
from quizapp.core.questions import Choice, Cloze, Numeric, Question, TextAnswer, TrueFalse
from quizapp.core.say import say
from quizapp.packs.formats.base import Exported, Imported, Item, Refused
from quizapp.packs.formats.foreign import as_markdown
from quizapp.packs.formats.gaps import BLANK, one_text
from quizapp.packs.formats.jsontext import dicts_in, parse_json, text_in
from quizapp.packs.formats.markup import to_html
from quizapp.packs.formats.shaping import (
    Answer,
    Asked,
    Interval,
    choice,
    decimal,
    flat,
    join_explanation,
    numeric,
    short_text,
)
from quizapp.packs.formats.simplifying import (
    Losses,
    fenced,
    shared_fields,
    simplified,
    unsaid,
)
from quizapp.packs.formats.titles import gathered
from quizapp.packs.pack import Pack

_LINK = re.compile(r"\[([^\[\]]*)\]\((https?://[^()\s]*)\)")
_CODE = re.compile(r"(?<!`)`([^`\n<>]+)`(?!`)")
_PRAISE = {"correct", "correct.", "correct!", "right", "right.", "right!", "yes", "yes!", "yes."}


def sniff(name: str, head: bytes) -> bool:  # noqa: ARG001  its content tells it
    """Whether it is JSON with questions of JupyterQuiz's types."""
    kinds = rb'"type"\s*:\s*"(?:multiple_choice|many_choice|numeric|string)"'
    return b'"answers"' in head and bool(re.search(kinds, head))


def read(data: bytes, name: str, *, encoding: str = "utf-8") -> Imported:
    """The questions of a file. Raises PackError for broken JSON and for files without any."""
    value = parse_json(data, name, encoding)
    listed = value.get("questions", [value]) if isinstance(value, dict) else value
    questions = [each for each in dicts_in(listed) if "question" in each or "answers" in each]
    media: dict[str, None] = {}
    taken = (_question(at, each, media) for at, each in enumerate(questions, 1))
    return gathered(name, taken, say("The file holds no question of JupyterQuiz."), media=media)


def _question(number: int, source: dict[str, Any], media: dict[str, None]) -> Item | Refused:
    asked = Asked(f"question {number}", media=media)
    asked.prompt = _said(text_in(source, "question"), asked)
    if code := text_in(source, "code"):
        asked.prompt = f"{asked.prompt}\n\n{fenced(code.strip(chr(10)), '')}".strip()
    answers = dicts_in(source.get("answers"))
    otherwise = next((text_in(a, "feedback") for a in answers if a.get("type") == "default"), "")
    answers = [answer for answer in answers if answer.get("type") != "default"]
    match source.get("type"):
        case "multiple_choice" | "many_choice" as kind:
            options = [_answer(answer, asked) for answer in answers]
            if [option.share for option in options].count(1.0) == 1:
                options = [_explaining(option, asked) for option in options]
            return choice(asked, options, multiple=kind == "many_choice")
        case "numeric":
            return _numeric(source, answers, _said(otherwise, asked), asked)
        case "string":
            return _string(answers, otherwise, asked)
        case other:
            return asked.refused(
                say("Questions of the type {kind} are not taken.", kind=str(other)[:40])
            )


def _said(text: str, asked: Asked) -> str:
    """A text as the notebook shows it: HTML, with mathematics and links as in Markdown."""
    html = _LINK.sub(r'<a href="\2">\1</a>', text)
    return as_markdown(_CODE.sub(r"<code>\1</code>", html), "html", asked)


def _answer(answer: dict[str, Any], asked: Asked) -> Answer:
    text = _said(text_in(answer, "answer"), asked)
    if code := text_in(answer, "code").strip("\n"):
        short = "\n" not in code and "`" not in code
        text = f"{text} `{code}`" if short else f"{text}\n\n{fenced(code, '')}"
    return Answer(text.strip(), _share(answer), _feedback(answer, asked))


def _explaining(option: Answer, asked: Asked) -> Answer:
    """What is said of the only right option is the question's explanation."""
    if not option.share:
        return option
    join_explanation(asked, option.why)
    return replace(option, why="")


def _share(answer: dict[str, Any]) -> float:
    return float(answer.get("correct") is True)


def _feedback(answer: dict[str, Any], asked: Asked) -> str:
    """What is said of an answer, unless it is only that it is right."""
    text = _said(text_in(answer, "feedback"), asked)
    return "" if text.strip().casefold() in _PRAISE else text


def _numeric(
    source: dict[str, Any], answers: list[dict[str, Any]], otherwise: str, asked: Asked
) -> Item | Refused:
    """Values, rounded where a precision is given, and ranges."""
    digits = source.get("precision")
    intervals: list[Interval] = []
    for answer in answers:
        ends = answer.get("range")
        if isinstance(ends, list) and len(ends) == 2:
            low, high = (decimal(text_in({"": end}, "")) for end in ends)
        else:
            low = high = decimal(text_in(answer, "value"))
            if low is not None and isinstance(digits, int) and 0 < digits <= 30:
                low, high = _rounding(low, digits)
        if low is None or high is None:
            return asked.refused(say("One of its answers is not a number."))
        low, high = min(low, high), max(low, high)
        intervals.append(Interval(low, high, _share(answer), _feedback(answer, asked)))
    return numeric(asked, intervals, otherwise=otherwise)


def _rounding(value: Decimal, digits: int) -> tuple[Decimal, Decimal]:
    """The numbers that are the value once they are rounded to so many digits."""
    step = Decimal(1).scaleb(value.adjusted() - digits + 1) if value else Decimal(0)
    rounded = value.quantize(step) if value and step >= Decimal("1e-300") else value
    return rounded - step / 2, rounded + step / 2


def _string(answers: list[dict[str, Any]], otherwise: str, asked: Asked) -> Item | Refused:
    case = any(answer.get("match_case") is True for answer in answers)
    texts = [
        Answer(flat(text_in(a, "answer")).replace("*", "\\*"), _share(a), _feedback(a, asked))
        for a in answers
    ]
    if otherwise.strip():
        asked.lose(say("What was said of other answers is dropped: “{why}”.", why=flat(otherwise)))
    if any("fuzzy_threshold" in answer for answer in answers):
        asked.lose(say("Answers that are nearly right were taken; here they are asked about."))
    return short_text(asked, texts, case=case)


def write(pack: Pack) -> Exported:
    """The pack as a list of questions; what cannot be asked in a notebook is left out."""
    losses = Losses()
    written: list[dict[str, Any]] = []
    for question in pack.questions:
        simple = simplified(question, losses)
        if isinstance(simple, Cloze):
            simple = _one_gap(simple, losses)
        entry = _entry(simple, losses) if simple else None
        if simple and entry:
            said = ("accept", "tolerance", "relative", "why", "near", "reject", *_explained(simple))
            losses.lose(question, *unsaid(simple, *said))
            written.append(entry)
    content = json.dumps(written, ensure_ascii=False, indent=2) + "\n"
    return Exported(content.encode(), tuple(losses.left_out), tuple(losses.losses))


def _one_gap(question: Cloze, losses: Losses) -> Question:
    """A text with one gap as a word to be typed."""
    found = gaps(question.text)
    if len(found) != 1:
        return question
    losses.lose(question, say("Its gap is a blank, and the word is typed below."))
    text = question.text[: found[0].start] + BLANK + question.text[found[0].end :]
    prompt = one_text(question.prompt, text, found[0].start)
    return TextAnswer(**shared_fields(question, prompt), accept=found[0].answers)


def _entry(question: Question, losses: Losses) -> dict[str, Any] | None:
    match question:
        case Choice():
            kind = "many_choice" if question.multiple else "multiple_choice"
            answers = [
                {"answer": to_html(option.text), "correct": option.correct}
                | (_praise(question, option.why) if option.correct else _why(option.why))
                for option in question.options
            ]
        case TrueFalse():
            kind = "multiple_choice"
            answers = [
                {"answer": str(truth), "correct": truth == question.answer}
                | (_praise(question) if truth == question.answer else _why(question.why))
                for truth in (True, False)
            ]
        case Numeric():
            kind, answers = "numeric", _numbers(question, losses)
        case TextAnswer():
            kind = "string"
            answers = [
                {"answer": flat(text), "correct": True, **_praise(question)}
                for text in question.accept
            ]
            answers += [
                {"answer": flat(wrong.text), "correct": False, **_why(wrong.why)}
                for wrong in question.reject
            ]
        case _:
            losses.leave_out(question, say("JupyterQuiz has no questions of this kind."))
            return None
    return {"question": to_html(_prompt(question)), "type": kind, "answers": answers}


def _prompt(question: Question) -> str:
    unit = getattr(question, "unit", "")
    return f"{question.prompt} [{unit}]" if unit else question.prompt


def _explained(question: Question) -> tuple[str, ...]:
    """Where one answer is right, its feedback is the explanation."""
    return () if isinstance(question, Choice) and question.multiple else ("explanation",)


def _praise(question: Question, why: str = "") -> dict[str, Any]:
    """What is said of a right answer."""
    return _why(
        "\n\n".join(filter(None, [why, *([question.explanation] if _explained(question) else [])]))
    )


def _why(why: str) -> dict[str, Any]:
    return {"feedback": to_html(why)} if why else {}


def _numbers(question: Numeric, losses: Losses) -> list[dict[str, Any]]:
    """A range lacks its high end, so that end is an answer of its own."""
    if question.unit:
        losses.lose(question, say("The unit stands in the prompt; answers are typed without it."))
    answer = Decimal(repr(question.answer))
    allowed = Decimal(repr(max(question.tolerance, abs(question.answer) * question.relative)))
    right = {"correct": True, **_praise(question)}
    answers: list[dict[str, Any]] = [{"type": "value", "value": question.answer, **right}]
    if allowed:
        low, high = float(answer - allowed), float(answer + allowed)
        answers.append({"type": "range", "range": [low, high], "feedback": "Correct.", **right})
        answers.append({"type": "value", "value": high, **right})
    for near in question.near:
        if near.low == -float("inf") and near.high == float("inf"):
            answers.append({"type": "default", **_why(near.why)})
        elif float("inf") in (abs(near.low), abs(near.high)):
            losses.lose(
                question, say("JSON has no ranges without an end: “{why}”.", why=flat(near.why))
            )
        elif near.low == near.high:
            answers.append({"type": "value", "value": near.low, "correct": False, **_why(near.why)})
        else:
            ends = [near.low, near.high]
            answers.append({"type": "range", "range": ends, "correct": False, **_why(near.why)})
    return answers
