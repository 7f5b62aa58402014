"""What the mouse, dragging, gaps in place and speaking aloud do to a response."""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot

sys.path.insert(0, str(Path(__file__).parent))

from reading import screen_text

from quizapp.core.questions import KINDS
from quizapp.core.session import Mode, Phase
from quizapp.tui.screens.quiz import QuizScreen
from quizapp.tui.widgets.arranging import OrderResponder
from quizapp.tui.widgets.explaining import Aloud
from quizapp.tui.widgets.lines import Lines
from quizapp.tui.widgets.responder import Responder


async def shown(pilot: Pilot[None]) -> str:
    await pilot.pause()
    await pilot.pause()
    return screen_text(pilot.app)


def view(pilot: Pilot[None]):
    assert isinstance(pilot.app.screen, QuizScreen)
    return pilot.app.screen.view


async def drag(pilot: Pilot[None], start: int, *rows: int) -> None:
    """Press the mouse on a row of the list, move it over the others, and let go."""
    await pilot.mouse_down(Lines, offset=(6, start))
    for row in rows:
        await pilot.hover(Lines, offset=(6, row))
    await pilot.mouse_up(Lines, offset=(6, rows[-1]))
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 40), (60, 40)])
async def test_a_click_marks_the_wrong_line(start, size) -> None:
    async with start("bug").run_test(size=size) as pilot:
        await shown(pilot)
        await pilot.click(Lines, offset=(8, 1))
        await pilot.click(Lines, offset=(8, 3))
        text = await shown(pilot)
        assert text.count("● ") == 1, "one line is wrong, so the mark moves"
        await pilot.press("enter")
        assert "✓ Right" in await shown(pilot)


async def test_steps_are_dragged_into_their_order(start) -> None:
    async with start("order").run_test(size=(80, 40)) as pilot:
        await shown(pilot)
        steps = pilot.app.screen.query_one(OrderResponder)
        for place in range(len(steps.order)):
            at = steps.order.index(place)
            if at != place:
                await drag(pilot, at, *range(at - 1, place - 1, -1))
        assert steps.order == sorted(steps.order)
        await pilot.press("shift+down", "shift+up", "enter")
        assert "✓ Right" in await shown(pilot)


async def test_sides_are_paired_by_dragging_and_by_clicks(start) -> None:
    async with start("match").run_test(size=(80, 40)) as pilot:
        await shown(pilot)
        order, count = view(pilot).order, len(view(pilot).order)
        right = [count + 1 + order.index(left) for left in range(count)]
        await drag(pilot, right[0], 0)  # from the right to the left as well
        await pilot.click(Lines, offset=(8, 1))
        await pilot.click(Lines, offset=(8, right[1]))
        await pilot.press("enter")
        assert "✓ Right" in await shown(pilot)


async def test_what_is_typed_stands_in_its_gap(start) -> None:
    async with start("cloze").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("tab", *"gradiens", "tab", *"meam", "backspace", "n")
        text = await shown(pilot)
        assert "[1] mean" in text
        assert "[2] gradiens" in text
        await pilot.press("enter")
        assert "Gap 2: did you mean “gradients”?" in await shown(pilot)
        await pilot.press("y")
        assert "✓ Right" in await shown(pilot)


async def test_an_explanation_is_said_aloud_against_the_clock(start, monkeypatch) -> None:
    now = 100.0
    monkeypatch.setattr(Aloud, "monotonic", staticmethod(lambda: now))
    async with start("explain").run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("ctrl+t")
        assert "0:00" in await shown(pilot)
        await pilot.press("escape")
        assert "0:00" not in await shown(pilot), "esc goes back to writing"
        await pilot.press("ctrl+t")
        await shown(pilot)
        now += 75
        pilot.app.screen.query_one(Aloud).tick()
        assert "1:15" in await shown(pilot)
        await pilot.press("enter")
        assert "You spoke for 1:15" in await shown(pilot)
        assert view(pilot).phase is Phase.COMMITTED
        await pilot.press("space", "enter")
        assert "Partly right" in await shown(pilot)


async def test_the_model_answer_stands_beside_ones_own_where_there_is_room(start) -> None:
    async with start("explain").run_test(size=(130, 40)) as pilot:
        await shown(pilot)
        await pilot.press(*"scales", "enter")
        rows = (await shown(pilot)).splitlines()
        own = next(row for row in rows if "scales" in row)
        assert len(own.split("scales")[1].strip()) > 20, "the model answer begins on that row"


async def test_one_key_leads_from_every_verdict_to_the_next_question(start) -> None:
    app = start()
    app.wish = replace(app.wish, length=100, mode=Mode.CRAM)
    async with app.run_test(size=(80, 24)) as pilot:
        kinds = set()
        await shown(pilot)
        while isinstance(screen := app.screen, QuizScreen):
            asked = view(pilot)
            kinds.add(asked.question.kind)
            screen.action_give_up()
            await shown(pilot)
            assert view(pilot).phase is Phase.REVEALED
            await pilot.press("4")
            await shown(pilot)
            assert app.screen is not screen or view(pilot).question.id != asked.question.id
        assert kinds == set(KINDS)


async def test_a_changed_question_tells_so_and_may_begin_anew(start, pack) -> None:
    app = start("true-false")
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("1", "3")
    app.house.close()
    for file in (pack / "questions").glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("every positive input", "any positive input"))
    again = start("true-false")
    again.house.clock = lambda: datetime.now(UTC) + timedelta(days=300)
    async with again.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("1")
        assert "has changed since you last answered it" in await shown(pilot)
        await pilot.press("0")
        assert "its schedule begins anew" in await shown(pilot)
        await pilot.press("enter")
        await shown(pilot)
        (card,) = again.house.record.cards().values()
        assert card.reps == 1


async def test_a_row_of_several_lines_hangs_below_its_text() -> None:
    class Alone(App[None]):
        def compose(self) -> ComposeResult:
            yield Lines(2)

        def on_mount(self) -> None:
            self.query_one(Lines).write([Content("❯ 1 one two three four five"), Content("x")], 4)

    app = Alone()
    async with app.run_test(size=(14, 12)) as pilot:
        lines = app.query_one(Lines)
        await pilot.pause()
        drawn = screen_text(app).splitlines()
        assert [each.rstrip() for each in drawn[:4]] == [
            "❯ 1 one two",
            "    three four",
            "    five",
            "x",
        ]
        assert [lines.row_at(y) for y in range(4)] == [0, 0, 0, 1]
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert screen_text(app).splitlines()[1].rstrip() == "x"


@pytest.mark.parametrize("kind", ["bug", "order", "match", "cloze", "explain", "choice"])
async def test_what_has_only_just_come_keeps_no_draft(start, kind: str) -> None:
    async with start(kind).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = pilot.app.screen
        there = screen.query_one(Responder)
        come = type(there)(there.view, there.tr)
        mounting = screen.query_one("#page").mount(come)
        screen.keep_draft()  # as when a key undoes at once what another has shown
        await mounting
        assert come.is_mounted
