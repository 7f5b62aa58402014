"""Cards equal what fsrs itself makes of the same reviews."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.responses import Rating
from quizapp.core.scheduling import (
    Parameters,
    bounds,
    preview,
    read_parameters,
    recall,
    replay,
    review,
    stored_parameters,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

LOGS = st.lists(
    st.tuples(
        st.sampled_from(Rating),
        st.one_of(
            st.timedeltas(timedelta(0), timedelta(minutes=30)),
            st.timedeltas(timedelta(hours=1), timedelta(days=400)),
        ),
    ),
    min_size=1,
    max_size=20,
)


def timed(log: list[tuple[Rating, timedelta]]) -> list[tuple[Rating, datetime]]:
    at, told = NOON, []
    for rating, gap in log:
        at += gap
        told.append((rating, at))
    return told


LOW, HIGH = bounds()
OWN = st.one_of(
    st.none(), st.tuples(*(st.floats(low, high) for low, high in zip(LOW, HIGH, strict=True)))
)
"""The usual parameters, and any that a learner may have."""


@given(log=LOGS, own=OWN)
def test_a_card_is_what_fsrs_makes_of_the_reviews(
    log: list[tuple[Rating, timedelta]], own: Parameters | None
) -> None:
    theirs = fsrs.Card(card_id=5)
    scheduler = fsrs.Scheduler(**({"parameters": own} if own else {}), enable_fuzzing=False)
    for rating, at in timed(log):
        theirs, _ = scheduler.review_card(theirs, fsrs.Rating(rating), at)
    ours = replay(timed(log), own)
    assert ours is not None
    assert (ours.stability, ours.difficulty) == (theirs.stability, theirs.difficulty)
    assert (ours.due, ours.last_review) == (theirs.due, theirs.last_review)
    assert (ours.state, ours.step) == (theirs.state, theirs.step)
    assert ours.reps == len(log)
    later = theirs.due + timedelta(days=30)
    assert recall(ours, later, own) == scheduler.get_card_retrievability(theirs, later)


@pytest.mark.parametrize(
    "stored", ["", "nonsense", "[1, 2]", "{}", "7", "[" + "1e9, " * 20 + "1]", "[null]", "[NaN]"]
)
def test_what_are_no_parameters(stored: str) -> None:
    assert read_parameters(stored) is None


@given(own=OWN)
def test_parameters_are_read_as_they_were_stored(own: Parameters | None) -> None:
    assert read_parameters(stored_parameters(own)) == own


@given(log=LOGS)
def test_the_preview_tells_what_each_rating_will_do(log: list[tuple[Rating, timedelta]]) -> None:
    card = replay(timed(log))
    assert card is not None
    now = card.due + timedelta(days=1)
    shown = preview(card, now)
    assert shown == {rating: review(card, rating, now).due - now for rating in Rating}
    assert shown[Rating.AGAIN] <= shown[Rating.HARD] <= shown[Rating.GOOD] <= shown[Rating.EASY]
    assert all(interval > timedelta(0) for interval in shown.values())


def test_nothing_reviewed_is_no_card_and_can_be_previewed() -> None:
    assert replay([]) is None
    assert set(preview(None, NOON)) == set(Rating)


def test_a_lapse_is_forgetting_what_had_been_learned() -> None:
    learned = replay([(Rating.GOOD, NOON), (Rating.GOOD, NOON + timedelta(minutes=10))])
    assert learned is not None
    assert learned.lapses == 0
    forgotten = review(learned, Rating.AGAIN, learned.due)
    assert (forgotten.lapses, forgotten.reps) == (1, 3)
    still = review(forgotten, Rating.AGAIN, forgotten.due)
    assert still.lapses == 1


def test_recall_falls_to_ninety_percent_when_a_card_is_due() -> None:
    card = review(None, Rating.EASY, NOON)
    assert recall(card, NOON) == 1.0
    assert recall(card, card.due) == pytest.approx(0.9, abs=0.01)
    assert recall(card, card.due + timedelta(days=50)) < recall(card, card.due)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="UTC"):
        review(None, Rating.GOOD, datetime(2026, 3, 1))  # noqa: DTZ001


def test_sessions_and_cards_are_imported_without_fsrs() -> None:
    code = (
        "import sys, quizapp.core.session, quizapp.core.scheduling, quizapp.core.picking\n"
        "import quizapp.record.database\n"
        "print(sorted({'fsrs', 'pydantic', 'platformdirs', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
