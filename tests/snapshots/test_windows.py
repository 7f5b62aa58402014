"""Pictures of the windows about the app itself, one after another in the same app."""

import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion

sys.path.insert(0, str(Path(__file__).parent))

from test_screens import answered, app, still

from quizapp.core.say import say
from quizapp.packs.pack import load_pack
from quizapp.tui.screens.pack_about import ConfirmingScreen
from quizapp.tui.screens.problems import ProblemsScreen

__all__ = ["app"]

BASELINE = (3, 11)

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != BASELINE, reason="the pictures are drawn with Python 3.11"
)

Opening = Callable[[Any], Awaitable[None]]


def pressed(*keys: str) -> Opening:
    """Keys that open a window from home."""

    async def press(pilot: Any) -> None:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()

    return press


async def touring(pilot: Any) -> None:
    pilot.app.show_tour()


async def failing(pilot: Any) -> None:
    """The errors of a broken pack."""
    problems = load_pack(Path("bad/everything-at-once")).problems
    pilot.app.push_screen(ProblemsScreen(problems))


async def removing(pilot: Any) -> None:
    """What is asked before a pack is removed."""
    asked = say("Remove {title}? Your answers stay in the record.", title="Every kind")
    pilot.app.push_screen(ConfirmingScreen(asked))


async def shrunk(pilot: Any) -> None:
    """The terminal is smaller than the app needs."""
    await pilot.resize_terminal(50, 10)


WINDOWS: dict[str, Opening] = {
    "palette": pressed("ctrl+p"),
    "options": pressed("o"),
    "themes": pressed("t"),
    "tour": touring,
    "packs": pressed("k"),
    "new-question": pressed("k", "n"),
    "pack": pressed("k", "enter"),
    "what-it-would-run": pressed("k", "t"),
    "demos": pressed("d"),
    "date": pressed("p", "equals_sign"),
    "problems": failing,
    "confirming": removing,
    "too-small": shrunk,
}


async def test_windows(
    snapshot: SnapshotAssertion, app: Any, look: str, size: tuple[int, int]
) -> None:
    pictures = snapshot.use_extension(SVGImageExtension)
    shown = app(lang="ko" if look == "korean" else "en", light=look == "light")
    shown.house.clock = lambda: datetime(2026, 3, 2, 9, tzinfo=UTC)
    differ = []
    async with shown.run_test(size=size) as pilot:
        for name, opening in WINDOWS.items():
            await pilot.pause()
            await opening(pilot)
            await still(pilot)
            picture = shown.export_screenshot(simplify=True)
            if not pictures(name=name) == picture:  # noqa: SIM201
                differ.append(name)
            while name != "too-small" and len(shown.screen_stack) > 2:
                await pilot.press("escape")
                await pilot.pause()
    assert not differ


@pytest.mark.parametrize("theme", ["high-contrast-light", "color-blind", "monochrome"])
def test_a_verdict_in_other_themes(snap_compare: Any, app: Any, theme: str) -> None:
    shown = app("choice")
    shown.show_theme(theme)
    assert snap_compare(shown, terminal_size=(80, 24), run_before=answered)
