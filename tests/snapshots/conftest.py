"""What all pictures of screens share."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tui"))

from quick import hurry

LOOKS = [
    *((look, size) for look in ("dark", "light") for size in ((80, 24), (120, 40))),
    ("korean", (60, 20)),
]
"""Every screen is drawn so: both themes at both usual sizes, and Korean at the smallest."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes a look and a size is given all of them."""
    if {"look", "size"} <= set(metafunc.fixturenames):
        names = [f"{look}-{width}x{height}" for look, (width, height) in LOOKS]
        metafunc.parametrize(("look", "size"), LOOKS, ids=names)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all tests share."""
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch, shared: Path) -> None:
    """Nothing waits without need."""
    hurry(monkeypatch, shared)
