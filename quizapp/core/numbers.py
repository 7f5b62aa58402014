"""Numbers as people type them: fractions, powers, commas, superscripts and a unit behind.

Says how it read what can be read in two ways; whether the unit is known is not its business.
"""

import re
from dataclasses import dataclass

from quizapp.core.arithmetic import ExpressionError, evaluate
from quizapp.core.say import Text, say

MAX_TYPED = 100
"""Characters of a typed number with its unit."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A number, the unit as it was typed, and a sentence where the reading was a choice."""

    value: float
    unit: str = ""
    read_as: Text | None = None


_SUPERSCRIPT = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True))
_FRACTIONS = {"½": "(1/2)", "⅓": "(1/3)", "⅔": "(2/3)", "¼": "(1/4)", "¾": "(3/4)"}
_SIGNS = {
    **dict.fromkeys("−‐‑‒–—﹣", "-"),
    **dict.fromkeys("×✕·⋅∙", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000", " "),
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full width
}
# Compatibility normalization would turn 10² into 102 and 1½ into 11/2, so this is our own.
_PLAIN = str.maketrans(_SIGNS | _FRACTIONS)

_POWER = re.compile(f"[{''.join(_SUPERSCRIPT)}]+")
_TIMES = re.compile(r"(?<=[0-9.])\s*[xX]\s*(?=10\s*(?:\^|\*\*))")
_ABOUT = re.compile(r"^\s*[=≈~≃≅]\s*")
_SPACED = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9])")
_GROUPED = re.compile(r"[0-9][0-9.,]*,[0-9.,]*|(?<![0-9]),[0-9.,]*")

_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+")

_UNIT_WORD = r"[^\W\d_]+"
_UNIT = re.compile(rf"(?:%|{_UNIT_WORD})(?:(?:\s*/\s*|\s+){_UNIT_WORD})*")


def parse_number(text: str) -> Parsed:
    """The number typed and its unit, if there is one; raises `ExpressionError` with a reason.

    `1,024` is read as thousands and `3,5` as a decimal comma, and both are said in `read_as`;
    the column of an error counts in what was typed, with its signs made plain.
    """
    if len(text) > MAX_TYPED:
        raise ExpressionError(
            say("A number cannot be longer than {limit} characters.", limit=MAX_TYPED),
            MAX_TYPED + 1,
        )
    plain_text, grouped = _without_commas(_plain(text))
    if not plain_text:
        raise ExpressionError(say("Type a number."), 1)
    value, unit = _split(plain_text)
    if not grouped:
        return Parsed(value, unit)
    shown = f"{show(value, 15)} {unit}".strip()
    return Parsed(value, unit, say("Read as {number}.", number=shown))


def show(value: float, digits: int = 6) -> str:
    """A number for a sentence: whole ones in full, others with that many digits."""
    value = float(value)  # a caller's int is a float to the type checker
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.{digits}g}"


def _plain(text: str) -> str:
    text = _POWER.sub(lambda found: f"^({''.join(_SUPERSCRIPT[c] for c in found[0])})", text)
    text = _ABOUT.sub("", text.translate(_PLAIN))
    return _TIMES.sub("*", text).strip().rstrip(".").rstrip()


def _without_commas(text: str) -> tuple[str, bool]:
    """The text with its digit groups joined, and whether there were any."""
    joined, spaced = _SPACED.subn(lambda found: found[0].replace(" ", ""), text)
    if "(" in joined:  # commas stand between a function's values
        return joined, spaced > 0
    joined, commas = _GROUPED.subn(_ungrouped, joined)
    return joined, spaced + commas > 0


def _ungrouped(found: re.Match[str]) -> str:
    number = found[0]
    if _THOUSANDS.fullmatch(number):
        return number.replace(",", "")
    if _DECIMAL_COMMA.fullmatch(number):
        return number.replace(".", "").replace(",", ".")
    raise ExpressionError(
        say("The comma in “{number}” can be read in two ways; leave it out.", number=number),
        found.start() + 1,
    )


def _split(text: str) -> tuple[float, str]:
    """The value and the unit behind it: the shortest unit that leaves a number before it."""
    try:
        return evaluate(text), ""
    except ExpressionError as error:
        problem = error
    for at in range(len(text) - 1, 0, -1):
        if text[at].isalpha() and (text[at - 1].isalpha() or text[at - 1] == "_"):
            continue
        if _UNIT.fullmatch(text, at):
            try:
                return evaluate(text[:at]), " ".join(text[at:].split())
            except ExpressionError:
                continue
    if not any(character.isdigit() for character in text):
        raise ExpressionError(say("“{text}” is not a number.", text=text), 1)
    raise problem
