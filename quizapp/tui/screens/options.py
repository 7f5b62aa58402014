"""What a session shall be made of: mode, length, and what is ticked with space."""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.core.say import Words, plain, say
from quizapp.core.session import Mode
from quizapp.services.choosing import Choice, Choices, choices, fitting
from quizapp.services.house import Wish
from quizapp.tui.commands import OPTIONS, bindings
from quizapp.tui.keys import sign_of
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.keybar import KeyBar

MODES = {
    Mode.LEARN: say("Learn: what is due, then new questions"),
    Mode.CRAM: say("Cram: anything that fits, whether due or not"),
}
STEP, LONGEST = 5, 200
"""How `→` lengthens a session."""


class Ticks(OptionList):
    """Enter starts the session wherever the cursor is; a click ticks the row."""

    BINDINGS = [Binding("enter", "screen.start", show=False)]


class OptionsScreen(BaseScreen[None]):
    """Nothing ticked among topics, kinds or difficulties means all of them."""

    KEYS = OPTIONS
    BINDINGS = bindings(OPTIONS)

    def __init__(self, packs: tuple[str, ...], length: int) -> None:
        super().__init__()
        self._packs = packs
        self._length = length
        self._mode = Mode.LEARN
        self._ticked: set[str] = set()

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

    @property
    def wish(self) -> Wish:
        """What is chosen so far."""
        return Wish(
            packs=self._packs,
            topics=self._chosen("topic"),
            kinds=self._chosen("kind"),
            difficulties=tuple(int(level) for level in self._chosen("difficulty")),
            mode=self._mode,
            length=self._length,
        )

    def action_start(self) -> None:
        """Start a session; where nothing fits, say so and stay."""
        self.quiz_app.wish = self.wish
        self.quiz_app.start_session(replace=True)

    def action_tick(self) -> None:
        """Choose or leave out the highlighted row."""
        self.query_one(Ticks).action_select()

    def action_more(self) -> None:
        """A longer session."""
        self._length = min(LONGEST, self._length - self._length % STEP + STEP)
        self._fill()

    def action_fewer(self) -> None:
        """A shorter session."""
        self._length = max(1, self._length - (self._length % STEP or STEP))
        self._fill()

    def action_back(self) -> None:
        """Home."""
        self.dismiss()

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        """A row was ticked."""
        message.stop()
        name = message.option.id or ""
        sort, _, value = name.partition(":")
        if sort == "mode":
            self._mode = Mode(value)
        else:
            self._ticked ^= {name}
        self._fill()

    def _chosen(self, sort: str) -> tuple[str, ...]:
        names = (name.partition(":") for name in sorted(self._ticked))
        return tuple(value for kind, _, value in names if kind == sort)

    def _fill(self) -> None:
        offered = choices(self.house, self._packs)
        whole = not self._packs and len(offered.packs) > 1
        title: Words = say("All packs") if whole else ", ".join(offered.packs)
        told = say("A session of {n} questions", n=self._length)
        self.query_one("#heading", Static).update(
            Content.assemble(
                literal(plain(title, self.tr) if whole else str(title), "bold"),
                literal(f"   {plain(told, self.tr)}"),
                literal("   ← →", "$text-muted"),
            )
        )
        listed = self.query_one(Ticks)
        at = listed.highlighted
        listed.clear_options()
        listed.add_options(self._rows(offered))
        listed.highlighted = 1 if at is None else at
        self._show_fitting()
        self.refresh_keys()

    def _rows(self, offered: Choices) -> Iterator[Option]:
        yield self._heading(say("Mode"))
        for mode, about in MODES.items():
            mark = "(•)" if mode is self._mode else "( )"
            yield Option(literal(f"{mark} {plain(about, self.tr)}"), id=f"mode:{mode}")
        for title, topics in offered.topics:
            several = len(offered.topics) > 1
            yield self._heading(say("Topics of {pack}", pack=title) if several else say("Topics"))
            yield from (self._row("topic", choice) for choice in topics)
        yield self._heading(say("Kinds"))
        yield from (self._row("kind", choice) for choice in offered.kinds)
        yield self._heading(say("Difficulty"))
        yield from (self._row("difficulty", choice) for choice in offered.difficulties)

    def _heading(self, words: Words) -> Option:
        return Option(literal(plain(words, self.tr), "bold $text-primary"), disabled=True)

    def _row(self, sort: str, choice: Choice) -> Option:
        name = f"{sort}:{choice.id}"
        mark = "[x]" if name in self._ticked else "[ ]"
        title = choice.title if isinstance(choice.title, str) else plain(choice.title, self.tr)
        return Option(literal(f"{mark} {title}  {choice.questions}"), id=name)

    def _show_fitting(self) -> None:
        count = fitting(self.house, self.wish)
        if not count:
            told = literal(plain(say("No question fits all of this."), self.tr), "$text-warning")
        elif self._ticked:
            told = literal(plain(say("{n} questions fit.", n=count), self.tr))
        else:
            everything = say(
                "All {n} questions fit; {tick} narrows them down.",
                n=count,
                tick=sign_of(self, "options.tick"),
            )
            told = literal(plain(everything, self.tr), "$text-muted")
        self.query_one("#fits", Static).update(told)
