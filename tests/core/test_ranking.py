"""What counts as a good hit, and the line that shows it."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.cells import cell_width
from quizapp.core.ranking import Field, fit, flat, one_line, score, snippet


def test_a_word_of_its_own_counts_most() -> None:
    fits = [fit(text, "relu") for text in ("a relu.", "relus", "prelu", "none")]
    assert fits == sorted(fits, reverse=True)
    assert (fits[0], fits[-1]) == (1.0, 0.0)
    assert fit("prelu, then relu", "relu") == 1.0
    assert 0.85 < fit("역전파를 쓰면", "역전파") < 1.0
    assert fit("print(*args)", "*args") == 1.0


def test_the_prompt_comes_before_the_explanation_and_the_other_language() -> None:
    def worth(*fields: Field) -> float:
        return score(fields, [("relu",)])

    in_prompt = worth(Field("prompt", "why ReLU?"))
    in_other_language = worth(Field("prompt", "why?"), Field("prompt", "ReLU는 왜?", own=False))
    in_note = worth(Field("prompt", "why?"), Field("note", "look at ReLU"))
    explained = worth(Field("prompt", "why?"), Field("other", "since ReLU is"))
    assert in_prompt > in_other_language > in_note > explained > worth(Field("prompt", "why?"))
    named = worth(Field("prompt", "why ReLU?"), Field("name", "pack/dead-relu"))
    assert named > in_prompt
    assert in_prompt > worth(Field("prompt", "why ReLU? " + "And more. " * 30))


def test_words_in_their_order_count_more() -> None:
    words = [("chain",), ("rule",)]
    assert score([Field("prompt", "the chain rule")], words) > score(
        [Field("prompt", "a rule of the chain")], words
    )


def test_flat_reads_code_and_mathematics() -> None:
    assert flat("**Why** is `a_b*c` *not* $x^2$, but 2*3?") == "Why is a_b*c not x², but 2*3?"
    assert flat("```python\na = *b,\n```") == "a = *b,"
    assert one_line("\n\nFirst\nline.\n\nSecond.") == "First line."
    assert one_line("") == ""


def test_a_snippet_marks_the_hits() -> None:
    texts = [("prompt", "Nothing here."), ("other", "One.\n\nThe **ReLU** of a `relu` is\nnot.")]
    found = snippet(texts, [("relu",)], 40)
    assert (found.text, found.place) == ("The ReLU of a relu is not.", "other")
    assert [found.text[start:end] for start, end in found.spans] == ["ReLU", "relu"]
    assert snippet(texts, [("tanh",)], 40).text == ""
    assert snippet([], [("tanh",)], 40).text == ""


def test_the_paragraph_with_the_most_words_is_shown() -> None:
    texts = [("prompt", "A chain."), ("other", "A rule.\n\nThe chain rule.")]
    found = snippet(texts, [("chain",), ("rule", "rules")], 40)
    assert found.text == "The chain rule."


@given(
    st.text("ab 역전파*`$\n", max_size=120),
    st.lists(st.text("ab역", min_size=1, max_size=3), min_size=1, max_size=3),
    st.integers(20, 60),
)
def test_a_snippet_fits_and_its_hits_are_hits(markdown: str, words: list[str], width: int) -> None:
    found = snippet([("other", markdown)], [(word,) for word in words], width)
    assert cell_width(found.text) <= width
    for start, end in found.spans:
        assert any(word in found.text[start:end].lower() for word in words)
