"""An interview in the app: set up, answered, paused, debriefed, reported, studied from."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import shown, until, until_told
from textual.events import Key

from quizapp.core.ids import QuestionId, SessionId
from quizapp.core.interview import Note, Plan, Verdicts
from quizapp.core.responses import Explained
from quizapp.core.session import InvalidEvent, Mode, Phase
from quizapp.core.session import start as begin_session
from quizapp.services.house import House, Wish
from quizapp.services.interview import Interview
from quizapp.services.interview_drafts import NAME, kept_draft
from quizapp.services.interviewing import begin_interview, broken_off, plan_to_json
from quizapp.tui.app import QuizApp
from quizapp.tui.hangup import put_all_down
from quizapp.tui.interview_app import InterviewApp
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.interview import InterviewScreen
from quizapp.tui.screens.interview_report import (
    DebriefScreen,
    InterviewReportScreen,
    report_screen,
)
from quizapp.tui.screens.interview_setup import InterviewSetupScreen
from quizapp.tui.screens.quiz import QuizScreen

SECOND = """
- id: second-explanation
  kind: explain
  topic: training
  difficulty: 2
  prompt: Why twice?
  key_points: [one thing, another thing]
  model_answer: One thing and another thing.
  explanation: So it is.
"""


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(open_house: Callable[..., House]) -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting before enter counts."""
    monkeypatch.setattr(InterviewScreen, "_too_early", lambda _self: False)


def begin_at(house: House, kind: str, plan: Plan) -> InterviewApp:
    """The app goes on with an interview whose first question is of that kind."""
    first = next(entry.id for entry in house.library.entries() if entry.kind == kind)
    session = begin_session(
        SessionId("s"),
        Mode.INTERVIEW,
        [first],
        seed=1,
        lang="en",
        started=house.clock(),
    )
    house.record.begin(session, interview=plan_to_json(plan))
    return InterviewApp(house, None, None)


def held(app: QuizApp) -> InterviewScreen:
    assert isinstance(app.screen, InterviewScreen)
    return app.screen


async def test_two_keys_at_home_start_an_interview_that_can_be_paused_and_resumed(
    start: Callable[..., QuizApp], clock: Clock
) -> None:
    app = start(home=True)
    app.house.clock = clock
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("i")
        text = await until(pilot, "A mock interview")
        assert "(•) Mid" in text
        await pilot.press("enter")
        text = await until(pilot, "Welcome. I have 8 questions")
        assert "1/8" in text
        question = held(app).interview.current
        clock.now += timedelta(seconds=20)
        held(app).set_focus(None)
        await pilot.press("escape")
        await until(pilot, "Go on with the interview: question 1 of 8")
        assert isinstance(app.screen, HomeScreen)
        clock.now += timedelta(hours=1)
        await pilot.press("home", "enter")
        await until(pilot, "1/8")
        assert held(app).interview.current == question
        assert "0:20 of" in await shown(pilot)
        whats = [note.what for note in held(app).interview.session.notes]
        assert whats == [Note.PAUSED, Note.RESUMED]


async def test_the_setting_up_narrows_lengthens_and_says_what_fits(
    start: Callable[..., QuizApp],
) -> None:
    app = start(home=True)
    async with app.run_test(size=(60, 20)) as pilot:
        await shown(pilot)
        await pilot.press("i")
        await until(pilot, "8 questions")
        await pilot.press("right")
        await until(pilot, "9 questions, about")
        screen = app.screen
        assert isinstance(screen, InterviewSetupScreen)
        await pilot.press("down", "space")  # senior
        await pilot.press("down", "down", "space")  # minutes
        await until(pilot, "20 minutes")
        await pilot.press("left")
        await shown(pilot)
        assert (screen.plan.level, screen.plan.minutes, screen.plan.questions) == ("senior", 15, 0)
        await pilot.press("l")
        assert "모의" in await until(pilot, "모의")


