"""Browse: search over all questions, the list of what fits, and a look at the highlighted one."""

from collections.abc import Callable
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from quizapp.core.cells import clipped
from quizapp.core.ids import QuestionId
from quizapp.core.queries import SORTS, completions
from quizapp.core.say import Text, plain, say
from quizapp.core.session import Mode
from quizapp.errors import QuizappError, UsageError
from quizapp.services.browsing import Browsing, Found, Hit
from quizapp.services.choosing import KIND_NAMES
from quizapp.services.house import Wish
from quizapp.services.lookup import look_up, set_flag, suspend
from quizapp.tui.commands import BROWSE, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.keybar import KeyBar
from quizapp.tui.widgets.page import MUTED, Page

STYLES = Path(__file__).parents[1] / "styles" / "browse.tcss"
AT_ONCE = 40
"""Rows that are listed; more come when their end is near."""
QUIET_SECONDS = 0.08
"""A preview comes when the highlight has rested so long."""

INDENT = 4
"""Cells before a line with a hit."""

ORDERS = {
    "relevance": say("by relevance"),
    "book": say("as in a book"),
    "weakest": say("weakest first"),
}


class BrowseScreen(BaseScreen[None]):
    """Type to search, arrows to move, enter to read."""

    KEYS = BROWSE
    SHOWS_PACKS = True
    BINDINGS = [
        *bindings(BROWSE),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
    ]
    CSS_PATH = STYLES

    def __init__(self, query: str = "") -> None:
        super().__init__()
        self._query = query
        self._found = Found()
        self._sort = ""
        self._rows: list[Hit] = []
        self._shown: tuple[QuestionId, str] | None = None
        """What the preview shows, in which language."""
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Input(self._query, id="search", select_on_focus=False)
        yield Static(id="told")
        with Horizontal(id="main"):
            yield OptionList(id="found", markup=False)
            yield VerticalScroll(id="preview", can_focus=False)
        yield KeyBar(self.tr)

    def on_mount(self) -> None:
        self.browsing = Browsing(self.house)
        search = self.query_one("#search", Input)
        search.placeholder = self._placeholder()
        search.focus()
        self._search()
        self.call_after_refresh(self.browsing.warm_up)

    def on_screen_resume(self) -> None:
        """Coming back from a question or a session: the record has changed."""
        if hasattr(self, "browsing"):
            self.browsing.look_again()
            self._shown = None
            self._search()

    def on_resize(self) -> None:
        """There is more room, or less."""
        if hasattr(self, "browsing"):
            self._fill(len(self._rows) or AT_ONCE, self._highlighted())

    def language_changed(self) -> None:
        super().language_changed()
        self.query_one("#search", Input).placeholder = self._placeholder()
        self._search()

    # Searching

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        self._search(again=False)

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.action_open()

    def _search(self, *, again: bool = True) -> None:
        """Show what fits; `again` keeps the highlighted question."""
        kept = self._highlighted() if again else None
        typed = self.query_one("#search", Input).value
        try:
            sort = f" sort:{self._sort}" if self._sort else ""
            self._found = self.browsing.search(typed + sort)
        except UsageError as error:
            self._tell(literal(error.told(self.tr), "$text-warning"))
            return
        self._tell(self._count(typed))
        self._fill(AT_ONCE, kept)

    def _fill(self, count: int, kept: QuestionId | None = None) -> None:
        listed = self.query_one("#found", OptionList)
        order = self._found.questions
        if kept in order:
            count = max(count, order.index(kept) + 1)
        self._rows = []
        with self.app.batch_update():
            listed.clear_options()
            self._add(count)
            if not order:
                told = say("No question fits.")
                listed.add_option(Option(plain(told, self.tr), disabled=True))
            else:
                listed.highlighted = order.index(kept) if kept in order else 0
        self.refresh_keys()
        self._look()

    def _add(self, count: int) -> None:
        """List some more."""
        start = len(self._rows)
        rows = self.browsing.hits(
            self._found, self._found.questions[start : start + count], self._width() - INDENT
        )
        self._rows += rows
        self.query_one("#found", OptionList).add_options(
            Option(self._row(hit), id=hit.id) for hit in rows
        )

    def _count(self, typed: str) -> Content:
        found = self._found
        many = len(found.questions)
        count = say("1 question") if many == 1 else say("{n} questions", n=many)
        told: list[Text] = [count, ORDERS[found.sort]]
        parts = [plain(each, self.tr) for each in told]
        if found.partly:
            parts.append(plain(say("none has all the words"), self.tr))
        for word, near in found.instead:
            heading = say("{typed} stands nowhere; found: {near}", typed=word, near=", ".join(near))
            nothing = say("{typed} stands nowhere", typed=word)
            parts.append(plain(heading if near else nothing, self.tr))
        line = literal(" · ".join(parts), MUTED)
        offered = completions(typed)
        if offered:
            shown = clipped("  ".join(offered), max(20, self.size.width - 6))
            line = Content("\n").join([line, literal(shown, "$text-accent")])
        return line

    def _tell(self, told: Content) -> None:
        self.query_one("#told", Static).update(told)

    def _placeholder(self) -> str:
        example = "kind:predict diff:4-5 is:due relu"
        return plain(say("Words, or such as {example}", example=example), self.tr)

    # The list

    def _width(self) -> int:
        """Cells for a row's text."""
        listed = self.query_one("#found", OptionList)
        return max(30, (listed.size.width or self.size.width) - 3)

    def _row(self, hit: Hit) -> Content:
        width = self._width()
        snippet = hit.snippet
        in_prompt = snippet.place == "prompt"
        first = literal(snippet.text if in_prompt else clipped(hit.prompt, width), "bold")
        if in_prompt:
            first = _marked(first, snippet.spans)
        rows = [first, self._details(hit)]
        if snippet.text and not in_prompt:
            lead = "✎ " if snippet.place == "note" else "› "
            rows.append(Content.assemble("  ", lead, _marked(literal(snippet.text), snippet.spans)))
        return Content("\n").join(rows)

    def _details(self, hit: Hit) -> Content:
        stars = "●" * hit.entry.difficulty + "○" * (5 - hit.entry.difficulty)
        signs = [
            ("⚑", hit.flagged),
            ("✎", hit.noted),
            (plain(say("suspended"), self.tr), hit.suspended),
            (plain(say("due"), self.tr), hit.due and not hit.suspended),
            (plain(say("new"), self.tr), hit.new),
        ]
        kind = plain(KIND_NAMES[hit.entry.kind], self.tr)
        parts = [hit.topic, kind, stars, *(sign for sign, on in signs if on)]
        return literal("  " + clipped(" · ".join(parts), self._width() - 2), MUTED)

    def _highlighted(self) -> QuestionId | None:
        place = self.query_one("#found", OptionList).highlighted
        return self._rows[place].id if place is not None and place < len(self._rows) else None

    @on(OptionList.OptionHighlighted)
    def _moved(self, message: OptionList.OptionHighlighted) -> None:
        message.stop()
        near_end = message.option_index >= len(self._rows) - 5
        if near_end and len(self._rows) < len(self._found.questions):
            self._add(AT_ONCE)
        self._look()

    @on(OptionList.OptionSelected)
    def _selected(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        self.action_open()

    # The preview

    def _look(self) -> None:
        """Show the highlighted question beside the list once the highlight rests."""
        if self._rest:
            self._rest.stop()
        if self.has_class("-wide"):
            self._rest = self.set_timer(QUIET_SECONDS, self._preview)

    async def _preview(self) -> None:
        wanted = self._highlighted()
        shown = (wanted, self.house.lang) if wanted else None
        if shown == self._shown or not self.is_current:
            return
        self._shown = shown
        place = self.query_one("#preview", VerticalScroll)
        with self.app.batch_update():
            await place.remove_children()
            if wanted:
                await place.mount(Page(look_up(self.house, wanted), self.tr, answered=True))
        place.scroll_home(animate=False)

    # What the keys do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While words are typed, letters are no commands; without a hit, most do nothing."""
        if action in ("back", "move", "show_help"):
            return True
        if isinstance(self.focused, Input):
            return action == "open" and bool(self._rows)
        return bool(self._rows) or action in ("search", "language", "order")

    def on_descendant_focus(self) -> None:
        """Other keys do something now."""
        self.query_one(KeyBar).typing = isinstance(self.focused, Input)
        self.refresh_keys()

    def action_move(self, step: int) -> None:
        """Move in the list while the words are still being typed."""
        listed = self.query_one("#found", OptionList)
        if step > 0:
            listed.action_cursor_down()
        else:
            listed.action_cursor_up()

    def action_open(self) -> None:
        """Read the highlighted question."""
        wanted = self._highlighted()
        if wanted:
            from quizapp.tui.screens.browse_reading import ReadingScreen

            self.app.push_screen(ReadingScreen(wanted, self._found.questions))

    def action_search(self) -> None:
        """Back to the words."""
        self.set_focus(self.query_one("#search", Input))

    def action_back(self) -> None:
        """Leave the search field, so that letters are commands; then the screen."""
        if isinstance(self.focused, Input) and self._rows:
            self.query_one("#found").focus()
        else:
            self.dismiss()

    def action_order(self) -> None:
        """The next order."""
        now = SORTS.index(self._found.sort)
        self._sort = SORTS[(now + 1) % len(SORTS)]
        self._search()

    def action_cram(self) -> None:
        """A session of what is listed."""
        order = self._found.questions
        self.quiz_app.wish = Wish(mode=Mode.CRAM, questions=order, length=len(order))
        self.quiz_app.start_session()

    def action_note(self) -> None:
        """Write on the highlighted question."""
        place = self.query_one("#found", OptionList).highlighted
        if place is not None:
            from quizapp.tui.screens.note import NoteScreen

            self.app.push_screen(NoteScreen(self._rows[place].id, self._rows[place].prompt))

    def action_flag(self) -> None:
        """Flag the highlighted question, or unflag it."""
        place = self.query_one("#found", OptionList).highlighted
        if place is not None:
            hit = self._rows[place]
            self._remark(lambda: set_flag(self.house, hit.id, on=not hit.flagged))

    def action_suspend(self) -> None:
        """Suspend the highlighted question, or take that back."""
        place = self.query_one("#found", OptionList).highlighted
        if place is not None:
            hit = self._rows[place]
            self._remark(lambda: suspend(self.house, hit.id, on=not hit.suspended))

    def _remark(self, remark: Callable[[], None]) -> None:
        try:
            remark()
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
        self.browsing.look_again()
        self._search()


def query_of(wish: Wish) -> str:
    """What a wish's packs, topics, kinds and difficulties are in the search field."""
    levels = tuple(str(level) for level in wish.difficulties)
    parts = (
        ("pack", wish.packs),
        ("topic", wish.topics),
        ("kind", wish.kinds),
        ("diff", levels),
    )
    return " ".join(f"{key}:{','.join(values)}" for key, values in parts if values)


def _marked(line: Content, spans: tuple[tuple[int, int], ...]) -> Content:
    for start, end in spans:
        line = line.stylize("bold underline $text-accent", start, end)
    return line
