"""The response that is fully right, for tests of content and for showing a solution."""

from quizapp.core.grading.gaps import gaps
from quizapp.core.grading.lines import right_option
from quizapp.core.questions import (
    Bug,
    Choice,
    Cloze,
    Explain,
    Match,
    Numeric,
    Order,
    Output,
    Predict,
    Question,
    TextAnswer,
    TrueFalse,
)
from quizapp.core.responses import (
    Arranged,
    Chosen,
    Explained,
    Filled,
    Judged,
    Marked,
    Paired,
    Response,
    Typed,
)


def solution(question: Question) -> Response | None:
    """The response that `grade` finds fully right; None where only a run can tell (predict)."""
    match question:
        case Explain(model_answer=text, key_points=points):
            return Explained(text, frozenset(range(len(points))))
        case Predict():
            return None
        case Order(steps=steps):
            return Arranged(tuple(range(len(steps))))
        case Match(pairs=pairs):
            return Paired(tuple(range(len(pairs))))
        case Bug(lines=lines):
            return Marked(frozenset(lines))
    return _entered(question)


def _entered(question: Question) -> Response:
    match question:
        case Choice(options=options):
            return Chosen(frozenset(at for at, option in enumerate(options) if option.correct))
        case TrueFalse(answer=truth):
            return Judged(truth)
        case Numeric(answer=number):
            return Typed(repr(float(number)))
        case TextAnswer(accept=accepted):
            return Typed(accepted[0])
        case Cloze(text=text):
            return Filled(tuple("".join(gap.answers[:1]) for gap in gaps(text)))
        case Output(options=offered):
            right = right_option(question)
            return Typed(question.answer) if not offered else Chosen(_one(right))
    raise TypeError(f"{question.kind} questions have no solution")


def _one(place: int | None) -> frozenset[int]:
    return frozenset() if place is None else frozenset({place})
