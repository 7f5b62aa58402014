"""What is said after an answer, as Markdown: the verdict, the right answer, the reasons."""

from quizapp.core.grading import gaps
from quizapp.core.numbers import show
from quizapp.core.questions import (
    Bug,
    Choice,
    Cloze,
    Explain,
    Match,
    Numeric,
    Option,
    Order,
    Output,
    Predict,
    TextAnswer,
    TrueFalse,
)
from quizapp.core.responses import Chosen, Grade, Response
from quizapp.core.say import Text, Translate, plain, say
from quizapp.plain.markup import fence, item, literal, numbered, printed
from quizapp.services.views import QuizView

_MARKDOWN = frozenset({"why", "option"})
"""Values in a grade's reasons that a pack writes as Markdown; others are typed or printed."""


def outcome(view: QuizView, tr: Translate) -> list[str]:
    """The parts, one below the other; pack text stands in them as it was written."""
    assert view.grade is not None
    verdict = _verdict(view.grade, view.response is not None)
    reasons = [_reason(reason, tr) for reason in view.grade.reasons]
    return [*([plain(verdict, tr)] if verdict else []), *reasons, *_answer(view, tr)]


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
            return _options(view, options, tr)
        case TrueFalse(answer=answer, why=why):
            told = say("It is true.") if answer else say("It is false.")
            return [*([] if _told_so(view) else [plain(told, tr)]), *([why] if why else [])]
        case Numeric(answer=value, unit=unit):
            return [] if _told_so(view) else [_short(f"{show(value)} {unit}".strip(), tr)]
        case TextAnswer(accept=accept):
            return [] if _told_so(view) else [_short(accept[0], tr)]
        case Output(answer=answer, options=options):
            heading = plain(say("It prints:"), tr)
            whys = _listed([(printed(each.text), each.why) for each in options])
            return [heading, fence(answer), *whys]
        case Cloze(text=text):
            return [_filled(text)]
        case Bug(lines=lines, fix=fix):
            return [plain(_wrong_lines(lines), tr), fence(fix)]
        case Order(steps=steps):
            return [plain(say("The right order:"), tr), numbered(list(steps))]
        case Match(pairs=pairs):
            return ["\n".join(item("-", f"{left}: {right}") for left, right in pairs)]
        case Explain(model_answer=model, key_points=points) if view.response is None:
            heading = plain(say("A model answer:"), tr)
            return [heading, model, plain(say("Its key points:"), tr), numbered(list(points))]
        case Predict(options=outcomes):
            return _listed([(each.text, each.why) for each in outcomes])
    return []


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


def _listed(rows: list[tuple[str, str]]) -> list[str]:
    """What could be chosen, each with its why; nothing where no why is given."""
    told = [
        item("-", f"{text}\n\n{why}" if "\n" in text else f"{text}: {why}")
        for text, why in rows
        if why
    ]
    return ["\n".join(told)] if told else []


def _options(view: QuizView, options: tuple[Option, ...], tr: Translate) -> list[str]:
    rows = []
    for number, place in enumerate(view.order, 1):
        option = options[place]
        word = plain(_standing(option, _picked(view.response, place)), tr)
        whole = f"{number} ({word}): {option.text}"
        rows.append(item("-", _with_why(whole, option.why)))
    return ["\n".join(rows)]


def _with_why(text: str, why: str) -> str:
    """The why below, in the same paragraph unless the text may end in a block of code."""
    between = "\n\n" if "\n" in text else "  \n"
    return f"{text}{between}{why}" if why else text


def _picked(response: Response | None, place: int) -> bool:
    return isinstance(response, Chosen) and place in response.options


def _standing(option: Option, picked: bool) -> Text:
    if picked:
        return say("right, your choice") if option.correct else say("wrong, your choice")
    return say("right") if option.correct else say("wrong")


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
