"""A learner's own parameters: fitted in a process, judged, kept, stopped and given up."""

import sys
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from simulating import DAYS, NOON, fill

from quizapp.core.fitting import LEAST_REVIEWS, Step, split
from quizapp.core.forgetting import Forgetting
from quizapp.core.ids import QuestionId
from quizapp.core.responses import Rating
from quizapp.core.scheduling import bounds, parameters, replay
from quizapp.services import fitting
from quizapp.services.fit_report import as_lines
from quizapp.services.fitting import FitStopped, Fitting, Work, gather, keep, reset
from quizapp.services.full_fit import Reviews, fit, recalls
from quizapp.services.house import House
from quizapp.services.planning import PlanWish, make_plan

USUAL = parameters()
LOW, HIGH = bounds()
QUESTIONS = [QuestionId(f"pack/q{n}") for n in range(-(-LEAST_REVIEWS // len(DAYS)))]
VECTORS = st.tuples(*(st.floats(low, high) for low, high in zip(LOW, HIGH, strict=True)))
HISTORIES = st.lists(
    st.lists(st.builds(Step, st.integers(0, 60), st.sampled_from(Rating)), min_size=1, max_size=6),
    min_size=1,
    max_size=4,
)


@settings(deadline=None)
@given(st.lists(VECTORS, min_size=1, max_size=3), HISTORIES)
def test_the_table_recalls_what_the_model_does(
    vectors: list[tuple[float, ...]], histories: list[list[Step]]
) -> None:
    found = recalls(np.array(vectors), Reviews(histories))
    for vector, table in zip(vectors, found, strict=True):
        model = Forgetting(vector)
        for column, steps in enumerate(histories):
            memory = model.first(steps[0].rating)
            for row, (gap, rating) in enumerate(steps[1:], start=1):
                expected = model.recall(memory.stability, gap)
                assert table[row, column] == pytest.approx(expected, rel=1e-9, abs=1e-12)
                memory = model.after(memory, gap, rating)


def test_few_answers_change_little_and_many_find_the_learner() -> None:
    own = Forgetting((*(0.4 * w for w in USUAL[:4]), *USUAL[4:20], 0.4))
    dice = np.random.default_rng(3)

    def histories(questions: int) -> list[list[Step]]:
        told = []
        for _ in range(questions):
            steps, memory = [Step(0, Rating.GOOD)], own.first(Rating.GOOD)
            for gap in dice.integers(1, 15, 7):
                right = dice.random() < own.recall(memory.stability, gap)
                steps.append(Step(int(gap), Rating.GOOD if right else Rating.AGAIN))
                memory = own.after(memory, int(gap), steps[-1].rating)
            told.append(steps)
        return told

    heard: list[float] = []
    few = fit(USUAL, (LOW, HIGH), Reviews([[Step(0, Rating.GOOD), Step(2, Rating.AGAIN)]]), print)
    many = fit(USUAL, (LOW, HIGH), Reviews(histories(200)), heard.append)
    assert heard[0] == 0 and heard[-1] == 1 and heard == sorted(heard)
    assert np.allclose(few[4:20], USUAL[4:20], rtol=0.1)
    days = np.arange(1, 15)
    first = own.parameters[2], many[2]
    true, found, usual = (
        np.array([Forgetting(w).recall(w[2], d) for d in days])
        for w in (own.parameters, many, USUAL)
    )
    assert np.abs(found - true).max() < 0.05 < np.abs(usual - true).max()
    assert abs(first[0] - first[1]) < 0.5


def test_it_is_fitted_kept_and_given_up(house: House, clock) -> None:
    clock.now = fill(house.record, QUESTIONS)
    before = house.record.cards()
    work = gather(house)
    assert work.enough
    assert work.reviews == LEAST_REVIEWS
    heard: list[float] = []
    found = Fitting(work).run(heard.append)
    assert house.record.cards() == before
    assert heard[-1] == 1
    assert found.kept == fitting.FULL
    assert found.losses["full"] < found.losses["two"] < found.losses["usual"]
    assert found.parameters is not None
    keep(house, found)
    assert house.own_parameters() == found.parameters
    after = house.record.cards()
    for question in QUESTIONS[:5]:
        log = [(r.rating, r.at) for r in house.record.reviews(question)]
        assert after[question] == replay(log, found.parameters)
    told = fitting.standing(house)
    assert (told.own, told.reviews, told.kept) == (True, LEAST_REVIEWS, found.losses["full"])
    assert any("→" in line and "all parameters" in line for line in as_lines(found, str))
    assert make_plan(house, PlanWish()).recall.questions
    assert reset(house)
    assert house.record.cards() == before
    assert not reset(house)
    assert not fitting.standing(house).own


def test_it_can_be_stopped_before_and_while_it_runs() -> None:
    log = [(Rating.GOOD, NOON + timedelta(days=day)) for day in DAYS]
    work = Work(LEAST_REVIEWS, split([log] * 100), NOON.date())
    early = Fitting(work)
    early.stop()
    with pytest.raises(FitStopped):
        early.run()
    late = Fitting(work)
    with pytest.raises(FitStopped):
        late.run(lambda _share: late.stop())


def test_too_little_is_not_enough(house: House) -> None:
    assert not gather(house).enough
    fill(house.record, QUESTIONS[:3])
    assert not gather(house).enough


def test_a_summary_that_cannot_be_read_harms_nothing(house: House) -> None:
    house.record.set_setting("fsrs", "[1, 2]")
    assert not fitting.standing(house).own
    house.record.set_setting("fsrs", str(list(USUAL)))
    house.record.set_setting(fitting.SUMMARY, "{")
    assert fitting.standing(house).own
