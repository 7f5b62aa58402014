"""What a demo is written with.

A demo is one Python file: its docstring tells the story, a frozen dataclass `Knobs` declares
the parameters with `knob(...)`, and `run(knobs, lab)` is a generator of `Progress`, `Figure`,
`Metric` and `Claim`. `SMALL`, a dict of knob values, names a size that takes about a second
and at which every claim still holds. Texts are English templates, `say("{n} pieces", n=8)`
where values stand in them, so that they can be shown in another language.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING, Any

from quizapp.core.say import Words, say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

MEASURED_HERE = say("measured here")
"""The source of a claim that nobody has proved; named so that it is translated."""
FRAMES_PER_SECOND = 20.0
"""How often at most `Lab.frame_due` says yes; curves cost the terminal about this much."""
DRAWING_SHARE = 0.02
"""How much of a run's time building and sending figures may take."""
LONGEST_WAIT_S = 0.5
"""How long a figure that was dear makes the next one wait at most."""


def knob(
    default: Any,
    *,
    help: str,  # noqa: A002  the word that argparse and dataclass users know
    low: float | None = None,
    high: float | None = None,
    step: float | None = None,
    choices: Sequence[Any] = (),
    unit: str = "",
) -> Any:
    """Declare one field of `Knobs`.

    The type is the field's annotation (int, float, bool or str). The declaration is read
    from the source without running it, so every argument is a literal. `step` is what an
    arrow key adds, or the factor it multiplies by when the range spans several decades.
    """
    told = {
        "help": help,
        "low": low,
        "high": high,
        "step": step,
        "choices": tuple(choices),
        "unit": unit,
    }
    return dataclass_field(default=default, metadata={"knob": told})


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a panel; limits left out are taken from the data."""

    label: Words = ""
    log: bool = False
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A curve through points of equal length `x`, `y`; NaN makes a gap."""

    x: ArrayLike
    y: ArrayLike
    label: Words = ""


@dataclass(frozen=True, slots=True)
class Points:
    """Single points of equal length `x`, `y`."""

    x: ArrayLike
    y: ArrayLike
    label: Words = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar for each name; several `Bars` in a panel stand side by side."""

    names: Sequence[Words]
    heights: ArrayLike
    label: Words = ""


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts between consecutive edges: n counts, n + 1 edges."""

    edges: ArrayLike
    counts: ArrayLike
    label: Words = ""


@dataclass(frozen=True, slots=True)
class Heatmap:
    """A matrix `z` of shape [rows, columns]; row 0 is drawn at the low end of y."""

    z: ArrayLike
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    label: Words = ""


@dataclass(frozen=True, slots=True)
class Contours:
    """Lines of equal height through a matrix `z`, placed like that of a `Heatmap`."""

    z: ArrayLike
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    levels: Sequence[float]
    label: Words = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight reference line at `at`: horizontal, or vertical where `vertical`."""

    at: float
    label: Words = ""
    vertical: bool = False


Mark = Line | Points | Bars | Histogram | Heatmap | Contours | Rule


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes with what is drawn in it."""

    marks: Sequence[Mark]
    title: Words = ""
    x: Axis = field(default_factory=Axis)
    y: Axis = field(default_factory=Axis)


@dataclass(frozen=True, slots=True)
class Figure:
    """What is to be seen now; the next figure replaces it."""

    panels: Sequence[Panel]
    says: Words
    """One sentence with the figure's point, for the plain quiz and for screen readers."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the run is, 0 to 1, and what it is doing."""

    done: float
    note: Words = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """A named number. The name is an identifier: questions refer to it."""

    name: str
    value: float
    unit: str = ""
    label: Words = ""
    """What the number is, for a reader."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, what it expects, what was measured, and whether it holds.

    Made by one of `near`, `below`, `above`, `between`, which judge it; a NaN never holds.
    """

    text: Words
    expected: str
    """The expectation with its tolerance, such as `0.25 ± 1%` or `< 0.1`."""
    measured: float
    holds: bool
    source: str
    """Author, year and place, or `exact` with the reason, or `measured here`."""

    @classmethod
    def near(
        cls,
        text: Words,
        measured: float,
        expected: float,
        *,
        source: str,
        relative: float = 0.0,
        absolute: float = 0.0,
    ) -> Claim:
        """Measured lies within `absolute + relative·|expected|` of expected."""
        margin = absolute + relative * abs(expected)
        by = f"{relative * 100:.3g}%" if relative and not absolute else f"{margin:.3g}"
        told = f"{expected:.6g} ± {by}"
        holds = abs(float(measured) - expected) <= margin
        return cls(text, told, float(measured), bool(holds), source)

    @classmethod
    def below(cls, text: Words, measured: float, limit: float, *, source: str) -> Claim:
        """Measured is less than the limit."""
        return cls(text, f"< {limit:.6g}", float(measured), bool(measured < limit), source)

    @classmethod
    def above(cls, text: Words, measured: float, limit: float, *, source: str) -> Claim:
        """Measured is greater than the limit."""
        return cls(text, f"> {limit:.6g}", float(measured), bool(measured > limit), source)

    @classmethod
    def between(
        cls, text: Words, measured: float, low: float, high: float, *, source: str
    ) -> Claim:
        """Measured lies in `low` to `high`, both included."""
        holds = bool(low <= measured <= high)
        return cls(text, f"{low:.6g} to {high:.6g}", float(measured), holds, source)


Event = Progress | Figure | Metric | Claim


@dataclass(slots=True)
class Lab:
    """What a run is given: where to compute, its seed, and when a figure is worth drawing."""

    device: str = "cpu"
    """`cpu` or `cuda`, as torch names it."""
    seed: int = 0
    clock: Callable[[], float] = time.monotonic
    _last_frame: float = -math.inf
    _next_frame: float = -math.inf

    @property
    def rng(self) -> np.random.Generator:
        """A fresh NumPy generator of this run's seed."""
        import numpy as np  # here, so that what only reads events needs no NumPy

        return np.random.default_rng(self.seed)

    def frame_due(self) -> bool:
        """Whether enough time has passed since the last figure for another to be seen.

        Ask before building a figure in a loop; the metrics must not depend on the answer.
        """
        now = self.clock()
        if now < self._next_frame:
            return False
        self._last_frame, self._next_frame = now, now + 1.0 / FRAMES_PER_SECOND
        return True

    def drawn(self) -> None:
        """The figure that was due is on its way; called by what runs the demo, not by the demo."""
        now = self.clock()
        wait = min((now - self._last_frame) / DRAWING_SHARE, LONGEST_WAIT_S)
        self._next_frame = max(self._next_frame, now + wait)


def as_array(values: ArrayLike) -> NDArray[np.float64]:
    """Numbers of a mark as a float array; torch tensors on any device are taken too."""
    detach = getattr(values, "detach", None)
    if detach is not None:
        values = detach().cpu().numpy()
    import numpy as np

    return np.asarray(values, dtype=np.float64)
