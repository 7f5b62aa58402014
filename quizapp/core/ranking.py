"""How well a question fits the words that were searched, and the place of the hit in its text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from quizapp.core.cells import cell_width, clipped
from quizapp.core.mathtext import unicode_math

WEIGHTS = {"prompt": 10.0, "note": 8.0, "name": 6.0, "other": 4.0}
"""What a hit is worth by its place; see `fit` for the part of it that counts."""
OTHER_LANGUAGE = 0.9
"""The share of a hit in a language that is not on screen."""
ABOUT = 3.0
"""What it adds that a word stands in the id, the tags or the topic too: it is what it is about."""
PHRASE = 0.8
"""What several words in their order are worth, as a share of the place's weight."""

_WHOLE, _KOREAN_STEM, _BEGIN, _INSIDE = 1.0, 0.95, 0.85, 0.6
_TRIES = 8
_CODE = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,})[^`\n]*\n(?P<block>.*?)(?:^[ \t]*(?P=fence)[ \t]*$|\Z)"
    r"|(?P<tick>`+)(?P<span>.+?)(?P=tick)",
    re.DOTALL | re.MULTILINE,
)
_EMPHASIS = re.compile(r"(?<![\w*])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![\w*])")
_ESCAPED = re.compile(r"\\([^\w\s])")


@dataclass(frozen=True)
class Field:
    """A text of a question, in one of the `WEIGHTS`' places."""

    place: str
    markdown: str
    own: bool = True
    """Whether it is in the language on screen, or in the only one there is."""

    @cached_property
    def text(self) -> str:
        """In lower case, on one line; the words of names apart."""
        lowered = self.markdown.lower().replace("\n", " ")
        return f"{lowered} {lowered.replace('-', ' ')}" if self.place == "name" else lowered

    @property
    def worth(self) -> float:
        """What a word of its own is worth here."""
        return WEIGHTS[self.place] * (1.0 if self.own else OTHER_LANGUAGE)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A line with the hits in it."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    """From and to, in characters of `text`."""
    place: str = ""
    """Where the line stands: one of the `WEIGHTS`' places, '' where there is nothing to show."""


def fit(text: str, word: str) -> float:
    """How well a word stands in a folded text: 1 as a word of its own, 0 if it does not."""
    best, at = 0.0, text.find(word)
    for _ in range(_TRIES):
        if at < 0 or best == _WHOLE:
            break
        best = max(best, _fit_at(text, word, at))
        at = text.find(word, at + 1)
    return best


def _fit_at(text: str, word: str, at: int) -> float:
    before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
    if before.isalnum() and word[0].isalnum():
        return _INSIDE
    if after.isalnum() and word[-1].isalnum():
        return _KOREAN_STEM if "가" <= after <= "힣" else _BEGIN
    return _WHOLE


def score(fields: Sequence[Field], words: Sequence[Sequence[str]]) -> float:
    """The worth of a question; each of `words` may be found as any of its spellings."""
    fields = sorted(fields, key=lambda each: -each.worth)
    names = [field for field in fields if field.place == "name"]
    total = sum(_best(fields, each) + ABOUT * _fit_in(names, each) for each in words)
    if len(words) > 1:
        phrase = " ".join(spellings[0] for spellings in words)
        total += PHRASE * next((each.worth for each in fields if phrase in each.text), 0.0)
    # Among equals the short question: the words are more of what it is about.
    prompt = min((len(each.markdown) for each in fields if each.place == "prompt"), default=0)
    return total + 0.5 / (1 + prompt / 100)


def _best(fields: Sequence[Field], spellings: Sequence[str]) -> float:
    best = 0.0
    for field in fields:  # the worthiest first, so that long texts are seldom read
        if best >= field.worth:
            break
        best = max(best, field.worth * _fit_in([field], spellings))
    return best


def _fit_in(fields: Sequence[Field], spellings: Sequence[str]) -> float:
    return max((fit(field.text, word) for field in fields for word in spellings), default=0.0)


def one_line(markdown: str) -> str:
    """The first paragraph of a Markdown text on one line, without its signs."""
    paragraph = next((each for each in markdown.strip().split("\n\n") if each.strip()), "")
    return flat(paragraph)


def flat(markdown: str) -> str:
    """A paragraph of Markdown on one line: code spans and mathematics read, emphasis dropped."""
    parts: list[str] = []
    text, at = unicode_math(markdown), 0
    for code in _CODE.finditer(text):
        parts += [_unmarked(text[at : code.start()]), code["block"] or code["span"] or ""]
        at = code.end()
    return " ".join("".join([*parts, _unmarked(text[at:])]).split())


def _unmarked(text: str) -> str:
    return _ESCAPED.sub(r"\1", _EMPHASIS.sub("", text))


def snippet(
    texts: Sequence[tuple[str, str]], words: Sequence[Sequence[str]], width: int
) -> Snippet:
    """The paragraph with the most of the words, cut to about `width` cells around the first.

    `texts` are places and Markdown texts, the most telling first; `words` as for `score`.
    """
    place, markdown = max(texts, key=lambda each: _count(each[1], words), default=("", ""))
    if not _count(markdown, words):
        return Snippet("")
    paragraph = max(markdown.split("\n\n"), key=lambda each: _count(each, words))
    line = flat(paragraph)
    spans = _spans(line, [word for spellings in words for word in spellings])
    if not spans:  # within a formula, or across signs that are dropped
        return Snippet(clipped(line, width), place=place)
    return _cut(line, spans, width, place)


def _count(text: str, words: Sequence[Sequence[str]]) -> int:
    lowered = text.lower()
    return sum(any(word in lowered for word in spellings) for spellings in words)


def _spans(line: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand, in order and without overlaps."""
    lowered = line.lower()
    if len(lowered) != len(line):  # a letter such as İ, whose lower case is longer
        return []
    found = sorted(
        (match.start(), match.end())
        for word in words
        for match in re.finditer(re.escape(word), lowered)
    )
    apart: list[tuple[int, int]] = []
    for start, end in found:
        if apart and start <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((start, end))
    return apart


def _cut(line: str, spans: Sequence[tuple[int, int]], width: int, place: str) -> Snippet:
    start, end = spans[0]
    lead = max(0, start - width // 4) if cell_width(line[:end]) > width * 3 // 4 else 0
    if lead:
        space = line.find(" ", lead, start)
        lead = space + 1 if space >= 0 else lead
    mark = "…" if lead else ""
    text = clipped(mark + line[lead:], width)
    shift = len(mark) - lead
    last = len(text) - text.endswith("…")
    return Snippet(
        text,
        tuple((start + shift, end + shift) for start, end in spans if end + shift <= last),
        place,
    )
