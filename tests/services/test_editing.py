"""Where a question is written, and how an editor is told."""

from pathlib import Path

import pytest

from quizapp.core.ids import QuestionId
from quizapp.errors import PackError
from quizapp.packs.starting import Beginning, start_pack
from quizapp.services import editing
from quizapp.services.editing import Written, command, written_at
from quizapp.services.house import House


def test_a_question_is_found_where_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path))
    folder = tmp_path / "mine"
    start_pack(folder, Beginning("mine", "Mine", "Ada"))
    (folder / "ko").mkdir()
    korean = folder / "ko" / "first.yaml"
    korean.write_text("# 먼저\n- id: mean-and-median\n  of: '00000000'\n  prompt: 빈칸\n")
    house = House.open(folders=[folder])
    question = QuestionId("mine/mean-and-median")
    written = written_at(house, question)
    assert written.path == folder / "questions" / "first.yaml"
    lines = written.path.read_text().splitlines()
    assert lines[written.line - 1] == "- id: mean-and-median"
    assert written.note == ""
    assert written_at(house, question, "ko") == Written(korean, 2)
    assert written_at(house, QuestionId("mine/which-can-change"), "ko").path != korean
    (folder / "questions" / "first.yaml").unlink()
    with pytest.raises(PackError, match="not in its pack any more"):
        written_at(house, question)
    monkeypatch.setattr(editing, "__file__", str(tmp_path / "mine" / "services" / "x.py"))
    with pytest.raises(PackError, match="installed as a program"):
        written_at(house, question)
    house.close()


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        (["nvim", "-R"], ["nvim", "-R", "+7", "a b.yaml"]),
        (["/usr/bin/hx"], ["/usr/bin/hx", "a b.yaml:7"]),
        (["code"], ["code", "--wait", "--goto", "a b.yaml:7"]),
        (["code", "-w"], ["code", "-w", "--goto", "a b.yaml:7"]),
        (["my-editor"], ["my-editor", "a b.yaml"]),
    ],
)
def test_editors_are_told_the_line_in_their_own_way(
    program: list[str], arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "editor", lambda: program)
    assert command(Written(Path("a b.yaml"), 7)) == arguments
