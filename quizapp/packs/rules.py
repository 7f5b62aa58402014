"""What the fields of one question must mean together, beyond each having the right type.

Looks at one question at a time; what questions say of each other is in `quizapp.packs.links`.
"""

import itertools
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core import questions as q
from quizapp.core.arithmetic import ExpressionError, evaluate
from quizapp.core.grading import gaps, within
from quizapp.core.grading.lines import right_option
from quizapp.core.numbers import show
from quizapp.core.say import Text, say
from quizapp.packs.problems import NO_HINT, Severity

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem whose place is a path of keys and items below the question."""

    path: Path
    message: Text
    hint: Text = NO_HINT
    severity: Severity = "error"
    at_key: bool = False
    """Whether the key itself is what is wrong."""


MOST_DRAWN = 100
"""Combinations of numbers that vary for which an answer is worked out whenever a pack is read;
verification takes many more."""

VERSIONS = re.compile(r"\s*(==|!=|<=|>=|<|>)\s*(\d+(?:\.\d+){0,2})\s*")
"""One condition on a Python version; several are separated by commas."""


def findings(question: q.Question) -> Iterator[Finding]:
    """Everything that is wrong with a question's meaning."""
    yield from _repeated(("follow_ups",), question.follow_ups)
    if question.id in question.follow_ups:
        path = ("follow_ups", question.follow_ups.index(question.id))
        yield Finding(path, say("the question follows up on itself"), say("name another one"))
    judge = _RULES.get(type(question))
    if judge:
        yield from judge(question)


