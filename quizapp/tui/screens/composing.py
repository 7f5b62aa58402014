"""A form for a new question: what its kind needs, tried on the pack before it is written."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Select, Static, TextArea

from quizapp.core.ids import QuestionId
from quizapp.core.questions import KINDS
from quizapp.core.say import Words, plain, say
from quizapp.errors import QuizappError
from quizapp.packs.adding import add_question, free_name, question_files
from quizapp.packs.composing import Entry, Unclear, compose, entries
from quizapp.packs.pack import Pack
from quizapp.tui.commands import COMPOSING, bindings
from quizapp.tui.keys import back, sign_of
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.keybar import KeyBar

DIFFICULTY = "2"


class ComposingScreen(BaseScreen[QuestionId | None]):
    """Gives back the question that was written; esc asks once before it throws text away."""

    KEYS = COMPOSING
    BINDINGS = bindings(COMPOSING)

    def __init__(self, folder: Path, pack: Pack) -> None:
        super().__init__()
        self._folder = folder
        self._pack = pack
        self._named = False
        """Whether the id was typed, and no longer follows the question's words."""
        self._warned = False

    def compose(self) -> ComposeResult:
        files = question_files(self._folder)
        kinds = [(kind, kind) for kind in KINDS]
        topics = [(literal(each.title), each.id.partition("/")[2]) for each in self._pack.topics]
        levels = [("●" * n + "○" * (5 - n), str(n)) for n in range(1, 6)]
        yield Static(id="heading")
        with VerticalScroll(id="form", can_focus=False):
            with Horizontal(classes="choices"):
                yield _chooser(kinds, kinds[0][1], "kind")
                yield _chooser(topics, topics[0][1], "topic")
                yield _chooser(levels, DIFFICULTY, "difficulty")
            yield Vertical(id="entries")
            yield Static(classes="label", id="place")
            with Horizontal(classes="choices"):
                yield Input(id="name", compact=True)
                yield Input(files[-1] if files else "questions.yaml", id="file", compact=True)
        yield Static(id="told")
        yield KeyBar(self.tr)

    def on_mount(self) -> None:
        self._label()
        self.refresh_keys()

    @on(Select.Changed, "#kind")
    async def _kind_chosen(self) -> None:
        """Other entries; what was typed into those that stay is kept."""
        typed = self._typed()
        place = self.query_one("#entries", Vertical)
        await place.remove_children()
        await place.mount(*self._entries(typed))
        self.query_one("#entry-prompt").focus()

    def _entries(self, typed: dict[str, str]) -> Iterator[Widget]:
        for entry in entries(self._kind):
            yield Static(self._about(entry), classes="label", id=f"label-{entry.name}")
            text = typed.get(entry.name, "")
            if entry.lines:
                yield TextArea(
                    text, id=f"entry-{entry.name}", compact=True, highlight_cursor_line=False
                )
            else:
                yield Input(text, id=f"entry-{entry.name}", compact=True)

    def _about(self, entry: Entry) -> Content:
        told = plain(entry.help, self.tr)
        return Content.assemble(
            literal(plain(entry.label, self.tr), "bold"),
            "  ",
            literal(told, "$text-muted"),
        )

    @property
    def _kind(self) -> str:
        return str(self.query_one("#kind", Select).value)

    def _typed(self) -> dict[str, str]:
        found = {}
        for widget in self.query("#entries Input, #entries TextArea"):
            text = widget.text if isinstance(widget, TextArea) else widget.value  # type: ignore[attr-defined]  # the query names these two
            found[str(widget.id).removeprefix("entry-")] = text
        return found

    @on(TextArea.Changed, "#entry-prompt")
    def _prompt_changed(self, message: TextArea.Changed) -> None:
        """The id follows the question's words until another one is typed."""
        self._warned = False
        if not self._named:
            words = message.text_area.text
            with self.prevent(Input.Changed):
                self.query_one("#name", Input).value = (
                    free_name(self._pack, words) if words.strip() else ""
                )

    @on(Input.Changed, "#name")
    def _name_typed(self, message: Input.Changed) -> None:
        self._named = bool(message.value)

    def action_save(self) -> None:
        """Write the question, or say what has to be mended."""
        self.query_one("#told", Static).update("")
        try:
            fields = compose(self._kind, self._typed())
            fields |= {
                "id": self.query_one("#name", Input).value.strip(),
                "topic": str(self.query_one("#topic", Select).value),
                "difficulty": str(self.query_one("#difficulty", Select).value),
            }
            added = add_question(self._folder, self.query_one("#file", Input).value, fields)
        except Unclear as unclear:
            self._complain(unclear.message)
            self.query_one(f"#entry-{unclear.entry}").focus()
        except QuizappError as error:
            self._complain(error.told(self.tr))
        else:
            self.dismiss(added)

    def _complain(self, words: Words) -> None:
        told = literal(plain(words, self.tr), "$text-warning")
        self.query_one("#told", Static).update(told)

    def action_back(self) -> None:
        """Leave; once more where something was typed."""
        if any(text.strip() for text in self._typed().values()) and not self._warned:
            self._warned = True
            self.tell(
                say(
                    "Not saved yet: {save} saves, {back} once more throws it away.",
                    save=sign_of(self, "composing.save"),
                    back=back(self),
                )
            )
        else:
            self.dismiss(None)

    def language_changed(self) -> None:
        super().language_changed()
        self._label()
        for entry in entries(self._kind):
            self.query_one(f"#label-{entry.name}", Static).update(self._about(entry))

    def _label(self) -> None:
        heading = say("A new question for {pack}", pack=self._pack.title)
        self.query_one("#heading", Static).update(literal(plain(heading, self.tr), "bold"))
        place = say("Its id, which never changes, and its file in questions/")
        self.query_one("#place", Static).update(literal(plain(place, self.tr)))


def _chooser(options: Sequence[tuple[str | Content, str]], value: str, name: str) -> Select[str]:
    return Select(options, value=value, id=name, allow_blank=False, compact=True)
