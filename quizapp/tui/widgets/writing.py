"""Responders for kinds that are answered by typing."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Input, Static

from quizapp.core.arithmetic import ExpressionError
from quizapp.core.numbers import parse_number
from quizapp.core.questions import (
    Numeric,
    Output,
    Predict,
    TextAnswer,
)
from quizapp.core.responses import Predicted, Response, Typed
from quizapp.core.say import Text, plain, say
from quizapp.core.session import Phase
from quizapp.services.views import QuizView
from quizapp.tui.keys import back, keys_of
from quizapp.tui.literal import literal
from quizapp.tui.widgets.pad import Pad
from quizapp.tui.widgets.responder import Responder


def nothing_typed(node: DOMNode) -> Text:
    """What is told where nothing is typed."""
    return say(
        "Type an answer first, or press {back} and {give_up} if you don't know.",
        back=back(node),
        give_up=keys_of(node)("give-up"),
    )


class LineResponder(Responder):
    """`numeric`, `text`, one-line `output` and a free `predict`: one line."""

    def compose(self) -> ComposeResult:
        yield Input(
            self._text(),
            placeholder=plain(self._how(), self.tr),
            compact=True,
            select_on_focus=False,  # else the next letter replaces what was kept
        )
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
            self.complain(plain(nothing_typed(self), self.tr))
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
            self.complain(plain(nothing_typed(self), self.tr))
