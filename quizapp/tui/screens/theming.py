"""The list of themes: each is shown while it is highlighted, and kept with enter."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.core.say import plain, say
from quizapp.tui.commands import THEMING, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseModal
from quizapp.tui.themes import ABOUT
from quizapp.tui.widgets.keybar import KeyBar

SAMPLE = (
    ("✓ ", "bold $text-success", say("right")),
    ("◐ ", "bold $text-warning", say("in part")),
    ("✗ ", "bold $text-error", say("wrong")),
)


class ThemingScreen(BaseModal[None]):
    """`esc` goes back to the theme of before."""

    KEYS = THEMING
    BINDINGS = bindings(THEMING)

    def compose(self) -> ComposeResult:
        self._before = self.app.theme
        with Vertical(id="theming"):
            yield Static(id="heading")
            yield OptionList(id="themes", markup=False)
            yield Static(id="sample")
            yield KeyBar(self.tr)

    def on_mount(self) -> None:
        self._fill()
        self.query_one("#themes").focus()

    def language_changed(self) -> None:
        super().language_changed()
        self._fill()

    def action_choose(self) -> None:
        """Keep what is highlighted."""
        self.query_one("#themes", OptionList).action_select()

    def action_back(self) -> None:
        """As it was."""
        self.quiz_app.show_theme(self._before)
        self.dismiss()

    def on_option_list_option_highlighted(self, message: OptionList.OptionHighlighted) -> None:
        """Show it."""
        message.stop()
        if message.option.id:
            self.quiz_app.show_theme(message.option.id)

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        """Keep it."""
        message.stop()
        self.quiz_app.use_theme(message.option.id or self._before)
        self.dismiss()

    def _fill(self) -> None:
        heading = plain(say("Choose the colors"), self.tr)
        self.query_one("#heading", Static).update(literal(heading, "bold"))
        listed = self.query_one("#themes", OptionList)
        names = list(ABOUT)
        showing = self.app.theme if self.app.theme in names else names[0]
        listed.clear_options()
        for name in names:
            listed.add_option(Option(literal(plain(ABOUT[name], self.tr)), id=name))
        listed.highlighted = names.index(showing)
        words = [
            Content.assemble((sign, style), literal(plain(word, self.tr), style))
            for sign, style, word in SAMPLE
        ]
        self.query_one("#sample", Static).update(Content("   ").join(words))
        self.refresh_keys()
