"""The plain quiz over the sampler pack, with typed lines in and the transcript out."""

import io
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizapp.packs.library import Library
from quizapp.plain import run_plain
from quizapp.record.database import Record
from quizapp.services import trusting
from quizapp.services.house import House, Wish

SAMPLER = Path(__file__).parents[1] / "services" / "sampler"


class Ticking:
    """Every look at the clock finds it a second later."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the sampler that a test may change."""
    return Path(shutil.copytree(SAMPLER, tmp_path / "sampler"))


@pytest.fixture
def open_house(
    tmp_path: Path, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., House]]:
    """`open_house()` opens the same record and pack as the last time, which it closes."""
    monkeypatch.setattr(trusting, "is_bundled", lambda folder: True)
    opened: list[House] = []
    clock = Ticking()

    def make(lang: str = "en") -> House:
        for house in opened:
            house.close()
        library = Library.open([pack], tmp_path / "index.sqlite3")
        record = Record.open(tmp_path / "record.sqlite3")
        opened.append(House(library, record, lang=lang, clock=clock))
        return opened[-1]

    yield make
    for house in opened:
        house.close()


@pytest.fixture
def house(open_house: Callable[..., House]) -> House:
    return open_house()


@pytest.fixture
def talk() -> Callable[..., str]:
    """`talk(house, wish, "1", "")` enters these lines; the whole transcript comes back."""

    def run(house: House, wish: Wish, *lines: str, resume: bool = False) -> str:
        target = io.StringIO()
        source = io.StringIO("".join(f"{line}\n" for line in lines))
        assert run_plain(house, wish, resume=resume, source=source, target=target) == 0
        return target.getvalue()

    return run


@pytest.fixture
def ask(house: House, talk: Callable[..., str]) -> Callable[..., str]:
    """`ask("relu-slope", "t", "")` asks that question alone."""

    def run(name: str, *lines: str, lang: str = "en") -> str:
        house.lang = lang
        entry = next(e for e in house.library.entries() if e.id == f"sampler/{name}")
        wish = Wish(kinds=(entry.kind,), length=20, seed=1)
        quiz = house.begin(wish)
        while quiz.current != entry.id:
            quiz.bury()
        return talk(house, wish, *lines, resume=True)

    return run
