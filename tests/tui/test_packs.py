"""The list of packs: adding, trusting, removing, and what is told of each."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, Static

from quizapp import paths
from quizapp.core.responses import Predicted
from quizapp.core.session import Phase
from quizapp.services import opened, trusting
from quizapp.services.house import House, Wish
from quizapp.services.installing import add as add_pack
from quizapp.tui.app import QuizApp

SAMPLER = Path(__file__).parents[1] / "services" / "sampler"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A pack that is not installed."""
    return Path(shutil.copytree(SAMPLER, tmp_path / "elsewhere" / "sampler"))


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An app without any pack."""
    monkeypatch.setattr(paths, "bundled", lambda name: tmp_path / "bundle" / name)
    houses: list[House] = []

    def make(lang: str = "en") -> QuizApp:
        house = House.open(record_path=tmp_path / "record.sqlite3", lang=lang)
        house.settings = replace(house.settings, enter_guard=0.0, tour=False)
        houses.append(house)
        return QuizApp(house)

    yield make
    for house in houses:
        house.close()


def shown(app: QuizApp) -> str:
    """The rows of the list and the line below it."""
    listed = app.screen.query_one("#packs", OptionList)
    rows = [str(listed.get_option_at_index(n).prompt) for n in range(listed.option_count)]
    return "\n".join([*rows, str(app.screen.query_one("#state", Static).content)])


async def add(pilot, source: object) -> None:
    await pilot.press("a")
    await pilot.pause()
    pilot.app.screen.query_one(Input).value = str(source)
    await pilot.press("enter")
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_add_trust_and_remove(
    app: Callable[..., QuizApp], source: Path, size: tuple[int, int]
) -> None:
    async with app().run_test(size=size) as pilot:
        await pilot.press("k")
        await add(pilot, source)
        assert "Added: sampler. t shows what it would run" in shown(pilot.app)
        assert "sampler 1.0.0" in shown(pilot.app)
        assert "14 questions · 6 verified · ko" in shown(pilot.app)
        assert "not trusted" in shown(pilot.app)
        await pilot.press("t")
        await pilot.pause()
        told = str(pilot.app.screen.query_one("#told", Static).content)
        assert "demos/descent.py" in told and "│ class Knobs:" in told
        await pilot.press("y")
        await pilot.pause()
        assert "not trusted" not in shown(pilot.app)
        info = pilot.app.house.library.pack("sampler")
        assert trusting.is_trusted(info)
        (info.path / "demos" / "descent.py").write_text("changed")
        assert not trusting.is_trusted(info)
        (source / "README.md").write_text("Another one.")
        await add(pilot, source)
        assert "u on that pack updates it; x removes it" in shown(pilot.app)
        assert "--replace" not in shown(pilot.app)
        (source / "questions" / "basics.yaml").write_text(
            (source / "questions" / "basics.yaml").read_text() + "# more\n"
        )
        await pilot.press("u")
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "It was changed here: your copy is kept in" in shown(pilot.app)
        await pilot.press("x")
        await pilot.pause()
        await pilot.press("n", "x")
        await pilot.pause()
        assert info.path.is_dir()
        await pilot.press("y")
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "Removed: sampler" in shown(pilot.app)
        assert not info.path.exists()


async def test_what_is_wrong_is_told_and_leaves_nothing(
    app: Callable[..., QuizApp], source: Path
) -> None:
    (source / "questions" / "basics.yaml").write_text("- id: x\n  kind: chioce\n")
    async with app().run_test(size=(80, 24)) as pilot:
        await pilot.press("k")
        await add(pilot, source)
        told = str(pilot.app.screen.query_one("#told", Static).content)
        assert "basics.yaml:2:9: there is no kind of question `chioce`" in told
        await pilot.press("escape")
        await pilot.pause()
        assert "The pack has errors, so it was not added" in shown(pilot.app)
        assert not paths.packs_folder().exists() or not any(paths.packs_folder().iterdir())
        await pilot.press("a")
        await pilot.pause()
        pilot.app.screen.query_one(Input).value = "nowhere"
        await pilot.press("enter")
        await pilot.pause()
        told = str(pilot.app.screen.query_one("#told", Static).content)
        assert "There is no file or folder nowhere" in told


async def test_all_that_is_known_of_a_pack(app: Callable[..., QuizApp], source: Path) -> None:
    async with app("ko").run_test(size=(80, 24)) as pilot:
        await pilot.press("k")
        await add(pilot, source)
        await pilot.press("enter")
        await pilot.pause()
        told = str(pilot.app.screen.query_one("#told", Static).content)
        for part in ("sampler 1.0.0", "CC-BY-4.0", str(source), "choice 2"):
            assert part in told, told
        await pilot.press("escape")


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_a_prediction_of_an_untrusted_pack(
    app: Callable[..., QuizApp], source: Path, size: tuple[int, int]
) -> None:
    """It says why it cannot be measured, nothing runs, and it can be skipped."""
    made = app()
    add_pack(str(source), clock=made.house.clock)
    made.house.look_again()
    started = QuizApp(made.house, wish=Wish(kinds=("predict",), length=2, seed=1))
    async with started.run_test(size=size) as pilot:
        await pilot.pause()
        told = str(started.screen.query_one(".barred", Static).content)
        assert "which you have not trusted, so it does not run" in told
        assert "s skips the question, b leaves it out today" in told
        first = started.screen.quiz.current
        await pilot.press("1", "enter", "x", "enter")
        await pilot.pause()
        assert started.screen.view.phase is Phase.ASKING
        assert not started.screen.query_one("#ask").display
        assert "give_up" not in [each.action for each in started.screen.available()]
        await pilot.press("s")
        await pilot.pause()
        assert started.screen.quiz.current != first
        started.screen.quiz.answer(Predicted(option=0, value=None))
        started.screen.view = started.screen.quiz.view()
        await pilot.pause()
        await pilot.press("d")
        await pilot.pause()
        assert type(started.screen).__name__ == "QuizScreen"
        assert not started.screen.query("RunView")


async def test_a_folder_opened_before_is_offered_again(app, source: Path) -> None:
    quiz = app()
    opened.remember(quiz.house.record, [source.parent / "gone", source])
    assert opened.opened_before(quiz.house) == (source,)
    async with quiz.run_test() as pilot:
        await pilot.press("k")
        await pilot.pause()
        assert f"{source}\nopened from its folder before: enter opens it again" in shown(quiz)
        await pilot.press("enter")
        await pilot.pause()
        assert [(line.info.id, line.shelf.kind) for line in quiz.screen.lines] == [
            ("sampler", "folder")
        ]
        assert "opened from its folder" not in shown(quiz)
        assert quiz.house.overview().packs[0].questions == 14
        quiz.house.folders = ()
        quiz.take_in_packs()
        await pilot.press("x")  # it is forgotten, and stays as it is
        await pilot.pause()
        assert opened.opened_before(quiz.house) == ()
