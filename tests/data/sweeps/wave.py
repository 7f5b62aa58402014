"""A wave

It is measured where it stands.
"""

import os
import time
from dataclasses import dataclass

from quizapp.lab import Claim, Metric, knob, say


@dataclass(frozen=True)
class Knobs:
    gain: float = knob(0.5, help="The gain", low=0.0, high=4.0)
    seed: int = knob(3, help="Called as a column is", low=0, high=9)
    way: str = knob("up", help="Which way", choices=("up", "down"))
    loud: bool = knob(False, help="Whether it is loud")
    log: str = knob("", help="A file that runs write to")
    wait: float = knob(0.0, help="Seconds to wait", low=0.0, high=60.0)


SMALL = {"gain": 0.5}


def run(knobs, lab):
    if knobs.log:
        with open(knobs.log, "a") as file:
            file.write(f"{knobs.gain} {lab.seed} {os.getppid()}\n")
    time.sleep(knobs.wait)
    if knobs.gain == 3.0:
        raise RuntimeError("too loud")
    yield Metric("gain", knobs.gain)
    yield Metric("height", float("inf") if knobs.gain == 2.5 else knobs.gain + lab.rng.random())
    yield Claim.below(say("The gain is {n}", n=knobs.gain), knobs.gain, 1.0, source="exact")
