"""Questions as JSON and back, for the index.

Fields that have their default value are left out; infinities and NaN stand as Python's JSON
writes them.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from quizapp.core import questions as q


def encode(question: q.Question) -> str:
    """The question as JSON text."""
    return json.dumps(to_data(question), ensure_ascii=False, separators=(",", ":"))


def decode(text: str) -> q.Question:
    """The question that `encode` wrote. Raises ValueError, KeyError or TypeError for others."""
    data: dict[str, Any] = json.loads(text)
    kind = q.KINDS[data.pop("kind")]
    return kind(**{name: _READERS.get(name, _as_it_is)(value) for name, value in data.items()})


def to_data(question: q.Question) -> dict[str, Any]:
    """The question as dicts, lists, texts and numbers; `kind` first."""
    return {"kind": question.kind, **_fields(question)}


def _fields(value: Any) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in fields(value):
        given = getattr(value, field.name)
        if field.default is MISSING or given != field.default:
            data[field.name] = _plain(given)
    return data


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _fields(value) if is_dataclass(value) else value


def _as_it_is(value: Any) -> Any:
    return value


def _pairs(value: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((left, right) for left, right in value)


def _vary(value: list[tuple[str, list[float]]]) -> tuple[tuple[str, tuple[float, ...]], ...]:
    return tuple((name, tuple(numbers)) for name, numbers in value)


def _demo(value: dict[str, Any]) -> q.DemoLink:
    return q.DemoLink(**{**value, "set": _pairs(value.get("set", []))})


def _option(value: dict[str, Any]) -> q.Option | q.Outcome:
    if "low" in value:
        return q.Outcome(**value)
    demo = value.get("demo")
    return q.Option(**{**value, "demo": _demo(demo) if demo else None})


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "key_points": tuple,
    "follow_ups": tuple,
    "tags": tuple,
    "accept": tuple,
    "lines": tuple,
    "steps": tuple,
    "pairs": _pairs,
    "vary": _vary,
    "demo": _demo,
    "options": lambda value: tuple(map(_option, value)),
    "references": lambda value: tuple(q.Reference(**item) for item in value),
    "near": lambda value: tuple(q.Near(**item) for item in value),
    "reject": lambda value: tuple(q.Rejected(**item) for item in value),
}
"""How a field is read that is not a text, a number or a truth; names mean one thing everywhere."""
