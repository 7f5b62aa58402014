"""The screen with the plan for the interview's date."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reading import shown, until, until_told

from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.plan import PlanScreen
from quizapp.tui.screens.quiz import QuizScreen


def at_noon(app) -> None:
    app.house.clock = lambda: datetime(2026, 3, 2, 12, tzinfo=UTC)


async def test_without_a_date_it_plans_two_weeks_and_says_how_to_set_one(start) -> None:
    app = start(home=True)
    at_noon(app)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("p")
        text = await until(pilot, "No interview's date is set")
        assert "this is for 2026-03-16, in 14 days. = sets it." in " ".join(text.split())
        assert "then, if you stop" in text
        await pilot.press("escape")
        await shown(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_a_date_is_checked_taken_and_remembered(start) -> None:
    app = start(home=True)
    at_noon(app)
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot)
        await pilot.press("p", "equals_sign")
        await until(pilot, "The interview's date")
        await pilot.press(*"2026-02-30", "enter")
        await until(pilot, "'2026-02-30' is not a date")
        await pilot.press(*["backspace"] * 10, *"2026-03-09", "enter")
        await until(pilot, "The interview is on 2026-03-09, in 7 days.")
        await pilot.press("escape", "p")
        await until(pilot, "The interview is on 2026-03-09, in 7 days.")
        await pilot.press("l")
        await until(pilot, "7일 뒤, 2026-03-09")
        await pilot.press("equals_sign")
        await pilot.press(*["backspace"] * 10, *"none", "enter")
        await until(pilot, "2026-03-16")


async def test_enter_asks_the_questions_of_the_plan_and_comes_back_to_it(start) -> None:
    app = start(home=True)
    at_noon(app)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("p")
        await until(pilot, "Today: ")
        wanted = app.screen.plan.ask
        await pilot.press("enter")
        await until(pilot, "1/")
        assert isinstance(app.screen, QuizScreen)
        assert app.screen.quiz.view().question.id == wanted[0]
        await pilot.press("escape")
        await shown(pilot)
        if isinstance(app.screen, QuizScreen):  # the first one left a text field
            await pilot.press("escape")
        await until(pilot, "Until the interview")
        assert isinstance(app.screen, PlanScreen)


async def test_the_plan_is_asked_in_sessions_whatever_the_daily_limit(start) -> None:
    app = start(home=True)
    at_noon(app)
    app.house.settings = replace(app.house.settings, session_length=2, new_per_day=0)
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot)
        await pilot.press("enter")
        told = await until_told(pilot, "At home o and Cram asks anything again; p asks what")
        assert "quizapp quiz" not in told
        await pilot.press("enter")
        await shown(pilot)
        assert len(app._notifications) == 1, "the same is not told twice"
        await pilot.press("p")
        text = " ".join((await until(pilot, "Today: ")).split())
        wanted = app.screen.plan.ask
        assert f"enter asks 2 of the {len(wanted)} now" in text
        assert f"{len(wanted)} of them are new" in text
        await pilot.press("enter")
        await until(pilot, "1/")
        assert app.screen.quiz.session.queue == wanted[:2]
        assert app.wish.questions == wanted[2:]


async def test_a_narrow_screen_leaves_a_column_out(start) -> None:
    app = start(home=True)
    at_noon(app)
    async with app.run_test(size=(60, 20)) as pilot:
        await shown(pilot)
        await pilot.press("p")
        text = await until(pilot, "then, by plan")
        assert "then, if you stop" not in text
