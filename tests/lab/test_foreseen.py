"""Where a prediction is drawn into a figure, and where it is better not."""

from math import inf

import numpy as np
import pytest

from quizapp.lab.api import Axis, Bars, Figure, Line, Panel, Rule
from quizapp.lab.draw import draw
from quizapp.lab.foreseen import with_prediction

X = np.arange(5.0)
ACCURACY = Line(X, np.array([0.1, 0.5, 0.7, 0.8, 0.875], np.float32), "read")
LOSS = Line(X, np.array([3.0, 1.0, 0.6, 0.4, np.nan], np.float32), "loss")
BOTH = Figure((Panel((LOSS,)), Panel((ACCURACY,), y=Axis(low=0, high=1))), "It learns")


def rules(figure: Figure) -> list[list[float]]:
    return [[mark.at for mark in panel.marks if isinstance(mark, Rule)] for panel in figure.panels]


@pytest.mark.parametrize(
    ("measured", "low", "high", "wanted"),
    [
        (0.875, 0.6, 0.6, [[], [0.6]]),
        (0.875, 0.65, 0.85, [[], [0.65, 0.85]]),
        (0.875, 0.85, inf, [[], [0.85]]),
        (0.875, 1.5, 1.5, [[], []]),  # beyond the axis
        (0.4, 0.9, 0.9, [[0.9], []]),
        (0.123, 0.6, 0.6, [[], []]),  # in no panel
        (0.5, 0.6, 0.6, [[], []]),  # on the way, not at an end
        (np.nan, 0.6, 0.6, [[], []]),
    ],
)
def test_lines_stand_where_the_measurement_is_the_end_of_one_curve(
    measured: float, low: float, high: float, wanted: list[list[float]]
) -> None:
    assert rules(with_prediction(BOTH, measured, low, high)) == wanted


def test_of_two_places_neither_is_marked() -> None:
    bars = Panel((Bars(("a", "b"), np.array([0.25, 0.75])),))
    assert rules(with_prediction(Figure((bars,), ""), 0.75, 0.5, 0.5)) == [[0.5]]
    for other in (bars, Panel((Bars(("c",), np.array([0.75])),)), Panel((Line(X, X * 0 + 0.75),))):
        assert rules(with_prediction(Figure((bars, other), ""), 0.75, 0.5, 0.5)) == [[], []]
    one = Panel((Bars(("a", "b"), np.array([0.25, 1.0])),))
    assert rules(with_prediction(Figure((one,), ""), 1.0, 0.5, 0.5)) == [[]], "1 stands anywhere"


def test_the_words_are_drawn() -> None:
    drawn = draw(with_prediction(BOTH, 0.875, 0.3, 0.3), 60, 20, charset="ascii")
    text = "\n".join("".join(run.text for run in row) for row in drawn.rows)
    assert "predicted 0.3" in text
