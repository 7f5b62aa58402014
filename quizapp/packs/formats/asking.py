"""A question and its answer as two pieces of Markdown, for whoever reads them on paper or cards."""

from collections.abc import Callable
from string import ascii_uppercase
from typing import Any

from quizapp.core import questions as q
from quizapp.core.grading import gaps
from quizapp.core.grading.lines import right_option
from quizapp.core.numbers import show
from quizapp.packs.formats.simplifying import fenced

BLANK = r"\_\_\_\_\_"

PRINTED = (
    *("topic", "accept", "tolerance", "relative", "why", "reject", "explanation", "references"),
    "shuffle",
)
"""What stands in the two pieces, and the topic above them."""


def asked_in(question: q.Question) -> str:
    """All that is to be seen before answering."""
    more = _MORE.get(type(question))
    return "\n\n".join(filter(None, (question.prompt, more(question) if more else "")))


def answer_of(question: q.Question) -> str:
    """The answer with its reasons and the explanation."""
    parts = [_ANSWERS[type(question)](question), *_reasons(question), question.explanation]
    references = [
        f"- [{_linked(each.title)}]({each.url})" if each.url else f"- {each.title}"
        for each in question.references
    ]
    return "\n\n".join(filter(None, [*parts, "\n".join(references)]))


def _linked(title: str) -> str:
    return title.replace("[", "\\[").replace("]", "\\]")


def letter(place: int) -> str:
    """A, B, C and so on for options; numbers after Z."""
    return ascii_uppercase[place] if place < len(ascii_uppercase) else str(place + 1)


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")


def _options(options: tuple[q.Option, ...]) -> str:
    return "\n".join(f"- **{letter(n)}.** {_indented(o.text)}" for n, o in enumerate(options))


def _items(texts: list[str]) -> str:
    return "\n".join(f"- {_indented(text)}" for text in texts)


def _numbered_code(code: str) -> str:
    lines = code.split("\n")
    width = len(str(len(lines)))
    return fenced("\n".join(f"{n:>{width}}  {line}" for n, line in enumerate(lines, 1)), "")


def _cloze_asked(question: q.Cloze) -> str:
    return _with_gaps(question.text, lambda _: BLANK)


def _with_gaps(text: str, fill: Callable[[str], str]) -> str:
    """The text with its gaps filled; within code and formulas without any signs around."""
    parts, at = [], 0
    for gap in gaps(text):
        before = text[:at] + text[at : gap.start]
        bare = before.count("`") % 2 or before.count("$") % 2
        parts += [text[at : gap.start], "_____" if bare and fill("") == BLANK else ""]
        if not parts[-1]:
            parts[-1] = gap.answers[0] if bare else fill(gap.answers[0])
        at = gap.end
    return "".join([*parts, text[at:]])


_MORE: dict[type[q.Question], Callable[[Any], str]] = {
    q.Choice: lambda question: _options(question.options),
    q.TrueFalse: lambda _: "True or false?",
    q.Cloze: _cloze_asked,
    q.Output: lambda question: "\n\n".join(
        filter(None, (fenced(question.code), _options(question.options)))
    ),
    q.Bug: lambda question: _numbered_code(question.code),
    q.Order: lambda question: _items(sorted(question.steps, key=str.casefold)),
    q.Match: lambda question: (
        _items([left for left, _ in question.pairs])
        + "\n\n---\n\n"
        + _items(sorted((right for _, right in question.pairs), key=str.casefold))
    ),
}


def _choice(question: q.Choice) -> str:
    right = [(n, o) for n, o in enumerate(question.options) if o.correct]
    return "\n\n".join(f"**{letter(n)}.** {o.text}" for n, o in right)


def _numeric(question: q.Numeric) -> str:
    within = ""
    if question.tolerance:
        within = f" ± {show(question.tolerance)}"
    elif question.relative:
        within = f" ± {show(question.relative * 100)} %"
    return f"**{show(question.answer, 12)}{within} {question.unit}".strip() + "**"


def _output(question: q.Output) -> str:
    right = right_option(question)
    chosen = f"**{letter(right)}.**\n\n" if question.options and right is not None else ""
    return chosen + fenced(question.answer, "")


def _bug(question: q.Bug) -> str:
    return f"**{', '.join(map(str, question.lines))}**\n\n{fenced(question.fix)}"


def _steps(question: q.Order) -> str:
    return "\n".join(f"{n}. {_indented(step)}" for n, step in enumerate(question.steps, 1))


_ANSWERS: dict[type[q.Question], Callable[[Any], str]] = {
    q.Choice: _choice,
    q.TrueFalse: lambda question: f"**{question.answer}**",
    q.Numeric: _numeric,
    q.TextAnswer: lambda question: " / ".join(f"**{text}**" for text in question.accept),
    q.Cloze: lambda question: _with_gaps(question.text, lambda text: f"**{text}**"),
    q.Output: _output,
    q.Bug: _bug,
    q.Order: _steps,
    q.Match: lambda question: _items([f"{left} → {right}" for left, right in question.pairs]),
    q.Explain: lambda question: f"{question.model_answer}\n\n{_items(list(question.key_points))}",
}


def _reasons(question: q.Question) -> list[str]:
    match question:
        case q.Choice(options=options) | q.Output(options=options) if options:
            whys = [
                f"- **{letter(n)}.** {_indented(o.why)}" for n, o in enumerate(options) if o.why
            ]
            return ["\n".join(whys)]
        case q.TrueFalse(why=why):
            return [why]
        case q.TextAnswer(reject=reject):
            return ["\n".join(f"- {wrong.text}: {_indented(wrong.why)}" for wrong in reject)]
    return []
