"""A prediction drawn into the figure of the run that measured it."""

import math
from dataclasses import replace

import numpy as np

from quizapp.core.numbers import show
from quizapp.core.say import say
from quizapp.lab.api import Bars, Figure, Line, Mark, Panel, Rule, as_array

_SAME = 1e-5
"""Figures travel as float32: a height within this share of the measurement is the measurement."""
_EVERYWHERE = (0.0, 1.0)
"""Values at which curves end and bars stand for many reasons."""


def with_prediction(figure: Figure, measured: float, low: float, high: float) -> Figure:
    """The figure with lines at the ends of what was predicted; one line for a single number.

    Only where it is unambiguous what the measurement is in it: the height of one bar or the
    end of one curve, and of nothing else. Else the figure as it is.
    """
    places = [place for place, panel in enumerate(figure.panels) for _ in _found(panel, measured)]
    if len(places) != 1 or measured in _EVERYWHERE or not math.isfinite(measured):
        return figure
    panel = figure.panels[places[0]]
    rules = [rule for rule in _rules(low, high) if _fits(panel, rule.at)]
    marked = replace(panel, marks=(*panel.marks, *rules))
    panels = [marked if place == places[0] else one for place, one in enumerate(figure.panels)]
    return replace(figure, panels=tuple(panels))


def _found(panel: Panel, measured: float) -> list[Mark]:
    return [mark for mark in panel.marks for value in _ends(mark) if _same(value, measured)]


def _ends(mark: Mark) -> list[float]:
    """Where a curve ends; how high bars are."""
    if isinstance(mark, Bars):
        return [float(height) for height in as_array(mark.heights)]
    if isinstance(mark, Line):
        heights = as_array(mark.y)
        known = heights[np.isfinite(heights)]
        return [float(known[-1])] if known.size else []
    return []


def _same(value: float, measured: float) -> bool:
    return abs(value - measured) <= _SAME * max(abs(value), abs(measured))


def _rules(low: float, high: float) -> list[Rule]:
    if low == high:
        return [Rule(low, say("predicted {value}", value=show(low)))]
    rules = [
        Rule(low, say("predicted: from {value}", value=show(low))),
        Rule(high, say("predicted: up to {value}", value=show(high))),
    ]
    return [rule for rule in rules if math.isfinite(rule.at)]


def _fits(panel: Panel, at: float) -> bool:
    """Whether a height has a place in the panel."""
    axis = panel.y
    above = axis.low is None or at >= axis.low
    below = axis.high is None or at <= axis.high
    return above and below and (at > 0 or not axis.log)
