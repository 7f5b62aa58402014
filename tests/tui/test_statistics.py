"""The screen that says how the learner is doing."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual.containers import VerticalScroll

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "services"))

from reading import screen_text, shown
from simulating import fill

from quizapp.core.ids import QuestionId
from quizapp.core.responses import Judged, Rating
from quizapp.core.session import Mode
from quizapp.services.house import House, Wish
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.statistics import StatisticsScreen


def study(house: House, days: int) -> None:
    """One question a day, known but on every third day."""
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    house.clock = lambda: now
    for day in range(days):
        quiz = house.begin(Wish(kinds=("true-false",), mode=Mode.INTERVIEW, length=1, seed=1))
        now += timedelta(seconds=20)
        known = day % 3 != 2
        quiz.answer(Judged(known))
        quiz.rate(Rating.GOOD if known else Rating.AGAIN)
        quiz.end()
        now += timedelta(days=1)


async def test_before_the_first_answer_it_says_so_and_leads_back(start) -> None:
    async with start(home=True).run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("s")
        assert "Nothing has been answered yet." in await shown(pilot)
        await pilot.press("escape")
        await shown(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_it_shows_what_was_answered_and_scrolls(start) -> None:
    app = start(home=True)
    study(app.house, 6)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("s")
        text = await shown(pilot)
        assert "6 reviews on 6 days, 67% fully right" in text
        assert "Streak: 6 days; the longest: 6 days." in text
        assert "Half of the answers" not in text
        for _ in range(3):
            await pilot.press("space")
        await pilot.wait_for_scheduled_animations()
        assert app.screen.query_one("#report", VerticalScroll).scroll_offset.y > 0
        assert "Half of the answers took at most 20 s." in screen_text(app)


async def test_it_follows_the_language_and_the_width(start) -> None:
    app = start(home=True)
    study(app.house, 2)
    async with app.run_test(size=(120, 50)) as pilot:
        await shown(pilot)
        await pilot.press("s")
        text = await shown(pilot)
        assert "How you are doing" in text
        assert " f Fit" not in text  # there is too little
        await pilot.press("l")
        text = await shown(pilot)
        assert "연속 학습" in text
        assert "How you are doing" not in text
        await pilot.resize_terminal(60, 50)
        assert isinstance(app.screen, StatisticsScreen)
        assert "연속 학습" in await shown(pilot)


async def test_parameters_of_ones_own_are_fitted_in_the_background(start) -> None:
    app = start(home=True)
    end = fill(app.house.record, [QuestionId(f"pack/q{n}") for n in range(100)])
    app.house.clock = lambda: end
    async with app.run_test(size=(120, 60)) as pilot:
        await shown(pilot)
        await pilot.press("s")
        assert "reviews enough to try your own" in await shown(pilot)
        await pilot.press("f", "f")  # begun, and stopped
        await app.workers.wait_for_complete()
        assert app.house.own_parameters() is None
        await pilot.press("f")
        await app.workers.wait_for_complete()
        assert "Scheduled by parameters of your own, fitted on 2026-04-01" in await shown(pilot)
        assert app.house.own_parameters() is not None
