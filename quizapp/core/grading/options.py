"""Questions answered by picking: choice and true-false."""

from quizapp.core.grading.expecting import expect
from quizapp.core.questions import Choice, TrueFalse
from quizapp.core.responses import Chosen, Grade, Judged, Response
from quizapp.core.say import Text, say


def overlap(picked: frozenset[int], right: frozenset[int]) -> float:
    """The right ones picked minus the wrong ones, over the right ones; 1 only for the same set."""
    if picked == right:
        return 1.0
    return max(0, len(picked & right) - len(picked - right)) / max(1, len(right))


def grade_choice(question: Choice, response: Response) -> Grade:
    """All right options and no other; a part for each option: was it treated rightly?"""
    picked = expect(question, response, Chosen).options
    right = frozenset(at for at, option in enumerate(question.options) if option.correct)
    parts = tuple((at in picked) == option.correct for at, option in enumerate(question.options))
    reasons = _differences(len(right - picked), len(picked - right)) if question.multiple else ()
    return Grade(overlap(picked, right), reasons, parts)


def _differences(missed: int, wrong: int) -> tuple[Text, ...]:
    reasons = []
    if missed == 1:
        reasons.append(say("You missed 1 right option."))
    elif missed:
        reasons.append(say("You missed {count} right options.", count=missed))
    if wrong == 1:
        reasons.append(say("You picked 1 wrong option."))
    elif wrong:
        reasons.append(say("You picked {count} wrong options.", count=wrong))
    return tuple(reasons)


def grade_true_false(question: TrueFalse, response: Response) -> Grade:
    """Right or wrong."""
    if expect(question, response, Judged).value == question.answer:
        return Grade(1.0)
    reason = say("The statement is true.") if question.answer else say("The statement is false.")
    return Grade(0.0, (reason,))
