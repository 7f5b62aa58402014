"""Single values on their way to the wire and back, each checked; needs no NumPy."""

import math
import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

from quizapp.core.clean import clean
from quizapp.core.say import Text, Value, Words, plain, say
from quizapp.lab.wire import ProtocolError

MAX_TEXT = 20_000
_SPEC = re.compile(r"[^{}\d]{0,3}\d{0,2}[_,]?(?:\.\d{1,2})?[a-zA-Z%]?")
"""Format specifications that cannot blow a text up: `{x:.3f}`, not `{x:999999999}`."""


def number(value: Any, place: str) -> float:
    """A float of anything that is one number, a tensor of one element included."""
    detach = getattr(value, "detach", None)
    try:
        return float(value if detach is None else detach())
    except (TypeError, ValueError, RuntimeError, OverflowError) as error:
        raise _wrong(place, value, say("a number")) from error


def words(value: Any, place: str) -> Any:
    """The wire form of a text: a string, or a template with its values."""
    if isinstance(value, str):
        return value
    if isinstance(value, Text):
        return {"t": value.template, "v": {k: _scalar(v, place) for k, v in value.values.items()}}
    raise _wrong(place, value, say("a text"))


def _scalar(value: Any, place: str) -> Value:
    item = getattr(value, "item", None)
    if item is not None and not isinstance(value, str | int | float):
        value = item()
    if isinstance(value, int) and abs(value) >= 2**63:
        return float(value)  # msgpack has 64 bits
    if isinstance(value, str | int | float):
        return value
    raise _wrong(place, value, say("a text, a number or a truth value"))


def _wrong(place: str, found: Any, expected: Text) -> ProtocolError:
    kind = type(found).__name__
    return ProtocolError(
        say("{place} is {found}; expected is {what}", place=place, found=kind, what=plain(expected))
    )


class Fields:
    """Typed access to a decoded map; whatever does not fit is a ProtocolError with its place."""

    def __init__(self, place: str, payload: Any) -> None:
        if not isinstance(payload, dict):
            raise _wrong(place, payload, say("a map"))
        self.place = place
        self._payload: dict[Any, Any] = payload

    def error(self, key: str, expected: Text) -> ProtocolError:
        """What to raise for the field `key`."""
        return _wrong(f"{self.place}.{key}", self._payload.get(key), expected)

    def number(self, key: str, *, finite: bool = False) -> float:
        """A float; an int is taken too."""
        value = self._payload.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, say("a number"))
        if finite and not math.isfinite(value):
            raise self.error(key, say("a finite number"))
        return float(value)

    def limit(self, key: str) -> float | None:
        """A finite float, or nothing."""
        return None if self._payload.get(key) is None else self.number(key, finite=True)

    def whole(self, key: str) -> int:
        """An int."""
        value = self._payload.get(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(key, say("a whole number"))
        return value

    def flag(self, key: str) -> bool:
        """A truth value."""
        value = self._payload.get(key)
        if not isinstance(value, bool):
            raise self.error(key, say("a truth value"))
        return value

    def string(self, key: str) -> str:
        """A text that is safe to show."""
        value = self._payload.get(key)
        if not isinstance(value, str):
            raise self.error(key, say("a text"))
        return clean(value[:MAX_TEXT])

    def data(self, key: str) -> bytes:
        """Bytes."""
        value = self._payload.get(key)
        if not isinstance(value, bytes):
            raise self.error(key, say("bytes"))
        return value

    def items(self, key: str) -> list[Any]:
        """A list."""
        value = self._payload.get(key)
        if not isinstance(value, list):
            raise self.error(key, say("a list"))
        return value

    def inner(self, key: str) -> "Fields":
        """A map within this one."""
        return Fields(f"{self.place}.{key}", self._payload.get(key))

    def words(self, key: str) -> Words:
        """A string or a Text, safe to show."""
        return read_words(self._payload.get(key), f"{self.place}.{key}")

    def text(self, key: str) -> Text:
        """A Text."""
        told = self.words(key)
        if isinstance(told, str):
            raise self.error(key, say("a text"))
        return told


def read_words(value: Any, place: str) -> Words:
    """A string or a Text from its wire form; its template is known to fit its values."""
    if isinstance(value, str):
        return clean(value[:MAX_TEXT])
    template = value.get("t") if isinstance(value, dict) else None
    values = value.get("v") if isinstance(value, dict) else None
    if not isinstance(template, str) or not isinstance(values, dict):
        raise _wrong(place, value, say("a text"))
    told = Text(clean(template[:MAX_TEXT]), _read_values(values, place))
    try:
        for _, name, spec, _ in Formatter().parse(told.template):
            if told.values and name is not None and not _SPEC.fullmatch(spec or ""):
                raise ValueError(spec)
        plain(told)
    except (KeyError, ValueError, IndexError, TypeError, OverflowError) as error:
        raise ProtocolError(
            say("{place}: the values do not fit the text {text}", place=place, text=template[:80])
        ) from error
    return told


def _read_values(values: Mapping[Any, Any], place: str) -> dict[str, Value]:
    read: dict[str, Value] = {}
    for name, value in values.items():
        if not isinstance(name, str) or not isinstance(value, str | int | float):
            raise _wrong(place, value, say("a text, a number or a truth value"))
        read[name] = clean(value[:MAX_TEXT]) if isinstance(value, str) else value
    return read
