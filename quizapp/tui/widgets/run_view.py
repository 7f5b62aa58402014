"""A run as it happens: the figure, what it says, metrics, and claims that tick."""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.css.query import NoMatches
from textual.message import Message
from textual.widgets import ProgressBar, Static

from quizapp.core.say import Translate, Words, plain, say
from quizapp.lab.api import Claim, Figure, Metric, Progress
from quizapp.lab.messages import At, Failed, Finished, Started, Stopped
from quizapp.lab.messages import Message as RunMessage
from quizapp.services.laboratory import Experiment
from quizapp.tui.keys import sign_of
from quizapp.tui.literal import literal
from quizapp.tui.pictures import Photo, picture
from quizapp.tui.widgets.figure import FigureView
from quizapp.tui.widgets.results import MUTED, Outcome, Results
from quizapp.tui.widgets.told import Told

if TYPE_CHECKING:
    from quizapp.lab.run import Run

REST = 2.0
"""How long to rest after a figure, as a multiple of the work it was: keys come in between.

Figures that come meanwhile take each other's place, so a demo that floods shows the newest.
"""
TELLING_S = 1.0
"""How long a run must have taken before its pace says something about the rest."""


def time_left(done: float, seconds: float) -> int | None:
    """Seconds that are left of a run that got so far in `seconds`; None while that is unclear."""
    if done < 0.02 or done >= 1 or seconds < TELLING_S:
        return None
    return max(1, round(seconds * (1 - done) / done))


