"""`quizapp stats` over a record made by answering on several days of a calendar of its own."""

import csv
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.cells import cell_width
from quizapp.core.responses import Judged, Marked, Rating
from quizapp.core.session import Mode
from quizapp.services.house import House, Wish
from quizapp.services.report import BAR, SHADES, bar, shade

Command = Callable[..., Any]


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of every house that a command opens."""
    clock = Clock()
    opened = House.open

    def at_that_time(**given: Any) -> House:
        house = opened(**given)
        house.clock = clock
        return house

    monkeypatch.setattr(House, "open", at_that_time)
    monkeypatch.setenv("COLUMNS", "80")
    return clock


STUDIED = (
    # days since the last answer, the kind of the question, whether it is known
    (0.0, "true-false", True),
    (0.02, "true-false", True),
    (1.0, "match", False),
    (0.02, "match", False),
    (1.0, "bug", True),
    (2.0, "true-false", False),
)


@pytest.fixture
def studied(bundle: Path, clock: Clock) -> Clock:
    """Four of five days, three questions; one of them was learned and forgotten."""
    house = House.open()
    for wait, kind, known in STUDIED:
        clock.now += timedelta(days=wait)
        quiz = house.begin(Wish(kinds=(kind,), mode=Mode.INTERVIEW, length=1, seed=1))
        right = Marked(frozenset({4})) if kind == "bug" else Judged(True)
        clock.now += timedelta(seconds=75 if kind == "match" else 15)
        quiz.answer(right if known else None)
        quiz.rate(Rating.GOOD if known else Rating.AGAIN)
    house.close()
    return clock


REPORT = """\
6 reviews on 4 days, 50% fully right; 1 today.
Streak: 1 day; the longest: 3 days.

The last 12 weeks, each from Monday to Sunday
  2026-03-02  ▒▒░·░    6 reviews on 4 days
  A day: · none, ░ up to 1, ▒ 2, ▓ 3, █ 4 reviews.

Recall beside prediction
  Learned questions: 0% recalled, 86% expected, 1 review.
  ░░░░░░░░░░  expected 80% to 90%: 0% recalled, 1 review
  Scheduled by the usual parameters; from 1000 reviews on your own can be tried.

How sure you are, and how right
  No answer has told how sure you were yet.

Topics by the recall expected now, the weakest first
  An answer just read is recalled now, though it was wrong.
  Training  ██████░░░░  57%, 1 of 6 seen, 0% right lately
  Basics    █████████░  95%, 2 of 8 seen, 75% right lately

Due in the next 14 days
  today       ██████████  3 questions
  2026-03-07  ░░░░░░░░░░  nothing
  2026-03-08  ░░░░░░░░░░  nothing
  2026-03-09  ░░░░░░░░░░  nothing
  2026-03-10  ░░░░░░░░░░  nothing
  2026-03-11  ░░░░░░░░░░  nothing
  2026-03-12  ░░░░░░░░░░  nothing
  2026-03-13  ░░░░░░░░░░  nothing
  2026-03-14  ░░░░░░░░░░  nothing
  2026-03-15  ░░░░░░░░░░  nothing
  2026-03-16  ░░░░░░░░░░  nothing
  2026-03-17  ░░░░░░░░░░  nothing
  2026-03-18  ░░░░░░░░░░  nothing
  2026-03-19  ░░░░░░░░░░  nothing

Hardest questions
  1. The slope of ReLU is 1 for every positive input.
     sampler/relu-slope: forgotten once, 67% right in 3 reviews
  2. What does each optimizer keep?
     sampler/optimizers: 0% right in 2 reviews

Time
  Half of the answers took at most 15 s.
  The slowest, by the median of their answers:
  1. What does each optimizer keep?
     sampler/optimizers: 1 min 15 s, 2 reviews
  2. Which line is wrong?
     sampler/mean-bug: 15 s, 1 review
  3. The slope of ReLU is 1 for every positive input.
     sampler/relu-slope: 15 s, 3 reviews
