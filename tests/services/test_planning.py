"""The plan for a date, from a record and its library."""

from collections.abc import Callable
from datetime import date

import pytest

from quizapp.core.responses import Rating
from quizapp.core.say import plain
from quizapp.core.session import Mode
from quizapp.errors import UsageError
from quizapp.record.database import Record
from quizapp.services.house import House, Wish
from quizapp.services.planning import Plan, PlanWish, make_plan, read_date

TODAY = date(2026, 3, 2)


def study(house: House, names: tuple[str, ...], rating: Rating = Rating.GOOD) -> None:
    """Answer these kinds of questions."""
    quiz = house.begin(Wish(kinds=names, mode=Mode.LEARN, length=100, seed=1))
    for _ in range(len(quiz.session.queue)):
        quiz.answer(None)
        quiz.rate(rating)
    quiz.end()


def numbers(plan: Plan) -> tuple[int, int, int]:
    return plan.recall.due, plan.recall.new, plan.recall.other


def test_an_empty_record_gets_a_first_plan(house: House) -> None:
    plan = make_plan(house, PlanWish())
    assert plan.assumed
    assert (plan.today, plan.date, plan.days) == (TODAY, date(2026, 3, 16), 14)
    assert (plan.recall.today, plan.recall.without) == (0, 0)
    assert plan.needed is not None
    assert plan.a_day == plan.needed == len(plan.ask)
    assert plan.recall.planned >= 0.9
    assert numbers(plan) == (0, plan.a_day, 0)
    (pack,) = plan.packs
    assert (pack.id, pack.title, pack.questions) == ("sampler", "Sampler", 14)
    assert [topic.questions for topic in plan.topics] == [8, 6]
    assert plan.progress[-1][1] == pytest.approx(plan.recall.planned)
    assert not plan.notices


def test_answers_change_the_plan(house: House, clock) -> None:
    wish = PlanWish(date="2026-04-01", questions=3)
    before = make_plan(house, wish)
    assert (len(before.ask), before.done) == (3, 0)
    study(house, ("true-false",))
    after = make_plan(house, wish)
    assert (len(after.ask), after.done) == (2, 1)
    assert 0 < after.recall.without < after.recall.today <= 1 / 14
    assert not set(after.ask) & set(house.record.cards())
    clock.pass_by(days=20)
    later = make_plan(house, wish)
    assert (later.done, len(later.ask)) == (0, 3)
    everything = make_plan(house, PlanWish(questions=100))
    assert numbers(everything) == (1, 13, 0)
    assert len(everything.ask) == 14


def test_what_is_not_due_may_be_worth_asking(house: House, clock) -> None:
    study(house, ("true-false",), Rating.EASY)
    clock.pass_by(days=2)
    plan = make_plan(house, PlanWish(date="2026-03-05", questions=100))
    assert numbers(plan) == (0, 13, 1)


def test_put_off_questions_are_not_asked_today(house: House) -> None:
    quiz = house.begin(Wish(kinds=("true-false",), seed=1))
    buried = quiz.current
    quiz.bury()
    assert buried not in make_plan(house, PlanWish(questions=100)).ask


def test_the_date_is_remembered_and_forgotten(
    house: House, open_house: Callable[..., House]
) -> None:
    make_plan(house, PlanWish(date="2026-04-01"))
    house.close()
    again = open_house()
    plan = make_plan(again, PlanWish())
    assert (plan.date, plan.assumed, plan.days) == (date(2026, 4, 1), False, 30)
    assert make_plan(again, PlanWish(date="none")).assumed
    assert make_plan(again, PlanWish()).assumed


def test_a_remembered_date_that_has_passed_is_told(house: House, clock) -> None:
    make_plan(house, PlanWish(date="2026-03-04"))
    clock.pass_by(days=5)
    plan = make_plan(house, PlanWish())
    assert plan.assumed
    assert plain(plan.notices[0]) == "2026-03-04 has passed; today is 2026-03-07."
    assert plan.date == date(2026, 3, 21)


def test_a_record_for_reading_plans_without_remembering(house: House) -> None:
    house.record.set_setting("lang", "en")
    with Record.open(house.record.path, read_only=True) as reader:
        reading = House(house.library, reader, clock=house.clock)
        plan = make_plan(reading, PlanWish(date="2026-04-01"))
    assert plan.days == 30
    assert "not remembered" in plain(plan.notices[-1])
    assert make_plan(house, PlanWish()).assumed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-03-01", "has passed; today is 2026-03-02"),
        ("soon", "'soon' is not a date"),
        ("2026-02-30", "is not a date"),
        ("2036-12-31", "more than ten years away"),
    ],
)
def test_a_date_that_cannot_be_is_refused(house: House, text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        make_plan(house, PlanWish(date=text))
    assert str(caught.value.hint)
    assert house.record.setting("interview", "") == ""


def test_today_is_a_date(house: House) -> None:
    assert read_date("2026-03-02", TODAY) == TODAY
    plan = make_plan(house, PlanWish(date="2026-03-02", questions=7))
    assert plan.days == 0
    assert plan.recall.planned == pytest.approx(0.5)
    assert plan.needed == 13


def test_a_goal_that_cannot_be_reached(house: House) -> None:
    plan = make_plan(house, PlanWish(date="2026-03-03"))
    assert plan.needed is None
    assert plan.recall.planned == pytest.approx(plan.most)
    assert 0.5 < plan.most < 0.9
    easy = make_plan(house, PlanWish(date="2026-03-03", goal=0.3))
    assert easy.needed is not None
    assert easy.recall.planned >= 0.3


def test_minutes_become_questions(house: House) -> None:
    plan = make_plan(house, PlanWish(minutes=5))
    assert (plan.a_day, plan.minutes(plan.a_day), plan.minutes(0)) == (5, 5, 0)
    assert make_plan(house, PlanWish(questions=2)).a_day == 2


def test_an_unknown_pack(house: House) -> None:
    with pytest.raises(UsageError, match="no pack called samplr"):
        make_plan(house, PlanWish(packs=("samplr",)))
    assert make_plan(house, PlanWish(packs=("sampler",))).recall.questions == 14


def test_more_study_promises_more(house: House) -> None:
    shares = [
        make_plan(house, PlanWish(date="2026-03-20", questions=n)).recall.planned
        for n in (1, 2, 4, 8)
    ]
    assert shares == sorted(shares)


def test_answers_tell_how_one_forgets(house: House, clock) -> None:
    assert not make_plan(house, PlanWish()).own_curve
    for _ in range(8):  # forgotten by the next day, again and again
        study(house, (), Rating.AGAIN)
        clock.pass_by(days=1)
    plan = make_plan(house, PlanWish(date="2026-04-01"))
    assert plan.own_curve
    assert plan.recall.today < house.overview().packs[0].mastery
