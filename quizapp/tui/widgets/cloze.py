"""The responder for `cloze`: the text, with what is typed standing in its gaps."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.style import Style
from textual.widgets import Input, Static

from quizapp.core.grading import gaps
from quizapp.core.questions import Cloze
from quizapp.core.responses import Filled, Response
from quizapp.core.say import plain, say
from quizapp.core.session import Phase
from quizapp.services.views import QuizView
from quizapp.tui.literal import inline, literal
from quizapp.tui.widgets.responder import Responder
from quizapp.tui.widgets.writing import nothing_typed

ROOM = 8
"""Cells that a gap takes at least: its width must not tell its answer."""


GAP = "\ue000"
"""Stands for a gap while the text around it is read; no file may hold it (private use)."""


class Gap(Input):
    """Takes what is typed into one gap. It has no height: the text shows what is in it."""

    def __init__(self, value: str) -> None:
        super().__init__(value, compact=True, max_length=200, select_on_focus=False)


class ClozeResponder(Responder):
    """Tab and enter go from gap to gap; enter in the last empty one submits."""

    BINDINGS = [
        Binding("tab,down", "gap(1)", show=False),
        Binding("shift+tab,up", "gap(-1)", show=False),
    ]

    def compose(self) -> ComposeResult:
        yield Static(classes="cloze")
        given = self.given.gaps if isinstance(self.given, Filled) else ()
        for place, _ in enumerate(gaps(self._question.text)):
            yield Gap(given[place] if place < len(given) else "")
        how = say("enter and tab go to the next gap; enter in the last one submits")
        yield Static(Content(plain(how, self.tr)), classes="how")
        yield self.complaint()

    def on_mount(self) -> None:
        for gap in self.query(Gap):
            self.watch(gap, "cursor_position", self._draw, init=False)
        self.show(self.view)

    @property
    def _question(self) -> Cloze:
        question = self.view.question
        assert isinstance(question, Cloze)
        return question

    def show(self, view: QuizView) -> None:
        super().show(view)
        if view.phase is not Phase.ASKING:
            self.query(Gap).set(disabled=True, display=False)
            self.query_one(".how").display = False
        self._draw()

    def action_gap(self, step: int) -> None:
        """Go to the next gap or the one before, around the ends."""
        fields = list(self.query(Gap))
        at = next((n for n, gap in enumerate(fields) if gap.has_focus), 0)
        fields[(at + step) % len(fields)].focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Once the answer is given the keys belong to the screen."""
        return action != "gap" or self.view.phase is Phase.ASKING

    def draft(self) -> Response | None:
        texts = tuple(gap.value for gap in self.query(Gap))
        return Filled(texts) if any(texts) else None

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        """Enter goes to the next empty gap; where none is left it submits."""
        message.stop()
        fields = list(self.query(Gap))
        at = next((n for n, gap in enumerate(fields) if gap is message.input), 0)
        empty = [gap for gap in fields[at + 1 :] + fields[: at + 1] if not gap.value.strip()]
        if empty:
            empty[0].focus()
            if message.input is empty[0]:
                self.complain(plain(nothing_typed(self), self.tr))
        else:
            self.post_message(self.Responded(Filled(tuple(gap.value for gap in fields))))

    @on(Input.Changed)
    def _changed(self, message: Input.Changed) -> None:
        message.stop()
        self.complain("")
        self._draw()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focus_moved(self) -> None:
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """A click on a gap goes to it."""
        place = event.style.meta.get("gap")
        fields = list(self.query(Gap))
        if isinstance(place, int) and place < len(fields):
            fields[place].focus()

    def _draw(self) -> None:
        shown = self._open() if self.view.phase is Phase.ASKING else self._filled()
        self.query_one(".cloze", Static).update(shown)

    def _open(self) -> Content:
        fields = [self._field(place, field) for place, field in enumerate(self.query(Gap))]
        return _filled_in(self._question.text, fields)

    def _field(self, place: int, field: Gap) -> Content:
        """A gap as it is filled so far, with its number and where typing goes on."""
        entered = literal(field.value)
        if field.has_focus:
            entered = literal(field.value + " ").stylize(
                "reverse", field.cursor_position, field.cursor_position + 1
            )
        blank = literal("_" * max(0, ROOM - entered.cell_length))
        style = "bold $text-accent on $surface" if field.has_focus else "$text-accent"
        whole = Content.assemble(f"[{place + 1}] ", entered, blank).stylize_before(style)
        return whole.stylize(Style.from_meta({"gap": place}))

    def _filled(self) -> Content:
        """The text with the answers in it, and beside a wrong one what was entered."""
        response = self.view.response
        given = response.gaps if isinstance(response, Filled) else ()
        marks = self.view.grade.parts if self.view.grade else ()
        fields: list[Content] = []
        for place, gap in enumerate(gaps(self._question.text)):
            right = place < len(marks) and marks[place]
            sign, style = (" ✓", "bold $text-success") if right else (" ✗", "bold $text-error")
            if response is None:
                sign, style = "", "bold $text-accent"
            field = literal(f"{gap.answers[0]}{sign}", style)
            if not right and place < len(given):
                field += literal(f" ({given[place]})", "strike")
            fields.append(field)
        return _filled_in(self._question.text, fields)


def _filled_in(text: str, fields: Sequence[Content]) -> Content:
    """The text with these in its gaps; a gap may lie within code, which goes on behind it."""
    at, signed = 0, ""
    for gap in gaps(text):
        signed += text[at : gap.start] + GAP
        at = gap.end
    parts = inline(signed + text[at:]).split(GAP, allow_blank=True)
    whole = parts[0]
    for field, part in zip(fields, parts[1:], strict=True):
        whole += field + part
    return whole
