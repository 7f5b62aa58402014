"""The page on sweeps is true: its demo runs, and gives the table and the numbers shown."""

import csv
import io
import re
import shlex
from pathlib import Path

import pytest

from quizapp.cli import main

PAGE = Path(__file__).parents[1] / "docs" / "sweeps.md"
TEXT = PAGE.read_text(encoding="utf-8")


def fence(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def command(containing: str) -> list[str]:
    """A command of the page, after `quizapp`."""
    lines = [line.strip() for line in TEXT.splitlines() if line.startswith("    quizapp ")]
    return shlex.split(next(line for line in lines if containing in line))[1:]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "walk.py").write_text(fence("python"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def without_time(text: str) -> list[dict[str, str]]:
    return [row | {"seconds": ""} for row in csv.DictReader(io.StringIO(text))]


def test_the_sweep_gives_what_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command("walkers=100,10000")) == 0
    shown = fence("text").partition("\n\n")[2]
    assert "± " in shown
    assert capsys.readouterr().out.partition("\n\n")[2] == shown
    table = (folder / "walk.csv").read_text()
    few = without_time(fence("csv"))
    assert len(few) == 3
    assert without_time(table)[:3] == few
    assert table.count("\n") == 25


def test_the_lines_are_done_and_collected(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command("--emit")) == 0
    count = (folder / "runs.jsonl").read_text().count("\n")
    assert f"--array=1-{count}\n" in TEXT
    assert f"seq {count} |" in TEXT
    for number in (1, 2):
        run = "demo sweep runs.jsonl --out rows --run-line"
        assert main([*run.split(), str(number)]) == 0
    assert main(command("--collect")) == 1
    assert f"Lines that are not done ({count - 2}): 3-{count}\n" in capsys.readouterr().err
    assert len(without_time((folder / "walk.csv").read_text())) == 2


def test_every_fixed_column_is_told() -> None:
    from quizapp.lab.sweeps.columns import AFTER, BEFORE

    section = TEXT.partition("## The table")[2].partition("\n## ")[0]
    assert [name for name in (*BEFORE, *AFTER) if f"`{name}`" not in section] == []
