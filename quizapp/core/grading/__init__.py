"""How right a response is: pure functions from a question and a response to a grade.

Nothing here draws, stores or runs anything; a prediction comes with its measurement.
"""

from quizapp.core.grading.arranging import places_given
from quizapp.core.grading.dispatch import grade, understand
from quizapp.core.grading.doubts import Doubt, doubts
from quizapp.core.grading.gaps import Gap, blanked, gaps
from quizapp.core.grading.key_points import found_key_points
from quizapp.core.grading.numeric import within
from quizapp.core.grading.predicting import named, predicted_range
from quizapp.core.grading.rating import suggest
from quizapp.core.grading.solving import solution

__all__ = [
    "Doubt",
    "Gap",
    "blanked",
    "doubts",
    "found_key_points",
    "gaps",
    "grade",
    "named",
    "places_given",
    "predicted_range",
    "solution",
    "suggest",
    "understand",
    "within",
]
