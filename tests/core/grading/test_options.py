import pytest

from quizapp.core.grading import grade
from quizapp.core.ids import QuestionId
from quizapp.core.questions import Choice, Option, TrueFalse
from quizapp.core.responses import Chosen, Judged, Typed


def choice(*correct: bool) -> Choice:
    return Choice(
        id=QuestionId("pack/pick"),
        topic="t",
        difficulty=1,
        prompt="Which?",
        explanation="So.",
        options=tuple(Option(text=str(at), correct=right) for at, right in enumerate(correct)),
    )


def statement(answer: bool) -> TrueFalse:
    return TrueFalse(
        id=QuestionId("pack/true"),
        topic="t",
        difficulty=1,
        prompt="Really?",
        explanation="So.",
        answer=answer,
    )


def test_one_right_option() -> None:
    question = choice(False, True, False)
    assert grade(question, Chosen(frozenset({1}))).correct
    wrong = grade(question, Chosen(frozenset({0})))
    assert wrong.score == 0
    assert wrong.parts == (False, False, True)


@pytest.mark.parametrize(
    ("picked", "score", "reasons"),
    [
        ({0, 1, 2}, 1.0, []),
        ({0, 1}, 2 / 3, ["You missed 1 right option."]),
        ({0}, 1 / 3, ["You missed 2 right options."]),
        ({0, 1, 2, 3}, 2 / 3, ["You picked 1 wrong option."]),
        ({0, 3}, 0.0, ["You missed 2 right options.", "You picked 1 wrong option."]),
        ({3, 4}, 0.0, ["You missed 3 right options.", "You picked 2 wrong options."]),
        (set(), 0.0, ["You missed 3 right options."]),
    ],
)
def test_partial_credit(picked: set[int], score: float, reasons: list[str]) -> None:
    verdict = grade(choice(True, True, True, False, False), Chosen(frozenset(picked)))
    assert verdict.score == pytest.approx(score)
    assert [str(reason) for reason in verdict.reasons] == reasons
    assert verdict.parts == tuple((at in picked) == (at < 3) for at in range(5))


def test_true_false() -> None:
    assert grade(statement(True), Judged(True)).correct
    assert grade(statement(False), Judged(False)).correct
    assert str(grade(statement(False), Judged(True)).reasons[0]) == "The statement is false."
    assert str(grade(statement(True), Judged(False)).reasons[0]) == "The statement is true."


def test_not_knowing_is_no_mistake_of_the_program() -> None:
    verdict = grade(statement(True), None)
    assert verdict.score == 0
    assert "do not know" in str(verdict.reasons[0])


def test_a_response_of_another_kind_is() -> None:
    with pytest.raises(TypeError, match=r"pack/true \(true-false\) takes Judged, not Typed"):
        grade(statement(True), Typed("true"))
