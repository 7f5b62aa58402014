"""Loads demos, runs them, and takes what was measured out of their events."""

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from quizapp.lab.api import Claim, Figure, Lab, Metric

DEMOS = Path(__file__).parents[2] / "demos"
NAMES = sorted(path.stem for path in DEMOS.glob("[!_]*.py"))


def path_of(name: str) -> Path:
    return DEMOS / f"{name}.py"


@cache
def load(name: str) -> ModuleType:
    """The demo as a module."""
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), path_of(name))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass looks itself up there
    spec.loader.exec_module(module)
    return module


def events_of(demo: ModuleType, seed: int, device: str = "cpu", **knobs: Any) -> list[Any]:
    """All that a run yields, with a figure wherever the demo finds one due."""
    return list(demo.run(demo.Knobs(**knobs), Lab(device=device, seed=seed)))


def metrics_of(events: Iterable[Any]) -> dict[str, float]:
    return {event.name: float(event.value) for event in events if isinstance(event, Metric)}


def claims_of(events: Iterable[Any]) -> list[Any]:
    claims = [event for event in events if isinstance(event, Claim)]
    assert claims, "a demo without a claim proves nothing"
    return claims


def broken(events: Iterable[Any]) -> list[str]:
    """The claims that do not hold, in English."""
    return [str(claim.text) for claim in claims_of(events) if not claim.holds]


def last_figure(events: Iterable[Any]) -> Any:
    return [event for event in events if isinstance(event, Figure)][-1]


# How a metric on CUDA agrees with that of the CPU.

Agrees = Callable[[float, float], bool]


def near(*, rel: float | None = None, abs: float | None = None) -> Agrees:  # noqa: A002  as approx
    return lambda cpu, cuda: cuda == pytest.approx(cpu, rel=rel, abs=abs, nan_ok=True)


def below(limit: float) -> Agrees:
    return lambda cpu, cuda: cuda < limit


def within(factor: float) -> Agrees:
    return lambda cpu, cuda: 1 / factor < cuda / cpu < factor


def own_tests(name: str) -> ModuleType:
    """The test file of one demo: its `CLAIMS` and its `CUDA` tolerances are read from it."""
    return importlib.import_module(f"test_{name.replace('-', '_')}")
