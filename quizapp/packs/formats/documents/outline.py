"""A Markdown document as its lines, with what might be a question marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from quizapp.packs.formats.prose import (
    LONGEST_LINE,
    NUMBERED,
    Line,
    heading_text,
    level_of,
    lines_of,
    plain_line,
)

Kind = Literal["text", "heading", "bold", "number", "summary", "close"]

_LISTED = re.compile(r"([ \t]{0,3}(?:\d{1,4}[.)]|[-*+])[ \t]+)(?=#{1,6}[ \t])")
_SOURCE = re.compile(r"\s*\[(?:src|source|ref|link|answer)\]\s*$", re.IGNORECASE)
_BOLD = re.compile(
    r"[ \t]{0,3}(?:[-*+][ \t]+|>[ \t]*)?(?:(?:Q[ \t]*)?\d{1,4}[ \t]*[.):-][ \t]*)?"
    r"(?:(\*\*\*|\*\*|__)(?!\s)(?P<bold>.+?)(?<!\s)\1|<(?:b|strong)>(?P<html>.+?)</(?:b|strong)>)"
    r"(?P<rest>[^\w\n]{0,12})(?:<br[ \t]*/?>)?[ \t]*"
)
_LABELLED = re.compile(
    r"[ \t]{0,3}(?:[-*+][ \t]+)?[*_]{0,3}(?:Q|Question|Frage|문제|질문)[ \t]*\.?[ \t]*\d{0,4}[ \t]*"
    r"[:.)][*_]{0,3}[ \t]*(?P<text>\S.*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,4}[.)][ \t]+(?P<text>\S.*)")
_SUMMARY = re.compile(r"<summary\b[^>]*>(.*?)</summary>", re.IGNORECASE | re.DOTALL)
_DETAILS = re.compile(r"<(/?)details\b[^>]*>", re.IGNORECASE)
_STARTER = re.compile(
    r"(?:"
    r"what|why|how|when|where|which|who|whom|whose|explain|describe|define|discuss|"
    r"compare|contrast|differentiate|distinguish|list|name|give|is|are|was|were|does|do|"
    r"did|can|could|should|would|will|has|have|had|if|suppose|write|implement|tell|state|"
    r"outline|mention|provide|show|derive|prove|calculate|compute|find|design|create|"
    r"illustrate|identify|summarize|elaborate|difference|differences|true|in"
    r")\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z']+")
_LONGEST_SUMMARY = 60
"""Lines."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line; `kind` says whether it might be a question, and `text` is then what it asks."""

    number: int
    kind: Kind
    text: str
    level: int = 0
    """Of a heading, 1 to 6."""
    raw: str = ""
    code: bool = False
    asks: bool = False
    numbered: bool = False
    labelled: bool = False
    """Whether `Q:` or such a word says that it is a question."""


def asks(text: str) -> bool:
    """Whether a line sounds like a question or a task."""
    if "?" in text or "？" in text:
        return True
    words = _WORD.findall(text.casefold())
    starts = _STARTER.match(text.lstrip('*_`"“ '))
    return len(words) > 2 and starts is not None and not text.rstrip().endswith(":")


def outline(text: str) -> list[Mark]:
    """The document's lines in order."""
    return list(_marks(lines_of(text)))


def _marks(lines: list[Line]) -> Iterator[Mark]:
    closing = _next_closing(lines)
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        plain = line.code or "<" not in line.text or len(line.text) > LONGEST_LINE
        if plain or not _folded(line.text):
            yield _mark(line)
            continue
        text = line.text
        if "<summary" in text.lower() and at <= closing[at - 1] < at + _LONGEST_SUMMARY:
            stop = closing[at - 1] + 1
            text = "\n".join([text, *(each.text[:LONGEST_LINE] for each in lines[at:stop])])
            at = stop
        yield from _fold(text, line.number)


def _next_closing(lines: list[Line]) -> list[int]:
    """For each line: the first from it on in which a summary ends; -1 where none does."""
    closing, known = [-1] * len(lines), -1
    for at in range(len(lines) - 1, -1, -1):
        if "</summary>" in lines[at].text.lower():
            known = at
        closing[at] = known
    return closing


def _folded(text: str) -> bool:
    lower = text.lower()
    return "<details" in lower or "</details" in lower or "<summary" in lower


def _fold(text: str, number: int) -> Iterator[Mark]:
    """The marks of lines with a folded part: what its summary asks, and where it ends."""
    found = _SUMMARY.search(text)
    before, after = (text[: found.start()], text[found.end() :]) if found else ("", text)
    if before := _DETAILS.sub("", before).strip():
        yield Mark(number, "text", before, raw=before)
    if found:
        shown = plain_line(found[1])
        yield Mark(number, "summary", shown, raw=found[1].strip("\n"), asks=asks(shown))
    closes = any(each[1] for each in _DETAILS.finditer(after))
    if after := _DETAILS.sub("", after).strip("\n"):
        yield Mark(number, "text", after, raw=after)
    if closes:
        yield Mark(number, "close", "")


def _mark(line: Line) -> Mark:
    text = line.text
    if line.code or not text.strip() or len(text) > LONGEST_LINE:
        return Mark(line.number, "text", text, raw=text, code=line.code)
    bare = _LISTED.sub("", text, count=1)
    if level := level_of(bare):
        shown = _SOURCE.sub("", plain_line(heading_text(bare)))
        numbered = bare != text or bool(NUMBERED.match(heading_text(bare)))
        return Mark(line.number, "heading", shown, level, text, asks=asks(shown), numbered=numbered)
    if bold := _BOLD.fullmatch(text):
        shown = plain_line((bold["bold"] or bold["html"]) + bold["rest"].strip(" :"))
        return Mark(line.number, "bold", shown, raw=text, asks=asks(shown))
    if label := _LABELLED.fullmatch(text):
        shown = plain_line(label["text"])
        return Mark(line.number, "bold", shown, raw=text, asks=True, labelled=True)
    if number := _NUMBER.fullmatch(text):
        shown = plain_line(number["text"])
        return Mark(line.number, "number", shown, raw=text, asks=asks(shown) and "?" in shown)
    return Mark(line.number, "text", text, raw=text)
