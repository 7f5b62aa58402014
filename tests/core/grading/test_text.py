import pytest

from quizapp.core.grading import grade
from quizapp.core.ids import QuestionId
from quizapp.core.questions import Rejected, TextAnswer
from quizapp.core.responses import Typed


def text(*accept: str, reject: tuple[Rejected, ...] = ()) -> TextAnswer:
    return TextAnswer(
        id=QuestionId("pack/word"),
        topic="t",
        difficulty=1,
        prompt="What is it called?",
        explanation="So.",
        accept=accept,
        reject=reject,
    )


def test_any_accepted_spelling() -> None:
    question = text("Batch normalization", "BN", "배치 정규화")
    for typed in ("batch-normalization", "`bn`", "배치정규화", "Batch  Normalization."):
        assert grade(question, Typed(typed)).correct
        assert not grade(question, Typed(typed)).near


def test_a_rejected_one_says_why() -> None:
    question = text("precision", reject=(Rejected(text="recall", why="That counts the missed."),))
    verdict = grade(question, Typed("Recall", meant="precision"))
    assert verdict.score == 0
    assert str(verdict.reasons[0]) == "That counts the missed."


def test_why_is_a_value_and_never_a_template() -> None:
    question = text("a set", reject=(Rejected(text="{}", why="{} is a {dict}."),))
    assert str(grade(question, Typed("{}")).reasons[0]) == "{} is a {dict}."


def test_a_slip_is_asked_about_and_right_once_confirmed() -> None:
    question = text("momentum", "모멘텀입니다")
    verdict = grade(question, Typed("momemtum"))
    assert verdict.score == 0
    assert verdict.near == "momentum"
    confirmed = grade(question, Typed("momemtum", meant="momentum"))
    assert confirmed.correct
    assert str(confirmed.reasons[0]) == "It is spelled “momentum”."
    assert not grade(question, Typed("momemtum", meant="inertia")).correct


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("not convex", "convex"),
        ("asymmetric", "symmetric"),
        ("nonlinear", "linear"),
        ("immutable", "mutable"),
        ("decoder", "encoder"),
        ("underfitting", "overfitting"),
        ("비선형", "선형"),
        ("내리막", "오르막"),
        ("최대화", "최소화"),
    ],
)
def test_an_opposite_is_neither_right_nor_near(typed: str, accepted: str) -> None:
    verdict = grade(text(accepted), Typed(typed))
    assert verdict.score == 0
    assert not verdict.near
    assert str(verdict.reasons[0]) == f"The answer is “{accepted}”."


def test_a_slip_that_fits_a_wrong_answer_as_well_is_not_asked_about() -> None:
    question = text("covariance", reject=(Rejected(text="covariancy", why="No such word."),))
    assert grade(question, Typed("covarianc")).near == ""
    assert grade(question, Typed("covarance")).near == "covariance"
