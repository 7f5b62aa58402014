"""Demos: what a demo file imports, and how one is found, run and drawn.

A demo imports from here only. The names are loaded when they are asked for, so that finding
demos and reading their declarations costs no NumPy.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quizapp.core.say import Text, say
    from quizapp.lab.api import (
        Axis,
        Bars,
        Claim,
        Contours,
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
    from quizapp.lab.datasets import digits

__all__ = [
    "Axis",
    "Bars",
    "Claim",
    "Contours",
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
    "digits",
    "knob",
    "say",
]


def __getattr__(name: str) -> Any:
    if name in ("Text", "say"):
        from quizapp.core import say as sentences

        return getattr(sentences, name)
    if name == "digits":
        from quizapp.lab.datasets import digits

        return digits
    if name in __all__:
        from quizapp.lab import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
