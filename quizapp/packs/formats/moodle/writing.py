"""From a pack to Moodle's XML."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from quizapp.core.grading.gaps import gaps
from quizapp.core.ids import name_of
from quizapp.core.questions import (
    Choice,
    Cloze,
    Explain,
    Match,
    Numeric,
    Order,
    Question,
    TextAnswer,
    TrueFalse,
)
from quizapp.core.say import say
from quizapp.packs.formats.base import Exported
from quizapp.packs.formats.explaining import rubric
from quizapp.packs.formats.gaps import CODE, one_text
from quizapp.packs.formats.marks import marks
from quizapp.packs.formats.moodle_text import GAP, to_moodle
from quizapp.packs.formats.shaping import flat, spelled
from quizapp.packs.formats.simplifying import Losses, simplified, unsaid
from quizapp.packs.pack import Pack

_SAID = (
    "topic",
    "difficulty",
    "accept",
    "tolerance",
    "relative",
    "hint",
    "why",
    "near",
    "reject",
    "explanation",
    "tags",
    "shuffle",
)


def write(pack: Pack) -> Exported:
    """The pack as Moodle XML: topics are categories, texts are Markdown."""
    losses = Losses()
    titles = {topic.id: topic.title for topic in pack.topics}
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n']
    topic = None
    for question in pack.questions:
        simple = simplified(question, losses)
        if simple is None:
            continue
        if question.topic != topic:
            topic = question.topic
            parts.append(_category(pack.title, titles.get(topic, topic)))  # type: ignore[call-overload]  # a topic's id
        losses.lose(question, *unsaid(simple, *_SAID))
        parts.append(_question(simple, losses))
    parts.append("</quiz>\n")
    return Exported("".join(parts).encode(), tuple(losses.left_out), tuple(losses.losses))


def _category(*names: str) -> str:
    path = "/".join(flat(name).replace("/", "//") for name in names)
    text = escape(f"$course$/top/{path}")
    return (
        f'  <question type="category">\n    <category><text>{text}</text></category>\n'
        "  </question>\n"
    )


def _question(question: Question, losses: Losses) -> str:
    kind, text, body = _KINDS[type(question)](question, losses)
    explanation = question.explanation
    name = name_of(question.id)
    lines = [
        f'  <question type="{kind}">',
        f"    <name><text>{escape(name)}</text></name>",
        f"    {_element('questiontext', text if kind == 'cloze' else to_moodle(text))}",
        f"    {_marked('generalfeedback', explanation)}",
        "    <defaultgrade>1</defaultgrade>",
        f"    <idnumber>{escape(name)}</idnumber>",
        *(f"    {line}" for line in body),
    ]
    if question.hint:
        lines.append(f"    {_marked('hint', question.hint)}")
    tags = "".join(f"<tag><text>{escape(tag)}</text></tag>" for tag in marks(question))
    return "\n".join([*lines, f"    <tags>{tags}</tags>", "  </question>\n"])


def _marked(tag: str, text: str, **attributes: str) -> str:
    """An element whose text is a pack's Markdown."""
    return _element(tag, to_moodle(text), **attributes)


def _element(tag: str, text: str, **attributes: str) -> str:
    """An element whose text is Markdown as Moodle reads it."""
    given = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f'<{tag}{given} format="markdown"><text>{escape(text)}</text></{tag}>'


def _answer(text: str, fraction: str, why: str = "", form: str = "markdown", more: str = "") -> str:
    feedback = _marked("feedback", why) if why else ""
    text = to_moodle(text) if form == "markdown" else text
    return (
        f'<answer fraction="{fraction}" format="{form}"><text>{escape(text)}</text>'
        f"{feedback}{more}</answer>"
    )


_Written = tuple[str, str, list[str]]
"""The type's name, the question's text, and the elements that the type needs."""


def _choice(question: Choice, losses: Losses) -> _Written:  # noqa: ARG001  all of them take the same
    right = sum(option.correct for option in question.options)
    share = f"{100 / right:.5f}".rstrip("0").rstrip(".")
    wrong = f"-{share}" if question.multiple else "0"
    body = [
        f"<single>{'false' if question.multiple else 'true'}</single>",
        f"<shuffleanswers>{'true' if question.shuffle else 'false'}</shuffleanswers>",
        "<answernumbering>abc</answernumbering>",
    ]
    body += [_answer(o.text, share if o.correct else wrong, o.why) for o in question.options]
    return "multichoice", question.prompt, body


def _true_false(question: TrueFalse, losses: Losses) -> _Written:  # noqa: ARG001  as above
    body = [
        _answer(
            "true" if truth else "false",
            "100" if truth == question.answer else "0",
            "" if truth == question.answer else question.why,
            "moodle_auto_format",
        )
        for truth in (True, False)
    ]
    return "truefalse", question.prompt, body


