import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.grading import found_key_points
from quizapp.core.ids import QuestionId
from quizapp.core.questions import Explain


def explain(*points: str) -> Explain:
    return Explain(
        id=QuestionId("pack/why"),
        topic="t",
        difficulty=1,
        prompt="Why?",
        explanation="So.",
        key_points=points,
        model_answer="Because.",
    )


@pytest.mark.parametrize(
    ("point", "text"),
    [
        ("ReLU zeroes negative inputs", "A ReLU zeroes every negative input. That is all."),
        ("normalizes each feature over the batch", "The features are normalized over a batch"),
        ("the gradient vanishes in deep networks", "In a deep network, gradients are vanishing."),
        ("Dropout is not applied at inference", "During inference dropout isn't applied."),
        ("$\\sigma'(x) \\le 1/4$, so the gradient shrinks", "the gradient is shrinking"),
        ("The derivative is at most 0.25", "its derivative is 0.25 at most"),
        ("keeps a running average per parameter", "each parameter's averages keep running"),
        ("a run of equal steps", "equal steps are running"),
        ("기울기가 소실된다", "깊은 층에서는 기울기는 소실된다."),
        ("학습률을 줄이면 진동이 감소한다", "학습률이 진동과 관계있다. 줄이면 진동은 감소한다"),
    ],
)
def test_points_that_are_mentioned(point: str, text: str) -> None:
    assert found_key_points(explain(point), text) == {0}


@pytest.mark.parametrize(
    ("point", "text"),
    [
        ("ReLU zeroes negative inputs", "ReLU zeroes positive inputs"),
        ("ReLU zeroes negative inputs", "ReLU does not zero negative inputs"),
        ("Dropout is not applied at inference", "Dropout is applied at inference"),
        (
            "batch norm uses running statistics in eval mode",
            "batch norm uses batch statistics in eval mode",
        ),
        (
            "A larger batch gives gradients with lower variance",
            "A larger batch gives gradients with higher variance",
        ),
        ("The derivative is at most 0.25", "its derivative is at most 0.5"),
        ("기울기가 증가한다", "기울기가 감소한다"),
        ("기울기가 소실된다", "기울기가 소실되지 않는다"),
        ("기울기가 소실된다", "기울기가 소실되는 것이 아니다"),
        ("기울기가 소실된다", "기울기가 소실된다는 말은 틀렸다"),
        ("과적합이 감소한다", "과적합이 감소 안 한다. 과적합이 감소 못 한다"),
        ("배치가 크면 분산이 작다", "배치가 크면 분산이 크다"),
        ("ReLU zeroes negative inputs", "It is wrong that ReLU zeroes negative inputs"),
        ("ReLU zeroes negative inputs", "ReLU fails to zero negative inputs"),
        ("ReLU zeroes negative inputs", "ReLU doesnt zero negative inputs"),
        ("ReLU zeroes negative inputs", "Nobody says that a ReLU zeroes negative inputs"),
        ("ReLU zeroes negative inputs", "ReLU zeroes nothing, least of all negative inputs"),
        ("ReLU zeroes negative inputs", "Unlike a step, ReLU rarely zeroes negative inputs"),
        ("ReLU zeroes negative inputs", "ReLU can't zero negative inputs"),
        ("Dropout is not applied at inference", "Dropout is applied at inference. It is not slow."),
        ("Dropout is not applied at inference", "Dropout slows. It is applied at inference, too."),
        ("precision counts false positives", "precision counts true positives"),
        ("the outputs sum to one", "the outputs never sum to one"),
        ("ReLU zeroes negative inputs", ""),
        ("$x$", "x"),
    ],
)
def test_points_that_are_not(point: str, text: str) -> None:
    assert found_key_points(explain(point), text) == frozenset()


def test_words_scattered_over_a_text_are_no_point() -> None:
    text = "ReLU is simple. It is quick. Zeroes occur. Sums are formed. Negative inputs exist."
    assert found_key_points(explain("ReLU zeroes negative inputs"), text) == frozenset()


def test_each_point_on_its_own() -> None:
    question = explain("the gradient vanishes", "weights explode", "bias stays")
    assert found_key_points(question, "Gradients vanish; the biases stay.") == {0, 2}


@given(st.lists(st.text(max_size=30), max_size=3), st.text(max_size=80))
def test_any_text_gives_places_of_points(points: list[str], text: str) -> None:
    assert found_key_points(explain(*points), text) <= set(range(len(points)))
