"""What more runs of the same experiment cost in a demo: from its fewest to 4,096 of them."""

import asyncio

from measuring import demos, head, row

from quizapp.lab.results import Result, collect
from quizapp.lab.runner import Worker

KNOB = "runs"
MOST = 4096
LIMIT_S = 4.0


async def measure() -> None:
    """Every demo with such a knob that goes so far, else at its small size, on the CPU."""
    head(f"more runs at once, stopped after {LIMIT_S:g} s", "runs", "seconds", "growth", "of time")
    async with Worker(time_limit_s=LIMIT_S) as worker:
        await worker.warm()
        for spec in demos():
            knob = next((one for one in spec.knobs if one.name == KNOB), None)
            if knob is None or knob.high is None or knob.high < MOST:
                continue
            low, high = int(knob.low or 1), MOST
            few, many = [
                await collect(worker.run(spec, {**spec.small, KNOB: count}, device="cpu"))
                for count in (low, high)
            ]
            row(
                f"  {spec.id}",
                f"{low} to {high}",
                _told(few, many),
                f"{high / low:.0f}x",
                _ratio(few, many),
            )


def _told(few: Result, many: Result) -> str:
    return f"{_seconds(few)} to {_seconds(many)}"


def _seconds(one: Result) -> str:
    if one.seconds is not None:
        return f"{one.seconds:.2f}"
    return "over" if one.failure is not None and one.failure.kind == "time" else "failed"


def _ratio(few: Result, many: Result) -> str:
    if few.seconds is None or many.seconds is None:
        return "-"
    return f"{many.seconds / few.seconds:.1f}x"


def main() -> None:
    """Print the table."""
    asyncio.run(measure())
