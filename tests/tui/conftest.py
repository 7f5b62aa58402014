"""The app over a small real pack with a quick demo of its own."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from quick import hurry

from quizapp.services import trusting
from quizapp.services.house import House, Wish
from quizapp.tui.app import QuizApp

EVERY_KIND = Path(__file__).parents[1] / "data" / "packs" / "good" / "every-kind"

DEMO = '''"""The error falls with the pieces

A curve made of straight pieces.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from quizapp.lab import Claim, Event, Figure, Lab, Line, Metric, Panel, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    pieces: int = knob(8, low=1, high=64, unit="pieces", help="How many")
    rate: float = knob(0.001, low=0.0001, high=10.0, help="Only for show")
    pause: float = knob(0.0, low=0.0, high=60.0, help="Seconds to wait in the middle")
    wrong: bool = knob(False, help="Raise in the middle")


SMALL = {"pieces": 8}


def run(knobs: Knobs, lab: Lab) -> Iterator[Event]:
    yield Progress(0.1, "beginning")
    x = np.linspace(0, 1, 50)
    said = say("{n} pieces", n=knobs.pieces)
    yield Figure([Panel([Line(x, x**2, "target")], title="Target")], said)
    time.sleep(knobs.pause)
    if knobs.wrong:
        print("the last words")
        raise ValueError("the demo is broken")
    error = 1 / (4 * knobs.pieces**2)
    yield Metric("max_error", error, label="largest gap")
    yield Claim.below("The gap is small", error, 0.01, source="exact")
    yield Claim.above("The gap is huge", error, 100.0, source="measured here")
'''


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all tests share."""
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch, shared: Path) -> None:
    """Nothing waits without need."""
    hurry(monkeypatch, shared)


@pytest.fixture(scope="session")
def shared_pack(shared: Path) -> Path:
    """The pack with one question of each kind, and a demo that takes no time; not to be changed."""
    folder = shared / "every-kind"
    shutil.copytree(EVERY_KIND, folder)
    (folder / "demos").mkdir(exist_ok=True)
    (folder / "demos" / "relu-approximation.py").write_text(DEMO, encoding="utf-8")
    return folder


@pytest.fixture
def packs(shared_pack: Path) -> list[Path]:
    """The folders of packs that there are."""
    return [shared_pack]


@pytest.fixture
def pack(packs: list[Path], tmp_path: Path) -> Path:
    """A copy of the pack, for a test that changes it."""
    packs[0] = Path(shutil.copytree(packs[0], tmp_path / packs[0].name))
    return packs[0]


@pytest.fixture
def open_house(
    packs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., House]]:
    """Opens the house over the sample pack alone; the same record every time."""
    from quizapp.services import house as module

    monkeypatch.setattr(module, "pack_folders", lambda extra=(): [*extra, *packs])
    monkeypatch.setattr(trusting, "is_bundled", lambda folder: True)
    opened: list[House] = []

    def open_one(lang: str = "en") -> House:
        house = House.open(record_path=tmp_path / "record.sqlite3", lang=lang)
        house.settings = replace(house.settings, enter_guard=0.0, tour=False)
        opened.append(house)
        return house

    yield open_one
    for house in opened:
        house.close()


@pytest.fixture
def start(open_house: Callable[..., House]) -> Callable[..., QuizApp]:
    """An app that begins with a session of some kinds, or at home."""

    def make(*kinds: str, lang: str = "en", resume: bool = False, home: bool = False) -> QuizApp:
        wish = None if home else Wish(kinds=kinds, seed=1)
        return QuizApp(open_house(lang), wish=wish, resume=resume)

    return make
