"""`quizapp quiz --plain`: which session, on which record."""

import argparse
import io
import json
import os
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizapp import paths
from quizapp.cli.declaring import difficulties
from quizapp.record.database import Record

Command = Callable[..., Any]


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What the next command finds on its standard input."""

    def lines(*entered: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in entered)))

    lines()
    return lines


def test_a_session_in_a_pipe(quizapp: Command, enter) -> None:
    enter("t", "")
    told = quizapp("quiz", "--plain", "--kind", "true-false", "--seed", "1")
    assert told.status == 0
    assert told.err == ""
    assert "The session is done: 1 of 1 right.\n" in told.out
    with Record.open(paths.record_file()) as record:
        assert len(record.reviews()) == 1


def test_without_wishes_it_goes_on_where_the_last_one_broke_off(quizapp: Command, enter) -> None:
    first = quizapp("quiz", "--plain", "--kind", "match", "--seed", "1").out
    again = quizapp("quiz", "--plain").out
    assert "What does each optimizer keep?" in again
    assert again == first
    other = quizapp("quiz", "--plain", "--kind", "bug").out
    assert "Which line is wrong?" in other


def test_a_session_of_a_folder_goes_on_by_that_folder(
    quizapp: Command, enter, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pack.parent)
    first = quizapp("quiz", f"./{pack.name}", "--plain", "--kind", "match", "--seed", "1").out
    assert first.endswith(f"Go on with: quizapp quiz ./{pack.name} --plain\n")
    assert quizapp("quiz", f"./{pack.name}", "--plain").out == first
    manifest = pack / "pack.yaml"
    manifest.write_text(manifest.read_text().replace("id: sampler", "id: mine"))
    other = quizapp("quiz", f"./{pack.name}", "--plain").out
    assert "What does each optimizer keep?" not in other.partition("Enter")[0]
    assert quizapp("quiz", "sampler", "--plain", "-n", "3").out != first


def test_the_same_seed_asks_the_same(quizapp: Command, enter) -> None:
    arguments = ["quiz", "sampler", "--plain", "--mode", "cram", "--seed", "4", "-n", "5"]
    outputs = set()
    for _ in range(3):
        enter("/b", "/b", "/l")
        outputs.add(quizapp(*arguments, "--lang", "en", "--record", f"r{len(outputs)}.db").out)
        Path(f"r{len(outputs)}.db").unlink(missing_ok=True)
    assert len(outputs) == 1


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in a folder of their own."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)


def test_a_range_of_difficulties(quizapp: Command, enter) -> None:
    def asked(levels: str) -> set[str]:
        options = ["--mode", "browse", "--plain", "--difficulty", levels]
        enter(*[""] * 20)
        told = quizapp("quiz", *options).out
        return set(re.findall(r"difficulty (\d) of 5", told))

    assert [asked(levels) for levels in ("2", "2-3", "3-")] == [{"2"}, {"2", "3"}, {"3", "4"}]
    for wrong in ("0", "4-2", "6", "-3", "2-4-5", "two"):
        with pytest.raises(argparse.ArgumentTypeError):
            difficulties(wrong)


def test_a_folder_is_a_pack_too(quizapp: Command, enter, pack: Path, bundle: Path) -> None:
    manifest = pack / "pack.yaml"
    manifest.write_text(manifest.read_text().replace("id: sampler", "id: mine"))
    told = quizapp("quiz", str(pack), "--plain", "--kind", "bug")
    assert told.status == 0
    assert "Which line is wrong?" in told.out
    with Record.open(paths.record_file(), read_only=True) as record:  # offered at another start
        assert json.loads(record.setting("folders", "")) == [str(pack)]


def test_a_folder_that_happens_to_be_called_as_a_pack_is_not_meant(quizapp: Command, enter) -> None:
    Path("sampler").mkdir()
    told = quizapp("quiz", "sampler", "--plain", "--kind", "bug")
    assert told.status == 0


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ("samplr", "There is no pack called samplr.\n  Did you mean sampler?\n"),
        ("--topic basic", "There is no topic called basic.\n  Did you mean basics?\n"),
        ("--topic basics --kind explain", "There is nothing to ask: no question fits.\n  "),
        ("--difficulty 3-3 --kind bug", "There is nothing to ask: no question fits.\n  "),
        ("--mode interview --difficulty 3-", "An interview goes by its level: quizapp interview"),
        ("./nowhere", "nowhere: This is not a pack: there is no pack.yaml in it.\n"),
    ],
)
def test_what_is_not_there_is_status_2(quizapp: Command, enter, arguments: str, error: str) -> None:
    told = quizapp("quiz", "--plain", *arguments.split())
    assert told.status == 2
    assert told.out == ""
    assert told.err.startswith(f"quizapp: {error}")


def test_a_pack_with_errors_is_named(quizapp: Command, enter, pack: Path) -> None:
    manifest = (pack / "pack.yaml").read_text().replace("id: sampler", "id: mine")
    (pack / "pack.yaml").write_text(manifest + "colour: red\n")
    told = quizapp("quiz", str(pack), "--plain")
    assert told.status == 2
    assert "The pack mine has errors and cannot be asked." in told.err
    assert f"quizapp pack check {pack} lists them." in told.err


def test_korean(quizapp: Command, enter) -> None:
    told = quizapp("quiz", "--plain", "--lang", "ko", "--kind", "true-false")
    assert "양의 입력에서 ReLU의 기울기는 언제나 1입니다." in told.out
    assert "Enter" not in told.out


def test_the_record_is_chosen_by_option_before_variable(
    quizapp: Command, enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_variable, by_option = tmp_path / "variable.sqlite3", tmp_path / "deep" / "option.sqlite3"
    monkeypatch.setenv("QUIZAPP_RECORD", str(by_variable))
    assert quizapp("quiz", "--plain").status == 0
    assert by_variable.is_file()
    assert quizapp("quiz", "--plain", "--record", by_option).status == 0
    assert by_option.is_file()
    assert quizapp("--record", tmp_path / "before.sqlite3", "quiz", "--plain").status == 0
    assert (tmp_path / "before.sqlite3").is_file()


def refused(told, *words: str) -> None:
    """Status 2, nothing on stdout, and an error with a place and what to do."""
    assert told.status == 2
    assert told.out == ""
    for word in words:
        assert word in told.err
    assert told.err.startswith("quizapp: ")
    assert "\n  " in told.err


def test_a_file_that_is_no_record_is_left_alone(quizapp: Command, enter, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("my notes")
    refused(
        quizapp("quiz", "--plain", "--record", notes),
        f"{notes}: This file is not a quizapp record.",
        "Nothing was changed.",
    )
    assert notes.read_text() == "my notes"


def test_another_programs_database_is_left_alone(quizapp: Command, enter, tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite3"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE bookmark (address TEXT)")
    connection.close()
    before = file.read_bytes()
    refused(quizapp("quiz", "--plain", "--record", file), "is not a quizapp record")
    assert file.read_bytes() == before


def test_a_record_of_a_newer_version_is_left_alone(quizapp: Command, enter, tmp_path: Path) -> None:
    file = tmp_path / "newer.sqlite3"
    Record.open(file).close()
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = file.read_bytes()
    told = quizapp("quiz", "--plain", "--record", file)
    refused(told, "written by a newer quizapp", "Update quizapp")
    assert file.read_bytes() == before


def test_a_record_where_none_can_be_written(quizapp: Command, enter, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = quizapp("quiz", "--plain", "--record", tmp_path / "file" / "record.sqlite3")
    refused(told, "The record cannot be opened: Not a directory.", "--record PATH")


def test_a_folder_is_no_record(quizapp: Command, enter, tmp_path: Path) -> None:
    refused(quizapp("quiz", "--plain", "--record", tmp_path), "Is a directory")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder(quizapp: Command, enter, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    told = quizapp("quiz", "--plain", "--record", tmp_path / "record.sqlite3")
    tmp_path.chmod(0o700)
    refused(told, "cannot be opened")


def test_a_second_writer_is_told_and_refused(quizapp: Command, enter, tmp_path: Path) -> None:
    with Record.open(tmp_path / "record.sqlite3"):
        told = quizapp("quiz", "--plain", "--record", tmp_path / "record.sqlite3")
    assert told.status == 2
    assert told.out.startswith("Another quizapp is using this record")
    assert "open for reading only" in told.err