def _repeated(path: Path, texts: tuple[str, ...], *inner: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, text in enumerate(texts):
        folded = " ".join(text.split())
        if folded in seen:
            yield Finding(
                (*path, place, *inner),
                say("item {number} says the same as one before it", number=place + 1),
                say("reword or remove one of them"),
            )
        seen.add(folded)


def _at_least(path: Path, items: tuple[Any, ...], least: int) -> Iterator[Finding]:
    if len(items) < least:
        yield Finding(
            path,
            say(
                "`{field}` needs at least {least} items and has {count}",
                field=str(path[-1]),
                least=least,
                count=len(items),
            ),
            say("add what is missing"),
        )


def _unexplained(options: tuple[q.Option | q.Outcome, ...]) -> Iterator[Finding]:
    for place, option in enumerate(options):
        if not option.why and not getattr(option, "correct", False):
            yield Finding(
                ("options", place),
                say("option {number} has no `why`", number=place + 1),
                say("say what is tempting about it and where it breaks"),
                "warning",
            )


def _choice(question: q.Choice) -> Iterator[Finding]:
    options = question.options
    yield from _at_least(("options",), options, 2)
    yield from _repeated(("options",), tuple(option.text for option in options), "text")
    if options and not any(option.correct for option in options):
        yield Finding(
            ("options",),
            say("no option is marked as right"),
            say("add `correct: true` to the right one"),
        )
    yield from _unexplained(options)
    for place, option in enumerate(options):
        if option.correct and option.demo:
            yield Finding(
                ("options", place, "demo"),
                say("a right option has a demo of its own"),
                say("only a wrong option is refuted by one; put it beside `explanation`"),
            )


def _true_false(question: q.TrueFalse) -> Iterator[Finding]:
    if not question.why:
        yield Finding(
            ("answer",),
            say("nothing says why the wrong answer is wrong"),
            say("add `why: …`"),
            "warning",
        )


def _numeric(question: q.Numeric) -> Iterator[Finding]:
    yield from _names(question)
    yield from _check(question)
    exact = not question.tolerance and not question.relative
    if exact and not question.check and not question.answer.is_integer():
        yield Finding(
            ("answer",),
            say("only exactly {answer} is accepted", answer=question.answer),
            say("add `tolerance: …` or `relative: …`"),
            "warning",
        )
    for place, near in enumerate(question.near):
        if near.low > near.high:
            yield Finding(("near", place, "range"), *_backwards())


def _backwards() -> tuple[Text, Text]:
    return say("the range ends before it begins"), say("write `[low, high]`")


def _names(question: q.Numeric) -> Iterator[Finding]:
    for name, values in question.vary:
        path = ("vary", name)
        if not re.fullmatch(r"[A-Za-z]\w*", name):
            yield Finding(
                path,
                say("`{name}` cannot be the name of a number", name=name),
                say("use letters, digits and `_`"),
            )
        if not values:
            yield Finding(path, say("`{name}` has no values", name=name), say("write `[10, 20]`"))
        elif len(set(values)) < len(values):
            yield Finding(
                path, say("`{name}` has a value twice", name=name), say("keep one of them")
            )
        if f"{{{name}}}" not in question.prompt:
            yield Finding(
                path,
                say("`{name}` does not stand in the prompt", name="{" + name + "}"),
                say("write it where the number belongs"),
            )
    if question.vary:
        yield from _strange_names(question, {name for name, _ in question.vary})
    if question.vary and not question.check:
        yield Finding(
            ("vary",),
            say("numbers vary and nothing says what the answer becomes"),
            say("add `check: …`, an expression with the names of `vary`"),
        )


_PLACE = re.compile(r"\{([A-Za-z]\w*)\}")


def _strange_names(question: q.Numeric, known: Collection[str]) -> Iterator[Finding]:
    """Names in braces that stay as they are, for nothing varies under them."""
    for name in ("prompt", "hint", "explanation"):
        for found in _PLACE.finditer(_NOT_PROSE.sub(" ", getattr(question, name))):
            if found[1] not in known:
                yield Finding(
                    (name,),
                    say("`{name}` is not among the numbers that vary", name=found[0]),
                    say("`vary` has {names}", names=", ".join(sorted(known))),
                    "warning",
                )


def _check(question: q.Numeric) -> Iterator[Finding]:
    if not question.check or not all(values for _, values in question.vary):
        return
    names = [name for name, _ in question.vary]
    drawn = itertools.product(*(values for _, values in question.vary))
    for place, values in enumerate(itertools.islice(drawn, MOST_DRAWN)):
        value, wrong = evaluated(question.check, dict(zip(names, values, strict=True)))
        if wrong:
            yield Finding(("check",), *wrong)
            return
        if place == 0 and not agrees(value, question):
            yield Finding(("check",), *disagreement(value, question))


def evaluated(
    expression: str, names: Mapping[str, float]
) -> tuple[float, tuple[Text, Text] | None]:
    """An expression's value, or NaN and what is wrong with it."""
    try:
        return evaluate(expression, names), None
    except ExpressionError as error:
        reason = str(error.reason).rstrip(".")
        message = say("`check` cannot be worked out: {reason}", reason=reason)
        if names:
            message = say(
                "`check` cannot be worked out for {values}: {reason}",
                values=", ".join(f"{name} = {show(number)}" for name, number in names.items()),
                reason=reason,
            )
        hint = say(
            "mend `{expression}` at character {column}",
            expression=" ".join(expression.split()),
            column=error.column,
        )
        return math.nan, (message, hint)


def agrees(value: float, question: q.Numeric) -> bool:
    """Whether a check's value is the stored answer, which may be rounded within its tolerance."""
    return within(value, question.answer, question.tolerance, max(question.relative, 1e-9))


def disagreement(value: float, question: q.Numeric) -> tuple[Text, Text]:
    """The sentence for a check that gives something else than the answer."""
    return (
        say(
            "`check` gives {value:.10g} and `answer` is {answer:.10g}",
            value=value,
            answer=question.answer,
        ),
        say("mend the one that is wrong; `answer` belongs to the first values of `vary`")
        if question.vary
        else say("mend the one that is wrong"),
    )


def _text(question: q.TextAnswer) -> Iterator[Finding]:
    yield from _repeated(("accept",), question.accept)
    accepted = {text.casefold() for text in question.accept}
    for place, wrong in enumerate(question.reject):
        if wrong.text.casefold() in accepted:
            yield Finding(
                ("reject", place, "text"),
                say("`{text}` is both accepted and rejected", text=wrong.text),
                say("keep one of them"),
            )


_NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|\$[^$]*\$", re.DOTALL)
"""Code and formulas, in which braces mean other things."""


def _cloze(question: q.Cloze) -> Iterator[Finding]:
    found = gaps(question.text)
    hint = say("write the missing words as `{gap}`", gap="{{answer}}")
    if not found:
        yield Finding(("text",), say("the text has no gap"), hint)
        return
    if not all(gap.answers for gap in found):
        yield Finding(("text",), say("a gap has an empty answer"), hint)
    rest = question.text
    for gap in reversed(found):
        rest = rest[: gap.start] + rest[gap.end :]
    rest = _NOT_PROSE.sub(" ", rest)
    open_gap = next((a for gap in found for a in gap.answers if "{{" in a), "")
    if open_gap or "{{" in rest:
        shown = open_gap.partition("{{")[0] or rest[rest.find("{{") + 2 :]
        message = say("a gap is not closed: `{gap}`", gap="{{" + "".join(shown.split()[:1])[:20])
        yield Finding(("text",), message, hint)


def _output(question: q.Output) -> Iterator[Finding]:
    if question.options:
        yield from _at_least(("options",), question.options, 2)
        yield from _repeated(("options",), tuple(o.text for o in question.options), "text")
        if right_option(question) is None:
            yield Finding(
                ("options",),
                say("none of the options is the `answer`"),
                say("write one option's `text` exactly as `answer`"),
            )
        yield from _unexplained(question.options)
    conditions = question.python.split(",") if question.python else []
    if not all(VERSIONS.fullmatch(condition) for condition in conditions):
        yield Finding(
            ("python",),
            say("`{versions}` names no Python versions", versions=question.python[:40]),
            say("write a condition such as `>=3.12` or `>=3.11,<3.14`"),
        )


def _bug(question: q.Bug) -> Iterator[Finding]:
    count = len(question.code.split("\n"))
    for line in question.lines:
        if not 1 <= line <= count:
            yield Finding(
                ("lines",),
                say("line {line} is not in the code, which has {count}", line=line, count=count),
                say("count from 1"),
            )
    if len(set(question.lines)) < len(question.lines):
        yield Finding(("lines",), say("a line is named twice"), say("keep one of them"))
    if question.fix == question.code:
        yield Finding(("fix",), say("`fix` is the same as `code`"), say("write the mended program"))


def _order(question: q.Order) -> Iterator[Finding]:
    yield from _at_least(("steps",), question.steps, 2)
    yield from _repeated(("steps",), question.steps)


def _match(question: q.Match) -> Iterator[Finding]:
    yield from _at_least(("pairs",), question.pairs, 2)
    yield from _repeated(("pairs",), tuple(left for left, _ in question.pairs), "left")
    yield from _repeated(("pairs",), tuple(right for _, right in question.pairs), "right")


def _explain(question: q.Explain) -> Iterator[Finding]:
    count = len(question.key_points)
    if not 3 <= count <= 6:
        yield Finding(
            ("key_points",),
            say("`key_points` has {count} items", count=count),
            say("write 3 to 6, each a statement that can be ticked"),
            "warning" if count else "error",
        )
    yield from _repeated(("key_points",), question.key_points)


def _predict(question: q.Predict) -> Iterator[Finding]:
    options = question.options
    if options:
        yield from _at_least(("options",), options, 2)
    yield from _repeated(("options",), tuple(option.text for option in options), "text")
    yield from _unexplained(options)
    for place, option in enumerate(options):
        path = ("options", place, "range")
        if option.low >= option.high:
            yield Finding(path, *_backwards())
        for other in options[:place]:
            if option.low < other.high and other.low < option.high:
                yield Finding(
                    path,
                    say("the ranges of two options overlap"),
                    say("end one where the next begins; the high end is not part of it"),
                )
                break


_RULES: dict[type[q.Question], Callable[[Any], Iterator[Finding]]] = {
    q.Choice: _choice,
    q.TrueFalse: _true_false,
    q.Numeric: _numeric,
    q.TextAnswer: _text,
    q.Cloze: _cloze,
    q.Output: _output,
    q.Bug: _bug,
    q.Order: _order,
    q.Match: _match,
    q.Explain: _explain,
    q.Predict: _predict,
}
