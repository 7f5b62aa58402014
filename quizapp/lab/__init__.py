"""Demos: what a demo file imports, and how one is found, run and drawn.

A demo imports from here only; nothing here needs more than the standard library and NumPy
until it is asked for.
"""

from quizapp.core.say import Text, say
from quizapp.lab.api import (
    Axis,
    Bars,
    Claim,
    Event,
    Figure,
    Heatmap,
    Histogram,
    Lab,
    Line,
    Mark,
    Metric,
    Panel,
    Points,
    Progress,
    Rule,
    knob,
)

__all__ = [
    "Axis",
    "Bars",
    "Claim",
    "Event",
    "Figure",
    "Heatmap",
    "Histogram",
    "Lab",
    "Line",
    "Mark",
    "Metric",
    "Panel",
    "Points",
    "Progress",
    "Rule",
    "Text",
    "knob",
    "say",
]
