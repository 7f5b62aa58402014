"""A question as it is read: prompt, answer, whys, explanation, one's own note and answers."""

from datetime import timedelta

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from quizapp.core.questions import (
    Choice,
    Match,
    Order,
    Output,
    Predict,
    Question,
    TrueFalse,
)
from quizapp.core.responses import Rating
from quizapp.core.say import Text, Translate, plain, say
from quizapp.services.lookup import Lookup
from quizapp.services.summary_words import span
from quizapp.services.views import QuizView
from quizapp.tui.keys import keys_of, sign_of
from quizapp.tui.literal import literal
from quizapp.tui.widgets.explanation import explanation
from quizapp.tui.widgets.own_note import OwnNote
from quizapp.tui.widgets.prompt import prose
from quizapp.tui.widgets.responders import responder_for
from quizapp.tui.widgets.verdict import RATINGS

MUTED = "$text-muted"
MOST_ANSWERS = 8
"""Answers that are listed, the latest first."""


class Page(Vertical):
    """Nothing in it can be focused; it is only read."""

    def __init__(self, reading: Lookup, tr: Translate, *, answered: bool) -> None:
        super().__init__()
        self.reading = reading
        self.tr = tr
        self.answered = answered
        """Whether the answer and what follows from it are shown."""

    def compose(self) -> ComposeResult:
        question = self.reading.question
        yield prose(question.prompt, classes="prompt")
        if isinstance(question, Output):
            from textual.highlight import highlight

            yield Static(highlight(question.code.rstrip("\n"), language="python"), classes="code")
        if self.answered:
            view = self.reading.view
            yield self._responder(view)
            if isinstance(question, Predict):
                told = say("What is measured decides: {demo} runs it.", demo=keys_of(self)("demo"))
                yield Static(literal(plain(told, self.tr), "$text-accent"), classes="proof")
            yield from explanation(view, (), self.tr, keys_of(self))
        else:
            if _offers(question):
                yield self._responder(self.reading.hidden)
            yield self._line(
                say("{answer} shows the answer.", answer=sign_of(self, "reading.answer")),
                "$text-accent",
            )
        yield from self._own()

    def _responder(self, view: QuizView) -> Widget:
        """What takes responses in a quiz shows the answer here; it is not to be touched."""
        responder = responder_for(view, self.tr)
        responder.disabled = True
        return responder

    def _own(self) -> ComposeResult:
        """The learner's own note and answers."""
        reading = self.reading
        yield OwnNote(reading.question, reading.note.text if reading.note else "", self.tr)
        if reading.reviews:
            yield self._heading(say("Your answers"))
            yield Static(Content("\n").join(self._answers()), classes="history")

    def _answers(self) -> list[Content]:
        rows = []
        for review in reversed(self.reading.reviews[-MOST_ANSWERS:]):
            told = say(
                "{day}  {rating}, {share:.0%} right, {seconds:.0f} s",
                day=f"{review.at.astimezone():%Y-%m-%d %H:%M}",
                rating=plain(RATINGS[Rating(review.rating)], self.tr),
                share=review.score,
                seconds=review.elapsed_ms / 1000,
            )
            sign, style = ("✓", "$text-success") if review.score >= 1 else ("✗", "$text-error")
            rows.append(Content.assemble((f"{sign} ", style), literal(plain(told, self.tr))))
        more = len(self.reading.reviews) - MOST_ANSWERS
        if more > 0:
            rows.append(literal(plain(say("and {n} before", n=more), self.tr), MUTED))
        return rows

    def _heading(self, words: Text) -> Static:
        return Static(literal(plain(words, self.tr), "bold"), classes="heading")

    def _line(self, words: Text, style: str) -> Static:
        return Static(literal(plain(words, self.tr), style), classes="state")


def standing(reading: Lookup, now_to_due: timedelta | None, tr: Translate) -> Content:
    """In words: suspended, when it comes back, how surely it would be recalled."""
    parts = []
    if reading.suspended:
        parts.append(literal(plain(say("suspended: not asked"), tr), "$text-warning"))
    if now_to_due is None:
        parts.append(literal(plain(say("never answered"), tr), MUTED))
    else:
        late = now_to_due <= timedelta(0)
        back = say("due") if late else say("comes back in {time}", time=plain(span(now_to_due), tr))
        parts.append(literal(plain(back, tr), MUTED))
        share = say("recalled with {share:.0%}", share=reading.recall or 0.0)
        parts.append(literal(plain(share, tr), MUTED))
    return Content(" · ").join(parts)


def _offers(question: Question) -> bool:
    """Whether what can be answered is part of the question, so that it is shown before."""
    if isinstance(question, Output | Predict):
        return bool(question.options)
    return isinstance(question, Choice | TrueFalse | Order | Match)
