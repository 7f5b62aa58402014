"""How sure against how right: by hand, by property, and what comes back first."""

import random
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.calibration import (
    FEW,
    MOST_BLOCKS,
    Calibration,
    Lean,
    brier,
    calibration,
    confident_mistakes,
    interval,
)
from quizapp.core.ids import QuestionId
from quizapp.core.responses import Confidence

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GUESS, UNSURE, FAIRLY, CERTAIN = Confidence


class Answered(NamedTuple):
    question: QuestionId
    at: datetime
    score: float
    confidence: Confidence | None


def answered(*told: tuple[Confidence | None, float], names: str = "") -> list[Answered]:
    return [
        Answered(
            QuestionId(f"pack/{names[place] if names else place}"),
            NOON + timedelta(hours=place),
            score,
            sure,
        )
        for place, (sure, score) in enumerate(told)
    ]


def test_by_hand() -> None:
    told = calibration(answered((CERTAIN, 1.0), (CERTAIN, 0.5), (GUESS, 0.0), (None, 1.0)))
    assert told.answers == 3
    assert told.brier == pytest.approx((0.05**2 + 0.95**2 + 0.25**2) / 3)
    assert told.right == pytest.approx(1 / 3)
    assert told.brier_base == pytest.approx(2 / 9)
    assert told.skill == pytest.approx(1 - told.brier / (2 / 9))
    assert [(step.confidence, step.answers, step.right) for step in told.steps] == [
        (GUESS, 1, 0.0),
        (CERTAIN, 2, 0.5),
    ]
    assert told.lean is Lean.FEW
    assert told.blocks == ()


def test_nothing_told_is_nothing_scored() -> None:
    assert calibration(answered((None, 1.0))) == Calibration(0)


def test_wilson_as_published() -> None:
    low, high = interval(81, 263)  # R. G. Newcombe, Statistics in Medicine 17, 1998, table I
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    low, high = interval(0, 20)
    assert (low, round(high, 4)) == (0.0, 0.1611)
    low, high = interval(15, 148)
    assert (round(low, 4), round(high, 4)) == (0.0624, 0.1605)


def simulated(truth: dict[Confidence, float], n: int, seed: int = 1) -> list[Answered]:
    dice = random.Random(seed)
    steps = [dice.choice(list(truth)) for _ in range(n)]
    return answered(*((step, float(dice.random() < truth[step])) for step in steps))


@pytest.mark.parametrize(
    ("truth", "lean"),
    [
        ({each: each.probability for each in Confidence}, Lean.FITS),
        ({FAIRLY: 0.5, CERTAIN: 0.7}, Lean.OVER),
        ({GUESS: 0.6, UNSURE: 0.8}, Lean.UNDER),
    ],
)
def test_learners_who_know_and_who_do_not_know_themselves(
    truth: dict[Confidence, float], lean: Lean
) -> None:
    told = calibration(simulated(truth, 200))
    assert told.lean is lean
    assert len(told.blocks) == MOST_BLOCKS
    assert sum(block.answers for block in told.blocks) == 200
    for step in told.steps:
        assert step.low <= truth[step.confidence] <= step.high


def test_honest_learners_are_seldom_told_that_they_lean() -> None:
    truth = {each: each.probability for each in Confidence}
    leans = [calibration(simulated(truth, 40, seed)).lean for seed in range(100)]
    assert sum(lean is Lean.FITS for lean in leans) >= 90


TOLD = st.lists(st.tuples(st.sampled_from([*Confidence, None]), st.sampled_from([0.0, 0.5, 1.0])))


@given(TOLD)
def test_any_answers(told: list[tuple[Confidence | None, float]]) -> None:
    known = calibration(answered(*told))
    sure = [each for each in told if each[0] is not None]
    assert known.answers == len(sure) == sum(step.answers for step in known.steps)
    if known.brier is None or known.brier_base is None or known.right is None:
        assert not sure
        return
    assert 0 <= known.brier <= 1
    assert known.brier_base == pytest.approx(brier([(known.right, s >= 1) for _, s in sure]))
    assert (known.skill is None) == (known.right in (0, 1))
    assert all(0 <= step.low <= step.right <= step.high <= 1 for step in known.steps)
    assert (known.lean is Lean.FEW) == (len(sure) < FEW)
    assert all(block.answers >= FEW for block in known.blocks)


def test_only_a_last_answer_is_a_mistake() -> None:
    told = answered(
        (CERTAIN, 0.0),  # a: right since
        (FAIRLY, 0.5),  # b
        (UNSURE, 0.0),  # c: it was not sure
        (CERTAIN, 1.0),  # a
        (CERTAIN, 0.0),  # d
        (None, 0.0),  # e: nobody asked
        (CERTAIN, 0.0),  # f: unsure since
        (GUESS, 0.0),  # f
        names="abcadeff",
    )
    assert [each.question for each in confident_mistakes(told)] == ["pack/d", "pack/b"]
