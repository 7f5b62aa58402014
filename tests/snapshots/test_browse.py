"""Pictures of searching, reading and noting, over the sample pack."""

import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.core.ids import QuestionId
from quizapp.core.session import Mode
from quizapp.services.house import House, Wish
from quizapp.services.lookup import set_flag, suspend, write_note
from quizapp.tui.app import QuizApp

SAMPLE = Path(__file__).parents[1] / "data" / "packs" / "good" / "every-kind"

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="the pictures are drawn with Python 3.11"
)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An app that browses; some questions have notes and marks."""
    from quizapp.services import house as module

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr(module, "pack_folders", lambda extra=(): [*extra, SAMPLE])
    opened: list[House] = []

    def make(look: str) -> QuizApp:
        lang = "ko" if look == "korean" else "en"
        house = House.open(record_path=tmp_path / "record.sqlite3", lang=lang)
        house.settings = replace(house.settings, tour=False)
        opened.append(house)
        write_note(house, QuestionId("every-kind/relu-slope"), "Not at **0**: `relu'(0)`.")
        set_flag(house, QuestionId("every-kind/relu-pieces"), on=True)
        suspend(house, QuestionId("every-kind/width-error"), on=True)
        made = QuizApp(house, wish=Wish(mode=Mode.BROWSE))
        made.show_theme("light" if look == "light" else "dark")
        return made

    yield make
    for house in opened:
        house.close()
    monkeypatch.undo()
    time.tzset()


async def settled(pilot) -> None:
    """No blinking cursor, and the preview is there where there is room for one."""
    for widget in pilot.app.screen.query("Input, TextArea"):
        widget.cursor_blink = False
    for _ in range(100):
        await pilot.pause(0.02)
        preview = pilot.app.screen.query("#preview > Page")
        if preview or pilot.app.size.width < 120:
            break
    for _ in range(3):
        await pilot.pause()


async def searched(pilot) -> None:
    """Some words were typed, one of them wrongly."""
    await pilot.pause()
    pilot.app.screen.query_one("#search").value = "rleu"
    for _ in range(3):
        await pilot.pause()
    await settled(pilot)


async def read(pilot) -> None:
    """The question with a note is open."""
    await pilot.pause()
    pilot.app.screen.query_one("#search").value = "has:note"
    await pilot.pause()
    await pilot.press("enter")
    while not pilot.app.screen.query("#page > Page"):
        await pilot.pause(0.02)
    for _ in range(3):
        await pilot.pause()


async def noted(pilot) -> None:
    """The note is open for writing."""
    await read(pilot)
    await pilot.press("n")
    while not pilot.app.screen.query("TextArea"):
        await pilot.pause(0.02)
    pilot.app.screen.query_one("TextArea").cursor_blink = False
    for _ in range(3):
        await pilot.pause()


def test_search(snap_compare, app, look, size) -> None:
    assert snap_compare(app(look), terminal_size=size, run_before=searched)


def test_reading(snap_compare, app, look, size) -> None:
    assert snap_compare(app(look), terminal_size=size, run_before=read)


def test_note(snap_compare, app, look, size) -> None:
    assert snap_compare(app(look), terminal_size=size, run_before=noted)
