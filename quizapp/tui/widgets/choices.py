"""Numbered options, of which one or several are chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from quizapp.tui.commands import ANSWER
from quizapp.tui.keys import rebound


@dataclass(frozen=True, slots=True)
class Item:
    """One option as it is shown."""

    text: Content
    why: Content | None = None
    """Shown after the reveal."""


class Row(Horizontal):
    """One option: its number, its mark, its text, and after the reveal its why."""

    @dataclass
    class Clicked(Message):
        """The row was clicked."""

        place: int

    def __init__(self, place: int, item: Item) -> None:
        super().__init__()
        self.place = place
        self.item = item

    def compose(self) -> ComposeResult:
        yield Static(classes="mark")
        yield Static(self.item.text, classes="text")

    def tell_why(self) -> None:
        """Add the why below the text. (A widget of its own would slow down every question.)"""
        if self.item.why:
            why = self.item.why.stylize("$text-muted")
            self.query_one(".text", Static).update(Content.assemble(self.item.text, "\n", why))

    def mark(self, sign: str, state: str) -> None:
        """Write the mark and put on one of the classes `-right`, `-wrong`, `-missed`."""
        self.query_one(".mark", Static).update(Content(sign))
        self.set_classes(state)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Clicked(self.place))


class Choices(Vertical, can_focus=True):
    """Options to choose from with arrows, digits, space, enter or the mouse."""

    BINDINGS = [
        *(each.binding("answer") for each in ANSWER if not each.action.startswith("carry")),
        *(Binding(str(n), f"press({n})", show=False) for n in range(1, 10)),
    ]

    cursor = reactive(0)
    chosen: reactive[frozenset[int]] = reactive(frozenset())
    locked = reactive(False, toggle_class="-locked")

    @dataclass
    class Submitted(Message):
        """What was chosen: places on screen."""

        places: frozenset[int]

    class Changed(Message):
        """Something was ticked, or left out."""

    @dataclass
    class NothingChosen(Message):
        """Enter was pressed with nothing chosen."""

    def __init__(
        self,
        items: Sequence[Item],
        *,
        multiple: bool = False,
        may_be_empty: bool = False,
        chosen: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__()
        self.items = items
        self.multiple = multiple
        self.may_be_empty = may_be_empty
        self._marks: Sequence[bool] = ()
        self.set_reactive(Choices.chosen, chosen)
        self.set_reactive(Choices.cursor, min(chosen, default=0))

    def compose(self) -> ComposeResult:
        for place, item in enumerate(self.items):
            yield Row(place, item)

    def on_mount(self) -> None:
        self._bindings = rebound(self, self._bindings)
        self._draw()

    def reveal(self, right: Sequence[bool]) -> None:
        """Show which options are right and why; no more choosing."""
        self._marks = right
        self.locked = True
        self.add_class("-revealed")
        for row in self.query(Row):
            row.tell_why()
        self._draw()

    def watch_cursor(self) -> None:
        self._draw()

    def watch_chosen(self) -> None:
        self._draw()
        if self.multiple:  # else it is handed in with the same key
            self.post_message(self.Changed())

    def watch_locked(self) -> None:
        self._draw()

    def action_move(self, step: int) -> None:
        """Move the cursor, around the ends."""
        if not self.locked:
            self.cursor = (self.cursor + step) % len(self.items)
            self.query(Row)[self.cursor].scroll_visible(animate=False)

    def action_pick(self) -> None:
        """Choose the option under the cursor, or take it back."""
        if not self.locked:
            self._toggle(self.cursor)

    def action_press(self, number: int) -> None:
        """Choose by number; where one answer is right this submits it."""
        if self.locked or number > len(self.items):
            return
        self.cursor = number - 1
        self._toggle(number - 1)
        if not self.multiple:
            self.action_submit()

    def action_submit(self) -> None:
        """Hand in what is chosen; with one right answer, what the cursor is on."""
        if self.locked:
            return
        if not self.multiple and not self.chosen:
            self.chosen = frozenset({self.cursor})
        if self.chosen or self.may_be_empty:
            self.post_message(self.Submitted(self.chosen))
        else:
            self.post_message(self.NothingChosen())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Once locked, the keys belong to the screen."""
        return not self.locked

    def on_row_clicked(self, message: Row.Clicked) -> None:
        message.stop()
        if self.locked:
            return
        self.focus()
        self.cursor = message.place
        again = not self.multiple and message.place in self.chosen
        if again:
            self.action_submit()
        else:
            self._toggle(message.place)

    def _toggle(self, place: int) -> None:
        if self.multiple:
            self.chosen = self.chosen ^ {place}
        else:
            self.chosen = frozenset({place})

    def _draw(self) -> None:
        """Write every row's mark; signs and words carry the meaning, color only helps."""
        if not self.is_attached:
            return
        for place, row in enumerate(self.query(Row)):
            chosen = place in self.chosen
            if self._marks:
                right = self._marks[place]
                state = "-right" if right else ("-wrong" if chosen else "-other")
                sign = ("✓" if right else "✗") if chosen or right else " "
                row.mark(f"{'›' if chosen else ' '} {place + 1} {sign}", state)
                continue
            at = "❯" if place == self.cursor and not self.locked else " "
            box = ("[x]" if chosen else "[ ]") if self.multiple else ("(•)" if chosen else "( )")
            row.mark(f"{at} {place + 1} {box}", "-cursor" if at == "❯" else "")
