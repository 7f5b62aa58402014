"""Questions of kinds that other programs do not know, as questions that they do."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from quizapp.core.grading import gaps
from quizapp.core.ids import QuestionId
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
    Question,
    TextAnswer,
)
from quizapp.core.say import Text, say
from quizapp.core.varying import varied
from quizapp.packs.formats.base import Refused


@dataclass(slots=True)
class Losses:
    """What an export leaves out, collected while it is written."""

    left_out: list[Refused] = field(default_factory=list)
    losses: list[tuple[QuestionId, Text]] = field(default_factory=list)

    def lose(self, question: Question, *what: Text) -> None:
        """Note what is missing of a question."""
        self.losses += [(question.id, each) for each in what]

    def leave_out(self, question: Question, why: Text) -> None:
        """Note a question that is not in the export."""
        self.left_out.append(Refused(question.id, why))


def unsaid(question: Question, *said: str) -> Iterable[Text]:
    """The fields that a question has and the format has no place for, in one sentence."""
    there = {
        "topic": True,
        "difficulty": True,
        "hint": question.hint,
        "key_points": question.key_points and question.kind != "explain",
        "follow_ups": question.follow_ups,
        "demo": question.demo or any(o.demo for o in getattr(question, "options", ()) if o.demo),
        "references": question.references,
        "tags": question.tags,
        "accept": len(getattr(question, "accept", ())) > 1,
        "tolerance": getattr(question, "tolerance", 0),
        "relative": getattr(question, "relative", 0),
        "check": getattr(question, "check", ""),
        "why": any(getattr(option, "why", "") for option in getattr(question, "options", ())),
        "near": getattr(question, "near", ()),
        "reject": getattr(question, "reject", ()),
        "explanation": question.explanation,
        "shuffle": not getattr(question, "shuffle", True),
    }
    missing = [name for name, given in there.items() if given and name not in said]
    if missing:
        yield say("The format has no place for: {fields}.", fields=", ".join(missing))


def fenced(code: str, language: str = "python") -> str:
    """Code as a block of Markdown, whatever it holds."""
    fence = "```"
    while fence in code:
        fence += "`"
    return f"{fence}{language}\n{code}\n{fence}"


def simplified(question: Question, losses: Losses) -> Question | None:
    """The question as choice, true-false, numeric, text, cloze, order, match or explain.

    None where nothing of these says it; why is noted in `losses`.
    """
    question = fixed(question, losses)
    if isinstance(question, Output):
        return _output(question, losses)
    if isinstance(question, Bug):
        return _bug(question, losses)
    if isinstance(question, Predict):
        losses.leave_out(question, say("Only a run of its demo decides what is right."))
        return None
    return question


def fixed(question: Question, losses: Losses) -> Question:
    """The question with the first of its numbers, where they vary."""
    if not isinstance(question, Numeric) or not question.vary:
        return question
    losses.lose(question, say("Its numbers no longer vary."))
    first = varied(question, {name: values[0] for name, values in question.vary})
    return replace(first, answer=question.answer, vary=(), check="")


def on_paper(question: Question, losses: Losses) -> Question | None:
    """The question as it can be printed; None for one that only a run decides."""
    if isinstance(question, Predict):
        losses.leave_out(question, say("Only a run of its demo decides what is right."))
        return None
    if isinstance(question, Cloze) and any(len(gap.answers) > 1 for gap in gaps(question.text)):
        losses.lose(question, say("Only the first answer of each gap is kept."))
    return fixed(question, losses)


def shared_fields(question: Question, prompt: str) -> dict[str, Any]:
    """The fields that all kinds share, with another prompt."""
    return {
        "id": question.id,
        "topic": question.topic,
        "difficulty": question.difficulty,
        "prompt": prompt,
        "explanation": question.explanation,
        "hint": question.hint,
        "key_points": question.key_points,
        "follow_ups": question.follow_ups,
        "demo": question.demo,
        "references": question.references,
        "tags": question.tags,
    }


def _output(question: Output, losses: Losses) -> Question | None:
    shared = shared_fields(question, f"{question.prompt}\n\n{fenced(question.code)}")
    if question.options:
        losses.lose(question, say("It is a choice; what its code prints is not verified."))
        options = tuple(
            replace(option, text=fenced(option.text, "") if "\n" in option.text else option.text)
            for option in question.options
        )
        return Choice(**shared, options=options)
    if "\n" in question.answer:
        losses.leave_out(question, say("What it prints has several lines, to be typed exactly."))
        return None
    losses.lose(question, say("What its code prints is typed, and not verified."))
    return TextAnswer(**shared, accept=(question.answer,))


def _bug(question: Bug, losses: Losses) -> Question:
    lines = question.code.split("\n")
    numbered = "\n".join(f"{at:>3}  {line}" for at, line in enumerate(lines, 1))
    shared = shared_fields(question, f"{question.prompt}\n\n{fenced(numbered, '')}")
    fix = fenced(question.fix)
    if question.check:
        losses.lose(question, say("The program that checks its fix is left out."))
    shared["explanation"] = f"{question.explanation}\n\n{fix}".strip()
    losses.lose(question, say("It asks for a line's number; its fix stands in the explanation."))
    if len(question.lines) == 1:
        return Numeric(**shared, answer=float(question.lines[0]))
    options = tuple(
        Option(text=str(at), correct=at in question.lines)
        for at, line in enumerate(lines, 1)
        if line.strip() or at in question.lines
    )
    return Choice(**shared, options=options, shuffle=False)


def order_as_match(question: Order, losses: Losses) -> Match:
    """Steps paired with their places, for formats that know no order."""
    losses.lose(question, say("Its steps are paired with their numbers."))
    pairs = tuple((str(at), step) for at, step in enumerate(question.steps, 1))
    shared = shared_fields(question, question.prompt)
    return Match(**shared, pairs=pairs)
