"""The whole thing in a real terminal: sessions, demos, power cuts, small windows."""

import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from terminal import Terminal

PROGRAM = str(Path(sys.executable).parent / "quizapp")


@pytest.fixture
def quizapp(tmp_path: Path, bundled_index: Path) -> Callable[..., Terminal]:
    """Starts quizapp in a terminal of a size, always with the same home; keys need not wait."""
    (tmp_path / "cache").mkdir()
    shutil.copy(bundled_index, tmp_path / "cache")
    (tmp_path / "config").mkdir()
    settings = tmp_path / "config" / "settings.toml"
    settings.write_text("enter-guard = 0\ntour = false\n", encoding="utf-8")

    def start(*arguments: str, size: tuple[int, int] = (80, 24)) -> Terminal:
        env = {"QUIZAPP_HOME": str(tmp_path), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        return Terminal([PROGRAM, *arguments], size=size, env=env)

    return start


def reviews(home: Path) -> int:
    with sqlite3.connect(home / "data" / "record.sqlite3") as connection:
        count = connection.execute("SELECT count(*) FROM review").fetchone()[0]
    connection.close()
    return int(count)


@pytest.mark.parametrize(("size", "lang"), [((80, 24), "en"), ((120, 40), "en"), ((60, 20), "ko")])
def test_a_whole_session(quizapp, tmp_path: Path, size, lang: str) -> None:
    unknown, further, done, packs = {
        "en": ("x Don't know", "enter Next", "The session is done", "All packs"),
        "ko": ("x 몰라요", "enter 다음", "세션이 끝났어요", "모든 팩"),
    }[lang]
    arguments = ("quiz", "--kind", "choice", "-n", "4", "--lang", lang, "--seed", "3")
    with quizapp(*arguments, size=size) as terminal:
        for place in range(1, 5):
            terminal.wait_for(f"{place}/4")
            terminal.wait_for(unknown)
            terminal.press("x")
            terminal.wait_for(further)
            terminal.press("3")
        terminal.wait_for(done)
        terminal.press("esc")
        terminal.wait_for(packs)
        terminal.press("q")
        assert terminal.wait() == 0
    assert reviews(tmp_path) == 4


def test_a_power_cut_right_after_the_verdict_loses_nothing(quizapp, tmp_path: Path) -> None:
    with quizapp("quiz", "--kind", "choice") as terminal:
        terminal.wait_for("1/10")
        terminal.press("x")
        terminal.wait_for("Here is the answer")
        terminal.kill()
    assert reviews(tmp_path) == 1
    with quizapp("quiz") as terminal:
        terminal.wait_for("Here is the answer")
        terminal.press("3")
        terminal.wait_for("2/10")
        terminal.kill()
    with quizapp("quiz") as terminal:
        terminal.wait_for("2/10")
        terminal.press("u")
        terminal.wait_for("1/10")
    assert reviews(tmp_path) == 1


def test_quit_in_the_middle_and_go_on_from_home(quizapp) -> None:
    with quizapp("quiz", "--kind", "choice") as terminal:
        terminal.wait_for("1/10")
        terminal.press("x")
        terminal.wait_for("Here is the answer")
        terminal.press("3")
        terminal.wait_for("2/10")
        terminal.press("esc")
        terminal.wait_for("Go on where you stopped: 1 of 10")
        terminal.press("q")
        assert terminal.wait() == 0
    with quizapp() as terminal:
        terminal.wait_for("Go on where you stopped: 1 of 10")
        terminal.press("enter")
        terminal.wait_for("2/10")


def test_a_window_that_shrinks_and_grows_keeps_the_question(quizapp) -> None:
    with quizapp("quiz", "--kind", "choice", size=(100, 30)) as terminal:
        terminal.wait_for("1/10")
        terminal.resize(50, 12)
        terminal.wait_for("60×20")
        terminal.resize(80, 24)
        terminal.wait_for("1/10")


def test_a_demo_from_an_answer(quizapp) -> None:
    pytest.importorskip("torch")
    with quizapp("quiz", "--topic", "autograd", "--kind", "choice", "--seed", "3") as terminal:
        terminal.wait_for("1/3")
        terminal.press("x")
        terminal.wait_for("d Demo")
        for beside in (False, True):  # on a wide screen it stands beside the answer
            terminal.press("d")
            terminal.wait_for("6 of 6 claims hold", limit_s=60)
            terminal.wait_for("gradient of 36")
            assert ("Automatic differentiation" in terminal.text) == beside
            terminal.press("esc")
            terminal.wait_while("claims hold")
            terminal.wait_for("Here is the answer")
            terminal.resize(120, 40)
            terminal.wait_for("enter Next")


EDITOR = """
import pathlib, sys
print("the editor has the terminal")
file = pathlib.Path(sys.argv[1])
file.write_text(file.read_text().replace("A small demo", "A demo of my own"))
"""


def test_a_copy_of_a_demo_goes_through_the_editor_and_runs(
    quizapp, tmp_path: Path, monkeypatch
) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text(EDITOR)
    monkeypatch.setenv("VISUAL", f"{sys.executable} {editor}")
    own = tmp_path / "data" / "demos"
    own.mkdir(parents=True)
    (own / "small.py").write_text(SMALL_DEMO)
    with quizapp(size=(120, 40)) as terminal:
        terminal.wait_for("enter")
        terminal.press("d")
        terminal.wait_for("/ Search  l")
        terminal.press("/")
        terminal.wait_while("/ Search")
        terminal.press(*"small demo")
        terminal.wait_for("small · my demos")
        terminal.press("enter")
        terminal.wait_for("e Edit")
        terminal.press("e")
        terminal.wait_for("1 of 1 claims hold")
        terminal.wait_for("A demo of my own")
        terminal.press("esc")
        terminal.wait_for("r runs it")
        terminal.press("esc")
        terminal.wait_for("small · my demos")
    assert "A demo of my own" in (own / "small.py").read_text()


SMALL_DEMO = '''"""A small demo

It claims little.
"""

from dataclasses import dataclass

from quizapp.lab import Claim, knob, say


@dataclass(frozen=True)
class Knobs:
    size: int = knob(1, low=1, high=9, help="of nothing")


SMALL = {"size": 1}


def run(knobs, lab):
    yield Claim.below(say("One is less than two"), knobs.size, 2, source="exact")
'''
