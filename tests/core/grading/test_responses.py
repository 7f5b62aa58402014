"""A table of what people type: nothing wrong may ever count as right."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from quizapp import paths
from quizapp.core.grading import gaps, grade, solution, understand
from quizapp.core.ids import QuestionId
from quizapp.core.questions import Cloze, Numeric, Output, Question, TextAnswer
from quizapp.core.responses import Filled, Typed
from quizapp.packs.pack import load_pack

TABLE = Path(__file__).with_name("responses.yaml")
LABELS = ("accepted", "missed", "asked", "refused")
COMMON: dict[str, Any] = {
    "id": QuestionId("pack/made-up"),
    "topic": "t",
    "difficulty": 1,
    "prompt": "What?",
    "explanation": "So.",
}


class Case(NamedTuple):
    question: Question
    gap: int
    typed: str
    label: str

    @property
    def verdict(self) -> str:
        """What becomes of it: accepted, asked or refused."""
        if isinstance(self.question, Cloze):
            right = solution(self.question)
            assert isinstance(right, Filled)
            entries = list(right.gaps)
            entries[self.gap - 1] = self.typed
            told = grade(self.question, Filled(tuple(entries)))
            shown = any("nearly right" in reason.template for reason in told.reasons)
            return "accepted" if told.correct else "asked" if shown else "refused"
        response = Typed(self.typed)
        if understand(self.question, response):
            return "asked"  # said to be unreadable before it counts
        told = grade(self.question, response)
        return "accepted" if told.correct else "asked" if told.near else "refused"


@cache
def bundled(name: str, lang: str) -> Question:
    wanted = QuestionId(name)
    loaded = load_pack(paths.bundled("content") / name.partition("/")[0])
    assert loaded.pack is not None
    return loaded.pack.question(wanted, lang)


def question_of(row: dict[str, Any]) -> Question:
    if "question" in row:
        return bundled(row["question"], row.get("lang", "en"))
    if "gaps" in row:
        return Cloze(**COMMON, text=row["gaps"])
    if "number" in row:
        return Numeric(**COMMON, answer=float(row["number"]), unit=row["unit"])
    if "prints" in row:
        return Output(**COMMON, code="…", answer=row["prints"])
    return TextAnswer(**COMMON, accept=tuple(row["accept"]))


def cases() -> Iterator[Case]:
    for row in yaml.load(TABLE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader):
        question, gap = question_of(row), int(row.get("gap", 1))
        assert not isinstance(question, Cloze) or gap <= len(gaps(question.text))
        for label in LABELS:
            for typed in row.get(label, ()):
                yield Case(question, gap, typed, label)


@pytest.fixture(scope="module")
def table() -> list[Case]:
    return list(cases())


def told(wrong: list[Case]) -> str:
    return "\n".join(f"{c.question.id} {c.typed!r}: {c.label}, {c.verdict}" for c in wrong)


def test_nothing_wrong_counts_as_right(table: list[Case]) -> None:
    silent = [c for c in table if c.label in ("refused", "asked") and c.verdict == "accepted"]
    assert not silent, told(silent)


def test_a_near_miss_is_asked_and_what_is_wrong_is_not(table: list[Case]) -> None:
    other = [c for c in table if c.label in ("refused", "asked") and c.verdict != c.label]
    assert not other, told(other)


def test_what_is_right_is_mostly_accepted(table: list[Case]) -> None:
    right = [c for c in table if c.label in ("accepted", "missed")]
    other = [c for c in right if (c.verdict == "accepted") != (c.label == "accepted")]
    assert not other, told(other)
    assert sum(c.label == "accepted" for c in right) >= 0.95 * len(right)


def test_the_table_is_large_and_has_both_languages(table: list[Case]) -> None:
    counts = {label: sum(c.label == label for c in table) for label in LABELS}
    assert counts["accepted"] >= 150
    assert counts["asked"] >= 50
    assert counts["refused"] >= 200
    assert sum(any("가" <= letter <= "힣" for letter in c.typed) for c in table) >= 50
