"""Units of what is measured in computing: time, information, operations and a few of physics.

Symbols are case-strict (`Mb` is not `MB`); it knows nothing of questions.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

_PREFIXES: Mapping[str, tuple[Fraction, tuple[str, ...]]] = {
    "p": (Fraction(1, 10**12), ("pico", "피코")),
    "n": (Fraction(1, 10**9), ("nano", "나노")),
    "µ": (Fraction(1, 10**6), ("micro", "마이크로")),
    "m": (Fraction(1, 10**3), ("milli", "밀리")),
    "c": (Fraction(1, 10**2), ("centi", "센티")),
    "k": (Fraction(10**3), ("kilo", "킬로")),
    "M": (Fraction(10**6), ("mega", "메가")),
    "G": (Fraction(10**9), ("giga", "기가")),
    "T": (Fraction(10**12), ("tera", "테라")),
    "P": (Fraction(10**15), ("peta", "페타")),
    "E": (Fraction(10**18), ("exa", "엑사")),
    "Ki": (Fraction(2**10), ("kibi", "키비")),
    "Mi": (Fraction(2**20), ("mebi", "메비")),
    "Gi": (Fraction(2**30), ("gibi", "기비")),
    "Ti": (Fraction(2**40), ("tebi", "테비")),
    "Pi": (Fraction(2**50), ("pebi", "페비")),
    "Ei": (Fraction(2**60), ("exbi", "엑스비")),
}
"""Each prefix with its size and its long forms."""

_SMALL, _LARGE = "p n µ m", "k M G T P E"
_SIZES = f"{_LARGE} Ki Mi Gi Ti Pi Ei"

_SEPARATOR = re.compile(r"\s*/\s*|\s+per\s+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and its size in the base unit of its dimension (seconds, bits, operations, …)."""

    symbol: str
    dimension: str
    factor: Fraction


@dataclass(frozen=True, slots=True)
class _Base:
    symbols: tuple[str, ...]
    words: tuple[str, ...]
    dimension: str
    factor: Fraction = Fraction(1)
    prefixes: str = ""


def _base(
    symbols: str, words: str, dimension: str, prefixes: str = "", factor: Fraction | int = 1
) -> _Base:
    return _Base(
        tuple(symbols.split()), tuple(words.split()), dimension, Fraction(factor), prefixes
    )


# No kilo- or megaseconds: `Ms` is a slip for `ms`, and is asked about.
_BASES = (
    _base("s sec secs", "second seconds 초", "time", _SMALL),
    _base("min mins", "minute minutes 분", "time", factor=60),
    _base("h hr hrs", "hour hours 시간", "time", factor=3600),
    _base("d", "day days 일", "time", factor=86400),
    _base("b bit bits", "bit bits 비트", "information", _SIZES),
    _base("B byte bytes", "byte bytes 바이트", "information", _SIZES, factor=8),
    _base("FLOP FLOPs", "flop flops", "operations", _LARGE),
    _base("FLOPS", "", "operations/time", _LARGE),
    _base("bps", "", "information/time", "k M G T"),
    _base("Hz", "hertz 헤르츠", "frequency", "k M G T"),
    _base("%", "percent 퍼센트 프로", "share", factor=Fraction(1, 100)),
    _base("m", "meter meters metre metres 미터", "length", "n µ m c k"),
    _base("g", "gram grams 그램", "mass", "µ m k"),
    _base("J", "joule joules 줄", "energy", "p n µ m k M G"),
    _base("W", "watt watts 와트", "power", "m k M G"),
    _base("Wh", "", "energy", "k M G", factor=3600),
    _base("V", "volt volts 볼트", "voltage", "m k"),
    _base("K", "kelvin 켈빈", "temperature"),
    _base("rad", "radian radians 라디안", "angle", "m"),
)

_MICRO = str.maketrans({"\u03bc": "µ"})
"""The Greek letter mu, for which the micro sign is the same to any reader."""


def _spellings(base: _Base) -> Iterator[tuple[str, Unit]]:
    plain = Unit(base.symbols[0], base.dimension, base.factor)
    for spelling in (*base.symbols, *base.words):
        yield spelling, plain
    for prefix in base.prefixes.split():
        size, long_forms = _PREFIXES[prefix]
        unit = Unit(prefix + base.symbols[0], base.dimension, base.factor * size)
        for symbol in base.symbols:
            yield prefix + symbol, unit
            if prefix == "µ":
                yield "u" + symbol, unit
        for word in base.words:
            for long in long_forms:
                yield long + word, unit


@cache
def _table() -> Mapping[str, Unit]:
    return {spelling: unit for base in _BASES for spelling, unit in _spellings(base)}


def find_unit(text: str) -> Unit | None:
    """The unit written as `GB`, `GB/s`, `bytes per second` or `ms`; None where it is unknown."""
    parts = _SEPARATOR.split(text.translate(_MICRO).strip())
    units = [_table().get(part) for part in parts]
    above, *below = units
    if above is None or len(below) > 1:
        return None
    if not below:
        return above
    if (under := below[0]) is None:
        return None
    return Unit(
        f"{above.symbol}/{under.symbol}",
        f"{above.dimension}/{under.dimension}",
        above.factor / under.factor,
    )


def did_you_mean(text: str) -> str:
    """The known spelling that differs from an unknown one only in case, or nothing."""
    nearest = "/".join(map(_nearest, _SEPARATOR.split(text.translate(_MICRO).strip())))
    return nearest if find_unit(nearest) and not find_unit(text) else ""


def _nearest(part: str) -> str:
    if part in _table():
        return part
    alike = [known for known in _table() if known.casefold() == part.casefold()]
    return min(alike, key=lambda known: _differing(known, part), default="")


def _differing(left: str, right: str) -> int:
    return sum(a != b for a, b in zip(left, right, strict=False))


def convert(value: float, from_unit: Unit, to_unit: Unit) -> float:
    """The value in another unit of the same dimension; raises ValueError for any other."""
    if from_unit.dimension != to_unit.dimension:
        raise ValueError(f"{from_unit.symbol} cannot be converted to {to_unit.symbol}")
    ratio = from_unit.factor / to_unit.factor
    # Multiplying by 0.001 would round twice; dividing by 1000 rounds once.
    return value * ratio.numerator / ratio.denominator
