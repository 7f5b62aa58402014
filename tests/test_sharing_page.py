"""The commands of docs/sharing.md, run in order over the first pack of docs/packs.md."""

import re
import shlex
from pathlib import Path

import pytest

from quizapp.cli import main
from quizapp.packs import archives, filenames
from quizapp.packs.digest import MAX_BYTES

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/sharing.md").read_text(encoding="utf-8")
_FILE = re.compile(r"^\*\*([\w./-]+)\*\*\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def first_pack(tmp_path: Path) -> Path:
    for name, text in _FILE.findall((ROOT / "docs/packs.md").read_text(encoding="utf-8")):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "first-pack"


def test_the_commands_work(
    first_pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(first_pack.parent)
    commands = [
        line
        for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
        for line in block.splitlines()
    ]
    assert len(commands) == 7
    for command in commands:
        assert main(shlex.split(command)[1:]) == 0, command
    told = capsys.readouterr()
    assert "Added first-pack" in told.out
    assert "first-pack 1.0.0 is up to date" in told.out
    assert "Removed first-pack" in told.out
    assert told.err == (
        "quizapp: first-pack is the installed pack; ./first-pack would be the folder.\n"
    )


def test_the_limits_are_those_of_the_code() -> None:
    told = PAGE.partition("## What is refused")[2].replace("\n", " ")
    for limit in (
        f"{archives.MAX_ARCHIVE // 1_000_000} MB packed",
        f"{archives.MAX_TOTAL // 1_000_000} MB unpacked",
        f"{MAX_BYTES // 1_000_000} MB a file",
        f"{archives.MAX_ENTRIES:,} files",
    ):
        assert limit in told
    assert filenames.MAX_DEPTH == 8
