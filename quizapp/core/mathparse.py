"""LaTeX formulas to pieces in Unicode; lenient, since a formula must be shown in any case."""

import re
import unicodedata
from dataclasses import dataclass, replace

from quizapp.core import mathtables as tables
from quizapp.core.mathpieces import Piece, atom, fraction, joined, root, scripted

_TOKEN = re.compile(r"(\s*)(\\[A-Za-z]+|\\.|:=|.|\\$)", re.DOTALL)
_DEEPEST = 40
"""Groups nested deeper than this are shown as they are written."""
_PRIMES = {1: "′", 2: "″", 3: "‴"}
_PLAIN_KINDS = {
    **dict.fromkeys("([", "open"),
    **dict.fromkeys(")]", "close"),
    **dict.fromkeys(",;:", "comma"),
    **dict.fromkeys("|‖", "bar"),
    **dict.fromkeys("/÷", "slash"),
    **dict.fromkeys(tables.RELATION_CHARACTERS, "relation"),
    **dict.fromkeys(tables.BINARY_CHARACTERS, "binary"),
    **dict.fromkeys(tables.BIG.values(), "big"),
    ":=": "relation",
}
_PLAIN_TEXT = {"-": "−", "*": "∗"}


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    gap: str


class Parser:
    """Reads one formula; `unknown` collects the macros that it does not know."""

    def __init__(self, latex: str) -> None:
        self.unknown: list[str] = []
        self._tokens = _tokens(latex)
        self._at = 0
        self._depth = 0

    def read(self) -> str:
        """The whole formula in Unicode."""
        pieces: list[Piece] = []
        while self._at < len(self._tokens):
            pieces += self._pieces(frozenset())
        return joined(pieces).strip()

    def _peek(self) -> str:
        return self._tokens[self._at].text if self._at < len(self._tokens) else ""

    def _next(self) -> _Token:
        token = self._tokens[self._at] if self._at < len(self._tokens) else _Token("", "")
        self._at += 1
        return token

    def _pieces(self, stops: frozenset[str]) -> list[Piece]:
        """Everything up to a stop, which is left to be read, or to the end."""
        pieces: list[Piece] = []
        while self._at < len(self._tokens) and self._peek() not in stops:
            gap = self._tokens[self._at].gap
            unit = [] if self._peek() in ("^", "_", "'") else self._unit()
            if self._peek() in ("^", "_", "'"):
                base = atom(unit) if unit else (pieces.pop() if pieces else Piece(""))
                gap = gap if unit else base.gap
                unit = [self._scripted(base)]
            if unit:
                unit[0] = replace(unit[0], gap=unit[0].gap or gap)
            pieces += unit
        return pieces

    def _scripted(self, base: Piece) -> Piece:
        """The base with the scripts and primes that follow it."""
        below: list[Piece] = []
        above: list[Piece] = []
        while (sign := self._peek()) in ("^", "_", "'"):
            if sign == "'":
                count = 0
                while self._peek() == "'":
                    self._next()
                    count += 1
                above.append(Piece(_PRIMES.get(count, "′" * count)))
                continue
            raised = any(piece.text[0] not in "′″‴" for piece in above)
            if below if sign == "_" else raised:
                base = scripted(base, below, above)
                below, above = [], []
            self._next()
            (below if sign == "_" else above).extend(p for p in self._argument() if p.text)
        return scripted(base, below, above)

    def _unit(self) -> list[Piece]:
        """One symbol, macro with its arguments, or group."""
        token = self._next()
        if token.text == "{":
            return self._group()
        if token.text.startswith("\\") and len(token.text) > 1:
            return self._macro(token.text[1:])
        if token.text == "&":
            return []
        if token.text == "~":
            return [Piece(" ", "space")]
        text = _PLAIN_TEXT.get(token.text, token.text)
        return [Piece(text, _PLAIN_KINDS.get(text, "letter"))]

    def _group(self) -> list[Piece]:
        """What stands up to the closing brace."""
        if self._depth >= _DEEPEST:
            return [Piece("{")]
        self._depth += 1
        pieces = self._pieces(frozenset("}"))
        self._next()
        self._depth -= 1
        return pieces

    def _argument(self) -> list[Piece]:
        """The next group or symbol, as a macro takes it."""
        if self._depth >= _DEEPEST or self._peek() in ("", "}", "&", "\\\\", "\\end", "\\right"):
            return []
        if self._peek() in ("^", "_", "'"):
            return [Piece(self._next().text)]
        self._depth += 1
        pieces = self._unit()
        self._depth -= 1
        return pieces

    def _option(self) -> str:
        """The text of an optional argument in brackets."""
        if self._peek() != "[":
            return ""
        self._next()
        pieces = self._pieces(frozenset(["]", "}"]))
        if self._peek() == "]":
            self._next()
        return joined(pieces, tight=True)

    def _raw(self) -> str:
        """The source of the next group, as text is written: spaces kept, braces dropped."""
        if self._peek() != "{":
            return self._next().text
        self._next()
        parts: list[str] = []
        depth = 1
        while self._at < len(self._tokens):
            token = self._next()
            depth += (token.text == "{") - (token.text == "}")
            parts.append(" " if token.gap else "")
            if depth == 0:
                break
            if token.text not in ("{", "}"):
                escaped = len(token.text) == 2 and token.text[0] == "\\"
                shown = token.text[1] if escaped and not token.text[1].isalpha() else token.text
                parts.append(" " if shown == "~" else shown)
        return "".join(parts)

    def _macro(self, name: str) -> list[Piece]:
        if symbol := _symbol(name):
            return [symbol]
        if name in tables.IGNORED:
            return self._delimiter(name)
        if name in ("frac", "dfrac", "tfrac", "cfrac", "sfrac", "nicefrac"):
            return [fraction(self._argument(), self._argument())]
        if name in ("binom", "dbinom", "tbinom"):
            top, bottom = joined(self._argument()), joined(self._argument())
            return [Piece(f"C({top}, {bottom})", "word")]
        if name == "sqrt":
            degree = self._option()
            sign = tables.ROOTS.get(degree) or (scripted(Piece(""), [], [Piece(degree)]).text + "√")
            return [root(sign if degree else "√", self._argument())]
        if name in tables.TEXTS:
            return [Piece(self._raw(), "text")]
        if name in tables.UPRIGHT:
            return self._upright(name)
        if name in tables.ALPHABETS:
            table = tables.ALPHABETS[name]
            return [
                replace(piece, text="".join(table.get(c, c) for c in piece.text), closed="")
                for piece in self._argument()
            ]
        accent = name.removeprefix("wide")
        if accent in tables.ACCENTS or accent in tables.LINES:
            pieces = self._argument()
            return [_accented(accent, pieces)] if pieces else self._unknown("\\" + name)
        if name == "begin":
            return self._environment(self._raw())
        return self._rare(name)

    def _rare(self, name: str) -> list[Piece]:
        if name == "end":
            self._raw()
            return []
        if name == "\\":
            self._option()
            return [Piece(";", "comma")]
        if name == "not":
            pieces = self._argument() or [Piece("")]
            text = unicodedata.normalize("NFC", pieces[0].text + "\u0338")
            return [replace(pieces[0], text=text), *pieces[1:]]
        if name in ("overset", "stackrel", "underset"):
            mark, base = self._argument(), atom(self._argument())
            return [scripted(base, mark, []) if name == "underset" else scripted(base, [], mark)]
        if name in ("xrightarrow", "xleftarrow"):
            arrow = Piece("→" if name == "xrightarrow" else "←", "relation")
            return [scripted(arrow, [], self._argument())]
        if name in ("pmod", "tag"):
            words = joined(self._argument())
            return [Piece(f"(mod {words})" if name == "pmod" else f"({words})", "text", "wide")]
        if name == "substack":
            return self._argument()
        if name in tables.HIDDEN:
            self._raw()
            return []
        if name in tables.PASSED:
            if name == "textcolor":
                self._raw()
            return [Piece(""), *self._argument()]
        return self._unknown("\\" + name)

    def _unknown(self, macro: str) -> list[Piece]:
        """The macro as it is written, with its arguments in their braces."""
        self.unknown.append(macro)
        pieces = [Piece(macro, "word")]
        while self._peek() == "{" and self._depth < _DEEPEST:
            self._next()
            inner = joined(self._group())
            pieces[0] = Piece(f"{pieces[0].text}{{{inner}}}")
        return pieces

    def _upright(self, name: str) -> list[Piece]:
        if name == "operatorname" and self._peek() == "*":
            self._next()
        pieces = self._argument()
        text = joined(pieces)
        if name != "operatorname" and len(text) <= 1:
            return pieces
        return [Piece(text, "big" if text.replace(" ", "") in tables.LIMIT_WORDS else "word")]

    def _delimiter(self, name: str) -> list[Piece]:
        """The bracket after `\\left`, `\\right` or a size; nothing after other ignored macros."""
        if name not in ("left", "right") and not name.lower().startswith("big"):
            return []
        if self._peek() == ".":
            self._next()
            return []
        if name not in ("left", "right"):
            return []
        pieces = self._argument()
        kind = "open" if name == "left" else "close"
        return [replace(piece, kind=kind) for piece in pieces]

    def _environment(self, name: str) -> list[Piece]:
        """A matrix, cases, or lines of equations, on one line."""
        if name in ("array", "alignedat", "alignat", "alignat*") and self._peek() == "{":
            self._raw()
        self._option()
        if self._depth >= _DEEPEST:
            return []
        self._depth += 1
        rows = self._rows(in_cells=name in tables.MATRICES or name in tables.CASES)
        self._depth -= 1
        if name in tables.MATRICES:
            crowded = any(" " in cell or cell[:1] in "−+" for row in rows for cell in row if cell)
            text = "; ".join((", " if crowded else " ").join(row) for row in rows)
            left, right = tables.MATRICES[name]
            bare = name in ("array", "matrix", "smallmatrix")
            shown = f"{left}{text}{right}"
            return [Piece(text, "grid", closed=shown) if bare else Piece(shown)]
        if name in tables.CASES:
            lines = [", ".join(cell.rstrip(", ") for cell in row) for row in rows]
            return [Piece("{" + "; ".join(lines) + "}")]
        return [Piece("; ".join("".join(row) for row in rows), "text")]

    def _rows(self, *, in_cells: bool) -> list[list[str]]:
        """The rows of an environment up to its end; each a list of its cells."""
        stops = frozenset(["\\\\", "\\end", "&"] if in_cells else ["\\\\", "\\end"])
        rows: list[list[str]] = [[]]
        while self._at < len(self._tokens):
            rows[-1].append(joined(self._pieces(stops)).strip())
            stop = self._next().text
            if stop == "\\end":
                self._raw()
                break
            if stop == "\\\\":
                self._option()
                rows.append([])
        return [row for row in rows if any(row)]


