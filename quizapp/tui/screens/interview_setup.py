"""What an interview shall be: level, length, verdicts, packs and topics; enter starts it."""

from collections.abc import Iterator
from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.core.interview import LEVELS, Plan, Verdicts
from quizapp.core.say import Words, plain, say
from quizapp.errors import QuizappError
from quizapp.services.interviewing import about_minutes, begin_interview, broken_off, fitting
from quizapp.tui.commands import INTERVIEW_SETUP, Command, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.screens.interview import STYLES
from quizapp.tui.screens.interview_resume import go_on, leave, offer
from quizapp.tui.widgets.keybar import KeyBar

LEVEL_WORDS = {
    "junior": say("Junior: difficulty 1 to 2"),
    "mid": say("Mid: difficulty 2 to 4"),
    "senior": say("Senior: difficulty 3 to 5"),
}
VERDICT_WORDS = {
    Verdicts.END: say("At the end, as in a real interview"),
    Verdicts.ONCE: say("After each answer"),
}
MOST_QUESTIONS, MOST_MINUTES = 40, 120
MINUTES = 20


class Ticks(OptionList):
    """Enter starts the interview wherever the cursor is; a click ticks the row."""

    BINDINGS = [Binding("enter", "screen.start", show=False)]


class InterviewSetupScreen(BaseScreen[None]):
    """Nothing ticked among packs or topics means all of them."""

    KEYS = INTERVIEW_SETUP
    BINDINGS = bindings(INTERVIEW_SETUP)
    CSS_PATH = STYLES

    def __init__(self, plan: Plan | None = None) -> None:
        super().__init__()
        self.plan = plan or Plan()
        self._other = MINUTES if self.plan.questions else Plan().questions
        """The length that is not chosen: minutes beside questions, or the other way round."""

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        yield Ticks(id="ticks", markup=False)
        yield Static(id="fits")
        yield KeyBar(self.tr)

    def on_mount(self) -> None:
        self._fill()
        self.query_one("#ticks").focus()

    def language_changed(self) -> None:
        super().language_changed()
        self._fill()

    def action_start(self) -> None:
        """Begin; where nothing fits, say so and stay."""
        from quizapp.tui.screens.interview import InterviewScreen

        waiting = broken_off(self.house)
        if waiting and self._on_waiting():
            go_on(self, waiting, replacing=True)
            return
        if self.quiz_app.only_reading():
            return
        try:
            interview = begin_interview(self.house, self.plan)
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
            return
        self.app.switch_screen(InterviewScreen(interview))

    def action_tick(self) -> None:
        """Choose or leave out the highlighted row."""
        self.query_one(Ticks).action_select()

    def _on_waiting(self) -> bool:
        option = self.query_one(Ticks).highlighted_option
        return option is not None and option.id == "waiting"

    def action_more(self) -> None:
        """A longer interview."""
        self._lengthen(1)

    def action_fewer(self) -> None:
        """A shorter interview."""
        self._lengthen(-1)

    def action_past(self) -> None:
        """The interviews so far."""
        from quizapp.tui.screens.interview_list import InterviewListScreen

        self.app.push_screen(InterviewListScreen())

    def action_back(self) -> None:
        """Home."""
        leave(self)

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        """A row was ticked."""
        message.stop()
        sort, _, value = (message.option.id or "").partition(":")
        plan = self.plan
        match sort:
            case "waiting":
                self.action_start()
                return
            case "level":
                low, high = LEVELS[value]
                self.plan = replace(plan, low=low, high=high)
            case "length" if (value == "minutes") == bool(plan.questions):
                other = plan.questions or plan.minutes
                questions = 0 if plan.questions else self._other
                self.plan = replace(
                    plan, questions=questions, minutes=0 if questions else self._other
                )
                self._other = other
            case "verdicts":
                self.plan = replace(plan, verdicts=Verdicts(value))
            case "pack":
                packs = set(plan.packs) ^ {value}
                topics = (t for t in plan.topics if not packs or t.partition("/")[0] in packs)
                self.plan = replace(plan, packs=tuple(sorted(packs)), topics=tuple(topics))
            case "topic":
                self.plan = replace(plan, topics=tuple(sorted(set(plan.topics) ^ {value})))
        self._fill()

    def on_option_list_option_highlighted(self) -> None:
        """What enter does goes by the row."""
        self.refresh_keys()

    def available(self) -> tuple[Command, ...]:
        """On the row of the interview that broke off, enter goes on with it."""
        if not self._on_waiting():
            return super().available()
        label, told = say("Go on"), say("Go on with the interview")
        return tuple(
            replace(each, label=label, help=told) if each.action == "start" else each
            for each in super().available()
        )

    def _lengthen(self, steps: int) -> None:
        plan = self.plan
        if self._on_waiting():  # it has the length that it was begun with: this is another's
            self.query_one(Ticks).highlighted = self._begins()
        if plan.minutes:
            minutes = min(max(5, plan.minutes + 5 * steps), MOST_MINUTES)
            self.plan = replace(plan, minutes=minutes)
        else:
            questions = min(max(1, plan.questions + steps), MOST_QUESTIONS)
            self.plan = replace(plan, questions=questions)
        self._fill()

    def _fill(self) -> None:
        minutes = max(1, round(about_minutes(self.house, self.plan)))
        told = (
            say("{n} questions, about {minutes} min", n=self.plan.questions, minutes=minutes)
            if self.plan.questions
            else say("{minutes} minutes", minutes=minutes)
        )
        self.query_one("#heading", Static).update(
            Content.assemble(
                literal(plain(say("A mock interview"), self.tr), "bold"),
                literal(f"   {plain(told, self.tr)}"),
                literal("   ← →", "$text-muted"),
            )
        )
        listed = self.query_one(Ticks)
        at = listed.highlighted
        listed.clear_options()
        listed.add_options(self._rows())
        waits = listed.get_option_at_index(0).id == "waiting"
        begins = 0 if waits else self._begins()
        listed.highlighted = begins if at is None else at
        count = fitting(self.house, self.plan)
        fits = say("{n} main questions fit; follow-ups may lead further.", n=count)
        none = say("No question fits all of this.")
        shown = literal(plain(fits if count else none, self.tr))
        self.query_one("#fits", Static).update(
            shown.stylize("$text-muted" if count else "$text-warning")
        )
        self.refresh_keys()

    def _begins(self) -> int:
        """The row of the level: the first that says what a new interview shall be."""
        rows = [option.id for option in self.query_one(Ticks).options]
        return rows.index("level:mid")

    def _rows(self) -> Iterator[Option]:
        plan = self.plan
        if waiting := broken_off(self.house):
            told = literal(plain(offer(self, waiting), self.tr), "bold")
            yield Option(told, id="waiting")
        yield self._heading(say("Level"))
        for name, about in LEVEL_WORDS.items():
            yield self._radio(plan.level == name, about, f"level:{name}")
        yield self._heading(say("Length"))
        by_count = plan.questions or self._other
        by_time = plan.minutes or self._other
        yield self._radio(
            bool(plan.questions), say("{n} questions", n=by_count), "length:questions"
        )
        yield self._radio(
            bool(plan.minutes), say("{minutes} minutes", minutes=by_time), "length:minutes"
        )
        yield self._heading(say("Verdicts"))
        for verdicts, about in VERDICT_WORDS.items():
            yield self._radio(plan.verdicts is verdicts, about, f"verdicts:{verdicts}")
        yield from self._packs()

    def _packs(self) -> Iterator[Option]:
        plan, lang = self.plan, self.house.lang
        usable = [pack for pack in self.house.library.packs if pack.usable]
        if len(usable) > 1:
            yield self._heading(say("Packs"))
            for pack in usable:
                yield self._box(pack.id in plan.packs, pack.title(lang), f"pack:{pack.id}")
        wanted = [pack for pack in usable if not plan.packs or pack.id in plan.packs]
        asked = {entry.topic for entry in self.house.library.entries()}
        for pack in wanted:
            several = len(usable) > 1
            title = pack.title(lang)
            yield self._heading(say("Topics of {pack}", pack=title) if several else say("Topics"))
            for topic in pack.topics:
                if topic.id in asked:
                    on = topic.id in plan.topics
                    yield self._box(on, topic.title(lang), f"topic:{topic.id}")

    def _heading(self, words: Words) -> Option:
        return Option(literal(plain(words, self.tr), "bold $text-primary"), disabled=True)

    def _radio(self, on: bool, about: Words, name: str) -> Option:
        return Option(literal(f"{'(•)' if on else '( )'} {plain(about, self.tr)}"), id=name)

    def _box(self, on: bool, title: str, name: str) -> Option:
        return Option(literal(f"{'[x]' if on else '[ ]'} {title}"), id=name)