def _numeric(question: Numeric, losses: Losses) -> _Written:
    allowed = max(question.tolerance, abs(question.answer) * question.relative)
    tolerance = f"<tolerance>{spelled(allowed)}</tolerance>"
    plain = "moodle_auto_format"
    body = [_answer(spelled(question.answer), "100", form=plain, more=tolerance)]
    for near in question.near:
        ends = (near.low, near.high)
        if ends == (-float("inf"), float("inf")):
            body.append(_answer("*", "0", near.why, plain, "<tolerance>0</tolerance>"))
        elif float("inf") in map(abs, ends):
            losses.lose(
                question, say("Moodle has no ranges without an end: “{why}”.", why=flat(near.why))
            )
        else:
            low, high = Decimal(repr(near.low)), Decimal(repr(near.high))
            middle, around = (low + high) / 2, (high - low) / 2
            more = f"<tolerance>{spelled(around)}</tolerance>"
            body.append(_answer(spelled(middle), "0", near.why, plain, more))
    if not question.unit:
        return "numerical", question.prompt, body
    unit = f"<unit><multiplier>1</multiplier><unit_name>{escape(question.unit)}</unit_name></unit>"
    body += [
        f"<units>{unit}</units>",
        "<unitgradingtype>0</unitgradingtype>",
        "<unitpenalty>0</unitpenalty>",
        "<showunits>0</showunits>",
    ]
    return "numerical", f"{question.prompt} [{question.unit}]", body


def _typed(text: str) -> str:
    """An answer to type; Moodle reads `*` as a wildcard."""
    return flat(text).replace("*", "\\*")


def _text(question: TextAnswer, losses: Losses) -> _Written:  # noqa: ARG001  as above
    plain = "moodle_auto_format"
    body = ["<usecase>0</usecase>"]
    body += [_answer(_typed(answer), "100", form=plain) for answer in question.accept]
    body += [_answer(_typed(wrong.text), "0", wrong.why, plain) for wrong in question.reject]
    return "shortanswer", question.prompt, body


def _cloze(question: Cloze, losses: Losses) -> _Written:  # noqa: ARG001  as above
    found = gaps(question.text)
    text, at = "", 0
    for number, gap in enumerate(found):
        text += f"{question.text[at : gap.start]}{GAP}{number}{GAP}"
        at = gap.end
    text = one_text(question.prompt, text + question.text[at:], found[0].start if found else 0)
    text = to_moodle(text)
    for number, gap in enumerate(found):
        kind = "SHORTANSWER_C" if _minds_case(gap.answers) else "SHORTANSWER"
        answers = "~".join(f"={_embedded(answer)}" for answer in gap.answers)
        text = text.replace(f"{GAP}{number}{GAP}", f"{{1:{kind}:{answers}}}")
    return "cloze", text, []


def _minds_case(answers: Sequence[str]) -> bool:
    """Whether case counts in all answers that have one."""
    cased = [answer for answer in answers if answer.lower() != answer.upper()]
    return bool(cased) and all(CODE & set(answer) for answer in cased)


def _embedded(answer: str) -> str:
    text = flat(answer).replace("\\", "\\\\")
    for sign in '~#}"/':
        text = text.replace(sign, f"\\{sign}")
    return text.replace("*", "\\*")


def _order(question: Order, losses: Losses) -> _Written:  # noqa: ARG001  as above
    body = [
        "<layouttype>VERTICAL</layouttype>",
        "<selecttype>ALL</selecttype>",
        "<selectcount>0</selectcount>",
        "<gradingtype>LONGEST_ORDERED_SUBSET</gradingtype>",
        "<showgrading>SHOW</showgrading>",
    ]
    body += [_answer(step, str(at)) for at, step in enumerate(question.steps, 1)]
    return "ordering", question.prompt, body


def _match(question: Match, losses: Losses) -> _Written:  # noqa: ARG001  as above
    body = ["<shuffleanswers>true</shuffleanswers>"]
    for left, right in question.pairs:
        answer = f"<answer><text>{escape(right)}</text></answer>"
        text = f"<text>{escape(to_moodle(left))}</text>"
        body.append(f'<subquestion format="markdown">{text}{answer}</subquestion>')
    return "matching", question.prompt, body


def _explain(question: Explain, losses: Losses) -> _Written:  # noqa: ARG001  as above
    points = rubric(question, explained=False)
    body = ["<responseformat>editor</responseformat>", _marked("graderinfo", points)]
    return "essay", question.prompt, body


_KINDS: dict[type[Question], Callable[[Any, Losses], _Written]] = {
    Choice: _choice,
    TrueFalse: _true_false,
    Numeric: _numeric,
    TextAnswer: _text,
    Cloze: _cloze,
    Order: _order,
    Match: _match,
    Explain: _explain,
}
