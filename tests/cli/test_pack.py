"""`quizapp pack list`, `check` and `verify`."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from quizapp import paths
from quizapp.services.house import House

Command = Callable[..., Any]


def test_list(quizapp: Command) -> None:
    told = quizapp("pack", "list")
    assert told.status == 0
    assert told.out.startswith("sampler 1.0.0: 14 questions (ko ")


def test_list_json(quizapp: Command, bundle: Path) -> None:
    told = quizapp("pack", "list", "--json")
    (pack,) = json.loads(told.out)
    assert pack["id"] == "sampler"
    assert pack["title"] == "Sampler"
    assert pack["version"] == "1.0.0"
    assert pack["path"] == str(bundle / "content" / "sampler")
    assert pack["questions"] == 14 == sum(pack["kinds"].values())
    assert pack["kinds"]["predict"] == 2
    assert pack["topics"] == ["sampler/basics", "sampler/training"]
    assert 0 < pack["translated"]["ko"] < 1
    assert 0 < pack["verified"] < 14
    assert pack["trusted"] is True


def test_a_good_pack(quizapp: Command, pack: Path) -> None:
    manifest = pack / "pack.yaml"
    manifest.write_text(manifest.read_text().replace("id: sampler", "id: mine"))
    for path, name in ((pack, "mine"), ("sampler", "sampler")):
        told = quizapp("pack", "check", path)
        assert told.status == 0
        assert told.err == ""
        checked = f"{name}: 14 questions checked; translated: ko 22%"
        assert told.out == f"{checked}\n0 errors, 0 warnings\n"


def test_a_bad_pack_tells_places_and_counts(
    quizapp: Command, bad_packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bad_packs)
    told = quizapp("pack", "check", "duplicate-key", "topic-twice")
    assert told.status == 1
    lines = told.out.splitlines()
    assert lines[0].startswith("duplicate-key/questions/a.yaml:9:3: the key `prompt` is given")
    assert any(line.startswith("topic-twice/pack.yaml:") for line in lines)
    assert lines[-1] == "2 errors, 0 warnings"
    assert quizapp("pack", "check", "duplicate-key").out.endswith("1 error, 0 warnings\n")


def test_errors_as_json(quizapp: Command, bad_packs: Path) -> None:
    told = quizapp("pack", "check", bad_packs / "duplicate-key", "--json")
    assert told.status == 1
    (error,) = json.loads(told.out)["errors"]
    assert error["path"].endswith("questions/a.yaml")
    assert (error["line"], error["column"]) == (9, 3)
    assert error["message"] == "the key `prompt` is given twice"
    assert error["hint"]


def test_a_good_pack_as_json(quizapp: Command) -> None:
    told = quizapp("pack", "check", "sampler", "--json")
    assert told.status == 0
    assert json.loads(told.out) == {"errors": [], "warnings": []}


def test_a_folder_without_a_pack(quizapp: Command, tmp_path: Path) -> None:
    told = quizapp("pack", "check", tmp_path)
    assert told.status == 1
    assert "there is no pack here" in told.out


@pytest.mark.parametrize("command", ["check", "verify"])
def test_what_is_neither_a_folder_nor_a_pack(quizapp: Command, command: str) -> None:
    told = quizapp("pack", command, "nowhere")
    assert told.status == 2
    assert told.out == ""
    assert told.err == "quizapp: There is no pack called nowhere.\n  There are: sampler.\n"


def test_the_id_of_a_bundled_pack_is_not_taken_over(
    quizapp: Command, pack: Path, bundle: Path, tmp_path: Path
) -> None:
    told = quizapp("pack", "check", pack)
    assert told.status == 0
    assert "pack.yaml:2:1: warning: the id `sampler` is that of another pack" in told.out
    told = quizapp("pack", "new", tmp_path / "new", "--id", "sampler", "--yes")
    assert told.status == 0
    assert "There is a pack sampler already" in told.err
    intruder = paths.packs_folder() / "a"
    shutil.copytree(pack, intruder)
    told = quizapp("pack", "list")
    assert "bundled" in told.out and len(told.out.splitlines()) == 1
    assert f"{intruder}/pack.yaml:1:1: the pack `sampler` is already there" in told.err
    with closing(House.open(folders=[pack])) as house:
        assert [each.severity for each in house.library.twice] == ["warning", "warning"]
        assert house.library.pack("sampler").path == pack


def test_a_bare_word_is_the_installed_pack(
    quizapp: Command, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    other = pack.rename(tmp_path / "sampler")
    (other / "questions" / "basics.yaml").write_text("- id: x\n")
    told = quizapp("pack", "check", "sampler")
    assert told.status == 0
    assert told.err == "quizapp: sampler is the installed pack; ./sampler would be the folder.\n"
    for command in ("check", "verify"):
        assert quizapp("pack", command, "./sampler").status == 1
    told = quizapp("pack", "trust", "sampler")
    assert "It is trusted already." in told.out
    assert quizapp("pack", "trust", "sampler/").status == 2
    monkeypatch.setattr(sys, "stdin", io.StringIO("/q\n"))
    assert "Question 1 of 1" in quizapp("quiz", "sampler", "-n", "1", "--plain").out
    assert quizapp("quiz", "sampler/", "--plain").status == 2
    told = quizapp("pack", "check", other / "questions" / "basics.yaml")
    assert told.status == 2
    assert f"Name the pack's folder: {other}" in told.err


@pytest.mark.parametrize("command", ["check", "verify"])
def test_files_beside_packs_are_passed_over(
    quizapp: Command, command: str, pack: Path, tmp_path: Path
) -> None:
    beside = tmp_path / "coverage.yaml"
    beside.write_text("what: ever\n")
    told = quizapp("pack", command, pack, beside)
    assert told.status == 0
    assert told.err == f"{beside} is a file, not a pack: passed over\n"
    assert "sampler: " in told.out


def test_a_file_alone_is_not_passed_over(quizapp: Command, tmp_path: Path) -> None:
    beside = tmp_path / "coverage.yaml"
    beside.write_text("what: ever\n")
    told = quizapp("pack", "check", beside)
    assert told.status == 2
    assert "This is a file, not a pack." in told.err


def test_verify_finds_a_wrong_answer(quizapp: Command, pack: Path) -> None:
    questions = pack / "questions" / "basics.yaml"
    questions.write_text(questions.read_text().replace("    1\n    4\n", "    1\n    5\n"))
    assert quizapp("pack", "check", pack).status == 0
    told = quizapp("pack", "verify", pack)
    assert told.status == 1
    assert "the program gives `1 ⏎ 4`" in told.out
    assert told.out.endswith(
        "sampler: 6 questions verified by running, 7 runs of demos\n1 error, 0 warnings\n"
    )


def test_verify_as_json(quizapp: Command, pack: Path) -> None:
    questions = pack / "questions" / "basics.yaml"
    questions.write_text(questions.read_text().replace("    1\n    4\n", "    1\n    5\n"))
    told = quizapp("pack", "verify", pack, "--json")
    assert told.status == 1
    (error,) = json.loads(told.out)["errors"]
    assert error["path"].endswith("questions/basics.yaml")
    assert error["line"] > 1
