"""Which modules a command loads, seen in fresh interpreters."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"textual", "rich", "numpy", "torch", "pydantic", "yaml", "sklearn"}


def loaded_by(code: str) -> set[str]:
    """Top-level modules in `sys.modules` after running the code in a fresh interpreter."""
    told = "import sys; print('LOADED', *sorted({m.partition('.')[0] for m in sys.modules}))"
    probe = f"{code}\n{told}"
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("LOADED"))
    return set(line.split()[1:])


def command(arguments: str) -> str:
    return f"""
import contextlib, io
from quizapp.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main({arguments!r}.split())
"""


def test_asking_for_version_or_help_loads_nothing_heavy() -> None:
    code = "".join(map(command, ["--version", "--help", "quiz --help", "demo --help"]))
    assert not loaded_by(code) & (HEAVY | {"fsrs", "asyncio", "sqlite3"})


@pytest.mark.usefixtures("indexed")
def test_listing_demos_and_checking_a_pack_load_neither_textual_nor_numpy_nor_torch() -> None:
    code = command("demo list") + command("pack check content/python-unpacking")
    assert not loaded_by(code) & (HEAVY - {"yaml", "pydantic"})


@pytest.mark.usefixtures("indexed")
def test_the_plain_quiz_statistics_and_a_plan_load_neither_textual_nor_numpy_nor_torch(
    tmp_path: Path,
) -> None:
    # One after another in one interpreter: none may load what none of them may.
    code = "import io, sys; sys.stdin = io.StringIO('')\n" + command("quiz --plain")
    code += command(f"stats --export {tmp_path / 'reviews.csv'}") + command("plan")
    code += "from quizapp import paths; assert paths.record_file().exists()"
    assert not loaded_by(code) & HEAVY
    assert (tmp_path / "reviews.csv").exists()


@pytest.mark.usefixtures("indexed")
def test_the_app_reaches_its_first_question_without_numpy_or_torch() -> None:
    code = """
import asyncio, gc, sys
from dataclasses import replace
from quizapp.services.house import House, Wish
from quizapp.tui.app import QuizApp
async def first_question():
    house = House.open()
    house.settings = replace(house.settings, enter_guard=0.0)
    gc.disable()  # as the command line does for the start
    app = QuizApp(house)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert gc.isenabled() and gc.get_freeze_count()
        late = {"quizapp.core.grading", "quizapp.core.mathparse", "quizapp.lab.catalog",
                "textual.widgets._text_area", "markdown_it"}
        assert not late & sys.modules.keys(), late & sys.modules.keys()
    app = QuizApp(house, wish=Wish(kinds=("choice",)))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert type(app.screen).__name__ == "QuizScreen", app.screen
        await pilot.press("1")
        await pilot.pause()
asyncio.run(first_question())
"""
    assert not loaded_by(code) & {"numpy", "torch", "sklearn", "yaml", "pydantic"}


def test_the_demo_api_needs_only_the_standard_library_and_numpy() -> None:
    code = "from quizapp.lab import Claim, Figure, Lab, Line, Panel, knob, say"
    assert not loaded_by(code) & (HEAVY - {"numpy"} | {"msgpack", "platformdirs", "fsrs"})
