"""Pieces of a formula and how they stand beside each other on one line.

Knows spacing, brackets and scripts; must not know LaTeX.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quizapp.core.mathtables import NUMBERS, PREFIXES, SUBSCRIPTS, SUPERSCRIPTS

_FACTORS = frozenset(["letter", "close", "fraction", "root", "grid", "word", "text"])
_NEEDS_SIGN = frozenset(["binary", "relation", "open", "comma", "slash", "word", "big", "sign"])
_BREAKS_PRODUCT = frozenset(["binary", "relation", "comma", "open", "close"])
_INTEGRALS = frozenset("∑∏∐∫∬∭∮⋃⋂⨁⨂⋁⋀⨆")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a formula, already in Unicode."""

    text: str
    kind: str = "letter"
    """letter, word, text, big, binary, sign, relation, open, close, comma, bar, slash,
    fraction, root, grid or space."""
    gap: str = ""
    """Space before it in the source: `hard`, `soft` (needed only to end a macro) or `wide`."""
    closed: str = ""
    """How it is written where its extent would be unclear, such as `(1/2)`."""
    loose: bool = False
    """Whether a letter right after it would be read as part of it, as in `x_θ`."""


def joined(pieces: Sequence[Piece], *, tight: bool = False) -> str:
    """The pieces on one line; `tight`, as in an exponent, without spaces around operators."""
    placed = _placed(pieces)
    spread = _spread_products(placed)
    parts: list[str] = []
    for i, piece in enumerate(placed):
        if i:
            before = placed[i - 1]
            spaced = _tight_space(before, piece) if tight else _space(placed, i, spread[i])
            parts.append(" " if spaced and not _has_space(before, piece) else "")
        parts.append(piece.text)
    return "".join(parts)


def atom(pieces: Sequence[Piece]) -> Piece:
    """The pieces as one piece that can carry a script, in brackets if it must be."""
    if len(pieces) == 1 and pieces[0].kind not in ("fraction", "root", "grid"):
        return pieces[0]
    text = joined(pieces)
    if _is_number(pieces) or _is_bracketed(pieces) or not text:
        return Piece(text)
    return Piece(f"({text})")


def fraction(top: Sequence[Piece], bottom: Sequence[Piece]) -> Piece:
    """`top/bottom` with the brackets that keep its meaning."""
    upper, lower = joined(top), joined(bottom)
    upper = upper if _stands_above(top, upper) else f"({upper})"
    lower = lower if _stands_below(bottom) else f"({lower})"
    text = f"{upper}/{lower}"
    return Piece(text, "fraction", closed=f"({text})")


def root(sign: str, inside: Sequence[Piece]) -> Piece:
    """`√x`, with brackets unless the inside is one thing without an exponent."""
    text = joined(inside)
    simple = (len(inside) == 1 and inside[0].kind == "letter") or _is_number(inside)
    if simple and not any(c in text for c in "^" + "".join(SUPERSCRIPTS.values())):
        return Piece(sign + text, "root", closed=f"{sign}({text})")
    bracketed = _is_bracketed(inside) and text.startswith("(")
    text = sign + (text if bracketed else f"({text})")
    return Piece(text, "root", closed=text)


def scripted(base: Piece, below: Sequence[Piece], above: Sequence[Piece]) -> Piece:
    """The base with a subscript and a superscript, in Unicode where every character exists."""
    low, high = joined(below, tight=True), joined(above, tight=True)
    high = "°" if high == "∘" else high
    small_low, small_high = _small(low, SUBSCRIPTS), _small(high, SUPERSCRIPTS)
    low = small_low or _written("_", low)
    high = small_high or _written("^", high)
    if low and high and small_high and not small_low:
        text, loose = base.text + high + low, True
    else:
        text = base.text + low + high
        loose = bool(high and (not small_high or "*" in high)) or bool(low and not small_low)
    return replace(base, text=text, closed="", loose=loose)


def _small(text: str, table: dict[str, str]) -> str:
    if any(c not in table for c in text):
        return ""
    return "".join(table[c] for c in text)


def _written(sign: str, text: str) -> str:
    if not text:
        return ""
    return sign + (text if len(text) == 1 else f"({text})")


def _has_space(before: Piece, after: Piece) -> bool:
    return before.text.endswith(" ") or after.text.startswith(" ")


def _placed(pieces: Sequence[Piece]) -> list[Piece]:
    """Spaces turned into gaps, signs told from operators, and unclear extents closed."""
    placed: list[Piece] = []
    wide = False
    for piece in pieces:
        if piece.kind == "space" or not piece.text:
            wide = wide or piece.kind == "space"
            continue
        is_sign = piece.kind == "binary" and (not placed or placed[-1].kind in _NEEDS_SIGN)
        kind, gap = "sign" if is_sign else piece.kind, "wide" if wide else piece.gap
        placed.append(replace(piece, kind=kind, gap=gap))
        wide = False
    bars = 0
    for i, piece in enumerate(placed):
        bars += piece.kind == "bar"
        if piece.closed and _unclear(placed, i, inside_bars=bars % 2 == 1):
            placed[i] = replace(piece, text=piece.closed)
    return placed


def _unclear(placed: Sequence[Piece], i: int, *, inside_bars: bool) -> bool:
    """Whether what stands beside a fraction, root or grid could be read as part of it."""
    before = placed[i - 1] if i else Piece("", "open")
    after = placed[i + 1] if i + 1 < len(placed) else Piece("", "close")
    if placed[i].kind == "grid":
        return before.kind != "open" or after.kind != "close" or not (before.text and after.text)
    follows = after.kind in _FACTORS - {"close"} or after.kind in ("open", "big", "slash")
    follows = follows or (after.kind == "bar" and not inside_bars)
    if after.kind == "text" and after.text.startswith(" "):
        follows = False
    if placed[i].kind == "root":
        return follows
    precedes = before.kind in _FACTORS or before.kind == "slash"
    precedes = precedes or (before.kind == "bar" and not inside_bars)
    if before.kind == "text" and before.text.endswith(" "):
        precedes = False
    return follows or precedes


