"""Moodle's embedded answers: gaps such as `{1:SHORTANSWER:=Paris~%50%paris}` in a text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from quizapp.core.say import say
from quizapp.packs.formats.base import Item, Refused
from quizapp.packs.formats.foreign import as_markdown
from quizapp.packs.formats.gaps import BLANK, CODE, cloze, prompt_and_text
from quizapp.packs.formats.moodle_text import from_moodle
from quizapp.packs.formats.shaping import (
    MAX_WRITTEN,
    Answer,
    Asked,
    Interval,
    choice,
    decimal,
    flat,
    numeric,
    short_text,
    spelled,
    weighted,
)

_EMBEDDED = re.compile(
    r"\{(\d{0,3}):([A-Z]{2,14}(?:_[A-Z]{1,2})?):((?:\\.|[^}\\]){0,3000})\}", re.DOTALL
)
_KINDS = {
    **dict.fromkeys(("MULTICHOICE", "MC", "MCV", "MCH", "MCS", "MCHS", "MCVS"), "choice"),
    **dict.fromkeys(("MULTIRESPONSE", "MR", "MRH", "MRS", "MRHS"), "several"),
    **dict.fromkeys(("NUMERICAL", "NM"), "number"),
    **dict.fromkeys(("SHORTANSWER", "SA", "MW"), "text"),
    **dict.fromkeys(("SHORTANSWERC", "SAC", "MWC"), "case"),
}
_GAP = "\x0e"
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{0,9})?)%")


@dataclass(frozen=True, slots=True)
class Embedded:
    """One gap: `choice`, `several`, `number`, `text` or `case`, and its answers as text."""

    kind: str
    answers: tuple[Answer, ...]


def embedded(text: str, form: str, asked: Asked) -> Item | Refused:
    """The question in a text with embedded answers."""
    found: list[Embedded] = []
    if len(text) > MAX_WRITTEN:
        return asked.refused(say("A text is longer than {limit} characters.", limit=MAX_WRITTEN))

    def taken(match: re.Match[str]) -> str:
        kind = _KINDS.get(match[2].replace("_", "")) or _KINDS.get(match[2].partition("_")[0])
        if not kind:
            return match[0]
        found.append(Embedded(kind, _answers(match[3], form, asked)))
        return _GAP

    gapped = _EMBEDDED.sub(taken, text.replace(_GAP, ""))
    shown = as_markdown(from_moodle(gapped) if form == "markdown" else gapped, form, asked)
    parts = shown.split(_GAP)
    if not found or len(parts) != len(found) + 1:
        return asked.refused(say("It has no gap."))
    if len(found) == 1 and found[0].kind != "text":
        return _alone(asked, shown, found[0])
    return _gapped(asked, parts, found)


def _answers(text: str, form: str, asked: Asked) -> tuple[Answer, ...]:
    answers = []
    for part in re.split(r"(?<!\\)~", text):
        weight = _WEIGHT.match(part)
        share = float(weight[1]) / 100 if weight else float(part.startswith("="))
        said, _, why = re.sub(r"\\#", "\x0f", part[weight.end() if weight else 0 :]).partition("#")
        said = said.removeprefix("=") if not weight else said
        answers.append(
            Answer(
                flat(as_markdown(_unescaped(said), "moodle" if form == "html" else form, asked)),
                share,
                flat(as_markdown(_unescaped(why), form, asked)),
            )
        )
    return tuple(answer for answer in answers if answer.text)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([~}#/\"\\])", r"\1", text.replace("\x0f", "#")).strip()


def _alone(asked: Asked, shown: str, gap: Embedded) -> Item | Refused:
    """A single gap is a question of its own kind."""
    asked.prompt = shown.replace(_GAP, BLANK)
    if gap.kind == "choice":
        return choice(asked, gap.answers, multiple=False)
    if gap.kind == "several":
        return weighted(asked, gap.answers)
    if gap.kind == "case":
        return short_text(asked, gap.answers, case=True)
    intervals: list[Interval] = []
    otherwise = ""
    for answer in gap.answers:
        number, _, distance = answer.text.replace("\\", "").partition(":")
        middle, around = decimal(number), decimal(distance or "0")
        if middle is not None and around is not None:
            ends = (middle - abs(around), middle + abs(around))
            intervals.append(Interval(*ends, answer.share, answer.why))
        elif number == "*":
            otherwise = answer.why
        else:
            return asked.refused(say("“{text}” is not a number or a range.", text=number[:60]))
    return numeric(asked, intervals, otherwise=otherwise)


def _gapped(asked: Asked, parts: Sequence[str], found: Sequence[Embedded]) -> Item | Refused:
    asked.prompt, first = prompt_and_text(parts[0])
    text: list[str | Sequence[str]] = [first]
    for gap, after in zip(found, parts[1:], strict=True):
        accepted = _accepted(asked, gap)
        if isinstance(accepted, Refused):
            return accepted
        text += [accepted, _choices(gap) + after]
    return cloze(asked, text)


def _choices(gap: Embedded) -> str:
    if gap.kind != "choice":
        return ""
    return f" ({' / '.join(answer.text for answer in gap.answers)})"


def _accepted(asked: Asked, gap: Embedded) -> Refused | list[str]:
    """What fills the gap, told what is lost; some gaps cannot be said."""
    right = list(dict.fromkeys(a.text for a in gap.answers if a.share >= 0.999))
    if any(answer.why for answer in gap.answers):
        asked.lose(say("What was said of single answers in gaps is dropped."))
    if any(0 < answer.share < 0.999 for answer in gap.answers):
        asked.lose(say("Answers in gaps that earned a part of the marks are wrong here."))
    if not right:
        return asked.refused(say("A gap has no answer that is fully right."))
    if gap.kind == "several":
        return asked.refused(say("In one of its gaps several options are to be chosen."))
    if gap.kind == "number":
        return _numbers(asked, right)
    if gap.kind != "choice":
        right = [text.replace("\\*", "\x0f") for text in right]
        if any("*" in text for text in right):
            return asked.refused(
                say("It accepts whatever fits “{text}”, which a pack cannot say.", text=right[0])
            )
        right = [text.replace("\x0f", "*") for text in right]
    code = [text for text in right if CODE & set(text)]
    if gap.kind == "case" and any(t.lower() != t.upper() and t not in code for t in right):
        asked.lose(say("Upper and lower case counted; here they do not."))
    if gap.kind in ("text", "choice") and any(text != text.lower() for text in code):
        asked.lose(say("Upper and lower case count in a gap whose answer has signs in it."))
        right += [text.lower() for text in code if text.lower() not in right]
    return right


def _numbers(asked: Asked, right: Sequence[str]) -> Refused | list[str]:
    numbers: list[str] = []
    for text in right:
        number, _, distance = text.replace("\\", "").partition(":")
        value, around = decimal(number), decimal(distance or "0")
        if value is None or around is None:
            return asked.refused(say("“{text}” is not a number or a range.", text=text[:60]))
        if around != Decimal(0):
            return asked.refused(say("A number in one of several gaps has a tolerance."))
        numbers += [number.strip(), spelled(value)]
    asked.lose(say("Numbers in gaps are compared as text: `2.0` is not `2`."))
    return list(dict.fromkeys(numbers))
