"""`quizapp pack add`, `update`, `remove`, `build` and `trust`, as someone uses them."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


@pytest.fixture
def pack(pack: Path) -> Path:
    """The sampler under an id of its own."""
    manifest = pack / "pack.yaml"
    manifest.write_text(manifest.read_text().replace("id: sampler", "id: mine"))
    return pack


def test_from_an_archive_to_a_quiz(quizapp: Command, pack: Path, tmp_path: Path) -> None:
    archive = tmp_path / "mine.zip"
    told = quizapp("pack", "build", pack, "--to", archive)
    assert told.status == 0
    assert told.out.startswith(f"{archive}: 7 files, ")
    checksum = told.out.splitlines()[1].removeprefix("sha256 ")
    told = quizapp("pack", "add", archive, "--sha256", checksum)
    assert (told.status, told.err) == (0, "")
    assert told.out == (
        "Added mine 1.0.0: “Sampler”, 14 questions\n"
        "It brings demos or programs, which do not run until you trust it: "
        "quizapp pack trust mine\n"
    )
    listed = {each["id"]: each for each in json.loads(quizapp("pack", "list", "--json").out)}
    assert listed["mine"]["trusted"] is False
    assert listed["mine"]["origin"] == str(archive)
    assert listed["sampler"]["trusted"] is True
    assert listed["sampler"]["origin"] == "bundled"
    assert f"mine 1.0.0: 14 questions (ko 22%); not trusted; from {archive}" in (
        quizapp("pack", "list").out
    )
    told = quizapp("demo", "run", "mine/descent")
    assert told.status == 2
    assert "the pack mine, which you have not trusted" in told.err
    assert "quizapp pack trust mine" in told.err
    file = Path(listed["mine"]["path"]) / "demos" / "descent.py"
    assert quizapp("demo", "run", file).status == 2
    assert quizapp("demo", "sweep", "mine/descent", "--out", tmp_path / "x.csv").status == 2
    assert quizapp("pack", "verify", "mine").status == 2
    assert quizapp("pack", "trust", "mine", "--yes").status == 0
    assert quizapp("demo", "run", "mine/descent", "--json").status == 0
    assert quizapp("pack", "verify", "mine").status == 0


def test_trust_shows_what_would_run(
    quizapp: Command, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = pack / "demos" / "descent.py"
    demo.write_text(demo.read_text() + "# \x1b[2J\u202e\n")
    told = quizapp("pack", "trust", pack, "--show")
    assert told.status == 1
    assert told.err == "quizapp: Nothing was trusted. --yes trusts it without asking.\n"
    assert "demos/descent.py" in told.out and "mean-bug: check" in told.out
    assert "    │ class Knobs:\n" in told.out
    assert "\x1b" not in told.out and "\u202e" not in told.out
    shown = json.loads(quizapp("pack", "trust", pack, "--json").out)
    assert shown["trusted"] is False
    assert [len(part["sha256"]) for part in shown["files"]] == [64]
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    for answer, status in (("", 1), ("n\n", 1), ("y\n", 0)):
        monkeypatch.setattr(sys.stdin, "readline", lambda answer=answer: answer)
        assert quizapp("pack", "trust", pack).status == status
    assert "It is trusted already." in quizapp("pack", "trust", pack).out
    assert quizapp("pack", "trust", pack, "--revoke").status == 0
    assert quizapp("pack", "trust", "mine", "--revoke").status == 1
    told = quizapp("pack", "trust", "min")
    assert told.status == 2


def test_updating(quizapp: Command, pack: Path) -> None:
    assert quizapp("pack", "update").out == "No pack was added from anywhere.\n"
    quizapp("pack", "add", pack)
    assert quizapp("pack", "update", "--check").status == 0
    manifest = pack / "pack.yaml"
    manifest.write_text(
        manifest.read_text().replace("1.0.0", "1.1.0") + "renamed: {relu-slope: slope}\n"
    )
    for path in (pack / "questions" / "basics.yaml", pack / "ko" / "basics.yaml"):
        path.write_text(path.read_text().replace("relu-slope", "slope"))
    told = quizapp("pack", "update", "--check")
    line = "mine 1.0.0 → 1.1.0: 0 questions new, 1 changed, 0 removed, 1 renamed\n"
    assert (told.status, told.out) == (1, line)
    (told,) = json.loads(quizapp("pack", "update", "mine", "--json").out)
    assert (told["after"], told["renamed"], told["done"]) == ("1.1.0", ["relu-slope"], True)
    assert quizapp("pack", "update").out == "mine 1.1.0 is up to date\n"
    told = quizapp("pack", "update", "sampler")
    assert told.status == 2
    assert "is updated with quizapp itself" in told.err


def test_stopping(quizapp: Command, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("quizapp.services.installing.fetch", stopped)
    told = quizapp("pack", "add", pack)
    assert told.status == 130
    assert told.err == "quizapp: Stopped. A pack is installed as a whole or not at all.\n"


def test_removing(quizapp: Command, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quizapp("pack", "add", pack)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdin, "readline", lambda: "n\n")
    told = quizapp("pack", "remove", "mine")
    assert told.status == 1
    assert "Remove mine (14 questions) from" in told.out
    told = quizapp("pack", "remove", "mine", "--yes")
    assert told.status == 0
    assert "stay in the record" in told.out
    assert quizapp("pack", "remove", "mine").status == 2
    assert quizapp("pack", "remove", "sampler").status == 2


def test_what_cannot_be_added(quizapp: Command, pack: Path, tmp_path: Path) -> None:
    (pack / "demos" / "link.py").symlink_to("/etc/passwd")
    told = quizapp("pack", "add", pack)
    assert told.status == 2
    assert told.out == ""
    assert "demos/link.py: links are not taken into packs" in told.err
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and nothing")
    told = quizapp("pack", "add", broken)
    assert told.status == 2
    assert "the archive is damaged" in told.err
    assert quizapp("pack", "add", "nowhere").status == 2
    told = quizapp("pack", "add", tmp_path / "mine", "--sha256", "abc")
    assert told.status == 2
    assert "Only an archive has a checksum" in told.err


def test_trust_that_cannot_be_kept_is_refused_before_the_list(
    quizapp: Command, pack: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "data").write_text("no folder")
    monkeypatch.setenv("QUIZAPP_HOME", str(home))
    told = quizapp("pack", "trust", pack, "--yes")
    assert (told.status, told.out) == (2, "")
    assert "the list of trusted packs cannot be written" in told.err
