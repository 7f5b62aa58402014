"""The bundled packs, each read once."""

from functools import cache
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.packs.pack import Loaded, Pack, load_pack

FOLDERS = sorted(path.parent for path in paths.bundled("content").glob("*/pack.yaml"))


@cache
def read(folder: Path) -> Loaded:
    return load_pack(folder)


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def loaded(request: pytest.FixtureRequest) -> Loaded:
    """Each bundled pack in turn."""
    return read(request.param)


@pytest.fixture
def pack(loaded: Loaded) -> Pack:
    assert loaded.pack is not None
    return loaded.pack


@pytest.fixture
def packs() -> list[Pack]:
    """All bundled packs."""
    found = [read(folder).pack for folder in FOLDERS]
    return [pack for pack in found if pack is not None]
