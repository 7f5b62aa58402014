import math
from dataclasses import replace

import pytest

from quizapp.core.grading import grade
from quizapp.core.ids import QuestionId
from quizapp.core.questions import DemoLink, Outcome, Predict
from quizapp.core.responses import Predicted


def predict(*options: Outcome, relative: float = 0.1) -> Predict:
    return Predict(
        id=QuestionId("pack/predict"),
        topic="t",
        difficulty=1,
        prompt="What comes out?",
        explanation="So.",
        demo=DemoLink(id="demo"),
        metric="loss",
        options=options,
        relative=relative,
    )


THREE = predict(
    Outcome(text="below 1", low=-math.inf, high=1),
    Outcome(text="1 to 2", low=1, high=2),
    Outcome(text="more", low=2, high=math.inf),
)


@pytest.mark.parametrize(
    ("measured", "right"), [(0.99, 0), (1, 1), (1.999, 1), (2, 2), (math.inf, 2), (-math.inf, 0)]
)
def test_the_measurement_decides(measured: float, right: int) -> None:
    for option in range(3):
        verdict = grade(THREE, Predicted(option=option, measured=measured))
        assert verdict.correct == (option == right)
        assert sum(verdict.parts) == (3 if option == right else 1)


def test_the_reasons_tell_what_was_measured() -> None:
    verdict = grade(THREE, Predicted(option=0, measured=1.23456789))
    assert [str(reason) for reason in verdict.reasons] == [
        "The run measured 1.23457.",
        "That is 0.234568 above what you predicted, which ends at 1.",
        "Right is “1 to 2”.",
    ]


def test_nothing_measured_holds_nowhere() -> None:
    verdict = grade(THREE, Predicted(option=1, measured=math.nan))
    assert verdict.score == 0
    assert verdict.parts == (True, False, True)
    assert "no number" in str(verdict.reasons[0])
    assert grade(predict(), Predicted(value=math.nan, measured=math.nan)).score == 0


def test_a_gap_between_the_options() -> None:
    verdict = grade(predict(Outcome(text="0 to 1", low=0, high=1)), Predicted(0, None, 5.0))
    assert verdict.score == 0
    assert str(verdict.reasons[-1]) == "No option holds that value."


def test_a_free_number() -> None:
    question = predict(relative=0.1)
    assert grade(question, Predicted(value=110, measured=100)).correct
    assert not grade(question, Predicted(value=111, measured=100)).correct
    assert grade(question, Predicted(value=-0.9, measured=-1)).correct
    assert not grade(question, Predicted(value=5, measured=math.inf)).correct
    assert not grade(question, Predicted(measured=1)).correct


@pytest.mark.parametrize(
    ("predicted", "measured", "told"),
    [
        (Predicted(option=2), 0.5, "That is 1.5 below what you predicted, which begins at 2."),
        (Predicted(option=0), 3.0, "That is 2 above what you predicted, which ends at 1."),
        (Predicted(option=1), 1.5, ""),
        (Predicted(option=1), math.inf, ""),
    ],
)
def test_how_far_an_option_was_from_the_measurement(
    predicted: Predicted, measured: float, told: str
) -> None:
    verdict = grade(THREE, replace(predicted, measured=measured))
    said = [str(reason) for reason in verdict.reasons if "you predicted" in str(reason)]
    assert said == ([told] if told else [])


@pytest.mark.parametrize(
    ("value", "measured", "told"),
    [
        (3.0, 3.0, "You predicted exactly that."),
        (3.5, 3.0, "You predicted 3.5: 0.5 too much."),
        (2.5, 3.0, "You predicted 2.5: 0.5 too little."),
        (-3.0, 2.0, "You predicted -3: 5 too little."),
        (1.0, 0.0, "You predicted 1: 1 too much."),
        (100.0, 0.01, "You predicted 100, 1e+04 times as much."),
        (0.01, 0.1, "You predicted 0.01; that is 10 times too little."),
    ],
)
def test_how_far_a_number_was_from_the_measurement(
    value: float, measured: float, told: str
) -> None:
    verdict = grade(predict(), Predicted(value=value, measured=measured))
    assert str(verdict.reasons[1]) == told


def test_no_verdict_before_the_run() -> None:
    with pytest.raises(ValueError, match="before its demo has run"):
        grade(THREE, Predicted(option=1))
