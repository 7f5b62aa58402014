"""Forgetting as fsrs has it, what a plan promises, and whether simulated learners keep it."""

import importlib.util
import random
import statistics
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core import scheduling
from quizapp.core.forgetting import Forgetting, Memory
from quizapp.core.orders import (
    ASKED_TO_LEARN,
    ENOUGH_ANSWERS,
    ORDERS,
    Order,
    by_gain,
    chosen,
    in_turn,
    just_forgotten,
    ranked,
)
from quizapp.core.outlook import Outlook, Trace, curve, share, trace_of
from quizapp.core.readiness import MOST_STEPS, Planner, steps
from quizapp.core.responses import Rating

MODEL = Forgetting(scheduling.parameters())
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEW = Trace(None)

MEMORIES = st.builds(Memory, st.floats(0.05, 400), st.floats(1, 10))
SEEN = st.builds(Trace, MEMORIES, st.integers(0, 60))
TRACES = st.lists(st.one_of(st.just(NEW), SEEN), min_size=1, max_size=30)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(Rating), st.timedeltas(timedelta(0), timedelta(days=90))),
        min_size=1,
        max_size=12,
    ),
    st.integers(0, 400),
)
def test_it_is_the_memory_of_fsrs(log: list[tuple[Rating, timedelta]], ahead: int) -> None:
    card, memory, at = None, None, NOON
    for rating, gap in log:
        at += gap
        days = (at - card.last_review).days if card else 0
        memory = MODEL.after(memory, days, rating) if memory else MODEL.first(rating)
        card = scheduling.review(card, rating, at)
        assert memory == pytest.approx((card.stability, card.difficulty))
    assert card is not None
    assert memory is not None
    later = at + timedelta(days=ahead)
    assert MODEL.recall(memory.stability, ahead) == pytest.approx(scheduling.recall(card, later))
    assert trace_of(memory, card.last_review, later) == Trace(memory, ahead)


@settings(deadline=None)
@given(MEMORIES, st.integers(1, 100))
def test_a_stability_is_found_from_its_recall(memory: Memory, days: int) -> None:
    found = MODEL.stability_for(MODEL.recall(memory.stability, days), days)
    assert found == pytest.approx(memory.stability)


def test_what_was_never_asked_is_not_counted_on() -> None:
    outlook = Outlook(MODEL, 7)
    known = Trace(Memory(30.0, 5.0), 3)
    assert outlook.recall(NEW) == 0
    assert outlook.recall(known) == MODEL.recall(30.0, 10)
    assert curve(outlook, [known, NEW])[0] == (0, MODEL.recall(30.0, 3) / 2)
    assert curve(outlook, []) == tuple((day, 0.0) for day in range(8))


@settings(deadline=None)
@given(TRACES, st.integers(0, 200))
def test_without_study_recall_only_falls(traces: list[Trace], days: int) -> None:
    outlook = Outlook(MODEL, days)
    told = curve(outlook, traces)
    assert [day for day, _ in told] == sorted({day for day, _ in told})
    assert (told[0][0], told[-1][0]) == (0, days)
    recalls = [recall for _, recall in told]
    assert recalls == sorted(recalls, reverse=True)
    assert recalls[-1] == pytest.approx(share(map(outlook.recall, traces)))
    assert len(told) <= MOST_STEPS + 1


@settings(deadline=None)
@given(TRACES, st.integers(0, 40))
def test_the_list_of_today_gains_and_leaves_out_what_was_asked_today(
    traces: list[Trace], days: int
) -> None:
    outlook = Outlook(MODEL, days)
    for order in ORDERS:
        found = ranked(outlook, traces, order)
        assert all(gain > 0 for _, gain in found)
        places = [place for place, _ in found]
        assert len(set(places)) == len(places)
        assert all(traces[place].memory is None or traces[place].age > 0 for place in places)
        assert {place for place, trace in enumerate(traces) if trace.memory is None} <= set(places)


def test_each_order_begins_where_it_says() -> None:
    ages = [Trace(Memory(4.0, 5.0), age) for age in (2, 40, 9)]
    outlook = Outlook(MODEL, 20)

    def places(order: Order) -> list[int]:
        return [place for place, _ in ranked(outlook, [*ages, NEW], order)]

    recalls = [outlook.recall(each, 0) for each in ages]
    assert recalls[0] > 0.85 > recalls[2] > recalls[1]
    assert places(in_turn) == [3, 1, 2, 0]
    assert places(just_forgotten(0.85)) == [2, 1, 3, 0]
    gains = [gain for _, gain in ranked(outlook, [*ages, NEW], by_gain(0, 0))]
    assert gains == sorted(gains, reverse=True)


def test_on_the_last_day_the_largest_gain_comes_first() -> None:
    traces = [Trace(Memory(s, 5.0), 20) for s in (0.5, 2.0, 10.0, 100.0)]
    found = ranked(Outlook(MODEL, 1), [*reversed(traces), NEW])
    gains = [gain for _, gain in found]
    assert found[0][0] == 4
    assert gains == sorted(gains, reverse=True)
    assert [place for place, _ in found[1:]] == [3, 2, 1, 0]


