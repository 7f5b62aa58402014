"""Memories that halve, for a learner whose forgetting is no curve of FSRS's family.

FSRS forgets slowly once much is forgotten (a power of the time), and learns little where nearly
all would still be recalled. Half-lives do neither: recall halves in a time of its own, which
each answer multiplies, whenever it is given (B. Settles and B. Meeder, "A trainable spaced
repetition model for language learning", ACL 2016, with one factor for right and one for wrong).
"""

from collections.abc import Sequence
from math import log

from quizapp.core.fitting import LEAST_ANSWERS, History, fitted, likelihood, replayed, told_most
from quizapp.core.forgetting import Forgetting, Memory, Model
from quizapp.core.responses import Rating

FIRST = (1.5, 3.0, 6.0, 12.0, 24.0)
"""Days of the first half-life."""
RIGHT = (1.4, 2.0, 2.8, 4.0, 6.0)
"""What a right answer makes of it."""
WRONG = (0.3, 0.5, 0.8, 1.4, 2.8, 5.0)
"""What a wrong one makes of it; above 1 for whoever learns from the explanation."""
LIKELY = (6.0, 2.0, 0.5)
"""What is tried first, and taken for anybody's half-lives until answers tell."""
SHORTEST = 0.5
"""Days; nothing halves more quickly."""
CLEARLY = 4.0
"""Half-lives must make the answers so much likelier, as a logarithm: 55 times. The Bayesian
information criterion asks for about 6.5 here and so waits some days longer, which costs whoever
forgets by halves more than it saves others (`bench/readiness.py`)."""
_DIFFICULTY = 5.0
"""A memory has one, which means nothing here."""


class HalfLives:
    """Three numbers; a memory's stability is its half-life. Never changed once made."""

    def __init__(self, first: float, right: float, wrong: float) -> None:
        self.numbers = (first, right, wrong)

    def recall(self, stability: float, days: float) -> float:
        """The chance of recalling it so many days after the last review, 0 to 1."""
        return float(0.5 ** (max(days, 0) / stability))

    def first(self, _rating: int, /) -> Memory:
        """The memory after the first review: its explanation was read, right or wrong."""
        return Memory(self.numbers[0], _DIFFICULTY)

    def after(self, memory: Memory, days: int, rating: int) -> Memory:
        """The memory after one more review; one on the same day changes nothing."""
        if days < 1:
            return memory
        _, right, wrong = self.numbers
        factor = wrong if rating == Rating.AGAIN else right
        return Memory(max(memory.stability * factor, SHORTEST), _DIFFICULTY)

    def after_recall(self, memory: Memory, days: int, _recall: float, rating: int, /) -> Memory:
        """The same; how likely it was to be recalled does not matter."""
        return self.after(memory, days, rating)


def likeliest(usual: Forgetting, histories: Sequence[History]) -> Model:
    """The model that explains the answers best, each number that it takes counted against it.

    The usual one; its curve fitted (core/fitting.py); or half-lives.
    """
    best = fitted(usual, histories)
    chosen = told_most(histories)
    answers = sum(gap > 0 for steps in chosen for gap, _ in steps[1:])
    if answers < LEAST_ANSWERS:
        return best
    curve = 0.0 if best is usual else log(answers)  # as core/fitting.py counts its two numbers
    halving = _halving(chosen)
    better = likelihood(halving, chosen) - CLEARLY > likelihood(best, chosen) - curve
    return halving if better else best


def telling(model: Model, usual: Forgetting, steps: History, age: int) -> float:
    """How much an answer to this question would tell about the model, 0 to 1.

    That is how far apart the model and its rival expect it, so many days after the last step:
    half-lives, or the usual model where half-lives are held.
    """
    rival = usual if isinstance(model, HalfLives) else HalfLives(*LIKELY)
    expected = (each.recall(replayed(each, steps).stability, age) for each in (model, rival))
    return abs(next(expected) - next(expected))


def _halving(histories: Sequence[History]) -> HalfLives:
    """The likeliest numbers, found one after the other."""
    best = HalfLives(*LIKELY)
    for place, values in enumerate((FIRST, RIGHT, WRONG)):
        tried = []
        for value in values:
            first, right, wrong = (value if at == place else n for at, n in enumerate(best.numbers))
            tried.append(HalfLives(first, right, wrong))
        best = max(tried, key=lambda model: likelihood(model, histories))
    return best
