"""The form for a new question."""

from pathlib import Path

from textual.widgets import Input, Select, Static, TextArea

from quizapp.packs.composing import entries
from quizapp.packs.pack import load_pack
from quizapp.tui.screens.composing import ComposingScreen


async def opened(pilot, pack: Path, given: list) -> ComposingScreen:
    loaded = load_pack(pack).pack
    assert loaded is not None
    screen = ComposingScreen(pack, loaded)
    pilot.app.push_screen(screen, given.append)
    await pilot.pause()
    await pilot.pause()
    return screen


async def test_a_question_is_written_and_what_is_wrong_is_said_first(start, pack: Path) -> None:
    app, given = start(home=True), []
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, pack, given)
        await pilot.press(*"Is [b] bold", "ctrl+s")
        assert "filled in" in str(screen.query_one("#told", Static).content)
        assert app.focused is screen.query_one("#entry-options")
        screen.query_one("#entry-options", TextArea).text = "yes | no\nno"
        screen.query_one("#entry-explanation", TextArea).text = "It is not."
        await pilot.press("ctrl+s")
        assert "correct: true" in str(screen.query_one("#told", Static).content)
        screen.query_one("#entry-options", TextArea).text = "* yes\nno | Why not?"
        assert screen.query_one("#name", Input).value == "is-b-bold"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert given == ["every-kind/is-b-bold"]
    loaded = load_pack(pack)
    assert loaded.usable
    assert loaded.pack
    assert loaded.pack.question(given[0], "en").prompt == "Is [b] bold"


async def test_another_kind_asks_other_things_and_keeps_the_words(start, pack: Path) -> None:
    app = start(home=True)
    async with app.run_test(size=(60, 20)) as pilot:
        screen = await opened(pilot, pack, [])
        await pilot.press("W", "h", "y")
        screen.query_one("#kind", Select).value = "bug"
        await pilot.pause()
        await pilot.pause()
        assert screen.query_one("#entry-prompt", TextArea).text == "Why"
        assert all(screen.query(f"#entry-{each.name}") for each in entries("bug"))
        assert not screen.query("#entry-options")
        app.switch_language()
        await pilot.pause()
        assert "설명" in str(screen.query_one("#label-explanation", Static).content)
        await pilot.press("escape")
        assert app.screen is screen, "asked once before words are thrown away"
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is not screen
