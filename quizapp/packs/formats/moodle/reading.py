"""From one question in Moodle's XML to one of a pack."""

import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from quizapp.core.clean import clean
from quizapp.core.say import say
from quizapp.core.units import find_unit
from quizapp.packs.formats.base import Item, Refused
from quizapp.packs.formats.explaining import explain
from quizapp.packs.formats.foreign import as_markdown
from quizapp.packs.formats.gaps import cloze, prompt_and_text
from quizapp.packs.formats.marks import take_marks
from quizapp.packs.formats.moodle.cloze import embedded
from quizapp.packs.formats.moodle_text import from_moodle
from quizapp.packs.formats.shaping import (
    Answer,
    Asked,
    Interval,
    choice,
    decimal,
    flat,
    match,
    numeric,
    order,
    short_text,
    true_false,
    weighted,
)
from quizapp.packs.formats.xmltree import children, text_of

_FORMATS = {"html": "html", "markdown": "markdown", "plain_text": "plain"}
_DEFAULT_FEEDBACK = {
    "your answer is correct.",
    "your answer is partially correct.",
    "your answer is incorrect.",
}
_NUMBERED = re.compile(r"\[\[(\d{1,4})\]\]")


def questions(root: Element, media: dict[str, None]) -> Iterator[Item | Refused]:
    """The file's questions in order; categories become topics."""
    topic, number = "", 0
    for element in root.iter("question"):
        kind = element.get("type", "")
        if kind == "category":
            path = text_of(element.find("category")).strip().replace("//", "\0")
            topic = flat(path.rpartition("/")[2].replace("\0", "/"))
            continue
        number += 1
        name = flat(text_of(element.find("name")))
        where = f"question {number}" + (f" “{name[:60]}”" if name else "")
        own = flat(text_of(element.find("idnumber"))) or name
        asked = Asked(where, topic=topic, id=own, media=media)
        yield _question(element, kind, asked)


def _question(element: Element, kind: str, asked: Asked) -> Item | Refused:
    take = _KINDS.get(kind)
    if kind == "description":
        return asked.refused(say("It is a description and asks nothing."))
    if not take:
        return asked.refused(say("Questions of the type {kind} are not taken.", kind=kind[:40]))
    for file in element.iter("file"):
        if file.get("name"):
            asked.media[file.get("name", "")[:200]] = None
    asked.prompt = "" if kind in _GAPPED else _said(element.find("questiontext"), asked)
    asked.explanation = _said(element.find("generalfeedback"), asked)
    hints = [_said(hint, asked) for hint in children(element, "hint")]
    asked.hint = "\n\n".join(hint for hint in hints if hint.strip())
    take_marks(asked, [flat(text_of(tag)) for tag in children(element.find("tags"), "tag")])
    for part in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        said = flat(_said(element.find(part), asked))
        if said and said.casefold() not in _DEFAULT_FEEDBACK:
            asked.lose(say("What was said of an answer as a whole is dropped: “{why}”.", why=said))
    return take(element, asked)


def _form(element: Element) -> str:
    return _FORMATS.get(element.get("format", "html"), "moodle")


def _said(element: Element | None, asked: Asked) -> str:
    """An element's text as Markdown, by the format that it names."""
    if element is None:
        return ""
    raw, form = _raw(element), _form(element)
    return as_markdown(from_moodle(raw) if form == "markdown" else raw, form, asked)


def _raw(element: Element | None) -> str:
    if element is None:
        return ""
    text = element.find("text")
    return text_of(text) if text is not None else (element.text or "")


def _number(text: str | None) -> float:
    value = decimal(text or "0")
    return float(value) if value is not None else 0.0


def _truth(element: Element, tag: str, default: bool) -> bool:
    text = text_of(element.find(tag)).strip().casefold()
    return text in ("1", "true") if text else default


def _answers(element: Element, asked: Asked, *, plain: bool) -> list[Answer]:
    """The answers; those to be typed are plain text, whatever format they name."""
    return [
        Answer(
            flat(_raw(answer)) if plain else _said(answer, asked),
            _number(answer.get("fraction")) / 100,
            _said(answer.find("feedback"), asked),
        )
        for answer in children(element, "answer")
    ]


def _multichoice(element: Element, asked: Asked) -> Item | Refused:
    answers = _answers(element, asked, plain=False)
    shuffle = _truth(element, "shuffleanswers", True)
    if _truth(element, "single", True):
        return choice(asked, answers, multiple=False, shuffle=shuffle)
    return weighted(asked, answers, shuffle=shuffle)


def _all_or_nothing(element: Element, asked: Asked) -> Item | Refused:
    shuffle = _truth(element, "shuffleanswers", True)
    answers = _answers(element, asked, plain=False)
    return choice(asked, answers, multiple=True, shuffle=shuffle)


