"""The end of a session, and reading instead of being asked."""

import sys
from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot

sys.path.insert(0, str(Path(__file__).parent))

from reading import screen_text

from quizapp.core.session import Mode
from quizapp.services.house import Wish
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.quiz import QuizScreen
from quizapp.tui.screens.summary import SummaryScreen


async def shown(pilot: Pilot[None]) -> str:
    await pilot.pause()
    await pilot.pause()
    return screen_text(pilot.app)


async def test_the_summary_tells_mistakes_with_their_answers_and_repeats_them(open_house) -> None:
    house = open_house()
    house.settings = replace(house.settings, confidence="always")
    app = QuizApp(house, wish=Wish(kinds=("choice", "true-false"), seed=1))
    async with app.run_test(size=(80, 40)) as pilot:
        await shown(pilot)
        while not isinstance(app.screen, SummaryScreen):
            view = app.screen.view
            choice = view.question.kind == "choice"
            wrong = str(view.order.index(1) + 1) if choice else "1"
            await pilot.press(wrong, "4")
            await shown(pilot)
            await pilot.press("4")
            await shown(pilot)
        text = await shown(pilot)
        assert "You were sure, and mistaken" in text
        mistakes = app.screen.summary.mistakes
        assert mistakes
        for mistake in mistakes:
            assert f"Right: {mistake.right}" in text
        assert "Recalled now of Every kind: 0% →" in text
        before = house.record.cards()
        await pilot.press("m")
        await shown(pilot)
        assert isinstance(app.screen, QuizScreen)
        quiz = app.screen.quiz.session
        assert (quiz.mode, set(quiz.queue)) == (Mode.CRAM, {each.question for each in mistakes})
        await pilot.press("1", "enter", "enter")
        await shown(pilot)
        assert house.record.cards() == before, "cramming changes no schedule"
        await pilot.press("escape")
        assert "Every kind" in await shown(pilot), "home"


async def test_reading_begins_with_a_search_for_what_was_wished(open_house) -> None:
    app = QuizApp(open_house(), wish=Wish(kinds=("bug",), mode=Mode.BROWSE))
    async with app.run_test(size=(80, 24)) as pilot:
        text = await shown(pilot)
        assert "kind:bug" in text
        assert app.house.record.unfinished() is None
        await pilot.press("escape", "escape")
        assert "Every kind" in await shown(pilot)
