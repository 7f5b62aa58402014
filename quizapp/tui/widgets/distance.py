"""How far a prediction lies from the measurement, drawn on a line of numbers."""

import math
from dataclasses import dataclass

from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from quizapp.core.cells import cell_width, padded
from quizapp.core.grading import predicted_range
from quizapp.core.numbers import show
from quizapp.core.questions import Predict
from quizapp.core.responses import Predicted
from quizapp.core.say import Translate, plain, say
from quizapp.services.views import QuizView
from quizapp.tui.literal import literal

WIDEST = 64
"""Columns of the line: farther apart the eye compares no better."""
NARROWEST = 10
TIMES = 50.0
"""From this ratio of the largest to the smallest number on the scale goes by factors."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What the line is drawn with."""

    line: str
    band: str
    here: str
    start: str
    end: str


PLAIN = Signs("-", "=", "o", "[", "]")
FINE = Signs("─", "═", "●", "╞", "╡")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a line of numbers; `low` equals `high` for a single one, ends may be infinite."""

    low: float
    high: float
    at: float | None = None
    """A number that stands out in it."""


class Distance(Static):
    """Two lines over one scale: what was predicted and what was measured, with its tolerance."""

    def __init__(self, question: Predict, response: Predicted, tr: Translate) -> None:
        super().__init__(classes="distance")
        self.tr = tr
        self._predicted, self._measured = _stretches(question, response)

    def on_resize(self, event: Resize) -> None:
        """Drawn for the room there is."""
        charset = getattr(self.app, "charset", "braille")
        signs = PLAIN if charset == "ascii" else FINE
        rows = drawn(self._predicted, self._measured, event.size.width, signs, self.tr)
        self.update(literal("\n".join(rows)) if rows else Content(""))


def distance(view: QuizView, tr: Translate) -> Distance | None:
    """The drawing for a prediction that was measured; None for anything else."""
    question, response = view.question, view.response
    if not isinstance(question, Predict) or not isinstance(response, Predicted):
        return None
    if response.measured is None or not math.isfinite(response.measured):
        return None
    if predicted_range(question, response) is None:
        return None
    return Distance(question, response, tr)


def drawn(
    predicted: Stretch, measured: Stretch, width: int, signs: Signs, tr: Translate
) -> list[str]:
    """The rows in `width` columns: a word, the line and the numbers each; none without room."""
    named = [
        (plain(say("predicted"), tr), predicted, _numbers(predicted, tr)),
        (plain(say("measured"), tr), measured, show(measured.at or 0.0)),
    ]
    left = max(cell_width(name) for name, _, _ in named)
    right = max(cell_width(told) for _, _, told in named)
    room = min(WIDEST, width - left - right - 4)
    if room < NARROWEST:
        return []
    low, high, by_factors = _ends(predicted, measured)

    def column(value: float) -> int:
        share = _share(value, low, high, by_factors)
        return max(0, min(room - 1, round(share * (room - 1))))

    rows = []
    for name, stretch, told in named:
        cells = [signs.line] * room
        first = 0 if math.isinf(stretch.low) else column(stretch.low)
        last = room - 1 if math.isinf(stretch.high) else column(stretch.high)
        if first < last:
            cells[first : last + 1] = signs.band * (last + 1 - first)
            cells[first] = signs.band if math.isinf(stretch.low) else signs.start
            cells[last] = signs.band if math.isinf(stretch.high) else signs.end
        if stretch.at is not None:
            cells[column(stretch.at)] = signs.here
        rows.append(f"{padded(name, left)}  {''.join(cells)}  {told}")
    return rows


def _stretches(question: Predict, response: Predicted) -> tuple[Stretch, Stretch]:
    low, high = predicted_range(question, response) or (0.0, 0.0)
    measured = response.measured or 0.0
    if question.options:
        return Stretch(low, high), Stretch(measured, measured, measured)
    allowed = question.relative * abs(measured)
    return Stretch(low, low, low), Stretch(measured - allowed, measured + allowed, measured)


def _numbers(stretch: Stretch, tr: Translate) -> str:
    low, high = show(stretch.low), show(stretch.high)
    if stretch.low == stretch.high:
        return low
    if math.isinf(stretch.low):
        return plain(say("below {high}", high=high), tr)
    if math.isinf(stretch.high):
        return plain(say("{low} and more", low=low), tr)
    return plain(say("{low} to {high}", low=low, high=high), tr)


def _ends(*stretches: Stretch) -> tuple[float, float, bool]:
    """The scale's ends, a little beyond all numbers on it, and whether it goes by factors."""
    known = [
        value
        for each in stretches
        for value in (each.low, each.high, each.at)
        if value is not None and math.isfinite(value)
    ]
    low, high = min(known), max(known)
    if low > 0 and high / low >= TIMES:
        beyond = (high / low) ** 0.1
        return low / beyond, high * beyond, True
    beyond = 0.15 * (high - low) or abs(high) or 1.0
    return low - beyond, high + beyond, False


def _share(value: float, low: float, high: float, by_factors: bool) -> float:
    if by_factors:
        return math.log(value / low) / math.log(high / low) if value > 0 else 0.0
    return (value - low) / (high - low)
