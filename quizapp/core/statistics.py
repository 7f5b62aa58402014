"""How a learner is doing: figures from the reviews, the cards and what can be asked.

Pure: the time and the learner's calendar are arguments. fsrs is imported at the first use.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import fmean, median

from quizapp.core.calibration import Calibration, calibration, confident_mistakes
from quizapp.core.ids import QuestionId, TopicId
from quizapp.core.responses import Confidence, Rating
from quizapp.core.scheduling import Card, Parameters, recall, review

WEEKS = 12
"""How far back the calendar goes, this week included."""
DAYS_AHEAD = 14
"""How far the forecast goes, today included."""
LATELY = 10
"""A topic's last reviews, of which the share right is told."""
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Borders of predicted recall. A bin has its lower border and not its upper, the last has both."""
MOST_LISTED = 10
"""Questions in the lists of the hardest and of the slowest."""
LEAST_REVIEWS = 2
"""A question reviewed less often is not called hard."""

_IN_REVIEW = 2
"""fsrs's state of a card that had been learned; see `Card.state`."""

DayOf = Callable[[datetime], date]
"""The day of the learner's calendar on which a time falls."""


@dataclass(frozen=True, slots=True)
class PastReview:
    """A review as statistics see it."""

    question: QuestionId
    topic: TopicId | None
    """None for a question that is in no pack any more."""
    at: datetime
    rating: Rating
    score: float
    """The grade, 0 to 1."""
    elapsed_ms: int
    lang: str
    scheduled: bool = True
    """Whether it changed the card; cramming does not."""
    confidence: Confidence | None = None
    """How sure the learner was; None where nobody asked."""
    before: Card | None = None
    """The card just before; None at the first scheduled review."""
    predicted: float | None = None
    """The recall that fsrs expected just before, 0 to 1; None without a card."""

    @property
    def right(self) -> bool:
        """Whether everything was right."""
        return self.score >= 1.0

    @property
    def tests_memory(self) -> bool:
        """Whether it says how well the forgetting model predicts.

        The question had been learned before, and the card knows of all its reviews.
        """
        return self.scheduled and self.before is not None and self.before.state == _IN_REVIEW


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which something was reviewed."""

    day: date
    reviews: int
    right: int


@dataclass(frozen=True, slots=True)
class Week:
    """A line of the calendar."""

    monday: date
    reviews: tuple[int, ...]
    """For each day from Monday on; days to come are left out."""


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row with a review."""

    current: int
    """Up to today, or to yesterday where nothing has been reviewed today."""
    longest: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Reviews whose predicted recall lay between two borders; at least one."""

    low: float
    high: float
    reviews: int
    recalled: float
    """The share rated better than Again, 0 to 1."""
    predicted: float
    """The mean prediction, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Retention:
    """What was recalled beside what was predicted, over reviews of learned questions."""

    reviews: int
    recalled: float | None
    """The share rated better than Again, 0 to 1; None without reviews."""
    predicted: float | None
    """The mean prediction, 0 to 1; None without reviews."""
    bins: tuple[Bin, ...]
    """By predicted recall, rising; empty bins are left out."""


@dataclass(frozen=True, slots=True)
class TopicStrength:
    """How a topic stands."""

    topic: TopicId
    questions: int
    seen: int
    """Questions that have a card."""
    strength: float | None
    """The mean recall expected now of the questions seen, 0 to 1; None where none was."""
    reviews: int
    right_lately: float | None
    """The share fully right of the last `LATELY` reviews, 0 to 1; None without reviews."""


