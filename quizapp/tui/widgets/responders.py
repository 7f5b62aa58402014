"""Which widget takes the response to which kind.

Each is imported when a question of its kind is shown: the first question waits for one of them.
"""

from importlib import import_module

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
from quizapp.tui.widgets.responder import Responder


def responder_for(view: QuizView, tr: Translate, draft: Response | None = None) -> Responder:
    """The widget for a question, with what was entered so far."""
    module, name = _kind(view)
    widget: type[Responder] = getattr(import_module(f"quizapp.tui.widgets.{module}"), name)
    return widget(view, tr, draft)


def _kind(view: QuizView) -> tuple[str, str]:
    """The module and the class in it."""
    line, options = ("writing", "LineResponder"), ("choosing", "OptionsResponder")
    match view.question:
        case Choice():
            return options
        case TrueFalse():
            return "choosing", "TrueFalseResponder"
        case Predict(options=given):
            return ("choosing", "OutcomesResponder") if given else line
        case Output(options=given) if given:
            return options
        case Output(answer=answer):
            return ("writing", "PadResponder") if "\n" in answer.strip() else line
        case Cloze():
            return "cloze", "ClozeResponder"
        case Explain():
            return "explaining", "ExplainResponder"
        case Order():
            return "arranging", "OrderResponder"
        case Match():
            return "arranging", "MatchResponder"
        case Bug():
            return "marking", "BugResponder"
        case _:
            return line
