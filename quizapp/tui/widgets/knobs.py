"""A demo's knobs as a list: up and down choose one, left and right turn it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Static

from quizapp.core.say import Translate, plain
from quizapp.lab.catalog import DemoSpec
from quizapp.lab.knobs import KnobSpec, KnobValue
from quizapp.tui.literal import literal
from quizapp.tui.widgets.results import shown

DECADES = 30.0
"""Ranges that span more than this factor are turned by factors, not by steps."""


def turned(knob: KnobSpec, value: KnobValue, direction: int) -> KnobValue:
    """The value one step on, kept within the range."""
    if knob.choices:
        place = list(knob.choices).index(value) if value in knob.choices else 0
        return knob.choices[(place + direction) % len(knob.choices)]
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value
    low = -math.inf if knob.low is None else knob.low
    high = math.inf if knob.high is None else knob.high
    if low > 0 and high / low > DECADES:
        factor = knob.step if knob.step and knob.step > 1 else 2.0
        new = value * factor**direction
    else:
        step = knob.step or (1 if isinstance(value, int) else (high - low) / 20)
        new = value + direction * step
    new = min(max(new, low), high)
    return round(new) if isinstance(value, int) else float(f"{new:.6g}")


def _clickable(content: Content, action: str) -> Content:
    return content.stylize(Style.from_meta({"@click": action}))


class Knobs(Static):
    """Shows the knobs; the values are a reactive that the screen reads and sets."""

    chosen = reactive(0)
    values: reactive[Mapping[str, KnobValue]] = reactive(dict)
    compact = reactive(False)
    """Only the chosen knob, where there is little room."""

    @dataclass
    class Turned(Message):
        """A knob has a new value."""

        values: Mapping[str, KnobValue]

    def __init__(
        self,
        spec: DemoSpec,
        values: Mapping[str, KnobValue],
        tr: Translate,
        words: Translate | None,
    ) -> None:
        super().__init__()
        self.spec = spec
        self.tr = tr
        self.words = words
        self.set_reactive(Knobs.values, dict(values))

    def on_mount(self) -> None:
        self._draw()

    def speak(self, tr: Translate, words: Translate | None) -> None:
        """The same knobs in another language."""
        self.tr, self.words = tr, words
        self._draw()

    def choose(self, step: int) -> None:
        """Move to another knob, around the ends."""
        self.chosen = (self.chosen + step) % max(1, len(self.spec.knobs))

    def turn(self, direction: int) -> None:
        """Turn the chosen knob."""
        if self.spec.knobs:
            knob = self.spec.knobs[self.chosen]
            new = turned(knob, self.values[knob.name], direction)
            if new != self.values[knob.name]:
                self.values = {**self.values, knob.name: new}
                self.post_message(self.Turned(self.values))

    @property
    def knob(self) -> KnobSpec | None:
        """The chosen knob; None where the demo has none."""
        return self.spec.knobs[self.chosen] if self.spec.knobs else None

    def watch_chosen(self) -> None:
        self._draw()

    def watch_values(self) -> None:
        self._draw()

    def watch_compact(self) -> None:
        self._draw()

    def _draw(self) -> None:
        if not self.is_attached:
            return
        width = max((len(knob.name) for knob in self.spec.knobs), default=0)
        rows = [
            self._row(place, knob, width)
            for place, knob in enumerate(self.spec.knobs)
            if place == self.chosen or not self.compact
        ]
        if self.spec.knobs:
            rows.append(self._help(self.spec.knobs[self.chosen]))
        self.update(Content("\n").join(rows))

    def _row(self, place: int, knob: KnobSpec, width: int) -> Content:
        at = place == self.chosen
        value = self.values[knob.name]
        changed = value != knob.default
        name = literal(knob.name.ljust(width), "bold" if at else "")
        told = literal(f" {shown(value)} ", "bold $text-accent")
        return Content.assemble(
            _clickable(literal("❯ " if at else "  ") + name, f"screen.choose({place})"),
            _clickable(literal("  ◂" if at else "   ", "bold $text-accent"), "screen.turn(-1)"),
            _clickable(told, "screen.type" if at else f"screen.choose({place})"),
            _clickable(literal("▸" if at else " ", "bold $text-accent"), "screen.turn(1)"),
            literal(f" {knob.unit}" if knob.unit else "", "$text-muted"),
            literal(" *" if changed else "", "$text-warning"),
        )

    def _help(self, knob: KnobSpec) -> Content:
        limits = ""
        if knob.choices:
            limits = ", ".join(str(choice) for choice in knob.choices)
        elif knob.low is not None and knob.high is not None:
            limits = f"{knob.low:g}–{knob.high:g}"
        told = plain(knob.help, self.words)
        if self.compact:
            told = f"↑↓ {self.chosen + 1}/{len(self.spec.knobs)}  {told}"
        return literal(f"{told} ({limits})" if limits else told, "$text-muted")
