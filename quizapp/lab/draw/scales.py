"""From numbers to places on an axis: ranges, ticks, and how numbers are written."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quizapp.lab.api import Axis

Numbers = NDArray[np.float64]

_LARGEST = 1e250
"""Larger numbers are drawn as if they were this one, so that differences stay finite."""
_SMALLEST_SPAN = 1e-200
_MOST_TICKS = 40


@dataclass(frozen=True, slots=True)
class Scale:
    """A range of numbers laid on an axis; `whole` ranges have ticks at integers only."""

    low: float
    high: float
    log: bool = False
    whole: bool = False

    def place(self, values: Numbers) -> Numbers:
        """Fractions of the axis, 0 at `low`, 1 at `high`; NaN stays, infinities lie far outside."""
        with np.errstate(over="ignore"):
            places = (self._bent(values) - self._start) / self._span
        return np.clip(places, -1e6, 1e6)

    def value(self, places: Numbers) -> Numbers:
        """The numbers at fractions of the axis."""
        bent = self._start + places * self._span
        return np.power(10.0, bent) if self.log else bent

    @property
    def _start(self) -> float:
        return math.log10(self.low) if self.log else self.low

    @property
    def _span(self) -> float:
        return (math.log10(self.high) if self.log else self.high) - self._start

    def _bent(self, values: Numbers) -> Numbers:
        values = np.clip(values, -_LARGEST, _LARGEST)
        if not self.log:
            return values
        # Zero lies infinitely far down; the logarithm of a negative number does not exist.
        known = np.where(values > 0, values, np.nan)
        return np.where(values == 0, -_LARGEST, np.log10(known))


def scale_for(axis: Axis, data: Sequence[Numbers], *, pad: float = 0.0) -> Scale:
    """The range that shows all finite data, unless the axis sets limits of its own.

    `pad` is the share of the range that is added on both sides of data without set limits.
    """
    known = np.concatenate([np.empty(0), *(values.ravel() for values in data)])
    known = np.clip(known[np.isfinite(known)], -_LARGEST, _LARGEST)
    set_low, set_high = _set_limit(axis.low, axis.log), _set_limit(axis.high, axis.log)
    if axis.log:
        known = known[known > 0]
    whole = bool(known.size) and not axis.log and bool(np.all(known == np.rint(known)))
    low = float(known.min()) if known.size else (1.0 if axis.log else 0.0)
    high = float(known.max()) if known.size else (10.0 if axis.log else 1.0)
    low = low if set_low is None else set_low
    high = high if set_high is None else set_high
    if low > high:
        low, high = _untwisted(low, high, set_low, set_high)
    low, high = (_log_range if axis.log else _linear_range)(low, high)
    if set_low is not None and set_high is None:
        low = set_low
    if set_high is not None and set_low is None:
        high = set_high
    scale = Scale(low, high, axis.log, whole and high - low >= 1)
    padded = scale.value(np.array([-pad, 1 + pad]))
    return replace(
        scale,
        low=float(padded[0]) if set_low is None else low,
        high=float(padded[1]) if set_high is None else high,
    )


def _set_limit(limit: float | None, log: bool) -> float | None:
    if limit is None or not math.isfinite(limit) or (log and limit <= 0):
        return None
    return min(max(float(limit), 1 / _LARGEST if log else -_LARGEST), _LARGEST)


def _untwisted(
    low: float, high: float, set_low: float | None, set_high: float | None
) -> tuple[float, float]:
    """A range from limits in the wrong order: limits that are set win over those of the data."""
    if set_low is not None and set_high is not None:
        return high, low
    return (low, low) if set_low is not None else (high, high)


def _linear_range(low: float, high: float) -> tuple[float, float]:
    size = max(abs(low), abs(high))
    if high - low > max(size * 1e-9, _SMALLEST_SPAN):
        return low, high
    margin = size / 2 if size > _SMALLEST_SPAN else 1.0
    return low - margin, high + margin


def _log_range(low: float, high: float) -> tuple[float, float]:
    low, high = max(low, 1 / _LARGEST), max(high, 1 / _LARGEST)
    if math.log10(high) - math.log10(low) > 1e-9:
        return low, high
    return low / 3, high * 3


def ticks(scale: Scale, most: int) -> list[tuple[float, str]]:
    """At most about `most` round numbers within the range, with their labels."""
    most = max(1, most)
    if scale.log:
        decades = _decades(scale, most)
        if len(decades) >= min(2, most):
            return decades
    values, step = _round_numbers(scale, most)
    for more in range(most + 1, most + 4):
        if len(values) >= min(2, most):
            break
        values, step = _round_numbers(scale, more)
    return list(zip(values, _labels(values, step), strict=True))


def _round_numbers(scale: Scale, most: int) -> tuple[list[float], float]:
    span = scale.high - scale.low
    power = 10.0 ** math.floor(math.log10(span / most))
    steps = [factor * power for factor in (1, 2, 2.5, 5, 10)]
    if scale.whole:
        steps = [step for step in steps if step.is_integer()] or [1.0]
    step = next((step for step in steps if step >= span / most * 0.999), steps[-1])
    first = math.ceil(scale.low / step - 1e-6)
    last = math.floor(scale.high / step + 1e-6)
    count = min(last - first + 1, _MOST_TICKS)
    values = [(first + i) * step for i in range(count)]
    return [value for value in values if not scale.log or value >= scale.low], step


def _decades(scale: Scale, most: int) -> list[tuple[float, str]]:
    first = math.ceil(math.log10(scale.low) - 1e-9)
    last = math.floor(math.log10(scale.high) + 1e-9)
    exponents = list(range(first, last + 1))
    if len(exponents) >= 2:
        stride = max(1, math.ceil(len(exponents) / most))
        offset = -first % stride
        return [(10.0**e, _decade_label(1, e)) for e in exponents[offset::stride]]
    fine = [
        (factor * 10.0**e, _decade_label(factor, e))
        for e in range(first - 1, last + 1)
        for factor in (1, 2, 5)
        if scale.low * 0.999999 <= factor * 10.0**e <= scale.high * 1.000001
    ]
    return fine[: max(most, 2)]


def _decade_label(factor: int, exponent: int) -> str:
    if -2 <= exponent <= 3:
        return f"{factor * 10.0**exponent:g}"
    return f"{factor}e{exponent}"


def _labels(values: Sequence[float], step: float) -> list[str]:
    """The numbers with as many digits as tell them apart."""
    largest = max((abs(value) for value in values), default=0.0)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if not math.isclose(step * 10**decimals, round(step * 10**decimals), rel_tol=1e-6):
        decimals += 1
    if largest >= 1e5 or (decimals > 4 and largest < 1e-2):
        digits = 1 if not largest else max(0, math.floor(math.log10(largest / step) + 1e-9)) + 2
        return [number(value, digits) for value in values]
    return [f"{value + 0.0:.{decimals}f}" for value in values]


def number(value: float, digits: int = 3) -> str:
    """A number in few characters: `0.25`, `1200`, `1e-5`, `3.1e6`."""
    if not math.isfinite(value):
        return {math.inf: "∞", -math.inf: "-∞"}.get(value, "?")
    if 10 ** max(digits, 3) <= abs(value) < 1e5:
        return f"{value:.0f}"
    text = f"{value + 0.0:.{max(1, digits)}g}"
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text
