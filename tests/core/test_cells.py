import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.cells import cell_width, clipped, clusters, padded, wrap


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("가나", 4),
        ("日本", 4),
        ("x\u0302", 1),
        ("\u1112\u1161\u11ab", 2),
        ("θ", 1),
        ("⣿█", 2),
        ("👍🏽", 2),
        ("👩\u200d👩\u200d👧", 2),
        ("\u2764\ufe0f", 2),
        ("ｆ", 2),
    ],
)
def test_cell_width(text: str, width: int) -> None:
    assert cell_width(text) == width


def test_clipped_keeps_whole_characters() -> None:
    assert clipped("hello", 5) == "hello"
    assert clipped("hello", 4) == "hel…"
    assert clipped("가나다", 5) == "가나…"
    assert clipped("가나다", 4) == "가…"
    assert clipped("ab", 0) == ""


def test_padded() -> None:
    assert padded("가", 4) == "가  "
    assert padded("가", 5, "^") == " 가  "
    assert padded("ab", 1, ">") == "ab"


def test_wrap() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("abcdefgh ij", 3) == ["abc", "def", "gh", "ij"]
    assert wrap("가나다 라", 4) == ["가나", "다", "라"]
    assert wrap("a\n\nb", 5) == ["a", "", "b"]
    assert wrap("", 5) == [""]


@given(st.text(), st.integers(2, 12))
def test_wrapped_lines_fit_and_lose_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")


@given(st.text())
def test_clusters_lose_nothing(text: str) -> None:
    assert "".join(part for part, _ in clusters(text)) == text


@given(st.text(), st.integers(0, 9))
def test_clipped_and_padded_have_the_width(text: str, width: int) -> None:
    assert cell_width(clipped(text, width)) <= width
    assert cell_width(padded(clipped(text, width), width)) == width
