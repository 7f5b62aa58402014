"""A session in the app: every kind answered with keys, undone, skipped, resumed."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot

sys.path.insert(0, str(Path(__file__).parent))

from reading import screen_text

from quizapp.core.responses import Explained
from quizapp.core.session import InvalidEvent, Phase
from quizapp.services.entered import Drafts
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.quiz import QuizScreen
from quizapp.tui.widgets.responder import Responder


async def shown(pilot: Pilot[None]) -> str:
    await pilot.pause()
    await pilot.pause()
    return screen_text(pilot.app)


def view(pilot: Pilot[None]):
    screen = pilot.app.screen
    assert isinstance(screen, QuizScreen)
    return screen.view


def view_of(app) -> QuizScreen:
    """The quiz, also beneath a demo."""
    return next(screen for screen in app.screen_stack if isinstance(screen, QuizScreen))


async def type_in(pilot: Pilot[None], text: str) -> None:
    names = {" ": "space", ".": "full_stop", ",": "comma", "[": "left_square_bracket"}
    names |= {"]": "right_square_bracket", "/": "slash", "-": "minus", "'": "apostrophe"}
    for character in text:
        await pilot.press(names.get(character, character))


async def test_a_digit_answers_a_single_choice_and_enter_goes_on(start) -> None:
    async with start("choice").run_test(size=(80, 24)) as pilot:
        assert "What does a ReLU network" in await shown(pilot)
        await pilot.press(str(view(pilot).order.index(0) + 1))
        text = await shown(pilot)
        assert "✓ Right" in text
        assert "Products of inputs would be needed" in text, "the wrong option tells its why"
        assert "Each unit is flat on one side" in text, "the explanation follows"
        assert "max(0, wᵢ x + bᵢ)" in text, "mathematics is Unicode"
        await pilot.press("enter")
        assert "The session is done" in await shown(pilot)
        assert "1 of 1 right" in screen_text(pilot.app)
        await pilot.press("escape")
        assert "Every kind" in await shown(pilot), "home follows"


async def test_the_answer_is_on_record_before_its_verdict_is_shown(start) -> None:
    app = start("choice")
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("1")
        assert len(app.house.record.reviews()) == 1


async def test_arrows_and_enter_choose_what_the_cursor_is_on(start) -> None:
    async with start("choice").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("down", "enter")
        assert view(pilot).response.options == {view(pilot).order[1]}


async def test_true_false(start) -> None:
    async with start("true-false").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("2")
        text = await shown(pilot)
        assert "✗ Not right" in text
        assert "Nothing shrinks it" in text


async def test_a_number_is_read_as_people_write_it(start) -> None:
    async with start("numeric").run_test(size=(80, 24)) as pilot:
        text = await shown(pilot)
        units = next(units for units in (10, 20, 50) if f"from {units} inputs" in text)
        await type_in(pilot, f"{units + 1}0")
        await pilot.press("enter")
        assert "✓ Right" in await shown(pilot)


async def test_what_cannot_be_read_as_a_number_is_not_committed(start) -> None:
    async with start("numeric").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await type_in(pilot, "many")
        await pilot.press("enter")
        await shown(pilot)
        assert view(pilot).phase is Phase.ASKING
        assert pilot.app.screen.query_one(".complaint").display


async def test_a_near_miss_is_asked_about(start) -> None:
    async with start("text").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await type_in(pilot, "a quater")
        await pilot.press("enter")
        assert "Did you mean “a quarter”?" in await shown(pilot)
        assert view(pilot).phase is Phase.ASKING
        await pilot.press("y")
        assert "✓ Right" in await shown(pilot)


async def test_a_near_miss_that_was_not_meant_counts_as_written(start) -> None:
    async with start("text").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await type_in(pilot, "a quater")
        await pilot.press("enter", "n")
        assert "✗ Not right" in await shown(pilot)


async def test_cloze_goes_from_gap_to_gap(start) -> None:
    async with start("cloze").run_test(size=(80, 24)) as pilot:
        assert "[1]" in await shown(pilot)
        await type_in(pilot, "mean")
        await pilot.press("enter")
        await type_in(pilot, "weights")
        await pilot.press("enter")
        text = await shown(pilot)
        assert "◐ Partly right: 50%" in text
        assert "gradients ✗ (weights)" in text


async def test_output_with_options(start) -> None:
    async with start("output").run_test(size=(80, 24)) as pilot:
        assert "first, *rest = range(4)" in await shown(pilot)
        await pilot.press(str(view(pilot).order.index(0) + 1))
        assert "✓ Right" in await shown(pilot)


async def test_bug_marks_a_line(start) -> None:
    async with start("bug").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("down", "down", "down", "space", "enter")
        text = await shown(pilot)
        assert "✓ Right" in text
        assert "total += value" in text


async def test_order_carries_steps(start) -> None:
    async with start("order").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        order = list(view(pilot).order)
        at = 0
        for place in range(4):
            row = order.index(place)
            await pilot.press(*["down"] * ((row - at) % 4), "space")
            await pilot.press(*["up"] * (row - place), "space")
            order.insert(place, order.pop(row))
            at = place
        await pilot.press("enter")
        assert "✓ Right" in await shown(pilot)


async def test_match_pairs_by_letters(start) -> None:
    async with start("match").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press(*("ab"[view(pilot).order.index(place)] for place in (0, 1)), "enter")
        assert "✓ Right" in await shown(pilot)


async def test_explain_shows_the_rubric_and_takes_the_learners_word(start) -> None:
    async with start("explain").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await type_in(pilot, "features have different scales")
        await pilot.press("enter")
        text = await shown(pilot)
        assert view(pilot).phase is Phase.COMMITTED
        assert "Features on one scale" in text
        assert "[x]" in text, "what was found in the text is ticked beforehand"
        await pilot.press("down", "space", "enter")
        assert "Partly right: 67%" in await shown(pilot)


async def until(pilot: Pilot[None], condition) -> None:
    """Wait for something a worker process does."""
    for _ in range(1000):
        await pilot.pause(0.02)
        if condition():
            return
    raise AssertionError(screen_text(pilot.app))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_predict_is_graded_by_the_run(start, size) -> None:
    app = start("predict")
    async with app.run_test(size=size) as pilot:
        await shown(pilot)
        while "8 pieces" not in screen_text(app):
            await pilot.press("s")
            await shown(pilot)
        await pilot.press("1")
        assert "How sure are you?" in await shown(pilot)
        await pilot.press("3")
        assert "Why?" in await shown(pilot)
        await type_in(pilot, "each piece is half as wide")
        quiz = view_of(app)
        assert quiz.view.phase is Phase.ASKING, "nothing is committed yet"
        await pilot.press("enter")
        await until(pilot, lambda: quiz.view.phase is Phase.REVEALED)
        assert quiz.view.grade.correct
        assert quiz.view.response.measured == pytest.approx(1 / 256)
        if size == (80, 24):
            assert app.screen is not quiz, "the run has a screen of its own"
            await until(pilot, lambda: "of 2 claims hold" in screen_text(app))
            await pilot.press("escape")
        text = await shown(pilot)
        assert "✓ Right" in text
        assert "each piece is half as wide" in text, "one's reason stands beside the result"
        await pilot.press("o")
        await type_in(pilot, "straight lines")
        await pilot.press("enter")
        assert "What you saw: straight lines" in await shown(pilot)
        answered = quiz.quiz.session.answer
        assert (answered.confidence, quiz.quiz.session.observed) == (3, "straight lines")
        await pilot.press("enter")
        await shown(pilot)
        assert [review.confidence for review in app.house.record.reviews()] == [3]


async def test_what_is_asked_before_committing_can_be_left_for_another_response(start) -> None:
    app = start("predict")
    async with app.run_test(size=(60, 20)) as pilot:
        await shown(pilot)
        await pilot.press("1", "escape")
        text = await shown(pilot)
        assert "How sure" not in text
        assert view(pilot).phase is Phase.ASKING
        await pilot.press("2", "4")
        assert "Why?" in await shown(pilot)
        await type_in(pilot, "it halves")
        app.screen.action_flag()
        app.screen.action_language()
        assert "it halves" in await shown(pilot), "nothing that is entered goes by this"
        app.screen.action_language()
        await shown(pilot)
        await pilot.press("escape")
        assert "Why?" not in await shown(pilot)
        assert app.house.record.unfinished().answer is None


async def test_in_the_first_half_second_nothing_is_submitted(start) -> None:
    app = start("true-false", "choice")
    app.house.settings = replace(app.house.settings, enter_guard=0.5, confidence="always")
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        screen = view_of(app)
        screen.monotonic = lambda: now
        now = screen._appeared + 0.4
        await pilot.press("enter", "1", "x")
        assert view(pilot).phase is Phase.ASKING, "typed before the question could be read"
        now += 0.2
        await pilot.press("enter", "2")
        assert "How sure are you?" in await shown(pilot), "a repeated key does not say how sure"
        now += 1
        await pilot.press("2", "2", "enter")
        await shown(pilot)
        assert view(pilot).phase is Phase.REVEALED, "and rates no verdict that just appeared"
        assert screen.quiz.session.answer.confidence == 2
        now += 1
        await pilot.press("enter")  # the next question appears at once
        await shown(pilot)
        await pilot.press("enter")
        assert view(pilot).phase is Phase.ASKING
        now += 1
        await pilot.press("x")
        assert "Here is the answer" in await shown(pilot)


async def test_a_second_key_is_not_for_the_question_that_is_only_coming(start) -> None:
    async with start("choice", "true-false", "text").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("x")
        await shown(pilot)
        quiz = view_of(pilot.app).quiz
        for keys in (("enter", "x"), ("s", "s"), ("b", "b")):
            before = quiz.session.queue
            for key in keys:
                pilot.app.post_message(Key(key, None))
            await shown(pilot)
            assert (quiz.session.phase, view(pilot).phase) == (Phase.ASKING, Phase.ASKING)
            assert quiz.session.queue[0] == before[1], keys
            pilot.app.set_focus(None)
        for refused in (quiz.rate, lambda: quiz.cover(frozenset()), lambda: quiz.measured(1.0)):
            with pytest.raises(InvalidEvent):
                refused()


async def test_undo_leads_back_step_by_step(start) -> None:
    async with start("choice", "true-false").run_test(size=(80, 24)) as pilot:
        first = (await shown(pilot), view(pilot).question.id)[1]
        await pilot.press("1", "enter")
        await shown(pilot)
        assert view(pilot).question.id != first
        await pilot.press("u")
        await shown(pilot)
        assert (view(pilot).question.id, view(pilot).phase) == (first, Phase.REVEALED)
        await pilot.press("u")
        await shown(pilot)
        assert (view(pilot).question.id, view(pilot).phase) == (first, Phase.ASKING)
        assert not view(pilot).can_undo
        await pilot.press("2")
        assert view(pilot).phase is Phase.REVEALED, "the question can be answered again"


async def test_not_knowing_shows_the_answer_without_marks(start) -> None:
    async with start("numeric").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("escape", "x")
        text = await shown(pilot)
        assert f"Answer: {view(pilot).question.answer:g}" in text
        assert "✗" not in text


async def test_a_bug_needs_a_mark(start) -> None:
    async with start("bug").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("enter")
        assert "No line is marked yet" in await shown(pilot)
        assert view(pilot).phase is Phase.ASKING


async def test_a_follow_up_can_be_taken_again_after_undo(start) -> None:
    async with start("choice").run_test(size=(80, 40)) as pilot:
        await shown(pilot)
        await pilot.press("1")
        await shown(pilot)
        for _ in range(3):
            await pilot.press("f", "u")
            await shown(pilot)
        await pilot.press("f", "enter")
        await shown(pilot)
        assert view(pilot).question.id == "every-kind/relu-slope"


async def test_letters_are_typed_in_a_field_and_commands_outside_it(start) -> None:
    async with start("text").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("x")
        assert view(pilot).phase is Phase.ASKING
        await pilot.press("escape", "x")
        assert "Here is the answer" in await shown(pilot)


async def test_hint_flag_skip_and_bury(start) -> None:
    app = start("choice", "true-false", "order")
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        while "ReLU network" not in screen_text(app):
            await pilot.press("s")
            await shown(pilot)
        await pilot.press("h")
        assert "Draw one unit" in await shown(pilot)
        question = view(pilot).question.id
        await pilot.press("asterisk")
        assert "⚑" in await shown(pilot)
        assert app.house.record.flagged() == {question}
        await pilot.press("b")
        await shown(pilot)
        assert view(pilot).question.id != question
        assert view(pilot).total == 2


async def test_a_follow_up_comes_next(start) -> None:
    async with start("choice").run_test(size=(80, 40)) as pilot:
        await shown(pilot)
        await pilot.press("1")
        assert "The slope of ReLU is 1" in await shown(pilot)
        await pilot.press("f")
        await shown(pilot)
        told = pilot.app._notifications
        assert [each.message[:5] for each in told] == ["Next:"]
        await pilot.press("question_mark")
        await shown(pilot)
        assert not list(told), "a message about the screen before does not lie over the help"
        await pilot.press("escape", "enter")
        await shown(pilot)
        assert view(pilot).question.id == "every-kind/relu-slope"


async def test_the_language_switches_while_a_question_is_open(start) -> None:
    async with start("text").run_test(size=(80, 24)) as pilot:
        english = await shown(pilot)
        await type_in(pilot, "half done")
        await pilot.press("escape", "l")
        korean = await shown(pilot)
        assert korean != english
        assert view(pilot).lang == "ko"
        assert "half done" in korean, "what was typed is still there"


async def test_a_session_resumes_where_it_broke_off(start) -> None:
    app = start("choice", "match", "order")
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("x", "enter")
        await shown(pilot)
        before = view(pilot)
    app.house.close()
    again = start(resume=True)
    async with again.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        after = view(pilot)
        assert (after.question.id, after.order) == (before.question.id, before.order)
        assert (after.number, after.total) == (before.number, before.total)


async def test_escape_goes_home_and_enter_comes_back(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Every kind" in await shown(pilot)
        await pilot.press("enter")
        await shown(pilot)
        question = view(pilot).question.id
        await pilot.press("escape")
        text = await shown(pilot)
        if "Go on where you stopped" not in text:  # the first esc left a text field
            await pilot.press("escape")
            text = await shown(pilot)
        assert "Go on where you stopped" in text
        await pilot.press("up", "up", "enter")
        await shown(pilot)
        assert view(pilot).question.id == question


async def test_what_is_typed_is_kept_until_it_is_answered(start) -> None:
    app = start("text", "explain")
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await type_in(pilot, "half")
        await pilot.press("escape", "s")
        await shown(pilot)
        await pilot.press("escape", "u")
        assert "half" in await shown(pilot), "skipped and taken back"
        await pilot.press("escape", "tab", "x", "escape", "l")
        assert "halfx" in await shown(pilot), "tab goes back to the field"
        await pilot.press("l", "escape")
        await shown(pilot)
        assert isinstance(app.screen, HomeScreen), "no key but esc left the field again"
        await pilot.press("enter")
        assert "halfx" in await shown(pilot)
        asked = view(pilot).question.id
        session = app.screen.quiz.session.id
        assert Drafts(app.house.record, session).of(asked), "also for the next start"
        await pilot.press("escape", "x")
        await shown(pilot)
        await pilot.press("u")
        assert "halfx" not in await shown(pilot)
        app.go_home()
        await shown(pilot)
        assert Drafts(app.house.record, session).of(asked) is None


async def test_what_is_chosen_is_kept_at_once_and_by_every_key(start) -> None:
    keys = {"match": ("b",), "order": ("shift+down",), "bug": ("down", "space"), "explain": ()}
    app = start(*keys)
    kept = {}
    async with app.run_test(size=(80, 40)) as pilot:
        await shown(pilot)
        for _ in keys:
            asked = view(pilot).question
            if asked.kind == "explain":
                await type_in(pilot, "scales")
                await pilot.press("enter", "space", "down", "space")
            await pilot.press(*keys[asked.kind])
            await pilot.pause()
            drafts = Drafts(app.house.record, app.screen.quiz.session.id)
            kept[asked.id] = draft = drafts.of(asked.id)
            assert draft is not None, f"a half answered {asked.kind} outlives SIGKILL"
            await pilot.press("asterisk", "l", "f1", "escape", "ctrl+p", "escape", "l")
            await shown(pilot)
            assert app.screen.query_one(Responder).draft() == draft
            await pilot.press("s")
            await shown(pilot)
    app.house.close()
    again = start(resume=True)
    async with again.run_test(size=(80, 40)) as pilot:
        await shown(pilot)
        for _ in keys:
            asked = view(pilot).question.id
            if not isinstance(kept[asked], Explained):
                assert again.screen.query_one(Responder).draft() == kept[asked]
            again.screen.action_skip()
            await shown(pilot)
