"""Numbers with and without units."""

from dataclasses import dataclass

from quizapp.core.arithmetic import ExpressionError
from quizapp.core.folding import fold
from quizapp.core.grading.expecting import expect
from quizapp.core.numbers import parse_number, show
from quizapp.core.questions import Numeric
from quizapp.core.responses import Grade, Response, Typed
from quizapp.core.say import Text, say
from quizapp.core.units import convert, did_you_mean, find_unit

_ROUNDING = 1e-14
"""A few units in the last place of a float, for 1/3 and conversions to be forgiven."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A typed number in the question's unit, and a sentence where the reading was a choice."""

    value: float
    said: tuple[Text, ...] = ()


def within(value: float, answer: float, tolerance: float = 0.0, relative: float = 0.0) -> bool:
    """Whether a value is within either distance of the answer, edges and rounding included."""
    allowed = max(tolerance, relative * abs(answer)) + _ROUNDING * max(abs(value), abs(answer))
    return abs(value - answer) <= allowed


def read(text: str, unit: str) -> Reading | Text:
    """What was typed, in the unit that the question asks for, or why it cannot be read."""
    try:
        parsed = parse_number(text)
    except ExpressionError as error:
        return error.reason
    said = (parsed.read_as,) if parsed.read_as else ()
    if not parsed.unit or _alike(parsed.unit, unit):
        return Reading(parsed.value, said)
    typed, asked = find_unit(parsed.unit), find_unit(unit)
    if not unit and typed == find_unit("%"):
        return Reading(parsed.value / 100, said)
    if typed and asked and typed.dimension == asked.dimension:
        if typed == asked:
            return Reading(parsed.value, said)
        value = convert(parsed.value, typed, asked)
        return Reading(value, (say("Read as {value} {unit}.", value=show(value, 12), unit=unit),))
    return _wrong_unit(parsed.unit, unit)


def _alike(typed: str, unit: str) -> bool:
    """Whether a unit that no table knows, such as `images`, is the one asked for."""
    if find_unit(unit) or not unit:
        return False
    one, other = (fold(text).replace(" ", "").removesuffix("s") for text in (typed, unit))
    return one == other


def _wrong_unit(typed: str, unit: str) -> Text:
    if not unit:
        return say("No unit is asked for: type the number without “{typed}”.", typed=typed)
    if meant := did_you_mean(typed):
        return say("“{typed}” is not a unit; did you mean “{meant}”?", typed=typed, meant=meant)
    if find_unit(typed):
        return say(
            "“{typed}” measures something else; {unit} is asked for.", typed=typed, unit=unit
        )
    return say("“{typed}” is not a known unit; {unit} is asked for.", typed=typed, unit=unit)


def grade_numeric(question: Numeric, response: Response) -> Grade:
    """Right within the tolerance; a range of wrong numbers may have a reason of its own."""
    reading = read(expect(question, response, Typed).text, question.unit)
    if isinstance(reading, Text):
        return Grade(0.0, (reading,))
    if within(reading.value, question.answer, question.tolerance, question.relative):
        return Grade(1.0, reading.said)
    whys = [near.why for near in question.near if near.low <= reading.value <= near.high]
    reasons = [say("{why}", why=why) for why in whys[:1]]
    answer = f"{show(question.answer)} {question.unit}".strip()
    return Grade(0.0, (*reading.said, *reasons, say("The answer is {answer}.", answer=answer)))
