"""What is said after an answer, as Markdown: the verdict, the right answer, the reasons."""

from dataclasses import dataclass

from quizapp.core.grading import gaps
from quizapp.core.grading.lines import right_option
from quizapp.core.grading.predicting import holds
from quizapp.core.numbers import show
from quizapp.core.questions import (
    Bug,
    Choice,
    Cloze,
    Explain,
    Match,
    Numeric,
    Order,
    Output,
    Predict,
    TextAnswer,
    TrueFalse,
)
from quizapp.core.responses import Chosen, Grade, Predicted, Response
from quizapp.core.say import Text, Translate, plain, say
from quizapp.plain.markup import fence, item, literal, numbered, printed
from quizapp.plain.voice import Voice
from quizapp.services.answers import steps_given
from quizapp.services.views import QuizView

_MARKDOWN = frozenset({"why", "option"})
"""Values in a grade's reasons that a pack writes as Markdown; others are typed or printed."""


def outcome(view: QuizView, tr: Translate) -> list[str]:
    """The parts, one below the other; pack text stands in them as it was written."""
    assert view.grade is not None
    verdict = _verdict(view.grade, view.response is not None)
    # A near miss has been asked about already.
    given = () if view.grade.near else view.grade.reasons
    reasons = [_reason(reason, tr) for reason in given]
    return [*([plain(verdict, tr)] if verdict else []), *reasons, *_answer(view, tr)]


def explained(view: QuizView, voice: Voice) -> None:
    """Read out the explanation and where it comes from."""
    voice.write()
    voice.markdown(view.question.explanation)
    if view.question.references:
        voice.write()
    for reference in view.question.references:
        source = f"{reference.title} {reference.url}".rstrip()
        voice.say(say("Source: {source}", source=source))


def _verdict(grade: Grade, answered: bool) -> Text | None:
    if grade.correct:
        return say("Right.")
    if grade.score > 0:
        return say("Partly right: {share}%.", share=round(100 * grade.score))
    return say("Not right.") if answered else None


def _reason(reason: Text, tr: Translate) -> str:
    values = {
        name: literal(value) if isinstance(value, str) and name not in _MARKDOWN else value
        for name, value in reason.values.items()
    }
    return plain(Text(reason.template, values), tr)


def _answer(view: QuizView, tr: Translate) -> list[str]:
    match view.question:
        case Choice(options=options):
            rows = [_Row(each.text, each.why, each.correct) for each in options]
            return _offered(view, rows, tr)
        case TrueFalse(answer=answer, why=why):
            told = say("It is true.") if answer else say("It is false.")
            return [*([] if _told_so(view) else [plain(told, tr)]), *([why] if why else [])]
        case Numeric(answer=value, unit=unit):
            return [] if _told_so(view) else [_short(f"{show(value)} {unit}".strip(), tr)]
        case TextAnswer(accept=accept):
            return [] if _told_so(view) else [_short(accept[0], tr)]
        case Output(answer=answer) as question:
            return [plain(say("It prints:"), tr), fence(answer), *_printed(view, question, tr)]
        case Cloze(text=text):
            return [_filled(text)]
        case Bug(lines=lines, fix=fix):
            return [plain(_wrong_lines(lines), tr), fence(fix)]
        case Order(steps=steps):
            marked = [
                _beside(step, plain(told, tr)) if told else step
                for step, told in zip(steps, steps_given(view), strict=True)
            ]
            return [plain(say("The right order:"), tr), numbered(marked)]
        case Match(pairs=pairs):
            return ["\n".join(item("-", f"{left}: {right}") for left, right in pairs)]
        case Explain(model_answer=model, key_points=points) if view.response is None:
            heading = plain(say("A model answer:"), tr)
            return [heading, model, plain(say("Its key points:"), tr), numbered(list(points))]
        case Predict() as question:
            return _predicted(view, question, tr)
    return []


def _beside(step: str, remark: str) -> str:
    """The remark behind the step, or below one that may end in a block of code."""
    return f"{step}\n\n{remark}" if "\n" in step else f"{step} {remark}"


def _told_so(view: QuizView) -> bool:
    """Whether the grade's reasons of a wrong response already give the answer."""
    wrong = view.grade is not None and not view.grade.correct and view.response is not None
    if not isinstance(view.question, TextAnswer) or view.grade is None:
        return wrong
    return wrong and any(
        "answer" in reason.values and not view.grade.near for reason in view.grade.reasons
    )


def _short(answer: str, tr: Translate) -> str:
    return plain(say("Answer: {answer}", answer=literal(answer)), tr)


def _wrong_lines(lines: tuple[int, ...]) -> Text:
    if len(lines) == 1:
        return say("The wrong line is {line}. Mended:", line=lines[0])
    return say("The wrong lines are {lines}. Mended:", lines=", ".join(map(str, lines)))


@dataclass(frozen=True, slots=True)
class _Row:
    """One of the answers offered."""

    text: str
    why: str
    right: bool | None
    """None where only a run can tell, and there was none."""


def _printed(view: QuizView, question: Output, tr: Translate) -> list[str]:
    """The outputs offered; nothing where no why is told, for the answer says it all."""
    if not any(option.why for option in question.options):
        return []
    right = right_option(question)
    rows = [
        _Row(printed(option.text), option.why, place == right)
        for place, option in enumerate(question.options)
    ]
    return _offered(view, rows, tr)


def _predicted(view: QuizView, question: Predict, tr: Translate) -> list[str]:
    measured = view.response.measured if isinstance(view.response, Predicted) else None
    rows = [
        _Row(option.text, option.why, None if measured is None else holds(option, measured))
        for option in question.options
    ]
    return _offered(view, rows, tr)


def _offered(view: QuizView, rows: list[_Row], tr: Translate) -> list[str]:
    """All that could be chosen, numbered as on screen, each with its why below."""
    told = []
    for number, place in enumerate(view.order, 1):
        row = rows[place]
        standing = _standing(row.right, _picked(view.response, place))
        word = f" ({plain(standing, tr)})" if standing else ""
        told.append(item("-", _with_why(f"{number}{word}: {row.text}", row.why)))
    return ["\n".join(told)] if told else []


def _with_why(text: str, why: str) -> str:
    """The why below, in the same paragraph unless the text may end in a block of code."""
    between = "\n\n" if "\n" in text else "  \n"
    return f"{text}{between}{why}" if why else text


def _picked(response: Response | None, place: int) -> bool:
    match response:
        case Chosen(options=picked):
            return place in picked
        case Predicted(option=picked):
            return place == picked
    return False


def _standing(right: bool | None, picked: bool) -> Text | None:
    if right is None:
        return say("your choice") if picked else None
    if picked:
        return say("right, your choice") if right else say("wrong, your choice")
    return say("right") if right else say("wrong")


def _filled(text: str) -> str:
    """A cloze text with its gaps filled, whatever Markdown an answer looks like."""
    shown, at = "", 0
    for gap in gaps(text):
        before = text[: gap.start]
        marked_up = before.count("`") % 2 or before.count("$") % 2
        answer = gap.answers[0]
        shown += text[at : gap.start] + (answer if marked_up else literal(answer))
        at = gap.end
    return shown + text[at:]
