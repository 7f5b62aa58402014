"""`quizapp pack import` and `export`, as someone uses them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizapp import paths
from quizapp.record.database import Record

Command = Callable[..., Any]
DECK = Path(__file__).parents[1] / "data" / "formats" / "anki" / "newest.apkg"


def test_from_a_deck_to_a_pack_that_passes_the_check(quizapp: Command, tmp_path: Path) -> None:
    told = quizapp("pack", "import", DECK, "--to", tmp_path / "deck")
    assert (told.status, told.err) == (0, "")
    lines = told.out.splitlines()
    assert lines[0] == "9 of 10 questions imported (Anki packages)."
    assert any("asks by a picture" in line and "note " in line for line in lines)
    assert "  loss.png, net.png" in lines
    assert f"  quizapp pack check {tmp_path / 'deck'}" in lines
    checked = quizapp("pack", "check", tmp_path / "deck")
    assert checked.status == 0
    again = quizapp("pack", "import", DECK, "--to", tmp_path / "deck")
    assert again.status == 2
    assert "not empty" in again.err


def test_json_counts_everything(quizapp: Command, tmp_path: Path) -> None:
    told = json.loads(quizapp("pack", "import", DECK, "--to", tmp_path / "deck", "--json").out)
    assert told["imported"] + len(told["refused"]) == told["counted"] == 10
    assert sum(told["kinds"].values()) == told["imported"]
    assert told["format"] == "anki"
    assert told["reviews"] is None
    assert told["media"] == ["loss.png", "net.png"]


def test_reviews_are_taken_over_once_and_survive_a_rebuild(
    quizapp: Command, tmp_path: Path
) -> None:
    told = quizapp("pack", "import", DECK, "--to", tmp_path / "deck", "--schedule")
    assert "Reviews taken over into your record: 4" in told.out
    with Record.open(paths.record_file()) as record:
        cards, reviews = record.cards(), record.reviews()
        assert len(cards) == 4
        assert sorted(review.rating for review in reviews) == [1, 3, 3, 3]
        assert all(card.stability for card in cards.values())
        record.rebuild()
        assert (record.cards(), record.reviews()) == (cards, reviews)
        assert record.unfinished() is None
    (tmp_path / "elsewhere").mkdir()
    again = quizapp("pack", "import", DECK, "--to", tmp_path / "elsewhere" / "deck", "--schedule")
    assert "Reviews taken over into your record: 0" in again.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["missing.apkg"], "no such file"),
        (["."], "folder"),
        ([DECK, "--from", "h5p"], "JavaScript"),
        ([DECK, "--from", "klingon"], "There is no format klingon"),
        ([DECK, "--from", "csv"], "not utf-8"),
    ],
)
def test_says_what_is_wrong_and_leaves_nothing_behind(
    quizapp: Command, tmp_path: Path, arguments: list[Any], says: str
) -> None:
    told = quizapp("pack", "import", *arguments, "--to", tmp_path / "new")
    assert told.status == 2
    assert says in told.err
    assert not (tmp_path / "new").exists()


def test_a_file_of_which_nothing_can_be_taken(quizapp: Command, tmp_path: Path) -> None:
    table = tmp_path / "bad.csv"
    table.write_text("question,a,b,answer\nWhich?,x,y,Q\n")
    told = quizapp("pack", "import", table, "--to", tmp_path / "new")
    assert told.status == 2
    assert "0 of 1 questions imported" in told.out
    assert "line 2 “Which?”: Its answer names none of its options." in told.out
    assert "Nothing could be taken" in told.err
    assert not (tmp_path / "new").exists()


def test_export_by_suffix_and_by_name(quizapp: Command, tmp_path: Path) -> None:
    told = quizapp("pack", "export", "sampler", "--to", tmp_path / "s.apkg", "--json")
    report = json.loads(told.out)
    assert report["exported"] + len(report["left_out"]) == report["questions"] == 14
    assert report["path"] == str(tmp_path / "s.apkg")
    back = quizapp("pack", "import", tmp_path / "s.apkg", "--to", tmp_path / "sampler-2")
    assert back.out.startswith(f"{report['exported']} of {report['exported']} questions")
    text = quizapp("pack", "export", "sampler", "--to", tmp_path / "s.dat", "--format", "csv")
    assert text.status == 0
    assert "Left out:" in text.out
    assert (tmp_path / "s.dat").read_text().startswith("id,kind,topic,")
    for arguments, says in (
        (["sampler", "--to", tmp_path / "s.exe"], "end in `.exe`"),
        (["sampler", "--to", tmp_path / "no" / "s.csv"], "cannot be written"),
        (["nobody", "--to", tmp_path / "s.csv"], "no pack called nobody"),
    ):
        wrong = quizapp("pack", "export", *arguments)
        assert wrong.status == 2
        assert says in wrong.err
