"""The place beside the explanation where a demo runs; empty and away until it is used.

What draws a run brings NumPy and is loaded when the first run starts.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.containers import Vertical

from quizapp.core.say import Translate
from quizapp.services.laboratory import Experiment

if TYPE_CHECKING:
    from quizapp.lab.run import Run
    from quizapp.tui.widgets.run_view import RunView


class Bench(Vertical):
    """Holds one run at a time."""

    view: "RunView | None" = None

    def show(
        self,
        experiment: Experiment,
        run: "Callable[[], Run]",
        tr: Translate,
        words: Translate | None,
    ) -> None:
        """Start a run and show it, in the place of the one before."""
        from quizapp.tui.widgets.run_view import RunView

        self.close()
        self.view = view = RunView(tr, words)
        self.mount(view)
        self.display = True
        self.call_after_refresh(lambda: view.start(experiment, run()))

    def stop(self) -> bool:
        """Stop the run, which stays in view; false where none is under way."""
        return self.view is not None and self.view.stop()

    def close(self) -> bool:
        """Stop the run and take it away; false where there is none."""
        if self.view is None:
            return False
        self.view.stop()
        self.view.remove()
        self.view = None
        self.display = False
        return True