class RunView(Vertical):
    """Runs one experiment and shows what it reports. Stops it when it is taken away.

    The last run that ended well stays: its curves lie faintly beneath the next one's, and
    its numbers stand beside the new ones.
    """

    @dataclass
    class Measured(Message):
        """The metric that is watched was measured."""

        experiment: Experiment
        value: float
        title: Words
        """What the metric is; empty where the demo does not say."""

    @dataclass
    class Ended(Message):
        """The run is over: finished, failed or stopped."""

        failed: bool

    @dataclass
    class Reached(Message):
        """The run is in this line of its source now; 0 when it is over."""

        line: int

    def __init__(self, tr: Translate, words: Translate | None = None) -> None:
        super().__init__()
        self.tr = tr
        self.words = words
        self.comparing = True
        self._run: Run | None = None
        self._now: Outcome | None = None
        self._last: Outcome | None = None
        """The last run that reached its end."""
        self._before: Outcome | None = None
        """What the run on screen is compared with."""
        self._experiment: Experiment | None = None
        self._device: Words = ""
        self._status: tuple[Words, ...] = ()
        self._began = 0.0
        self._parts = 0
        """How many widgets it has; fewer while the screen is being taken down."""
        self._photo: Photo | None = None
        """Shows figures as pictures once a run is over; characters are drawn where None."""

    def on_mount(self) -> None:
        self._parts = len(self.children)
        self.query_one(FigureView).charset = getattr(self.app, "charset", "braille")

    @property
    def still(self) -> bool:
        """Motion is unwanted: a figure is drawn once, when the run is over."""
        return bool(getattr(self.app, "still", False))

    def compose(self) -> ComposeResult:
        yield Static(id="run-title")
        yield Told(id="run-state")
        yield ProgressBar(total=1.0, show_eta=False, id="run-progress")
        yield FigureView(self.words)
        yield Vertical(id="run-photo")
        yield Told(id="run-says")
        yield Results(self.tr, self.words)

    def announce(self, experiment: Experiment) -> None:
        """Before the first run: what it is, and how to begin."""
        self._experiment = experiment
        self.query_one(ProgressBar).display = False
        self._entitle()
        self._state(say("{run} runs it", run=sign_of(self, "lab.run")))

    def speak(self, tr: Translate, words: Translate | None) -> None:
        """The same run in another language."""
        self.tr, self.words = tr, words
        results = self.query_one(Results)
        results.tr, results.words = tr, words
        self.query_one(FigureView).tr = words
        self._entitle()
        self._state()
        self._show_all()

    def compare(self, comparing: bool) -> None:
        """Show the run before beside this one, or this one alone."""
        self.comparing = comparing
        self._show_all()

    def photograph(self, photo: Photo | None) -> None:
        """Show figures by this widget for pictures from now on, or in characters again."""
        self._photo = photo
        self._take_photo()

    @property
    def pictured(self) -> bool:
        """Whether figures are shown as pictures."""
        return self._photo is not None

    @property
    def shown(self) -> bool:
        """Whether a run has shown something."""
        return self._now is not None and bool(self._now.figure or self._now.claims)

    @property
    def begun(self) -> bool:
        """Whether there was a run, however it ended."""
        return self._now is not None

    @property
    def comparable(self) -> bool:
        """Whether there is a run before to compare with."""
        return self._before is not None

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._run is not None

    @property
    def figure(self) -> Figure | None:
        """The figure on screen."""
        return self._now.figure if self._now else None

    def start(self, experiment: Experiment, run: "Run") -> None:
        """Show a run from its beginning; one under way is stopped."""
        self.stop()
        self.remove_class("-failed", "-pictured")
        if self._last is not None and self._last.experiment != experiment:
            self._before = self._last
        self._experiment = experiment
        self._now = Outcome(experiment)
        self._entitle()
        slow = say("Starting; torch takes some seconds to load the first time…")
        self._state(slow if experiment.spec.needs_torch else say("Starting…"))
        self.query_one(FigureView).show(None, self._compared_figure())
        self._says("")
        self.query_one(Results).clear()
        bar = self.query_one(ProgressBar)
        bar.display = True
        bar.update(progress=0)
        self._run = run
        self.run_worker(self._followed(experiment, run), group="run", exclusive=True)

    def read_on(self, direction: int) -> None:
        """Scroll the claims and metrics down (1) or up (-1)."""
        results = self.query_one(Results)
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

    async def _followed(self, experiment: Experiment, run: "Run") -> None:
        try:
            await self._follow(experiment, run)
        except NoMatches:
            if len(self.children) == self._parts:
                raise  # nothing is missing, so the code is wrong

    async def _follow(self, experiment: Experiment, run: "Run") -> None:
        failed = False
        now = self._now
        assert now is not None
        async for message in run:
            failed = failed or isinstance(message, Failed)
            work = time.process_time()
            self._take(message, now)
            if isinstance(message, Figure) and not self.still:
                await self._painted()  # its upper half
                await self._painted()
                await asyncio.sleep(REST * (time.process_time() - work))
        if self._run is run:
            self._run = None
        if self.still and now.figure is not None:
            self._show_figure(now.figure)
        self.query_one(ProgressBar).display = False
        self._take_photo()
        self.post_message(self.Reached(0))
        self.post_message(self.Ended(failed))

    async def _painted(self) -> None:
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        with contextlib.suppress(TimeoutError):  # nobody paints a screen that is covered
            await asyncio.wait_for(painted.wait(), 0.25)

    def _take(self, message: RunMessage, now: Outcome) -> None:
        watch = now.experiment.watch
        match message:
            case Started(reason=reason):
                now.forget()
                self._began = time.monotonic()
                self._device = reason
                self._state(reason)
            case Progress(done=done, note=note):
                self._progress(done, note)
            case At(line=line):
                self.post_message(self.Reached(line))
            case Figure():
                now.figure = message
                if not self.still:
                    self._show_figure(message)
            case Metric(name=name, value=value, label=label):
                now.metrics.append(message)
                self._show_metrics()
                if name == watch:
                    self.post_message(self.Measured(now.experiment, value, label))
            case Claim():
                now.claims.append(message)
                self.query_one(Results).show_claims(now, self._compared())
            case Failed():
                self.add_class("-failed")
                self._state(say("The run failed."))
                self.query_one(Results).show_failure(message)
            case Finished(seconds=seconds):
                self._last = now
                self._mark_prediction(now)
                self._finished(now, seconds)
            case Stopped():
                self._state(say("Stopped."))

    def _show_figure(self, figure: Figure) -> None:
        self.query_one(FigureView).show(figure, self._compared_figure())
        self._says(figure.says)

    def _mark_prediction(self, now: Outcome) -> None:
        """Draw what was predicted into the last figure."""
        predicted, watch = now.experiment.predicted, now.experiment.watch
        values = [metric.value for metric in now.metrics if metric.name == watch]
        if predicted is None or not values or now.figure is None:
            return
        from quizapp.lab.foreseen import with_prediction

        now.figure = with_prediction(now.figure, values[-1], *predicted)
        if not self.still:
            self._show_figure(now.figure)

    def _take_photo(self) -> None:
        """Once nothing moves any more: a picture takes too long for every frame."""
        if self._photo is None or self.running or self.figure is None:
            self.remove_class("-pictured")
        else:
            self.run_worker(self._develop(self.figure, self._photo), group="photo", exclusive=True)

    async def _develop(self, figure: Figure, photo: Photo) -> None:
        image = await asyncio.to_thread(picture, figure, self.words)
        if self.figure is figure and self._photo is photo:
            place = self.query_one("#run-photo")
            await place.remove_children()
            await place.mount(photo(image))
            self.add_class("-pictured")

    def _progress(self, done: float, note: Words) -> None:
        self.query_one(ProgressBar).update(progress=done)
        left = time_left(done, time.monotonic() - self._began)
        pace = () if left is None else (say("about {n} s left", n=left),)
        self._state(self._device, note, *pace)

    def _finished(self, now: Outcome, seconds: float) -> None:
        told = say(
            "{held} of {claims} claims hold, in {seconds:.1f} s",
            held=sum(claim.holds for claim in now.claims),
            claims=len(now.claims),
            seconds=seconds,
        )
        self._state(told, self._device)

    def _compared(self) -> Outcome | None:
        return self._before if self.comparing else None

    def _compared_figure(self) -> Figure | None:
        before = self._compared()
        return before.figure if before else None

    def _show_all(self) -> None:
        if self._now is None:
            return
        self.query_one(FigureView).show(self._now.figure, self._compared_figure())
        self.query_one(Results).show_claims(self._now, self._compared())
        self._show_metrics()
        if self._now.figure is not None:
            self._says(self._now.figure.says)

    def _show_metrics(self) -> None:
        if self._now is not None:
            watch = self._now.experiment.watch
            self.query_one(Results).show_metrics(self._now, self._compared(), watch)

    def _entitle(self) -> None:
        if self._experiment:
            title = plain(self._experiment.spec.title, self.words)
            self.query_one("#run-title", Static).update(literal(title, "bold $primary"))

    def _state(self, *parts: Words) -> None:
        """Show the parts, or those shown last in the language of now."""
        self._status = parts or self._status
        own = self.words or self.tr  # a demo's words know those of the interface too
        told = " · ".join(plain(part, own) for part in self._status if part)
        self.query_one("#run-state", Told).tell(literal(told, MUTED))

    def _says(self, words: Words) -> None:
        told = literal(plain(words, self.words)) if words else Content("")
        self.query_one("#run-says", Told).tell(told)
