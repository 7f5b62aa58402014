"""A demo that is quick to sweep; strategies lie beside."""

import sys
from pathlib import Path

import pytest

from quizapp.lab.catalog import read_demo
from quizapp.lab.sweeps.source import Source

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def source() -> Source:
    return Source.of(read_demo(Path(__file__).parents[2] / "data" / "sweeps" / "wave.py"))
