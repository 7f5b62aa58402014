"""The interview: one question after another, in the interviewer's words, under a quiet clock."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from quizapp.core.questions import Explain, Output
from quizapp.core.responses import Confidence, Response
from quizapp.core.say import plain, say
from quizapp.core.session import InvalidEvent, Phase
from quizapp.errors import QuizappError
from quizapp.services import interviewer
from quizapp.services.interview import Interview
from quizapp.tui.commands import INTERVIEW, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.interview_resume import leave
from quizapp.tui.screens.timed import TimedScreen
from quizapp.tui.widgets.commitment import Commitment, Held, steps_of_confidence
from quizapp.tui.widgets.interview_line import helped, spoken
from quizapp.tui.widgets.keybar import KeyBar
from quizapp.tui.widgets.lines import Lines
from quizapp.tui.widgets.prompt import program, prose, warm_up
from quizapp.tui.widgets.responder import Responder
from quizapp.tui.widgets.responders import responder_for
from quizapp.tui.widgets.verdict import reasons, verdict

MEANT_S = 6.0
"""So soon after the first the key that ends an interview has to be struck again."""
STYLES = Path(__file__).parents[1] / "styles" / "interview.tcss"


class InterviewScreen(TimedScreen):
    """Shows where an interview stands; the report takes its place at the end."""

    KEYS, ANSWERS = INTERVIEW, True
    BINDINGS = bindings(INTERVIEW)
    CSS_PATH = STYLES

    monotonic: Callable[[], float] = staticmethod(time.monotonic)

    def __init__(self, interview: Interview, *, resumed: bool = False) -> None:
        super().__init__(interview, resumed=resumed)
        self._held: Held | None = None
        self._keys = 0
        """How many keys were struck."""
        self._end_asked: tuple[float, int] | None = None
        """When the learner was asked if the interview is to end here, and after how many keys."""
        self._appeared = 0.0
        """When the question, or its verdict, came on screen."""
        self._moving = False
        """Whether something happened that is not on screen yet: keys are for what was there."""

    def compose(self) -> ComposeResult:
        self.stage = self.interview.stage()
        yield Static(id="where")
        with VerticalScroll(id="page", can_focus=True):
            yield Static(id="interviewer")
            with Vertical(id="question"):
                yield from self._question(self._kept_draft())
            yield Static(id="helped")
            yield Commitment(self.tr)
            yield Static(id="verdict")
            yield Vertical(id="explanation")
        yield Static(id="ratings")
        yield KeyBar(self.tr)

    def on_mount(self) -> None:
        if self._resumed:
            self._do(self.interview.unpause, show=False)
        if not self.is_current:  # the terminal is too small
            self.interview.hide()
        self._show_all()
        self._take_focus()
        self._appeared = self.monotonic()
        self.call_after_refresh(lambda: threading.Thread(target=warm_up, daemon=True).start())

    # What is shown

    def _question(self, draft: Response | None = None) -> Iterator[Widget]:
        view = self.stage.quiz
        yield prose(view.question.prompt, classes="prompt")
        if isinstance(view.question, Output):
            yield program(view.question.code)
        yield responder_for(view, self.tr, draft)

    async def _show_question(self, draft: Response | None = None) -> None:
        await self._mount_question(draft)
        self._show_all()
        self.query_one("#page").scroll_home(animate=False)
        self._take_focus()
        self._appeared = self.monotonic()
        self._moving = False

    async def _mount_question(self, draft: Response | None = None) -> None:
        place = self.query_one("#question", Vertical)
        with self.app.batch_update():
            await place.remove_children()
            await place.mount(*self._question(draft))

    async def _reshow(self, draft: Response | None) -> None:
        """The same question in the other language: what is entered, chosen or held stays."""
        before = self.query_one(Responder)
        inside = self.focused is not None and before in self.focused.ancestors_with_self
        passing = before.passing()
        await self._mount_question(draft)
        if passing is not None:
            self.query_one(Responder).take_over(passing)
        self._show_all()
        if inside:  # else it was left by esc, and letters are still keys
            self._take_focus()
        self._moving = False

    async def _show(self) -> None:
        """What came of an event: another question, the end, or the same one further on."""
        if self.interview.finished:
            self._finish()
            return
        before, self.stage = self.stage, self.interview.stage()
        if not self.stage.quiz.continues(before.quiz):
            self._held, self._written = None, ""
            await self._show_question()
            return
        if self.stage.hint and not before.hint:
            self.call_after_refresh(self.query_one("#helped").scroll_visible, animate=False)
        moved = self.stage.quiz.phase is not before.quiz.phase
        if moved:
            self._held = None
            self.query_one(Responder).show(self.stage.quiz)
            self._appeared = self.monotonic()
        self._show_all()
        self._moving = False

    def _show_all(self) -> None:
        """Everything around the question."""
        self._end_asked = None
        commitment = self.query_one(Commitment)
        commitment.tr = self.tr
        commitment.ask(self._held) if self._held else commitment.close()
        self._say_how()
        self._show_words()
        self._show_where()
        self._show_verdict()
        self.refresh_keys()

    def _say_how(self) -> None:
        """No model answer follows an explanation before the debriefing."""
        view = self.stage.quiz
        writes = isinstance(view.question, Explain) and view.phase is Phase.ASKING
        if writes and self.interview.withheld:
            how = say("enter hands it in, ctrl+j a new line, ctrl+t: say it aloud instead")
            for line in self.query("Responder .how").results(Static):
                line.update(literal(plain(how, self.tr)))

    def _show_words(self) -> None:
        words = spoken(self.interview, self.stage, self.tr)
        self.query_one("#interviewer", Static).update(words)
        shown = self.query_one("#helped", Static)
        shown.display = bool(self.stage.hint)
        shown.update(helped(self.stage, self.tr))

    def _show_verdict(self) -> None:
        """Where verdicts are given at once: sign, reasons and explanation."""
        view = self.stage.quiz
        shown, below = self.query_one("#verdict", Static), self.query_one("#explanation", Vertical)
        self._show_foot()
        revealed = view.phase is Phase.REVEALED and view.grade is not None
        shown.display = below.display = revealed
        below.remove_children()
        if not revealed or view.grade is None:
            return
        shown.update(reasons(view.grade, self.tr))
        shown.display = bool(view.grade.reasons)
        below.mount(prose(view.question.explanation, classes="explained"))
        self.query_one("#page").focus(scroll_visible=False)

    def _show_foot(self) -> None:
        view, held = self.stage.quiz, self._held
        line = Content("")
        if view.phase is Phase.REVEALED and view.grade is not None:
            line = verdict(view.grade, view.response is not None, self.tr)
        elif held and not held.near:
            line = steps_of_confidence(self.tr, self.app.size.width)
        elif self.interview.late:
            told = plain(interviewer.TIME_IS_UP, self.tr)
            line = literal(f"» {told}", "italic $text-warning")
        self.query_one("#ratings", Static).update(line)

    @property
    def typing(self) -> bool:
        """Letters that assign a pair in a match are no keys either."""
        focused = self.focused
        return super().typing or (
            isinstance(focused, Lines) and focused.letters > 0 and not focused.locked
        )

    def _take_focus(self) -> None:
        view = self.stage.quiz
        if view.phase is Phase.ASKING or isinstance(view.question, Explain):
            self.query_one(Responder).take_focus(scroll=False)

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self, message: Input.Changed | TextArea.Changed) -> None:
        """The question is on screen until one begins to answer; then the field is."""
        if isinstance(message, TextArea.Changed) and self.stage.quiz.phase is Phase.ASKING:
            self._written = message.text_area.text
        if self.typing and self.stage.quiz.phase is Phase.ASKING:
            self.query_one(Responder).scroll_visible(animate=False)

    def _finish(self) -> None:
        from quizapp.tui.screens.interview_report import report_screen

        self.app.clear_notifications()  # they would lie over the report
        farewell = interviewer.farewell(self.interview.session)
        self.app.switch_screen(report_screen(self.interview, farewell))

    # What the widgets say

    @on(Responder.Responded)
    def _responded(self, message: Responder.Responded) -> None:
        message.stop()
        asking = self.stage.quiz.phase is Phase.ASKING
        if not asking or self._moving or self._too_early():
            return
        problem, near = self.interview.consider(message.response)
        if problem:
            self.query_one(Responder).complain(plain(problem, self.tr))
        else:
            self._weigh(Held(message.response, near, self.stage.quiz.asks))

    @on(Responder.Covered)
    def _covered(self, message: Responder.Covered) -> None:
        message.stop()
        if self.stage.quiz.phase is Phase.COMMITTED and not self._too_early():
            self._do(lambda: self.interview.cover(message.points))

    def _too_early(self) -> bool:
        """Whether the question has only just appeared: a key typed before answers nothing."""
        return self.monotonic() - self._appeared < self.house.settings.enter_guard

    def _weigh(self, held: Held) -> None:
        """Ask what is still to be asked about a response, then commit it."""
        if not held.near and not held.asks:
            self._do(lambda: self.interview.answer(held.response, confidence=held.confidence))
            return
        self._held = held
        self.set_focus(None)
        self.query_one(Commitment).ask(held)
        self._show_foot()
        self.refresh_keys()

    def _do(self, event: Callable[[], object], *, show: bool = True) -> None:
        """Let an event happen and show what came of it; a record that fails is told.

        What comes of it is on screen only later. Until then a second key, which was for what
        is still there, must not answer the next question.
        """
        if self._moving:
            return
        try:
            event()
        except InvalidEvent:
            return
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
            return
        if show:
            self._moving = True
            self.run_worker(self._show(), exclusive=True, group="show")

    # What the keys do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key does something, and is shown, only where it makes sense."""
        if not hasattr(self, "stage"):
            return action in ("back", "show_help")
        view, held = self.stage.quiz, self._held
        asking = view.phase is Phase.ASKING and held is None
        match action:
            case "confirm":
                return held is not None and bool(held.near)
            case "sure":
                return held is not None and not held.near and held.asks.confidence
            case "go_on" | "read_on":
                return view.phase is Phase.REVEALED
            case "hint":
                return asking and bool(view.question.hint) and not self.stage.hint
            case "give_up" | "pass_on":
                return asking
            case "aloud":
                return asking and isinstance(view.question, Explain)
        return True

    def action_confirm(self, yes: bool) -> None:
        """After a near miss: whether the accepted answer was meant."""
        if self._held:
            self._weigh(self._held.meant(yes))

    def action_sure(self, step: int) -> None:
        """How sure the learner is, 1 to 4; 0: rather not said."""
        if self._held:
            self._weigh(self._held.sure(Confidence(step) if step else None))

    def action_go_on(self) -> None:
        """The next question, after a verdict."""
        if not self._too_early():
            self._do(self.interview.go_on)

    def action_read_on(self) -> None:
        """Scroll on."""
        self.query_one("#page").scroll_page_down(animate=False)

    def action_hint(self) -> None:
        """Show the hint; the report tells that it was taken."""
        self._do(self.interview.take_hint)

    def action_give_up(self) -> None:
        """I don't know: the hint first, if there is one, then the next question."""
        if not self._too_early():
            self._do(self.interview.do_not_know)

    def action_pass_on(self) -> None:
        """Another topic, please."""
        if not self._too_early():
            self._do(self.interview.pass_on)

    def action_aloud(self) -> None:
        """Say the explanation instead of writing it."""
        from quizapp.tui.widgets.explaining import ExplainResponder

        self.query_one(ExplainResponder).speak()

    def action_flag(self) -> None:
        """Flag the question, to look at it later."""
        self._do(self.interview.flag)

    def action_finish(self) -> None:
        """End the interview here, with a report on what was asked; the key must be meant."""
        now = self.monotonic()
        at, keys = self._end_asked or (now - MEANT_S, 0)
        if now - at < MEANT_S and self._keys <= keys + 1:
            self._do(self.interview.end)
            return
        self._end_asked = now, self._keys
        key = self.quiz_app.keymap.sign_of("interview.finish")
        self.tell(say("{key} once more ends the interview here.", key=key))

    def on_key(self) -> None:
        """Counted: after another key the learner is asked again before the interview ends."""
        self._keys += 1

    def action_back(self) -> None:
        """Leave the text field, take back a held response, then pause the interview."""
        if self._held:
            self._held, self.interview.weighing = None, False
            self._show_all()
            self._take_focus()
        elif self.typing:
            self.set_focus(None)
        else:
            self.put_down()
            leave(self)

    def language_changed(self) -> None:
        super().language_changed()
        if self.interview.finished:
            return
        draft = None
        if self.stage.quiz.phase is Phase.ASKING:
            held = self._held
            draft = held.response if held else self.query_one(Responder).draft()
            if held and held.near:  # what was meant is another word there
                self._held, self.interview.weighing = None, False
        self.interview.lang = self.house.lang
        self.stage = self.interview.stage()
        self._moving = True
        self.run_worker(self._reshow(draft), exclusive=True, group="show")
