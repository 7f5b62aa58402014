"""When a question comes back: the one place that knows fsrs.

fsrs costs 25 ms to import and is imported at the first use. A card's state equals what fsrs
itself makes of the same reviews, without fuzz, so that it can be rebuilt from the log.

A learner may have parameters of his or her own, fitted to past reviews; None are the usual ones.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from quizapp.core.responses import Adjust, Rating

if TYPE_CHECKING:
    import fsrs

RETENTION = 0.9
"""The share that is to be recalled when a question comes back."""

SETTING = "fsrs"
"""Where the record keeps a learner's own parameters: `stored_parameters`; empty for none."""

Parameters = tuple[float, ...]
"""The 21 numbers of FSRS-6, w0 to w20, each within fsrs's bounds."""


@dataclass(frozen=True, slots=True)
class Card:
    """The memory state of one question."""

    stability: float
    """Days until recall falls to 90 %."""
    difficulty: float
    """1 to 10, as fsrs counts it."""
    state: int
    """1 learning, 2 review, 3 relearning."""
    step: int | None
    """Which learning step comes next; none in review."""
    due: datetime
    last_review: datetime
    reps: int = 0
    lapses: int = 0
    """Again after the question had been learned."""


@lru_cache(maxsize=4)
def _scheduler(own: Parameters | None = None) -> "fsrs.Scheduler":
    """Raises ValueError for parameters outside fsrs's bounds."""
    import fsrs

    if own is None:
        return fsrs.Scheduler(desired_retention=RETENTION, enable_fuzzing=False)
    return fsrs.Scheduler(parameters=own, desired_retention=RETENTION, enable_fuzzing=False)


def _theirs(card: Card | None) -> "fsrs.Card":
    import fsrs

    # Without an id fsrs sleeps a millisecond to make one.
    if card is None:
        return fsrs.Card(card_id=1)
    return fsrs.Card(
        card_id=1,
        state=fsrs.State(card.state),
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due,
        last_review=card.last_review,
    )


def review(card: Card | None, rating: Rating, at: datetime, own: Parameters | None = None) -> Card:
    """The card after a review; None is a question never asked before. `at` is aware UTC."""
    import fsrs

    after, _ = _scheduler(own).review_card(_theirs(card), fsrs.Rating(int(rating)), at)
    assert after.stability is not None
    assert after.difficulty is not None
    lapsed = rating is Rating.AGAIN and card is not None and card.state == fsrs.State.Review
    return Card(
        stability=after.stability,
        difficulty=after.difficulty,
        state=int(after.state),
        step=after.step,
        due=after.due,
        last_review=at,
        reps=(card.reps if card else 0) + 1,
        lapses=(card.lapses if card else 0) + lapsed,
    )


def adjusted(card: Card | None, how: Adjust) -> Card | None:
    """The card before a review of a question that has changed.

    Shortening halves the stability: half as many days until recall falls to 90 %.
    """
    match how:
        case Adjust.RESET:
            return None
        case Adjust.SHORTEN if card is not None:
            return replace(card, stability=card.stability / 2)
    return card


def replay(
    reviews: Iterable[tuple[Rating, datetime]], own: Parameters | None = None
) -> Card | None:
    """The card after all reviews, in their order; None where there are none."""
    card = None
    for rating, at in reviews:
        card = review(card, rating, at, own)
    return card


def recall(card: Card, at: datetime, own: Parameters | None = None) -> float:
    """The expected probability of recalling it at that time, 0 to 1."""
    return float(_scheduler(own).get_card_retrievability(_theirs(card), at))


def parameters(own: Parameters | None = None) -> Parameters:
    """The numbers of the forgetting model by which cards are scheduled."""
    return tuple(_scheduler(own).parameters)


def bounds() -> tuple[Parameters, Parameters]:
    """The least and the greatest that fsrs takes for each parameter."""
    from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

    return tuple(LOWER_BOUNDS_PARAMETERS), tuple(UPPER_BOUNDS_PARAMETERS)


def stored_parameters(own: Parameters | None) -> str:
    """The value of `SETTING` for these."""
    return "" if own is None else json.dumps(own)


def read_parameters(stored: str) -> Parameters | None:
    """What `stored_parameters` made; None also for what no parameters can be."""
    if not stored:
        return None
    try:
        own = tuple(float(number) for number in json.loads(stored))
        _scheduler(own)
    except (ValueError, TypeError):
        return None
    return own


def preview(
    card: Card | None, at: datetime, own: Parameters | None = None
) -> dict[Rating, timedelta]:
    """How long until the question comes back, for each rating given now."""
    return {rating: review(card, rating, at, own).due - at for rating in Rating}