async def test_an_answer_asks_how_sure_and_leads_on_without_a_verdict(
    open_house: Callable[..., House], clock: Clock
) -> None:
    house = open_house()
    house.clock = clock
    plan = Plan(low=1, high=5, questions=3)
    app = begin_at(house, "true-false", plan)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "1/3")
        first = held(app).interview.current
        await pilot.press("1" if held(app).interview.question.answer else "2")  # type: ignore[attr-defined]
        text = await until(pilot, "How sure are you?")
        assert "4 certain 95%" in text
        await pilot.press("4")
        text = await until(pilot, "2/3")
        assert "✓" not in text
        (review,) = held(app).interview.session.reviews
        assert (review.question, review.confidence, review.grade.score) == (first, 4, 1.0)
        clock.now += timedelta(minutes=9)
        held(app)._tick()
        late = await shown(pilot)
        assert "9:00, " in late
        assert "» Time is up: finish the thought you are at." in late.split("\n")[-2]
        assert late.split("\n")[1:-2] == text.split("\n")[1:-2], "the question stays in its place"
        held(app).set_focus(None)
        await pilot.press("s")
        await until(pilot, "3/3")
        held(app).set_focus(None)
        await pilot.press("e")
        await until_told(pilot, "e once more ends the interview here.")
        for key in ("space", "e", "asterisk"):  # another key, or time, in between: asked anew
            await pilot.press(key)
        began = held(app).monotonic()
        held(app).monotonic = lambda: began + 1
        await pilot.press("e")
        held(app).monotonic = lambda: began + 9
        await pilot.press("e")
        assert isinstance(app.screen, InterviewScreen)
        await pilot.press("e")
        text = await until(pilot, "The interview's report")
        assert "» Thank you, we stop here." in text
        assert not app._notifications, "nothing lies over the report"
        assert "2 questions" in text
        await pilot.press("escape")
        await shown(pilot)
        assert isinstance(app.screen, HomeScreen), "there is no dead end"


async def test_i_do_not_know_shows_the_hint_first_and_its_language_switches(
    open_house: Callable[..., House],
) -> None:
    house = open_house()
    plan = Plan(low=1, high=5, questions=3)
    hinted = next(
        entry
        for entry in house.library.entries()
        if entry.kind != "predict" and house.library.question(entry.id).hint
    )
    hint = house.library.question(hinted.id).hint
    app = begin_at(house, hinted.kind, plan)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, "1/3")
        held(app).set_focus(None)
        await pilot.press("x")
        assert hint.split()[0] in await until(pilot, "A hint:")
        await pilot.press("l")
        await until(pilot, "힌트:")
        held(app).set_focus(None)
        await pilot.press("x")
        await until(pilot, "2/3")


async def test_explanations_are_ticked_before_the_report_which_is_saved_and_studied(
    open_house: Callable[..., House], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    house = open_house()
    plan = Plan(low=1, high=5, questions=2)
    app = begin_at(house, "explain", plan)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "1/2")
        await pilot.press(*"because", "enter")
        await until(pilot, "How sure are you?")
        await pilot.press("enter")
        await until(pilot, "2/2")
        held(app).set_focus(None)
        await pilot.press("e", "e")
        await until(pilot, "Debriefing 1/1")
        screen = app.screen
        assert isinstance(screen, DebriefScreen)
        await pilot.press("space", "enter")
        await until(pilot, "The interview's report")
        (review,) = screen.interview.session.reviews
        assert 0 < review.grade.score < 1
        await pilot.press("w")
        await until(pilot, "Save the report as")
        await pilot.press("enter")
        await until_told(pilot, "Saved")
        assert isinstance(app.screen, InterviewReportScreen)
        await pilot.press("enter")
        await shown(pilot)
        assert isinstance(app.screen, QuizScreen)
        assert app.screen.quiz.session.queue[0] == review.question
    page = tmp_path / f"interview-{datetime.now(UTC):%Y-%m-%d}.html"
    assert "because" in page.read_text(encoding="utf-8")


async def test_verdicts_at_once_and_the_list_of_interviews(
    open_house: Callable[..., House],
) -> None:
    house = open_house()
    plan = Plan(low=1, high=5, questions=2, verdicts=Verdicts.ONCE)
    app = begin_at(house, "true-false", plan)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "1/2")
        answer = held(app).interview.question.answer  # type: ignore[attr-defined]
        await pilot.press("2" if answer else "1")
        await until(pilot, "How sure are you?")
        await pilot.press("enter")
        await until(pilot, "✗ Not right")
        await pilot.press("enter")
        await until(pilot, "2/2")
        held(app).set_focus(None)
        await pilot.press("escape")
        await until(pilot, "Go on with the interview: question 2 of 2")
        await pilot.press("i", "v")
        text = await until(pilot, "Your interviews")
        assert "broke off" in text
        await pilot.press("enter")
        await until(pilot, "2/2")
        assert broken_off(house) is not None


