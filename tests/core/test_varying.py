import pytest

from quizapp.core.arithmetic import ExpressionError
from quizapp.core.grading import grade, solution
from quizapp.core.ids import QuestionId
from quizapp.core.questions import Numeric
from quizapp.core.responses import Typed
from quizapp.core.varying import varied


def dense(check: str = "{inputs} * {n} + n") -> Numeric:
    return Numeric(
        id=QuestionId("pack/dense"),
        topic="t",
        difficulty=1,
        prompt="{inputs} inputs, {n} units: how many parameters?",
        explanation=r"$\frac{n}{1} x_{n}$ is left alone, {other} too; {n}+1 is not.",
        answer=1,
        check=check,
        vary=(("inputs", (3.0, 4.0)), ("n", (10.0, 2.5))),
    )


def test_new_numbers_stand_everywhere() -> None:
    question = varied(dense(), {"inputs": 4.0, "n": 2.5})
    assert question.prompt == "4 inputs, 2.5 units: how many parameters?"
    assert question.explanation == r"$\frac{n}{1} x_{n}$ is left alone, {other} too; 2.5+1 is not."
    assert question.answer == 12.5
    assert grade(question, Typed("12.5")).correct
    response = solution(question)
    assert response is not None
    assert grade(question, response).correct


def test_a_question_that_does_not_vary_stays() -> None:
    question = varied(dense(), {"inputs": 3.0, "n": 10.0})
    fixed = Numeric(
        id=question.id, topic="t", difficulty=1, prompt="{n}?", explanation="!", answer=2
    )
    assert varied(fixed, {"n": 5.0}) is fixed


def test_a_check_without_a_value_is_told() -> None:
    with pytest.raises(ExpressionError):
        varied(dense("inputs / (n - 10)"), {"inputs": 3.0, "n": 10.0})
