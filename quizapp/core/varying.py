"""A numeric question with other numbers: the values are given, drawing them is not its business."""

import re
from collections.abc import Mapping
from dataclasses import replace

from quizapp.core.arithmetic import evaluate
from quizapp.core.numbers import show
from quizapp.core.questions import Numeric


def varied(question: Numeric, values: Mapping[str, float]) -> Numeric:
    """The question with `values` in place of its names, and the answer that its check gives.

    `values` has one of the values for every name in `vary`. A question that does not vary is
    returned as it is. Raises `ExpressionError` if the check has no value for these numbers.
    """
    if not question.vary:
        return question
    shown = {name: show(values[name], 15) for name, _ in question.vary}
    return replace(
        question,
        prompt=_filled(question.prompt, shown),
        hint=_filled(question.hint, shown),
        explanation=_filled(question.explanation, shown),
        answer=evaluate(question.check, values),
    )


def _filled(text: str, shown: Mapping[str, str]) -> str:
    """The text with `{name}` replaced, but not where braces are LaTeX's, as in `x_{n}`."""
    names = "|".join(map(re.escape, shown))
    return re.sub(rf"(?<![A-Za-z_^}}\]])\{{({names})\}}", lambda found: shown[found[1]], text)
