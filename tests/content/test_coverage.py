"""`content/coverage.yaml`: the things that the bundled packs have to cover, each with its question.

A row is a fact, formula, claim or program that interviews ask about; its first part tells the field
it is from. The numbers of rows stand here as well, so that none gets lost.
"""

from collections import Counter

import pytest
import yaml

from quizapp import paths
from quizapp.packs.pack import Pack

ROWS = {
    "core": {"dl": 111, "ma": 39, "fw": 25, "py": 29, "kb": 18},
    "useful": {"dl": 63, "ma": 29, "fw": 18, "py": 23, "kb": 15},
    "optional": {"dl": 20, "ma": 16, "fw": 25, "py": 10, "kb": 7, "bg": 4},
}
PACKS = {
    "dl": "deep-learning",
    "ma": "math-foundations",
    "fw": "frameworks-and-hardware",
    "py": "python-unpacking",
    "kb": "keras-basics",
}
MOST_LEFT_OUT = {"core": 0, "useful": 6}
SHORTEST_REASON = 20

Row = str | dict[str, str]
"""The question that covers it, or the reason for leaving it out."""


@pytest.fixture(scope="module")
def coverage() -> dict[str, dict[str, Row]]:
    text = (paths.bundled("content") / "coverage.yaml").read_text(encoding="utf-8")
    read: dict[str, dict[str, Row]] = yaml.safe_load(text)
    return read


def test_no_row_is_lost(coverage: dict[str, dict[str, Row]]) -> None:
    counted = {
        priority: dict(Counter(row.partition("-")[0] for row in rows))
        for priority, rows in coverage.items()
    }
    assert counted == ROWS


def test_every_row_has_its_question(coverage: dict[str, dict[str, Row]], packs: list[Pack]) -> None:
    known = {question.id for pack in packs for question in pack.questions}
    wrong = [
        f"{row}: {question}"
        for rows in coverage.values()
        for row, question in rows.items()
        if isinstance(question, str) and question not in known
    ]
    assert wrong == []


def test_a_question_named_like_a_row_covers_it(
    coverage: dict[str, dict[str, Row]], packs: list[Pack]
) -> None:
    known = {question.id for pack in packs for question in pack.questions}
    wrong = []
    for rows in coverage.values():
        for row, question in rows.items():
            field, _, name = row.partition("-")
            own = f"{PACKS.get(field)}/{name}"
            if own in known and question != own:
                wrong.append(f"{row}: {question}")
    assert wrong == []


def test_what_is_left_out_has_a_reason(coverage: dict[str, dict[str, Row]]) -> None:
    left_out: Counter[str] = Counter()
    for priority, rows in coverage.items():
        for row, given in rows.items():
            if isinstance(given, dict):
                assert given.keys() == {"left-out"}, row
                assert len(given["left-out"]) >= SHORTEST_REASON, row
                left_out[priority] += 1
    assert all(left_out[priority] <= most for priority, most in MOST_LEFT_OUT.items()), left_out