def _spread_products(placed: Sequence[Piece]) -> list[bool]:
    """For each piece, whether the product that it belongs to is written with spaces."""
    spread = [False] * len(placed)
    start = 0
    for i in range(len(placed) + 1):
        if i == len(placed) or placed[i].kind in _BREAKS_PRODUCT:
            opened = start < i and placed[start].kind in _BREAKS_PRODUCT - {"close"}
            run = range(start + 1 + opened, i)
            if any(placed[k].gap == "hard" for k in run):
                spread[start:i] = [True] * (i - start)
            start = i
    return spread


def _tight_space(before: Piece, after: Piece) -> bool:
    """In a script only words need a space."""
    wordy = any(p.text[:2].isalpha() and len(p.text) > 1 for p in (before, after))
    return wordy and before.text[-1:].isalnum() and after.text[:1].isalnum()


def _space(placed: Sequence[Piece], i: int, spread: bool) -> bool:
    """Whether a space stands between piece `i` and the one before it."""
    before, after = placed[i - 1], placed[i]
    kinds = (before.kind, after.kind)
    if after.gap == "wide":
        return True
    if before.kind == "open" or after.kind in ("close", "comma") or before.kind == "sign":
        return False
    if "relation" in kinds:
        return True
    if before.kind == "comma":
        return not _is_thousands(placed, i)
    if "binary" in kinds:
        operator = i if after.kind == "binary" else i - 1
        following = placed[operator + 1].gap if operator + 1 < len(placed) else ""
        return "hard" in (placed[operator].gap, following)
    if "slash" in kinds:
        return False
    if after.kind in ("word", "big"):
        return before.kind != "bar" or after.gap == "hard"
    if before.kind in ("word", "big"):
        return _space_after_word(before, after)
    if before.kind == "bar" and (i == 1 or placed[i - 2].kind in _NEEDS_SIGN):
        return False
    if before.loose and after.text[:1].isalnum():
        return True
    if before.text[:1] in PREFIXES and not before.loose and after.kind == "letter":
        return False
    return after.gap == "hard" or (after.gap == "soft" and spread)


def _space_after_word(word: Piece, after: Piece) -> bool:
    if after.kind == "open" or after.text.startswith("("):
        if word.text[:1] in _INTEGRALS:
            return True
        return after.gap == "hard" and not word.text.isalpha()
    if after.kind == "bar":
        return after.gap == "hard" or word.text[:1] in _INTEGRALS
    return True


def _is_thousands(placed: Sequence[Piece], i: int) -> bool:
    """Whether the comma before piece `i` groups digits, as in `10,000`."""
    digits = [p.text.isdigit() and not p.gap for p in placed[i : i + 4]]
    left = i >= 2 and placed[i - 2].text.isdigit()
    return left and placed[i - 1].text == "," and digits[:3] == [True] * 3 and digits[3:] != [True]


def _is_number(pieces: Sequence[Piece]) -> bool:
    text = "".join(p.text for p in pieces)
    return bool(text) and all(c in "0123456789." for c in text)


def _is_bracketed(pieces: Sequence[Piece]) -> bool:
    """Whether one pair of brackets, or of bars, holds all of it."""
    if len(pieces) < 2:
        return False
    if pieces[0].kind == "bar" and pieces[-1].kind == "bar":
        return sum(p.kind == "bar" for p in pieces) == 2
    depth = 0
    for i, piece in enumerate(pieces):
        depth += (piece.kind == "open") - (piece.kind == "close")
        if depth <= 0 and i + 1 < len(pieces):
            return False
    return depth == 0 and pieces[0].kind == "open"


def _stands_above(pieces: Sequence[Piece], text: str) -> bool:
    """Whether a numerator is a plain product, so that it needs no brackets."""
    if len(pieces) <= 1 and not any(p.kind == "fraction" for p in pieces):
        return bool(text)
    depth = bars = 0
    for piece in pieces:
        depth += (piece.kind == "open") - (piece.kind == "close")
        bars += piece.kind == "bar"
        outside = depth <= 0 and bars % 2 == 0
        if outside and piece.kind in ("binary", "relation", "comma", "slash", "fraction", "big"):
            return False
    return " " not in text or _is_bracketed(pieces) or _is_call(pieces)


def _stands_below(pieces: Sequence[Piece]) -> bool:
    """Whether a denominator is one thing: a symbol, a number, `dx`, `f(x)` or in brackets."""
    if len(pieces) == 1:
        return pieces[0].kind not in ("fraction", "grid") and bool(pieces[0].text)
    if _is_number(pieces) or _is_bracketed(pieces) or _is_call(pieces):
        return True
    first = pieces[0].text[:1] if pieces else ""
    return len(pieces) == 2 and (first in PREFIXES or first == "d") and pieces[1].kind == "letter"


def _is_call(pieces: Sequence[Piece]) -> bool:
    """Whether it is `f(x)`, and not a product such as `2(x + 1)` or `n(n - 1)`."""
    if not pieces or pieces[0].kind not in ("letter", "word") or not _is_bracketed(pieces[1:]):
        return False
    return not (pieces[0].text.isdigit() or pieces[0].text in NUMBERS)
