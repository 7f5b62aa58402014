"""The right answer to a question in one line, for lists of mistakes."""

import re

from quizapp.core.grading import gaps
from quizapp.core.numbers import show
from quizapp.core.questions import (
    Bug,
    Choice,
    Cloze,
    Explain,
    Match,
    Numeric,
    Order,
    Output,
    Predict,
    Question,
    TextAnswer,
    TrueFalse,
)
from quizapp.core.responses import Predicted, Response
from quizapp.core.say import Text, say

_BACKTICKS = re.compile("`+")


def right_answer(question: Question, response: Response | None) -> Text:
    """Markdown; of a prediction what the run measured, which only the response knows."""
    match question:
        case TrueFalse(answer=answer):
            return say("true") if answer else say("false")
        case Bug(lines=lines) if len(lines) == 1:
            return say("line {line}", line=lines[0])
        case Bug(lines=lines):
            return say("lines {lines}", lines=", ".join(map(str, lines)))
    return Text("{answer}", {"answer": _in_words(question, response)})


def _in_words(question: Question, response: Response | None) -> str:
    match question:
        case Choice(options=options):
            return "; ".join(_first(option.text) for option in options if option.correct)
        case Numeric(answer=value, unit=unit):
            return f"{show(value)} {unit}".strip()
        case TextAnswer(accept=accept):
            return _literal(accept[0])
        case Cloze(text=text):
            return "; ".join(_literal(gap.answers[0]) for gap in gaps(text))
        case Output(answer=answer):
            return " ⏎ ".join(_literal(line) for line in answer.strip().split("\n"))
        case Order(steps=steps):
            return " → ".join(_first(step) for step in steps)
        case Match(pairs=pairs):
            return "; ".join(f"{_first(left)}: {_first(right)}" for left, right in pairs)
        case Explain(model_answer=model):
            return _first(model)
        case Predict(metric=metric) if isinstance(response, Predicted):
            return "" if response.measured is None else f"{metric} = {show(response.measured)}"
    return ""


def _first(markdown: str) -> str:
    """The first paragraph on one line."""
    return " ".join(markdown.strip().partition("\n\n")[0].split())


def _literal(text: str) -> str:
    """A code span, whatever the text looks like; an empty text stays empty."""
    if not text.strip():
        return text
    longest = max((len(found) for found in _BACKTICKS.findall(text)), default=0)
    marks = "`" * (longest + 1)
    space = " " if "`" in (text[0], text[-1]) else ""
    return f"{marks}{space}{text}{space}{marks}"
