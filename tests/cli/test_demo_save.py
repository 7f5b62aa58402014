"""`quizapp demo run --save`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
FINE = Path(__file__).parents[1] / "data" / "demos" / "fine.py"


def test_the_last_figure_is_saved_as_a_table(quizapp: Command, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    told = quizapp("demo", "run", FINE, "--set", "count=3", "--save", out, "--json")
    assert told.status == 0
    assert told.err == f"Saved {out}\n"
    assert out.read_text() == (
        "panel,title,mark,kind,label,name,x,x_end,y,z\n"
        "1,,1,line,sum,,0.0,,0.0,\n"
        "1,,1,line,sum,,1.0,,3.0,\n"
    )


@pytest.mark.parametrize(("name", "start"), [("out.png", b"\x89PNG"), ("out.svg", b"<?xml")])
def test_the_last_figure_is_saved_as_a_picture(
    quizapp: Command, tmp_path: Path, name: str, start: bytes
) -> None:
    pytest.importorskip("matplotlib")
    told = quizapp("demo", "run", FINE, "--save", tmp_path / name)
    assert told.status == 0
    assert "Claims\n" in told.out
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("out.jpg", "A figure cannot be saved as this kind of file."),
        ("none/out.csv", "There is no folder"),
    ],
)
def test_a_file_that_cannot_be_written_is_told_before_the_run(
    quizapp: Command, tmp_path: Path, name: str, error: str
) -> None:
    ran = tmp_path / "ran"
    demo = tmp_path / "mark.py"
    demo.write_text(FINE.read_text().replace("    total = 0.0\n", f"    open({str(ran)!r}, 'w')\n"))
    told = quizapp("demo", "run", demo, "--save", tmp_path / name)
    assert (told.status, told.out) == (2, "")
    assert told.err.startswith(f"quizapp: {tmp_path / name}: {error}")
    assert not ran.exists()
    quizapp("demo", "run", demo, "--save", tmp_path / "out.csv")
    assert ran.exists()


def test_a_demo_without_a_figure_is_status_2(quizapp: Command, tmp_path: Path) -> None:
    demo = tmp_path / "blind.py"
    kept = [line for line in FINE.read_text().splitlines() if "yield Figure" not in line]
    demo.write_text("\n".join(kept))
    told = quizapp("demo", "run", demo, "--save", tmp_path / "out.csv")
    assert told.status == 2
    assert "Claims\n" in told.out
    assert told.err == "quizapp: blind: This demo shows no figure that could be saved.\n"
    assert not (tmp_path / "out.csv").exists()
