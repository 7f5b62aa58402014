"""The lab: one demo with its knobs, its run, its story and its source."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.timer import Timer
from textual.widgets import Static

from quizapp.core.mathtext import unicode_math
from quizapp.core.say import Words, plain, say
from quizapp.errors import QuizappError
from quizapp.services.laboratory import Experiment
from quizapp.tui.commands import LAB, bindings
from quizapp.tui.keys import back
from quizapp.tui.literal import literal
from quizapp.tui.screens.asking import AskingScreen
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.keybar import KeyBar
from quizapp.tui.widgets.knobs import Knobs
from quizapp.tui.widgets.prose import Prose
from quizapp.tui.widgets.results import shown
from quizapp.tui.widgets.run_view import RunView
from quizapp.tui.widgets.source import Source

DEVICES = ("auto", "cpu", "cuda")
WIDE = 120
"""From this width on knobs and story stand beside the run."""
RERUN_S = 0.15
"""How long a knob rests before the demo runs with it: a held key would start a run each time."""


class DemoScreen(BaseScreen[None]):
    """Turn knobs and watch. `esc` stops a run at once; once more goes back."""

    KEYS = LAB
    BINDINGS = bindings(LAB)

    def __init__(
        self,
        experiment: Experiment,
        *,
        start: bool = False,
        on_measured: Callable[[float, Words], None] | None = None,
    ) -> None:
        super().__init__()
        self.experiment = experiment
        self._start = start
        self._asked = experiment
        """What a question asked for: only a run of this grades a prediction."""
        self._on_measured = on_measured
        self._rerun: Timer | None = None
        self._draft: Path | None = None

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
            self.run_worker(self.house.laboratory.warm(), group="warm")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What does nothing now is not shown: stop, save, the story where it is in view."""
        if action == "story":
            return self.has_class("-narrow")
        if action in ("turn", "type", "reset"):
            return bool(self.experiment.knobs)
        if action in ("stop", "save") and not self.query(RunView):
            return False
        if action == "stop":
            return self.query_one(RunView).running
        if action == "save":
            return self.query_one(RunView).figure is not None
        return True

    # Running

    def action_run(self) -> None:
        """Run with the knobs as they stand."""
        if self._rerun is not None:
            self._rerun.stop()
        self.remove_class("-story")
        try:
            run = self.house.laboratory.run(self.experiment)
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
            return
        self.query_one(RunView).start(self.experiment, run)
        self.refresh_keys()

    def action_stop(self) -> None:
        """Stop at once."""
        self.query_one(RunView).stop()

    def action_seed(self) -> None:
        """Run once more with other random numbers."""
        self.experiment = replace(self.experiment, seed=self.experiment.seed + 1)
        self._show_setting()
        self.action_run()

    def action_device(self) -> None:
        """Automatic, CPU, CUDA, and around; a run on screen is repeated there."""
        place = DEVICES.index(self.experiment.device)
        device = DEVICES[(place + 1) % len(DEVICES)]
        self.experiment = replace(self.experiment, device=device)
        self._show_setting()
        if self.query_one(RunView).begun:
            self._run_soon()

    # Knobs

    def action_reset(self) -> None:
        """Every knob back to its default."""
        self._set(self.experiment.spec.values({}))

    def action_previous_knob(self) -> None:
        """Choose the knob above."""
        self.query_one(Knobs).choose(-1)

    def action_next_knob(self) -> None:
        """Choose the knob below."""
        self.query_one(Knobs).choose(1)

    def action_choose(self, place: int) -> None:
        """Choose the knob that was clicked."""
        self.query_one(Knobs).chosen = place

    def action_turn(self, direction: int) -> None:
        """Turn the chosen knob."""
        self.query_one(Knobs).turn(direction)

    def action_type(self) -> None:
        """Ask for the chosen knob's value."""
        knob = self.query_one(Knobs).knob
        if knob is None:
            return
        name, now = knob.name, shown(self.experiment.knobs[knob.name])

        def take(typed: str | None) -> None:
            if typed is not None:
                self._set({**self.experiment.knobs, name: knob.value(typed.strip())})

        asking = AskingScreen(name, now, knob.range(), lambda typed: knob.value(typed.strip()))
        self.app.push_screen(asking, take)

    def on_knobs_turned(self, message: Knobs.Turned) -> None:
        """Run again with the new values."""
        message.stop()
        self._take()

    def _set(self, values: object) -> None:
        assert isinstance(values, dict)
        self.query_one(Knobs).values = values
        self._take()

    def _take(self) -> None:
        self.experiment = replace(self.experiment, knobs=dict(self.query_one(Knobs).values))
        self._run_soon()

    def _run_soon(self) -> None:
        if self._rerun is not None:
            self._rerun.stop()
        self._rerun = self.set_timer(RERUN_S, self.action_run)

    # Looking

    def action_compare(self) -> None:
        """Show or hide the run before."""
        view = self.query_one(RunView)
        if not view.comparable:
            self.tell(say("There is no other run yet to compare with."))
            return
        view.compare(not view.comparing)
        told = say("Compared with the run before.") if view.comparing else say("Not compared.")
        self.tell(told)

    def action_read(self, direction: int) -> None:
        """Scroll through the source, or through claims and metrics."""
        if self.has_class("-source"):
            self.query_one(Source).read_on(direction)
        else:
            self.query_one(RunView).read_on(direction)

    def action_story(self) -> None:
        """Show or hide the story, which takes the figure's place on a small screen."""
        self.remove_class("-source")
        self.toggle_class("-story")

    def action_source(self) -> None:
        """Show or hide the source: below the figure, or in its place on a small screen."""
        if not self.query(Source):
            self.mount(Source(self.experiment.spec.source), after="#lab")
        self.remove_class("-story")
        self.toggle_class("-source")

    def action_picture(self) -> None:
        """Show figures as real pictures, where the terminal can, or in characters again."""
        from quizapp.tui.pictures import widget_for

        view = self.query_one(RunView)
        try:
            view.photograph(None if view.pictured else widget_for(self.app))
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")

    def action_back(self) -> None:
        """Stop what runs, close what covers a run, or go back."""
        run = self.query_one(RunView)
        if run.stop():
            return
        if self.has_class("-source"):
            self.remove_class("-source")
        elif run.shown and self.has_class("-story", "-narrow"):
            self.remove_class("-story")
        else:
            self.dismiss()

    # Keeping

    def action_save(self) -> None:
        """Ask for a file's name and save the figure on screen."""
        from quizapp.tui.screens.keeping import ask_and_save

        view = self.query_one(RunView)
        if view.figure is not None:
            ask_and_save(self, view.figure, self.experiment.spec.id, view.words)

    def action_edit(self) -> None:
        """Open a copy in the editor, then run it."""
        from quizapp.tui.screens.keeping import edit

        self._draft, spec = edit(self, self.experiment.spec, self._draft)
        if spec is not None:
            self._draft = None
            known = {knob.name for knob in spec.knobs}
            kept = {name: v for name, v in self.experiment.knobs.items() if name in known}
            try:
                experiment = Experiment(spec, spec.values(kept), self.experiment.seed)
            except QuizappError:  # a knob has another range now
                experiment = Experiment(spec, spec.values({}), self.experiment.seed)
            self.app.push_screen(DemoScreen(experiment, start=True))

    # What the run reports

    def on_run_view_measured(self, message: RunView.Measured) -> None:
        """Pass the measurement on to the question that asked for it."""
        message.stop()
        if self._on_measured and message.experiment == self._asked:
            self._on_measured(message.value, message.title)
            self._on_measured = None
            self.tell(say("Your prediction is graded: {back} goes back to it.", back=back(self)))

    def on_run_view_reached(self, message: RunView.Reached) -> None:
        """Mark the line that runs."""
        message.stop()
        for source in self.query(Source):
            source.reach(message.line)

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

    def _show_setting(self) -> None:
        told = say(
            "device {device} · seed {seed}",
            device=self.experiment.device,
            seed=self.experiment.seed,
        )
        self.query_one("#setting", Static).update(literal(plain(told, self.tr), "$text-muted"))
