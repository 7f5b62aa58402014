"""What stands below a verdict: the explanation, the proof, what comes next, the sources."""

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from quizapp.core.ids import QuestionId
from quizapp.core.questions import Bug, Predict
from quizapp.core.say import Text, Translate, plain, say
from quizapp.services.views import QuizView
from quizapp.tui.keys import KeyOf
from quizapp.tui.literal import inline, literal
from quizapp.tui.widgets.distance import distance
from quizapp.tui.widgets.prompt import prose


def explanation(
    view: QuizView, follow_ups: Sequence[tuple[QuestionId, str]], tr: Translate, key: KeyOf
) -> list[Widget]:
    """The widgets, from top to bottom; `follow_ups` are ids with their prompts."""
    question = view.question
    parts: list[Widget] = []
    if isinstance(question, Bug):
        from textual.highlight import highlight

        mended = highlight(question.fix.rstrip("\n"), language="python")
        parts += [_heading(say("Mended"), tr), Static(mended, classes="code")]
    if isinstance(question, Predict):
        if drawing := distance(view, tr):
            parts.append(drawing)
        parts += _own_words(view, tr, key)
    parts.append(prose(question.explanation, classes="explained"))
    if question.demo and not isinstance(question, Predict):
        told = say(
            "{key} runs the demo that shows it: {demo}", key=key("demo"), demo=question.demo.id
        )
        parts.append(Static(literal(plain(told, tr), "$text-accent"), classes="proof"))
    if follow_ups:
        rows = [literal("› ") + inline(first_line(prompt)) for _, prompt in follow_ups]
        parts += [
            _heading(say("The interviewer goes on ({key})", key=key("follow-up")), tr),
            Static(Content("\n").join(rows)),
        ]
    if question.references:
        rows = [
            literal(f"{each.title} {each.url}".rstrip(), "$text-muted")
            for each in question.references
        ]
        parts += [_heading(say("Sources"), tr), Static(Content("\n").join(rows))]
    return parts


def _own_words(view: QuizView, tr: Translate, key: KeyOf) -> list[Widget]:
    """Why a prediction was made and what was seen in its run, beside what was measured."""
    told = []
    if view.reason:
        told.append(say("Your reason: {words}", words=view.reason))
    if view.observed:
        told.append(say("What you saw: {words}", words=view.observed))
    elif view.response is not None:
        told.append(say("{key} notes what you saw in the run.", key=key("observe")))
    rows = [literal(plain(each, tr), "$text-accent") for each in told]
    return [Static(Content("\n").join(rows), classes="own-words")] if rows else []


def first_line(markdown: str) -> str:
    """The first paragraph of a prompt on one line, for lists."""
    return " ".join(markdown.strip().partition("\n\n")[0].split())


def _heading(words: Text, tr: Translate) -> Static:
    return Static(literal(plain(words, tr), "bold"), classes="heading")
