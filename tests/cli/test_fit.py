"""`quizapp fit` over the record of a simulated learner."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "services"))

from simulating import DAYS, fill

from quizapp.core.fitting import LEAST_REVIEWS
from quizapp.core.ids import QuestionId
from quizapp.record.database import Record

Command = Callable[..., Any]


@pytest.fixture
def studied(tmp_path: Path) -> Path:
    path = tmp_path / "record.sqlite3"
    questions = [QuestionId(f"pack/q{n}") for n in range(-(-LEAST_REVIEWS // len(DAYS)))]
    with Record.open(path) as record:
        fill(record, questions)
    return path


def test_it_fits_tells_and_goes_back(quizapp: Command, studied: Path) -> None:
    told = quizapp("fit", "--record", studied)
    assert (told.status, told.err) == (0, "")
    lines = told.out.splitlines()
    assert lines[0].startswith("Fitted to 1000 reviews. The last 200 answers")
    assert lines[3].startswith("  → 0.")
    assert lines[3].endswith("log loss, all parameters your own")
    numbers = json.loads(quizapp("stats", "--record", studied, "--json").out)["scheduled_by"]
    assert numbers["own"]
    assert numbers["kept"] < numbers["usual"]
    assert "Scheduled by parameters of your own" in quizapp("stats", "--record", studied).out
    again = json.loads(quizapp("fit", "--record", studied, "--json").out)
    assert again["kept"] == "full"
    assert len(again["parameters"]) == 21
    assert "usual parameters again" in quizapp("fit", "--record", studied, "--reset").out
    told = quizapp("fit", "--record", studied, "--reset", "--json")
    assert json.loads(told.out) == {"reset": False}


def test_too_few_reviews(quizapp: Command, tmp_path: Path) -> None:
    told = quizapp("fit", "--record", tmp_path / "new.sqlite3")
    assert told.status == 1
    assert "0 reviews so far; a fit needs 1000" in told.out
    told = quizapp("fit", "--record", tmp_path / "new.sqlite3", "--json")
    assert (told.status, json.loads(told.out)["needed"]) == (1, LEAST_REVIEWS)


def test_a_record_that_the_app_is_writing(quizapp: Command, tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    with Record.open(path):
        told = quizapp("fit", "--record", path)
    assert (told.status, told.out) == (2, "")
    assert "press f in its statistics" in told.err
