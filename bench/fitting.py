"""Do parameters fitted to a learner predict better than the usual ones?

Simulated learners (those of readiness.py) study 30 due and up to 8 new questions a day. A fifth
of the reviews, the last in time, is held out. Shown is the mean log loss of the answers held out
(less is better): of the usual parameters, of two numbers fitted, of all 21 fitted, of what
`quizapp fit` keeps (chosen by the same answers), and of the learner's true memory, below which
nobody can stay for long. `usual/two/full` says how often which was kept, `s` what fitting all 21
took, without starting its process.
"""

import argparse
import random
import statistics
import time
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from math import log

from readiness import LEARNERS, START

from quizapp.core import scheduling
from quizapp.core.fitting import FLOOR, LEAST_REVIEWS, as_parameters, fitted, log_loss, split
from quizapp.core.forgetting import Forgetting
from quizapp.core.responses import Rating
from quizapp.services.fitting import CANDIDATES, best
from quizapp.services.full_fit import Reviews, fit

USUAL = Forgetting(scheduling.parameters())
BOUNDS = scheduling.bounds()
DAILY, NEW_DAILY, QUESTIONS = 30, 8, 300
SIZES = (500, 1000, 2000)
"""Reviews. With the fewest nothing is fitted in the app; it is shown why."""

Log = dict[int, list[tuple[Rating, datetime]]]


def study(kind: str, seed: int, reviews: int) -> tuple[Log, dict[tuple[int, datetime], float]]:
    """So many reviews in due order, and the true chance of each answer."""
    learner, dice = LEARNERS[kind](seed, QUESTIONS), random.Random(seed)
    cards: dict[int, scheduling.Card] = {}
    told: Log = {}
    chances: dict[tuple[int, datetime], float] = {}
    day = 0
    while len(chances) < reviews:
        at = START + timedelta(days=day)
        due = sorted((c.due, q) for q, c in cards.items() if c.due <= at + timedelta(hours=12))
        new = [q for q in range(QUESTIONS) if q not in cards][:NEW_DAILY]
        asked = ([q for _, q in due][: DAILY - len(new)] + new)[: reviews - len(chances)]
        dice.shuffle(asked)
        for question in asked:
            chance = learner.recall(question, day)
            right = learner.ask(question, day)
            rating = Rating.GOOD if right else Rating.AGAIN
            told.setdefault(question, []).append((rating, at))
            chances[question, at] = chance if right else 1 - chance
            cards[question] = scheduling.review(cards.get(question), rating, at)
        day += 1
    return told, chances


def losses(kind: str, seed: int, reviews: int) -> tuple[dict[str, float], str, float]:
    """Log losses by candidate and of the truth; what is kept; seconds."""
    told, chances = study(kind, seed, reviews)
    parts = split(told.values())
    begun = time.perf_counter()
    full = fit(USUAL.parameters, BOUNDS, Reviews(parts.early), lambda _share: None)
    taken = time.perf_counter() - begun
    two = Forgetting(as_parameters(fitted(USUAL, parts.early), BOUNDS))
    models = dict(zip(CANDIDATES, (USUAL, two, Forgetting(full)), strict=True))
    found = {name: log_loss(model, parts) for name, model in models.items()}
    kept = best(found)
    held = [
        -log(max(chances[question, at], FLOOR))
        for (question, log_), begin in zip(told.items(), parts.begins, strict=True)
        for (_, before), (_, at) in list(pairwise(log_))[max(begin, 1) - 1 :]
        if at > before
    ]
    return {**found, "kept": found[kept], "truth": statistics.mean(held)}, kept, taken


def main() -> None:
    from measuring import head, row

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=20, help="of each kind; default: 20")
    learners = parser.parse_args().learners
    names = (*CANDIDATES, "kept", "truth")
    for reviews in SIZES:
        few = "" if reviews >= LEAST_REVIEWS else " (too few)"
        head(f"{reviews} reviews{few}", *names, "usual/two/full", "s")
        for kind in LEARNERS:
            told = [losses(kind, seed, reviews) for seed in range(learners)]
            means = (f"{statistics.mean(each[name] for each, _, _ in told):.4f}" for name in names)
            counts = Counter(kept for _, kept, _ in told)
            seconds = statistics.mean(taken for _, _, taken in told)
            row(kind, *means, "/".join(str(counts[name]) for name in CANDIDATES), f"{seconds:.2f}")


if __name__ == "__main__":
    main()
