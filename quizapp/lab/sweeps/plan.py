"""Which runs a sweep is made of: grids and seeds in, runs out. Pure."""

import hashlib
import itertools
import json
import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from quizapp.core.say import say
from quizapp.errors import LabError
from quizapp.lab.catalog import DemoSpec
from quizapp.lab.devices import DEVICES
from quizapp.lab.knobs import KnobSpec, KnobValue

MOST_RUNS = 1_000_000
MOST_SEED = 2**32 - 1
_WHOLE = 2**63
_DIGITS = 12


@dataclass(frozen=True)
class SweepRun:
    """One run of a sweep: all that decides what it measures."""

    demo: str
    """The demo's id, with its pack's before it where it comes with one."""
    source: str
    """A hash of the demo's file."""
    knobs: Mapping[str, KnobValue]
    """A value for every knob."""
    seed: int
    device: str
    """As asked for: `auto`, `cpu` or `cuda`."""

    @cached_property
    def key(self) -> str:
        """The same for the same run, in every file and on every machine."""
        told = json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:24]

    def to_json(self) -> dict[str, Any]:
        """The run as plain values."""
        return {
            "demo": self.demo,
            "source": self.source,
            "knobs": dict(self.knobs),
            "seed": self.seed,
            "device": self.device,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "SweepRun":
        """The run of `to_json`; ValueError for anything else."""
        demo, source, knobs = told.get("demo"), told.get("source"), told.get("knobs")
        seed, device = told.get("seed"), told.get("device")
        if not isinstance(demo, str) or not isinstance(source, str) or not isinstance(knobs, dict):
            raise ValueError("demo, source or knobs")
        if not all(isinstance(value, int | float | str) for value in knobs.values()):
            raise ValueError("knobs")
        if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed <= MOST_SEED:
            raise ValueError("seed")
        if device not in DEVICES:
            raise ValueError("device")
        return cls(demo, source, knobs, seed, device)


@dataclass(frozen=True)
class Plan:
    """All runs of a sweep, in the order of its table."""

    runs: tuple[SweepRun, ...]
    """At least one; all of one demo and one source."""
    axes: tuple[str, ...]
    """The knobs that are swept, in the order in which they were given."""

    @property
    def demo(self) -> str:
        """The demo's id."""
        return self.runs[0].demo

    @property
    def source(self) -> str:
        """The hash of the demo's file."""
        return self.runs[0].source

    @property
    def types(self) -> dict[str, type]:
        """The type of each knob."""
        return {name: type(value) for name, value in self.runs[0].knobs.items()}

    @cached_property
    def places(self) -> dict[str, int]:
        """Where in the table each run stands, by its key."""
        return {run.key: place for place, run in enumerate(self.runs)}

    @property
    def seeds(self) -> int:
        """How many different seeds there are."""
        return len({run.seed for run in self.runs})

    def missing(self, done: Container[str]) -> list[SweepRun]:
        """The runs whose keys are not done, all settings of one seed before the next seed.

        So that a sweep that is stopped has seen the whole grid, if with fewer seeds.
        """
        left = [run for run in self.runs if run.key not in done]
        return sorted(left, key=lambda run: run.seed)


def make_plan(
    spec: DemoSpec,
    source: str,
    grid: Mapping[str, Sequence[str]],
    fixed: Mapping[str, str],
    *,
    seeds: int = 1,
    device: str = "auto",
) -> Plan:
    """Every combination of the grid's values with the seeds from 0 on.

    Raises LabError for an unknown knob, a value that does not fit, a knob that is both in the
    grid and fixed, or more than a million runs.
    """
    for name in grid:
        if name in fixed:
            raise LabError(
                say("{knob} is both in --grid and in --set.", knob=name),
                hint=say("Give it once."),
            )
    spec.values({**fixed, **{name: given[0] for name, given in grid.items()}})
    known = {knob.name: knob for knob in spec.knobs}
    axes = {name: _values_of(known[name], given) for name, given in grid.items()}
    count = seeds * math.prod(len(values) for values in axes.values())
    if count > MOST_RUNS:
        raise LabError(
            say("This sweep has {count} runs; at most {most} fit.", count=count, most=MOST_RUNS),
            hint=say("Give fewer values or seeds, or make several sweeps of it."),
        )
    rest = spec.values(fixed)
    for name, value in rest.items():
        _check_writable(name, value)
    demo = f"{spec.pack}/{spec.id}" if spec.pack else spec.id
    runs = []
    for chosen in itertools.product(*axes.values()):
        knobs = {**rest, **dict(zip(axes, chosen, strict=True))}
        runs += [SweepRun(demo, source, knobs, seed, device) for seed in range(seeds)]
    return Plan(tuple(runs), tuple(axes))


def plan_of_runs(runs: Sequence[SweepRun]) -> Plan:
    """The plan of runs that were made before; the knobs that vary are its axes.

    LabError where they are not all of one demo.
    """
    unique = {run.key: run for run in runs}
    first = runs[0]
    for run in runs:
        if _kind(run) != _kind(first):
            raise LabError(
                say("These are runs of two demos, or of two versions of {demo}.", demo=run.demo),
                hint=say("Give every sweep a file or a folder of its own."),
            )
    axes = tuple(
        name
        for name, value in first.knobs.items()
        if any(run.knobs[name] != value for run in unique.values())
    )
    place = [*axes, *(name for name in first.knobs if name not in axes)]
    return Plan(
        tuple(sorted(unique.values(), key=lambda run: ([run.knobs[k] for k in place], run.seed))),
        axes,
    )


def digest(source: bytes) -> str:
    """The hash of a demo's file that its rows carry."""
    return hashlib.sha256(source).hexdigest()[:_DIGITS]


def _kind(run: SweepRun) -> tuple[object, ...]:
    """What all runs of a sweep have in common."""
    return run.demo, run.source, {name: type(value) for name, value in run.knobs.items()}


def _values_of(knob: KnobSpec, given: Sequence[str]) -> list[KnobValue]:
    """The values of an axis, each once; 0.1 and 0.10 are the same."""
    found = list(dict.fromkeys(knob.value(text) for text in given))
    for value in found:
        _check_writable(knob.name, value)
    return found


def _check_writable(knob: str, value: KnobValue) -> None:
    """A table keeps lines of text and 64-bit integers."""
    strange = isinstance(value, str) and not value.isprintable()
    if strange or (isinstance(value, int) and not -_WHOLE <= value < _WHOLE):
        raise LabError(say("{knob} cannot be {value}", knob=knob, value=repr(value)[:60]))
