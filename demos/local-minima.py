"""Local minima trap small problems, and width dissolves them

A ball that rolls downhill ends in whichever valley it starts above. Momentum carries it over
only a few ridges; noise that fades out shakes it into the deeper valley far more often. Are
networks trapped the same way? Small ones are: a network with two ReLUs, trained on the four
points of XOR, mostly stops at an error of 1/8, 1/6 or 1/4, where it gets one, or two, or all of
the points wrong. Give it more units than it needs, and the traps are no longer met.

Metrics: `gd_share`, `momentum_share`, `noise_share` (share of the balls that end in the deeper
valley), `momentum_gain`, `noise_gain` (over plain descent), `stuck_2`, `stuck_4`, `stuck_8`,
`stuck_16` (share of networks with that many hidden units whose final error is 0.01 or more),
`quantized_share` (of those stuck with two ReLUs, how many within 0.01 of 1/8, 1/6 or 1/4),
`ball_gap`, `network_gap` (a loop against all at once).
"""

from dataclasses import dataclass

from quizapp.lab import Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """How the balls roll and how the networks learn."""

    noise: float = knob(
        3.0, low=0.0, high=6.0, step=0.5, help="noise added to the slope at first; it fades to 0"
    )
    momentum: float = knob(
        0.9, low=0.0, high=0.99, step=0.05, help="momentum of the second group of balls"
    )
    learning_rate: float = knob(
        0.05, low=0.001, high=1.0, step=2, help="step length of the balls and of the networks"
    )
    starts: int = knob(2001, low=101, high=20001, step=2, help="balls in each group")
    inits: int = knob(200, low=10, high=2000, step=2, help="networks of each width")
    activation: str = knob(
        "relu", choices=("relu", "leaky", "tanh"), help="what the hidden units compute"
    )
    steps: int = knob(2000, low=100, high=10000, step=2, help="steps of every ball and network")


SMALL = {"starts": 501, "inits": 100, "steps": 1500}


def run(knobs, lab):
    """Let all balls roll, then train all networks."""
    yield Progress(0.0, say("setting the balls"))
