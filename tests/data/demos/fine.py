"""A demo that does everything right

It counts, and claims that counting works.
"""

from dataclasses import dataclass

from quizapp.lab import Claim, Figure, Line, Metric, Panel, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """What can be set."""

    count: int = knob(4, low=1, high=100, help="how far to count")
    scale: float = knob(1.0, low=0.5, high=2, step=0.5, unit="m", help="times this")
    loud: bool = knob(False, help="print while counting")
    way: str = knob("up", choices=("up", "down"), help="which way")


SMALL = {"count": 2}


def run(knobs, lab):
    total = 0.0
    for i in range(knobs.count):
        total += knobs.scale
        if knobs.loud:
            print("counted", i)
        yield Progress((i + 1) / knobs.count, say("{n} counted", n=i))
    yield Figure([Panel([Line([0, 1], [0.0, total], "sum")])], "The sum grows.")
    yield Metric("total", total, "m", "the sum")
    yield Metric("random", lab.rng.random())
    yield Claim.near("The sum is right", total, knobs.count * knobs.scale, source="exact")
