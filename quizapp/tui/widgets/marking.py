"""The responder for `bug`: a program of which the wrong lines are marked."""

from collections.abc import Sequence
from functools import cached_property

from textual import on
from textual.content import Content

from quizapp.core.questions import Bug
from quizapp.core.responses import Marked, Response
from quizapp.core.say import Text, say
from quizapp.tui.keys import answer_key
from quizapp.tui.widgets.arranging import Arranging
from quizapp.tui.widgets.lines import Lines


class BugResponder(Arranging):
    """`bug`: the program with line numbers; space marks a line."""

    def on_mount(self) -> None:
        given = self.given.lines if isinstance(self.given, Marked) else frozenset()
        self.lines: frozenset[int] = given & frozenset(range(1, self.count() + 1))
        super().on_mount()

    def how(self) -> Text:
        question = self.view.question
        assert isinstance(question, Bug)
        keys = {name: answer_key(self, name) for name in ("pick", "submit")}
        if len(question.lines) > 1:
            return say(
                "{n} lines are wrong: a click or {pick} marks a line, {submit} submits",
                n=len(question.lines),
                **keys,
            )
        return say("Move to the wrong line; a click or {pick} marks it, {submit} submits", **keys)

    def count(self) -> int:
        return len(self._code)

    def rows(self) -> Sequence[Content]:
        question = self.view.question
        assert isinstance(question, Bug)
        rows = []
        for number, code in enumerate(self._code, start=1):
            marked = number in self.lines
            sign: Content | str = "● " if marked else "  "
            if self.revealed and (marked or number in question.lines):
                sign = self.mark(number in question.lines)
            rows.append(
                Content.assemble(
                    f"{self.cursor_sign(number - 1)} ",
                    sign,
                    (f"{number:2} ", "$text-muted"),
                    code,
                )
            )
        return rows

    def missing(self) -> Text:
        return say(
            "No line is marked yet: {pick} marks the line of the cursor.",
            pick=answer_key(self, "pick"),
        )

    def hang(self) -> int:
        return len("❯ ● 12 ")

    def response(self) -> Response | None:
        return Marked(self.lines) if self.lines else None

    @cached_property
    def _code(self) -> list[Content]:
        from textual.highlight import highlight

        question = self.view.question
        assert isinstance(question, Bug)
        return highlight(question.code.rstrip("\n"), language="python").split("\n")

    @on(Lines.Moved)
    def _moved(self, message: Lines.Moved) -> None:
        message.stop()
        self.draw()

    @on(Lines.Pressed)
    def _pressed(self, message: Lines.Pressed) -> None:
        message.stop()
        self._mark(message.row)

    @on(Lines.Clicked)
    def _clicked(self, message: Lines.Clicked) -> None:
        message.stop()
        self.query_one(Lines).cursor = message.row
        self._mark(message.row)

    @on(Lines.Dragged)
    @on(Lines.Dropped)
    def _dragged(self, message: Lines.Dragged | Lines.Dropped) -> None:
        message.stop()
        self.draw()

    def _mark(self, row: int) -> None:
        """Mark a line or take its mark away; where one line is wrong, the mark moves."""
        question = self.view.question
        assert isinstance(question, Bug)
        others = self.lines if len(question.lines) > 1 else self.lines & {row + 1}
        self.lines = others ^ {row + 1}
        self.complain("")
        self.draw()
