"""What Anki shows of a note: templates with `{{Field}}`, conditions and filters, as HTML."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from quizapp.packs.formats.html_tree import parse_html

_PLACE = re.compile(r"\{\{([^{}]{1,300})\}\}")
_CLOZE_START = re.compile(r"\{\{c(\d{1,4}(?:,\d{1,4}){0,20})::")
_ANSWER = re.compile(r"<hr\b[^<>]*\bid\s*=\s*[\"']?answer\b[^<>]*>", re.IGNORECASE)
_READING = re.compile(r" ?([^\s<>\[\]]+)\[([^\[\]<>]{1,40})\]")
_SHOWN = re.compile(r"<(?:img|audio|video|svg|object|embed|hr)\b|\[sound:", re.IGNORECASE)
MOST_CLOZES = 1_000
"""Gaps in one text."""


@dataclass(slots=True)
class Shown:
    """One side of a card."""

    html: str = ""
    typed: str | None = None
    """The HTML of the field whose content is to be typed."""
    hints: list[str] = field(default_factory=list)
    """Fields that a click would show."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap of a cloze text, with the hint that stands in it."""

    number: int
    answer: str
    hint: str


Fill = Callable[[str], str]
"""What is shown of a text with clozes."""


def render(template: str, values: Mapping[str, str], fill: Fill, *, back: bool) -> Shown:
    """One side of a card. `{{FrontSide}}` is left out: a back is only what it adds."""
    shown = Shown()
    parts: list[str] = []
    hidden: list[tuple[str, bool]] = []
    at = 0
    for found in _PLACE.finditer(template):
        if not any(hide for _, hide in hidden):
            parts.append(template[at : found.start()])
        at = found.end()
        inner = found[1].strip()
        if inner[:1] in ("#", "^"):
            name = inner[1:].strip()
            there = not is_blank(values.get(name, ""))
            hidden.append((name, there == (inner[0] == "^")))
        elif inner[:1] == "/":
            while hidden and hidden.pop()[0] != inner[1:].strip():
                pass
        elif not any(hide for _, hide in hidden):
            parts.append(_field(inner, values, fill, shown, back=back))
    if not any(hide for _, hide in hidden):
        parts.append(template[at:])
    shown.html = "".join(parts)
    return shown


def _field(inner: str, values: Mapping[str, str], fill: Fill, shown: Shown, *, back: bool) -> str:
    *filters, name = (part.strip() for part in inner.split(":"))
    if name == "FrontSide":
        return ""
    value = values.get(name, "")
    for each in reversed(filters):
        match each.split(" ")[0]:
            case "type" if not back:
                shown.typed = value
                return fill(value) if "cloze" in filters else ""
            case "hint":
                shown.hints += [] if is_blank(value) else [value]
                return ""
            case "tts":
                return ""
            case known:
                value = _FILTERS.get(known, _as_it_is)(value, fill)
    return value


def _as_it_is(value: str, _fill: Fill) -> str:
    return value


_FILTERS: dict[str, Callable[[str, Fill], str]] = {
    "cloze": lambda value, fill: fill(value),
    "cloze-only": lambda value, fill: fill(value),
    "text": lambda value, _fill: parse_html(value).text(),
    "furigana": lambda value, _fill: _READING.sub(r"\1(\2)", value),
    "kanji": lambda value, _fill: _READING.sub(r"\1", value),
    "kana": lambda value, _fill: _READING.sub(r"\2", value),
}


def is_blank(html: str) -> bool:
    """Whether nothing of it would be seen."""
    return not html.strip() or (
        not _SHOWN.search(html) and not parse_html(html).text().replace("\u00a0", " ").strip()
    )


def after_answer(html: str) -> tuple[str, bool]:
    """A back from its line `<hr id=answer>` on, and whether there is one."""
    parts = _ANSWER.split(html, maxsplit=1)
    return parts[-1], len(parts) > 1


def clozes(text: str, replace: Callable[[Gap], str]) -> str:
    """The text with each `{{c1::answer::hint}}` replaced; inner ones before outer ones."""
    open_gaps: list[tuple[int, str]] = []
    stack: list[list[str]] = [[]]
    at = count = 0
    while at < len(text):
        start = _CLOZE_START.search(text, at)
        end = text.find("}}", at) if open_gaps else -1
        if start and count < MOST_CLOZES and (end < 0 or start.start() < end):
            stack[-1].append(text[at : start.start()])
            open_gaps.append((int(start[1].split(",")[0]), start[0]))
            stack.append([])
            at, count = start.end(), count + 1
        elif end >= 0:
            stack[-1].append(text[at:end])
            number, _ = open_gaps.pop()
            answer, _, hint = "".join(stack.pop()).partition("::")
            stack[-1].append(replace(Gap(number, answer, hint)))
            at = end + 2
        else:
            break
    stack[-1].append(text[at:])
    while open_gaps:  # never closed: the text as it stands
        rest = "".join(stack.pop())
        stack[-1].append(open_gaps.pop()[1] + rest)
    return "".join(stack[0])
