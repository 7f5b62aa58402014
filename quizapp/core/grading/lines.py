"""Programs: what they print, and which of their lines is wrong."""

import re
from itertools import zip_longest

from quizapp.core.grading.expecting import expect
from quizapp.core.grading.options import overlap
from quizapp.core.questions import Bug, Output
from quizapp.core.responses import Chosen, Grade, Marked, Response, Typed
from quizapp.core.say import Text, say

_EXCEPTION = re.compile(
    r"[A-Z]\w*(?:Error|Exception|Warning|Interrupt)|StopIteration|StopAsyncIteration"
    r"|SystemExit|GeneratorExit"
)


def printed_lines(text: str) -> tuple[str, ...]:
    """The lines of an output without trailing spaces and trailing empty lines."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return tuple(lines)


def right_option(question: Output) -> int | None:
    """The place of the option whose text is what the program prints."""
    answer = printed_lines(question.answer)
    for at, option in enumerate(question.options):
        if printed_lines(option.text) == answer or printed_lines(_bare(option.text)) == answer:
            return at
    return None


def _bare(text: str) -> str:
    """An option without the backticks that a pack may have put around code."""
    stripped = text.strip()
    return stripped[1:-1] if len(stripped) > 2 and stripped[0] == stripped[-1] == "`" else text


def grade_output(question: Output, response: Response) -> Grade:
    """The same lines, or the option that has them; a named exception may come with a message."""
    if question.options:
        picked = expect(question, response, Chosen).options
        right = right_option(question)
        parts = tuple((at in picked) == (at == right) for at in range(len(question.options)))
        return Grade(float(picked == {right}), (), parts)
    expected = printed_lines(question.answer)
    typed = printed_lines(expect(question, response, Typed).text)
    if typed and expected and _EXCEPTION.fullmatch(expected[-1]):
        typed = (*typed[:-1], typed[-1].partition(":")[0].strip())
    if typed == expected:
        return Grade(1.0)
    return Grade(0.0, _first_difference(typed, expected))


def _first_difference(typed: tuple[str, ...], expected: tuple[str, ...]) -> tuple[Text, ...]:
    if [line.split() for line in typed] == [line.split() for line in expected]:
        return (say("Only the spaces differ from what is printed."),)
    if not expected:
        return (say("Nothing is printed."),)
    for number, (found, line) in enumerate(zip_longest(typed, expected), 1):
        if line is None:
            return (say("Nothing is printed after line {number}.", number=number - 1),)
        if found != line:
            return (say("Line {number} is “{line}”.", number=number, line=line),)
    return ()


def grade_bug(question: Bug, response: Response) -> Grade:
    """The wrong lines and no other; a part for each of the question's lines: was it found?"""
    marked = expect(question, response, Marked).lines
    wrong = frozenset(question.lines)
    parts = tuple(line in marked for line in question.lines)
    missed = tuple(say("Line {number} is wrong.", number=line) for line in sorted(wrong - marked))
    extra = tuple(say("Line {number} is fine.", number=line) for line in sorted(marked - wrong))
    return Grade(overlap(marked, wrong), missed + extra, parts)
