import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.lab.api import Axis
from quizapp.lab.draw.scales import Scale, number, scale_for, ticks


def labels(scale: Scale, most: int) -> list[str]:
    return [label for _, label in ticks(scale, most)]


@pytest.mark.parametrize(
    ("scale", "most", "expected"),
    [
        (Scale(0, 10), 5, ["0", "2", "4", "6", "8", "10"]),
        (Scale(-1, 1), 4, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
        (Scale(0, 1), 4, ["0.00", "0.25", "0.50", "0.75", "1.00"]),
        (Scale(0, 3, whole=True), 8, ["0", "1", "2", "3"]),
        (Scale(0, 2_000_000), 2, ["0", "1e6", "2e6"]),
        (Scale(0, 0.00002), 2, ["0", "1e-5", "2e-5"]),
        (Scale(1, 1000, log=True), 5, ["1", "10", "100", "1000"]),
        (Scale(1e-6, 1e-3, log=True), 5, ["1e-6", "1e-5", "1e-4", "1e-3"]),
        (Scale(1e-6, 1, log=True), 4, ["1e-6", "1e-4", "0.01", "1"]),
        (Scale(1, 8, log=True), 5, ["1", "2", "5"]),
    ],
)
def test_ticks_are_round(scale: Scale, most: int, expected: list[str]) -> None:
    assert labels(scale, most) == expected


def test_ranges_come_from_finite_data_or_from_the_axis() -> None:
    data = [np.array([1.0, math.nan, 3.0, math.inf])]
    shown = scale_for(Axis(), data)
    assert (shown.low, shown.high) == (1, 3)
    limited = scale_for(Axis(low=0, high=10), data, pad=0.1)
    assert (limited.low, limited.high) == (0, 10)
    padded = scale_for(Axis(), data, pad=0.5)
    assert (padded.low, padded.high) == (0, 4)


def test_limits_beyond_the_data_stay_limits() -> None:
    data = [np.array([1.0, 3.0])]
    assert scale_for(Axis(low=10), data, pad=0.1).low == 10
    assert scale_for(Axis(high=-10), data, pad=0.1).high == -10
    both = scale_for(Axis(low=9, high=4), data)
    assert (both.low, both.high) == (4, 9)


def test_constant_empty_and_negative_logarithmic_data_get_a_range() -> None:
    for axis in (Axis(), Axis(log=True)):
        for data in ([], [np.array([5.0])], [np.array([-1.0, 0.0])]):
            scale = scale_for(axis, data)
            assert scale.low < scale.high
            assert ticks(scale, 4)


def test_zero_is_far_below_a_logarithmic_axis_and_a_negative_number_nowhere() -> None:
    places = Scale(1, 100, log=True).place(np.array([0.0, -1.0, 10.0]))
    assert places[0] < -1000
    assert np.isnan(places[1])
    assert places[2] == pytest.approx(0.5)


def test_numbers_are_short() -> None:
    shown = [number(v) for v in (0.25, 1234.5, 1e-5, 3.14159e6, -2.0, math.inf, math.nan, -0.0)]
    assert shown == ["0.25", "1234", "1e-5", "3.14e6", "-2", "∞", "?", "0"]


@given(
    st.lists(st.floats(width=64), max_size=6),
    st.booleans(),
    st.none() | st.floats(),
    st.none() | st.floats(),
    st.integers(1, 12),
)
def test_ticks_lie_within_the_range_and_can_be_told_apart(
    values: list[float], log: bool, low: float | None, high: float | None, most: int
) -> None:
    scale = scale_for(Axis("", log, low, high), [np.array(values, np.float64)], pad=0.05)
    assert scale.low < scale.high
    found = ticks(scale, most)
    assert len({label for _, label in found}) == len(found)
    places = scale.place(np.array([value for value, _ in found]))
    assert np.all((places > -0.01) & (places < 1.01))