"""


def test_the_report(quizapp: Command, studied: Clock) -> None:
    assert quizapp("stats") == (0, REPORT, "")


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_figure_has_its_numbers_in_words(
    quizapp: Command, studied: Clock, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    told = quizapp("stats", "--lang", lang)
    assert (told.status, told.err) == (0, "")
    figure = re.compile(f"(?<= )[{SHADES}]{{5,}}(?= )")
    figures = [line for line in told.out.splitlines() if figure.search(line)]
    assert len(figures) == 1 + 1 + 2 + 14
    for line in figures:
        words = figure.split(line)[1]
        assert re.search(r"\d", words) or words.strip() in ("nothing", "없음")
    assert "\x1b" not in told.out
    assert all(cell_width(line) <= 80 for line in told.out.splitlines())


def test_the_report_in_korean(quizapp: Command, studied: Clock) -> None:
    told = quizapp("stats", "--lang", "ko").out
    assert told.startswith("4일 동안 풀이 6회, 완전히 맞힌 비율 50%, 오늘 1회.\n")
    assert "한 번 잊음" in told
    # What the sampler does not translate stays in its own language.
    english = {line.strip() for line in REPORT.splitlines() if line[:3] != "   " and line}
    assert not [line for line in told.splitlines() if line in english]


def test_weeks_before_the_first_review_are_left_out(quizapp: Command, studied: Clock) -> None:
    studied.now += timedelta(weeks=2)
    lines = quizapp("stats").out.splitlines()
    assert lines[4:7] == [
        "  2026-03-02  ▒▒░·░··  6 reviews on 4 days",
        "  2026-03-09  ·······  no reviews",
        "  2026-03-16  ·····    no reviews",
    ]
    studied.now += timedelta(weeks=40)
    after = quizapp("stats").out
    assert "Streak: none now; the longest: 3 days." in after
    assert "Monday to Sunday\n  no reviews\n" in after


def test_the_report_as_json(quizapp: Command, studied: Clock) -> None:
    told = quizapp("stats", "--json")
    numbers = json.loads(told.out)
    assert (told.status, told.err) == (0, "")
    assert numbers["reviews"] == 6 == sum(day["reviews"] for day in numbers["days"])
    assert numbers["days"][0] == {"day": "2026-03-02", "reviews": 2, "right": 2}
    assert numbers["retention"]["reviews"] == 1
    assert numbers["retention"]["recalled"] == 0.0
    assert 0.8 < numbers["retention"]["predicted"] < 0.9
    assert [each["low"] for each in numbers["retention"]["bins"]] == [0.8]
    training, basics = numbers["topics"]
    assert (training["topic"], training["title"]) == ("sampler/training", "Training")
    assert (basics["seen"], basics["questions"], basics["pack"]) == (2, 8, "Sampler")
    assert numbers["hardest"][0]["question"] == "sampler/relu-slope"
    assert numbers["hardest"][0]["lapses"] == 1
    assert numbers["time"]["median_seconds"] == 15
    assert numbers["streak"] == {"current": 1, "longest": 3}
    assert [each["day"] for each in numbers["forecast"]][:2] == ["2026-03-06", "2026-03-07"]
    assert sum(each["cards"] for each in numbers["forecast"]) <= 3


def test_nothing_answered_yet(quizapp: Command) -> None:
    told = quizapp("stats")
    assert told == (
        0,
        "Nothing has been answered yet. quizapp quiz asks the first questions.\n",
        "",
    )
    assert quizapp("stats", "--lang", "ko").out.startswith("아직 푼 문제가 없어요.")
    numbers = json.loads(quizapp("stats", "--json").out)
    assert (numbers["reviews"], numbers["days"], numbers["hardest"]) == (0, [], [])
    assert numbers["retention"] == {"reviews": 0, "recalled": None, "predicted": None, "bins": []}
    assert [topic["strength"] for topic in numbers["topics"]] == [None, None]


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_every_review_in_a_file(
    quizapp: Command, studied: Clock, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"reviews.{suffix}"
    path.write_text("what was there before")
    told = quizapp("stats", "--export", path)
    assert told == (0, REPORT, f"Saved {path}\n")
    text = path.read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = (
        list(csv.DictReader(text.splitlines()))
        if suffix == "csv"
        else [json.loads(line) for line in text.splitlines()]
    )
    assert len(rows) == 6
    assert [row["question"].partition("/")[2] for row in rows][-2:] == ["mean-bug", "relu-slope"]
    assert [int(row["rating"]) for row in rows] == [3, 3, 1, 1, 3, 1]


def test_a_file_of_another_kind_is_refused(
    quizapp: Command, studied: Clock, tmp_path: Path
) -> None:
    path = tmp_path / "reviews.xlsx"
    path.write_text("mine")
    told = quizapp("stats", "--export", path)
    assert (told.status, told.out) == (2, "")
    assert told.err == (
        f"quizapp: {path}: Reviews cannot be exported as this kind of file.\n"
        "  The file's name ends in .csv or .jsonl.\n"
    )
    assert path.read_text() == "mine"


def test_the_record_is_not_written_over(quizapp: Command, tmp_path: Path) -> None:
    record = tmp_path / "record.csv"
    assert quizapp("stats", "--record", record).status == 0
    before = record.read_bytes()
    told = quizapp("stats", "--record", record, "--export", record)
    assert told.status == 2
    assert "it is the record itself" in told.err
    assert record.read_bytes() == before


def test_what_is_no_record(quizapp: Command, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("notes" * 50)
    told = quizapp("stats", "--record", path)
    assert (told.status, told.out) == (2, "")
    assert "not a quizapp record" in told.err


def test_a_record_that_the_app_is_writing_can_be_read(quizapp: Command, studied: Clock) -> None:
    house = House.open()
    try:
        assert quizapp("stats") == (0, REPORT, "")
    finally:
        house.close()


@given(share=st.floats(0, 1))
def test_a_bar_is_as_long_as_its_share(share: float) -> None:
    drawn = bar(share)
    assert cell_width(drawn) == BAR
    assert (drawn.count("█") == 0) == (share == 0)
    assert (drawn.count("█") == BAR) == (share == 1)
    assert abs(drawn.count("█") - BAR * share) <= 1


@given(most=st.integers(4, 500), data=st.data())
def test_a_day_has_the_shade_that_the_legend_says(most: int, data: st.DataObject) -> None:
    reviews = data.draw(st.integers(0, most))
    borders = [n * most // 4 for n in range(5)]
    assert shade(reviews, most) == SHADES[sum(reviews > border for border in borders)]
