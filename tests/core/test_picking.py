"""Which questions a session asks: priorities, interleaving, determinism."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.ids import QuestionId, TopicId
from quizapp.core.picking import Candidate, pick, topic_ranks
from quizapp.core.scheduling import Card
from quizapp.core.session import Mode

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def card(interval: float, late: float) -> Card:
    """A card with an interval in days that is late by so many days."""
    due = NOW - timedelta(days=late)
    return Card(3.0, 5.0, 2, None, due, due - timedelta(days=interval), 1, 0)


def one(
    name: str, topic: str = "", rank: int = 0, difficulty: int = 1, memory: Card | None = None
) -> Candidate:
    return Candidate(
        QuestionId(f"p/{name}"), TopicId(f"p/{topic or name}"), rank, difficulty, memory
    )


def names(chosen: Sequence[QuestionId]) -> list[str]:
    return [each.partition("/")[2] for each in chosen]


def learn(candidates: Sequence[Candidate], limit: int = 100, seed: int = 1) -> list[str]:
    return names(pick(candidates, now=NOW, limit=limit, mode=Mode.LEARN, seed=seed))


def test_due_questions_come_before_new_ones_and_known_ones_are_left_out() -> None:
    some = [
        one("new"),
        one("late", memory=card(10, 1)),
        one("known", memory=card(10, -1)),
        one("now", memory=card(10, 0)),
    ]
    assert learn(some) == ["late", "now", "new"]


def test_the_most_overdue_for_its_interval_comes_first() -> None:
    some = [one("month", memory=card(30, 3)), one("day", memory=card(1, 2))]
    assert learn(some) == ["day", "month"]
    assert learn(some, limit=1) == ["day"]


def test_what_was_confidently_wrong_comes_first_once_it_is_due() -> None:
    mistake = replace(one("mistake", memory=card(interval=10, late=0.1)), mistaken=True)
    later = replace(one("later", memory=card(interval=10, late=-3)), mistaken=True)
    late = one("late", memory=card(interval=1, late=20))
    assert learn([late, mistake, later]) == ["mistake", "late"]
    assert learn([late, mistake, later], limit=1) == ["mistake"]


def test_new_questions_come_prerequisites_first_then_easy_ones() -> None:
    some = [
        one("late-easy", rank=2, difficulty=1),
        one("base-hard", rank=0, difficulty=5),
        one("base-easy", rank=0, difficulty=1),
        one("middle", rank=1, difficulty=3),
    ]
    assert learn(some) == ["base-easy", "base-hard", "middle", "late-easy"]


def test_no_due_question_gives_way_to_a_new_one() -> None:
    due = [one(f"due{n}", "a", memory=card(5, n)) for n in range(6)]
    new = [one(f"new{n}", "b") for n in range(6)]
    assert {name[:3] for name in learn([*due, *new], limit=6)} == {"due"}
    mixed = learn([*due, *new], limit=9)
    assert sum(name.startswith("due") for name in mixed) == 6


def test_a_session_does_not_stay_with_one_topic_where_there_is_another() -> None:
    base = [one(f"base{n}", "base", rank=0) for n in range(20)]
    next_ = [one(f"next{n}", "next", rank=1) for n in range(20)]
    chosen = learn([*base, *next_], limit=10)
    assert [name[:4] for name in chosen] == ["base", "next"] * 5
    assert len(learn(base, limit=10)) == 10


@pytest.mark.parametrize("mode", [Mode.CRAM, Mode.INTERVIEW, Mode.BROWSE])
def test_other_modes_ask_what_is_not_due_as_well(mode: Mode) -> None:
    some = [one("a", memory=card(10, -9)), one("b", memory=card(10, 9)), one("c")]
    assert sorted(names(pick(some, now=NOW, limit=9, mode=mode, seed=3))) == ["a", "b", "c"]


def test_an_interview_touches_many_topics_and_starts_easy() -> None:
    some = [one(f"{topic}{n}", topic, difficulty=1 + n % 5) for topic in "abcd" for n in range(10)]
    chosen = pick(some, now=NOW, limit=4, mode=Mode.INTERVIEW, seed=5)
    assert len({name[0] for name in names(chosen)}) == 4
    difficulty = {each.id: each.difficulty for each in some}
    levels = [difficulty[each] for each in chosen]
    assert levels == sorted(levels)


def test_browsing_follows_the_order_of_the_topics() -> None:
    some = [one("b2", "b", 1, 2), one("b1", "b", 1, 1), one("a1", "a", 0, 3)]
    assert names(pick(some, now=NOW, limit=9, mode=Mode.BROWSE, seed=1)) == ["a1", "b1", "b2"]


CANDIDATES = st.lists(
    st.builds(
        lambda n, topic, rank, difficulty, memory: one(f"q{n}", topic, rank, difficulty, memory),
        st.integers(0, 10**6),
        st.sampled_from("abcd"),
        st.integers(0, 2),
        st.integers(1, 5),
        st.none() | st.builds(card, st.floats(0.01, 100), st.floats(-5, 5)),
    ),
    max_size=25,
    unique_by=lambda each: each.id,
)


@given(
    some=CANDIDATES,
    limit=st.integers(-1, 30),
    mode=st.sampled_from(Mode),
    seed=st.integers(0),
    data=st.data(),
)
def test_the_same_seed_gives_the_same_session_in_whatever_order_candidates_come(
    some: list[Candidate], limit: int, mode: Mode, seed: int, data: st.DataObject
) -> None:
    chosen = pick(some, now=NOW, limit=limit, mode=mode, seed=seed)
    other = data.draw(st.permutations(some))
    assert pick(other, now=NOW, limit=limit, mode=mode, seed=seed) == chosen
    assert len(set(chosen)) == len(chosen)
    askable = [e for e in some if mode is not Mode.LEARN or not e.card or e.card.due <= NOW]
    assert set(chosen) <= {each.id for each in askable}
    assert len(chosen) == min(max(limit, 0), len(askable))


@given(
    some=CANDIDATES,
    limit=st.integers(0, 30),
    mode=st.sampled_from([Mode.LEARN, Mode.CRAM, Mode.INTERVIEW]),
    seed=st.integers(0, 99),
)
def test_topics_follow_themselves_only_where_it_cannot_be_helped(
    some: list[Candidate], limit: int, mode: Mode, seed: int
) -> None:
    topic = {each.id: each.topic for each in some}
    chosen = [topic[each] for each in pick(some, now=NOW, limit=limit, mode=mode, seed=seed)]
    repeats = sum(a == b for a, b in pairwise(chosen))
    most = max(Counter(chosen).values(), default=0)
    # With m of one topic and r others, m - 1 - r neighbors cannot be kept apart.
    assert repeats == max(0, most - 1 - (len(chosen) - most))


def test_another_seed_breaks_ties_otherwise() -> None:
    some = [one(f"q{n}", "abc"[n % 3]) for n in range(12)]
    assert len({tuple(learn(some, seed=seed)) for seed in range(5)}) > 1


def test_topics_rank_by_the_longest_way_to_them() -> None:
    a, b, c, d = (TopicId(f"p/{name}") for name in "abcd")
    assert topic_ranks({c: [a, b], b: [a], d: []}) == {a: 0, b: 1, c: 2, d: 0}
    assert topic_ranks({}) == {}


def test_topics_that_need_each_other_are_named() -> None:
    a, b, c = (TopicId(f"p/{name}") for name in "abc")
    with pytest.raises(ValueError, match="p/a") as error:
        topic_ranks({a: [b], b: [a], c: [a]})
    assert "p/b" in str(error.value)
    assert "p/c" not in str(error.value)
