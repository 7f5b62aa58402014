"""A run as it happens: the figure, what it says, metrics, and claims that tick."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import ProgressBar, Static

from quizapp.core.say import Text, Translate, Words, plain, say
from quizapp.lab.api import Claim, Figure, Metric, Progress
from quizapp.lab.messages import Failed, Finished, Started, Stopped
from quizapp.lab.messages import Message as RunMessage
from quizapp.services.laboratory import Experiment
from quizapp.tui.literal import literal
from quizapp.tui.widgets.figure import FigureView

if TYPE_CHECKING:
    from quizapp.lab.run import Run


def number(value: float) -> str:
    """A measured number, short enough to compare at a glance."""
    return f"{value:.4g}"


class RunView(Vertical):
    """Runs one experiment and shows what it reports. Stops it when it is taken away."""

    @dataclass
    class Measured(Message):
        """The metric that is watched was measured."""

        value: float

    @dataclass
    class Ended(Message):
        """The run is over: finished, failed or stopped."""

        failed: bool

    def __init__(self, tr: Translate, words: Translate | None = None) -> None:
        super().__init__()
        self.tr = tr
        self.words = words
        self._run: Run | None = None
        self._claims: list[Claim] = []
        self._metrics: list[Metric] = []
        self._device = ""
        self._figure: Figure | None = None
        self._experiment: Experiment | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="run-title")
        yield Static(id="run-state")
        yield ProgressBar(total=1.0, show_eta=False, id="run-progress")
        yield FigureView(self.words)
        yield Static(id="run-says")
        with VerticalScroll(id="run-results", can_focus=False):
            yield Static(id="run-claims")
            yield Static(id="run-metrics")
            yield Static(id="run-failure")

    def announce(self, experiment: Experiment) -> None:
        """Before the first run: what it is, and how to begin."""
        self._experiment = experiment
        self.query_one(ProgressBar).display = False
        self._entitle()
        self._state(plain(say("r runs it"), self.tr))

    def speak(self, tr: Translate, words: Translate | None) -> None:
        """The same run in another language."""
        self.tr, self.words = tr, words
        figure = self.query_one(FigureView)
        figure.tr = words
        figure.show(self._figure)
        self._entitle()
        self._show_claims()
        self._show_metrics(self._experiment.watch if self._experiment else "")
        if self._figure is not None:
            self._says(self._figure.says)

    def _entitle(self) -> None:
        if self._experiment:
            title = self._own(self._experiment.spec.title)
            self.query_one("#run-title", Static).update(literal(title, "bold $primary"))

    @property
    def shown(self) -> bool:
        """Whether a run has shown something."""
        return self._figure is not None or bool(self._claims)

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._run is not None

    def start(self, experiment: Experiment, run: "Run") -> None:
        """Show a run from its beginning; one under way is stopped."""
        self.stop()
        self._claims.clear()
        self._metrics.clear()
        self.remove_class("-failed")
        self._experiment = experiment
        self._figure = None
        self._entitle()
        state = plain(say("Starting…"), self.tr)
        self.query_one("#run-state", Static).update(literal(state, "$foreground 65%"))
        self.query_one(FigureView).show(None)
        for name in ("says", "claims", "metrics", "failure"):
            self.query_one(f"#run-{name}", Static).update(Content(""))
        bar = self.query_one(ProgressBar)
        bar.display = True
        bar.update(progress=0)
        self._run = run
        self.run_worker(self._follow(experiment, run), group="run", exclusive=True)

    def read_on(self, direction: int) -> None:
        """Scroll the claims and metrics down (1) or up (-1)."""
        results = self.query_one("#run-results", VerticalScroll)
        results.scroll_relative(y=direction * max(1, results.size.height - 1), animate=False)

    def stop(self) -> bool:
        """Stop the run at once; false where none is under way."""
        if self._run is None:
            return False
        self._run.stop()
        self._run = None
        return True

    def on_unmount(self) -> None:
        self.stop()

    async def _follow(self, experiment: Experiment, run: "Run") -> None:
        failed = False
        async for message in run:
            failed = failed or isinstance(message, Failed)
            self._show(message, experiment.watch)
        if self._run is run:
            self._run = None
        self.query_one(ProgressBar).display = False
        self.post_message(self.Ended(failed))

    def _show(self, message: RunMessage, watch: str) -> None:
        match message:
            case Started(reason=reason):
                self._device = plain(reason, self.tr)
                self._state(self._device)
            case Progress(done=done, note=note):
                self.query_one(ProgressBar).update(progress=done)
                if note:
                    self._state(f"{self._device} · {self._own(note)}")
            case Figure():
                self._figure = message
                self.query_one(FigureView).show(message)
                self._says(message.says)
            case Metric(name=name, value=value):
                self._metrics.append(message)
                self._show_metrics(watch)
                if name == watch:
                    self.post_message(self.Measured(value))
            case Claim():
                self._claims.append(message)
                self._show_claims()
            case Failed():
                self._show_failure(message)
            case Finished(seconds=seconds):
                self._finished(seconds)
            case Stopped():
                self._state(plain(say("Stopped."), self.tr))

    def _own(self, words: Words) -> str:
        return plain(words, self.words)

    def _state(self, text: str) -> None:
        self.query_one("#run-state", Static).update(literal(text, "$foreground 65%"))

    def _says(self, words: Words) -> None:
        self.query_one("#run-says", Static).update(literal(self._own(words)))

    def _finished(self, seconds: float) -> None:
        held = sum(claim.holds for claim in self._claims)
        told = say(
            "{held} of {claims} claims hold, in {seconds:.1f} s · {device}",
            device=self._device,
            held=held,
            claims=len(self._claims),
            seconds=seconds,
        )
        self._state(plain(told, self.tr))

    def _show_claims(self) -> None:
        rows = []
        for claim in self._claims:
            sign, style, word = (
                ("✓", "bold $text-success", say("holds"))
                if claim.holds
                else ("✗", "bold $text-error", say("does not hold"))
            )
            rows.append(
                Content.assemble(
                    (f"{sign} ", style),
                    literal(self._own(claim.text)),
                    literal(f"\n  {number(claim.measured)} ", "bold"),
                    literal(f"({claim.expected}) "),
                    literal(plain(word, self.tr), style),
                    literal(f" · {self._own(claim.source)}", "$foreground 65%"),
                )
            )
        self.query_one("#run-claims", Static).update(Content("\n").join(rows))

    def _show_metrics(self, watch: str) -> None:
        rows = []
        for metric in self._metrics:
            label = self._own(metric.label) if metric.label else metric.name
            style = "bold $text-accent" if metric.name == watch else ""
            rows.append(
                Content.assemble(
                    literal(f"{number(metric.value)} {metric.unit}".rstrip(), f"bold {style}"),
                    literal(f"  {label}", style or "$foreground 65%"),
                )
            )
        self.query_one("#run-metrics", Static).update(Content("\n").join(rows))

    def _show_failure(self, failure: Failed) -> None:
        self.add_class("-failed")
        self._state(plain(say("The run failed."), self.tr))
        parts = [literal(plain(failure.message, self.tr), "bold $text-error")]
        if failure.tail:
            last: Text = say("The last lines of its output:")
            parts += [literal(plain(last, self.tr), "$foreground 65%"), literal(failure.tail)]
        self.query_one("#run-failure", Static).update(Content("\n").join(parts))
