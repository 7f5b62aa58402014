"""What the keys do on the screen that asked."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from quizapp.core.cells import cell_width
from quizapp.core.say import Words, plain, say
from quizapp.tui.commands import ANSWER, ANSWERING, HELPING, PALETTE, Command, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseModal

MOUSE = (
    (say("click"), say("Does what a line at the bottom or a row says")),
    (say("wheel"), say("Scrolls")),
)
KEPT_ROOM = 2
"""Spaces between the keys and what they do."""

WIDTH_PERCENT, WIDEST, FRAME = 90, 90, 8
"""The window's width in the sheet; border, padding and scroll bar take `FRAME` columns of it."""

Row = tuple[Words, Words]


class HelpScreen(BaseModal[None]):
    """The table of commands in groups, in the language on screen."""

    KEYS = HELPING
    BINDINGS = [
        *bindings(HELPING),
        Binding("enter,q", "back", show=False),
    ]

    def __init__(
        self,
        commands: tuple[Command, ...],
        available: tuple[Command, ...],
        *,
        asking: bool | None = None,
    ) -> None:
        """`available` do something now; `asking`: an answer is awaited, None where never one is."""
        super().__init__()
        self._commands = commands
        self._available = available
        self._asking = asking

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Static(id="told")

    def on_resize(self, event: Resize) -> None:
        """There is more room, or less; also when it opens."""
        self._tell()

    def action_show_help(self) -> None:
        """The key that opened it closes it."""
        self.dismiss()

    def action_tour(self) -> None:
        """The tour instead."""
        self.dismiss()
        self.quiz_app.show_tour()

    def language_changed(self) -> None:
        super().language_changed()
        self._tell()

    def _tell(self) -> None:
        room = min(self.size.width * WIDTH_PERCENT // 100, WIDEST) - FRAME
        self.query_one("#told", Static).update(self._text(room))

    def _groups(self) -> Iterable[tuple[Words, list[Row]]]:
        """A heading and its rows: first what can be done at this moment."""
        helped = [command for command in self._commands if command.helped]
        own = [each for each in helped if not each.everywhere]
        keymap = self.quiz_app.keymap
        palette = keymap.applied((PALETTE,), "app")
        answering = [*_rows(keymap.applied(ANSWER, "answer")), *ANSWERING]
        if self._asking:
            yield say("While answering"), answering
        yield say("On this screen"), _rows(each for each in own if each in self._available)
        everywhere = _rows(each for each in (*helped, *palette) if each.everywhere)
        yield say("On every screen"), [*everywhere, *MOUSE]
        yield (
            say("At other moments on this screen"),
            _rows(each for each in own if each not in self._available),
        )
        if self._asking is False:
            yield say("While answering"), answering

    def _text(self, room: int) -> Content:
        groups = [(heading, rows) for heading, rows in self._groups() if rows]
        signs = [plain(keys, self.tr) for _, rows in groups for keys, _ in rows]
        width = max(cell_width(each) for each in signs) + KEPT_ROOM
        told = []
        for heading, rows in groups:
            told += [literal(plain(heading, self.tr), "bold"), Content("")]
            for keys, does in rows:
                sign = plain(keys, self.tr)
                first, *more = literal(plain(does, self.tr)).wrap(max(1, room - width))
                margin = " " * (width - cell_width(sign))
                told.append(literal(sign, "bold $text-accent") + margin + first)
                told += [Content(" " * width) + line for line in more]
            told.append(Content(""))
        own = {each.name or each.action: each.key_sign for each in self.commands}
        end = say(
            "{back} closes this help · {tour} shows the tour", back=own["back"], tour=own["tour"]
        )
        return Content("\n").join([*told, literal(plain(end, self.tr), "$text-muted")])


def _rows(commands: Iterable[Command]) -> list[Row]:
    return [(each.key_sign, each.help) for each in commands]
