"""A front and a back become a kind that judges no right answer wrong."""

import pytest

from quizapp.packs.formats.base import Item, Refused
from quizapp.packs.formats.cards import fits_a_gap, from_card
from quizapp.packs.formats.shaping import Asked


@pytest.mark.parametrize(
    ("prompt", "back", "kind"),
    [
        ("How many bits has a byte?", "8", "numeric"),
        ("Pi to two places?", "3.14", "numeric"),
        ("In which year?", "1986", "numeric"),
        ("How far is the moon in km?", "384400", "explain"),
        ("Which optimizer?", "Adam", "text"),
        ("Which network?", "the convolutional network", "text"),
        ("Explain it", "Adam", "explain"),
        ("Name three layers", "dense", "explain"),
        ("Which ones?", "Adam, SGD", "explain"),
        ("Better how?", "better than others", "explain"),
        ("Which loss?", "$-\\log p$", "explain"),
        ("Why?", "It saturates, so that gradients vanish.", "explain"),
        ("Is a ReLU linear?", "False", "true-false"),
    ],
)
def test_the_back_decides_the_kind(prompt: str, back: str, kind: str) -> None:
    item = from_card(Asked(where="line 1", prompt=prompt), back)
    assert isinstance(item, Item)
    assert item.fields["kind"] == kind


def test_a_decimal_fraction_holds_to_half_its_last_digit_and_an_article_is_optional() -> None:
    item = from_card(Asked(where="", prompt="Pi?"), "3.14")
    assert isinstance(item, Item)
    assert item.fields["tolerance"] == "0.005"
    term = from_card(Asked(where="", prompt="Which?"), "the gradient")
    assert isinstance(term, Item)
    assert term.fields["accept"] == ["the gradient", "gradient"]


@pytest.mark.parametrize(
    ("prompt", "back"),
    [("[picture: a.png]", "x"), ("Which?", "[picture: a.png]"), ("Which?", " "), ("", "x")],
)
def test_what_cannot_be_asked_in_words_is_refused(prompt: str, back: str) -> None:
    assert isinstance(from_card(Asked(where="", prompt=prompt), back), Refused)


def test_only_what_can_be_typed_is_a_gap() -> None:
    assert all(map(fits_a_gap, ("Adam", "gradient descent", "O(n)", "0.5")))
    assert not any(map(fits_a_gap, ("LP/QP", "make two more nodes of it", "$x$", "a [b]", "x, y")))
