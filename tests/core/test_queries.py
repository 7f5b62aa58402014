"""The language of the search field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.queries import (
    KEYS,
    Filter,
    Query,
    QueryError,
    Term,
    choose,
    completions,
    parse,
)


def test_words_phrases_and_filters() -> None:
    query = parse('kind:predict diff:4-5 is:flagged -is:new ReLU "Chain  rule" -tanh sort:book')
    assert query == Query(
        (Term("relu"), Term("chain rule"), Term("tanh", wanted=False)),
        (
            Filter("kind", ("predict",)),
            Filter("diff", ("4", "5")),
            Filter("is", ("flagged",)),
            Filter("is", ("new",), wanted=False),
        ),
        "book",
    )
    assert query.words == ("relu", "chain rule")


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("3", "3"),
        ("4-5", "45"),
        ("5-4", "45"),
        ("2..3", "23"),
        ("3+", "345"),
        ("3-", "345"),
        (">=4", "45"),
        (">4", "5"),
        ("<3", "12"),
        ("<=1", "1"),
        ("1,5", "15"),
    ],
)
def test_difficulties(typed: str, values: str) -> None:
    assert parse(f"diff:{typed}").filters == (Filter("diff", tuple(values)),)
    assert parse(f"difficulty:{typed} level:{typed}").filters == parse(f"diff:{typed}").filters * 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("kynd:predict", 'There is no filter kynd: Did you mean kind:? As text, write "kynd:pre'),
        ("note:memory", "There is no filter note: Did you mean has:note?"),
        ("kind:predikt", "kind:predikt is nothing to search by. Did you mean kind:predict?"),
        ("is:old", "is:old is nothing to search by."),
        ("diff:6", "diff:6 is no difficulty. Write diff:3"),
        ("diff:easy", "diff:easy is no difficulty."),
        ("sort:random", "sort:random is nothing to search by. There are: sort:book"),
        ("zzzz:x", "There is no filter zzzz: There are: diff:"),
    ],
)
def test_what_cannot_be_is_told_with_the_nearest(typed: str, told: str) -> None:
    with pytest.raises(QueryError) as error:
        parse(f"relu {typed}")
    assert f"{error.value.message} {error.value.hint}".startswith(told)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("x[1:3]", "x[1:3]"),
        ("a:b", "a:b"),
        ("https://pytorch.org", "https://pytorch.org"),
        ("std::move", "std::move"),
        ('"kynd:x"', "kynd:x"),
        ("-1", "-1"),
        ("--flag", "--flag"),
        ("`print(*a)`", "print(*a)"),
        ("주제:것", "주제:것"),
        ("ＲｅＬＵ", "relu"),
        ("-", "-"),
    ],
)
def test_code_and_signs_are_text(typed: str, text: str) -> None:
    query = parse(typed)
    assert query.words == (text,)
    assert not query.filters


def test_a_filter_that_is_not_complete_means_nothing_yet() -> None:
    for key in KEYS:
        assert parse(f"{key}:") == Query()
    assert parse('kind: diff: "') == Query()


def test_beginnings_stand_for_all_that_they_begin() -> None:
    assert parse("kind:m,o").filters == (Filter("kind", ("match", "output", "order")),)
    assert choose("pack", "deep", ["deep-learning", "deeper", "math"]) == (
        "deep-learning",
        "deeper",
    )
    assert choose("pack", "deep", ["deep", "deeper"]) == ("deep",)


def test_what_can_follow() -> None:
    assert completions("relu is:f") == ("is:flagged",)
    assert completions("ki") == ("kind:",)
    assert completions("-has:") == ("has:note", "has:demo", "has:follow-ups")
    assert completions("kind:predict,o") == ("kind:output", "kind:order")
    for done in ("", "relu ", "k", "pack:x", "is:flagged", "relu"):
        assert completions(done) == ()


@given(st.text(max_size=40))
def test_any_text_is_a_query_or_an_error_with_a_hint(typed: str) -> None:
    completions(typed)
    try:
        query = parse(typed)
    except QueryError as error:
        assert str(error.message)
        assert str(error.hint)
    else:
        assert all(word.strip() and word == word.lower() for word in query.words)
