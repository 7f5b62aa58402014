"""Reading questions with their answers, one after another: nothing is asked or recorded."""

from dataclasses import replace

from quizapp.core.ids import QuestionId
from quizapp.core.questions import Choice, Match, Numeric, Order, Output, Predict, Question
from quizapp.core.responses import Grade
from quizapp.core.session import Mode, Phase
from quizapp.core.varying import varied
from quizapp.services.house import House, Wish
from quizapp.services.views import QuizView


def to_read(house: House, wish: Wish) -> tuple[QuestionId, ...]:
    """What is wished for, in the order of a book.

    Raises UsageError for a pack, topic or kind that does not exist.
    """
    return house.select(replace(wish, mode=Mode.BROWSE))


def opened(house: House, wanted: QuestionId, *, number: int = 1, total: int = 1) -> QuizView:
    """A question with its answer, in the language on screen."""
    question = house.library.question(wanted, house.lang)
    if isinstance(question, Numeric) and question.vary:
        question = varied(question, {name: values[0] for name, values in question.vary})
    return QuizView(
        question=question,
        phase=Phase.REVEALED,
        number=number,
        total=total,
        order=tuple(range(_parts(question))),
        lang=house.lang,
        topic=house.library.topic_title(wanted, house.lang),
        grade=Grade(0.0),
    )


def _parts(question: Question) -> int:
    match question:
        case Choice(options=options) | Output(options=options):
            return len(options)
        case Predict(options=outcomes):
            return len(outcomes)
        case Order(steps=steps):
            return len(steps)
        case Match(pairs=pairs):
            return len(pairs)
    return 0
