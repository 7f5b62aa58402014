"""Figures on the wire: marks with float32 arrays, checked when they are decoded."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizapp.core.say import Words, say
from quizapp.lab.api import (
    Axis,
    Bars,
    Contours,
    Figure,
    Heatmap,
    Histogram,
    Line,
    Mark,
    Panel,
    Points,
    Rule,
    as_array,
)
from quizapp.lab.fields import Fields, number, read_words, words
from quizapp.lab.wire import ProtocolError

Array = NDArray[np.float32]
MAX_PANELS = 24
MAX_MARKS = 400
MAX_LEVELS = 50


def to_wire(figure: Figure) -> dict[str, Any]:
    """The figure as a map; ProtocolError names what in it is of a wrong type."""
    panels = [_panel_out(panel) for panel in _listed(figure.panels, "Figure.panels")]
    return {"panels": panels, "says": words(figure.says, "Figure.says")}


def from_wire(payload: dict[str, Any]) -> Figure:
    """The figure of a map, its arrays read-only; ProtocolError names what does not fit."""
    fields = Fields("Figure", payload)
    panels = fields.items("panels")
    if not 1 <= len(panels) <= MAX_PANELS:
        raise fields.error("panels", say("a list of 1 to {most} panels", most=MAX_PANELS))
    return Figure(tuple(_panel_in(Fields("Panel", item)) for item in panels), fields.words("says"))


def _listed(value: Any, place: str) -> list[Any]:
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        raise ProtocolError(say("{place} is not a list", place=place))
    return list(value)


def _panel_out(panel: Any) -> dict[str, Any]:
    if not isinstance(panel, Panel):
        raise ProtocolError(
            say("Figure.panels holds {found}, not a Panel", found=type(panel).__name__)
        )
    return {
        "marks": [_mark_out(mark) for mark in _listed(panel.marks, "Panel.marks")],
        "title": words(panel.title, "Panel.title"),
        "x": _axis_out(panel.x, "Panel.x"),
        "y": _axis_out(panel.y, "Panel.y"),
    }


def _panel_in(fields: Fields) -> Panel:
    marks = fields.items("marks")
    if len(marks) > MAX_MARKS:
        raise fields.error("marks", say("a list of at most {most} marks", most=MAX_MARKS))
    return Panel(
        tuple(_mark_in(item) for item in marks),
        fields.words("title"),
        _axis_in(fields.inner("x")),
        _axis_in(fields.inner("y")),
    )


def _axis_out(axis: Any, place: str) -> dict[str, Any]:
    if not isinstance(axis, Axis):
        raise ProtocolError(
            say("{place} is {found}, not an Axis", place=place, found=type(axis).__name__)
        )
    return {
        "label": words(axis.label, f"{place}.label"),
        "log": bool(axis.log),
        "low": None if axis.low is None else number(axis.low, f"{place}.low"),
        "high": None if axis.high is None else number(axis.high, f"{place}.high"),
    }


def _axis_in(fields: Fields) -> Axis:
    return Axis(
        fields.words("label"), fields.flag("log"), fields.limit("low"), fields.limit("high")
    )


def _array_out(values: Any, place: str) -> dict[str, Any]:
    try:
        array = as_array(values)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ProtocolError(say("{place} is not an array of numbers", place=place)) from error
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite
        return {"shape": list(array.shape), "f4": array.astype("<f4").tobytes()}


def _array_in(fields: Fields, key: str, ndim: int) -> Array:
    inner = fields.inner(key)
    shape, data = inner.items("shape"), inner.data("f4")
    if len(shape) != ndim or not all(isinstance(n, int) and 0 <= n < 2**31 for n in shape):
        raise inner.error("shape", say("the lengths of {count} dimensions", count=ndim))
    size = 4
    for n in shape:
        size *= n
    if size != len(data):
        raise inner.error("f4", say("as many numbers as the shape has"))
    return np.frombuffer(data, dtype="<f4").reshape(shape)


def _same(one: Array, other: Array, place: str, names: str, *, extra: int = 0) -> None:
    if len(one) != len(other) + extra:
        raise ProtocolError(
            say(
                "{place}: {names} have {one} and {other} values, which do not belong together",
                place=place,
                names=names,
                one=len(one),
                other=len(other),
            )
        )


def _mark_out(mark: Any) -> dict[str, Any]:
    write = _WRITERS.get(type(mark))
    if write is None:
        raise ProtocolError(
            say("Panel.marks holds {found}, which is not a mark", found=type(mark).__name__)
        )
    place = type(mark).__name__
    return {"is": place, "label": words(mark.label, f"{place}.label"), **write(mark)}


def _mark_in(item: Any) -> Mark:
    fields = Fields("Mark", item)
    name = fields.string("is")
    if name not in _READERS:
        raise fields.error("is", say("the name of a mark"))
    fields.place = name
    return _READERS[name](fields, fields.words("label"))


def _curve_out(mark: Line | Points) -> dict[str, Any]:
    place = type(mark).__name__
    return {"x": _array_out(mark.x, f"{place}.x"), "y": _array_out(mark.y, f"{place}.y")}


def _curve_in(kind: type[Line] | type[Points]) -> Callable[[Fields, Words], Mark]:
    def read(fields: Fields, label: Words) -> Mark:
        x, y = _array_in(fields, "x", 1), _array_in(fields, "y", 1)
        _same(x, y, fields.place, "x, y")
        return kind(x, y, label)

    return read


def _bars_out(mark: Bars) -> dict[str, Any]:
    names = [words(name, "Bars.names") for name in _listed(mark.names, "Bars.names")]
    return {"names": names, "heights": _array_out(mark.heights, "Bars.heights")}


def _bars_in(fields: Fields, label: Words) -> Bars:
    names = tuple(read_words(name, "Bars.names") for name in fields.items("names"))
    heights = _array_in(fields, "heights", 1)
    if len(names) != len(heights):
        raise fields.error("heights", say("one height for each name"))
    return Bars(names, heights, label)


def _histogram_in(fields: Fields, label: Words) -> Histogram:
    edges, counts = _array_in(fields, "edges", 1), _array_in(fields, "counts", 1)
    _same(edges, counts, "Histogram", "edges, counts", extra=1)
    return Histogram(edges, counts, label)


def _matrix_out(mark: Heatmap | Contours) -> dict[str, Any]:
    ranges = {}
    name = type(mark).__name__
    for key, value in (("x_range", mark.x_range), ("y_range", mark.y_range)):
        place = f"{name}.{key}"
        ends = _listed(value, place)
        if len(ends) != 2:
            raise ProtocolError(say("{place} is not a pair of numbers", place=place))
        ranges[key] = {"low": number(ends[0], place), "high": number(ends[1], place)}
    return {"z": _array_out(mark.z, f"{name}.z"), **ranges}


def _matrix_in(fields: Fields) -> tuple[Array, tuple[float, float], tuple[float, float]]:
    z = _array_in(fields, "z", 2)
    if not z.size:
        raise fields.error("z", say("a matrix that is not empty"))
    x, y = fields.inner("x_range"), fields.inner("y_range")
    return (
        z,
        (x.number("low", finite=True), x.number("high", finite=True)),
        (y.number("low", finite=True), y.number("high", finite=True)),
    )


def _contours_out(mark: Contours) -> dict[str, Any]:
    levels = [number(level, "Contours.levels") for level in _listed(mark.levels, "Contours.levels")]
    return {**_matrix_out(mark), "levels": levels}


def _contours_in(fields: Fields, label: Words) -> Contours:
    levels = fields.items("levels")
    if len(levels) > MAX_LEVELS or not all(_is_level(level) for level in levels):
        raise fields.error("levels", say("a list of at most {most} numbers", most=MAX_LEVELS))
    return Contours(*_matrix_in(fields), tuple(float(level) for level in levels), label)


def _is_level(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


_WRITERS: dict[type, Callable[[Any], dict[str, Any]]] = {
    Line: _curve_out,
    Points: _curve_out,
    Bars: _bars_out,
    Histogram: lambda mark: {
        "edges": _array_out(mark.edges, "Histogram.edges"),
        "counts": _array_out(mark.counts, "Histogram.counts"),
    },
    Heatmap: _matrix_out,
    Contours: _contours_out,
    Rule: lambda mark: {"at": number(mark.at, "Rule.at"), "vertical": bool(mark.vertical)},
}
_READERS: dict[str, Callable[[Fields, Words], Mark]] = {
    "Line": _curve_in(Line),
    "Points": _curve_in(Points),
    "Bars": _bars_in,
    "Histogram": _histogram_in,
    "Heatmap": lambda fields, label: Heatmap(*_matrix_in(fields), label),
    "Contours": _contours_in,
    "Rule": lambda fields, label: Rule(
        fields.number("at", finite=True), label, fields.flag("vertical")
    ),
}
