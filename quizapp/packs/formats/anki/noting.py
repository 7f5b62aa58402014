"""A question of a pack as a note of Anki: its note type and the HTML of its fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from quizapp.core import questions as q
from quizapp.core.grading import gaps
from quizapp.core.say import say
from quizapp.packs.formats.anki import own
from quizapp.packs.formats.markup import code_html, listed, to_html
from quizapp.packs.formats.shaping import spelled
from quizapp.packs.formats.simplifying import Losses, simplified, unsaid

QUESTION, TYPED, GAPS = "quizapp question", "quizapp typed", "quizapp gaps"


@dataclass(frozen=True, slots=True)
class Written:
    """A note to be written: its type's name and its fields in their order."""

    type: str
    values: tuple[str, ...]


def note_of(question: q.Question, losses: Losses) -> Written | None:
    """The note; None where Anki has no way to ask the question, which `losses` says."""
    if isinstance(question, q.Predict) or (isinstance(question, q.Numeric) and question.vary):
        plainer = simplified(question, losses)
        if plainer is None:
            return None
        question = plainer
    kind, own_fields = _FIELDS[type(question)](question)
    said = ["topic", "difficulty", "hint", "references", "tags", "why", "explanation", "shuffle"]
    said += ["accept", "tolerance", "relative", "check"]  # the last is told below
    losses.lose(question, *unsaid(question, *said))
    _lose_more(question, losses)
    values = {
        "Prompt": to_html(question.prompt),
        "Kind": question.kind,
        "Explanation": to_html(question.explanation),
        "Hint": to_html(question.hint),
        "References": _references(question.references),
        "ID": question.id,
        **own_fields,
    }
    names = own.GAP_FIELDS if kind == GAPS else own.FIELDS
    return Written(kind, tuple(values.get(name, "") for name in names))


def _lose_more(question: q.Question, losses: Losses) -> None:
    match question:
        case q.Output(options=options) if options:
            losses.lose(question, say("Its options are left out: the output is recalled."))
        case q.Bug(check=check) if check:
            losses.lose(question, say("The program that checks its fix is left out."))
        case q.Numeric(check=check) if check:
            losses.lose(question, say("The expression that gives its number is left out."))
    if any(" " in tag for tag in question.tags):
        losses.lose(question, say("Spaces in its tags become `_`."))


def _references(references: tuple[q.Reference, ...]) -> str:
    if not references:
        return ""
    items = [
        f'<li><a href="{escape(each.url)}">{escape(each.title)}</a></li>'
        if each.url
        else f"<li>{escape(each.title)}</li>"
        for each in references
    ]
    return f"<ul>{''.join(items)}</ul>"


Fields = tuple[str, Mapping[str, str]]


def _choice(question: q.Choice) -> Fields:
    options = question.options
    return QUESTION, {
        "Options": listed([option.text for option in options], "ol"),
        "Answer": listed([option.text for option in options if option.correct]),
        "Why": listed([o.why for o in options], "ol") if any(o.why for o in options) else "",
        "Kind": "choice" if question.shuffle else own.FIXED,
    }


def _true_false(question: q.TrueFalse) -> Fields:
    return QUESTION, {"Answer": str(question.answer), "Why": to_html(question.why)}


def _numeric(question: q.Numeric) -> Fields:
    more = ""
    if question.tolerance:
        more = f"± {spelled(question.tolerance)}"
    elif question.relative:
        more = f"± {question.relative * 100:.12g} %"
    answer = f"{spelled(question.answer)} {question.unit}".strip()
    return TYPED, {"Answer": escape(answer, quote=False), "More": more}


def _text(question: q.TextAnswer) -> Fields:
    first, *others = (escape(text, quote=False) for text in question.accept)
    more = f"<ul>{''.join(f'<li>{text}</li>' for text in others)}</ul>" if others else ""
    return TYPED, {"Answer": first, "More": more}


def _output(question: q.Output) -> Fields:
    answer = f"<pre>{escape(question.answer, quote=False)}</pre>"
    return QUESTION, {"Options": code_html(question.code), "Answer": answer}


def _bug(question: q.Bug) -> Fields:
    return QUESTION, {
        "Options": code_html(question.code),
        "Answer": code_html(question.fix),
        "More": f"Line {', '.join(map(str, question.lines))}",
    }


def _order(question: q.Order) -> Fields:
    return QUESTION, {
        "Options": listed(sorted(question.steps, key=str.casefold)),
        "Answer": listed(list(question.steps), "ol"),
    }


def _match(question: q.Match) -> Fields:
    rows = (
        f"<tr><td>{to_html(left)}</td><td>{to_html(right)}</td></tr>"
        for left, right in question.pairs
    )
    rights = sorted((right for _, right in question.pairs), key=str.casefold)
    return QUESTION, {
        "Options": listed([left for left, _ in question.pairs]) + listed(rights),
        "Answer": f"<table>{''.join(rows)}</table>",
    }


def _explain(question: q.Explain) -> Fields:
    return QUESTION, {
        "Answer": to_html(question.model_answer),
        "More": listed(list(question.key_points)),
    }


def _cloze(question: q.Cloze) -> Fields:
    found = gaps(question.text)
    parts, at = [], 0
    for number, gap in enumerate(found):
        parts += [question.text[at : gap.start], f"\ue002{number}\ue003"]
        at = gap.end
    html = to_html("".join([*parts, question.text[at:]]))
    for number, gap in enumerate(found):
        answer = escape(gap.answers[0], quote=False)
        for sign in ":{}":  # doubled, they would end or begin a gap of Anki
            answer = answer.replace(sign, f"&#{ord(sign)};")
        html = html.replace(f"\ue002{number}\ue003", f"{{{{c1::{answer}}}}}")
    more = ""
    if any(len(gap.answers) > 1 for gap in found):
        alls = ("|".join(a.replace("|", "\\|") for a in gap.answers) for gap in found)
        more = f"<ol>{''.join(f'<li>{escape(each, quote=False)}</li>' for each in alls)}</ol>"
    return GAPS, {"Text": html, "More": more}


_FIELDS: dict[type[q.Question], Callable[[Any], Fields]] = {
    q.Choice: _choice,
    q.TrueFalse: _true_false,
    q.Numeric: _numeric,
    q.TextAnswer: _text,
    q.Output: _output,
    q.Bug: _bug,
    q.Order: _order,
    q.Match: _match,
    q.Explain: _explain,
    q.Cloze: _cloze,
}
