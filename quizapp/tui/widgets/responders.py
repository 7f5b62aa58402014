"""Which widget takes the response to which kind."""

from quizapp.core.questions import (
    Bug,
    Choice,
    Cloze,
    Explain,
    Match,
    Order,
    Output,
    Predict,
    TrueFalse,
)
from quizapp.core.responses import Response
from quizapp.core.say import Translate
from quizapp.services.views import QuizView
from quizapp.tui.widgets.arranging import BugResponder, MatchResponder, OrderResponder
from quizapp.tui.widgets.choosing import (
    OptionsResponder,
    OutcomesResponder,
    TrueFalseResponder,
)
from quizapp.tui.widgets.cloze import ClozeResponder
from quizapp.tui.widgets.explaining import ExplainResponder
from quizapp.tui.widgets.responder import Responder
from quizapp.tui.widgets.writing import LineResponder, PadResponder


def responder_for(view: QuizView, tr: Translate, draft: Response | None = None) -> Responder:
    """The widget for a question, with what was entered so far."""
    return _kind(view)(view, tr, draft)


def _kind(view: QuizView) -> type[Responder]:
    match view.question:
        case Choice():
            return OptionsResponder
        case TrueFalse():
            return TrueFalseResponder
        case Predict(options=options):
            return OutcomesResponder if options else LineResponder
        case Output(options=options) if options:
            return OptionsResponder
        case Output(answer=answer):
            return PadResponder if "\n" in answer.strip() else LineResponder
        case Cloze():
            return ClozeResponder
        case Explain():
            return ExplainResponder
        case Order():
            return OrderResponder
        case Match():
            return MatchResponder
        case Bug():
            return BugResponder
        case _:
            return LineResponder
