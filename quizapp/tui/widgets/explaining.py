"""The responder for `explain`: typed or said aloud, then ticked against the key points."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from quizapp.core.grading import found_key_points
from quizapp.core.questions import Explain
from quizapp.core.responses import Explained, Response
from quizapp.core.say import Text, Translate, plain, say
from quizapp.core.session import Phase
from quizapp.services.views import QuizView
from quizapp.tui.keys import answer_key, keys_of
from quizapp.tui.literal import inline, literal
from quizapp.tui.widgets.choices import Choices, Item
from quizapp.tui.widgets.pad import Pad
from quizapp.tui.widgets.prompt import prose
from quizapp.tui.widgets.responder import Responder


class Aloud(Static, can_focus=True):
    """A clock for an answer that is said aloud: enter stops it, esc goes back to writing."""

    BINDINGS = [
        Binding("enter,space,ctrl+t", "stop", show=False),
        Binding("escape", "leave", show=False),
    ]

    monotonic: Callable[[], float] = staticmethod(time.monotonic)

    @dataclass
    class Stopped(Message):
        """The answer was said; or, without a time, is to be written after all."""

        seconds: float | None

    def __init__(self, tr: Translate, began: float | None = None) -> None:
        super().__init__(classes="aloud")
        self.tr = tr
        self.began = self.monotonic() if began is None else began
        """When the learner began to speak, by `monotonic`."""
        self._stood: float | None = None

    def on_mount(self) -> None:
        self.tick()
        self.set_interval(0.5, self.tick)

    def tick(self) -> None:
        """Show how long it has taken so far."""
        told = say("Say it aloud: {time}  enter stops, esc goes back to writing", time=self._time())
        self.update(literal(f"● {plain(told, self.tr)}", "bold $text-warning"))

    def stand(self) -> None:
        """The clock stands while something lies over it."""
        self._stood = self._stood or self.monotonic()

    def run_on(self) -> None:
        """It runs on from where it was."""
        if self._stood is not None:
            self.began += self.monotonic() - self._stood
            self._stood = None

    def action_stop(self) -> None:
        """The answer is said."""
        self.post_message(self.Stopped(self.monotonic() - self.began))

    def action_leave(self) -> None:
        """Write it after all."""
        self.post_message(self.Stopped(None))

    def _time(self) -> str:
        return minutes_and_seconds((self._stood or self.monotonic()) - self.began)


def minutes_and_seconds(seconds: float) -> str:
    """A stretch of time as a clock shows it."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


class ExplainResponder(Responder):
    """One's own words; then the model answer beside them and the rubric, which has the say."""

    def compose(self) -> ComposeResult:
        text = self.given.text if isinstance(self.given, Explained) else ""
        with Vertical(classes="answers"):
            yield Pad(text, show_line_numbers=False, compact=True, soft_wrap=True)
        how = say(
            "enter shows the model answer, ctrl+j a new line, {aloud}: say it aloud instead",
            aloud=keys_of(self)("aloud"),
        )
        yield Static(Content(plain(how, self.tr)), classes="how")
        yield self.complaint()

    def on_mount(self) -> None:
        self._spoken: float | None = None
        given = self.given if self.given is not self.view.response else None
        kept = self.view.phase is Phase.COMMITTED and isinstance(given, Explained)
        self._kept_ticks = given.covered if kept and isinstance(given, Explained) else None
        """What was ticked before the screen was left."""
        self.show(self.view)

    def draft(self) -> Response | None:
        ticked = next((rubric.chosen for rubric in self.query(Choices)), frozenset[int]())
        return Explained(self.query_one(Pad).text, ticked)

    def passing(self) -> float | None:
        return next((aloud.began for aloud in self.query(Aloud)), None)

    def take_over(self, passing: float) -> None:
        self.speak(passing)

    def speak(self, began: float | None = None) -> None:
        """Start the clock for an answer that is said aloud."""
        if self.view.phase is Phase.ASKING and not self.query(Aloud):
            self.query_one(Pad).display = self.query_one(".how").display = False
            aloud = Aloud(self.tr, began)
            self.query_one(".answers").mount(aloud)
            aloud.focus()

    @on(Aloud.Stopped)
    def _said(self, message: Aloud.Stopped) -> None:
        message.stop()
        self.query(Aloud).remove()
        pad = self.query_one(Pad)
        pad.display = self.query_one(".how").display = True
        if message.seconds is None:
            pad.focus()
            return
        self._spoken = message.seconds
        self.post_message(self.Responded(Explained(pad.text.strip())))

    def show(self, view: QuizView) -> None:
        super().show(view)
        if view.phase is Phase.ASKING:
            return
        question = view.question
        assert isinstance(question, Explain)
        pad = self.query_one(Pad)
        pad.disabled = True
        pad.display = bool(pad.text.strip())
        how = self.query_one(".how", Static)
        how.display = view.phase is not Phase.REVEALED
        how.update(Content(plain(self._asked(), self.tr)))
        if not self.query(Choices):
            self._show_rubric(question)
        rubric = self.query_one(Choices)
        if view.phase is Phase.REVEALED:
            rubric.locked = True
        else:
            rubric.focus(scroll_visible=False)
            self.call_after_refresh(how.scroll_visible, animate=False, top=True)

    def _asked(self) -> Text:
        if self._spoken is None:
            return say(
                "Which of these did you cover? {pick} ticks, {submit} goes on",
                pick=answer_key(self, "pick"),
                submit=answer_key(self, "submit"),
            )
        spoken = minutes_and_seconds(self._spoken)
        return say(
            "You spoke for {time}. Which of these did you cover? {pick} ticks, {submit} goes on",
            time=spoken,
            pick=answer_key(self, "pick"),
            submit=answer_key(self, "submit"),
        )

    def _show_rubric(self, question: Explain) -> None:
        model = prose(question.model_answer, classes="model")
        self.query_one(".answers").mount(model)
        points = [Item(inline(point)) for point in question.key_points]
        covered = self._covered(question)
        rubric = Choices(points, multiple=True, may_be_empty=True, chosen=covered)
        self.mount(rubric, after=self.query_one(".how"))

    def _covered(self, question: Explain) -> frozenset[int]:
        given = self.view.response
        if not isinstance(given, Explained):
            return frozenset()
        if self.view.phase is Phase.REVEALED:
            return given.covered
        if self._kept_ticks is not None:
            return self._kept_ticks
        return found_key_points(question, given.text)

    @on(Pad.Submitted)
    def _submitted(self, message: Pad.Submitted) -> None:
        message.stop()
        self.post_message(self.Responded(Explained(self.query_one(Pad).text.strip())))

    @on(Choices.Changed)
    def _changed(self, message: Choices.Changed) -> None:
        message.stop()
        self.post_message(self.Changed())

    @on(Choices.Submitted)
    def _ticked(self, message: Choices.Submitted) -> None:
        message.stop()
        self.post_message(self.Covered(message.places))
