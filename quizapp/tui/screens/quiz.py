"""The quiz: one question after another, each with its verdict, its reasons and its proof."""

import threading
import time
from collections.abc import Callable, Iterator
from math import inf

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from quizapp.core.questions import Explain, Output, Predict
from quizapp.core.responses import Confidence, Response
from quizapp.core.say import plain, say
from quizapp.core.session import InvalidEvent, Phase
from quizapp.errors import QuizappError
from quizapp.services.following import pass_over
from quizapp.services.quiz import Quiz
from quizapp.services.views import QuizView
from quizapp.tui.commands import QUIZ, bindings
from quizapp.tui.keys import back, keys_of
from quizapp.tui.literal import inline
from quizapp.tui.screens.allowing import allowed
from quizapp.tui.screens.measuring import MeasuringScreen
from quizapp.tui.screens.proving import may_run
from quizapp.tui.widgets.bench import Bench
from quizapp.tui.widgets.commitment import Commitment, Held, steps_of_confidence
from quizapp.tui.widgets.explanation import explanation
from quizapp.tui.widgets.keybar import KeyBar
from quizapp.tui.widgets.prompt import program, prose, warm_up
from quizapp.tui.widgets.responder import Responder
from quizapp.tui.widgets.responders import responder_for
from quizapp.tui.widgets.verdict import heading, ratings, reasons, what_becomes


