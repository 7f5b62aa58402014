"""The walk of an interview: what comes after which answer, and when it ends."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.ids import QuestionId, TopicId
from quizapp.core.interview import (
    DEEPEST,
    LONGEST_THREAD,
    NOT_ASKED,
    Askable,
    Move,
    Plan,
    Step,
    Taken,
    choose,
    clock,
    depths,
    expected_minutes,
    read_level,
)

RIGHT, WRONG = 1.0, 0.0


def one(
    name: str, *follow_ups: str, topic: str = "t", difficulty: int = 3, kind: str = "choice"
) -> Askable:
    ids = tuple(QuestionId(f"p/{each}") for each in follow_ups)
    return Askable(QuestionId(f"p/{name}"), TopicId(f"p/{topic}"), kind, difficulty, ids)


def pool_of(*some: Askable) -> dict[QuestionId, Askable]:
    return {each.id: each for each in some}


def taken(step: Step, score: float, seconds: float = 10, passed: bool = False) -> Taken:
    return Taken(step.id, step.move, step.under, score, seconds, passed)


def walk(
    plan: Plan, pool: Mapping[QuestionId, Askable], seed: int, scores: Sequence[float]
) -> list[Taken]:
    """The interview of someone whose answers are worth these scores, over and over."""
    answers: list[Taken] = []
    while step := choose(plan, pool, seed, answers):
        score = scores[len(answers) % len(scores)]
        answers.append(taken(step, score, pool[step.id].seconds))
        assert len(answers) <= len(pool)
    return answers


def names(answers: Sequence[Taken]) -> list[str]:
    return [f"{each.move} {each.id.partition('/')[2]}" for each in answers]


TREE = pool_of(
    one("main", "first", "second", difficulty=2),
    one("first", "below", topic="u"),
    one("below", topic="u", difficulty=4),
    one("second", difficulty=2, topic="u"),
    one("easy", difficulty=1),
    one("other", topic="v", difficulty=2),
)
JUNIOR = Plan(low=2, high=3, questions=4)


def begun(score: float, passed: bool = False) -> Taken:
    return taken(Step(QuestionId("p/main"), Move.TOPIC), score, passed=passed)


def test_a_right_answer_leads_deeper_and_back_to_what_is_left_above() -> None:
    first = taken(Step(QuestionId("p/first"), Move.DEEPER, QuestionId("p/main")), RIGHT)
    below = taken(Step(QuestionId("p/below"), Move.DEEPER, first.id), RIGHT)
    assert choose(JUNIOR, TREE, 1, [begun(RIGHT)]) == Step(first.id, Move.DEEPER, first.under)
    assert choose(JUNIOR, TREE, 1, [begun(RIGHT), first]) == Step(below.id, Move.DEEPER, first.id)
    after = choose(JUNIOR, TREE, 1, [begun(RIGHT), first, below])
    assert after == Step(QuestionId("p/second"), Move.DEEPER, QuestionId("p/main"))


def test_a_wrong_answer_leads_aside_once_then_to_another_topic() -> None:
    aside = choose(JUNIOR, TREE, 1, [begun(WRONG)])
    assert aside == Step(QuestionId("p/easy"), Move.ASIDE, QuestionId("p/main"))
    after = choose(JUNIOR, TREE, 1, [begun(WRONG), taken(aside, WRONG)])
    assert after is not None
    assert after.move is Move.TOPIC
    assert after.id != "p/main"


def test_a_wrong_follow_up_leads_to_an_easier_one_beside_it() -> None:
    first = taken(Step(QuestionId("p/first"), Move.DEEPER, QuestionId("p/main")), WRONG)
    after = choose(JUNIOR, TREE, 1, [begun(RIGHT), first])
    assert after == Step(QuestionId("p/second"), Move.ASIDE, QuestionId("p/main"))


def test_passing_leads_to_another_topic_at_once() -> None:
    after = choose(JUNIOR, TREE, 1, [begun(WRONG, passed=True)])
    assert after is not None
    assert (after.move, after.under) == (Move.TOPIC, None)
    assert TREE[after.id].topic != TREE[QuestionId("p/main")].topic


def test_questions_that_others_ask_about_come_first_and_follow_ups_later() -> None:
    whole = pool_of(one("root", "leaf"), one("leaf"), one("lonely"))
    assert {choose(Plan(), whole, seed, []).id for seed in range(20)} == {"p/root"}  # type: ignore[union-attr]


def test_the_level_rises_with_answers_that_hold() -> None:
    whole = pool_of(*(one(f"{t}{d}", topic=t, difficulty=d) for t in "abcdef" for d in (2, 3, 4)))
    plan = Plan(low=2, high=4, questions=4)
    up = [whole[each.id].difficulty for each in walk(plan, whole, 3, [RIGHT])]
    down = [whole[each.id].difficulty for each in walk(plan, whole, 3, [WRONG])]
    assert up == [2, 3, 4, 4]
    assert down == [2, 2, 2, 2]


def test_topics_are_spread() -> None:
    whole = pool_of(*(one(f"{topic}{n}", topic=topic) for topic in "abc" for n in range(5)))
    asked = walk(Plan(questions=6), whole, 9, [RIGHT])
    topics = [whole[each.id].topic for each in asked]
    assert sorted(topics) == [f"p/{topic}" for topic in "aabbcc"]
    assert all(before != after for before, after in pairwise(topics))


def test_follow_ups_may_leave_what_was_wished_for_and_main_questions_may_not() -> None:
    from dataclasses import replace

    outside = replace(one("leaf", topic="elsewhere"), wanted=False)
    alone = replace(one("alone", topic="elsewhere"), wanted=False)
    asked = walk(Plan(), pool_of(one("root", "leaf"), outside, alone), 1, [RIGHT])
    assert names(asked) == ["topic root", "deeper leaf"]


POOLS = (
    st.integers(1, 12)
    .flatmap(
        lambda count: st.lists(
            st.builds(
                lambda topic, difficulty, kind, follow_ups: (topic, difficulty, kind, follow_ups),
                st.sampled_from("abc"),
                st.integers(1, 5),
                st.sampled_from(["choice", "explain", "true-false", "predict"]),
                st.lists(st.integers(0, count - 1), max_size=3),
            ),
            min_size=count,
            max_size=count,
        )
    )
    .map(
        lambda rows: pool_of(
            *(
                one(f"q{n}", *(f"q{f}" for f in follow if f != n), topic=t, difficulty=d, kind=k)
                for n, (t, d, k, follow) in enumerate(rows)
            )
        )
    )
)
PLANS = st.builds(
    lambda low, more, length, timed: Plan(
        low=low,
        high=min(5, low + more),
        questions=0 if timed else length,
        minutes=length if timed else 0,
    ),
    st.integers(1, 5),
    st.integers(0, 4),
    st.integers(1, 10),
    st.booleans(),
)
SCORES = st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=8)


@given(plan=PLANS, pool=POOLS, seed=st.integers(0, 2**63), scores=SCORES)
def test_whatever_is_answered_the_interview_keeps_its_rules(
    plan: Plan, pool: dict[QuestionId, Askable], seed: int, scores: list[float]
) -> None:
    asked = walk(plan, pool, seed, scores)
    by_id = {each.id: each for each in asked}
    assert len(by_id) == len(asked)
    assert not plan.questions or len(asked) <= plan.questions
    assert not plan.minutes or sum(each.seconds for each in asked) <= 60 * plan.minutes
    assert all(pool[each.id].kind not in NOT_ASKED for each in asked)
    for before, each in pairwise([None, *asked]):
        assert each is not None
        if each.move is Move.DEEPER:
            assert before is not None
            assert before.held
            assert each.under is not None
            assert by_id[each.under].held
            assert each.id in pool[each.under].follow_ups
            assert pool[each.id].difficulty >= plan.low, "deeper is not easier than the level"
        elif each.move is Move.ASIDE:
            assert before is not None
            assert not before.held
            assert pool[each.id].difficulty <= pool[before.id].difficulty
        else:
            assert each.under is None
            assert plan.low <= pool[each.id].difficulty <= plan.high
    walked = list(depths(asked))
    assert [each for each, _ in walked] == asked
    assert all(depth <= DEEPEST for _, depth in walked)
    mains = [place for place, each in enumerate(asked) if each.move is Move.TOPIC]
    threads = [end - start for start, end in pairwise([*mains, len(asked)])]
    assert all(length <= LONGEST_THREAD for length in threads)
    # Broken off anywhere and gone on with, over the pool in another order, it is the same.
    again = dict(reversed(pool.items()))
    for place, each in enumerate(asked):
        step = choose(plan, again, seed, asked[:place])
        assert step == Step(each.id, each.move, each.under)
    assert choose(plan, again, seed, asked) is None


@pytest.mark.parametrize(
    ("text", "level"),
    [("mid", (2, 4)), ("Senior", (3, 5)), ("3", (3, 3)), ("1-5", (1, 5)), ("2–3", (2, 3))],
)
def test_levels_are_names_or_ranges(text: str, level: tuple[int, int]) -> None:
    assert read_level(text) == level


@pytest.mark.parametrize("text", ["", "0", "6", "4-2", "staff", "1-", "12", "²", "-3"])
def test_what_is_no_level_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_level(text)


def test_a_level_has_its_name_where_it_has_one() -> None:
    assert [Plan(low=1, high=2).level, Plan(low=2, high=3).level] == ["junior", "2-3"]


@pytest.mark.parametrize("wrong", [{"low": 4, "high": 2}, {"questions": 0}, {"minutes": 5}])
def test_a_plan_that_makes_no_sense_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Plan(**wrong)  # type: ignore[arg-type]


def test_clocks_grow_with_the_difficulty_and_are_quarters_of_a_minute() -> None:
    assert [clock("choice", d) for d in (1, 3, 5)] == [45, 60, 75]
    assert clock("explain", 5) == 195
    assert all(clock(kind, 1) % 15 == 0 for kind in ("true-false", "text", "bug"))
    assert expected_minutes(Plan(questions=4), pool_of(one("a"), one("b"))) == 4
    assert expected_minutes(Plan(questions=0, minutes=7), {}) == 7
