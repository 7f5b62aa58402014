"""Searching, reading, noting, flagging and suspending on screen."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reading import shown, until, until_told

from quizapp.core.ids import QuestionId
from quizapp.core.session import Mode
from quizapp.services.house import Wish
from quizapp.services.lookup import write_note
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.browse import BrowseScreen, query_of
from quizapp.tui.screens.browse_reading import ReadingScreen
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.note import NoteScreen
from quizapp.tui.screens.quiz import QuizScreen

SLOPE = QuestionId("every-kind/relu-slope")
SMALL, WIDE = (80, 24), (130, 40)


async def found(pilot, typed: str) -> BrowseScreen:
    """The search, opened at home, with something typed."""
    await shown(pilot)
    await pilot.press("slash")
    await until(pilot, "as in a book")
    screen = pilot.app.screen
    assert isinstance(screen, BrowseScreen)
    screen.query_one("#search").value = typed
    await shown(pilot)
    return screen


async def test_type_move_read_and_come_back(start) -> None:
    app = start(home=True)
    async with app.run_test(size=SMALL) as pilot:
        await found(pilot, "polynomal")
        text = await until(pilot, "polynomal stands nowhere; found: polynomial")
        assert "1 question · by relevance" in text
        await pilot.press("enter")
        text = await until(pilot, "Every kind › Basics")
        assert isinstance(app.screen, ReadingScreen)
        assert app.screen.question == "every-kind/relu-pieces"
        assert "✓" in text
        await pilot.press("escape")
        await until(pilot, "polynomal stands nowhere")
        await pilot.press("escape")  # leaves the field
        await until(pilot, "n Note")
        await pilot.press("escape")
        await shown(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_arrows_move_while_typing_and_a_wrong_filter_keeps_the_list(start) -> None:
    app = start(home=True)
    async with app.run_test(size=SMALL) as pilot:
        screen = await found(pilot, "kind:choice,true-false")
        await until(pilot, "2 questions")
        await pilot.press("down")
        second = screen._highlighted()
        assert second == screen._found.questions[1]
        screen.query_one("#search").value = "kind:choice,true-false tipic:x"
        text = await until(pilot, "There is no filter tipic:")
        assert "Did you mean topic:?" in text
        assert screen._highlighted() == second
        screen.query_one("#search").value = "is:f"
        await until(pilot, "is:flagged")
        await until(pilot, "No question fits.")
        await pilot.press("enter")
        assert app.screen is screen


async def test_notes_flags_and_suspensions_are_on_the_disk_at_once(start, open_house) -> None:
    app = start(home=True)
    record = app.house.record
    async with app.run_test(size=SMALL) as pilot:
        await found(pilot, "relu-slope")
        await until(pilot, "1 question")
        await pilot.press("escape", "n")
        await until(pilot, "Save and close")
        await pilot.press(*"a", "enter", *"zebra", "escape")
        await until(pilot, "✎")
        note = record.note(SLOPE)
        assert note is not None
        assert note.text == "a\nzebra"
        await pilot.press("asterisk", "z")
        text = await until(pilot, "suspended")
        assert "⚑" in text
        assert (record.flagged(), record.suspended()) == ({SLOPE}, {SLOPE})
        await pilot.press("asterisk", "z")
        await until(pilot, "true-false · ●○○○○ · ✎")
        assert not record.flagged() | record.suspended()
        await pilot.press("slash")
        app.screen.query_one("#search").value = "zebra"
        await until(pilot, "✎ a zebra")
        await pilot.press("enter")
        await until(pilot, "Your note")


async def test_a_pause_in_typing_saves_the_note(start, monkeypatch) -> None:
    monkeypatch.setattr("quizapp.tui.screens.note.QUIET_SECONDS", 0.01)
    app = start(home=True)
    async with app.run_test(size=SMALL) as pilot:
        await found(pilot, "relu-slope")
        await until(pilot, "1 question")
        await pilot.press("escape", "n")
        await until(pilot, "Save and close")
        await pilot.press(*"zebra")
        for _ in range(400):
            await pilot.pause(0.02)
            note = app.house.record.note(SLOPE)
            if note and note.text == "zebra":
                break
        assert note is not None
        assert note.text == "zebra"
        assert isinstance(app.screen, NoteScreen)


async def test_a_note_that_cannot_be_kept_is_told_and_given_up_only_when_meant(
    start, open_house
) -> None:
    first = open_house()
    app = start(home=True)
    assert app.house.record.read_only
    async with app.run_test(size=SMALL) as pilot:
        await found(pilot, "relu-slope")
        await until(pilot, "1 question")
        await pilot.press("escape", "n")
        await until(pilot, "Save and close")
        await pilot.press("x", "escape")
        await until_told(pilot, "reading only")
        assert isinstance(app.screen, NoteScreen)
        await pilot.press("escape")
        await until(pilot, "by relevance")
        await pilot.press("asterisk")
        await until_told(pilot, "reading only")
    assert first.record.notes() == {}


async def test_links_lead_there_and_back(start) -> None:
    app = start(home=True)
    async with app.run_test(size=SMALL) as pilot:
        await found(pilot, "relu-pieces")
        await until(pilot, "by relevance")
        await pilot.press("enter")
        await until(pilot, "every-kind", "Every kind ›")
        assert app.screen.reading.leads_to
        target = app.screen.reading.leads_to[0].question
        await pilot.press("enter")
        await until(pilot, "The interviewer goes on")
        await pilot.press("enter")
        await shown(pilot)
        assert app.screen.question == target
        assert "every-kind/relu-pieces" in {
            link.question for link in app.screen.reading.asked_after
        }
        await pilot.press("escape")
        await shown(pilot)
        assert app.screen.question == "every-kind/relu-pieces"


async def test_the_answer_can_be_hidden_and_stays_so(start) -> None:
    app = start(home=True)
    async with app.run_test(size=SMALL) as pilot:
        await found(pilot, "kind:match,order,output,explain,predict,choice")
        await until(pilot, "questions")
        await pilot.press("enter")
        await until(pilot, "Every kind ›")
        await pilot.press("a")
        for _ in range(5):
            text = await until(pilot, "a shows the answer.")
            assert "✓" not in text
            await pilot.press("right")
            await shown(pilot)
        assert app.house.record.setting("browse-answers", "") == "hidden"
        await pilot.press("a")
        text = await until(pilot, "What is measured decides: d runs it.")
        assert "a shows the answer." not in text
        assert app.house.record.setting("browse-answers", "") == "shown"


async def test_every_kind_can_be_read_in_both_languages(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(60, 20)) as pilot:
        screen = await found(pilot, "sort:book")
        await pilot.press("enter")
        await until(pilot, "Every kind ›")
        for place in range(len(screen._found.questions)):
            assert app.screen.question == screen._found.questions[place]
            if place == 3:
                await pilot.press("l")
            await pilot.press("right")
            await shown(pilot)
        assert app.house.lang == "ko"


async def test_wide_screens_show_the_question_beside_the_list(start) -> None:
    app = start(home=True)
    write = QuestionId("every-kind/why-normalize")
    write_note(app.house, write, "Say **why**, not how.")
    async with app.run_test(size=WIDE) as pilot:
        await found(pilot, "has:note")
        text = await until(pilot, "Your note")
        assert "Say why, not how." in text
        await pilot.resize_terminal(80, 24)
        await until(pilot, "1 question")
        assert "Your note" not in await shown(pilot)


async def test_what_is_listed_can_be_asked(start) -> None:
    app = start(home=True)
    async with app.run_test(size=SMALL) as pilot:
        screen = await found(pilot, "kind:choice,true-false")
        await until(pilot, "2 questions")
        order = screen._found.questions
        await pilot.press("escape", "c")
        await until(pilot, "1/2")
        assert isinstance(app.screen, QuizScreen)
        assert app.screen.quiz.session.queue == order
        assert app.screen.quiz.session.mode is Mode.CRAM
        await pilot.press("escape")
        await until(pilot, "2 questions")


async def test_a_session_of_mode_browse_is_this_screen(open_house) -> None:
    wish = Wish(packs=("every-kind",), kinds=("choice", "match"), mode=Mode.BROWSE)
    assert query_of(wish) == "pack:every-kind kind:choice,match"
    app = QuizApp(open_house(), wish=wish)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, "2 questions · as in a book")
        await pilot.press("escape", "escape")
        await shown(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert app.house.record.unfinished() is None


async def test_the_order_and_the_language(start) -> None:
    app = start(home=True)
    async with app.run_test(size=SMALL) as pilot:
        await found(pilot, "relu")
        await until(pilot, "by relevance")
        await pilot.press("escape", "o")
        await until(pilot, "as in a book")
        await pilot.press("o")
        await until(pilot, "weakest first")
        await pilot.press("l")
        await until(pilot, "약한 것부터")


async def test_notes_after_an_answer(start) -> None:
    app = start("true-false")
    async with app.run_test(size=SMALL) as pilot:
        await shown(pilot)
        await pilot.press("n")  # not before the answer
        assert isinstance(app.screen, QuizScreen)
        await pilot.press("1")
        await until(pilot, "n Note")
        await until(pilot, "identity")
        await pilot.press("n", *"zebra", "escape")
        await until(pilot, "Your note")
        note = app.house.record.note(SLOPE)
        assert note is not None
        assert note.text == "zebra"


async def test_the_search_opens_over_plan_and_statistics(start) -> None:
    app = start(home=True)
    async with app.run_test(size=SMALL) as pilot:
        await shown(pilot)
        for key in ("p", "s"):
            await pilot.press(key)
            await shown(pilot)
            below = app.screen
            assert not isinstance(below, HomeScreen)
            await pilot.press("slash")
            await until(pilot, "as in a book")
            await pilot.press("escape", "escape")
            await shown(pilot)
            assert app.screen is below
            await pilot.press("escape")
            await shown(pilot)
