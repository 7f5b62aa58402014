"""From a pack to GIFT."""

import re
from collections.abc import Callable, Iterable
from typing import Any

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
from quizapp.packs.formats.gaps import one_text
from quizapp.packs.formats.gift.scanning import escape
from quizapp.packs.formats.marks import marks
from quizapp.packs.formats.moodle_text import to_moodle
from quizapp.packs.formats.shaping import flat, spelled
from quizapp.packs.formats.simplifying import Losses, order_as_match, simplified, unsaid
from quizapp.packs.pack import Pack

_TAKEN = re.compile(r"\s*\[(?:html|moodle|plain|markdown)\]", re.IGNORECASE)


def write(pack: Pack) -> Exported:
    """The pack in GIFT: topics are categories, tags and difficulty stand in comments."""
    losses = Losses()
    parts = [f"// {flat(pack.title)}\n"]
    titles = {topic.id: topic.title for topic in pack.topics}
    topic = None
    for question in pack.questions:
        if written := _question(question, losses):
            if question.topic != topic:
                topic = question.topic
                parts.append(_category(pack.title, titles.get(topic, topic)))  # type: ignore[call-overload]  # a topic's id
            parts.append(written)
    content = "\n".join(parts).encode()
    return Exported(content, tuple(losses.left_out), tuple(losses.losses))


def _category(*names: str) -> str:
    path = "/".join(flat(escape(name)).replace("/", "//") for name in names)
    return f"$CATEGORY: $course$/top/{path}\n"


def _question(question: Question, losses: Losses) -> str:
    """The question's text, or '' where GIFT cannot say it."""
    simple = simplified(question, losses)
    if isinstance(simple, Order):
        simple = order_as_match(simple, losses)
    if simple is None:
        return ""
    if isinstance(simple, Cloze):
        body = _cloze(simple, losses)
    else:
        answers = _ANSWERS[type(simple)](simple, losses)
        body = (
            f"{_markdown(_prompt(simple))}{{{answers}{_general(simple)}}}"
            if answers is not None
            else ""
        )
    if not body:
        return ""
    losses.lose(question, *unsaid(simple, *_SAID))
    name = name_of(question.id)
    tags = "".join(f" [tag:{flat(tag).replace(']', chr(92) + ']')}]" for tag in marks(question))
    return f"// [id:{name}]{tags}\n::{escape(name)}::{body}\n"


_SAID = (
    "topic",
    "difficulty",
    "accept",
    "tolerance",
    "relative",
    "why",
    "near",
    "reject",
    "explanation",
    "tags",
)


def _prompt(question: Question) -> str:
    unit = getattr(question, "unit", "")
    return f"{question.prompt} [{unit}]" if unit else question.prompt


def _markdown(text: str) -> str:
    return f"[markdown]{escape(to_moodle(text.strip()))}"


def _text(text: str) -> str:
    """A text whose format is the question's."""
    escaped = escape(to_moodle(text))
    return f"[markdown]{escaped}" if _TAKEN.match(text) else escaped


def _why(text: str) -> str:
    return f"#{_text(text)}" if text else ""


def _general(question: Question) -> str:
    text = rubric(question) if isinstance(question, Explain) else question.explanation
    return f"\n\t####{_text(text)}\n" if text else "\n"


def _lines(parts: Iterable[str]) -> str:
    return "".join(f"\n\t{part}" for part in parts)


def _choice(question: Choice, losses: Losses) -> str:  # noqa: ARG001  all of them take the same
    if not question.multiple:
        return _lines(
            f"{'=' if option.correct else '~'}{_text(option.text)}{_why(option.why)}"
            for option in question.options
        )
    share = f"{100 / sum(option.correct for option in question.options):.5f}".rstrip("0").rstrip(
        "."
    )
    return _lines(
        f"~%{'' if option.correct else '-'}{share}%{_text(option.text)}{_why(option.why)}"
        for option in question.options
    )


def _true_false(question: TrueFalse, losses: Losses) -> str:  # noqa: ARG001  all of them take the same
    return f"{'TRUE' if question.answer else 'FALSE'}{_why(question.why)}"


def _numeric(question: Numeric, losses: Losses) -> str:
    if question.unit:
        losses.lose(question, say("The unit stands in the prompt; answers are typed without it."))
    allowed = max(question.tolerance, abs(question.answer) * question.relative)
    ranges = [f"={spelled(question.answer)}:{spelled(allowed)}"]
    for near in question.near:
        if near.low == -float("inf") and near.high == float("inf"):
            ranges.append(f"=%0%*{_why(near.why)}")
        elif abs(near.low) == float("inf") or abs(near.high) == float("inf"):
            losses.lose(
                question, say("GIFT has no ranges without an end: “{why}”.", why=flat(near.why))
            )
        else:
            ranges.append(f"=%0%{spelled(near.low)}..{spelled(near.high)}{_why(near.why)}")
    return f"#{_lines(ranges)}"


def _typed(text: str) -> str:
    """An answer to type; GIFT reads `*` as a wildcard."""
    return escape(flat(text)).replace("*", "\\*")


def _short(question: TextAnswer, losses: Losses) -> str | None:
    if any("->" in answer for answer in question.accept):
        losses.leave_out(question, say("GIFT takes “->” in an answer for a pair."))
        return None
    return _lines(
        [
            *(f"=%100%{_typed(answer)}" for answer in question.accept),
            *(f"=%0%{_typed(wrong.text)}{_why(wrong.why)}" for wrong in question.reject),
        ]
    )


def _match(question: Match, losses: Losses) -> str | None:
    if any("->" in left for left, _ in question.pairs):
        losses.leave_out(question, say("GIFT takes “->” in an answer for a pair."))
        return None
    return _lines(f"={_text(left)} -> {escape(right)}" for left, right in question.pairs)


def _explain(question: Explain, losses: Losses) -> str:  # noqa: ARG001  all of them take the same
    return ""


def _cloze(question: Cloze, losses: Losses) -> str:
    """A text with one gap as a missing word."""
    found = gaps(question.text)
    if len(found) != 1:
        losses.leave_out(question, say("GIFT knows texts with one gap only."))
        return ""
    gap = found[0]
    after = question.text[gap.end :]
    after = after if after.strip() else " ."
    before = one_text(question.prompt, question.text[: gap.start], gap.start)
    answers = _lines(f"=%100%{_typed(answer)}" for answer in gap.answers)
    return f"{_markdown(before)} {{{answers}{_general(question)}}}{escape(to_moodle(after))}"


_ANSWERS: dict[type[Question], Callable[[Any, Losses], str | None]] = {
    Choice: _choice,
    TrueFalse: _true_false,
    Numeric: _numeric,
    TextAnswer: _short,
    Match: _match,
    Explain: _explain,
}
