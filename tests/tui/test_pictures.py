"""Real pictures: shown where the terminal can, refused with a reason where it cannot."""

import sys
from pathlib import Path

from textual.widgets import Static

sys.path.insert(0, str(Path(__file__).parent))

from reading import shown, until, until_told

from quizapp.services.laboratory import Experiment
from quizapp.tui import pictures
from quizapp.tui.screens.demo import DemoScreen
from quizapp.tui.widgets.figure import FigureView


class Photo(Static):
    """What a terminal with pictures would draw; here its size."""

    def __init__(self, image) -> None:
        self.data = image.getvalue()
        super().__init__(f"a picture of {len(self.data) > 1000}")


async def lab(pilot, app) -> None:
    await shown(pilot)
    spec = app.house.laboratory.catalog.get("relu-approximation", "every-kind")
    app.push_screen(DemoScreen(Experiment(spec, spec.values({})), start=True))
    await until(pilot, "claims hold")


async def test_a_figure_becomes_a_picture_and_characters_again(start, monkeypatch) -> None:
    monkeypatch.setattr(pictures, "widget_for", lambda app: Photo)
    app = start(home=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await lab(pilot, app)
        await pilot.press("p")
        await until(pilot, "a picture of True")
        assert app.screen.query_one(Photo).data.startswith(b"\x89PNG")
        assert not app.screen.query_one(FigureView).display
        await pilot.press("right")
        await until(pilot, "16 pieces")
        await until(pilot, "a picture of True")
        await pilot.press("p")
        assert "a picture" not in await shown(pilot)
        assert app.screen.query_one(FigureView).display


async def test_without_the_library_or_in_such_a_terminal_the_reason_is_told(
    start, monkeypatch
) -> None:
    app = start(home=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await lab(pilot, app)
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        await pilot.press("p")
        assert "quizapp[pictures]" in await until_told(pilot, "which is not installed")
        monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
        await pilot.press("p")
        assert "Kitty" in await until_told(pilot, "shows no pictures")
        assert app.screen.query_one(FigureView).display
