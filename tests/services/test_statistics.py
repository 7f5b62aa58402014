"""Statistics of a record made by answering over several days, and the file of all reviews."""

import csv
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.core.responses import Confidence, Judged, Rating
from quizapp.core.session import Mode
from quizapp.errors import UsageError
from quizapp.services.exporting import COLUMNS, export
from quizapp.services.house import House, Wish
from quizapp.services.report import Report
from quizapp.services.statistics import standing

SLOPE = "sampler/relu-slope"


@pytest.fixture
def studied(house: House, clock) -> House:
    """Three days with one question: right twice on the first, forgotten on the third."""
    for answer, wait in ((True, 0.01), (True, 4.0), (False, 2.0)):
        quiz = house.begin(Wish(kinds=("true-false",), seed=1))
        clock.pass_by(seconds=12)
        quiz.answer(Judged(answer))
        quiz.rate(Rating.GOOD if answer else Rating.AGAIN)
        quiz.end()
        clock.pass_by(days=wait)
    return house


def test_a_record_without_reviews(house: House) -> None:
    told = standing(house)
    assert told.statistics.reviews == ()
    assert [each.seen for each in told.statistics.topics] == [0, 0]
    assert told.topics == {"sampler/basics": "Basics", "sampler/training": "Training"}


def test_days_recall_and_topics_of_what_was_answered(studied: House) -> None:
    numbers = standing(studied).statistics
    assert [(day.day.isoformat(), day.reviews, day.right) for day in numbers.days] == [
        ("2026-03-02", 2, 2),
        ("2026-03-06", 1, 0),
    ]
    assert (numbers.streak.current, numbers.streak.longest) == (0, 1)
    assert numbers.retention.reviews == 1
    assert numbers.retention.recalled == 0.0
    assert numbers.retention.predicted is not None
    assert 0.5 < numbers.retention.predicted < 1.0
    basics, training = numbers.topics
    assert (basics.topic, basics.seen, basics.reviews) == ("sampler/basics", 1, 3)
    assert training.strength is None
    assert numbers.median_ms == 12_000
    (hard,) = numbers.hardest
    assert (hard.question, hard.lapses, hard.reviews) == (SLOPE, 1, 3)
    assert numbers.forecast[0].cards == 1


def test_cards_replayed_are_the_cards_of_the_record(studied: House, clock) -> None:
    """Each prediction comes from the card that the record had at that time."""
    card = studied.record.cards()[SLOPE]  # type: ignore[index]
    quiz = studied.begin(Wish(kinds=("true-false",), mode=Mode.CRAM, seed=1))
    quiz.answer(Judged(True))
    quiz.rate(Rating.EASY)
    last = standing(studied).statistics.reviews[-1]
    assert last.before == card
    assert not last.scheduled
    assert not last.tests_memory
    assert studied.record.cards()[SLOPE] == card  # type: ignore[index]


def test_an_undone_answer_does_not_count_and_an_unrated_one_does(house: House) -> None:
    quiz = house.begin(Wish(kinds=("true-false",), seed=1))
    quiz.answer(Judged(True))
    (unrated,) = standing(house).statistics.reviews
    assert unrated.rating is quiz.session.suggested
    quiz.undo()
    assert standing(house).statistics.reviews == ()


def test_a_question_that_is_gone_counts_but_is_not_listed(
    studied: House, open_house: Callable[..., House], pack: Path
) -> None:
    studied.close()
    questions = pack / "questions" / "basics.yaml"
    text = questions.read_text(encoding="utf-8")
    # Its history hangs on its id; the same question of another name is another question.
    questions.write_text(text.replace("relu-slope", "relu-slant"), encoding="utf-8")
    for path in (*pack.glob("ko/*.yaml"), *pack.glob("questions/*.yaml")):
        renamed = path.read_text(encoding="utf-8").replace("relu-slope", "relu-slant")
        path.write_text(renamed, encoding="utf-8")
    told = standing(open_house())
    assert len(told.statistics.reviews) == 3
    assert told.statistics.retention.reviews == 1
    assert {each.reviews for each in told.statistics.topics} == {0}
    assert (told.statistics.hardest, told.statistics.slowest) == ((), ())
    assert sum(day.cards for day in told.statistics.forecast) == 0


