import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.arithmetic import ExpressionError
from quizapp.core.numbers import MAX_TYPED, parse_number, show


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("1/3", 1 / 3, ""),
        ("2^10", 1024, ""),
        ("2**10", 1024, ""),
        ("1e-3", 0.001, ""),
        ("10^-3", 0.001, ""),
        ("1×10⁻³", 0.001, ""),
        ("1x10^-3", 0.001, ""),
        ("10²", 100, ""),
        ("½", 0.5, ""),
        ("−3", -3, ""),
        ("１２．５", 12.5, ""),
        ("≈ 3.14.", 3.14, ""),
        ("sqrt(2)", math.sqrt(2), ""),
        ("log(8,2)", 3, ""),
        ("pi", math.pi, ""),
        ("e", math.e, ""),
        ("85%", 85, "%"),
        ("3.5ms", 3.5, "ms"),
        ("1/3 s", 1 / 3, "s"),
        ("1e3s", 1000, "s"),
        ("2*pi rad", 2 * math.pi, "rad"),
        ("5 GB/s", 5, "GB/s"),
        ("10 training steps", 10, "training steps"),
        ("3 밀리초", 3, "밀리초"),
        ("100\u00a0µs", 100, "µs"),
    ],
)
def test_read_without_a_doubt(typed: str, value: float, unit: str) -> None:
    parsed = parse_number(typed)
    assert parsed.value == pytest.approx(value, rel=1e-15)
    assert parsed.unit == unit
    assert parsed.read_as is None


@pytest.mark.parametrize(
    ("typed", "value", "said"),
    [
        ("1,024", 1024, "Read as 1024."),
        ("1,234,567.5", 1234567.5, "Read as 1234567.5."),
        ("3,5", 3.5, "Read as 3.5."),
        ("0,024", 0.024, "Read as 0.024."),
        ("1.234,5", 1234.5, "Read as 1234.5."),
        ("1,5 GB", 1.5, "Read as 1.5 GB."),
        ("1 024", 1024, "Read as 1024."),
    ],
)
def test_a_choice_of_reading_is_said(typed: str, value: float, said: str) -> None:
    parsed = parse_number(typed)
    assert parsed.value == value
    assert str(parsed.read_as) == said


@pytest.mark.parametrize(
    "typed",
    [
        *("", "  ", "abc", "1,23,456", ",5", "5,", "1½", "$5", "5%%", "inf", "nan", "1 2", "3;5"),
        *("9**9**9", "__import__('os')", "1" * (MAX_TYPED + 1), "-" * MAX_TYPED),
    ],
)
def test_what_is_no_number(typed: str) -> None:
    with pytest.raises(ExpressionError):
        parse_number(typed)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_survives(number: float) -> None:
    assert parse_number(repr(number)).value == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_shown_can_be_typed(number: float) -> None:
    assert parse_number(show(number, 17)).value == number


@given(st.text(max_size=120) | st.text(alphabet="0123456789.,eE+-*/^%() msxπ½²⁻", max_size=40))
def test_any_text_gives_a_finite_number_or_a_reason(text: str) -> None:
    try:
        parsed = parse_number(text)
    except ExpressionError as error:
        assert str(error.reason)
    else:
        assert math.isfinite(parsed.value)
