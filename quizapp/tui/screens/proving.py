"""Running the demo that a question is linked to."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from textual.widgets import Static

from quizapp.core.grading import predicted_range
from quizapp.core.questions import Predict, Question
from quizapp.core.responses import Predicted
from quizapp.core.say import Words, plain, say
from quizapp.errors import QuizappError
from quizapp.services.views import QuizView
from quizapp.tui.keys import sign_of
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.bench import Bench
from quizapp.tui.widgets.responder import Responder

WIDE = 120
"""From this width on a demo runs beside the explanation, below it on a screen of its own."""


def run_linked(
    screen: BaseScreen[Any], view: QuizView, on_measured: Callable[[float, Words], None]
) -> None:
    """Run the demo of a view's question beside the explanation, or on a screen of its own.

    Beside it, what is measured comes as messages of the bench's run; a screen calls
    `on_measured`. A demo that cannot be started is told and nothing else happens.
    """
    laboratory, question = screen.house.laboratory, view.question
    if question.demo is None:
        return
    try:
        experiment = laboratory.experiment(question.demo, question.id)
    except QuizappError as error:
        screen.tell(error.told(screen.tr), severity="warning")
        return
    if isinstance(question, Predict):
        given = view.response
        predicted = predicted_range(question, given) if isinstance(given, Predicted) else None
        experiment = replace(experiment, watch=question.metric, predicted=predicted)
    if screen.app.size.width < WIDE:
        from quizapp.tui.screens.demo import DemoScreen

        screen.app.push_screen(DemoScreen(experiment, start=True, on_measured=on_measured))
        return
    words = laboratory.words(experiment.spec, screen.house.lang)
    bench = screen.query_one(Bench)
    bench.show(experiment, lambda: laboratory.run(experiment), screen.tr, words)


def may_run(screen: BaseScreen[Any], question: Question) -> bool:
    """Whether a question has a demo, and it may run.

    If not it is said below a prediction, which takes no answer then: nothing could measure it.
    """
    refusal = screen.house.laboratory.barred(question)
    if refusal is None:
        return question.demo is not None
    if isinstance(question, Predict) and not screen.query(".barred"):
        way_on = say(
            "So the prediction cannot be measured now: {skip} skips the question,"
            " {bury} leaves it out today.",
            skip=sign_of(screen, "quiz.skip"),
            bury=sign_of(screen, "quiz.bury"),
        )
        told = f"{refusal.told(screen.tr)}\n{plain(way_on, screen.tr)}"
        shown = Static(literal(told, "$text-warning"), classes="barred")
        screen.query_one("#question").mount(shown)
        screen.query_one(Responder).disabled = True
        screen.call_after_refresh(screen.refresh_keys)
    return False
