"""Answers tell how a learner forgets, where there are enough and they are clear."""

import random
from datetime import UTC, datetime, timedelta
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core import scheduling
from quizapp.core.fitting import (
    LEAST_ANSWERS,
    MOST_REVIEWS,
    NOTHING_CHECKED,
    Step,
    as_parameters,
    check,
    fitted,
    history,
    likelihood,
    log_loss,
    replayed,
    split,
)
from quizapp.core.forgetting import Forgetting
from quizapp.core.responses import Rating

USUAL = Forgetting(scheduling.parameters())
QUICK = Forgetting((*USUAL.parameters[:20], 0.5), 0.35)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

HISTORIES = st.lists(
    st.lists(st.builds(Step, st.integers(0, 60), st.sampled_from(Rating)), min_size=1, max_size=8),
    max_size=10,
)


def answers(model: Forgetting, questions: int, seed: int = 1) -> list[list[Step]]:
    """What somebody with this memory answers after 1 to 20 days."""
    dice = random.Random(seed)
    told = []
    for _ in range(questions):
        steps = [Step(0, Rating.GOOD if dice.random() < 0.25 else Rating.AGAIN)]
        for _ in range(4):
            gap = dice.randint(1, 20)
            right = dice.random() < model.recall(replayed(model, steps).stability, gap)
            steps.append(Step(gap, Rating.GOOD if right else Rating.AGAIN))
        told.append(steps)
    return told


def test_a_history_counts_whole_days() -> None:
    times = [NOON, NOON + timedelta(hours=23), NOON + timedelta(days=3), NOON + timedelta(days=4)]
    rated = [(Rating.GOOD, at) for at in times]
    assert [gap for gap, _ in history(rated)] == [0, 0, 2, 1]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 40)), min_size=1, max_size=8))
def test_replaying_gives_the_card(log: list[tuple[Rating, int]]) -> None:
    at, rated = NOON, []
    for rating, days in log:
        at += timedelta(days=days)
        rated.append((rating, at))
    card = scheduling.replay(rated)
    assert card is not None
    memory = replayed(USUAL, history(rated))
    assert memory == pytest.approx((card.stability, card.difficulty))


@pytest.mark.parametrize("seed", range(5))
def test_the_usual_learner_keeps_the_usual_curve(seed: int) -> None:
    assert fitted(USUAL, answers(USUAL, 100, seed)) is USUAL


@pytest.mark.parametrize("seed", range(3))
def test_another_curve_is_found(seed: int) -> None:
    found = fitted(USUAL, answers(QUICK, 100, seed))
    assert found is not USUAL
    first = found.first(Rating.GOOD).stability
    for days in (1, 3, 7, 14):
        true = QUICK.recall(QUICK.first(Rating.GOOD).stability, days)
        assert found.recall(first, days) == pytest.approx(true, abs=0.12)


def test_few_answers_say_nothing() -> None:
    wrong = [Step(0, Rating.AGAIN), Step(1, Rating.AGAIN)]
    assert fitted(USUAL, [wrong] * (LEAST_ANSWERS - 1)) is USUAL
    assert fitted(USUAL, [wrong] * LEAST_ANSWERS) is not USUAL
    assert fitted(USUAL, []) is USUAL


@settings(deadline=None, max_examples=30)
@given(HISTORIES)
def test_any_answers_can_be_fitted(histories: list[list[Step]]) -> None:
    found = fitted(USUAL, histories)
    assert likelihood(found, histories) >= likelihood(USUAL, histories)


def test_a_long_record_costs_no_more_than_some_reviews() -> None:
    long = answers(QUICK, 1000)
    few = long[: MOST_REVIEWS // 5]
    assert fitted(USUAL, long).parameters == fitted(USUAL, few).parameters


def test_the_last_fifth_is_held_out_and_what_came_before_is_known() -> None:
    logs = [
        [(Rating.GOOD, NOON + timedelta(days=day)) for day in range(0, 16, 2)],
        [(Rating.AGAIN, NOON + timedelta(days=15)), (Rating.GOOD, NOON + timedelta(days=15.1))],
        [],
    ]
    told = split(logs)
    assert told.begins == (8, 0)
    assert [len(steps) for steps in told.early] == [8]
    assert told.held_out == 0
    with pytest.raises(ValueError, match="held out"):
        log_loss(USUAL, told)
    told = split(logs, share=0.5)
    assert (told.begins, told.held_out) == ((5, 0), 3)
    memories = [replayed(USUAL, told.histories[0][:n]) for n in (5, 6, 7)]
    expected = -sum(log(USUAL.recall(each.stability, 2)) for each in memories) / 3
    assert log_loss(USUAL, told) == pytest.approx(expected)


def test_two_numbers_are_parameters_as_well() -> None:
    own = as_parameters(QUICK, scheduling.bounds())
    alike = Forgetting(own)
    for steps in answers(QUICK, 3):
        assert replayed(alike, steps) == pytest.approx(replayed(QUICK, steps))
    assert as_parameters(Forgetting(USUAL.parameters, 1e9), scheduling.bounds())[0] == 100


def test_answers_speak_against_a_model_that_is_off_and_not_against_the_true_one() -> None:
    told = answers(QUICK, 60)
    wrong, true = check(USUAL, told), check(QUICK, told)
    assert wrong.answers == true.answers == 240
    assert wrong.recalled == true.recalled < wrong.expected
    assert wrong.off and not true.off
    assert sum(check(QUICK, answers(QUICK, 20, seed)).off for seed in range(40)) <= 5
    assert check(USUAL, []) == NOTHING_CHECKED
    assert not NOTHING_CHECKED.off
