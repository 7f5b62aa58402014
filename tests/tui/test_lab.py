"""The lab's bench: turning runs again, runs are compared, sources shown, things kept."""

import shlex
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

sys.path.insert(0, str(Path(__file__).parent))

from reading import shown, until, until_told

from quizapp import paths
from quizapp.lab.catalog import OWN
from quizapp.services.laboratory import Experiment
from quizapp.tui.screens.asking import AskingScreen
from quizapp.tui.screens.catalog import CatalogScreen
from quizapp.tui.screens.demo import DemoScreen
from quizapp.tui.widgets.figure import FigureView
from quizapp.tui.widgets.run_view import RunView, time_left
from quizapp.tui.widgets.source import Source, sections

DONE = "claims hold"


def experiment(app, watch: str = "", **knobs) -> Experiment:
    spec = app.house.laboratory.catalog.get("relu-approximation", "every-kind")
    return Experiment(spec, spec.values(knobs), watch=watch)


async def test_a_turned_knob_runs_at_once(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app)))
        await until(pilot, "r runs it")
        await pilot.press("right")
        await until(pilot, "16 pieces")


async def test_a_held_key_starts_one_run(start, monkeypatch) -> None:
    app = start(home=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app)))
        await until(pilot, "r runs it")
        begun = []
        run = app.house.laboratory.run
        monkeypatch.setattr(
            app.house.laboratory, "run", lambda given: begun.append(given.knobs) or run(given)
        )
        await pilot.press("right", "right", "right")
        await until(pilot, "64 pieces")
        assert [knobs["pieces"] for knobs in begun] == [64]


async def test_the_run_before_stays_beneath_and_beside(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app), start=True))
        await until(pilot, DONE)
        assert "before" not in await shown(pilot)
        await pilot.press("right")
        await until(pilot, "16 pieces")
        text = await until(pilot, DONE)
        assert "0.0009766" in text, "the largest gap now"
        assert "0.003906" in text, "and before"
        assert "(pieces 8)" in text
        assert "before: ✓ 0.003906" in text
        assert app.screen.query_one(FigureView)._ghost is not None
        await pilot.press("c")
        assert "(pieces 8)" not in await shown(pilot)
        assert app.screen.query_one(FigureView)._ghost is None
        await pilot.press("c")
        assert "(pieces 8)" in await shown(pilot)


async def test_a_stopped_run_is_not_compared_with(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app, pause=50.0), start=True))
        await until(pilot, "8 pieces")
        await pilot.press("s")
        await until(pilot, "Stopped.")
        await pilot.press("0")
        await until(pilot, DONE)
        assert "before" not in await shown(pilot)


async def test_a_value_is_typed_and_a_wrong_one_is_explained(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app)))
        await until(pilot, "straight pieces")
        await pilot.press("=")
        assert isinstance(app.screen, AskingScreen)
        app.screen.query_one(Input).value = "65"
        await pilot.press("enter")
        text = await shown(pilot)
        assert "pieces cannot be 65" in text
        assert "1 to 64" in text
        app.screen.query_one(Input).value = "5"
        await pilot.press("enter")
        await until(pilot, "5 pieces")
        await pilot.press("=", "escape")
        await shown(pilot)
        assert app.screen.experiment.knobs["pieces"] == 5


async def test_the_mouse_chooses_and_turns(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app)))
        await until(pilot, "r runs it")
        await pilot.click("Knobs", offset=(4, 1))
        text = await shown(pilot)
        row = next(line for line in text.splitlines() if "rate" in line)
        assert row.lstrip().startswith("❯")
        knobs = app.screen.query_one("Knobs")
        await pilot.click("Knobs", offset=(row.index("▸") - knobs.region.x, 1))
        assert app.screen.experiment.knobs["rate"] == 0.002


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_source_marks_the_section_that_runs(start, size) -> None:
    app = start(home=True)
    async with app.run_test(size=size) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app, pause=30.0), start=True))
        await until(pilot, "8 pieces")
        await pilot.press("v")
        for _ in range(200):
            text = await shown(pilot)
            marked = [line for line in text.splitlines() if "▶" in line]
            if marked and "time.sleep(knobs.pause)" in marked[0]:
                break
            await pilot.pause(0.05)
        assert "time.sleep(knobs.pause)" in marked[0]
        assert "▎" in text, "the rest of the function is marked too"
        await pilot.press("s")
        for _ in range(100):
            if "▶" not in await shown(pilot):
                break
            await pilot.pause(0.05)
        assert "▶" not in await shown(pilot)
        await pilot.press("escape")
        assert not app.screen.has_class("-source")


async def test_a_long_source_is_scrolled(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app)))
        await until(pilot, "straight pieces")
        await pilot.press("v")
        text = await until(pilot, "The error falls with the pieces")
        assert "def run" not in text
        await pilot.press("pagedown")
        assert "def run" in await shown(pilot)


def test_sections_are_the_functions_and_classes_of_a_file() -> None:
    assert sections(["import a", "def f():", "    return 1", "", "class C:", "    x = 1"]) == [
        (2, 3),
        (5, 6),
    ]


def test_a_line_that_does_not_exist_marks_nothing() -> None:
    source = Source(["x = 1"])
    source.reach(99)
    assert source._reached == 0


