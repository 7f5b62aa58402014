"""What every grader needs: the right type of response, and a share as a score."""

from typing import TypeVar

from quizapp.core.questions import Question
from quizapp.core.responses import Response

Expected = TypeVar("Expected")


def expect(question: Question, response: Response, kind: type[Expected]) -> Expected:
    """The response, if it is of the type that the question's kind takes; else TypeError."""
    if not isinstance(response, kind):
        raise TypeError(
            f"{question.id} ({question.kind}) takes {kind.__name__}, not {type(response).__name__}"
        )
    return response


def share(parts: tuple[bool, ...]) -> float:
    """How many of the parts are right, 0 to 1; 0 where there are none."""
    return sum(parts) / len(parts) if parts else 0.0
