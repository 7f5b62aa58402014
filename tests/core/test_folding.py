import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.folding import fold, near, same, same_code, says


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("relu", "`ReLU`"),
        ("  Batch   normalization. ", "batch normalization"),
        ("mini batch", "Mini-batch"),
        ("minibatch", "mini-batch"),
        ("learning_rate", "learning rate"),
        ("ＲｅＬＵ", "ReLU"),
        ("“Adam”", "Adam"),
        ("**momentum**", "momentum"),
        ("배치정규화", "배치 정규화"),
        ("드롭아웃。", "드롭아웃"),
        ("`a` and `b`", "a and b"),
    ],
)
def test_spelling_that_does_not_matter(typed: str, meant: str) -> None:
    assert same(typed, meant)


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("convex", "not convex"),
        ("convex", "non-convex"),
        ("symmetric", "asymmetric"),
        ("선형", "비선형"),
        ("*args", "args"),
        ("*a,", "*a"),
        ("-1", "1"),
        ("f'", "f"),
        ("n!", "n"),
        ("1 0", "10"),
        ("__init__", "init"),
        ("C++", "C"),
        ("L1", "L2"),
    ],
)
def test_spelling_that_changes_the_meaning(typed: str, other: str) -> None:
    assert not same(typed, other)
    assert not near(typed, other)
    assert not near(other, typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("momemtum", "momentum"),
        ("momntum", "momentum"),
        ("momenttum", "momentum"),
        ("momenutm", "momentum"),
        ("batch normalisation", "Batch normalization"),
        ("batchnorn", "batch norm"),
        ("정귀화", "정규화"),
        ("배치 정규하", "배치 정규화"),
    ],
)
def test_one_slip_is_near(typed: str, meant: str) -> None:
    assert near(typed, meant)
    assert not same(typed, meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("momentum", "momentum"),  # no slip at all
        ("momemtun", "momentum"),  # two
        ("raw", "row"),  # too short to tell
        ("affect", "effect"),  # at the start of the word
        ("resnet51", "resnet50"),  # a digit is no typing slip
        ("a momemtum", "the momentum"),
        ("증가", "감소"),
        ("", "momentum"),
    ],
)
def test_what_is_not_near(typed: str, meant: str) -> None:
    assert not near(typed, meant)


def test_code_keeps_its_case_and_signs() -> None:
    assert same_code("f( a,b )", "`f(a, b)`")
    assert not same_code("F(a, b)", "f(a, b)")
    assert not same_code("a_b", "a b")
    assert not same_code("notx", "not x")


def test_a_long_text_of_marks_is_left_alone() -> None:
    assert fold("'" * 100_000) == "'" * 100_000


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="`*'\"-_ .,;:?a1ⅠK한。‐'́", max_size=12))
def test_folding_twice_is_folding_once_for_marks(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert same(text, fold(text))


@given(st.text(max_size=20), st.text(max_size=20))
def test_near_is_never_the_same(left: str, right: str) -> None:
    assert not (near(left, right) and fold(left) == fold(right))


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("10²", "102"),
        ("2ⁿ", "2n"),
        ("1e-3", "1e3"),
        ("n-1", "n1"),
        ("axis -1", "axis 1"),
        ("Σ", "σ"),
        ("a symmetric", "asymmetric"),
        ("안 정적", "안정적"),
        ("16 Gb", "16 GB"),
        ("'1'", "1"),
    ],
)
def test_small_signs_that_change_the_meaning(typed: str, other: str) -> None:
    assert not same(typed, other)
    assert not same(other, typed)


@pytest.mark.parametrize(
    "typed", ["It's a list.", "a list", "this is the list", "list입니다", "list 이에요", "LIST"]
)
def test_frames_that_add_nothing(typed: str) -> None:
    assert says(typed, "list")


WORDS = st.from_regex(r"[a-z]{3,9}( [a-z]{3,9})?", fullmatch=True) | st.from_regex(
    "[가-힣]{2,6}", fullmatch=True
)


@given(WORDS)
def test_a_denial_is_never_what_it_denies(answer: str) -> None:
    for denied in (
        f"not {answer}",
        f"It is not {answer}",
        f"it isn't a {answer}",
        f"no {answer}",
        f"never {answer}",
        f"{answer}, not",
        f"{answer}이 아니다",
        f"{answer} 아님",
        f"{answer}은 아니에요",
        f"안 {answer}",
    ):
        assert not says(denied, answer)
        assert not near(denied, answer)
