"""Answers in one's own words, scored by the key points that the learner says are covered."""

from quizapp.core.grading.expecting import expect, share
from quizapp.core.questions import Explain
from quizapp.core.responses import Explained, Grade, Response
from quizapp.core.say import say


def grade_explain(question: Explain, response: Response) -> Grade:
    """The share of key points covered, a part for each."""
    covered = expect(question, response, Explained).covered
    parts = tuple(point in covered for point in range(len(question.key_points)))
    reason = say("You covered {count} of {total} key points.", count=sum(parts), total=len(parts))
    return Grade(share(parts), (reason,), parts)