def _truefalse(element: Element, asked: Asked) -> Item | Refused:
    whys: dict[bool, str] = {}
    right: list[bool] = []
    for answer in _answers(element, asked, plain=True):
        truth = answer.text.casefold() == "true"
        whys[truth] = answer.why
        right += [truth] if answer.share >= 0.999 else []
    if len(right) != 1:
        return asked.refused(say("It does not say whether it is true or false."))
    answer_is = right[0]
    return true_false(asked, answer_is, why=whys.get(not answer_is, ""), praise=whys[answer_is])


def _shortanswer(element: Element, asked: Asked) -> Item | Refused:
    case = _truth(element, "usecase", False)
    return short_text(asked, _answers(element, asked, plain=True), case=case)


def _numerical(element: Element, asked: Asked) -> Item | Refused:
    intervals: list[Interval] = []
    otherwise = ""
    for source, answer in zip(
        children(element, "answer"), _answers(element, asked, plain=True), strict=True
    ):
        if answer.text == "*":
            otherwise = answer.why
            continue
        value, around = decimal(answer.text), decimal(text_of(source.find("tolerance")) or "0")
        if value is None or around is None:
            return asked.refused(
                say("“{text}” is not a number or a range.", text=clean(answer.text[:60]))
            )
        ends = (value - abs(around), value + abs(around))
        intervals.append(Interval(*ends, answer.share, answer.why))
    unit = _unit(element, asked)
    if unit and asked.prompt.endswith(f" [{unit}]"):
        asked.prompt = asked.prompt.removesuffix(f" [{unit}]")
    return numeric(asked, intervals, unit=unit, otherwise=otherwise)


def _unit(element: Element, asked: Asked) -> str:
    """The unit whose factor is 1; others are lost unless a pack converts them itself."""
    units = [
        (flat(text_of(unit.find("unit_name"))), _number(text_of(unit.find("multiplier"))))
        for unit in children(element.find("units"), "unit")
    ]
    main = next((name for name, factor in units if factor == 1 and name), "")
    known = find_unit(main) if main else None
    for name, factor in units:
        other = find_unit(name) if name else None
        same = known and other and known.dimension == other.dimension
        if name != main and not (same and known and other and factor == _ratio(known, other)):
            asked.lose(say("Answers in the unit {unit} are not taken.", unit=name[:40]))
    return main


def _ratio(known: object, other: object) -> float:
    return float(getattr(known, "factor") / getattr(other, "factor"))  # noqa: B009  both are units


def _matching(element: Element, asked: Asked) -> Item | Refused:
    pairs: list[tuple[str, str]] = []
    distractors: list[str] = []
    for part in children(element, "subquestion"):
        left, right = _said(part, asked).strip(), flat(_raw(part.find("answer")))
        if left and right:
            pairs.append((left, right))
        elif right:
            distractors.append(right)
    return match(asked, pairs, distractors)


def _ordering(element: Element, asked: Asked) -> Item | Refused:
    steps = sorted(children(element, "answer"), key=lambda step: _number(step.get("fraction")))
    return order(asked, [_said(step, asked) for step in steps])


def _essay(element: Element, asked: Asked) -> Item | Refused:
    told = element.find("graderinfo")
    answer = _said(told, asked)
    if not answer.strip():
        answer, asked.explanation = asked.explanation, ""
    return explain(asked, answer)


def _cloze(element: Element, asked: Asked) -> Item | Refused:
    told = element.find("questiontext")
    return embedded(_raw(told), _form(told) if told is not None else "html", asked)


def _words(element: Element, asked: Asked) -> Item | Refused:
    """Gaps `[[1]]` that are filled from a list of words."""
    told = element.find("questiontext")
    boxes = [*children(element, "selectoption"), *children(element, "dragbox")]
    words = [flat(as_markdown(_raw(box), "moodle", asked)) for box in boxes]
    parts = _NUMBERED.split(_said(told, asked).replace("\\[", "[").replace("\\]", "]"))
    asked.prompt, first = prompt_and_text(parts[0])
    text: list[str | list[str]] = [first]
    for number, after in zip(parts[1::2], parts[2::2], strict=True):
        if not 1 <= int(number) <= len(words):
            return asked.refused(say("A gap has no answer."))
        text += [[words[int(number) - 1]], after]
    taken = cloze(asked, text)
    if not isinstance(taken, Item):
        return taken
    offered = " / ".join(sorted(dict.fromkeys(word for word in words if word)))
    asked.prompt = f"{asked.prompt}\n\n{offered}"
    return cloze(asked, text)


_GAPPED = ("cloze", "multianswer", "gapselect", "ddwtos")
_KINDS: dict[str, Callable[[Element, Asked], Item | Refused]] = {
    "multichoice": _multichoice,
    "multichoiceset": _all_or_nothing,
    "oumultiresponse": _all_or_nothing,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _words,
    "ddwtos": _words,
}
