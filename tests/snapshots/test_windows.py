"""Pictures of the windows about the app itself: palette, options, themes, tour, high contrast."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from test_screens import answered, app, still

__all__ = ["app"]

BASELINE = (3, 11)

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != BASELINE, reason="the pictures are drawn with Python 3.11"
)


def pressed(*keys: str) -> Callable[[Any], Awaitable[None]]:
    """Keys were pressed, and what they open is on screen."""

    async def press(pilot: Any) -> None:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await still(pilot)

    return press


async def touring(pilot: Any) -> None:
    """The tour is open."""
    await pilot.pause()
    pilot.app.show_tour()
    await still(pilot)


WINDOWS = {
    "palette": pressed("ctrl+p"),
    "options": pressed("o"),
    "themes": pressed("t"),
    "tour": touring,
    "packs": pressed("k"),
    "new-question": pressed("k", "n"),
    "demos": pressed("d"),
}


@pytest.mark.parametrize("name", WINDOWS)
def test_window(snap_compare: Any, app: Any, name: str, look: str, size: tuple[int, int]) -> None:
    shown = app(lang="ko" if look == "korean" else "en", light=look == "light")
    assert snap_compare(shown, terminal_size=size, run_before=WINDOWS[name])


@pytest.mark.parametrize("theme", ["high-contrast-light", "color-blind", "monochrome"])
def test_a_verdict_in_other_themes(snap_compare: Any, app: Any, theme: str) -> None:
    shown = app("choice")
    shown.show_theme(theme)
    assert snap_compare(shown, terminal_size=(80, 24), run_before=answered)
