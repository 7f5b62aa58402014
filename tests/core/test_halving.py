"""Half-lives: as they are told, and chosen only where they explain the answers."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import scheduling
from quizapp.core.fitting import LEAST_ANSWERS, Step, replayed
from quizapp.core.forgetting import Forgetting, Memory, Model
from quizapp.core.halving import SHORTEST, HalfLives, likeliest, telling
from quizapp.core.responses import Rating

USUAL = Forgetting(scheduling.parameters())
HALVES = HalfLives(6, 2, 0.5)


def answers(model: Model, questions: int, seed: int) -> list[list[Step]]:
    """What somebody with this memory answers every 1 to 9 days."""
    dice = random.Random(seed)
    told = []
    for _ in range(questions):
        steps = [Step(0, Rating.AGAIN)]
        for _ in range(5):
            gap = dice.randint(1, 9)
            right = dice.random() < model.recall(replayed(model, steps).stability, gap)
            steps.append(Step(gap, Rating.GOOD if right else Rating.AGAIN))
        told.append(steps)
    return told


def test_recall_halves_and_answers_change_how_soon() -> None:
    memory = HALVES.first(Rating.AGAIN)
    assert HALVES.recall(memory.stability, 6) == 0.5
    assert HALVES.after(memory, 0, Rating.AGAIN) == memory
    assert HALVES.after(memory, 1, Rating.EASY).stability == 12
    assert HALVES.after_recall(memory, 9, 0.3, Rating.AGAIN).stability == 3
    assert HALVES.after(Memory(SHORTEST, 5), 1, Rating.AGAIN).stability == SHORTEST


@pytest.mark.parametrize("seed", range(2))
def test_whoever_forgets_by_halves_is_found(seed: int) -> None:
    found = likeliest(USUAL, answers(HALVES, 80, seed))
    assert isinstance(found, HalfLives)
    for days in (1, 3, 6):
        assert found.recall(found.first(1).stability, days) == pytest.approx(
            HALVES.recall(6, days), abs=0.15
        )


@pytest.mark.parametrize("seed", range(2))
def test_whoever_forgets_as_usual_is_left_alone(seed: int) -> None:
    assert likeliest(USUAL, answers(USUAL, 80, seed)) is USUAL


def test_few_answers_say_nothing() -> None:
    wrong = [Step(0, Rating.AGAIN), Step(1, Rating.AGAIN)]
    assert likeliest(USUAL, [wrong] * (LEAST_ANSWERS - 1)) is USUAL


@given(st.lists(st.tuples(st.integers(0, 99), st.sampled_from(Rating)), max_size=20))
def test_any_history_leaves_a_memory(log: list[tuple[int, Rating]]) -> None:
    memory = replayed(HALVES, [Step(0, Rating.GOOD), *(Step(*each) for each in log)])
    assert memory.stability >= SHORTEST
    assert 0 <= HALVES.recall(memory.stability, 7) <= 1


def test_an_answer_tells_where_both_models_expect_another() -> None:
    right, wrong = [Step(0, Rating.GOOD)], [Step(0, Rating.AGAIN)]
    assert telling(USUAL, USUAL, right, 0) == 0  # nothing is forgotten yet, in either
    assert telling(USUAL, USUAL, right, 8) > telling(USUAL, USUAL, right, 1)
    for model in (USUAL, HALVES):
        assert telling(model, USUAL, right, 8) > telling(model, USUAL, wrong, 8)
