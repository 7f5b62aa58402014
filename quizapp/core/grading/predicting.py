"""Predictions, decided by what a run measured."""

import math
from dataclasses import replace

from quizapp.core.grading.expecting import expect
from quizapp.core.grading.numeric import within
from quizapp.core.numbers import show
from quizapp.core.questions import Outcome, Predict
from quizapp.core.responses import Grade, Predicted, Response
from quizapp.core.say import Text, say

_TIMES = 2.0
"""From this factor on a distance is told as a factor: what matters then is the magnitude."""
MEASURED = say("The run measured {value}.").template


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
        Text(MEASURED, {"value": show(measured)}),
        *_distance(question, predicted, measured),
        *(say("Right is “{option}”.", option=question.options[at].text) for at in sorted(right)),
    ]
    if not question.options:
        return Grade(_closeness(question, predicted.value, measured), tuple(reasons))
    if not right:
        reasons.append(say("No option holds that value."))
    return Grade(float(predicted.option in right), tuple(reasons), parts)


def predicted_range(question: Predict, response: Predicted) -> tuple[float, float] | None:
    """What was predicted, from and to: equal for a number; None where nothing was.

    The lowest option has no lower end and the highest no upper one, whatever a pack writes
    there: `0.85` to `1.01` of a share is meant as 0.85 and more.
    """
    option, value = response.option, response.value
    if option is not None and 0 <= option < len(question.options):
        low, high = question.options[option].low, question.options[option].high
        lowest = low == min(each.low for each in question.options)
        highest = high == max(each.high for each in question.options)
        return -math.inf if lowest else low, math.inf if highest else high
    return None if value is None or not math.isfinite(value) else (value, value)


def named(grade: Grade, title: str) -> Grade:
    """The grade with the title of the metric beside the number that the run measured."""
    return replace(
        grade,
        reasons=tuple(
            say("The run measured {metric}: {value}.", metric=title, **reason.values)
            if reason.template == MEASURED
            else reason
            for reason in grade.reasons
        ),
    )


def holds(option: Outcome, measured: float) -> bool:
    """Whether a measurement lies in an option's range; an open end includes infinity."""
    return option.low <= measured < option.high or measured == option.high == math.inf


def _distance(question: Predict, predicted: Predicted, measured: float) -> list[Text]:
    """How far the prediction lies from the measurement, in words; nothing inside an option."""
    option = predicted.option
    if option is not None and 0 <= option < len(question.options):
        return _outside(question.options[option], measured)
    value = predicted.value
    if value is None or not math.isfinite(value) or not math.isfinite(measured):
        return []
    said = {"value": show(value), "gap": show(abs(value - measured))}
    if value == measured:
        return [say("You predicted exactly that.")]
    times = value / measured if measured else 0.0
    if times >= _TIMES:
        return [say("You predicted {value}, {times} times as much.", times=f"{times:.3g}", **said)]
    if 0 < times <= 1 / _TIMES:
        times = 1 / times
        return [
            say(
                "You predicted {value}; that is {times} times too little.",
                times=f"{times:.3g}",
                **said,
            )
        ]
    if value > measured:
        return [say("You predicted {value}: {gap} too much.", **said)]
    return [say("You predicted {value}: {gap} too little.", **said)]


def _outside(option: Outcome, measured: float) -> list[Text]:
    if holds(option, measured) or not math.isfinite(measured):
        return []
    if measured < option.low:
        gap, edge = option.low - measured, option.low
        return [
            say(
                "That is {gap} below what you predicted, which begins at {edge}.",
                gap=show(gap),
                edge=show(edge),
            )
        ]
    gap, edge = measured - option.high, option.high
    return [
        say(
            "That is {gap} above what you predicted, which ends at {edge}.",
            gap=show(gap),
            edge=show(edge),
        )
    ]


def _closeness(question: Predict, value: float | None, measured: float) -> float:
    if value is None or math.isinf(measured):
        return float(value == measured)
    return float(within(value, measured, relative=question.relative))