@pytest.mark.parametrize("ending", ["csv", "svg"])
async def test_the_figure_is_saved_where_one_says(start, tmp_path, monkeypatch, ending) -> None:
    monkeypatch.chdir(tmp_path)
    app = start(home=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app), start=True))
        await until(pilot, DONE)
        await pilot.press("w")
        asked = app.screen.query_one(Input)
        assert asked.value == "relu-approximation.png"
        asked.value = "nowhere/figure.png"
        await pilot.press("enter")
        assert "There is no folder nowhere" in await shown(pilot)
        asked.value = f"figure.{ending}"
        await pilot.press("enter")
        await until_told(pilot, f"/figure.{ending}")
    assert len((tmp_path / f"figure.{ending}").read_text()) > 200


async def test_the_list_of_demos_is_narrowed_by_words(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot)
        await pilot.press("d")
        listed = app.screen.query_one(OptionList)
        whole = listed.option_count
        await pilot.press("/", *"straight", "space", *"error")
        text = await shown(pilot)
        assert "The error falls with the pieces" in text
        assert "esc Back" in text
        assert "Help" not in text, "letters are words here"
        assert 1 <= listed.option_count < whole
        await pilot.press(*"zzz")
        assert "No demo has these words." in await shown(pilot)
        await pilot.press("escape")
        await shown(pilot)
        assert listed.option_count == whole
        await pilot.press("escape")
        await shown(pilot)
        assert not isinstance(app.screen, CatalogScreen)


async def edited(start, monkeypatch, script: str, size=(100, 30)):
    """An app with a demo, whose editor is a small Python program."""
    program = f"{shlex.quote(sys.executable)} -c {shlex.quote(script)}"
    monkeypatch.setenv("VISUAL", program)
    monkeypatch.setattr("quizapp.paths.demos_folder", lambda: paths.record_file().parent / "demos")
    app = start(home=True)
    monkeypatch.setattr(type(app), "suspend", lambda self: nullcontext())
    return app


CHANGE = (
    "import sys, pathlib; p = pathlib.Path(sys.argv[1]);"
    "p.write_text(p.read_text().replace('{n} pieces', 'my own {n}'))"
)


async def test_a_copy_is_edited_and_run_as_ones_own(start, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    app = await edited(start, monkeypatch, CHANGE)
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot)
        first = DemoScreen(experiment(app, pieces=16))
        app.push_screen(first)
        await until(pilot, "straight pieces")
        await pilot.press("e")
        await until(pilot, "my own 16")
        await until(pilot, DONE)
        assert app.screen is not first
        listed = app.house.laboratory.catalog
        own = [spec for spec in listed.demos if spec.pack == OWN]
        assert [spec.id for spec in own] == ["relu-approximation-copy"]
        assert listed.get("relu-approximation-copy") == own[0]
        await pilot.press("escape")
        await shown(pilot)
        assert app.screen is first
        original = listed.get("relu-approximation", "every-kind").path
        assert "my own" not in original.read_text()


async def test_a_copy_that_is_broken_is_told_and_can_be_mended(
    start, monkeypatch, tmp_path
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    damage = CHANGE.replace("'{n} pieces', 'my own {n}'", "'class Knobs', 'class Nobs'")
    app = await edited(start, monkeypatch, damage)
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app)))
        await until(pilot, "straight pieces")
        await pilot.press("e")
        await until_told(pilot, "`Knobs` is missing")
        mend = CHANGE.replace("'{n} pieces', 'my own {n}'", "'class Nobs', 'class Knobs'")
        program = f"{shlex.quote(sys.executable)} -c {shlex.quote(mend + ';' + CHANGE)}"
        monkeypatch.setenv("VISUAL", program)
        await pilot.press("e")
        await until(pilot, "my own 8")
        folder = paths.demos_folder()
        assert [path.name for path in folder.iterdir()] == ["relu-approximation-copy.py"]


async def test_nothing_changed_leaves_nothing_behind(start, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    app = await edited(start, monkeypatch, "pass")
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app)))
        await until(pilot, "straight pieces")
        await pilot.press("e")
        await until_told(pilot, "Nothing was changed")
        assert list(paths.demos_folder().iterdir()) == []


async def test_without_an_editor_one_is_told(start, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VISUAL", "no-such-editor --wait")
    app = start(home=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app)))
        await until(pilot, "straight pieces")
        await pilot.press("e")
        await until_told(pilot, "no program no-such-editor")


async def test_only_a_run_with_the_questions_knobs_grades_a_prediction(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot)
        measured: list[float] = []
        asked = experiment(app, watch="max_error", pause=30.0)
        screen = DemoScreen(asked, start=True, on_measured=lambda value, _: measured.append(value))
        app.push_screen(screen)
        await until(pilot, "8 pieces")
        screen.experiment = replace(asked, knobs={**asked.knobs, "pause": 0.0, "pieces": 4})
        await pilot.press("r")
        await until(pilot, DONE)
        assert measured == []


@pytest.mark.parametrize(
    ("done", "seconds", "left"), [(0.5, 4.0, 4), (0.0, 9.0, None), (0.9, 0.5, None), (1.0, 9, None)]
)
def test_the_time_left_follows_the_pace_so_far(done, seconds, left) -> None:
    assert time_left(done, seconds) == left


async def test_a_run_that_takes_long_says_how_much_is_left(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app)))
        await until(pilot, "r runs it")
        view = app.screen.query_one(RunView)
        view._began -= 10
        view._progress(0.5, "halfway")
        assert "s left" in await shown(pilot)
