"""Pictures of the screens; `make snapshots` accepts them as they are after a look at them.

Made with the sample pack, so that content may change. One Python draws them, since small
differences between versions would be no news.
"""

import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tui"))

from test_statistics import study

from quizapp.services.house import House, Wish
from quizapp.tui.app import QuizApp

PACKS = Path(__file__).parents[1] / "data" / "packs"
SAMPLE = PACKS / "good" / "every-kind"
BASELINE = (3, 11)

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != BASELINE, reason="the pictures are drawn with Python 3.11"
)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An app over the sample pack at home, or in a session of one kind."""
    from quizapp.services import house as module

    monkeypatch.chdir(PACKS)
    monkeypatch.setenv("HOME", str(PACKS))  # folders are told as seen from there
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr(module, "pack_folders", lambda extra=(): [*extra, SAMPLE])

    opened: list[House] = []

    def make(kind: str = "", *, lang: str = "en", light: bool = False) -> QuizApp:
        house = House.open(record_path=tmp_path / "record.sqlite3", lang=lang)
        house.settings = replace(house.settings, enter_guard=0.0)  # keys need not wait
        opened.append(house)
        made = QuizApp(house, wish=Wish(kinds=(kind,), seed=1) if kind else None)
        made.show_theme("light" if light else "dark")
        return made

    yield make
    for house in opened:
        house.close()
    monkeypatch.undo()
    time.tzset()


async def still(pilot) -> None:
    """No blinking cursor."""
    for widget in pilot.app.screen.query("Input, TextArea"):
        widget.cursor_blink = False
    await pilot.pause()


async def there(pilot, selector: str) -> None:
    """Wait until it is on screen, and as it stays."""
    for _ in range(1000):
        if pilot.app.screen.query(selector):
            break
        await pilot.pause(0.01)
    assert pilot.app.screen.query(selector)
    await pilot.pause()
    await pilot.pause()


async def answered(pilot) -> None:
    """The first option was chosen, and everything that follows is on screen."""
    await pilot.pause()
    await pilot.press("1")
    await there(pilot, "#explanation > .explained")


async def helped(pilot) -> None:
    """The help is open."""
    await pilot.pause()
    await pilot.press("question_mark")
    await there(pilot, "#help")


def test_home(snap_compare, app, size, look) -> None:
    shown = app(lang="ko" if look == "korean" else "en", light=look == "light")
    assert snap_compare(shown, terminal_size=size)


def test_a_wrong_choice_with_its_reasons(snap_compare, app, size, look) -> None:
    shown = app("choice", lang="ko" if look == "korean" else "en", light=look == "light")
    assert snap_compare(shown, terminal_size=size, run_before=answered)


async def measured(pilot) -> None:
    """Two weeks of answers, and the screen that tells of them."""
    study(pilot.app.house, 14)
    await pilot.pause()
    await pilot.press("s")
    await still(pilot)


def test_statistics(snap_compare, app, size, look) -> None:
    shown = app(lang="ko" if look == "korean" else "en", light=look == "light")
    assert snap_compare(shown, terminal_size=size, run_before=measured)


async def planned(pilot) -> None:
    """Some days of answers, and the plan for a date."""
    study(pilot.app.house, 5)
    pilot.app.house.record.set_setting("interview", "2026-03-14")
    await pilot.pause()
    await pilot.press("p")
    await still(pilot)


def test_plan(snap_compare, app, size, look) -> None:
    shown = app(lang="ko" if look == "korean" else "en", light=look == "light")
    assert snap_compare(shown, terminal_size=size, run_before=planned)


@pytest.mark.parametrize(
    "kind", ["true-false", "numeric", "text", "cloze", "output", "bug", "order", "match", "explain"]
)
def test_every_kind_as_it_is_asked(snap_compare, app, kind) -> None:
    assert snap_compare(app(kind), terminal_size=(80, 24), run_before=still)


def test_help(snap_compare, app, size, look) -> None:
    shown = app("choice", lang="ko" if look == "korean" else "en", light=look == "light")
    assert snap_compare(shown, terminal_size=size, run_before=helped)


async def weighed(pilot) -> None:
    """The wrong option is chosen, and how sure one is is asked."""
    await pilot.pause()
    await pilot.press(str(pilot.app.screen.view.order.index(1) + 1))
    await still(pilot)


async def summed_up(pilot) -> None:
    """The session is over after a mistake of which the learner was certain."""
    await weighed(pilot)
    await pilot.press("4")
    await pilot.pause()
    await pilot.press("4")
    await there(pilot, "#told")
    await still(pilot)


@pytest.mark.parametrize("moment", [weighed, summed_up])
def test_a_confident_mistake(snap_compare, app, size, look, moment) -> None:
    shown = app("choice", lang="ko" if look == "korean" else "en", light=look == "light")
    shown.house.settings = replace(shown.house.settings, confidence="always")
    assert snap_compare(shown, terminal_size=size, run_before=moment)


async def explained(pilot) -> None:
    """An explanation is handed in: the model answer beside it, and the rubric."""
    await pilot.pause()
    await pilot.press(
        *("space" if each == " " else each for each in "features have different scales"), "enter"
    )
    await still(pilot)
    await pilot.pause()


def test_an_explanation_beside_the_model_answer(snap_compare, app, size, look) -> None:
    shown = app("explain", lang="ko" if look == "korean" else "en", light=look == "light")
    assert snap_compare(shown, terminal_size=size, run_before=explained)