class QuizScreen(MeasuringScreen):
    """Shows the view of a quiz and turns keys into its events; gives back how it went."""

    KEYS, ANSWERS = QUIZ, True
    BINDINGS = bindings(QUIZ)

    view: reactive[QuizView | None] = reactive(None, init=False)

    def __init__(self, quiz: Quiz, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.quiz = quiz
        self.monotonic = monotonic
        self._appeared = monotonic()
        self._held: Held | None = None

    def compose(self) -> ComposeResult:
        view = self.quiz.view()
        self.set_reactive(QuizScreen.view, view)
        yield Static(heading(view), id="where")
        with Horizontal(id="main"):
            with VerticalScroll(id="page", can_focus=True):
                with Vertical(id="question"):
                    yield from self._question(view)
                yield Commitment(self.tr)
                yield Static(id="verdict")
                yield Vertical(id="explanation")
            yield Bench(id="bench")
        yield Static(id="ratings")
        yield KeyBar(self.tr)

    def on_mount(self) -> None:
        if self.view:
            self._show_verdict(self.view)
            self._show_details(self.view)
            self._take_focus(self.view)
        self._appeared = self.monotonic()
        self.call_after_refresh(threading.Thread(target=warm_up, daemon=True).start)

    # What is shown

    def _shows(self, view: QuizView) -> bool:
        """Whether a view is still to be shown: what is put off may come after the screen left."""
        return self.view is view and self.is_attached and self in self.app.screen_stack

    async def watch_view(self, before: QuizView | None, view: QuizView | None) -> None:
        if view is None or not self._shows(view):
            return
        self.query_one("#where", Static).update(heading(view))
        self._show_verdict(view)
        if before is not None and view.only_marked(before):
            self.refresh_keys()  # what is entered, asked and shown stays
            return
        if before is None or not view.continues(before):
            await self._show_question(view)
            self._take_focus(view)
            self._appeared = self.monotonic()
        elif view.phase is Phase.REVEALED:
            # The verdict is on screen before the layout that the whys and explanation need.
            self.call_after_refresh(self._show_answer, view)
            if view.observed != before.observed:
                self.call_after_refresh(self._explain, view)
            return
        else:
            self.query_one(Responder).show(view)
        self._show_details(view)

    def _show_answer(self, view: QuizView) -> None:
        if self._shows(view):
            self.query_one(Responder).show(view)
            self._show_details(view)

    def _question(self, view: QuizView) -> Iterator[Widget]:
        """Prompt, code where there is some, and what takes the response, as entered so far."""
        question = view.question
        draft = None if view.phase is Phase.REVEALED else self.drafts.of(question.id)
        yield prose(question.prompt, classes="prompt")
        if isinstance(question, Output):
            yield program(question.code)
        yield responder_for(view, self.tr, draft)

    async def _show_question(self, view: QuizView) -> None:
        place = self.query_one("#question", Vertical)
        with self.app.batch_update():
            await place.remove_children()
            await place.mount(*self._question(view))
        self.query_one("#page").scroll_home(animate=False)

    def _take_focus(self, view: QuizView) -> None:
        if view.phase is Phase.ASKING or isinstance(view.question, Explain):
            self.query_one(Responder).take_focus()

    def _show_verdict(self, view: QuizView) -> None:
        """The line at the bottom; it always has its place, so that showing it is quick."""
        width = self.app.size.width
        line = Content("")
        if view.phase is Phase.REVEALED:
            line = ratings(view, self.tr, width, keys_of(self))
        elif self._held and not self._held.near and self._held.asks.confidence:
            line = steps_of_confidence(self.tr, width, keys_of(self))
        self.query_one("#ratings", Static).update(line)

    def _show_details(self, view: QuizView) -> None:
        """Reasons and explanation after the reveal; the keys that do something now."""
        self.refresh_keys()
        self._prepare_demo(view)
        shown = self.query_one("#verdict", Static)
        below = self.query_one("#explanation", Vertical)
        self._held = None
        self.query_one(Commitment).close()
        if view.phase is not Phase.REVEALED or view.grade is None:
            shown.display = below.display = False
            below.remove_children()
            return
        if told := what_becomes(view, keys_of(self)):
            self.query_one(Commitment).warn(told)
        shown.update(reasons(view.grade, self.tr))
        shown.display = bool(view.grade.reasons)
        if not self.typing:
            self.query_one("#page").focus(scroll_visible=False)
        if not below.children or not below.display:
            below.display = True
            self.call_after_refresh(self._explain, view)

    def _prepare_demo(self, view: QuizView) -> None:
        """Run the experiment of a prediction; start what another demo will need."""
        if view.phase is Phase.COMMITTED and isinstance(view.question, Predict):
            self.call_after_refresh(self.action_demo)
        elif view.phase is not Phase.COMMITTED and may_run(self, view.question):
            self.run_worker(self.house.laboratory.warm(), group="warm", exit_on_error=False)

    async def _explain(self, view: QuizView) -> None:
        if not self._shows(view):
            return
        place = self.query_one("#explanation", Vertical)
        await place.remove_children()
        parts = explanation(view, self.quiz.follow_ups(), self.tr, keys_of(self))
        await place.mount(*parts, self.noted(view))

    # What the widgets say

    @on(Responder.Responded)
    def _responded(self, message: Responder.Responded) -> None:
        message.stop()
        view = self.view
        if view is None or view.phase is not Phase.ASKING or self.too_early():
            return
        problem, near = self.quiz.consider(message.response)
        if problem:
            self.query_one(Responder).complain(plain(problem, self.tr))
        else:
            self._weigh(Held(message.response, near, view.asks))

    def too_early(self) -> bool:
        """Whether what is on screen has only just appeared: a key typed before means nothing."""
        return self.monotonic() - self._appeared < self.house.settings.enter_guard

    def _weigh(self, held: Held) -> None:
        """Ask what is still to be asked about a response, then commit it."""
        if not held.near and not held.asks:
            self._answer(held.response, held.confidence)
            return
        self._held = held
        self._appeared = self.monotonic()
        self.set_focus(None)
        self.query_one(Commitment).ask(held)
        if self.view:
            self._show_verdict(self.view)
        self.refresh_keys()

    def _withdraw(self) -> None:
        """Back from what is asked to the response, which can be another one."""
        self._held = None
        self._appeared = -inf
        self.query_one(Commitment).close()
        if self.view:
            self._show_verdict(self.view)
            self._take_focus(self.view)
        self.refresh_keys()

    @on(Commitment.Worded)
    def _worded(self, message: Commitment.Worded) -> None:
        message.stop()
        held, text = self._held, message.text
        if held and self.too_early():
            return
        if held:
            self._answer(held.response, held.confidence, text)
        elif text:
            self.happen(lambda: self.quiz.observe(text))
        else:
            self._withdraw()

    @on(Responder.Covered)
    def _covered(self, message: Responder.Covered) -> None:
        message.stop()
        if self.view and self.view.phase is Phase.COMMITTED and not self.too_early():
            self.happen(lambda: self.quiz.cover(message.points))
            self.drafts.keep(self.view.question.id, None)

    def action_confirm(self, yes: bool) -> None:
        """After a near miss: whether the accepted answer was meant."""
        if self._held:
            self._weigh(self._held.meant(yes))

    def action_sure(self, step: int) -> None:
        """How sure the learner is, 1 to 4; 0: rather not said."""
        if self._held and not self.too_early():
            self._weigh(self._held.sure(Confidence(step) if step else None))

    def _answer(
        self, response: Response | None, confidence: Confidence | None = None, reason: str = ""
    ) -> None:
        self._held = None
        answered = self.quiz.current
        self.happen(lambda: self.quiz.answer(response, confidence=confidence, reason=reason))
        if self.quiz.finished or self.quiz.session.phase is not Phase.ASKING:
            self.drafts.keep(answered, None)

    def happen(self, event: Callable[[], object]) -> None:
        """Let an event happen and show what came of it; a record that fails is told."""
        if self._appeared == inf:
            return  # a second key, for the question that was there before
        try:
            event()
            pass_over(self.quiz, self.house.library, self.house.record)
        except InvalidEvent:
            return
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
            return
        if self.quiz.finished:
            self.dismiss(self.quiz.summary())
            return
        view = self.quiz.view()
        if self.view and not view.continues(self.view):
            self._appeared = inf  # until it is on screen
        elif self.view and view.phase is not self.view.phase:
            self._appeared = self.monotonic()
        self.view = view

    # What the keys do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key does something, and is shown, only where it makes sense."""
        view = self.view
        if view is None or (action == "give_up" and self.query(".barred")):
            return action in ("back", "show_help")
        return allowed(action, view, self._held)

    def action_accept(self) -> None:
        """Accept the suggested rating; before a prediction's measurement, run it."""
        if self.view and self.view.phase is Phase.REVEALED:
            if not self.too_early():
                self.leave(self.quiz.rate)
        else:
            self.action_demo()

    def action_read_on(self) -> None:
        """Scroll on."""
        self.query_one("#page").scroll_page_down(animate=False)

    def leave(self, event: Callable[[], object]) -> None:
        """Another question comes, or another try at this one: nothing is held or run any more."""
        self.keep_draft()
        self._held = None
        self.query_one(Bench).close()
        self.happen(event)

    def action_give_up(self) -> None:
        """Show the answer without having one."""
        if not self.too_early():
            self._answer(None)

    def action_hint(self) -> None:
        """Show the hint above the answer."""
        self.query_one(Commitment).tell(inline(self.quiz.question.hint))

    def action_aloud(self) -> None:
        """Say the explanation aloud, against the clock."""
        from quizapp.tui.widgets.explaining import ExplainResponder

        self.query_one(ExplainResponder).speak()

    def action_observe(self) -> None:
        """Note what was seen in the run."""
        if self.view:
            asked = say("What did you see in the run? One line; {back} leaves it.", back=back(self))
            self.query_one(Commitment).ask_words(asked, self.view.observed)

    def action_back(self) -> None:
        """Leave what is asked, the text field, then the demo, then the quiz; it can be resumed."""
        if self._held or self.query_one(Commitment).wording:
            self._withdraw()
        elif self.typing:
            self.query_one("#page").focus(scroll_visible=False)  # from there tab goes back
        elif not (self.query_one(Bench).stop() or self.query_one(Bench).close()):
            self.keep_draft()
            self.dismiss()

    def packs_changed(self) -> None:
        self.happen(lambda: None)
        self.language_changed()

    def language_changed(self) -> None:
        view = self.view
        if view is None or self.quiz.finished:
            return
        self.keep_draft()
        self.query_one(Commitment).tr = self.tr
        self.quiz.lang = self.house.lang
        self.query_one(Bench).close()
        self.run_worker(self._reshow(), exclusive=True, group="language")

    async def _reshow(self) -> None:
        view = self.quiz.view()
        self.set_reactive(QuizScreen.view, view)
        left = self.focused is self.query_one("#page")
        before, asked = self.query_one(Responder), self.query_one(Commitment)
        held, words, passing = self._held, asked.words, before.passing()
        await self._show_question(view)
        if passing is not None:
            self.query_one(Responder).take_over(passing)
        if not left:  # by esc: letters are still keys
            self._take_focus(view)
        self.query_one("#where", Static).update(heading(view))
        await self.query_one("#explanation", Vertical).remove_children()
        self._show_details(view)
        self._ask_again(held, words)
        self._show_verdict(view)

    def _ask_again(self, held: Held | None, words: str | None) -> None:
        """What was asked in the other language, with the words that were entered so far."""
        if held and not held.near:  # what was nearly right is another word there
            self._weigh(held)
        elif words is not None:
            self.action_observe()
        if words is not None:
            self.query_one(Commitment).retype(words)
