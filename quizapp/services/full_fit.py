"""All 21 parameters of FSRS-6 fitted to a learner's answers, in NumPy.

The model is core/forgetting.py's, over all questions and over many parameter vectors at once; a
test compares the two. What is looked for is the likeliest vector given the answers and the
usual parameters: each stands in a logarithmic scale around its usual value, with a normal prior
as wide as `_SPREAD` (maximum a posteriori). So few answers change little, and a thousand that
say the same change much. The way there is Fisher scoring, damped as Levenberg (1944) and
Marquardt (1963) do; slopes are differences of the batch of neighbouring vectors.

Imports NumPy, so only the process of a fit imports it (fit_worker).
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quizapp.core.fitting import FLOOR, History
from quizapp.core.forgetting import LEAST_STABILITY
from quizapp.core.responses import Rating

Array = np.ndarray[Any, np.dtype[np.float64]]

_SPREAD = np.array([1.0] * 4 + [0.3] * 16 + [0.7])
"""Standard deviations of the logarithms of w0 to w20. First stabilities differ most between
learners, then the curve."""
_ROUNDS = 20
_ENOUGH = 1e-4
"""A round that gains less, in the logarithm of the likelihood, is the last."""
_NEIGHBOUR = 1e-3


class Reviews:
    """Histories as a table: a row for each place in a history, a column for each question."""

    def __init__(self, histories: Sequence[History]) -> None:
        """Of at least one history; each has at least one step."""
        longest = max(map(len, histories))
        shape = (longest, len(histories))
        self.gaps = np.zeros(shape)
        self.ratings = np.zeros(shape, dtype=np.int64)
        """0 after the end of a history."""
        for column, steps in enumerate(histories):
            for row, (gap, rating) in enumerate(steps):
                self.gaps[row, column] = gap
                self.ratings[row, column] = int(rating)

    @property
    def tests(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which answers say something of forgetting: given a day or more after the one before."""
        told = (self.gaps > 0) & (self.ratings > 0)
        told[0] = False
        return told


def recalls(parameters: Array, reviews: Reviews) -> Array:
    """Expected recall just before each review, (vectors, rows, columns); 1 in the first row.

    `parameters` is (vectors, 21).
    """
    w = parameters.T[:, :, None]
    decay = -w[20]
    factor = 0.9 ** (1 / decay) - 1
    rows, columns = reviews.gaps.shape
    told = np.ones((len(parameters), rows, columns))
    first = np.maximum(reviews.ratings[0], 1)
    stability = np.maximum(parameters[:, first - 1], LEAST_STABILITY)
    difficulty = np.clip(_first_difficulty(w, first), 1, 10)
    for row in range(1, rows):
        gap, rating = reviews.gaps[row], reviews.ratings[row]
        recall = (1 + factor * gap / stability) ** decay
        told[:, row] = recall
        after = _stability(w, stability, difficulty, recall, gap, rating)
        stability = np.where(rating > 0, np.maximum(after, LEAST_STABILITY), stability)
        difficulty = np.where(rating > 0, _difficulty(w, difficulty, rating), difficulty)
    return told


def _first_difficulty(w: Array, rating: Any) -> Array:
    found: Array = w[4] - np.exp(w[5] * (rating - 1)) + 1
    return found


def _difficulty(w: Array, difficulty: Array, rating: Any) -> Array:
    change = -w[6] * (rating - 3) * (10 - difficulty) / 9
    mean = w[7] * _first_difficulty(w, 4) + (1 - w[7]) * (difficulty + change)
    clipped: Array = np.clip(mean, 1, 10)
    return clipped


def _stability(
    w: Array, stability: Array, difficulty: Array, recall: Array, gap: Array, rating: Any
) -> Array:
    again = rating == 1
    same_day = np.exp(w[17] * (rating - 3 + w[18])) * stability ** -w[19]
    same_day = stability * np.where(again, same_day, np.maximum(same_day, 1))
    relearned = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1)
    relearned = relearned * np.exp((1 - recall) * w[14])
    forgotten = np.minimum(relearned, stability / np.exp(w[17] * w[18]))
    growth = np.exp(w[8]) * (11 - difficulty) * stability ** -w[9]
    growth = growth * (np.exp((1 - recall) * w[10]) - 1)
    growth = growth * np.where(rating == 2, w[15], 1) * np.where(rating == 4, w[16], 1)
    later = np.where(again, forgotten, stability * (1 + growth))
    after: Array = np.where(gap < 1, same_day, later)
    return after


def fit(
    usual: Sequence[float],
    bounds: tuple[Sequence[float], Sequence[float]],
    reviews: Reviews,
    progress: Callable[[float], object],
) -> tuple[float, ...]:
    """The likeliest parameters; `progress` hears from 0 to 1 how far it is."""
    centre, (low, high) = np.array(usual), map(np.array, bounds)
    tests, right = reviews.tests, (reviews.ratings != int(Rating.AGAIN))

    def vectors(offsets: Array) -> Array:
        found: Array = np.clip(centre * np.exp(offsets * _SPREAD), low, high)
        return found

    def chances(offsets: Array) -> Array:
        """(vectors, answers)"""
        found: Array = np.clip(recalls(vectors(offsets), reviews)[:, tests], FLOOR, 1 - FLOOR)
        return found

    answers = right[tests].astype(float)

    def posterior(found: Array, at: Array) -> float:
        likelihood = np.sum(np.log(np.where(answers > 0, found, 1 - found)))
        return float(likelihood - 0.5 * at @ at)

    at, damping = np.zeros(len(centre)), 1.0
    now = chances(at[None])[0]
    value = posterior(now, at)
    for round_ in range(_ROUNDS):
        progress(round_ / _ROUNDS)
        moved = chances(at + _NEIGHBOUR * np.eye(len(at)))
        slopes = (moved - now) / _NEIGHBOUR
        spread = now * (1 - now)
        gradient = slopes @ ((answers - now) / spread) - at
        information = (slopes / spread) @ slopes.T + np.eye(len(at))
        gained = 0.0
        while damping < 1e6:
            step = np.linalg.solve(information + damping * np.diag(np.diag(information)), gradient)
            trial = at + step
            then = chances(trial[None])[0]
            if (found := posterior(then, trial)) > value:
                gained, value, at, now = found - value, found, trial, then
                damping /= 5
                break
            damping *= 4
        if gained < _ENOUGH:
            break
    progress(1.0)
    return tuple(float(each) for each in vectors(at[None])[0])
