"""Batch normalization makes training fast and hard to break

Batch normalization shifts and scales every feature of a layer so that, over the mini-batch,
its mean is 0 and its variance is 1; then it multiplies by a learned gamma and adds a learned
beta. What does that buy? Small networks learn to read 8x8 digits, twins of the same start and
the same mini-batches, one with and one without it, and three things are measured: the largest
learning rate that still works, the steps until 90 % of unseen digits are read, and the initial
weight scales from which a network learns at all.

Metrics: `rate_limit_bn`, `rate_limit_plain` and their ratio `rate_gain`; `steps_bn`,
`steps_plain` (infinite where 90 % is never reached); `inits_bn`, `inits_plain` (how many of 16
scales); `final_bn`, `final_plain` (accuracy at the chosen rate); `best_bn`, `best_plain`
(accuracy at the best rate); `batched_gap`, `scale_gap` (two checks of the mathematics).
"""

from dataclasses import dataclass

from quizapp.lab import Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """One network and how it is trained."""

    activation: str = knob(
        "relu", choices=("relu", "tanh", "sigmoid"), help="what follows each hidden layer"
    )
    rate: float = knob(
        0.1,
        choices=(0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0),
        help="learning rate of the curves and of the initial scales",
    )
    steps: int = knob(200, low=10, high=2000, step=50, help="training steps, one mini-batch each")
    batch: int = knob(64, low=2, high=512, step=2, help="digits in a mini-batch")
    width: int = knob(64, low=4, high=256, step=2, help="units in a hidden layer")
    depth: int = knob(5, low=1, high=10, step=1, help="hidden layers")
    runs: int = knob(3, low=1, high=20, step=1, help="starts for every setting; their mean counts")


SMALL = {"runs": 1}


def run(knobs, lab):
    """Train all networks at once and compare the twins."""
    yield Progress(0.0, say("reading the digits"))
