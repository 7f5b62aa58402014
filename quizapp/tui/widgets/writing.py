"""Responders for kinds that are answered by typing."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from quizapp.core.arithmetic import ExpressionError
from quizapp.core.grading import found_key_points, gaps
from quizapp.core.numbers import parse_number
from quizapp.core.questions import (
    Cloze,
    Explain,
    Numeric,
    Output,
    Predict,
    TextAnswer,
)
from quizapp.core.responses import Explained, Filled, Predicted, Response, Typed
from quizapp.core.say import Text, plain, say
from quizapp.core.session import Phase
from quizapp.services.views import QuizView
from quizapp.tui.literal import inline, literal
from quizapp.tui.widgets.choices import Choices, Item
from quizapp.tui.widgets.prompt import prose
from quizapp.tui.widgets.responder import Responder

EMPTY = say("Type an answer first, or press esc and x if you don't know.")


class Pad(TextArea):
    """Several lines: enter submits, ctrl+j begins a new line."""

    BINDINGS = [
        Binding("enter", "submit", show=False, priority=True),
        Binding("ctrl+j", "new_line", show=False, priority=True),
    ]

    class Submitted(Message):
        """Enter was pressed."""

    def action_submit(self) -> None:
        """Hand in the text."""
        self.post_message(self.Submitted())

    def action_new_line(self) -> None:
        """Begin a new line."""
        self.insert("\n")


class LineResponder(Responder):
    """`numeric`, `text`, one-line `output` and a free `predict`: one line."""

    def compose(self) -> ComposeResult:
        yield Input(self._text(), placeholder=plain(self._how(), self.tr), compact=True)
        yield self.complaint()
        yield Static(classes="solution")

    def on_mount(self) -> None:
        self.show(self.view)

    def show(self, view: QuizView) -> None:
        super().show(view)
        if view.phase is not Phase.ASKING:
            self.query_one(Input).disabled = True
        if view.phase is Phase.REVEALED:
            self.complain("")
            self.query_one(".solution", Static).update(self._solution())

    def draft(self) -> Response | None:
        text = self.query_one(Input).value
        return Typed(text) if text else None

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        text = message.value.strip()
        if not text:
            self.complain(plain(EMPTY, self.tr))
        elif isinstance(self.view.question, Predict):
            self._predict(text)
        else:
            self.post_message(self.Responded(Typed(text)))

    def _predict(self, text: str) -> None:
        try:
            value = parse_number(text).value
        except ExpressionError as error:
            self.complain(plain(error.reason, self.tr))
        else:
            self.post_message(self.Responded(Predicted(value=value)))

    @on(Input.Changed)
    def _changed(self, message: Input.Changed) -> None:
        message.stop()
        self.complain("")

    def _text(self) -> str:
        if isinstance(self.given, Typed):
            return self.given.text
        if isinstance(self.given, Predicted) and self.given.value is not None:
            return f"{self.given.value:g}"
        return ""

    def _how(self) -> Text:
        match self.view.question:
            case Numeric(unit=unit) if unit:
                return say("A number in {unit}, then enter", unit=unit)
            case Numeric() | Predict():
                return say("A number such as 0.25, 1/4, 2^10 or 85%, then enter")
            case Output():
                return say("What it prints, or the exception's name, then enter")
            case _:
                return say("A word or a few, then enter")

    def _solution(self) -> Content:
        answer = ""
        match self.view.question:
            case Numeric(answer=number, unit=unit):
                answer = f"{number:.10g} {unit}".strip()
            case TextAnswer(accept=accept):
                answer = accept[0]
            case Output(answer=printed):
                answer = printed
            case Predict():
                given = self.view.response
                measured = given.measured if isinstance(given, Predicted) else None
                answer = "" if measured is None else f"{measured:.6g}"
        reasons = self.view.grade.reasons if self.view.grade else ()
        said_already = any(answer in plain(reason) for reason in reasons)
        told = plain(say("Answer: {answer}", answer=answer), self.tr)
        return literal(told, "bold") if answer and not said_already else Content("")


class PadResponder(Responder):
    """`output` of several lines."""

    def compose(self) -> ComposeResult:
        yield Pad(self._text(), show_line_numbers=False, compact=True)
        yield Static(
            Content(plain(say("enter submits, ctrl+j begins a new line"), self.tr)),
            classes="how",
        )
        yield self.complaint()
        yield Static(classes="solution")

    def on_mount(self) -> None:
        self.show(self.view)

    def show(self, view: QuizView) -> None:
        super().show(view)
        if view.phase is not Phase.ASKING:
            self.query_one(Pad).disabled = True
            self.query_one(".how").display = False
        if view.phase is Phase.REVEALED and isinstance(view.question, Output):
            said = plain(say("It prints:"), self.tr)
            self.query_one(".solution", Static).update(
                Content.assemble((said + "\n", "bold"), (view.question.answer, "$text-accent"))
            )

    def draft(self) -> Response | None:
        text = self.query_one(Pad).text
        return Typed(text) if text else None

    def _text(self) -> str:
        return self.given.text if isinstance(self.given, Typed) else ""

    @on(Pad.Submitted)
    def _submitted(self, message: Pad.Submitted) -> None:
        message.stop()
        text = self.query_one(Pad).text
        if text.strip():
            self.post_message(self.Responded(Typed(text)))
        else:
            self.complain(plain(EMPTY, self.tr))


class ClozeResponder(Responder):
    """`cloze`: the text with numbered gaps, and a line for each."""

    def compose(self) -> ComposeResult:
        question = self.view.question
        assert isinstance(question, Cloze)
        yield Static(self._shown(question), classes="cloze")
        given = self.given.gaps if isinstance(self.given, Filled) else ()
        for number, _ in enumerate(gaps(question.text), start=1):
            text = given[number - 1] if number <= len(given) else ""
            with Horizontal(classes="gap"):
                yield Static(literal(f"[{number}]", "bold $text-accent"))
                yield Input(text, compact=True)
        yield self.complaint()

    def on_mount(self) -> None:
        self.show(self.view)

    def show(self, view: QuizView) -> None:
        super().show(view)
        question = view.question
        assert isinstance(question, Cloze)
        if view.phase is not Phase.ASKING:
            for line in self.query(".gap"):
                line.disabled = True
                line.display = False
            self.query_one(".cloze", Static).update(self._filled(question))

    def draft(self) -> Response | None:
        texts = tuple(line.value for line in self.query(Input))
        return Filled(texts) if any(texts) else None

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        """Enter goes to the next empty gap; in the last one it submits."""
        message.stop()
        inputs = list(self.query(Input))
        empty = [line for line in inputs if not line.value.strip()]
        if empty:
            empty[0].focus()
            if message.input is empty[0]:
                self.complain(plain(EMPTY, self.tr))
        else:
            self.post_message(self.Responded(Filled(tuple(line.value for line in inputs))))

    @on(Input.Changed)
    def _changed(self, message: Input.Changed) -> None:
        message.stop()
        self.complain("")

    def _shown(self, question: Cloze) -> Content:
        parts: list[Content] = []
        at = 0
        for number, gap in enumerate(gaps(question.text), start=1):
            parts.append(inline(question.text[at : gap.start]))
            parts.append(literal(f"[{number}]______", "bold $text-accent"))
            at = gap.end
        parts.append(inline(question.text[at:]))
        return Content("").join(parts)

    def _filled(self, question: Cloze) -> Content:
        """The text with the answers in it, and beside a wrong one what was entered."""
        given = self.view.response.gaps if isinstance(self.view.response, Filled) else ()
        marks = self.view.grade.parts if self.view.grade else ()
        parts: list[Content] = []
        at = 0
        for place, gap in enumerate(gaps(question.text)):
            parts.append(inline(question.text[at : gap.start]))
            right = place < len(marks) and marks[place]
            sign, style = (" ✓", "bold $text-success") if right else (" ✗", "bold $text-error")
            if self.view.response is None:
                sign, style = "", "bold $text-accent"
            parts.append(literal(f"{gap.answers[0]}{sign}", style))
            if not right and place < len(given):
                parts.append(literal(f" ({given[place]})", "strike"))
            at = gap.end
        parts.append(inline(question.text[at:]))
        return Content("").join(parts)


class ExplainResponder(Responder):
    """`explain`: one's own words; then the rubric, ticked by the learner."""

    def compose(self) -> ComposeResult:
        text = self.given.text if isinstance(self.given, Explained) else ""
        yield Pad(text, show_line_numbers=False, compact=True, soft_wrap=True)
        how = say("Write it, or say it aloud; enter shows the model answer, ctrl+j a new line")
        yield Static(Content(plain(how, self.tr)), classes="how")
        yield self.complaint()

    def on_mount(self) -> None:
        self.show(self.view)

    def draft(self) -> Response | None:
        return Explained(self.query_one(Pad).text)

    def show(self, view: QuizView) -> None:
        super().show(view)
        if view.phase is Phase.ASKING:
            return
        question = view.question
        assert isinstance(question, Explain)
        self.query_one(Pad).disabled = True
        how = self.query_one(".how", Static)
        if view.phase is Phase.REVEALED:
            how.display = False
        else:
            ask = say("Which of these did you cover? space ticks, enter goes on")
            how.update(Content(plain(ask, self.tr)))
        if not self.query(Choices):
            self.mount(prose(question.model_answer, classes="model"), before=how)
            points = [Item(inline(point)) for point in question.key_points]
            covered = self._covered(question)
            rubric = Choices(points, multiple=True, may_be_empty=True, chosen=covered)
            self.mount(rubric, after=how)
        rubric = self.query_one(Choices)
        if view.phase is Phase.REVEALED:
            rubric.locked = True
        else:
            rubric.focus(scroll_visible=False)
            self.call_after_refresh(how.scroll_visible, animate=False, top=True)

    def _covered(self, question: Explain) -> frozenset[int]:
        given = self.view.response
        if not isinstance(given, Explained):
            return frozenset()
        if self.view.phase is Phase.REVEALED:
            return given.covered
        return found_key_points(question, given.text)

    @on(Pad.Submitted)
    def _submitted(self, message: Pad.Submitted) -> None:
        message.stop()
        self.post_message(self.Responded(Explained(self.query_one(Pad).text.strip())))

    @on(Choices.Submitted)
    def _ticked(self, message: Choices.Submitted) -> None:
        message.stop()
        self.post_message(self.Covered(message.places))
