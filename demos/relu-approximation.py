"""A sum of ReLUs is a curve of straight pieces

One ReLU is flat, has a kink, and is straight again. Add several and each changes the slope at
its own kink, so the sum is a polyline, and a polyline can be laid along any continuous curve.
With equal pieces of length h it misses a smooth curve by at most h^2/8 times the largest second
derivative: twice the pieces, a quarter of the error. That such weights exist does not mean that
training finds them, so networks are trained from many starts at once and held against the
construction. And without a ReLU in between, nothing but a straight line is left.

Metrics: `max_error` (the polyline of `pieces` pieces), `theory_error` (h^2/8 max|f''|; smooth
targets), `best_error` (the square only: the same polyline lowered by half its error),
`error_ratio` (64 against 128 pieces; smooth targets), `sum_gap` (a loop against the batched sum),
`trained_error` and `trained_best` (median and best run of trained networks with `pieces` ReLUs),
`trained_error_64` (median, 64 ReLUs) and `trained_ratio` (the same over the polyline's error
with 64 pieces; smooth targets), `linear_mse` (networks without a ReLU), `line_mse` (the best line).
"""

from dataclasses import dataclass

from quizapp.lab import Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """What is approximated, with how many pieces, and how networks are trained on it."""

    target: str = knob(
        "square",
        choices=("square", "sine", "absolute"),
        help="the curve: x^2 on 0 to 1, sin(pi x) or |x| on -1 to 1",
    )
    pieces: int = knob(8, low=1, high=256, step=2, help="straight pieces, one ReLU each")
    tolerance: float = knob(
        0.01, low=0.00001, high=1.0, step=10, help="how close the polyline has to come"
    )
    runs: int = knob(8, low=1, high=64, step=2, help="starts for every width that is trained")
    steps: int = knob(1500, low=100, high=10000, step=2, help="training steps of every network")


SMALL = {"runs": 4, "steps": 500}


def run(knobs, lab):
    """Build the polyline, then train networks of several widths and compare."""
    yield Progress(0.0, say("laying the polyline"))
