"""Whole percents."""

import math

import pytest

from quizapp.core.say import plain, say
from quizapp.core.shares import percent


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (math.nan, "nan%"),
        (math.inf, "inf%"),
        (0.125, "13%"),
        (0.625, "63%"),
        (0.145, "15%"),
        (0.1449, "14%"),
        (0.0, "0%"),
        (1.0, "100%"),
    ],
)
def test_half_a_percent_is_rounded_up_in_figures_and_in_sentences(share: float, shown: str) -> None:
    assert percent(share) == shown
    assert plain(say("{share:.0%} of it", share=share)) == f"{shown} of it"
