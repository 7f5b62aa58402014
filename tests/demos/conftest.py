"""The demo that a test file names, and one thread, so that runs repeat to the last digit."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from holding import load


@pytest.fixture(scope="module")
def demo(request: pytest.FixtureRequest) -> ModuleType:
    return load(request.module.DEMO)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
