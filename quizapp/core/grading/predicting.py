"""Predictions, decided by what a run measured."""

import math

from quizapp.core.grading.expecting import expect
from quizapp.core.grading.numeric import within
from quizapp.core.numbers import show
from quizapp.core.questions import Outcome, Predict
from quizapp.core.responses import Grade, Predicted, Response
from quizapp.core.say import say


def grade_predict(question: Predict, response: Response) -> Grade:
    """Right if the option holds the measurement or the number is close to it.

    Raises ValueError if nothing was measured yet.
    """
    predicted = expect(question, response, Predicted)
    if predicted.measured is None:
        raise ValueError(f"{question.id} cannot be graded before its demo has run")
    measured = predicted.measured
    right = frozenset(at for at, option in enumerate(question.options) if holds(option, measured))
    parts = tuple((at == predicted.option) == (at in right) for at in range(len(question.options)))
    if math.isnan(measured):
        return Grade(0.0, (say("The run measured no number, so no prediction holds."),), parts)
    reasons = [
        say("The run measured {metric} = {value}.", metric=question.metric, value=show(measured)),
        *(say("Right is “{option}”.", option=question.options[at].text) for at in sorted(right)),
    ]
    if not question.options:
        return Grade(_closeness(question, predicted.value, measured), tuple(reasons))
    if not right:
        reasons.append(say("No option holds that value."))
    return Grade(float(predicted.option in right), tuple(reasons), parts)


def holds(option: Outcome, measured: float) -> bool:
    """Whether a measurement lies in an option's range; an open end includes infinity."""
    return option.low <= measured < option.high or measured == option.high == math.inf


def _closeness(question: Predict, value: float | None, measured: float) -> float:
    if value is None or math.isinf(measured):
        return float(value == measured)
    return float(within(value, measured, relative=question.relative))
