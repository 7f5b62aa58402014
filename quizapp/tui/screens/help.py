"""What the keys do on the screen that asked."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quizapp.core.say import Words, plain, say
from quizapp.tui.commands import ANSWERING, HELPING, PALETTE, Command, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseModal

MOUSE = (
    (say("click"), say("Does what a line at the bottom or a row says")),
    (say("wheel"), say("Scrolls")),
)
KEPT_ROOM = 2
"""Spaces between the keys and what they do."""

Row = tuple[Words, Words]


class HelpScreen(BaseModal[None]):
    """The table of commands in groups, in the language on screen."""

    KEYS = HELPING
    BINDINGS = [
        *bindings(HELPING),
        Binding("enter,q", "back", show=False),
    ]

    def __init__(self, commands: tuple[Command, ...], *, answering: bool = False) -> None:
        super().__init__()
        self._commands = commands
        self._answering = answering

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Static(self._text(), id="told")

    def action_show_help(self) -> None:
        """The key that opened it closes it."""
        self.dismiss()

    def action_tour(self) -> None:
        """The tour instead."""
        self.dismiss()
        self.quiz_app.show_tour()

    def language_changed(self) -> None:
        super().language_changed()
        self.query_one("#told", Static).update(self._text())

    def _groups(self) -> Iterable[tuple[Words, list[Row]]]:
        """A heading and its rows."""
        helped = [command for command in self._commands if command.helped]
        own: list[Row] = [(each.key_sign, each.help) for each in helped if not each.everywhere]
        palette = self.quiz_app.keymap.applied((PALETTE,), "app")
        everywhere: list[Row] = [
            (each.key_sign, each.help) for each in (*helped, *palette) if each.everywhere
        ]
        yield say("On this screen"), own
        if self._answering:
            yield say("While answering"), list(ANSWERING)
        yield say("On every screen"), [*everywhere, *MOUSE]

    def _text(self) -> Content:
        groups = [(heading, rows) for heading, rows in self._groups() if rows]
        signs = [plain(keys, self.tr) for _, rows in groups for keys, _ in rows]
        width = max(Content(each).cell_length for each in signs) + KEPT_ROOM
        told = []
        for heading, rows in groups:
            told += [literal(plain(heading, self.tr), "bold"), Content("")]
            for keys, does in rows:
                shown = Content(plain(keys, self.tr))
                padding = " " * (width - shown.cell_length)
                sign = shown.stylize("bold $text-accent")
                told.append(Content.assemble(sign, padding, plain(does, self.tr)))
            told.append(Content(""))
        own = {each.name or each.action: each.key_sign for each in self.commands}
        end = say(
            "{back} closes this help · {tour} shows the tour", back=own["back"], tour=own["tour"]
        )
        return Content("\n").join([*told, literal(plain(end, self.tr), "$text-muted")])
