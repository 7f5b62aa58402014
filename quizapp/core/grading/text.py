"""Words and phrases: right only if they are the accepted ones after folding.

Precision before recall: what is wrong must never count as right, what is right may be asked about.
"""

from quizapp.core.folding import near, same, says
from quizapp.core.grading.expecting import expect
from quizapp.core.grading.slips import nearly
from quizapp.core.questions import TextAnswer
from quizapp.core.responses import Grade, Response, Typed
from quizapp.core.say import say


def grade_text(question: TextAnswer, response: Response) -> Grade:
    """Right, rejected with its why, nearly right (`near`, to be asked about), or wrong."""
    typed = expect(question, response, Typed)
    if any(same(typed.text, answer) for answer in question.accept):
        return Grade(1.0)
    for wrong in question.reject:
        if says(typed.text, wrong.text):
            return Grade(0.0, (say("{why}", why=wrong.why),))
    if any(says(typed.text, answer) for answer in question.accept):
        return Grade(1.0)
    for answer in question.accept:
        if typed.meant and same(typed.meant, answer):
            return Grade(1.0, (say("It is spelled “{answer}”.", answer=answer),))
    nearly = _nearly(question, typed.text)
    if nearly:
        reason = say("The answer is “{answer}”; yours is only nearly that.", answer=nearly)
        return Grade(0.0, (reason,), near=nearly)
    return Grade(
        0.0, tuple(say("The answer is “{answer}”.", answer=a) for a in question.accept[:1])
    )


def _nearly(question: TextAnswer, text: str) -> str:
    """The accepted answer that is one slip away, unless a wrong answer is just as close."""
    if any(near(text, wrong.text) for wrong in question.reject):
        return ""
    return nearly(text, question.accept)
