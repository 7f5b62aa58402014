"""Answers that a machine can check, checked by running them.

How a program runs and a demo measures is the caller's; this module decides what must come
of it: an `output` prints its answer, a `bug`'s check fails after the code and passes after
the fix, a `numeric`'s check gives its answer, one and the same option of a `predict` holds. The
run that any question links to is made as well: it ends well and measures what it says to watch.
"""

import itertools
import math
import operator
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Protocol

from quizapp.core import questions as q
from quizapp.core.clean import UNSAFE
from quizapp.core.grading.lines import printed_lines
from quizapp.core.grading.predicting import holds
from quizapp.core.numbers import show
from quizapp.core.say import Text, plain, say
from quizapp.errors import QuizappError
from quizapp.packs.checks import demo_links
from quizapp.packs.fields import short
from quizapp.packs.pack import Pack
from quizapp.packs.problems import NO_HINT, Problem, in_order
from quizapp.packs.rules import VERSIONS, agrees, disagreement, evaluated

SEEDS = (0, 1, 2)
"""A prediction must come out the same for each."""

MOST_VARIATIONS = 10_000


class ProgramRun(Protocol):
    """What came of running a program."""

    @property
    def stdout(self) -> str:
        """All that it printed."""

    @property
    def exception(self) -> str:
        """The name of the exception that ended it, or ''."""

    @property
    def timed_out(self) -> bool:
        """Whether it was stopped because it took too long."""


RunCode = Callable[[str], ProgramRun]
Measure = Callable[[q.DemoLink, str, int], float]
"""The value of a metric in a run with a seed, nan of none; may raise QuizappError."""

_Path = tuple[str | int, ...]

_Told = tuple[Text, Text]
"""A message and a hint."""

_Placed = tuple[_Path, _Told]
"""With the path of the field that is to be mended."""


def verify_pack(
    pack: Pack,
    *,
    run_code: RunCode,
    measure: Measure,
    python: tuple[int, ...] = tuple(sys.version_info[:3]),
) -> list[Problem]:
    """Run every answer that can be run; each problem stands at the field that does not hold.

    `python` is the version that `run_code` runs; questions for others are passed over.
    """
    problems: list[Problem] = []
    for question in pack.questions:
        try:
            told = list(_verified(question, run_code, measure, python))
        except QuizappError as error:
            reason = plain(error.message).rstrip(".")
            message = say("the answer cannot be checked: {reason}", reason=reason)
            told = [(("demo",), (message, NO_HINT))]
        source = pack.sources[question.id]
        told += _linked(question, measure)
        problems += [source.problem(path, *words) for path, words in told]
    return list(in_order(problems))


def _linked(question: q.Question, measure: Measure) -> Iterator[_Placed]:
    """The links whose run fails, or does not measure what is to be watched."""
    for path, link in demo_links(question):
        if isinstance(question, q.Predict) and path == ("demo",):
            continue
        try:
            measure(link, link.watch, SEEDS[0])
        except QuizappError as error:
            reason = plain(error.message).rstrip(".")
            yield (
                path,
                (
                    say("the linked run does not work: {reason}", reason=reason),
                    say("set other knobs, or `watch` another metric"),
                ),
            )


def _verified(
    question: q.Question, run_code: RunCode, measure: Measure, python: tuple[int, ...]
) -> Iterator[_Placed]:
    match question:
        case q.Output():
            if runs_on(question.python, python):
                yield from _output(question, run_code(question.code))
        case q.Bug(check=check) if check:
            yield from _bug(question, run_code)
        case q.Numeric(check=check) if check:
            yield from _numeric(question)
        case q.Predict(demo=demo) if demo:
            yield from _predict(question, [measure(demo, question.metric, s) for s in SEEDS])


_COMPARISONS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def runs_on(versions: str, python: tuple[int, ...]) -> bool:
    """Whether a Python version meets conditions such as `>=3.12` or `>=3.11,<3.14`.

    Only as many numbers are compared as are written: 3.12.4 is `<=3.12` and not `>3.12`.
    """
    for condition in versions.split(",") if versions else []:
        found = VERSIONS.fullmatch(condition)
        if found is None:
            return False
        wanted = tuple(map(int, found[2].split(".")))
        if not _COMPARISONS[found[1]](python[: len(wanted)], wanted):
            return False
    return True


