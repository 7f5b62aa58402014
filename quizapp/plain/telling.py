"""What is said after an answer, as Markdown: the verdict, the right answer, the reasons."""

from quizapp.core.grading import gaps
from quizapp.core.questions import (
    Bug,
    Choice,
    Cloze,
    Match,
    Numeric,
    Option,
    Order,
    Output,
    Predict,
    TextAnswer,
    TrueFalse,
)
from quizapp.core.responses import Grade
from quizapp.core.say import Text, Translate, plain, say
from quizapp.services.views import QuizView


def outcome(view: QuizView, tr: Translate) -> list[str]:
    """The parts, one below the other; pack text stands in them as it was written."""
    assert view.grade is not None
    verdict = _verdict(view.grade, view.response is not None)
    reasons = [plain(reason, tr) for reason in view.grade.reasons]
    return [*([plain(verdict, tr)] if verdict else []), *reasons, *_answer(view, tr)]


def _verdict(grade: Grade, answered: bool) -> Text | None:
    if grade.correct:
        return say("Right.")
    if grade.score > 0:
        return say("Partly right: {share}%", share=round(100 * grade.score))
    return say("Not right.") if answered else None


def _answer(view: QuizView, tr: Translate) -> list[str]:
    match view.question:
        case Choice(options=options):
            return _options(view, options, tr)
        case TrueFalse(answer=answer, why=why):
            told = say("It is true.") if answer else say("It is false.")
            return [plain(told, tr), *([why] if why else [])]
        case Numeric(answer=number, unit=unit):
            return [_short(f"{number:.10g} {unit}".strip(), tr)]
        case TextAnswer(accept=accept):
            return [_short(accept[0], tr)]
        case Output(answer=printed, options=options):
            shown = "\n".join(["```", printed.rstrip("\n"), "```"])
            whys = [f"- `{each.text}`: {each.why}" for each in options if each.why]
            return [plain(say("It prints:"), tr), shown, *whys]
        case Cloze(text=text):
            return [_filled(text)]
        case Bug(lines=lines, fix=fix):
            wrong = ", ".join(str(line) for line in lines)
            told = say("The wrong line is {lines}; mended:", lines=wrong)
            return [plain(told, tr), f"```\n{fix.rstrip()}\n```"]
        case Order(steps=steps):
            numbered = "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))
            return [plain(say("The right order:"), tr), numbered]
        case Match(pairs=pairs):
            return ["\n".join(f"- {left}: {right}" for left, right in pairs)]
        case Predict(options=outcomes):
            return [f"- {each.text}: {each.why}" for each in outcomes if each.why]
    return []


def _short(answer: str, tr: Translate) -> str:
    return plain(say("Answer: {answer}", answer=answer), tr)


def _options(view: QuizView, options: tuple[Option, ...], tr: Translate) -> list[str]:
    rows = []
    for number, place in enumerate(view.order, 1):
        option = options[place]
        word = plain(say("right") if option.correct else say("wrong"), tr)
        why = f"  \n  {option.why}" if option.why else ""
        rows.append(f"- {number} ({word}): {option.text}{why}")
    return rows


def _filled(text: str) -> str:
    shown, at = "", 0
    for gap in gaps(text):
        shown += f"{text[at : gap.start]}{gap.answers[0]}"
        at = gap.end
    return shown + text[at:]
