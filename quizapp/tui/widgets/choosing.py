"""Responders for kinds that are answered by choosing."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from quizapp.core.questions import Choice, Option, Outcome, Output, Predict, TrueFalse
from quizapp.core.responses import Chosen, Judged, Predicted, Response
from quizapp.core.say import plain, say
from quizapp.core.session import Phase
from quizapp.services.views import QuizView
from quizapp.tui.keys import answer_key
from quizapp.tui.literal import inline, literal
from quizapp.tui.widgets.choices import Choices, Item
from quizapp.tui.widgets.responder import Responder

PICK_ONE = say("Choose something first.")


class Choosing(Responder):
    """Options in the order of the view; subclasses say what a choice means."""

    def compose(self) -> ComposeResult:
        yield Choices(self.items(), multiple=self.multiple, chosen=self.chosen_places())
        if self.multiple:
            several = say(
                "Several are right: {pick} ticks, {submit} submits",
                pick=answer_key(self, "pick"),
                submit=answer_key(self, "submit"),
            )
            yield Static(Content(plain(several, self.tr)), classes="how")
        yield self.complaint()

    def on_mount(self) -> None:
        self.show(self.view)

    def show(self, view: QuizView) -> None:
        super().show(view)
        choices = self.query_one(Choices)
        if view.phase is Phase.REVEALED:
            choices.reveal(self.right_places())
            for how in self.query(".how"):
                how.display = False
        elif view.phase is Phase.COMMITTED:
            choices.locked = True

    @property
    def multiple(self) -> bool:
        """Whether several may be chosen."""
        return False

    def items(self) -> Sequence[Item]:
        """The options as shown."""
        raise TypeError("a subclass says what the options are")

    def right_places(self) -> Sequence[bool]:
        """Which places on screen are right."""
        raise TypeError("a subclass says what is right")

    def places(self) -> frozenset[int]:
        """What the response given so far chose, as places in the pack."""
        return frozenset()

    def response(self, places: frozenset[int]) -> Response:
        """The response for places in the pack."""
        raise TypeError("a subclass says what a choice means")

    def chosen_places(self) -> frozenset[int]:
        """The same as places on screen."""
        order = self.view.order
        return frozenset(order.index(place) for place in self.places() if place in order)

    def draft(self) -> Response | None:
        chosen = self.query_one(Choices).chosen
        return self._respond(chosen) if chosen else None

    def passing(self) -> float | None:
        return self.query_one(Choices).cursor

    def take_over(self, passing: float) -> None:
        self.query_one(Choices).cursor = int(passing)

    @on(Choices.Submitted)
    def _submitted(self, message: Choices.Submitted) -> None:
        message.stop()
        self.complain("")
        self.post_message(self.Responded(self._respond(message.places)))

    @on(Choices.Changed)
    def _changed(self, message: Choices.Changed) -> None:
        message.stop()
        self.post_message(self.Changed())

    @on(Choices.NothingChosen)
    def _nothing(self, message: Choices.NothingChosen) -> None:
        message.stop()
        self.complain(plain(PICK_ONE, self.tr))

    def _respond(self, places: frozenset[int]) -> Response:
        return self.response(frozenset(self.view.order[place] for place in places))


def option_item(option: Option | Outcome, *, as_code: bool) -> Item:
    """An option of a pack; code is shown as it is, anything else as inline Markdown."""
    text = literal(option.text, "$text-accent") if as_code else inline(option.text)
    return Item(text, inline(option.why) if option.why else None)


class OptionsResponder(Choosing):
    """`choice`, and `output` with options."""

    @property
    def options(self) -> tuple[Option, ...]:
        """The question's options in the pack's order."""
        question = self.view.question
        assert isinstance(question, Choice | Output)
        return question.options

    @property
    def multiple(self) -> bool:
        question = self.view.question
        return isinstance(question, Choice) and question.multiple

    def items(self) -> Sequence[Item]:
        code = isinstance(self.view.question, Output)
        return [option_item(self.options[place], as_code=code) for place in self.view.order]

    def right_places(self) -> Sequence[bool]:
        question = self.view.question
        if isinstance(question, Output):
            return [self.options[place].text == question.answer for place in self.view.order]
        return [self.options[place].correct for place in self.view.order]

    def places(self) -> frozenset[int]:
        return self.given.options if isinstance(self.given, Chosen) else frozenset()

    def response(self, places: frozenset[int]) -> Response:
        return Chosen(places)


class TrueFalseResponder(Choosing):
    """`true-false`: two options, true first."""

    def items(self) -> Sequence[Item]:
        question = self.view.question
        assert isinstance(question, TrueFalse)
        why = inline(question.why) if question.why else None
        true, false = (Content(plain(word, self.tr)) for word in (say("True"), say("False")))
        return [
            Item(true, None if question.answer else why),
            Item(false, why if question.answer else None),
        ]

    def right_places(self) -> Sequence[bool]:
        question = self.view.question
        assert isinstance(question, TrueFalse)
        return [question.answer, not question.answer]

    def chosen_places(self) -> frozenset[int]:
        if isinstance(self.given, Judged):
            return frozenset({0 if self.given.value else 1})
        return frozenset()

    def _respond(self, places: frozenset[int]) -> Response:
        return Judged(0 in places)


class OutcomesResponder(Choosing):
    """`predict` with outcomes to choose from: the measurement says which one is right."""

    @property
    def question(self) -> Predict:
        """The question, typed."""
        question = self.view.question
        assert isinstance(question, Predict)
        return question

    def items(self) -> Sequence[Item]:
        options = self.question.options
        return [option_item(options[place], as_code=False) for place in self.view.order]

    def right_places(self) -> Sequence[bool]:
        given = self.view.response
        measured = given.measured if isinstance(given, Predicted) else None
        options = [self.question.options[place] for place in self.view.order]
        return [measured is not None and each.low <= measured < each.high for each in options]

    def places(self) -> frozenset[int]:
        if isinstance(self.given, Predicted) and self.given.option is not None:
            return frozenset({self.given.option})
        return frozenset()

    def response(self, places: frozenset[int]) -> Response:
        return Predicted(option=min(places))
