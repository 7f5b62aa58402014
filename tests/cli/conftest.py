"""The command line in this process, over the sampler pack and one small demo as all there is."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from quizapp import paths
from quizapp.cli import main

SAMPLER = Path(__file__).parents[1] / "services" / "sampler"
BAD_PACKS = Path(__file__).parents[1] / "data" / "packs" / "bad"


class Told(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Bundled content and demos of a known, small size."""
    folder = tmp_path / "bundle"
    shutil.copytree(SAMPLER, folder / "content" / "sampler")
    (folder / "demos").mkdir()
    shutil.copy(SAMPLER / "demos" / "descent.py", folder / "demos" / "slope_down.py")
    monkeypatch.setattr(paths, "bundled", lambda name: folder / name)
    return folder


@pytest.fixture
def quizapp(bundle: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """`quizapp("pack", "list")` runs the command here; argparse's exits are statuses too."""

    def run(*arguments: str) -> Told:
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as left:
            status = int(left.code or 0)
        told = capsys.readouterr()
        # A demo's own traceback may be told to its author, never one of the application.
        assert str(paths.HERE) not in told.err
        return Told(status, told.out, told.err)

    return run


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the sampler that a test may change."""
    return Path(shutil.copytree(SAMPLER, tmp_path / "mine"))


@pytest.fixture
def bad_packs() -> Path:
    return BAD_PACKS
