"""The run that measures a prediction, or proves another answer, on the screen of the quiz."""

from typing import TYPE_CHECKING

from textual.reactive import reactive

from quizapp.core.questions import Predict
from quizapp.core.say import Words, say
from quizapp.core.session import Phase
from quizapp.services.views import QuizView
from quizapp.tui.keys import keys_of
from quizapp.tui.screens.proving import run_linked
from quizapp.tui.screens.stepping import SteppingScreen

if TYPE_CHECKING:
    from quizapp.tui.widgets.run_view import RunView


class MeasuringScreen(SteppingScreen):
    """Starts the linked demo and lets its measurement decide."""

    view: reactive[QuizView | None]

    def action_demo(self) -> None:
        """Run the linked demo: beside the explanation, or on a screen of its own."""
        if self.view and self.view.phase is not Phase.ASKING:
            run_linked(self, self.view, self._measured)

    def _measured(self, value: float, title: Words) -> None:
        """The metric that a prediction is about was measured."""
        view = self.view
        if view and view.phase is Phase.COMMITTED and isinstance(view.question, Predict):
            self.happen(lambda: self.quiz.measured(value, title))

    def on_run_view_measured(self, message: "RunView.Measured") -> None:
        """The run beside the explanation measured what is watched."""
        message.stop()
        self._measured(message.value, message.title)

    def on_run_view_ended(self, message: "RunView.Ended") -> None:
        """Whatever the run came to, the quiz goes on."""
        message.stop()
        view = self.view
        if message.failed and view and view.phase is Phase.COMMITTED:
            key = keys_of(self)
            told = say(
                "The run failed: {demo} runs it again, {skip} skips the question.",
                demo=key("demo"),
                skip=key("skip"),
            )
            self.tell(told)
