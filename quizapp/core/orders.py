"""In which order questions are worth asking before a date.

No order is best for every learner, number of days and number of questions: with days to spare
it pays to build few memories up, with few it pays to see everything again. So a plan looks
ahead with each of `ORDERS` and takes the one that promises most, anew each day (a rollout:
D. P. Bertsekas, J. N. Tsitsiklis and C. Wu, Journal of Heuristics 3, 1997).
"""

from collections.abc import Callable, Container, Sequence
from math import inf

from quizapp.core.outlook import Outlook, Review, Trace, rested

ENOUGH_ANSWERS = 120
"""Until there are so many answers after a day or more, some questions are asked to get them."""
ASKED_TO_LEARN = 0.3
"""The share of a day's questions that goes to these, where the plan has none of them anyway."""

Order = Callable[[Outlook, Review], float]
"""How early a review should come; the highest first. Only reviews that gain are compared."""


def by_gain(weight: float, part: float) -> Order:
    """The largest gain on the date first, less so where waiting would gain as well.

    Subtracted is `weight` times what the same review would gain that `part` of the time left
    later, both 0 to 1.
    """

    def rank(outlook: Outlook, review: Review) -> float:
        later = review.day + int((outlook.days - review.day) * part)
        if not weight or later <= review.day:
            return review.gain
        return review.gain - weight * outlook.review(review.trace, later).gain

    return rank


def just_forgotten(recall: float) -> Order:
    """What has fallen below this recall, the strongest first; then what is new; then the rest.

    It builds up few memories at a time, and begins another only where there is room.
    """

    def rank(outlook: Outlook, review: Review) -> float:
        if review.trace.memory is None:
            return 0.0
        now = outlook.recall(review.trace, review.day)
        return 1 + now if now <= recall else -now

    return rank


def in_turn(_outlook: Outlook, review: Review) -> float:
    """What was asked longest ago first, and before it what is new."""
    return inf if review.trace.memory is None else review.trace.age + review.day


USUAL = by_gain(0.5, 0.5)
ORDERS: tuple[Order, ...] = (
    USUAL,
    by_gain(0.0, 0.0),
    by_gain(0.25, 0.5),
    by_gain(0.75, 0.5),
    by_gain(0.5, 0.25),
    just_forgotten(0.7),
    just_forgotten(0.8),
    in_turn,
)
"""The usual one first: it is kept where none promises more."""


def ranked(
    outlook: Outlook, traces: Sequence[Trace], order: Order = USUAL
) -> list[tuple[int, float]]:
    """The places of the questions worth asking today and their gains, the first to ask first.

    Left out is what was asked within the last 24 hours. Equal ones keep the order given.
    """
    told = []
    for place, trace in enumerate(traces):
        if not rested(trace):
            continue
        review = outlook.review(trace)
        if review.gain > 0:
            told.append((order(outlook, review), place, review.gain))
    told.sort(key=lambda each: -each[0])
    return [(place, gain) for _, place, gain in told]


def chosen(
    outlook: Outlook,
    traces: Sequence[Trace],
    room: int,
    *,
    answers: int,
    telling: Callable[[int], float],
    order: Order = USUAL,
    left_out: Container[int] = (),
) -> list[int]:
    """The places of today's questions, up to `room`, the first to ask first.

    While fewer than `ENOUGH_ANSWERS` answers after a day or more tell how this learner forgets,
    a part of the room goes to known questions that do, those of the highest `telling` of their
    place: who first goes through everything once learns too late that it does not last.
    """
    places = [place for place, _ in ranked(outlook, traces, order) if place not in left_out]
    first = places[:room]
    wanted = int(room * ASKED_TO_LEARN) if answers < ENOUGH_ANSWERS else 0
    wanted -= sum(traces[place].memory is not None for place in first)
    taken = set(first)
    known = [
        place
        for place, trace in enumerate(traces)
        if trace.memory is not None
        and rested(trace)
        and place not in taken
        and place not in left_out
    ]
    if wanted <= 0 or not known:
        return first
    asked = sorted(known, key=lambda place: -telling(place))[:wanted]
    return [*first[: room - len(asked)], *asked]
