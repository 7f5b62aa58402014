"""The lab: one demo with its knobs, its run, its story."""

from collections.abc import Callable
from dataclasses import replace

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from quizapp.core.mathtext import unicode_math
from quizapp.core.say import plain, say
from quizapp.services.laboratory import Experiment
from quizapp.tui.commands import LAB, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.keybar import KeyBar
from quizapp.tui.widgets.knobs import Knobs
from quizapp.tui.widgets.prose import Prose
from quizapp.tui.widgets.run_view import RunView

DEVICES = ("auto", "cpu", "cuda")
WIDE = 120
"""From this width on knobs and story stand beside the run."""


class DemoScreen(BaseScreen[None]):
    """Turn knobs, run, watch. `esc` stops a run at once; once more goes back."""

    KEYS = LAB
    BINDINGS = bindings(LAB)

    def __init__(
        self,
        experiment: Experiment,
        *,
        start: bool = False,
        on_measured: Callable[[float], None] | None = None,
    ) -> None:
        super().__init__()
        self.experiment = experiment
        self._start = start
        self._on_measured = on_measured

    def compose(self) -> ComposeResult:
        spec = self.experiment.spec
        words = self.house.laboratory.words(spec, self.house.lang)
        with Horizontal(id="lab"):
            with Vertical(id="panel"):
                yield Knobs(spec, self.experiment.knobs, self.tr, words)
                yield Static(id="setting")
                with VerticalScroll(id="story", can_focus=False):
                    yield Prose(plain(spec.story, words))
            yield RunView(self.tr, words)
        yield KeyBar(self.tr)

    def on_resize(self, event: events.Resize) -> None:
        self.query_one(Knobs).compact = event.size.width < WIDE

    def on_mount(self) -> None:
        self._show_setting()
        self.refresh_keys()
        if self._start:
            self.call_after_refresh(self.action_run)
        else:
            self.add_class("-story")
            self.query_one(RunView).announce(self.experiment)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stop is shown only while something runs, the story only where it is hidden."""
        if action == "story":
            return self.has_class("-narrow")
        if action == "stop":
            return bool(self.query(RunView)) and self.query_one(RunView).running
        return True

    def action_run(self) -> None:
        """Run with the knobs as they stand."""
        self.remove_class("-story")
        self.query_one(RunView).start(self.experiment, self.house.laboratory.run(self.experiment))
        self.refresh_keys()

    def action_stop(self) -> None:
        """Stop at once."""
        self.query_one(RunView).stop()

    def action_reset(self) -> None:
        """Every knob back to its default."""
        self.query_one(Knobs).values = self.experiment.spec.values({})
        self._take()

    def action_previous_knob(self) -> None:
        """Choose the knob above."""
        self.query_one(Knobs).choose(-1)

    def action_next_knob(self) -> None:
        """Choose the knob below."""
        self.query_one(Knobs).choose(1)

    def action_turn(self, direction: int) -> None:
        """Turn the chosen knob."""
        self.query_one(Knobs).turn(direction)

    def action_device(self) -> None:
        """Automatic, CPU, CUDA, and around."""
        place = DEVICES.index(self.experiment.device)
        device = DEVICES[(place + 1) % len(DEVICES)]
        self.experiment = replace(self.experiment, device=device)
        self._show_setting()

    def action_seed(self) -> None:
        """Run once more with other random numbers."""
        self.experiment = replace(self.experiment, seed=self.experiment.seed + 1)
        self._show_setting()
        self.action_run()

    def action_read(self, direction: int) -> None:
        """Scroll through claims and metrics."""
        self.query_one(RunView).read_on(direction)

    def action_story(self) -> None:
        """Show or hide the story, which takes the figure's place on a small screen."""
        self.toggle_class("-story")

    def action_back(self) -> None:
        """Stop what runs, close the story over a run, or go back."""
        run = self.query_one(RunView)
        if run.stop():
            return
        if run.shown and self.has_class("-story", "-narrow"):
            self.remove_class("-story")
        else:
            self.dismiss()

    def on_knobs_turned(self, message: Knobs.Turned) -> None:
        """Keep the values for the next run."""
        message.stop()
        self._take()

    def on_run_view_measured(self, message: RunView.Measured) -> None:
        """Pass the measurement on to the question that asked for it."""
        message.stop()
        if self._on_measured:
            self._on_measured(message.value)
            self._on_measured = None
            self.tell(say("Your prediction is graded: esc goes back to it."))

    def on_run_view_ended(self, message: RunView.Ended) -> None:
        """Nothing runs any more."""
        message.stop()
        self.refresh_keys()

    def language_changed(self) -> None:
        spec = self.experiment.spec
        words = self.house.laboratory.words(spec, self.house.lang)
        self.query_one(Knobs).speak(self.tr, words)
        self.query_one(RunView).speak(self.tr, words)
        self.query_one(Prose).update(unicode_math(plain(spec.story, words)))
        self._show_setting()
        self.refresh_keys()

    def _take(self) -> None:
        self.experiment = replace(self.experiment, knobs=dict(self.query_one(Knobs).values))

    def _show_setting(self) -> None:
        told = say(
            "device {device} · seed {seed}",
            device=self.experiment.device,
            seed=self.experiment.seed,
        )
        self.query_one("#setting", Static).update(literal(plain(told, self.tr), "$foreground 65%"))