@dataclass(frozen=True, slots=True)
class QuestionTime:
    """How long a question takes."""

    question: QuestionId
    median_ms: float
    reviews: int


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day of the forecast."""

    day: date
    cards: int


@dataclass(frozen=True, slots=True)
class HardQuestion:
    """A question that was not always right."""

    question: QuestionId
    lapses: int
    """How often it was forgotten after it had been learned."""
    right: float
    """The share of reviews that were fully right, 0 to 1."""
    reviews: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything that is told about a learner."""

    today: date
    reviews: tuple[PastReview, ...]
    """All that count, the oldest first, with their predictions."""
    days: tuple[Day, ...]
    """Days with reviews, the oldest first."""
    weeks: tuple[Week, ...]
    streak: Streak
    retention: Retention
    topics: tuple[TopicStrength, ...]
    """The weakest first; at the end those of which nothing was seen."""
    median_ms: float | None
    """Time of an answer; None without reviews."""
    slowest: tuple[QuestionTime, ...]
    forecast: tuple[DueDay, ...]
    """`DAYS_AHEAD` days from today on; what is overdue counts for today."""
    hardest: tuple[HardQuestion, ...]
    calibration: Calibration
    mistakes: tuple[PastReview, ...]
    """Last answers that were wrong with confidence, to questions there are; the latest first."""

    @property
    def right(self) -> float | None:
        """The share of all reviews that were fully right, 0 to 1; None without reviews."""
        return sum(day.right for day in self.days) / len(self.reviews) if self.reviews else None


def statistics(
    reviews: Iterable[PastReview],
    *,
    topics: Mapping[QuestionId, TopicId],
    cards: Mapping[QuestionId, Card],
    now: datetime,
    day_of: DayOf,
    own: Parameters | None = None,
) -> Statistics:
    """The statistics of all reviews, given the oldest first; `own` parameters made the cards.

    `topics` names the questions that can be asked. What is not in it counts as reviewed, but
    is in no topic, forecast or list: nothing can be done about it.
    """
    past = with_predictions(reviews, own)
    present = [each for each in past if each.question in topics]
    held = {question: card for question, card in cards.items() if question in topics}
    days, today = by_day(past, day_of), day_of(now)
    counts = {each.day: each.reviews for each in days}
    return Statistics(
        today=today,
        reviews=past,
        days=days,
        weeks=calendar(counts, today),
        streak=streak(counts, today),
        retention=retention(past),
        topics=by_strength(past, topics, held, now, own),
        median_ms=median(each.elapsed_ms for each in past) if past else None,
        slowest=slowest(present),
        forecast=forecast(held.values(), today, day_of),
        hardest=hardest(present, held),
        calibration=calibration(past),
        mistakes=tuple(confident_mistakes(present)),
    )


def with_predictions(
    reviews: Iterable[PastReview], own: Parameters | None = None
) -> tuple[PastReview, ...]:
    """The reviews, given the oldest first, with card and predicted recall before each.

    The cards are replayed as the record does: each scheduled review leads to the next.
    """
    cards: dict[QuestionId, Card] = {}
    told = []
    for each in reviews:
        card = cards.get(each.question)
        predicted = recall(card, each.at, own) if card else None
        told.append(replace(each, before=card, predicted=predicted))
        if each.scheduled:
            cards[each.question] = review(card, each.rating, each.at, own)
    return tuple(told)


def by_day(reviews: Iterable[PastReview], day_of: DayOf) -> tuple[Day, ...]:
    """How much was reviewed on each day, the oldest first; days without reviews are left out."""
    counts: Counter[date] = Counter()
    right: Counter[date] = Counter()
    for each in reviews:
        day = day_of(each.at)
        counts[day] += 1
        right[day] += each.right
    return tuple(Day(day, counts[day], right[day]) for day in sorted(counts))


def calendar(counts: Mapping[date, int], today: date) -> tuple[Week, ...]:
    """The last `WEEKS` weeks up to today, the oldest first."""
    this_monday = today - timedelta(days=today.weekday())
    weeks = []
    for back in reversed(range(WEEKS)):
        monday = this_monday - timedelta(weeks=back)
        days = [monday + timedelta(days=n) for n in range(7)]
        weeks.append(Week(monday, tuple(counts.get(day, 0) for day in days if day <= today)))
    return tuple(weeks)


