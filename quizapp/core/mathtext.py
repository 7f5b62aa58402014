"""Mathematics in Markdown, `$…$` and `$$…$$`, as readable one-line Unicode.

Finds the formulas and leaves code and money alone; how a formula is read is `mathparse`'s.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property

_FENCE = re.compile(r"^[ \t]*(?:(?:>|[-*+]|\d+[.)])[ \t]+|>)*(`{3,}|~{3,})(.*)$")
_SPECIAL = re.compile(r"\\.|`+|\$\$?", re.DOTALL)
_RUN = re.compile("`+")
_BLANK_LINE = re.compile(r"\n(?=[ \t]*\n)")
_MATHEMATICAL = re.compile(r"[\\^_{}=+<>|]")
_WORD = re.compile(r"(?:^|\s)(?![A-Z]{2}(?:\s|$))[^\W\d_]{2,}(?:\s|$|[,.])")
"""Two capitals are a product of matrices."""
_PRODUCT = re.compile(r"[A-Za-z]{2,3}")
"""Variables side by side, as in `$np$`, and no word between two prices."""
_MARKDOWN = re.compile(r"[\\`*_\[\]<>&~|]")
_BLOCK_START = re.compile(r"^(?:[+#=-]|\d+[.)])")


def formula(latex: str) -> str:
    """One formula, without its dollar signs, on one line; unknown macros stay visible."""
    from quizapp.core.mathparse import Parser  # here, for most texts hold no formula

    return Parser(latex).read()


def unicode_math(markdown: str) -> str:
    r"""The Markdown with its formulas in Unicode, escaped so that they are read literally.

    `\$`, money such as `$5 and $6`, code spans and fences stay as they are.
    """
    return replace_formulas(markdown, lambda latex, _: _escaped(formula(latex)))


def unknown_macros(markdown: str) -> list[str]:
    r"""The macros in the Markdown's formulas that are not known, such as `\foo`, each once."""
    from quizapp.core.mathparse import Parser

    unknown: dict[str, None] = {}

    def collect(latex: str, _display: bool) -> str:
        parser = Parser(latex)
        parser.read()
        unknown.update(dict.fromkeys(parser.unknown))
        return ""

    replace_formulas(markdown, collect)
    return list(unknown)


def unpaired(markdown: str) -> list[str]:
    """The formulas of the Markdown in which a brace lacks its other half."""
    found: list[str] = []

    def collect(latex: str, _display: bool) -> str:
        depth = lowest = 0
        for sign in re.sub(r"\\.", "", latex, flags=re.DOTALL):
            depth += (sign == "{") - (sign == "}")
            lowest = min(lowest, depth)
        if depth or lowest:
            found.append(latex)
        return ""

    replace_formulas(markdown, collect)
    return found


def replace_formulas(markdown: str, convert: Callable[[str, bool], str]) -> str:
    """The Markdown with each formula replaced; `convert` takes its LaTeX and whether it is `$$`."""
    if "$" not in markdown:
        return markdown
    return "".join(
        text if is_code else _replaced_in_text(text, convert) for text, is_code in _blocks(markdown)
    )


def outside_code(markdown: str, change: Callable[[str], str]) -> str:
    """The Markdown with each piece changed that is neither a code span nor in a fence."""
    return "".join(
        text if is_code else _outside_spans(text, change) for text, is_code in _blocks(markdown)
    )


class _Places:
    """Where paragraphs end and runs of backticks stand, found once so that the work is linear."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _blank(self) -> list[int]:
        return [found.start() for found in _BLANK_LINE.finditer(self._text)]

    @cached_property
    def _runs(self) -> dict[int, list[int]]:
        """The starts of runs of backticks, by their length."""
        runs: dict[int, list[int]] = {}
        for run in _RUN.finditer(self._text):
            runs.setdefault(len(run[0]), []).append(run.start())
        return runs

    def paragraph_end(self, start: int) -> int:
        """Where the paragraph ends that a place is in."""
        at = bisect_left(self._blank, start)
        return self._blank[at] if at < len(self._blank) else len(self._text)

    def code_end(self, start: int, ticks: str) -> int:
        """Where the code span ends that was opened by `ticks`, or -1."""
        same = self._runs.get(len(ticks), [])
        at = bisect_left(same, start)
        if at == len(same) or same[at] >= self.paragraph_end(start):
            return -1
        return same[at] + len(ticks)


def _outside_spans(text: str, change: Callable[[str], str]) -> str:
    parts: list[str] = []
    places = _Places(text)
    at = kept = 0
    while match := _SPECIAL.search(text, at):
        at = match.end()
        end = places.code_end(at, match[0]) if match[0][0] == "`" else -1
        if end >= 0:
            parts += [change(text[kept : match.start()]), text[match.start() : end]]
            kept = at = end
    return "".join([*parts, change(text[kept:])])


def _blocks(markdown: str) -> Iterator[tuple[str, bool]]:
    """The Markdown cut into text and fenced code, in order, nothing lost."""
    lines: list[str] = []
    fence = ""
    for line in markdown.splitlines(keepends=True):
        match = _FENCE.match(line.rstrip("\r\n"))
        if not fence and match and not (match[1][0] == "`" and "`" in match[2]):
            yield "".join(lines), False
            lines, fence = [line], match[1]
        elif fence and match and match[1].startswith(fence) and not match[2].strip():
            yield "".join([*lines, line]), True
            lines, fence = [], ""
        else:
            lines.append(line)
    yield "".join(lines), bool(fence)


def _replaced_in_text(text: str, convert: Callable[[str, bool], str]) -> str:
    parts: list[str] = []
    places = _Places(text)
    at = 0
    while match := _SPECIAL.search(text, at):
        parts.append(text[at : match.start()])
        at = match.end()
        sign = match[0]
        end = -1
        if sign[0] == "`":
            end = places.code_end(at, sign)
        elif sign[0] == "$":
            end = _formula_end(text, at, sign, places.paragraph_end(at))
        if end < 0:
            parts.append(sign)
        elif sign[0] == "`":
            parts.append(text[match.start() : end])
            at = end
        else:
            parts.append(convert(text[at : end - len(sign)], sign == "$$"))
            at = end
    return "".join([*parts, text[at:]])


def _formula_end(text: str, start: int, sign: str, limit: int) -> int:
    """Where the formula ends that was opened by `sign`, behind its closing sign, or -1.

    It ends before `limit`, where its paragraph does.
    """
    end = start
    while end < limit and text[end] != "$":
        end += 2 if text[end] == "\\" else 1
    inside = text[start:end]
    if end >= limit or not text.startswith(sign, end) or not inside.strip():
        return -1
    end += len(sign)
    if sign == "$$":
        return end
    money = inside[0].isspace() or inside[-1].isspace() or text[end : end + 1].isdigit()
    words = not _MATHEMATICAL.search(inside) and _WORD.search(inside)
    prose = words and not _PRODUCT.fullmatch(inside)
    return -1 if money or prose else end


def _escaped(text: str) -> str:
    """The text with a backslash before what Markdown would read as its own."""
    text = _MARKDOWN.sub(lambda match: "\\" + match[0], text)
    return _BLOCK_START.sub(lambda match: match[0][:-1] + "\\" + match[0][-1], text)
