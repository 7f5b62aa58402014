"""A run's numbers and claims as lines of text and as JSON; figures are drawn elsewhere."""

import math
from collections.abc import Mapping
from typing import Any

from quizapp.core.cells import cell_width
from quizapp.core.say import Translate, plain, say
from quizapp.lab.api import Claim, Metric
from quizapp.lab.catalog import DemoSpec
from quizapp.lab.knobs import KnobValue
from quizapp.lab.results import Result


def as_table(result: Result, translate: Translate | None = None) -> str:
    """The metrics and claims of a run as text; columns are aligned for wide characters too."""
    parts: list[str] = []
    if result.measured:
        heading = plain(say("Measured"), translate)
        parts.append("\n".join([heading, *_metric_lines(result, translate)]))
    if result.claims:
        heading = plain(say("Claims"), translate)
        lines = [_claim_lines(claim, translate) for claim in result.claims]
        parts.append("\n".join([heading, *lines]))
    if result.failure is not None:
        told = plain(result.failure.message, translate)
        parts.append(f"{told}\n{result.failure.tail}" if result.failure.tail else told)
    return "\n\n".join(parts)


def to_json(
    result: Result, spec: DemoSpec, knobs: Mapping[str, KnobValue], seed: int
) -> dict[str, Any]:
    """The object of `demo run --json`; a number that is not finite becomes null.

    `knobs` are the values that were set; the others' defaults are told too. A run that failed
    has `failure` besides.
    """
    told: dict[str, Any] = {
        "demo": spec.id,
        "knobs": spec.values(knobs),
        "seed": seed,
        "device": result.device,
        "seconds": result.seconds,
        "metrics": {name: _finite(value) for name, value in result.metrics.items()},
        "claims": [_claim_json(claim) for claim in result.claims],
    }
    if result.failure is not None:
        failure = result.failure
        told["failure"] = {
            "kind": failure.kind,
            "message": plain(failure.message),
            "output": failure.tail,
        }
    return told


def number(value: float) -> str:
    """A measured number for a reader: six digits."""
    return f"{value:.6g}"


def _metric_lines(result: Result, translate: Translate | None) -> list[str]:
    rows = [(_name_of(metric, translate), metric) for metric in result.measured]
    width = max(cell_width(name) for name, _ in rows)
    return [
        f"  {name}{' ' * (width - cell_width(name))}  {number(metric.value)} {metric.unit}".rstrip()
        for name, metric in rows
    ]


def _name_of(metric: Metric, translate: Translate | None) -> str:
    label = plain(metric.label, translate)
    return f"{label} ({metric.name})" if label else metric.name


def _claim_lines(claim: Claim, translate: Translate | None) -> str:
    mark, word = ("✓", say("holds")) if claim.holds else ("✗", say("does not hold"))
    text = plain(claim.text, translate)
    verdict = plain(word, translate)
    numbers = plain(
        say(
            "expected {expected}, measured {measured} ({source})",
            expected=claim.expected,
            measured=number(claim.measured),
            source=plain(claim.source, translate),
        ),
        translate,
    )
    return f"  {mark} {verdict}: {text}\n      {numbers}"


def _claim_json(claim: Claim) -> dict[str, Any]:
    return {
        "text": plain(claim.text),
        "expected": claim.expected,
        "measured": _finite(claim.measured),
        "holds": claim.holds,
        "source": claim.source,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
