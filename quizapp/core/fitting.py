"""Whether a learner forgets otherwise than the model's usual parameters say.

Two numbers only, so that some dozens of answers can tell: how stable memories are at first,
and how the curve falls. Another curve is taken only where it explains the answers so much
better that chance is no likely reason (the Bayesian information criterion, Schwarz 1978).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from math import log, sqrt
from typing import NamedTuple

from quizapp.core.forgetting import Forgetting, Memory, Model
from quizapp.core.responses import Rating

DECAYS = (0.3, 0.5, 0.8)
"""Exponents beside the usual one; FSRS-6 allows up to 0.8, which falls almost exponentially."""
PACES = (0.1, 0.2, 0.35, 0.6, 1.0, 1.7, 3.0)
MOST_REVIEWS = 600
"""So many are looked at, those of the questions asked most."""
LEAST_ANSWERS = 30
"""After a day or more; fewer say nothing."""
LEAST_REVIEWS = 1000
"""From so many on all parameters are fitted; with fewer, fits predict worse than the usual ones."""
HELD_OUT = 0.2
"""The share of the reviews, the last in time, that a fit must predict and does not see."""
FLOOR = 0.01
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


def replayed(model: Model, steps: History) -> Memory:
    """The memory that one or more reviews leave."""
    memory = model.first(steps[0].rating)
    for gap, rating in steps[1:]:
        memory = model.after(memory, gap, rating)
    return memory


def fitted(usual: Forgetting, histories: Sequence[History]) -> Forgetting:
    """The model with the learner's own curve, or the usual one where that explains as well."""
    chosen = told_most(histories)
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


def likelihood(model: Model, histories: Sequence[History]) -> float:
    """The logarithm of the chance of all answers given a day or more after the one before."""
    total = 0.0
    for steps in histories:
        memory = model.first(steps[0].rating)
        for gap, rating in steps[1:]:
            if gap > 0:
                recall = model.recall(memory.stability, gap)
                chance = 1 - recall if rating is Rating.AGAIN else recall
                total += log(max(chance, FLOOR))
            memory = model.after(memory, gap, rating)
    return total


class Check(NamedTuple):
    """How well a model told the answers given a day or more after the one before."""

    answers: int
    expected: float
    """The share that it expected to be recalled, 0 to 1."""
    recalled: float
    """The share that was."""
    spread: float
    """The standard deviation of the share recalled, if the model is right."""

    @property
    def off(self) -> bool:
        """Whether chance seldom (1 in 20) makes a model that is right miss by so much."""
        return abs(self.recalled - self.expected) > 1.96 * self.spread


NOTHING_CHECKED = Check(0, 0.0, 0.0, 0.0)


def check(model: Model, histories: Sequence[History]) -> Check:
    """The model against all such answers."""
    expected = recalled = variance = 0.0
    answers = 0
    for steps in histories:
        memory = model.first(steps[0].rating)
        for gap, rating in steps[1:]:
            recall = model.recall(memory.stability, gap)
            if gap > 0:
                answers += 1
                expected += recall
                recalled += rating is not Rating.AGAIN
                variance += recall * (1 - recall)
            memory = model.after_recall(memory, gap, recall, rating)
    n = max(answers, 1)
    return Check(answers, expected / n, recalled / n, sqrt(variance) / n)


def as_parameters(
    model: Forgetting, bounds: tuple[Sequence[float], Sequence[float]]
) -> tuple[float, ...]:
    """A model as parameters alone, its pace among the first stabilities, within the bounds."""
    own = (*(model.pace * each for each in model.parameters[:4]), *model.parameters[4:])
    return tuple(min(max(each, low), high) for each, low, high in zip(own, *bounds, strict=True))


class Split(NamedTuple):
    """Histories, and from which step of each on they are held out; the later reviews are."""

    histories: tuple[History, ...]
    begins: tuple[int, ...]

    @property
    def early(self) -> list[History]:
        """What is not held out, of the questions that have some."""
        both = zip(self.histories, self.begins, strict=True)
        return [steps[:begin] for steps, begin in both if begin]

    @property
    def held_out(self) -> int:
        """How many answers are there to be predicted, each a day or more after the one before."""
        both = zip(self.histories, self.begins, strict=True)
        return sum(step.gap > 0 for steps, begin in both for step in steps[max(begin, 1) :])


def split(reviews: Iterable[Sequence[tuple[Rating, datetime]]], share: float = HELD_OUT) -> Split:
    """Hold out the last `share` of all reviews in time; each question's are the oldest first."""
    told = [each for each in reviews if each]
    times = sorted(at for each in told for _, at in each)
    cut = times[int(len(times) * (1 - share))] if times else None
    begins = (sum(cut is not None and at < cut for _, at in each) for each in told)
    return Split(tuple(history(each) for each in told), tuple(begins))


def log_loss(model: Forgetting, told: Split) -> float:
    """The mean of -log of the chance that the model gave to what came, over what is held out.

    Natural logarithms; what came before is known to the model. Raises ValueError where nothing
    is held out.
    """
    total, answers = 0.0, 0
    for steps, begin in zip(told.histories, told.begins, strict=True):
        memory = model.first(steps[0].rating)
        for place, (gap, rating) in enumerate(steps[1:], start=1):
            if gap > 0 and place >= begin:
                recall = model.recall(memory.stability, gap)
                chance = 1 - recall if rating is Rating.AGAIN else recall
                total -= log(max(chance, FLOOR))
                answers += 1
            memory = model.after(memory, gap, rating)
    if not answers:
        raise ValueError("nothing is held out")
    return total / answers


def told_most(histories: Sequence[History]) -> list[History]:
    """The histories of the questions asked most, up to `MOST_REVIEWS` reviews."""
    chosen, room = [], MOST_REVIEWS
    for steps in sorted(histories, key=len, reverse=True):
        if room < len(steps) or len(steps) < 2:
            break
        room -= len(steps)
        chosen.append(steps)
    return chosen