def _tokens(latex: str) -> list[_Token]:
    tokens: list[_Token] = []
    macro = False
    for match in _TOKEN.finditer(latex.rstrip()):
        space, text = match.groups()
        ends_macro = macro and text.isascii() and text.isalpha()
        tokens.append(_Token(text, ("soft" if ends_macro else "hard") if space else ""))
        macro = len(text) > 1 and text[1:].isalpha()
    return tokens


def _symbol(name: str) -> Piece | None:
    """The piece of a macro that takes no argument."""
    for table, kind in (
        (tables.ORDINARY, "letter"),
        (tables.BINARY, "binary"),
        (tables.RELATION, "relation"),
        (tables.OPENING, "open"),
        (tables.CLOSING, "close"),
        (tables.BARS, "bar"),
        (tables.BIG, "big"),
    ):
        if name in table:
            return Piece(table[name], kind)
    if name in tables.LIMIT_WORDS:
        return Piece(name, "big")
    if name in tables.FUNCTIONS:
        return Piece(name, "word")
    if name in tables.SPACES or name.isspace():
        return Piece(" ", "space")
    special = {"div": ("÷", "slash"), "middle": ("", "space"), "colon": (":", "comma")}
    return Piece(*special[name]) if name in special else None


def _accented(name: str, pieces: list[Piece]) -> Piece:
    """A letter with its accent as a combining mark; `hat(…)` over more than one letter."""
    text = joined(pieces)
    if name in tables.LINES:
        marked = "".join(c + tables.LINES[name] for c in text)
        return Piece(marked)
    small = {*tables.SUBSCRIPTS.values(), *tables.SUPERSCRIPTS.values()}
    if text and all(c in small or unicodedata.combining(c) for c in text[1:]):
        return Piece(unicodedata.normalize("NFC", text[0] + tables.ACCENTS[name]) + text[1:])
    return Piece(f"{name}({text})")
