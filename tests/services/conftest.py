"""A house over one small pack with every kind of question, and a clock that is turned by hand."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizapp.core.session import Mode
from quizapp.packs.library import Library
from quizapp.record.database import Record
from quizapp.services import trusting
from quizapp.services.house import House, Wish
from quizapp.services.quiz import Quiz

SAMPLER = Path(__file__).parent / "sampler"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the sampler that a test may change."""
    return Path(shutil.copytree(SAMPLER, tmp_path / "sampler"))


@pytest.fixture
def open_house(
    tmp_path: Path, pack: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., House]]:
    """`open_house()` opens the same record and packs as the last time; close it before."""
    monkeypatch.setattr(trusting, "is_bundled", lambda folder: True)
    opened: list[House] = []

    def make(*, lang: str = "en", folders: list[Path] | None = None) -> House:
        library = Library.open(folders or [pack], tmp_path / "index.sqlite3")
        house = House(library, Record.open(tmp_path / "record.sqlite3"), lang=lang, clock=clock)
        opened.append(house)
        return house

    yield make
    for house in opened:
        house.close()


@pytest.fixture
def house(open_house: Callable[..., House]) -> House:
    return open_house()


@pytest.fixture
def begin(house: House) -> Callable[..., Quiz]:
    """`begin("relu-slope", …)` starts a session whose first question is that one."""

    def start(name: str, mode: Mode = Mode.LEARN, seed: int = 1) -> Quiz:
        whole = house.begin(Wish(mode=mode, length=100, seed=seed))
        order = [f"sampler/{name}", *(q for q in whole.session.queue if q != f"sampler/{name}")]
        while whole.current != order[0]:
            whole.skip()
        return whole

    return start