@settings(deadline=None, max_examples=15)
@given(TRACES, st.integers(0, 40), st.integers(1, 20))
def test_a_forecast_counts_every_question_once(traces: list[Trace], days: int, n: int) -> None:
    outlook = Outlook(MODEL, days)
    grouped = [(place % 3, trace) for place, trace in enumerate(traces)]
    planner = Planner(outlook, grouped)
    best = planner.best(n)
    assert planner.forecast(n, order=best).share >= planner.forecast(n).share
    told = planner.forecast(n)
    sizes = [sum(group == each for group, _ in grouped) for each in told.groups]
    mean = sum(x * size for x, size in zip(told.groups.values(), sizes, strict=True)) / len(traces)
    assert told.share == pytest.approx(mean)
    assert 0 <= told.share <= 1 + 1e-9
    assert planner.forecast(0).share == pytest.approx(share(map(outlook.recall, traces)))
    recalls = [recall for _, recall in told.progress]
    assert recalls == pytest.approx(sorted(recalls), abs=0.01)
    assert planner.forecast(n, 0).share <= told.share + 0.02


@settings(deadline=None)
@given(st.integers(0, 4000))
def test_the_steps_stand_for_all_days_of_study(days: int) -> None:
    told = steps(days)
    assert sum(length for _, length in told) == max(days, 1)
    assert [day for day, _ in told] == sorted({day for day, _ in told})
    assert told[0] == (0, 1)
    assert told[-1][0] == max(days - 1, 0)
    assert len(told) <= MOST_STEPS + 1


def test_the_fewest_questions_that_reach_a_goal() -> None:
    planner = Planner(Outlook(MODEL, 10), [("", NEW)] * 40)
    needed = planner.needed(0.8)
    assert needed is not None
    assert planner.forecast(needed).share >= 0.8 > planner.forecast(needed - 1).share
    assert planner.needed(0.0) == 0
    tomorrow = Planner(Outlook(MODEL, 1), [("", NEW)] * 40)
    assert tomorrow.needed(0.95) is None
    assert Planner(Outlook(MODEL, 5), ()).needed(0.9) is None


def test_many_cards_cost_no_more_forecasting_than_some() -> None:
    dice = random.Random(1)
    traces = [
        (n % 5, Trace(Memory(dice.lognormvariate(1, 1.5), dice.uniform(1, 10)), dice.randrange(40)))
        for n in range(2000)
    ]
    outlook = Outlook(MODEL, 30)
    assert len(Planner(outlook, traces)._clusters) <= 110
    exact = Planner(outlook, traces[:100]).forecast(0).share
    assert exact == pytest.approx(share(outlook.recall(each) for _, each in traces[:100]))


def test_some_questions_are_asked_to_learn_how_one_forgets() -> None:
    outlook = Outlook(MODEL, 30)
    known = [Trace(Memory(20.0 + n, 5.0), 3) for n in range(10)]
    traces = [*([NEW] * 30), *known, Trace(Memory(20.0, 5.0), 0)]

    def asked(traces: list[Trace], room: int, answers: int) -> list[int]:
        """Of two that could be asked the later place tells more."""
        return chosen(
            outlook, traces, room, answers=answers, telling=float, left_out={39} if room else ()
        )

    by_worth = asked(traces, 20, ENOUGH_ANSWERS)
    assert by_worth == [place for place, _ in ranked(outlook, traces) if place != 39][:20]
    todays = asked(traces, 20, 0)
    assert len(todays) == len(set(todays)) == 20
    told = [place for place in todays if place >= 30]
    assert told == [38, 37, 36, 35, 34, 33]
    assert len(told) == 20 * ASKED_TO_LEARN  # not 39, left out, nor 40, asked today
    assert asked([NEW] * 3, 9, 0) == [0, 1, 2]
    assert asked(traces, 0, 0) == []


# Simulated learners


@pytest.fixture(scope="module")
def bench() -> Any:
    """The large simulation, of which small parts run here."""
    path = Path(__file__).parents[2] / "bench" / "readiness.py"
    spec = importlib.util.spec_from_file_location("bench_readiness", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("questions", "days", "n"), [(100, 10, 20), (60, 14, 6), (60, 5, 30)])
def test_learners_end_where_the_plan_said(bench: Any, questions: int, days: int, n: int) -> None:
    outlook = Outlook(MODEL, days, bench.KNOWN_FIRST)
    planner = Planner(outlook, [("", NEW)] * questions)
    promised = planner.forecast(n, order=planner.best(n)).share
    kept = bench.ends("as the model", "the plan", range(8), questions, days, n)
    assert statistics.mean(kept) == pytest.approx(promised, abs=0.03)


def test_half_way_the_promise_holds_too(bench: Any) -> None:
    promised, kept = [], []
    for seed in range(8):
        dice = random.Random(seed)
        learner, seen = bench.like_the_model(seed, 80), bench.Seen(80)
        for number in range(12):
            day = bench.Day(number, 12, 12, dice)
            if number == 6:
                outlook, traces = seen.outlook(day)
                planner = Planner(outlook, [("", each) for each in traces])
                promised.append(planner.forecast(12, order=planner.best(12)))
            for question in bench.by_plan(seen, day):
                seen.note(question, right=learner.ask(question, number), day=number)
        kept.append(share(learner.recall(question, 12) for question in range(80)))
    expected = statistics.mean(each.share for each in promised)
    assert statistics.mean(kept) == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize("learner", ["parameters off", "quick to forget"])
def test_the_plan_beats_simpler_orders(bench: Any, learner: str) -> None:
    ends = {
        order: statistics.mean(bench.ends(learner, order, range(6), 80, 14, 15))
        for order in bench.ORDERS
    }
    plan = ends.pop("the plan")
    assert plan > max(ends.values())
    assert plan > ends["random"] + 0.03
    assert plan > ends["due first"] + 0.03
