"""What is asked between choosing a response and committing it, and after a run: one at a time.

Nothing is stored here: until the last of it is answered, the response is only held.
"""

from dataclasses import dataclass, replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Input, Static

from quizapp.core.grading import Doubt
from quizapp.core.responses import Confidence, Response
from quizapp.core.say import Text, Translate, plain, say
from quizapp.services.views import Asks
from quizapp.tui.keys import KeyOf, back, keys_of, usual
from quizapp.tui.literal import literal

SURE = {
    Confidence.GUESS: say("guess"),
    Confidence.UNSURE: say("unsure"),
    Confidence.FAIRLY: say("fairly sure"),
    Confidence.CERTAIN: say("certain"),
}
ROOMY = 72
"""From this width on there is space between the steps."""


@dataclass(frozen=True, slots=True)
class Held:
    """A response that is chosen but not committed, and what is still to be asked about it."""

    response: Response
    near: tuple[Doubt, ...]
    """Accepted answers that may have been meant; the first is asked about."""
    asks: Asks
    confidence: Confidence | None = None

    def meant(self, yes: bool) -> "Held":
        """After a near miss: whether the accepted answer was meant."""
        first, *others = self.near
        given = first.meant(self.response) if yes else self.response
        return replace(self, response=given, near=tuple(others))

    def sure(self, confidence: Confidence | None) -> "Held":
        """How sure the learner is; None: rather not said."""
        return replace(self, confidence=confidence, asks=replace(self.asks, confidence=False))


class Commitment(Vertical):
    """A line that asks, and where words are wanted a field for them."""

    @dataclass
    class Worded(Message):
        """A line was entered: the reason of a prediction, or what was seen in its run."""

        text: str

    def __init__(self, tr: Translate) -> None:
        super().__init__(id="ask")
        self.tr = tr

    def compose(self) -> ComposeResult:
        yield Static(id="asked")
        field = Input(id="words", compact=True, max_length=500)
        field.display = False
        yield field

    @property
    def wording(self) -> bool:
        """Whether words are being entered."""
        return self.query_one("#words", Input).display

    @property
    def words(self) -> str | None:
        """The words entered so far; None where none are wanted."""
        return self.query_one("#words", Input).value if self.wording else None

    def retype(self, words: str) -> None:
        """Put words into the field again."""
        field = self.query_one("#words", Input)
        field.value = words
        field.cursor_position = len(words)

    def close(self) -> None:
        """Ask nothing."""
        self.display = False
        self.query_one("#words", Input).display = False

    def tell(self, shown: Content) -> None:
        """A line and nothing to enter."""
        self.query_one("#asked", Static).update(shown)
        self.query_one("#words", Input).display = False
        self.display = True
        self.call_after_refresh(self.scroll_visible, animate=False)

    def warn(self, words: Text) -> None:
        """A sentence that needs no answer."""
        self.tell(self._line(words))

    def ask(self, held: Held) -> None:
        """The next thing to be asked about a response."""
        key = keys_of(self)
        if held.near:
            asked = plain(held.near[0].question(), self.tr)
            self.tell(
                self._line(
                    say(
                        "{question}  {yes} yes · {no} no",
                        question=asked,
                        yes=key("yes"),
                        no=key("no"),
                    )
                )
            )
        elif held.asks.confidence:
            told = say(
                "How sure are you?  {unsaid}: not said · {back}: another answer",
                unsaid=key("unsaid"),
                back=back(self),
            )
            self.tell(self._line(told))
        else:
            self.ask_words(say("Why? One line, or enter at once; then the experiment runs."))

    def ask_words(self, question: Text, value: str = "") -> None:
        """Ask for a line."""
        self.tell(self._line(question))
        field = self.query_one("#words", Input)
        field.value = value
        field.display = True
        field.focus()

    def _line(self, words: Text) -> Content:
        return literal(plain(words, self.tr), "bold $text-warning")

    @on(Input.Submitted, "#words")
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.post_message(self.Worded(message.value.strip()))


def steps_of_confidence(tr: Translate, width: int, key: KeyOf = usual) -> Content:
    """The four steps on one line; a click chooses one."""
    parts = [
        Content.assemble(
            (f"{key(step.name.lower())} ", "bold $text-accent"),
            plain(SURE[step], tr),
            (f" {step.probability:.0%}", "$text-muted"),
        ).stylize(Style.from_meta({"@click": f"screen.sure({int(step)})"}))
        for step in Confidence
    ]
    return Content("   " if width >= ROOMY else " ").join(parts)