def test_titles_and_prompts_are_in_the_language_on_screen(studied: House) -> None:
    english = standing(studied)
    studied.set_language("ko")
    korean = standing(studied)
    assert english.prompts[SLOPE].startswith("The slope of ReLU")  # type: ignore[index]
    assert korean.packs == {"sampler": "견본"}
    assert korean.topics != english.topics
    assert korean.statistics == english.statistics


def test_a_prompt_whose_numbers_vary_shows_some(house: House) -> None:
    told = []
    quiz = house.begin(Wish(kinds=("numeric",), length=100, seed=1))
    while not quiz.finished:
        told.append(quiz.current)
        quiz.answer(None)
        quiz.rate(Rating.EASY)
    prompts = standing(house).prompts
    assert set(told) == set(prompts)
    assert not any("{" in prompt for prompt in prompts.values())


def test_a_confident_mistake_is_listed_and_comes_back_first(house: House, clock) -> None:
    for kind, answer, sure in (
        ("true-false", Judged(False), Confidence.CERTAIN),
        ("match", None, None),
        ("bug", None, None),
    ):
        quiz = house.begin(Wish(kinds=(kind,), length=1, seed=1))
        quiz.answer(answer, confidence=sure)
        quiz.rate(Rating.AGAIN)
        quiz.end()
        clock.pass_by(seconds=600)
    told = standing(house)
    assert told.statistics.calibration.answers == 1
    (mistake,) = told.statistics.mistakes
    assert (mistake.question, mistake.confidence) == (SLOPE, Confidence.CERTAIN)
    text = Report(told, str, 80).text()
    assert "certain  ●───────────────┤··│·  95% said, 0% right of only 1" in text
    assert f"{SLOPE}: certain on 2026-03-02" in text
    clock.pass_by(days=1)
    first = [house.begin(Wish(seed=seed, length=2)).session.queue[0] for seed in range(5)]
    assert first == [SLOPE] * 5


def test_days_are_local(studied: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Midway")  # 11 hours behind UTC
    time.tzset()
    try:
        days = [day.day.isoformat() for day in standing(studied).statistics.days]
    finally:
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()
    assert days == ["2026-03-01", "2026-03-05"]


def test_every_review_is_a_line(studied: House, tmp_path: Path) -> None:
    reviews = standing(studied).statistics.reviews
    table, lines = tmp_path / "reviews.csv", tmp_path / "reviews.jsonl"
    for path in (table, lines):
        path.write_text("old")
        export(reviews, path, studied.record.path)
    objects = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [tuple(each) for each in objects] == [COLUMNS] * 3
    assert [each["rating"] for each in objects] == [3, 3, 1]
    assert objects[0]["predicted"] is None
    assert objects[2]["predicted"] == reviews[2].predicted
    assert objects[2]["state"] == "review"
    for row, each in zip(rows, objects, strict=True):
        assert row["at"] == each["at"]
        assert row["topic"] == "sampler/basics"
        assert row["scheduled"] == "true"
        assert row["seconds"] == "12.0"
        assert row["predicted"] == ("" if each["predicted"] is None else str(each["predicted"]))
    assert list(tmp_path.glob(".quizapp-*")) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("reviews.txt", "as this kind of file"),
        ("nowhere/reviews.csv", "no folder"),
        ("folder.csv", "a folder of that name"),
        ("record.csv", "the record itself"),
    ],
)
def test_a_file_that_cannot_be_exported_to(tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    record = tmp_path / "record.csv"
    record.write_bytes(b"answers")
    with pytest.raises(UsageError, match=told):
        export([], tmp_path / name, record)
    assert record.read_bytes() == b"answers"
