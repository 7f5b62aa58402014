"""The tour: what the app can do, in a few cards that can be left at any moment."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from quizapp.core.say import Text, plain, say
from quizapp.tui.commands import TOURING, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseModal
from quizapp.tui.widgets.keybar import KeyBar

CARDS: tuple[tuple[Text, tuple[Text, ...]], ...] = (
    (
        say("Welcome"),
        (
            say("quizapp asks what an interviewer asks, and proves its answers by experiments."),
            say(
                "Enter on a pack starts a session. You can leave with {back} at any moment:"
                " every answer is saved already, and home offers to go on."
            ),
        ),
    ),
    (
        say("Answer, then read why"),
        (
            say("After each answer stands why it is right and why the others tempt."),
            say("Enter goes on. What you missed comes back soon, what you know much later."),
            say(
                "{hint} gives a hint, {follow_up} asks a follow-up as an interviewer would,"
                " {undo} takes a step back."
            ),
        ),
    ),
    (
        say("See it happen"),
        (
            say("{demo} runs the demo behind an answer: a real experiment, in seconds."),
            say("Turn its knobs with the arrow keys and watch the claim hold or break."),
            say("{lab} at home lists all demos."),
        ),
    ),
    (
        say("Until the interview"),
        (
            say(
                "{plan} at home sets the interview's date: the plan says what you would recall"
                " then and which questions are worth asking today."
            ),
            say("{statistics} at home shows how you are doing."),
        ),
    ),
    (
        say("Find your way"),
        (
            say("{help} explains the keys of every screen, {back} always leads back."),
            say("{palette} finds any command by words, in English or Korean."),
            say("{language} switches the language, {theme} at home the colors."),
            say("The mouse works as well."),
        ),
    ),
)
KEYS = {
    "hint": "quiz.hint",
    "follow_up": "quiz.follow-up",
    "undo": "quiz.undo",
    "demo": "quiz.demo",
    "lab": "home.lab",
    "plan": "home.plan",
    "statistics": "home.statistics",
    "theme": "home.theme",
    "help": "app.help",
    "back": "app.back",
    "palette": "app.palette",
    "language": "app.language",
}
"""The places in the cards' sentences and the commands whose keys stand there."""


class TourScreen(BaseModal[None]):
    """One card after the other; `esc` ends it at once."""

    KEYS = TOURING
    BINDINGS = bindings(TOURING)

    def __init__(self) -> None:
        super().__init__()
        self._at = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="tour"):
            yield Static(id="card")
            yield KeyBar(self.tr)

    def on_mount(self) -> None:
        self._show()

    def language_changed(self) -> None:
        super().language_changed()
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no card before the first."""
        return action != "previous" or self._at > 0

    def action_next(self) -> None:
        """The next card; after the last one the tour is over."""
        if self._at + 1 == len(CARDS):
            self.dismiss()
        else:
            self._at += 1
            self._show()

    def action_previous(self) -> None:
        """The card before."""
        self._at -= 1
        self._show()

    def _show(self) -> None:
        title, told = CARDS[self._at]
        keys = {name: self.quiz_app.keymap.sign_of(command) for name, command in KEYS.items()}
        place = say("{n} of {all}", n=self._at + 1, all=len(CARDS))
        rows = [
            Content.assemble(
                literal(plain(title, self.tr), "bold $text-primary"),
                literal(f"   {plain(place, self.tr)}", "$text-muted"),
            ),
            Content(""),
            literal(" ".join(plain(Text(each.template, keys), self.tr) for each in told)),
        ]
        self.query_one("#card", Static).update(Content("\n").join(rows))
        self.refresh_keys()
