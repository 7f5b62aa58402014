"""Whether a learner forgets otherwise than the model's usual parameters say.

Two numbers only, so that some dozens of answers can tell: how stable memories are at first,
and how the curve falls. Another curve is taken only where it explains the answers so much
better that chance is no likely reason (the Bayesian information criterion, Schwarz 1978).
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from math import log
from typing import NamedTuple

from quizapp.core.forgetting import Forgetting, Memory
from quizapp.core.responses import Rating

DECAYS = (0.3, 0.5, 0.8)
"""Exponents beside the usual one; FSRS-6 allows up to 0.8, which falls almost exponentially."""
PACES = (0.1, 0.2, 0.35, 0.6, 1.0, 1.7, 3.0)
MOST_REVIEWS = 600
"""So many are looked at, those of the questions asked most."""
LEAST_ANSWERS = 30
"""After a day or more; fewer say nothing."""
_FLOOR = 0.01
"""No answer is taken for less likely than this: anybody may hit a wrong key."""


class Step(NamedTuple):
    """A review in a question's history."""

    gap: int
    """Whole days since the one before."""
    rating: Rating


History = Sequence[Step]


def history(reviews: Sequence[tuple[Rating, datetime]]) -> list[Step]:
    """The reviews of one question, the oldest first, with the days between them."""
    gaps = [max(0, (then - before).days) for (_, before), (_, then) in pairwise(reviews)]
    return [Step(gap, rating) for gap, (rating, _) in zip([0, *gaps], reviews, strict=True)]


def replayed(model: Forgetting, steps: History) -> Memory:
    """The memory that one or more reviews leave."""
    memory = model.first(steps[0].rating)
    for gap, rating in steps[1:]:
        memory = model.after(memory, gap, rating)
    return memory


def fitted(usual: Forgetting, histories: Sequence[History]) -> Forgetting:
    """The model with the learner's own curve, or the usual one where that explains as well."""
    chosen = _told_most(histories)
    answers = sum(gap > 0 for steps in chosen for gap, _ in steps[1:])
    if answers < LEAST_ANSWERS:
        return usual
    others = [
        Forgetting((*usual.parameters[:20], decay), pace)
        for decay in (usual.parameters[20], *DECAYS)
        for pace in PACES
    ]
    best = max(others, key=lambda model: likelihood(model, chosen))
    # Two numbers more must earn half the logarithm of the answers each.
    better = likelihood(best, chosen) - likelihood(usual, chosen)
    return best if better > log(answers) else usual


def likelihood(model: Forgetting, histories: Sequence[History]) -> float:
    """The logarithm of the chance of all answers given a day or more after the one before."""
    total = 0.0
    for steps in histories:
        memory = model.first(steps[0].rating)
        for gap, rating in steps[1:]:
            if gap > 0:
                recall = model.recall(memory.stability, gap)
                chance = 1 - recall if rating is Rating.AGAIN else recall
                total += log(max(chance, _FLOOR))
            memory = model.after(memory, gap, rating)
    return total


def _told_most(histories: Sequence[History]) -> list[History]:
    chosen, room = [], MOST_REVIEWS
    for steps in sorted(histories, key=len, reverse=True):
        if room < len(steps) or len(steps) < 2:
            break
        room -= len(steps)
        chosen.append(steps)
    return chosen
