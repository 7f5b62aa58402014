"""One row for each run: what was asked for, and what came of it. Pure."""

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quizapp.core.clean import clean
from quizapp.core.say import Words, plain
from quizapp.lab.api import Claim
from quizapp.lab.results import Result
from quizapp.lab.sweeps.plan import SweepRun

_LONGEST_NAME = 48
_PLACE = re.compile(r"\{(\w+)[^{}]*\}")


@dataclass(frozen=True)
class Row:
    """What came of a run. One that failed has no metrics and no claims, only its failure."""

    run: SweepRun
    device: str
    """Where it computed, `cpu` or `cuda`; empty if it never began."""
    seconds: float | None
    failure: str = ""
    metrics: Mapping[str, float] = field(default_factory=dict)
    claims: Mapping[str, bool] = field(default_factory=dict)
    """Whether each claim holds, by a name made from its text."""

    @property
    def held(self) -> int:
        """How many claims hold."""
        return sum(self.claims.values())

    @property
    def fine(self) -> bool:
        """Whether it reached its end and every claim holds."""
        return not self.failure and self.held == len(self.claims)

    def to_json(self) -> dict[str, Any]:
        """The row as plain values; numbers that are not finite are `nan`, `inf`, `-inf`."""
        metrics = {k: v if math.isfinite(v) else str(v) for k, v in self.metrics.items()}
        return {
            "run": self.run.to_json(),
            "device": self.device,
            "seconds": self.seconds,
            "failure": self.failure,
            "metrics": metrics,
            "claims": dict(self.claims),
        }

    def to_line(self) -> str:
        """`to_json` on one line."""
        return json.dumps(self.to_json(), ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, told: Any) -> "Row":
        """The row of `to_json`; ValueError for anything else."""
        try:
            seconds = told["seconds"]
            return cls(
                SweepRun.from_json(told["run"]),
                str(told["device"]),
                None if seconds is None else float(seconds),
                str(told["failure"]),
                {str(name): float(value) for name, value in told["metrics"].items()},
                {str(name): value is True for name, value in told["claims"].items()},
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(str(error)) from error

    @classmethod
    def from_line(cls, line: str) -> "Row":
        """The row of `to_line`; ValueError for anything else."""
        return cls.from_json(json.loads(line))


def row_of(run: SweepRun, result: Result) -> Row:
    """The row of a run that is over."""
    if result.failure is not None:
        return failed(run, result.failure.message, result.device)
    return Row(run, result.device, result.seconds, "", result.metrics, held_by_name(result.claims))


def failed(run: SweepRun, why: Words, device: str = "") -> Row:
    """The row of a run that did not reach its end; the reason fits on a line."""
    return Row(run, device, None, " ".join(clean(plain(why)).split()) or "?")


def held_by_name(claims: Iterable[Claim]) -> dict[str, bool]:
    """Whether each claim holds; claims of one text are numbered in their order."""
    held: dict[str, bool] = {}
    for claim in claims:
        name = first = claim_name(claim.text)
        number = 1
        while name in held:
            number += 1
            name = f"{first}_{number}"
        held[name] = claim.holds
    return held


def claim_name(text: Words) -> str:
    """A name from the words of a claim that its values do not change: `with_n_people_rooms`."""
    template = text if isinstance(text, str) else text.template
    words = re.findall(r"\w+", _PLACE.sub(r"\1", template.lower()))
    name = "_".join(words)
    if name and len(name) <= _LONGEST_NAME:
        return name
    while words and len("_".join(words)) > _LONGEST_NAME:
        words.pop()
    mark = hashlib.sha256(template.encode(errors="replace")).hexdigest()[:4]
    return "_".join([*words, mark])
