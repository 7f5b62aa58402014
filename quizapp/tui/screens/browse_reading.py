"""A question to be read: everything about it, and the way to the questions around it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.core.cells import clipped
from quizapp.core.ids import QuestionId
from quizapp.core.questions import Predict
from quizapp.core.ranking import one_line
from quizapp.core.say import Words, plain, say
from quizapp.errors import QuizappError
from quizapp.services.lookup import Link, Lookup, look_up, set_flag, suspend
from quizapp.tui.commands import READING, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.screens.browse import STYLES
from quizapp.tui.widgets.keybar import KeyBar
from quizapp.tui.widgets.page import MUTED, Page, standing

MARGIN = 14
"""Columns beside a link."""
ANSWERS = "browse-answers"
"""Where the record remembers whether answers are shown."""


class ReadingScreen(BaseScreen[None]):
    """Arrows scroll; enter goes to the links and along them, esc comes back."""

    KEYS = READING
    SHOWS_PACKS = True
    BINDINGS = bindings(READING)
    CSS_PATH = STYLES

    def __init__(self, question: QuestionId, order: Sequence[QuestionId] = ()) -> None:
        super().__init__()
        self.question = question
        self.order = tuple(order)
        """The list it was chosen from."""

    def compose(self) -> ComposeResult:
        self.reading = look_up(self.house, self.question)
        yield Static(id="where")
        yield VerticalScroll(id="page", can_focus=True)
        yield KeyBar(self.tr)

    async def on_mount(self) -> None:
        await self._show()

    async def on_screen_resume(self) -> None:
        """Coming back: there may be a note now."""
        if self.query("#page > Page"):
            await self._show(top=False)

    def language_changed(self) -> None:
        super().language_changed()
        self.run_worker(self._show(top=False), exclusive=True, group="show")

    @property
    def answered(self) -> bool:
        """Whether answers are shown."""
        return self.house.record.setting(ANSWERS, "shown") == "shown" or self._peeked

    _peeked = False

    async def _show(self, *, top: bool = True) -> None:
        self.reading = reading = look_up(self.house, self.question)
        self.query_one("#where", Static).update(self._where(reading))
        page = self.query_one("#page", VerticalScroll)
        at = page.scroll_y
        focused = isinstance(self.focused, OptionList)
        with self.app.batch_update():
            await page.remove_children()
            await page.mount(Page(reading, self.tr, answered=self.answered))
            options = self._links(reading)
            if options:
                await page.mount(OptionList(*options, id="links", markup=False))
        if focused and options:
            self.query_one("#links").focus(scroll_visible=False)
        else:
            page.focus()
        page.scroll_to(y=0 if top else at, animate=False)
        self.refresh_keys()

    def _where(self, reading: Lookup) -> Content:
        """The line on top: pack, topic, difficulty, flag, standing."""
        stars = "●" * reading.question.difficulty + "○" * (5 - reading.question.difficulty)
        until = reading.card.due - self.house.clock() if reading.card else None
        return Content.assemble(
            literal(f"{reading.pack} › {reading.view.topic}", "bold"),
            literal(f"  {stars}{' ⚑' if reading.view.flagged else ''}  ", MUTED),
            standing(reading, until, self.tr),
        )

    def _links(self, reading: Lookup) -> list[Option]:
        groups = (
            (say("Asked after"), "← ", reading.asked_after),
            (say("The interviewer goes on"), "→ ", reading.leads_to),
        )
        room = self.size.width - MARGIN
        options: list[Option] = []
        self._targets: list[QuestionId | None] = []
        for heading, sign, links in groups:
            if links:
                options.append(Option(self._heading(heading), disabled=True))
                options += [Option(_link(each, sign, room)) for each in links]
                self._targets += [None, *(each.question for each in links)]
        return options

    def _heading(self, words: Words) -> Content:
        return literal(plain(words, self.tr), "bold")

    # What the keys do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key does something, and is shown, only where it makes sense."""
        match action:
            case "demo":
                return self.reading.question.demo is not None and self.answered
            case "follow":
                return bool(self.reading.leads_to or self.reading.asked_after)
            case "next_one" | "previous_one":
                return self._beside(1 if action == "next_one" else -1) is not None
        return True

    def action_read_on(self) -> None:
        """A page down."""
        self.query_one("#page", VerticalScroll).scroll_page_down(animate=False)

    async def action_answer(self) -> None:
        """Show the answer, or hide it, from now on."""
        shown = not self.answered
        self._peeked = shown
        if not self.house.record.read_only:
            self.house.record.set_setting(ANSWERS, "shown" if shown else "hidden")
        await self._show(top=False)

    def action_follow(self) -> None:
        """To the links; from there the list itself takes enter."""
        links = self.query_one("#links", OptionList)
        links.focus()
        if links.highlighted is None:
            links.action_first()

    @on(OptionList.OptionSelected)
    def _followed(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        target = self._targets[message.option_index]
        if target:
            self.app.push_screen(ReadingScreen(target))

    def _beside(self, step: int) -> QuestionId | None:
        if self.question not in self.order:
            return None
        place = self.order.index(self.question) + step
        return self.order[place] if 0 <= place < len(self.order) else None

    async def action_next_one(self) -> None:
        """The next of the list."""
        await self._go(1)

    async def action_previous_one(self) -> None:
        """The one before."""
        await self._go(-1)

    async def _go(self, step: int) -> None:
        beside = self._beside(step)
        if beside:
            self.question = beside
            self.set_focus(self.query_one("#page"))
            await self._show()

    def action_demo(self) -> None:
        """Run the linked demo."""
        question = self.reading.question
        if question.demo is None:
            return
        try:
            experiment = self.house.laboratory.experiment(question.demo, question.id)
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
            return
        from quizapp.tui.screens.demo import DemoScreen

        if isinstance(question, Predict):
            experiment = replace(experiment, watch=question.metric)
        self.app.push_screen(DemoScreen(experiment, start=True))

    def action_edit(self) -> None:
        """Change the question where it is written."""
        from quizapp.tui.screens.changing import change_question

        change_question(self, self.question)

    def action_note(self) -> None:
        """Write a note."""
        from quizapp.tui.screens.note import NoteScreen

        self.app.push_screen(NoteScreen(self.question, one_line(self.reading.question.prompt)))

    async def action_flag(self) -> None:
        """Flag it, or unflag it."""
        await self._remark(
            lambda: set_flag(self.house, self.question, on=not self.reading.view.flagged)
        )

    async def action_suspend(self) -> None:
        """Suspend it, or take that back."""
        await self._remark(
            lambda: suspend(self.house, self.question, on=not self.reading.suspended)
        )

    async def _remark(self, remark: Callable[[], None]) -> None:
        try:
            remark()
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
        await self._show(top=False)

    def action_back(self) -> None:
        """Where one came from."""
        self.dismiss()


def _link(link: Link, sign: str, room: int) -> Content:
    return literal(clipped(f"{'  ' * link.depth}{sign}{link.prompt}", room))
