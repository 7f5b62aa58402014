"""Home, lab, help and the rest, and what goes wrong in them."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import OptionList

sys.path.insert(0, str(Path(__file__).parent))

from reading import screen_text, shown, until, until_told

from quizapp.services.laboratory import Experiment
from quizapp.tui.screens.catalog import CatalogScreen
from quizapp.tui.screens.demo import DemoScreen
from quizapp.tui.screens.help import HelpScreen
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.too_small import TooSmallScreen


def experiment(app, **knobs) -> Experiment:
    spec = app.house.laboratory.catalog.get("relu-approximation", "every-kind")
    return Experiment(spec, spec.values(knobs))


async def test_home_lists_packs_with_what_is_to_be_done(start) -> None:
    async with start(home=True).run_test(size=(80, 24)) as pilot:
        text = await shown(pilot)
        assert "Every kind" in text
        assert "12 questions · 0 due · 12 new" in text
        assert "One question of each kind" in text


async def test_home_in_korean(start) -> None:
    async with start(home=True, lang="ko").run_test(size=(80, 24)) as pilot:
        text = await shown(pilot)
        assert "questions" not in text


async def test_errors_in_a_pack_are_told_at_home_and_others_stay_usable(
    start, pack, monkeypatch
) -> None:
    broken = pack.parent / "broken"
    shutil.copytree(pack, broken)
    manifest = (broken / "pack.yaml").read_text().replace("id: every-kind", "id: broken")
    (broken / "pack.yaml").write_text(manifest.replace("title: Every kind", "titel: Oops"))
    from quizapp.services import house as module

    monkeypatch.setattr(module, "pack_folders", lambda extra=(): [*extra, pack, broken])
    async with start(home=True).run_test(size=(100, 30)) as pilot:
        text = await shown(pilot)
        assert "errors in packs" in text
        assert "Every kind" in text
        await pilot.press("e")
        text = await until(pilot, "did you mean")
        assert "title" in text
        await pilot.press("escape", "enter")
        assert "1/1" in await shown(pilot)


async def test_the_catalog_opens_a_demo(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot)
        await pilot.press("d")
        assert isinstance(app.screen, CatalogScreen)
        listed = app.screen.query_one(OptionList)
        await pilot.press("end", "up", "down")  # what packs bring stands last
        assert "every-kind" in str(listed.get_option_at_index(listed.highlighted).prompt)
        await pilot.press("enter")
        await shown(pilot)
        assert isinstance(app.screen, DemoScreen)
        await pilot.press("escape", "escape")
        await shown(pilot)
        assert isinstance(app.screen, HomeScreen)


@pytest.mark.parametrize("size", [(120, 40), (60, 20)])
async def test_a_run_shows_its_figure_and_ticks_its_claims(start, size) -> None:
    app = start(home=True)
    async with app.run_test(size=size) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app), start=True))
        text = await until(pilot, "of 2 claims hold")
        assert "1 of 2 claims hold" in text
        assert "8 pieces" in text
        assert "✓ The gap is small" in text
        if size == (120, 40):
            assert "✗ The gap is huge" in text
            assert "does not hold" in text
            assert "largest gap" in text


async def test_knobs_turn_within_their_range_and_run_again(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app, pieces=64)))
        await shown(pilot)
        await pilot.press("right")
        assert app.screen.experiment.knobs["pieces"] == 64
        await pilot.press("left")
        assert app.screen.experiment.knobs["pieces"] == 32
        await pilot.press("r")
        await until(pilot, "32 pieces")
        await pilot.press("0")
        assert app.screen.experiment.knobs["pieces"] == 8


async def test_the_language_switches_without_losing_a_run(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app), start=True))
        await until(pilot, "of 2 claims hold")
        await pilot.press("l")
        text = await until(pilot, "성립")
        assert "The gap is small" in text, "the demo has no Korean; the run is still there"
        assert "8 pieces" in text


async def test_a_demo_opened_from_the_list_begins_with_its_story(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app)))
        assert "A curve made of straight pieces." in await until(pilot, "straight pieces")
        await pilot.press("r")
        await until(pilot, "of 2 claims hold")
        await pilot.press("i", "escape")
        await until(pilot, "of 2 claims hold")
        assert isinstance(app.screen, DemoScreen)


async def test_escape_stops_a_run_and_then_goes_back(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app, pause=50.0), start=True))
        await until(pilot, "8 pieces")
        await pilot.press("escape")
        await until(pilot, "Stopped.")
        assert isinstance(app.screen, DemoScreen)
        await pilot.press("escape")
        await shown(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_a_demo_that_raises_leaves_a_message_with_its_last_lines(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app, wrong=True), start=True))
        text = await until(pilot, "the last words")
        assert "The run failed" in text
        assert "the demo is broken" in text
        await pilot.press("escape")
        await shown(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_the_app_closes_while_a_demo_runs(start) -> None:
    app = start(home=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(experiment(app, pause=50.0), start=True))
        await until(pilot, "8 pieces")
        run = app.screen.query_one("RunView")._run
    assert run is not None
    await run.wait()


async def test_without_torch_the_lab_says_how_to_install_it(start, pack, monkeypatch) -> None:
    demo = pack / "demos" / "relu-approximation.py"
    demo.write_text(
        demo.read_text().replace("import numpy as np", "import numpy as np\nimport torch")
    )
    hidden = pack.parent / "hidden"
    (hidden / "torch").mkdir(parents=True)
    (hidden / "torch" / "__init__.py").write_text("raise ImportError('No module named torch')")
    monkeypatch.setenv("PYTHONPATH", str(hidden))
    monkeypatch.setattr("importlib.util.find_spec", lambda name, package=None: None)
    app = start(home=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot)
        app.push_screen(DemoScreen(replace(experiment(app)), start=True))
        text = await until(pilot, "The run failed")
        assert "quizapp[demos]" in text


async def test_help_lists_the_keys_of_the_screen(start) -> None:
    app = start("choice")
    async with app.run_test(size=(80, 70)) as pilot:
        await shown(pilot)
        await pilot.press("question_mark")
        text = await until(pilot, "I don't know: show the answer")
        assert isinstance(app.screen, HelpScreen)
        assert text.index("Submit the answer") < text.index("I don't know")
        assert text.index("I don't know") < text.index("At other moments")
        assert text.index("At other moments") < text.index("Run the demo that proves the answer")
        await pilot.press("escape")
        assert not isinstance(app.screen, HelpScreen)


async def test_a_terminal_that_is_too_small_is_told_the_size(start) -> None:
    app = start("choice")
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.resize_terminal(50, 15)
        assert "needs 60×20" in await shown(pilot)
        await pilot.resize_terminal(80, 24)
        await shown(pilot)
        assert not isinstance(app.screen, TooSmallScreen)
        assert "ReLU network" in screen_text(app)


async def test_a_terminal_that_grows_shows_what_was_hidden_and_nothing_else(start) -> None:
    app = start("choice")
    async with app.run_test(size=(40, 12)) as pilot:
        assert "needs 60×20" in await shown(pilot)
        await pilot.resize_terminal(60, 20)
        assert "ReLU network" in await shown(pilot)
        app.screen.action_show_help()
        await pilot.resize_terminal(40, 12)
        app.push_screen(HelpScreen((), ()))  # as a demo's screen may come by itself
        await pilot.resize_terminal(41, 12)
        await pilot.resize_terminal(80, 24)
        await shown(pilot)
        await pilot.press("escape", "escape")
        assert "ReLU network" in await shown(pilot)
        await pilot.press("escape")
        await shown(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_a_second_app_reads_only_and_says_so(start) -> None:
    first, second = start(home=True), start(home=True)
    assert second.house.record.read_only
    async with second.run_test(size=(80, 24)) as pilot:
        assert "Another quizapp" in await shown(pilot)
        await pilot.press("enter")
        second.resume_session()
        assert isinstance(second.screen, HomeScreen)
        await until_told(pilot, "close it to answer questions here")
    assert not first.house.record.read_only


HOSTILE = "[bold]list[int][/bold] [@click=app.quit]x[/] [/foo] {braces} `a[i]` *b*"


async def test_hostile_text_is_shown_as_it_is(start, pack) -> None:
    for path in pack.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("A polynomial", f"'{HOSTILE}'").replace(
            "hint: Draw one unit.", f"hint: '{HOSTILE}'"
        )
        text = text.replace("title: Every kind", f"title: '{HOSTILE}'")
        path.write_text(text, encoding="utf-8")
    app = start(home=True)
    async with app.run_test(size=(120, 30)) as pilot:
        assert "[bold]list[int][/bold]" in await shown(pilot)
    app.house.close()
    app = start("choice")
    async with app.run_test(size=(120, 30)) as pilot:
        assert "[/foo]" in await shown(pilot)
        await pilot.press("h")
        assert screen_text(app).count("[/foo]") == 2
        await pilot.press("1")
        await shown(pilot)
        await pilot.press("enter")
        await shown(pilot)
        assert app.is_running
