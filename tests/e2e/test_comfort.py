"""Settings, grays and the tour in a real terminal."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from terminal import Terminal

PROGRAM = str(Path(sys.executable).parent / "quizapp")


@pytest.fixture
def quizapp(tmp_path: Path) -> Callable[..., Terminal]:
    """Starts quizapp with a settings file, always with the same home."""

    def start(*arguments: str, settings: str = "", **more: str) -> Terminal:
        (tmp_path / "config").mkdir(exist_ok=True)
        (tmp_path / "config" / "settings.toml").write_text(settings, encoding="utf-8")
        env = {"QUIZAPP_HOME": str(tmp_path), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        return Terminal([PROGRAM, *arguments], size=(80, 24), env={**env, **more})

    return start


def test_own_keys_and_no_colors(quizapp) -> None:
    settings = 'enter-guard = 0\n[keys]\n"quiz.give-up" = "z"\n'
    with quizapp("quiz", "--kind", "choice", settings=settings, NO_COLOR="1") as terminal:
        terminal.wait_for("z Don't know")
        terminal.press("z")
        terminal.wait_for("Here is the answer")
        terminal.wait_for("enter Next")
        cells = [cell for row in terminal.screen.buffer.values() for cell in row.values()]
        colors = {color for cell in cells for color in (cell.fg, cell.bg)} - {"default"}
        assert len(colors) > 2
        assert all(len({color[0:2], color[2:4], color[4:6]}) == 1 for color in colors), colors


def test_the_tour_once_and_never_before_a_session(quizapp) -> None:
    with quizapp() as terminal:
        terminal.wait_for("Welcome")
        terminal.press("esc")
        terminal.wait_while("Welcome")
        terminal.press("q")
        assert terminal.wait() == 0
    with quizapp() as terminal:
        terminal.wait_for("q Quit")  # the keys of the screen that is on top
        assert "Welcome" not in terminal.text
        terminal.press("q")
        assert terminal.wait() == 0


def test_a_wrong_settings_file_is_told_and_nothing_begins(quizapp, tmp_path: Path) -> None:
    with quizapp(settings='[keys]\n"quiz.flag" = "b"\n') as terminal:
        assert terminal.wait() == 2
        text = terminal.text.replace("\n", "")
        assert "settings.toml:2: b would do two things on one screen" in text
        assert "Traceback" not in text
