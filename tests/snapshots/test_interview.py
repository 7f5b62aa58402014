"""Pictures of an interview: setting it up, a question, the debriefing, the report, the list."""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tui"))

from reading import screen_text

from quizapp.core.grading import solution
from quizapp.core.ids import SessionId
from quizapp.core.interview import Plan
from quizapp.core.questions import Choice, Explain
from quizapp.core.responses import Chosen, Confidence, Explained
from quizapp.core.session import Mode, start
from quizapp.services.house import House
from quizapp.services.interview import Interview
from quizapp.services.interviewing import open_interview, plan_to_json
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.screens.interview import InterviewScreen
from quizapp.tui.screens.interview_list import InterviewListScreen
from quizapp.tui.screens.interview_report import DebriefScreen, InterviewReportScreen
from quizapp.tui.screens.interview_setup import InterviewSetupScreen

SAMPLE = Path(__file__).parents[1] / "data" / "packs" / "good" / "every-kind"
PLAN = Plan(low=1, high=3, questions=6)

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="the pictures are drawn with Python 3.11"
)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`show(look, screen)`: an app at a screen made for an interview of six questions."""
    from quizapp.services import house as module

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr(module, "pack_folders", lambda extra=(): [*extra, SAMPLE])
    opened: list[House] = []

    def make(
        look: str, screen: Callable[[Interview], BaseScreen[None]], answers: int = 0
    ) -> QuizApp:
        lang = "ko" if look == "korean" else "en"
        house = House.open(record_path=tmp_path / "record.sqlite3", lang=lang)
        house.clock = clock = Clock()
        house.settings = replace(house.settings, tour=False, reduced_motion=True)
        opened.append(house)
        interview = _held(house, clock, answers)
        made = QuizApp(house)
        made._go_home = lambda: made.push_screen(screen(interview))  # that screen instead of home
        made.show_theme("light" if look == "light" else "dark")
        return made

    yield make
    for house in opened:
        house.close()
    monkeypatch.undo()
    time.tzset()


def _held(house: House, clock: Clock, answers: int) -> Interview:
    """Some answers, each in 25 seconds: the second wrong and certain, explanations in part."""
    first = next(entry.id for entry in house.library.entries() if entry.follow_ups)
    session = start(SessionId("s"), Mode.INTERVIEW, [first], seed=2, lang="en", started=clock())
    house.record.begin(session, interview=plan_to_json(PLAN))
    interview = open_interview(house, session)
    for number in range(answers):
        clock.now += timedelta(seconds=25)
        question = interview.question
        if isinstance(question, Explain):
            interview.answer(Explained(question.key_points[0]), confidence=Confidence.UNSURE)
        elif isinstance(question, Choice) and number:
            interview.answer(Chosen(frozenset({3})), confidence=Confidence.CERTAIN)
        else:
            interview.answer(solution(question), confidence=Confidence.FAIRLY)
    return interview


async def still(pilot) -> None:
    """No blinking cursor, and the screen has been the same for a while."""
    same, text = 0, ""
    while same < 3:
        await pilot.pause()
        for widget in pilot.app.screen.query("Input, TextArea"):
            widget.cursor_blink = False
        now = screen_text(pilot.app)
        same = same + 1 if now == text and "esc" in now.split("\n")[-1] else 0
        text = now


def test_setting_up(snap_compare, show, look, size) -> None:
    shown = show(look, lambda _: InterviewSetupScreen())
    assert snap_compare(shown, terminal_size=size, run_before=still)


def test_a_question(snap_compare, show, look, size) -> None:
    shown = show(look, InterviewScreen, answers=1)
    assert snap_compare(shown, terminal_size=size, run_before=still)


def test_the_report(snap_compare, show, look, size) -> None:
    shown = show(look, InterviewReportScreen, answers=6)
    assert snap_compare(shown, terminal_size=size, run_before=still)


def test_the_list(snap_compare, show, look, size) -> None:
    shown = show(look, lambda _: InterviewListScreen(), answers=6)
    assert snap_compare(shown, terminal_size=size, run_before=still)


def test_the_debriefing(snap_compare, show, look, size) -> None:
    def begun(interview: Interview) -> DebriefScreen:
        while not interview.to_debrief() and not interview.finished:
            question = interview.question
            if isinstance(question, Explain):
                interview.answer(Explained(question.key_points[0]))
            else:
                interview.answer(solution(question))
        interview.end()
        return DebriefScreen(interview)

    shown = show(look, begun)
    assert snap_compare(shown, terminal_size=size, run_before=still)
