"""Words that a mistyped word may mean."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.nearness import (
    Lexicon,
    folded,
    joined_otherwise,
    leads,
    prefix_distance,
    split_somewhere,
    words_of,
)

WORDS = re.findall(
    r"\S+",
    """gradient gradients gradient-clipping dropout relu relus softmax optimizer convolution
    regularization loss lasso attention adam batch 역전파 역전파를 활성화함수 드롭아웃 정규화
    정규방정식 기울기 어텐션""",
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(WORDS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gradint", "gradient"),
        ("graident", "gradient"),
        ("rgadient", "gradient"),
        ("radient", "gradient"),
        ("dropuot", "dropout"),
        ("relo", "relu"),
        ("sofmax", "softmax"),
        ("optmizer", "optimizer"),
        ("optymiser", "optimizer"),
        ("convulotion", "convolution"),
        ("regularisation", "regularization"),
        ("atention", "attention"),
        ("역정파", "역전파"),
        ("할성화", "활성화함수"),
        ("드롭아우", "드롭아웃"),
        ("정규하", "정규화"),
        ("기울귀", "기울기"),
    ],
)
def test_slips_are_forgiven(lexicon: Lexicon, typed: str, meant: str) -> None:
    assert lexicon.near(typed)[0] == meant


@pytest.mark.parametrize("typed", ["", "a", "xyz", "quantum", "ReLU?", "블록체인", "ㅋ", "zz"])
def test_what_is_near_to_nothing(lexicon: Lexicon, typed: str) -> None:
    assert lexicon.near(typed) == ()


def test_only_the_nearest_and_no_longer_forms_of_them(lexicon: Lexicon) -> None:
    assert lexicon.near("gradint") == ("gradient",)
    assert Lexicon(["loss", "lass", "lasso", "bosses"]).near("losz") == ("loss",)
    assert Lexicon([]).near("anything") == ()


def test_initial_consonants(lexicon: Lexicon) -> None:
    assert lexicon.by_consonants("ㅇㅈㅍ") == ("역전파",)
    assert lexicon.by_consonants("ㅎㅅㅎ") == ("활성화함수",)
    assert lexicon.by_consonants("ㅇ") == lexicon.by_consonants("역전") == ()
    assert leads("쌍꿈a1") == "ㅆㄲa1"


def test_joined_otherwise_and_split() -> None:
    assert joined_otherwise("mini-batch") == ("mini batch", "minibatch")
    assert joined_otherwise("mini batch") == ("mini-batch", "minibatch")
    assert joined_otherwise("relu") == ()
    assert "mini batch" in split_somewhere("minibatch")
    assert "mini-batch" in split_somewhere("minibatch")
    assert "활성화 함수" in split_somewhere("활성화함수")
    assert split_somewhere("mini-batch") == split_somewhere("x²") == ()


def test_words_of_a_text() -> None:
    text = "The *mini-batch*, `x_1` and 2017; ＲｅＬＵ's 역전파(backprop)를"
    assert list(words_of(text)) == [
        *("the", "mini-batch", "mini", "batch", "x_1", "x", "and", "relu's", "relu", "s"),
        *("역전파", "backprop", "를"),
    ]


def slow_distance(typed: str, word: str) -> int:
    """The textbook's recursion over every beginning of the word."""

    def distance(a: str, b: str) -> int:
        if not a or not b:
            return len(a) + len(b)
        found = min(
            distance(a[:-1], b) + 1,
            distance(a, b[:-1]) + 1,
            distance(a[:-1], b[:-1]) + (a[-1] != b[-1]),
        )
        if len(a) > 1 and len(b) > 1 and a[-1] == b[-2] and a[-2] == b[-1]:
            found = min(found, distance(a[:-2], b[:-2]) + 1)
        return found

    return min(distance(typed, word[:end]) for end in range(len(word) + 1))


@given(
    st.text("abc", min_size=1, max_size=4),
    st.text("abc", min_size=1, max_size=5),
    st.integers(0, 3),
)
def test_the_distance_is_the_textbook_s(typed: str, word: str, limit: int) -> None:
    assert prefix_distance(typed, word, limit) == min(slow_distance(typed, word), limit + 1)


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert folded(unicodedata.normalize("NFD", once)) == folded(once)
    Lexicon(words_of(text)).near(text)