def _output(question: q.Output, run: ProgramRun) -> Iterator[_Placed]:
    expected = printed_lines(question.answer)
    printed = printed_lines(run.stdout)
    if run.timed_out:
        told = say("the program does not end in time"), say("make `code` shorter")
        yield ("code",), told
        return
    if run.exception:
        right = expected in ((*printed, run.exception), (run.exception,))
        printed = (*printed, run.exception)
    else:
        right = expected == printed
    if right:
        return
    mistake = _syntax_mistake(question.code, "code")
    if mistake:
        yield ("code",), mistake
        return
    message = say(
        "`answer` is `{answer}` and the program gives `{printed}`",
        answer=short(" ⏎ ".join(expected), 80),
        printed=_visible(" ⏎ ".join(printed)),
    )
    yield ("answer",), (message, say("mend the answer, or the code"))


def _visible(printed: str) -> str:
    r"""What a program printed in one line, with `\x1b` and the like for control characters."""
    return UNSAFE.sub(lambda found: ascii(found.group())[1:-1], short(printed, 80))


def _syntax_mistake(code: str, field: str) -> _Told | None:
    """The line of a program that is not valid Python, if that is so; nothing is run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(code, field, "exec", dont_inherit=True)
    except SyntaxError as error:
        message = say(
            "line {line} of `{field}` is not valid Python: {reason}",
            line=error.lineno or 1,
            field=field,
            reason=error.msg,
        )
        return message, say("mend the code")
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def program(code: str, check: str) -> str:
    """A bug's code or fix followed by its check, as one program."""
    return f"{code}\n\n{check}\n"


def _bug(question: q.Bug, run_code: RunCode) -> Iterator[_Placed]:
    broken = run_code(program(question.code, question.check))
    if not broken.exception and not broken.timed_out:
        told = (
            say("`check` passes after `code`, which should have a mistake"),
            say("let `check` fail where the mistake shows, with `assert`"),
        )
        yield ("check",), told
    mended = run_code(program(question.fix, question.check))
    if mended.timed_out:
        told = say("`fix` with `check` does not end in time"), say("make them shorter")
        yield ("fix",), told
    elif mended.exception:
        for field, code in (("fix", question.fix), ("check", question.check)):
            mistake = _syntax_mistake(code, field)
            if mistake:
                yield (field,), mistake
                return
        told = (
            say("`check` fails after `fix`: {exception}", exception=mended.exception),
            say("mend the fix, or the check"),
        )
        yield ("fix",), told


def _numeric(question: q.Numeric) -> Iterator[_Placed]:
    names = [name for name, _ in question.vary]
    drawn = itertools.product(*(values for _, values in question.vary))
    for place, values in enumerate(itertools.islice(drawn, MOST_VARIATIONS)):
        given = dict(zip(names, values, strict=True))
        value, wrong = evaluated(question.check, given)
        if wrong:
            yield ("check",), wrong
            return
        if place == 0 and not agrees(value, question):
            yield ("check",), disagreement(value, question)


def _predict(question: q.Predict, measured: list[float]) -> Iterator[_Placed]:
    values = ", ".join(map(show, measured))
    metric = question.metric
    if not question.options:
        if not all(map(math.isfinite, measured)):
            message = say(
                "`{metric}` is not a finite number: {values}", metric=metric, values=values
            )
            yield ("metric",), (message, say("ask for another metric, or set other knobs"))
        return
    right = {
        tuple(place for place, option in enumerate(question.options, 1) if holds(option, value))
        for value in measured
    }
    if () in right:
        told = (
            say("no option holds for `{metric}` = {values}", metric=metric, values=values),
            say("let the ranges cover every outcome"),
        )
        yield ("options",), told
    elif len(right) > 1:
        message = say(
            "the seed decides which option is right: `{metric}` = {values}",
            metric=metric,
            values=values,
        )
        hint = say("set the ends of the ranges away from what is measured, or other knobs")
        yield ("options",), (message, hint)
