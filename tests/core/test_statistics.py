"""Statistics by example, and against fsrs's own cards for any reviews."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.ids import QuestionId, TopicId
from quizapp.core.responses import Rating
from quizapp.core.scheduling import Card, recall, replay
from quizapp.core.statistics import (
    BINS,
    DAYS_AHEAD,
    WEEKS,
    HardQuestion,
    PastReview,
    Statistics,
    Streak,
    retention,
    statistics,
    streak,
    with_predictions,
)

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
"""A Wednesday."""
QUESTIONS = {
    QuestionId("pack/a"): TopicId("pack/one"),
    QuestionId("pack/b"): TopicId("pack/one"),
    QuestionId("pack/c"): TopicId("pack/two"),
    QuestionId("pack/d"): TopicId("pack/three"),
}


def past(
    name: str,
    at: datetime = NOON,
    rating: Rating = Rating.GOOD,
    *,
    score: float | None = None,
    seconds: float = 10,
    scheduled: bool = True,
) -> PastReview:
    question = QuestionId(f"pack/{name}")
    return PastReview(
        question=question,
        topic=QUESTIONS.get(question),
        at=at,
        rating=rating,
        score=float(rating > Rating.AGAIN) if score is None else score,
        elapsed_ms=round(seconds * 1000),
        lang="en",
        scheduled=scheduled,
    )


def told(reviews: list[PastReview], now: datetime = NOON) -> Statistics:
    cards: dict[QuestionId, Card] = {}
    for question in {each.question for each in reviews}:
        card = replay((r.rating, r.at) for r in reviews if r.question == question and r.scheduled)
        if card:
            cards[question] = card
    return statistics(
        reviews, topics=QUESTIONS, cards=cards, now=now, day_of=lambda at: at.astimezone(UTC).date()
    )


REVIEWS = st.lists(
    st.builds(
        lambda name, hours, rating, score, scheduled: (name, hours, rating, score, scheduled),
        st.sampled_from("abcz"),
        st.floats(0.001, 900, allow_nan=False),
        st.sampled_from(Rating),
        st.sampled_from([0.0, 0.5, 1.0]),
        st.booleans(),
    ),
    max_size=30,
).map(
    lambda rows: [
        past(
            name,
            NOON + timedelta(hours=sum(row[1] for row in rows[: place + 1])),
            rating,
            score=score,
            scheduled=scheduled,
        )
        for place, (name, _, rating, score, scheduled) in enumerate(rows)
    ]
)


@given(reviews=REVIEWS)
def test_predictions_are_those_of_fsrs(reviews: list[PastReview]) -> None:
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    cards: dict[str, fsrs.Card] = {}
    for each in with_predictions(reviews):
        theirs = cards.get(each.question)
        if theirs is None:
            assert (each.before, each.predicted) == (None, None)
            theirs = fsrs.Card(card_id=1)
        else:
            assert each.before is not None
            assert each.predicted == scheduler.get_card_retrievability(theirs, each.at)
            assert (each.before.state, each.before.stability) == (theirs.state, theirs.stability)
            assert each.tests_memory == (each.scheduled and theirs.state == fsrs.State.Review)
        if each.scheduled:
            cards[each.question], _ = scheduler.review_card(
                theirs, fsrs.Rating(each.rating), each.at
            )


@given(reviews=REVIEWS, later=st.floats(0, 500))
def test_sums_agree(reviews: list[PastReview], later: float) -> None:
    now = (reviews[-1].at if reviews else NOON) + timedelta(hours=later)
    numbers = told(reviews, now)
    assert sum(day.reviews for day in numbers.days) == len(numbers.reviews) == len(reviews)
    assert sum(day.right for day in numbers.days) == sum(each.right for each in reviews)
    first = now.date() - timedelta(days=now.weekday(), weeks=WEEKS - 1)
    shown = sum(day.reviews for day in numbers.days if day.day >= first)
    assert sum(sum(week.reviews) for week in numbers.weeks) == shown
    assert sum(each.reviews for each in numbers.retention.bins) == numbers.retention.reviews
    asked = [each for each in reviews if each.question in QUESTIONS]
    assert sum(topic.reviews for topic in numbers.topics) == len(asked)
    seen = {each.question for each in asked if each.scheduled}
    assert sum(topic.seen for topic in numbers.topics) == len(seen)
    assert sum(day.cards for day in numbers.forecast) <= len(seen)
    assert numbers.streak.current <= numbers.streak.longest <= len(numbers.days)
    strengths = [t.strength for t in numbers.topics if t.strength is not None]
    assert strengths == sorted(strengths)
    assert all(topic.strength is None for topic in numbers.topics[len(strengths) :])


@given(reviews=REVIEWS)
def test_the_bins_make_up_the_whole(reviews: list[PastReview]) -> None:
    whole = retention(with_predictions(reviews))
    assert all(each.reviews and each.low <= each.predicted <= each.high for each in whole.bins)
    assert all((each.low, each.high) in pairwise(BINS) for each in whole.bins)
    if whole.reviews:
        for name in ("recalled", "predicted"):
            weighted = sum(getattr(each, name) * each.reviews for each in whole.bins)
            assert weighted / whole.reviews == pytest.approx(getattr(whole, name))


def test_nothing_reviewed() -> None:
    numbers = told([])
    assert (numbers.reviews, numbers.days, numbers.right) == ((), (), None)
    assert numbers.retention == retention([])
    assert (numbers.retention.recalled, numbers.median_ms) == (None, None)
    assert numbers.streak == Streak(0, 0)
    assert len(numbers.weeks) == WEEKS
    assert len(numbers.forecast) == DAYS_AHEAD
    assert {each.strength for each in numbers.topics} == {None}


def test_only_reviews_of_learned_questions_that_are_scheduled_test_memory() -> None:
    learned = [past("a"), past("a", NOON + timedelta(minutes=10))]
    assert retention(with_predictions(learned)).reviews == 0
    due = NOON + timedelta(days=3)
    assert retention(with_predictions([*learned, past("a", due, scheduled=False)])).reviews == 0
    whole = retention(with_predictions([*learned, past("a", due, Rating.AGAIN)]))
    card = replay((each.rating, each.at) for each in learned)
    assert card is not None
    assert (whole.reviews, whole.recalled) == (1, 0.0)
    assert whole.predicted == recall(card, due)


def test_the_calendar_ends_today() -> None:
    numbers = told([past("a", NOON - timedelta(days=n)) for n in (2, 1, 1, 0)])
    last = numbers.weeks[-1]
    assert last.monday == date(2026, 3, 2)
    assert last.reviews == (1, 2, 1)
    assert numbers.weeks[0].monday == date(2026, 3, 2) - timedelta(weeks=WEEKS - 1)
    assert all(len(week.reviews) == 7 for week in numbers.weeks[:-1])


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ([], Streak(0, 0)),
        ([0], Streak(1, 1)),
        ([1, 2, 3], Streak(3, 3)),
        ([2, 3], Streak(0, 2)),
        ([0, 1, 3, 4, 5], Streak(2, 3)),
        ([-1, 0], Streak(1, 1)),
    ],
)
def test_a_streak_lives_until_the_day_after(back: list[int], expected: Streak) -> None:
    today = NOON.date()
    assert streak([today - timedelta(days=n) for n in back], today) == expected


def test_days_are_those_of_the_learners_calendar() -> None:
    late = past("a", datetime(2026, 3, 3, 23, 30, tzinfo=UTC))
    numbers = statistics(
        [late],
        topics=QUESTIONS,
        cards={},
        now=NOON,
        day_of=lambda at: (at + timedelta(hours=9)).date(),
    )
    assert [day.day for day in numbers.days] == [date(2026, 3, 4)]


def test_topics_stand_by_their_strength() -> None:
    now = NOON + timedelta(days=9)
    numbers = told([past("c"), past("a", now), past("b", now, Rating.AGAIN)], now)
    two, one, three = numbers.topics
    assert (two.topic, two.seen, two.questions, two.right_lately) == ("pack/two", 1, 1, 1.0)
    assert (one.topic, one.seen, one.questions, one.right_lately) == ("pack/one", 2, 2, 0.5)
    assert (three.topic, three.seen, three.strength) == ("pack/three", 0, None)
    assert two.strength is not None
    assert two.strength < 1.0
    assert one.strength == 1.0


def test_what_is_overdue_is_due_today() -> None:
    numbers = told([past("a", NOON - timedelta(days=60)), past("b", NOON, Rating.EASY)])
    assert (numbers.forecast[0].day, numbers.forecast[0].cards) == (NOON.date(), 1)
    assert [day.cards for day in numbers.forecast].count(1) == 2


def test_the_hardest_were_forgotten_most_and_right_least() -> None:
    day = timedelta(days=1)
    reviews = [
        past("a", NOON),
        past("a", NOON + day / 100),
        past("a", NOON + 5 * day, Rating.AGAIN),
        past("b", NOON, Rating.AGAIN),
        past("b", NOON + day, Rating.AGAIN),
        past("c", NOON, Rating.AGAIN),
        past("d", NOON),
        past("d", NOON + day),
        past("gone", NOON, Rating.AGAIN),
        past("gone", NOON + day, Rating.AGAIN),
    ]
    reviews.sort(key=lambda each: each.at)
    numbers = told(reviews, NOON + 5 * day)
    a, b = (QuestionId(f"pack/{name}") for name in "ab")
    assert numbers.hardest == (
        HardQuestion(a, 1, pytest.approx(2 / 3), 3),
        HardQuestion(b, 0, 0.0, 2),
    )


def test_the_slowest_stand_by_their_median() -> None:
    times = {"a": [1, 2, 90], "b": [5, 7], "c": [60]}
    numbers = told([past(name, seconds=s) for name, given in times.items() for s in given])
    assert [(each.question, each.median_ms) for each in numbers.slowest] == [
        ("pack/c", 60_000),
        ("pack/b", 6_000),
        ("pack/a", 2_000),
    ]
    assert numbers.median_ms == 6_000
