"""Gradient descent on a parabola

Each step multiplies the distance from the minimum by the same factor.
"""

from dataclasses import dataclass

import numpy as np

from quizapp.lab import Claim, Figure, Line, Metric, Panel, knob, say


@dataclass(frozen=True)
class Knobs:
    rate: float = knob(0.25, help="Step size", low=0.0, high=1.0)
    steps: int = knob(10, help="Number of steps", low=1, high=100)


SMALL = {"steps": 5}


def run(knobs, lab):
    factor = 1 - 2 * knobs.rate
    distances = np.abs(factor) ** np.arange(knobs.steps + 1)
    told = say("The distance ends at {left:.4f}.", left=float(distances[-1]))
    yield Figure([Panel([Line(np.arange(knobs.steps + 1), distances)])], told)
    yield Metric("distance", float(distances[-1]), label=say("distance left"))
    yield Claim.below(
        say("Descent comes closer"), float(distances[-1]), 1.0, source="exact: a factor below 1"
    )
