"""FSRS-6 as plain arithmetic, for thousands of cards at a time.

fsrs itself makes a card of one review in some 15 µs, with times and states that a forecast has
no use for; this is its memory alone. Formulas: the FSRS wiki, "The Algorithm" (FSRS-6); a test
compares them with `scheduling.review`. Days are whole days, as fsrs counts them.
"""

from collections.abc import Sequence
from math import exp
from typing import NamedTuple, Protocol

EASY = 4
LEAST_STABILITY = 0.001


class Memory(NamedTuple):
    """What is left of all reviews of a question."""

    stability: float
    """Days until recall falls to 90 %."""
    difficulty: float
    """1 to 10."""


class Model(Protocol):
    """What a forecast asks of any model of forgetting."""

    def recall(self, stability: float, days: float) -> float:
        """The chance of recalling it so many days after the last review, 0 to 1."""

    def first(self, rating: int, /) -> Memory:
        """The memory after the first review; a rating is 1 Again to 4 Easy."""

    def after(self, memory: Memory, days: int, rating: int) -> Memory:
        """The memory after one more review, so many whole days after the last one."""

    def after_recall(self, memory: Memory, days: int, recall: float, rating: int, /) -> Memory:
        """The same where the chance of recalling it then is known already."""


class Forgetting:
    """The model with one learner's 21 parameters; never changed once made."""

    def __init__(self, parameters: Sequence[float], pace: float = 1.0) -> None:
        """`pace` is how many times as stable as in the model each memory is at first."""
        self.parameters = tuple(parameters)
        self.pace = pace
        self._decay = -self.parameters[20]
        self._factor = float(0.9 ** (1 / self._decay) - 1)
        """So that recall is 90 % after as many days as the stability."""
        w = self.parameters
        self._easiest = self._first_difficulty(EASY)
        self._growth = exp(w[8])
        self._shrink = exp(w[17] * w[18])

    def recall(self, stability: float, days: float) -> float:
        """The chance of recalling it so many days after the last review, 0 to 1."""
        return float((1 + self._factor * max(days, 0) / stability) ** self._decay)

    def stability_for(self, recall: float, days: float) -> float:
        """The stability that gives this recall, above 0 and below 1, after 1 day or more."""
        return float(self._factor * days / (recall ** (1 / self._decay) - 1))

    def first(self, rating: int) -> Memory:
        """The memory after the first review; a rating is 1 Again to 4 Easy."""
        difficulty = min(max(self._first_difficulty(rating), 1.0), 10.0)
        stability = self.pace * self.parameters[rating - 1]
        return Memory(max(stability, LEAST_STABILITY), difficulty)

    def after(self, memory: Memory, days: int, rating: int) -> Memory:
        """The memory after one more review, so many whole days after the last one."""
        recall = self.recall(memory.stability, days)
        return self.after_recall(memory, days, recall, rating)

    def after_recall(self, memory: Memory, days: int, recall: float, rating: int) -> Memory:
        """The same where the chance of recalling it then is known already."""
        if days < 1:
            stability = self._same_day(memory.stability, rating)
        elif rating == 1:
            stability = self._forgotten(memory, recall)
        else:
            stability = self._recalled(memory, recall, rating)
        return Memory(max(stability, LEAST_STABILITY), self._harder(memory.difficulty, rating))

    def _first_difficulty(self, rating: int) -> float:
        return self.parameters[4] - exp(self.parameters[5] * (rating - 1)) + 1

    def _harder(self, difficulty: float, rating: int) -> float:
        w = self.parameters
        change = -w[6] * (rating - 3) * (10 - difficulty) / 9
        mean = w[7] * self._easiest + (1 - w[7]) * (difficulty + change)
        return min(max(mean, 1.0), 10.0)

    def _same_day(self, stability: float, rating: int) -> float:
        w = self.parameters
        growth = float(exp(w[17] * (rating - 3 + w[18])) * stability ** -w[19])
        return stability * (growth if rating == 1 else max(growth, 1.0))

    def _forgotten(self, memory: Memory, recall: float) -> float:
        w = self.parameters
        stability, difficulty = memory
        relearned = (
            w[11]
            * difficulty ** -w[12]
            * ((stability + 1) ** w[13] - 1)
            * exp((1 - recall) * w[14])
        )
        return float(min(relearned, stability / self._shrink))

    def _recalled(self, memory: Memory, recall: float, rating: int) -> float:
        w = self.parameters
        stability, difficulty = memory
        growth = (
            self._growth
            * (11 - difficulty)
            * stability ** -w[9]
            * (exp((1 - recall) * w[10]) - 1)
            * (w[15] if rating == 2 else 1)
            * (w[16] if rating == EASY else 1)
        )
        return float(stability * (1 + growth))
