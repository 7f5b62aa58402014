"""`quizapp pack new`, `schema` and `check --watch`: making a pack from nothing."""

import builtins
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizapp.core.questions import KINDS
from quizapp.packs.pack import load_pack
from quizapp.services import watching

Command = Callable[..., Any]


def test_a_new_pack_has_every_kind_and_a_demo_and_holds(quizapp: Command, tmp_path: Path) -> None:
    folder = tmp_path / "what-i-forget"
    told = quizapp("pack", "new", folder, "--author", "Ada: L. #1", "--yes")
    assert told.status == 0
    assert f"quizapp pack check {folder} --watch" in told.out
    checked = quizapp("pack", "check", folder)
    assert checked.out == "what-i-forget: 11 questions checked\n0 errors, 0 warnings\n"
    pack = load_pack(folder).pack
    assert pack is not None
    assert {question.kind for question in pack.questions} == set(KINDS)
    assert (pack.title, pack.authors) == ("What i forget", ("Ada: L. #1",))
    assert "@" not in (folder / "README.md").read_text()
    verified = quizapp("pack", "verify", folder)
    assert verified.status == 0, verified.out + verified.err
    ran = quizapp("demo", "run", folder / "demos" / "mean-error.py", "--json")
    assert json.loads(ran.out)["claims"][0]["holds"]


def test_the_new_files_name_schemas_that_lie_beside_them(quizapp: Command, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    quizapp("pack", "new", folder, "--yes")
    files = [folder / "pack.yaml", *folder.glob("questions/*.yaml")]
    assert len(files) == 3
    for path in files:
        head, _, where = path.read_text().splitlines()[0].partition("$schema=")
        assert head == "# yaml-language-server: "
        schema = json.loads((path.parent / where).read_text())
        assert schema["type"] == ("object" if path.name == "pack.yaml" else "array")
    assert json.loads(quizapp("pack", "schema", "pack").out)["title"] == "PackModel"
    for path in (folder / ".schemas").iterdir():
        path.unlink()
    assert quizapp("pack", "schema", "--to", folder / ".schemas").status == 0
    assert len(list((folder / ".schemas").iterdir())) == 2


def test_what_is_asked_and_what_is_given(
    quizapp: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    typed = iter(["", "Not An Id", "chosen-id", "", "ko"])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(builtins, "input", lambda prompt: asked.append(prompt) or next(typed))
    folder = tmp_path / "내 문제집"
    told = quizapp("pack", "new", folder, "--yes")
    assert (told.status, folder.exists()) == (2, False)
    assert "--id relu-approximation" in told.err
    told = quizapp("pack", "new", folder, "--license", "MIT", "--author", "A")
    assert told.status == 0
    assert [words.split()[0] for words in asked] == ["Id"] * 3 + ["Title", "Language,"]
    assert f"quizapp quiz '{folder}'" in told.out
    pack = load_pack(folder).pack
    assert pack is not None
    assert (pack.id, pack.title, pack.language) == ("chosen-id", "내 문제집", "ko")
    assert (pack.license, pack.authors) == ("MIT", ("A",))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--id", "Not An Id"), "such as not-an-id"),
        (("--language", "english"), "two letters"),
        (("--title", "two\nlines"), "on one line"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_left(
    quizapp: Command, tmp_path: Path, arguments: tuple[str, ...], expected: str
) -> None:
    told = quizapp("pack", "new", tmp_path / "mine", "--yes", *arguments)
    assert told.status == 2
    assert expected in told.err
    assert not (tmp_path / "mine").exists()


def test_nothing_is_overwritten(quizapp: Command, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "work.txt").write_text("of days")
    told = quizapp("pack", "new", tmp_path / "mine", "--yes")
    assert told.status == 2
    assert "not empty" in told.err
    assert quizapp("pack", "new", tmp_path / "no" / "such", "--yes").status == 2
    assert [each.name for each in (tmp_path / "mine").iterdir()] == ["work.txt"]


def test_watching_checks_what_was_saved(
    quizapp: Command, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = pack / "pack.yaml"
    manifest.write_text(manifest.read_text().replace("id: sampler", "id: mine"))
    file = next(pack.glob("questions/*.yaml"))
    good = file.read_text()
    looks = iter(["", good.replace("kind: choice", "kind: choise", 1), "", "", good, "", ""])

    def pause(_seconds: float) -> None:
        try:
            text = next(looks)
        except StopIteration:
            raise KeyboardInterrupt from None
        if text:
            file.write_text(text)

    monkeypatch.setattr("quizapp.cli.checking.time.sleep", pause)
    told = quizapp("pack", "check", pack, "--watch")
    assert told.status == 0
    counts = [line for line in told.out.splitlines() if "errors," in line or "error," in line]
    assert counts == ["0 errors, 0 warnings", "1 error, 0 warnings", "0 errors, 0 warnings"]
    assert "did you mean `choice`" in told.out
    assert quizapp("pack", "check", pack, "--watch", "--json").status == 2


def test_a_folder_that_goes_away_is_seen(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "pack.yaml").write_text("a")
    steps = iter([(tmp_path / "pack.yaml").unlink, lambda: None, lambda: None])
    seen = watching.changes([tmp_path], lambda _: next(steps)())
    assert next(seen) == [tmp_path]
    assert next(seen) == [tmp_path]
    assert watching.trace(tmp_path) == frozenset()
