"""Every test has places of its own and the same surroundings."""

import gc
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from quizapp import paths

# Every run draws other examples; `.ci/run` draws more of them. A slow machine is no failure.
settings.register_profile("usual", max_examples=50, deadline=None)
settings.register_profile("thorough", max_examples=300, deadline=None)
settings.load_profile("usual")

# Hundreds of apps come and go over one library of questions that stays: looking through all of
# it again and again for rubbish took a fifth of the processor time of the tests of screens.
gc.set_threshold(50_000, 50, 1_000)


@pytest.fixture(autouse=True)
def own_places(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Record, index and settings in a fresh folder; no tour, colors as a terminal has them."""
    home = tmp_path_factory.mktemp("home")
    (home / "config").mkdir()
    (home / "config" / "settings.toml").write_text("tour = false\n", encoding="utf-8")
    monkeypatch.setenv("QUIZAPP_HOME", str(home))
    monkeypatch.delenv("QUIZAPP_RECORD", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture(scope="session")
def bundled_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index that a first start makes, to be copied: reading all packs takes a second."""
    from quizapp.packs.library import Library

    folders = sorted(path.parent for path in paths.bundled("content").glob("*/pack.yaml"))
    file = tmp_path_factory.mktemp("index") / "library.sqlite3"
    Library.open(folders, file).close()
    return file


@pytest.fixture
def indexed(own_places: None, bundled_index: Path) -> None:
    """As after the first start: the bundled packs are read."""
    paths.index_file().parent.mkdir(parents=True)
    shutil.copy(bundled_index, paths.index_file())


def pytest_sessionfinish() -> None:
    """What is left is let go with the process, not looked through once more."""
    gc.freeze()
