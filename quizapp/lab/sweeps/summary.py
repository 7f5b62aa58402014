"""What a sweep came to: for each setting of its knobs, the metrics over the seeds. Pure."""

import difflib
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.core.say import say
from quizapp.errors import LabError
from quizapp.lab.knobs import KnobValue
from quizapp.lab.sweeps.rows import Row


@dataclass(frozen=True, slots=True)
class Spread:
    """A metric over the seeds; numbers that are not finite are counted, not averaged."""

    mean: float
    """NaN where no number is finite."""
    sd: float | None
    """The sample's standard deviation; None below two numbers."""
    finite: int
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Of a metric's values."""
        finite = [value for value in values if math.isfinite(value)]
        mean = statistics.fmean(finite) if finite else math.nan
        sd = statistics.stdev(finite) if len(finite) > 1 else None
        return cls(mean, sd, len(finite), len(values))


@dataclass(frozen=True, slots=True)
class Setting:
    """The runs of one point of the grid."""

    values: Mapping[str, KnobValue]
    """Of each swept knob."""
    runs: int
    failed: int
    metrics: Mapping[str, Spread]
    claims: int
    held: int


@dataclass(frozen=True, slots=True)
class Summary:
    """All settings, in the order of the grid."""

    demo: str
    axes: tuple[str, ...]
    settings: tuple[Setting, ...]
    metrics: tuple[str, ...]
    """Every metric's name, as they first appear."""
    claims: Mapping[str, tuple[int, int]]
    """How often each claim held, and of how many."""
    metric: str
    """The one that is drawn; empty if there is none."""

    @property
    def runs(self) -> int:
        """How many runs there are rows of."""
        return sum(setting.runs for setting in self.settings)

    @property
    def failed(self) -> int:
        """How many did not reach their end."""
        return sum(setting.failed for setting in self.settings)

    @property
    def held(self) -> int:
        """How many claims held."""
        return sum(held for held, _ in self.claims.values())

    @property
    def told(self) -> int:
        """How many claims there are."""
        return sum(told for _, told in self.claims.values())

    @property
    def fine(self) -> bool:
        """Whether every run reached its end and every claim held."""
        return not self.failed and self.held == self.told

    def to_json(self) -> dict[str, Any]:
        """The object of `demo sweep --json`; a number that is not finite is null."""
        return {
            "demo": self.demo,
            "grid": list(self.axes),
            "runs": self.runs,
            "failed": self.failed,
            "claims": self.told,
            "claims_held": self.held,
            "metric": self.metric or None,
            "settings": [_setting_json(setting) for setting in self.settings],
            "each_claim": {
                name: {"claims": told, "held": held} for name, (held, told) in self.claims.items()
            },
        }


def summarize(rows: Iterable[Row], axes: Sequence[str], metric: str = "") -> Summary:
    """The summary of rows in the order of their table.

    `metric` is the one to be drawn, otherwise the first that varies. LabError if no row has it.
    """
    rows = list(rows)
    groups: dict[tuple[KnobValue, ...], list[Row]] = {}
    claims: dict[str, tuple[int, int]] = {}
    for row in rows:
        groups.setdefault(tuple(row.run.knobs[name] for name in axes), []).append(row)
        for name, holds in row.claims.items():
            held, told = claims.get(name, (0, 0))
            claims[name] = (held + holds, told + 1)
    names = tuple(dict.fromkeys(name for row in rows for name in row.metrics))
    settings = tuple(
        _setting(dict(zip(axes, values, strict=True)), group) for values, group in groups.items()
    )
    if metric:
        check_metric(metric, names)
    chosen = metric or _first_that_varies(names, settings, rows)
    return Summary(rows[0].run.demo if rows else "", tuple(axes), settings, names, claims, chosen)


def shown(value: KnobValue) -> str:
    """A knob's value for a reader."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def check_metric(metric: str, names: Iterable[str]) -> None:
    """LabError where no run measures it; names the nearest one. Without names nothing is known."""
    names = list(names)
    if metric in names or not names:
        return
    near = difflib.get_close_matches(metric, names, n=1, cutoff=0.5)
    raise LabError(
        say("There is no metric {name}.", name=metric),
        hint=say("Did you mean {name}?", name=near[0])
        if near
        else say("The metrics are {names}.", names=", ".join(names)),
    )


def _setting(values: Mapping[str, KnobValue], rows: Sequence[Row]) -> Setting:
    metrics: dict[str, list[float]] = {}
    for row in rows:
        for name, value in row.metrics.items():
            metrics.setdefault(name, []).append(value)
    return Setting(
        values,
        len(rows),
        sum(bool(row.failure) for row in rows),
        {name: Spread.of(each) for name, each in metrics.items()},
        sum(len(row.claims) for row in rows),
        sum(row.held for row in rows),
    )


def _first_that_varies(
    names: Sequence[str], settings: Sequence[Setting], rows: Sequence[Row]
) -> str:
    for name in names:
        means = {each.metrics[name].mean for each in settings if name in each.metrics}
        if len({mean for mean in means if math.isfinite(mean)}) > 1:
            return name
    for name in names:
        if len({row.metrics[name] for row in rows if name in row.metrics}) > 1:
            return name
    return names[0] if names else ""


def _setting_json(setting: Setting) -> dict[str, Any]:
    return {
        "knobs": dict(setting.values),
        "runs": setting.runs,
        "failed": setting.failed,
        "claims": setting.claims,
        "claims_held": setting.held,
        "metrics": {
            name: {
                "mean": each.mean if each.finite else None,
                "sd": each.sd,
                "finite": each.finite,
                "count": each.count,
            }
            for name, each in setting.metrics.items()
        },
    }
