"""Packs that change while the app runs: an editor's change is on screen, nothing is lost."""

import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.widgets import Input

sys.path.insert(0, str(Path(__file__).parent))

from reading import shown, until, until_told

from quizapp.packs.pack import load_pack
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.quiz import QuizScreen
from quizapp.tui.widgets.responder import Responder

EDITOR = """
import pathlib, sys
file = pathlib.Path(sys.argv[1])
file.write_text(file.read_text().replace({before!r}, {after!r}))
"""


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An editor that replaces one text by another, given the whole terminal."""

    def makes(before: str, after: str) -> None:
        program = tmp_path / "editor.py"
        program.write_text(EDITOR.format(before=before, after=after))
        monkeypatch.setenv("VISUAL", f"{sys.executable} {program}")
        monkeypatch.setattr(QuizApp, "suspend", lambda _app: nullcontext())

    return makes


def remove(pack: Path, name: str) -> None:
    """Take a question out of all files of a pack, and out of what names it."""
    for path in pack.glob("*/*.yaml"):
        kept, keeps = [], True
        for line in path.read_text().splitlines(keepends=True):
            if line.startswith("- id: "):
                keeps = line.strip() != f"- id: {name}"
            kept += [line] if keeps else []
        path.write_text("".join(kept).replace(f"{name}, ", "").replace(f", {name}", ""))


async def test_a_question_is_changed_where_it_is_written(start, pack: Path, editor) -> None:
    loaded = load_pack(pack).pack
    assert loaded
    question = next(each for each in loaded.questions if each.kind == "numeric")
    first = question.prompt.split()[0]
    editor(f"prompt: {first}", f"prompt: Newly {first}")
    app = start("numeric")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, first)
        await pilot.press("7", "escape", "e")
        assert "Newly" not in await shown(pilot), "an editor would show the answer"
        assert app.screen.query_one(Responder).query_one(Input).value == "7"
        await pilot.press("tab", "enter")
        await until(pilot, "Not right")
        await pilot.press("e")
        text = await until(pilot, "Newly")
        assert app.screen.query_one(Responder).query_one(Input).value == "7", "what was typed stays"
        assert "1/1" in text


async def test_a_mistake_is_told_and_the_question_stays(start, pack: Path, editor) -> None:
    editor("kind: true-false", "kind: true-fals")
    app = start("true-false")
    async with app.run_test(size=(80, 24)) as pilot:
        before = await shown(pilot)
        await pilot.press("x")
        await until(pilot, "Here is the answer")
        await pilot.press("e")
        told = await until_told(pilot, "stays as it was")
        assert "did you mean" in told
        assert before.splitlines()[2] in await shown(pilot)


async def test_a_question_that_went_away_is_passed_over(start, pack: Path) -> None:
    app = start("true-false", "choice")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "1/2")
        assert isinstance(app.screen, QuizScreen)
        gone = app.screen.quiz.current.partition("/")[2]
        app.house.look_again()
        remove(pack, gone)
        app.take_in_packs()
        await until(pilot, "1/1")
        assert app.screen.quiz.current != f"every-kind/{gone}"