def streak(days: Iterable[date], today: date) -> Streak:
    """Days in a row among the days with reviews; days after today do not count."""
    run, longest = 0, 0
    last: date | None = None
    for day in sorted(day for day in set(days) if day <= today):
        run = run + 1 if last == day - timedelta(days=1) else 1
        longest, last = max(longest, run), day
    current = run if last is not None and (today - last).days <= 1 else 0
    return Streak(current, longest)


def retention(reviews: Iterable[PastReview]) -> Retention:
    """Recall against prediction, over the reviews that test memory."""
    tested = [
        (each.predicted, each.rating is not Rating.AGAIN)
        for each in reviews
        if each.tests_memory and each.predicted is not None
    ]
    bins = []
    for low, high in pairwise(BINS):
        inside = [
            pair for pair in tested if low <= pair[0] and (pair[0] < high or high == BINS[-1])
        ]
        if inside:
            bins.append(Bin(low, high, len(inside), *_shares(inside)))
    recalled, predicted = _shares(tested) if tested else (None, None)
    return Retention(len(tested), recalled, predicted, tuple(bins))


def _shares(tested: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """The share recalled and the mean prediction."""
    return fmean(recalled for _, recalled in tested), fmean(chance for chance, _ in tested)


def by_strength(
    reviews: Iterable[PastReview],
    topics: Mapping[QuestionId, TopicId],
    cards: Mapping[QuestionId, Card],
    now: datetime,
    own: Parameters | None = None,
) -> tuple[TopicStrength, ...]:
    """All topics, the weakest first; those of which nothing was seen stand at the end."""
    questions: defaultdict[TopicId, list[QuestionId]] = defaultdict(list)
    for question, topic in topics.items():
        questions[topic].append(question)
    scores: defaultdict[TopicId, list[bool]] = defaultdict(list)
    for each in reviews:
        if each.topic is not None:
            scores[each.topic].append(each.right)
    told = []
    for topic, asked in questions.items():
        recalls = [recall(cards[question], now, own) for question in asked if question in cards]
        given = scores[topic]
        told.append(
            TopicStrength(
                topic,
                len(asked),
                len(recalls),
                fmean(recalls) if recalls else None,
                len(given),
                fmean(given[-LATELY:]) if given else None,
            )
        )
    return tuple(sorted(told, key=lambda each: (_or_last(each.strength), each.topic)))


def _or_last(strength: float | None) -> float:
    return 2.0 if strength is None else strength


def slowest(reviews: Iterable[PastReview]) -> tuple[QuestionTime, ...]:
    """The questions whose median answer takes longest, the slowest first."""
    told = [
        QuestionTime(question, median(each.elapsed_ms for each in given), len(given))
        for question, given in _by_question(reviews).items()
    ]
    return tuple(sorted(told, key=lambda each: (-each.median_ms, each.question))[:MOST_LISTED])


def forecast(cards: Iterable[Card], today: date, day_of: DayOf) -> tuple[DueDay, ...]:
    """How many cards come back on each of the next days; overdue ones today."""
    due = Counter(max(today, day_of(card.due)) for card in cards)
    days = [today + timedelta(days=n) for n in range(DAYS_AHEAD)]
    return tuple(DueDay(day, due[day]) for day in days)


def hardest(
    reviews: Iterable[PastReview], cards: Mapping[QuestionId, Card]
) -> tuple[HardQuestion, ...]:
    """Questions forgotten most often, then those that were right least often, the hardest first.

    What was always right and never forgotten is not hard, nor is what was hardly asked.
    """
    told = []
    for question, given in _by_question(reviews).items():
        lapses = cards[question].lapses if question in cards else 0
        share = fmean(each.right for each in given)
        if len(given) >= LEAST_REVIEWS and (lapses or share < 1):
            told.append(HardQuestion(question, lapses, share, len(given)))
    order = sorted(told, key=lambda each: (-each.lapses, each.right, -each.reviews, each.question))
    return tuple(order[:MOST_LISTED])


def _by_question(reviews: Iterable[PastReview]) -> dict[QuestionId, list[PastReview]]:
    found: defaultdict[QuestionId, list[PastReview]] = defaultdict(list)
    for each in reviews:
        found[each.question].append(each)
    return found