async def twice(pilot, *keys: str) -> None:  # type: ignore[no-untyped-def]
    """Keys that arrive together, before anything can be shown."""
    for key in keys:
        pilot.app.post_message(Key(key, key if len(key) == 1 else None))
    await shown(pilot)


async def test_keys_struck_twice_answer_nothing_that_was_not_on_screen(
    open_house: Callable[..., House],
) -> None:
    house = open_house()
    app = begin_at(house, "true-false", Plan(low=1, high=5, questions=6))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "1/6")
        await pilot.press("1")
        await until(pilot, "How sure are you?")
        for number, keys in enumerate((("4", "4"), ("s", "s", "s"), ("x", "x", "x")), 2):
            if number > 2:
                held(app).set_focus(None)
            await twice(pilot, *keys)
            await shown(pilot)
            session = held(app).interview.session
            if len(session.reviews) < number - 1:  # x: the hint came first
                held(app).set_focus(None)
                await twice(pilot, "x", "x")
                session = held(app).interview.session
            assert len(session.reviews) == number - 1
            assert held(app).stage.number == number


async def test_enter_struck_twice_does_not_leave_a_verdict_unseen(
    open_house: Callable[..., House], monkeypatch: pytest.MonkeyPatch
) -> None:
    house = open_house()
    plan = Plan(low=1, high=5, questions=3, verdicts=Verdicts.ONCE)
    app = begin_at(house, "true-false", plan)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "1/3")
        await pilot.press("1")
        await until(pilot, "How sure are you?")
        await twice(pilot, "enter", "enter")
        await until(pilot, "Right", "right")
        interview = held(app).interview
        assert (interview.session.phase, interview.session.answered) == (Phase.REVEALED, 0)
        await twice(pilot, "enter", "enter", "enter")
        await until(pilot, "2/3")
        assert (interview.session.phase, interview.session.answered) == (Phase.ASKING, 1)
        with pytest.raises(InvalidEvent):
            interview.go_on()
        with pytest.raises(InvalidEvent):
            interview.cover(frozenset())


async def test_enter_struck_twice_ticks_one_explanation_of_the_debriefing(
    open_house: Callable[..., House], pack: Path
) -> None:
    (pack / "questions" / "second.yaml").write_text(SECOND, encoding="utf-8")
    house = open_house()
    house.settings = replace(house.settings, confidence="never")
    explain = [entry.id for entry in house.library.entries() if entry.kind == "explain"]
    app = begin_at(house, "explain", Plan(low=1, high=5, questions=20))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "1/20")
        interview = held(app).interview
        while not set(explain) <= {review.question for review in interview.session.reviews}:
            explains = interview.question.kind == "explain"
            interview.answer(Explained("words") if explains else None)
        interview.end()
        app.switch_screen(report_screen(interview))
        await until(pilot, "Debriefing 1/2")
        await twice(pilot, "space", "enter", "enter", "enter")
        await until(pilot, "Debriefing 2/2")
        assert len(interview.to_debrief()) == 1
        screen = app.screen
        assert isinstance(screen, DebriefScreen)
        screen.monotonic = lambda: screen._appeared + 0.1
        house.settings = replace(house.settings, enter_guard=0.5)
        await twice(pilot, "enter")
        assert len(interview.to_debrief()) == 1, "it could not be read yet"


async def test_an_interview_that_broke_off_is_offered_whatever_came_since(
    start: Callable[..., QuizApp],
) -> None:
    app = start(home=True)
    plan = Plan(low=1, high=5, questions=5)
    open_one = begin_interview(app.house, plan, 1)
    open_one.pass_on()
    app.house.begin(Wish(kinds=("choice",), seed=1))
    async with app.run_test(size=(80, 24)) as pilot:
        text = await until(pilot, "Go on with the interview: question 2 of 5")
        assert "Go on where you stopped: 0 of" in text
        await pilot.press("i")
        text = await until(pilot, "A mock interview")
        assert "Go on with the interview: question 2 of 5" in text
        await pilot.press("enter")
        await until(pilot, "2/5")
        assert held(app).interview.session.id == open_one.session.id
        held(app).set_focus(None)
        await pilot.press("escape")
        await until(pilot, "A mock interview", "Go on with the interview")
        begin_interview(app.house, plan, 2).end()
        assert broken_off(app.house) == held_session(app.house, open_one)


