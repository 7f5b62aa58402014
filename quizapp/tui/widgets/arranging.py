"""Responders for kinds that are answered by arranging: order, match."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from quizapp.core.questions import Match, Order
from quizapp.core.responses import Arranged, Paired, Response
from quizapp.core.say import Text, plain, say
from quizapp.core.session import Phase
from quizapp.services.answers import steps_given
from quizapp.services.views import QuizView
from quizapp.tui.keys import answer_key
from quizapp.tui.literal import inline, literal
from quizapp.tui.widgets.lines import LETTERS, Lines
from quizapp.tui.widgets.responder import Responder

UNPAIRED = -1
"""In a draft of a match: the left side that has no partner yet."""


class Arranging(Responder):
    """A list with a cursor, redrawn as one text after every key."""

    letters = 0

    def compose(self) -> ComposeResult:
        yield Static(Content(plain(self.how(), self.tr)), classes="how")
        yield Lines(self.count(), self.letters)
        yield self.complaint()

    def on_mount(self) -> None:
        self.show(self.view)

    def show(self, view: QuizView) -> None:
        super().show(view)
        if view.phase is not Phase.ASKING:
            self.query_one(Lines).locked = True
            self.query_one(".how").display = False
        self.draw()

    def draw(self) -> None:
        """Write the rows."""
        self.query_one(Lines).write(self.rows(), self.hang())
        if self.takes_response:
            self.post_message(self.Changed())

    @property
    def revealed(self) -> bool:
        """Whether right and wrong are to be shown."""
        return self.view.phase is Phase.REVEALED

    def cursor_sign(self, row: int, sign: str = "❯") -> str:
        """The sign before a row."""
        lines = self.query_one(Lines)
        return sign if row == lines.cursor and not lines.locked else " "

    def mark(self, right: bool) -> Content:
        """Right or wrong, in a sign and a color; nothing where nothing was answered."""
        if self.view.response is None:
            return Content("  ")
        return literal("✓ ", "bold $text-success") if right else literal("✗ ", "bold $text-error")

    def how(self) -> Text:
        """How to answer."""
        raise TypeError("a subclass says how")

    def count(self) -> int:
        """How many rows there are."""
        raise TypeError("a subclass counts its rows")

    def rows(self) -> Sequence[Content]:
        """The rows as they stand."""
        raise TypeError("a subclass writes its rows")

    def hang(self) -> int:
        """How many characters stand before the text of a row."""
        raise TypeError("a subclass knows its rows")

    def response(self) -> Response | None:
        """The response as it stands; None while it is incomplete."""
        raise TypeError("a subclass makes its response")

    def missing(self) -> Text:
        """What an incomplete response still needs."""
        return say("Something is still missing.")

    def draft(self) -> Response | None:
        return self.response()

    def passing(self) -> float | None:
        return self.query_one(Lines).cursor

    def take_over(self, passing: float) -> None:
        self.query_one(Lines).cursor = int(passing)
        self.draw()

    @on(Lines.Submitted)
    def _submitted(self, message: Lines.Submitted) -> None:
        message.stop()
        response = self.response()
        if response is None:
            self.complain(plain(self.missing(), self.tr))
        else:
            self.post_message(self.Responded(response))


class OrderResponder(Arranging):
    """`order`: space picks a step up, arrows carry it, space puts it down; so does the mouse."""

    carrying = reactive(False)

    def on_mount(self) -> None:
        given = self.given.order if isinstance(self.given, Arranged) else ()
        fits = sorted(given) == sorted(self.view.order)  # else it is of another version
        self.order = list(given if fits or self.revealed else self.view.order)
        super().on_mount()

    def how(self) -> Text:
        return say(
            "Drag a step, or carry it with {pick} and arrows, or with {up} and {down}; "
            "{submit} submits",
            pick=answer_key(self, "pick"),
            up=answer_key(self, "carry-up"),
            down=answer_key(self, "carry-down"),
            submit=answer_key(self, "submit"),
        )

    def count(self) -> int:
        return len(self.view.order)

    def rows(self) -> Sequence[Content]:
        question = self.view.question
        assert isinstance(question, Order)
        if self.revealed:
            marks = self.view.grade.parts if self.view.grade else ()
            return [
                Content.assemble(
                    f"  {place + 1} ",
                    self.mark(place < len(marks) and marks[place]),
                    inline(step),
                    literal(f"  {plain(told, self.tr)}" if told else "", "$text-muted"),
                )
                for place, (step, told) in enumerate(
                    zip(question.steps, steps_given(self.view), strict=True)
                )
            ]
        sign = "↕" if self.carrying else "❯"
        return [
            Content.assemble(
                f"{self.cursor_sign(row, sign)} {row + 1} ", inline(question.steps[step])
            )
            for row, step in enumerate(self.order)
        ]

    def hang(self) -> int:
        return len("  1 ✓ ") if self.revealed else len("❯ 1 ")

    def response(self) -> Response | None:
        return Arranged(tuple(self.order))

    @on(Lines.Moved)
    def _moved(self, message: Lines.Moved) -> None:
        message.stop()
        if self.carrying:
            self._carry(message.before, message.after)
        self.draw()

    @on(Lines.Dragged)
    def _dragged(self, message: Lines.Dragged) -> None:
        message.stop()
        self._carry(message.before, message.after)
        self.draw()

    @on(Lines.Dropped)
    def _dropped(self, message: Lines.Dropped) -> None:
        message.stop()

    @on(Lines.Clicked)
    def _clicked(self, message: Lines.Clicked) -> None:
        """A click picks up, the next one puts down where it is."""
        message.stop()
        lines = self.query_one(Lines)
        if self.carrying:
            self._carry(lines.cursor, message.row)
        lines.cursor = message.row
        self.carrying = not self.carrying
        self.draw()

    def _carry(self, before: int, after: int) -> None:
        self.order.insert(after, self.order.pop(before))

    @on(Lines.Pressed)
    def _pressed(self, message: Lines.Pressed) -> None:
        message.stop()
        self.carrying = not self.carrying
        self.draw()


class MatchResponder(Arranging):
    """`match`: for each left side, the letter of a right side."""

    letters = 9

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through as given
        self.letters = len(self.view.order)
        given = self.given.rights if isinstance(self.given, Paired) else ()
        self.rights: list[int | None] = [
            None if right == UNPAIRED else right for right in given or [UNPAIRED] * self.letters
        ]
        if {*self.rights} - {None, *self.view.order} or len(self.rights) != self.letters:
            self.rights = [None] * self.letters  # it is of another version

    def how(self) -> Text:
        return say(
            "Give each line the letter of its partner, or drag it there; {submit} submits",
            submit=answer_key(self, "submit"),
        )

    def count(self) -> int:
        return len(self.view.order)

    def rows(self) -> Sequence[Content]:
        question = self.view.question
        assert isinstance(question, Match)
        if self.revealed:
            return self._revealed(question)
        return [*self._lefts(question), Content(""), *self._rights(question)]

    def hang(self) -> int:
        return len("  ✓ ") if self.revealed else len("❯ [a] ")

    def _revealed(self, question: Match) -> list[Content]:
        """Every pair as it belongs, and beside a wrong one what was chosen."""
        marks = self.view.grade.parts if self.view.grade else ()
        shown = []
        for place, (left, right) in enumerate(question.pairs):
            good = place < len(marks) and marks[place]
            row = Content.assemble("  ", self.mark(good), inline(left), " ─ ", inline(right))
            chosen = self.rights[place]
            if not good and chosen is not None:
                wrong = inline(question.pairs[chosen][1]).stylize("strike")
                row = Content.assemble(row, "  (", wrong, ")")
            shown.append(row)
        return shown

    def _lefts(self, question: Match) -> list[Content]:
        rows = []
        for row, (left, _) in enumerate(question.pairs):
            chosen = self.rights[row]
            letter = "·" if chosen is None else LETTERS[self.view.order.index(chosen)]
            rows.append(
                Content.assemble(
                    f"{self.cursor_sign(row)} ", (f"[{letter}] ", "bold $text-accent"), inline(left)
                )
            )
        return rows

    def _rights(self, question: Match) -> list[Content]:
        return [
            Content.assemble((f"   {letter}  ", "bold"), inline(question.pairs[place][1]))
            for letter, place in zip(LETTERS, self.view.order, strict=False)
        ]

    def draft(self) -> Response | None:
        rights = tuple(UNPAIRED if right is None else right for right in self.rights)
        return Paired(rights) if max(rights) > UNPAIRED else None

    def response(self) -> Response | None:
        rights = [right for right in self.rights if right is not None]
        return Paired(tuple(rights)) if len(rights) == len(self.rights) else None

    @on(Lines.Moved)
    def _moved(self, message: Lines.Moved) -> None:
        message.stop()
        self.draw()

    @on(Lines.Pressed)
    def _pressed(self, message: Lines.Pressed) -> None:
        message.stop()
        if message.letter:
            self._pair(message.row, LETTERS.index(message.letter))
        self.draw()

    @on(Lines.Clicked)
    def _clicked(self, message: Lines.Clicked) -> None:
        """A click on a left side chooses it, on a right side pairs the two."""
        message.stop()
        lines = self.query_one(Lines)
        if message.row < lines.count:
            lines.cursor = message.row
        else:
            self._pair(lines.cursor, message.row - lines.count - 1)
        self.draw()

    @on(Lines.Dragged)
    def _dragged(self, message: Lines.Dragged) -> None:
        message.stop()
        self.draw()

    @on(Lines.Dropped)
    def _dropped(self, message: Lines.Dropped) -> None:
        """Dragged from one side to the other, either way."""
        message.stop()
        left, right = sorted((message.start, message.end))
        if left < len(self.rights) < right:
            self._pair(left, right - len(self.rights) - 1)
        self.draw()

    def _pair(self, left: int, letter: int) -> None:
        """Give a left side a right one, by its letter's place; an empty row gives nothing."""
        if not 0 <= letter < len(self.rights):
            return
        chosen = self.view.order[letter]
        if chosen in self.rights:
            self.rights[self.rights.index(chosen)] = None
        self.rights[left] = chosen
        if None in self.rights:
            self.query_one(Lines).cursor = self.rights.index(None)
        self.complain("")
