"""The declared parameters of a demo, and the values that a user gives them.

Standard library only; knows nothing of files or of how a demo runs.
"""

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.core.say import Text, say
from quizapp.errors import LabError

KnobValue = int | float | bool | str

_YES = ("true", "yes", "on", "1")
_NO = ("false", "no", "off", "0")


@dataclass(frozen=True, slots=True)
class KnobSpec:
    """One knob as its demo declares it."""

    name: str
    type: str
    """`int`, `float`, `bool` or `str`."""
    default: KnobValue
    low: float | None
    high: float | None
    step: float | None
    choices: tuple[KnobValue, ...]
    unit: str
    help: str

    def value(self, given: KnobValue) -> KnobValue:
        """The given value, or its text, as this knob's type; LabError where it does not fit."""
        value = self._typed(given)
        if self.choices and value not in self.choices:
            raise LabError(
                say("{knob} cannot be {value}", knob=self.name, value=str(given)),
                hint=say("Choose one of {choices}.", choices=_listed(self.choices)),
            )
        if isinstance(value, str | bool):
            return value
        below = self.low is not None and value < self.low
        above = self.high is not None and value > self.high
        if below or above:
            raise LabError(
                say("{knob} cannot be {value}", knob=self.name, value=str(given)), hint=self.range()
            )
        return value

    def range(self) -> Text:
        """The allowed values as a sentence."""
        name, unit = self.name, f" {self.unit}" if self.unit else ""
        if self.choices:
            return say("{knob} is one of {choices}.", knob=name, choices=_listed(self.choices))
        if self.low is not None and self.high is not None:
            low, high = f"{self.low:g}", f"{self.high:g}{unit}"
            if self.type == "int":
                return say(
                    "{knob} is a whole number from {low} to {high}.", knob=name, low=low, high=high
                )
            return say("{knob} goes from {low} to {high}.", knob=name, low=low, high=high)
        if self.low is not None:
            return say("{knob} is at least {low}.", knob=name, low=f"{self.low:g}{unit}")
        if self.high is not None:
            return say("{knob} is at most {high}.", knob=name, high=f"{self.high:g}{unit}")
        return {
            "int": say("{knob} is a whole number.", knob=name),
            "float": say("{knob} is a number.", knob=name),
            "bool": say("{knob} is on or off.", knob=name),
        }.get(self.type, say("{knob} is a text.", knob=name))

    def to_dict(self) -> dict[str, object]:
        """The form that `demo list --json` prints."""
        return {
            "name": self.name,
            "type": self.type,
            "default": self.default,
            "low": self.low,
            "high": self.high,
            "step": self.step,
            "choices": list(self.choices),
            "unit": self.unit,
            "help": self.help,
        }

    def _typed(self, given: KnobValue) -> KnobValue:
        value: KnobValue | None
        if self.type == "bool":
            value = _truth(given)
        elif self.type == "str":
            value = given if isinstance(given, str) else None
        else:
            value = _number(given, whole=self.type == "int")
        if value is None:
            raise LabError(
                say("{knob} cannot be {value}", knob=self.name, value=repr(given)),
                hint=self.range(),
            )
        return value


def values(knobs: tuple[KnobSpec, ...], settings: Mapping[str, KnobValue]) -> dict[str, KnobValue]:
    """A value for every knob: the given ones, checked, and the others' defaults.

    Raises LabError for an unknown knob, a wrong type, or a value out of range.
    """
    known = {knob.name: knob for knob in knobs}
    for name in settings:
        if name not in known:
            raise LabError(
                say("There is no knob {knob}", knob=str(name)),
                hint=_nearest(str(name), list(known)),
            )
    return {
        name: knob.value(settings[name]) if name in settings else knob.default
        for name, knob in known.items()
    }


def _nearest(name: str, names: list[str]) -> Text:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if near:
        return say("Did you mean {name}?", name=near[0])
    if not names:
        return say("This demo has no knobs.")
    return say("Its knobs are {names}.", names=", ".join(names))


def _truth(given: KnobValue) -> bool | None:
    if isinstance(given, bool):
        return given
    word = given.strip().lower() if isinstance(given, str) else ""
    if word in _YES:
        return True
    return False if word in _NO else None


def _number(given: KnobValue, *, whole: bool) -> int | float | None:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return None  # a literal in a demo's file may be anything
    try:
        number = int(given) if isinstance(given, str) else given
    except ValueError:
        try:
            number = float(given)
        except ValueError:
            return None
    if isinstance(number, float) and not math.isfinite(number):
        return None
    if not whole:
        return float(number)
    return int(number) if number == int(number) else None


def _listed(choices: tuple[KnobValue, ...]) -> str:
    return ", ".join(str(choice) for choice in choices)