def held_session(house: House, interview: Interview) -> object:
    """It as it is now."""
    return next(one for one, _ in house.record.interviews.all() if one.id == interview.session.id)


async def test_the_question_is_seen_first_and_the_hint_where_it_comes(
    open_house: Callable[..., House], pack: Path
) -> None:
    asked = pack / "questions" / "second.yaml"
    long = "\\n\\n    ".join(["Why twice?", *(f"Part {n}." for n in range(12))])
    hinted = SECOND.replace("Why twice?", f'"{long}"\n  hint: Think of pairs.')
    asked.write_text(hinted.replace("second-ex", "a-second-ex"), encoding="utf-8")
    house = open_house()
    session = begin_session(
        SessionId("s"),
        Mode.INTERVIEW,
        [QuestionId("every-kind/a-second-explanation")],
        seed=1,
        lang="en",
        started=house.clock(),
    )
    house.record.begin(session, interview=plan_to_json(Plan(low=1, high=5, questions=3)))
    app = InterviewApp(house, None, None)
    async with app.run_test(size=(60, 20)) as pilot:
        assert "Welcome." in await until(pilot, "1/3")
        assert "Why twice?" in await shown(pilot)
        held(app).set_focus(None)
        await pilot.press("h")
        await until(pilot, "Think of pairs.")


async def test_the_letters_of_a_match_are_no_keys(open_house: Callable[..., House]) -> None:
    app = begin_at(open_house(), "match", Plan(low=1, high=5, questions=3))
    async with app.run_test(size=(120, 24)) as pilot:
        text = await until(pilot, "1/3")
        assert "esc, then:" in text
        await pilot.press("b", "escape")
        await until(pilot, "e Finish")
        assert "esc, then:" not in await shown(pilot)
        assert isinstance(app.screen, InterviewScreen)
        await pilot.press("l", "asterisk")
        text = await until(pilot, "⚑")
        assert ("[b]" in text, text.count("[·]")) == (True, 1), "what is paired so far stays"
        assert app.focused is None


async def test_language_and_flag_keep_a_chosen_response_and_help_hides_the_question(
    open_house: Callable[..., House], clock: Clock
) -> None:
    house = open_house()
    house.clock = clock
    app = begin_at(house, "true-false", Plan(low=1, high=5, questions=3))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "1/3")
        interview = held(app).interview
        await pilot.press("down", "l", "l")
        await until(pilot, "❯ 2")
        await pilot.press("enter", "asterisk", "l")
        assert "⚑" in await until(pilot, "얼마나 확신하나요?")
        assert interview.weighing
        prompt = "The slope of ReLU"
        clock.now += timedelta(seconds=20)
        await pilot.press("escape", "l")
        assert prompt in await until(pilot, "0:20 of")
        await pilot.press("question_mark")
        clock.now += timedelta(seconds=50)
        text = await until(pilot, "the clock stands")
        assert prompt not in text
        await pilot.press("escape")
        assert prompt in await until(pilot, "0:20 of 0:30 · in all")
        app.go("statistics")
        await until(pilot, "How you are doing")
        clock.now += timedelta(hours=1)
        await pilot.press("escape")
        await until(pilot, "0:20 of 0:30 · in all")
        whats = [note.what for note in interview.session.notes]
        assert whats == [Note.RESUMED, Note.PAUSED, Note.RESUMED], "help is none, another screen is"
        put_all_down(app)
        assert interview.session.notes[-1].what is Note.PAUSED


async def test_an_explanation_half_written_is_there_after_the_pause(
    open_house: Callable[..., House],
) -> None:
    app = begin_at(open_house(), "explain", Plan(low=1, high=5, questions=3))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "1/3")
        await pilot.press(*"because")
        await pilot.press("escape", "escape")
        await until(pilot, "Go on with the interview")
        await pilot.press("home", "enter")
        await until(pilot, "because")
        await pilot.press("escape")
        await pilot.press("s")
        await until(pilot, "2/3")
        held(app)._keep_draft()
        assert app.house.record.setting(NAME, "-") == ""
        held(app)._written = "more"
        app.exit()  # without a word
    again = open_house()
    session = broken_off(again)
    assert session
    assert kept_draft(again.record, session, session.current) == "more"
    assert kept_draft(again.record, session, QuestionId("other")) == ""
