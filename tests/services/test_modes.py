"""A day's limit of new questions, cramming that counts where it is wished, reading."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from quizapp.core.responses import Confidence, Judged, Rating
from quizapp.core.session import Mode, Phase
from quizapp.errors import UsageError
from quizapp.services.house import EVERYTHING, House, Wish
from quizapp.services.plan_report import as_lines
from quizapp.services.planning import PlanWish, make_plan
from quizapp.services.quiz import Quiz
from quizapp.services.reading import opened, to_read

Begin = Callable[..., Quiz]


def answer_all(quiz: Quiz) -> None:
    while not quiz.finished:
        quiz.answer(None)
        quiz.rate(Rating.GOOD)


def test_a_day_has_only_so_many_new_questions(house: House, clock) -> None:
    house.settings = replace(house.settings, new_per_day=4)
    first = house.begin(Wish(length=3, seed=1))
    answer_all(first)
    second = house.begin(Wish(length=3, seed=1))
    assert len(second.session.queue) == 1, "one of four is left"
    answer_all(second)
    assert second.summary().new_left == 0
    with pytest.raises(UsageError) as refused:
        house.begin(Wish(length=3, seed=1))
    assert "4 new questions are done" in str(refused.value.message)
    assert "--new 5" in str(refused.value.hint)
    plan = make_plan(house, PlanWish(questions=7))
    assert plan.recall.new > plan.new_left == 0
    assert any("asks no new ones any more today" in line for line in as_lines(plan, str, ""))
    assert len(house.begin(Wish(questions=plan.ask)).session.queue) == 3, "named ones are asked"
    assert len(house.begin(Wish(new=2, seed=1)).session.queue) == 2
    assert house.begin(Wish(mode=Mode.CRAM, length=9, seed=1)).session.total == 9
    clock.pass_by(days=1)
    known = house.record.cards()
    tomorrow = house.begin(Wish(length=EVERYTHING, seed=1))
    assert sum(each not in known for each in tomorrow.session.queue) == 4


def test_what_was_only_crammed_is_still_new(house: House) -> None:
    house.settings = replace(house.settings, new_per_day=3)
    answer_all(house.begin(Wish(mode=Mode.CRAM, length=5, seed=1)))
    assert house.new_left() == 3
    assert not house.record.cards()


@pytest.mark.parametrize("wished", [False, True])
def test_cramming_changes_the_schedule_only_where_it_is_wished(
    house: House, open_house: Callable[..., House], wished: bool
) -> None:
    quiz = house.begin(Wish(kinds=("true-false",), mode=Mode.CRAM, schedule=wished, seed=1))
    question = quiz.current
    house.close()
    house = open_house()
    resumed = house.resume()
    assert resumed is not None
    assert resumed.session.schedules is wished, "a resumed session knows it from the log"
    resumed.answer(Judged(True))
    assert (resumed.view().intervals is not None) == wished
    resumed.rate(Rating.GOOD)
    assert (question in house.record.cards()) == wished
    house.record.rebuild()
    assert (question in house.record.cards()) == wished
    summary = resumed.summary()
    assert (summary.next_due is not None, bool(summary.mastery)) == (wished, wished)


def test_reading_opens_every_question_with_its_answer_and_records_nothing(house: House) -> None:
    questions = to_read(house, Wish(length=EVERYTHING))
    assert set(questions) == {entry.id for entry in house.library.entries()}
    views = [opened(house, each, number=n) for n, each in enumerate(questions, 1)]
    assert all(view.phase is Phase.REVEALED and "{" not in view.question.prompt for view in views)
    assert house.record.unfinished() is None
    assert not house.record.reviews()


def test_the_summary_tells_what_changed(house: House, clock) -> None:
    clock.pass_by(days=-1)
    answer_all(house.begin(Wish(kinds=("choice",), seed=1)))
    clock.pass_by(days=1)
    quiz = house.begin(Wish(kinds=("true-false", "cloze"), seed=1))
    while not quiz.finished:
        slope = quiz.current == "sampler/relu-slope"
        quiz.answer(Judged(False) if slope else None, confidence=Confidence.CERTAIN)
        quiz.rate(Rating.GOOD)
    summary = quiz.summary()
    assert (summary.right, summary.streak, summary.answered_today) == (0, 2, 2)
    assert [(t.topic, t.right, t.partly, t.wrong) for t in summary.topics] in (
        [("Basics", 0, 0, 1), ("Training", 0, 0, 1)],
        [("Training", 0, 0, 1), ("Basics", 0, 0, 1)],
    )
    (mastery,) = summary.mastery
    assert 0 < mastery.before < mastery.after < 1
    assert mastery.after == pytest.approx(house.overview().packs[0].mastery)
    slope, gaps = sorted(summary.mistakes, key=lambda each: each.question, reverse=True)
    assert (str(slope.right), str(gaps.right)) == ("true", "`average`; `gradients`")
    assert slope.comes_back is not None
    assert slope.comes_back.total_seconds() > 0


def test_the_right_answer_of_every_kind_in_one_line(house: House) -> None:
    quiz = house.begin(Wish(mode=Mode.CRAM, length=EVERYTHING, seed=1))
    answer_all(quiz)
    told = {each.question.partition("/")[2]: str(each.right) for each in quiz.summary().answers}
    assert told["relu-pieces"] == "A piecewise linear function"
    assert told["bounded-functions"] == "Sigmoid; Hyperbolic tangent"
    assert told["dense-parameters"] == "110 parameters"
    assert told["two-lines"] == "`1` ⏎ `4`"
    assert told["mean-bug"] == "line 4"
    assert told["training-steps"] == "Forward pass → Loss → Backward pass → Update"
    assert told["optimizers"].startswith("Momentum: a running mean; Adagrad:")
    assert told["why-normalize"] == "Features on one scale give a round bowl."
    assert told["rate-number"] == "", "nothing was measured"
