"""A response in words, for a reader who does not see the question's widgets."""

from enum import StrEnum
from typing import NamedTuple

from quizapp.core.grading import places_given
from quizapp.core.numbers import show
from quizapp.core.questions import Bug, Choice, Match, Numeric, Order, Output, Question
from quizapp.core.responses import (
    Arranged,
    Chosen,
    Explained,
    Filled,
    Judged,
    Marked,
    Paired,
    Predicted,
    Response,
    Typed,
)
from quizapp.core.say import Text, Translate, plain, say
from quizapp.services.views import QuizView


class Form(StrEnum):
    """How a text is meant."""

    MARKDOWN = "markdown"
    LITERAL = "literal"
    CODE = "code"


class Told(NamedTuple):
    """A text and how it is meant."""

    text: str
    form: Form


def told(question: Question, response: Response, tr: Translate) -> Told:
    """What a response says; typed text stays what was typed."""
    match response:
        case Chosen(options=picked):
            offered = question.options if isinstance(question, Choice | Output) else ()
            texts = [offered[place].text for place in sorted(picked) if place < len(offered)]
            if isinstance(question, Output):
                return Told("\n".join(texts), Form.CODE)
            return Told(_listed(texts), Form.MARKDOWN)
        case Judged(value=value):
            return Told(plain(say("True") if value else say("False"), tr), Form.LITERAL)
        case Typed(text=text) if isinstance(question, Output):
            return Told(text, Form.CODE)
        case Typed(text=text) if isinstance(question, Numeric):
            return Told(_number(text, question), Form.LITERAL)
        case Typed(text=text) | Explained(text=text):
            return Told(text, Form.LITERAL)
        case Filled(gaps=gaps):
            return Told(" · ".join(gaps), Form.LITERAL)
        case Marked(lines=lines):
            code = question.code.rstrip("\n").split("\n") if isinstance(question, Bug) else []
            rows = [f"{n:3}  {code[n - 1]}" for n in sorted(lines) if n <= len(code)]
            return Told("\n".join(rows), Form.CODE)
        case Arranged(order=order):
            steps = question.steps if isinstance(question, Order) else ()
            rows = [
                f"{n}. {steps[place]}" for n, place in enumerate(order, 1) if place < len(steps)
            ]
            return Told("\n".join(rows), Form.MARKDOWN)
        case Paired(rights=rights):
            pairs = question.pairs if isinstance(question, Match) else ()
            both = [(left, pairs[at][1]) for (left, _), at in zip(pairs, rights, strict=False)]
            return Told("\n".join(f"- {left}: {right}" for left, right in both), Form.MARKDOWN)
        case Predicted(value=value):
            return Told("" if value is None else show(value), Form.LITERAL)


def steps_given(view: QuizView) -> tuple[Text | None, ...]:
    """What is to be said beside each step of an order, in the right order, about the one given."""
    question, response, grade = view.question, view.response, view.grade
    assert isinstance(question, Order)
    if not isinstance(response, Arranged) or grade is None:
        return (None,) * len(question.steps)
    given = places_given(question, response)
    return tuple(
        _step_given(right, place, at)
        for place, (right, at) in enumerate(zip(grade.parts, given, strict=True))
    )


def _step_given(right: bool, place: int, at: int | None) -> Text | None:
    if at is None or (right and at == place):
        return None
    if right:
        return say("(in order with the others, you put it {place}.)", place=at + 1)
    if at == place:
        return say("(its place, but not in order with the others)")
    return say("(you put it {place}.)", place=at + 1)


def _listed(texts: list[str]) -> str:
    return "".join(texts) if len(texts) < 2 else "\n".join(f"- {text}" for text in texts)


def _number(text: str, question: Numeric) -> str:
    """The answer itself without the sixteen digits that arithmetic may leave."""
    if text == repr(float(question.answer)):
        return f"{show(question.answer)} {question.unit}".strip()
    return text
