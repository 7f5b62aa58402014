"""Markdown documents line by line, and the HTML in them as Markdown."""

import re
from dataclasses import dataclass
from functools import partial
from html import unescape

from quizapp.core.mathtext import outside_code
from quizapp.core.say import say
from quizapp.packs.formats.foreign import without_pictures
from quizapp.packs.formats.shaping import MAX_WRITTEN, Asked, flat

LONGEST_LINE = 2_000
"""Characters of a line that may be more than text."""
NUMBERED = re.compile(
    r"^\s*[*_]{0,3}(?:(?:Q|Question|Frage|문제)\s*[-#.]?\s*)?\d{1,4}\s*[.):-]\s*[*_]{0,3}\s*(?=\S)",
    re.IGNORECASE,
)
"""A question's number: `12.`, `Q12.`, `**Question 3:**`."""
PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)|<img\b[^<>]*>", re.IGNORECASE)
_FENCE = re.compile(r"[ \t]*(?:[-*+]\s+)?(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]{0,2000})?)/?>")
_SRC = re.compile(r"""\b(?:src|href)\s*=\s*["']?([^"'\s>]{1,2000})""", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*["']([^"']{0,300})""", re.IGNORECASE)
_SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "kbd": "`", "tt": "`"}
_DROPPED = {
    *("a", "p", "div", "span", "center", "font", "u", "ins", "mark", "small", "big", "details"),
    *("summary", "table", "tbody", "thead", "tr", "td", "th", "ul", "ol", "dl", "dt", "dd", "img"),
    *("br", "hr", "li", "sub", "sup", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("blockquote", "picture", "source", "video", "audio", "iframe", "figure", "figcaption", "pre"),
    *("del", "s", "strike", "abbr", "q", "cite", "samp", "var", "nobr", "wbr", "script", "style"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document; `code` is true within a fence and on the fences themselves."""

    number: int
    text: str
    code: bool
    of_box: bool = False
    """Whether the next line with text after its fence is an option with a box."""


def lines_of(text: str) -> list[Line]:
    """The document's lines; comments are left out and their lines kept."""
    text = without_comments(text)
    lines: list[Line] = []
    fence, pending = "", list[int]()
    for number, line in enumerate(text.split("\n"), 1):
        found = _FENCE.fullmatch(line)
        code = bool(fence)
        if fence and found and found[1].startswith(fence) and not found[2].strip():
            fence = ""
        elif not fence and found and "`" not in found[2]:
            fence, code = found[1], True
        if code:
            pending.append(len(lines))
        elif line.strip():
            if re.match(r"[ \t]*[-*+]\s*\[[ xX]?\]", line):
                for at in pending:
                    lines[at] = Line(lines[at].number, lines[at].text, True, of_box=True)
            pending = []
        lines.append(Line(number, line, code))
    return lines


def without_comments(text: str) -> str:
    """The text without HTML's comments; their line breaks stay."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + len("-->")
    return "".join([*kept, text[at:]])


def level_of(line: str) -> int:
    """A heading's level, 1 to 6; 0 for other lines."""
    found = _HEADING.fullmatch(line) if len(line) <= LONGEST_LINE else None
    return len(found[1]) if found and found[2] else 0


def heading_text(line: str) -> str:
    """A heading's text, or ''."""
    found = _HEADING.fullmatch(line) if len(line) <= LONGEST_LINE else None
    return found[2].strip() if found else ""


def only_markdown(text: str, asked: Asked) -> str:
    """Markdown in which HTML's tags are Markdown's signs or gone; code stays as it is."""
    if len(text) > MAX_WRITTEN:
        return text  # it is refused anyway
    text = outside_code(text, partial(_without_tags, asked=asked))
    return re.sub(r"\n{3,}", "\n\n", without_pictures(text, asked)).strip("\n").rstrip()


def _without_tags(text: str, asked: Asked) -> str:
    if "<" not in text and "&" not in text:
        return text

    def shown(found: re.Match[str]) -> str:
        tag = found[2].lower()
        if tag in _SIGNS:
            return _SIGNS[tag]
        if tag not in _DROPPED:
            return found[0]
        if tag in ("img", "video", "audio", "iframe") and not found[1]:
            source, alt = _SRC.search(found[3]), _ALT.search(found[3])
            name = source[1] if source else tag
            asked.lose(say("The picture {name} is left out.", name=name[:80]))
            asked.media[name[:200]] = None
            return alt[1].strip() if alt else ""
        if tag == "br":
            return "\\\n" if re.search(r"\S", text[found.end() : found.end() + 80]) else ""
        if tag == "li" and not found[1]:
            return "\n- "
        return "\n" if tag in ("p", "div", "tr", "ul", "ol", "hr", "h3", "h4", "h5", "h6") else ""

    text = _TAG.sub(shown, text)
    text = re.sub(r"\\\n(?=[ \t]*\n|[ \t]*$)", "\n", text)
    text = re.sub(r"\*\*(\s*)\*\*", r"\1", text)
    return re.sub(
        r"&(?:nbsp|shy|emsp|ensp|quot|apos|#39|mdash|ndash|hellip|rarr|times|copy);",
        lambda f: unescape(f[0]).replace("\u00ad", ""),
        text,
    )


def plain_line(text: str) -> str:
    """A heading or summary as one line without numbers, links and emphasis around it."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\[\]]*)\]\([^()\s]*\)", r"\1", text)
    text = _TAG.sub(lambda f: "`" if f[2].lower() == "code" else "", text)
    text = NUMBERED.sub("", flat(text), count=1)
    whole = re.fullmatch(r"([*_]{1,3})(.+)\1([?:.]?)", text)
    return flat(whole[2] + whole[3] if whole and whole[1] not in whole[2] else text)
