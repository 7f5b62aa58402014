"""Shares as whole percents, the same wherever they are shown."""

from math import floor, isfinite

_NEARLY = 1e-9
"""What a share of exactly half a percent may be short of it as a floating point number."""


def half_up(share: float) -> float:
    """The share to the nearest hundredth; half of one is rounded up, 0.125 to 0.13.

    What a demo did not measure, NaN, and an infinite one stay what they are.
    """
    if not isfinite(share):
        return share
    return floor(100 * share + 0.5 + _NEARLY) / 100


def percent(share: float) -> str:
    """A share as `13%`."""
    return f"{half_up(share):.0%}"
