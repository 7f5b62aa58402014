"""What a run tells: the events of a demo, and how the run itself began and ended.

Each message has a form on the wire; figures are read by `quizapp.lab.figures`. A child process
may lie, so every field is checked when it is decoded.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from quizapp.core.say import Text, say
from quizapp.lab.api import Claim, Event, Figure, Metric, Progress
from quizapp.lab.fields import Fields, number, words
from quizapp.lab.wire import Frames, ProtocolError, frame


@dataclass(frozen=True, slots=True)
class Started:
    """The demo begins, on this device. A second one means: all over again, forget the first."""

    device: str
    """`cpu` or `cuda`."""
    reason: Text
    pid: int


@dataclass(frozen=True, slots=True)
class At:
    """The run is in this line of the demo's file now; from 1."""

    line: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The run ended before it was done."""

    message: Text
    tail: str
    """The last lines that the demo wrote, safe to show; may be empty."""
    kind: str
    """One of `FAILURES`."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The demo ran to its end."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Stopped:
    """The user stopped the run."""


Message = Event | Started | At | Failed | Finished | Stopped
FAILURES = (
    *("raised", "ended", "time", "memory", "processes", "protocol"),
    *("device", "torch", "start"),
)


def encode(message: Message) -> bytes:
    """The message's frame; ProtocolError names what in it is of a wrong type."""
    return frame(to_wire(message))


def to_wire(message: Message) -> dict[str, Any]:
    """The message as a map of plain values; ProtocolError where a value cannot be one."""
    if isinstance(message, Figure):
        from quizapp.lab import figures  # here, for it loads NumPy

        return {"is": "figure", **figures.to_wire(message)}
    for kind, (name, write, _) in _KINDS.items():
        if isinstance(message, kind):
            return {"is": name, **write(message)}
    raise ProtocolError(say("{found} is not a message of a demo", found=type(message).__name__))


def from_wire(payload: dict[str, Any]) -> Message:
    """The message of a decoded map; ProtocolError names the field that does not fit."""
    name = payload.get("is")
    if name == "figure":
        from quizapp.lab import figures

        return figures.from_wire(payload)
    read = _READERS.get(name) if isinstance(name, str) else None
    if read is None:
        raise ProtocolError(say("A message of an unknown kind came"))
    return read(Fields(str(name), payload))


class Decoder:
    """Bytes in, messages out."""

    def __init__(self) -> None:
        self._frames = Frames()

    def feed(self, data: bytes) -> list[Message]:
        """The messages that are complete now; ProtocolError for anything else."""
        return list(self.each(data))

    def each(self, data: bytes) -> Iterator[Message]:
        """The same one by one, so that those before a lie are not lost."""
        for payload in self._frames.feed(data):
            yield from_wire(payload)


def _progress_out(event: Progress) -> dict[str, Any]:
    return {"done": number(event.done, "Progress.done"), "note": words(event.note, "Progress.note")}


def _progress_in(fields: Fields) -> Progress:
    done = fields.number("done")
    return Progress(0.0 if math.isnan(done) else min(max(done, 0.0), 1.0), fields.words("note"))


def _metric_out(event: Metric) -> dict[str, Any]:
    return {
        "name": event.name,
        "value": number(event.value, "Metric.value"),
        "unit": event.unit,
        "label": words(event.label, "Metric.label"),
    }


def _metric_in(fields: Fields) -> Metric:
    name = fields.string("name")
    if not name.isidentifier():
        raise ProtocolError(say("The metric's name {name} is not an identifier", name=name[:80]))
    return Metric(name, fields.number("value"), fields.string("unit"), fields.words("label"))


def _claim_out(event: Claim) -> dict[str, Any]:
    return {
        "text": words(event.text, "Claim.text"),
        "expected": event.expected,
        "measured": number(event.measured, "Claim.measured"),
        "holds": event.holds,
        "source": event.source,
    }


def _claim_in(fields: Fields) -> Claim:
    measured = fields.number("measured")
    holds = fields.flag("holds") and not math.isnan(measured)
    return Claim(
        fields.words("text"), fields.string("expected"), measured, holds, fields.string("source")
    )


def _started_in(fields: Fields) -> Started:
    device = fields.string("device")
    if device not in ("cpu", "cuda"):
        raise ProtocolError(say("The device {name} is unknown", name=device[:80]))
    return Started(device, fields.text("reason"), fields.whole("pid"))


def _at_in(fields: Fields) -> At:
    line = fields.whole("line")
    if not 0 < line < 2**31:
        raise fields.error("line", say("the number of a line"))
    return At(line)


def _failed_in(fields: Fields) -> Failed:
    kind = fields.string("kind")
    if kind not in FAILURES:
        raise ProtocolError(say("A message of an unknown kind came"))
    return Failed(fields.text("message"), fields.string("tail"), kind)


_KINDS: dict[type, tuple[str, Callable[[Any], dict[str, Any]], Callable[[Fields], Message]]] = {
    Progress: ("progress", _progress_out, _progress_in),
    Metric: ("metric", _metric_out, _metric_in),
    Claim: ("claim", _claim_out, _claim_in),
    Started: (
        "started",
        lambda it: {"device": it.device, "reason": words(it.reason, "reason"), "pid": it.pid},
        _started_in,
    ),
    At: ("at", lambda it: {"line": it.line}, _at_in),
    Failed: (
        "failed",
        lambda it: {"message": words(it.message, "message"), "tail": it.tail, "kind": it.kind},
        _failed_in,
    ),
    Finished: (
        "finished",
        lambda it: {"seconds": it.seconds},
        lambda fields: Finished(fields.number("seconds")),
    ),
}
_READERS = {name: read for name, _, read in _KINDS.values()}
