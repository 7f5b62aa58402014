"""Finds the grader for a question's kind."""

from functools import singledispatch

from quizapp.core.grading.arranging import grade_match, grade_order
from quizapp.core.grading.explaining import grade_explain
from quizapp.core.grading.gaps import grade_cloze, unreadable_gap
from quizapp.core.grading.lines import grade_bug, grade_output
from quizapp.core.grading.numeric import grade_numeric, read
from quizapp.core.grading.options import grade_choice, grade_true_false
from quizapp.core.grading.predicting import grade_predict
from quizapp.core.grading.text import grade_text
from quizapp.core.questions import Cloze, Numeric, Question
from quizapp.core.responses import Filled, Grade, Response, Typed
from quizapp.core.say import Text, say


def grade(question: Question, response: Response | None) -> Grade:
    """How right the response is; None is “I don't know”.

    Raises TypeError if the response is not of the question's kind, and ValueError if a
    prediction has no measurement yet.
    """
    if response is None:
        return Grade(0.0, (say("You said that you do not know this yet."),))
    return _graded(question, response)


def understand(question: Question, response: Response) -> Text | None:
    """Why a response cannot be read, asked before it is committed; None if it can be.

    Only numbers can be unreadable, also in gaps: a slip in `1e-3` must not cost the answer.
    """
    if isinstance(question, Numeric) and isinstance(response, Typed):
        reading = read(response.text, question.unit)
        return reading if isinstance(reading, Text) else None
    if isinstance(question, Cloze) and isinstance(response, Filled):
        return unreadable_gap(question, response)
    return None


@singledispatch
def _graded(question: Question, response: Response) -> Grade:
    raise TypeError(f"{question.kind} questions cannot be graded; found {response!r}")


_graded.register(grade_choice)
_graded.register(grade_true_false)
_graded.register(grade_numeric)
_graded.register(grade_text)
_graded.register(grade_cloze)
_graded.register(grade_output)
_graded.register(grade_bug)
_graded.register(grade_order)
_graded.register(grade_match)
_graded.register(grade_explain)
_graded.register(grade_predict)
