"""A sweep's picture: one metric against the swept knobs."""

import math
from collections.abc import Sequence

from quizapp.core.say import Text, say
from quizapp.lab.api import Axis, Bars, Figure, Histogram, Line, Mark, Panel, Points
from quizapp.lab.knobs import KnobValue
from quizapp.lab.sweeps.rows import Row
from quizapp.lab.sweeps.summary import Spread, Summary, shown

MOST_LINES = 6
_DECADES = 50.0
"""How many times the lowest value the highest must be for a logarithmic axis."""
_DECADE = 5.0
"""The same for the metric where the knob's axis is logarithmic: powers become straight lines."""


def picture(summary: Summary, rows: Sequence[Row]) -> Figure | None:
    """The metric against the first swept knob, a line for each value of the second.

    Further knobs are averaged over. Without a grid, the metric's values over the seeds. None
    where there is nothing that could be drawn.
    """
    rows = [row for row in rows if math.isfinite(row.metrics.get(summary.metric, math.nan))]
    if not rows:
        return None
    axes = [name for name in summary.axes if len(_distinct(rows, name)) > 1]
    if not axes:
        return _over_seeds(summary.metric, rows)
    first = axes[0]
    at = _distinct(rows, first)
    lines = _lines(summary.metric, axes, rows, at)
    numeric = not any(isinstance(value, str | bool) for value in at)
    marks: list[Mark] = []
    for label, line in lines.items():
        if numeric:
            marks.append(Line([float(x) for x in at], line, label))
        else:
            marks.append(Bars([shown(x) for x in at], line, label))
    if numeric and len(lines) == 1:
        xs = [float(row.run.knobs[first]) for row in rows]
        ys = [row.metrics[summary.metric] for row in rows]
        marks = [*marks, Points(xs, ys, say("each run"))]
    ys = [value for line in lines.values() for value in line if math.isfinite(value)]
    x = Axis(first, log=numeric and _spans_decades([float(x) for x in at if numeric], _DECADES))
    y = Axis(log=numeric and _spans_decades(ys, _DECADE if x.log else _DECADES))
    return Figure([Panel(marks, summary.metric, x, y)], _says(summary, axes, len(lines)))


def _over_seeds(metric: str, rows: Sequence[Row]) -> Figure | None:
    import numpy as np

    values = [row.metrics[metric] for row in rows]
    if len(set(values)) < 2:
        return None
    counts, edges = np.histogram(values, bins=min(20, max(5, len(values) // 4)))
    spread = Spread.of(values)
    says = say(
        "Over {count} seeds, {metric} is {mean:.4g} ± {sd:.2g}.",
        count=len(values),
        metric=metric,
        mean=spread.mean,
        sd=spread.sd or 0.0,
    )
    marks = [Histogram(edges, counts, say("runs"))]
    return Figure([Panel(marks, metric, Axis(metric), Axis(low=0))], says)


def _lines(
    metric: str, axes: Sequence[str], rows: Sequence[Row], at: Sequence[KnobValue]
) -> dict[str, list[float]]:
    """The means for each value of the second knob, or of all runs; NaN where there is none."""
    first, *others = axes
    if not others:
        return {"": _means(metric, rows, first, at)}
    second = others[0]
    return {
        f"{second}={shown(value)}": _means(
            metric, [row for row in rows if row.run.knobs[second] == value], first, at
        )
        for value in _distinct(rows, second)[:MOST_LINES]
    }


def _means(metric: str, rows: Sequence[Row], knob: str, at: Sequence[KnobValue]) -> list[float]:
    values: dict[KnobValue, list[float]] = {value: [] for value in at}
    for row in rows:
        values[row.run.knobs[knob]].append(row.metrics[metric])
    return [Spread.of(values[value]).mean for value in at]


def _distinct(rows: Sequence[Row], knob: str) -> list[KnobValue]:
    """A knob's values, numbers in their order."""
    found = list(dict.fromkeys(row.run.knobs[knob] for row in rows))
    return found if any(isinstance(value, str) for value in found) else sorted(found)


def _spans_decades(values: Sequence[float], times: float) -> bool:
    return bool(values) and min(values) > 0 and max(values) >= times * min(values)


def _says(summary: Summary, axes: Sequence[str], lines: int) -> Text:
    metric, (first, *others) = summary.metric, axes
    if not others:
        return say("The mean of {metric} against {knob}.", metric=metric, knob=first)
    second, rest = others[0], ", ".join(others[1:])
    values = len({setting.values[second] for setting in summary.settings})
    if values > lines:
        return say(
            "The mean of {metric} against {knob}, for {count} of {all} values of {other}.",
            metric=metric,
            knob=first,
            other=second,
            count=lines,
            all=values,
        )
    if rest:
        return say(
            "The mean of {metric} against {knob}, for each {other}, over all values of {rest}.",
            metric=metric,
            knob=first,
            other=second,
            rest=rest,
        )
    return say(
        "The mean of {metric} against {knob}, for each {other}.",
        metric=metric,
        knob=first,
        other=second,
    )
