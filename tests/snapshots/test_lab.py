"""Pictures of the lab: two runs compared, the source with what runs, and a value asked for.

What a run reports is written down here, for its time and its last digits are not the same
twice; everything that shows it is real.
"""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from quizapp.core.say import say
from quizapp.lab.api import Axis, Claim, Figure, Heatmap, Line, Metric, Panel, Progress
from quizapp.lab.catalog import read_demo
from quizapp.lab.messages import At, Finished, Message, Started
from quizapp.services.house import House
from quizapp.services.laboratory import Experiment
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.demo import DemoScreen
from quizapp.tui.widgets.run_view import RunView

BASELINE = (3, 11)
pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != BASELINE, reason="the pictures are drawn with Python 3.11"
)

DEMO = '''"""A wave bends with its knob

It goes up and down, and a map lies beside it.
"""

from dataclasses import dataclass

from quizapp.lab import knob


@dataclass(frozen=True)
class Knobs:
    """What can be turned."""

    waves: int = knob(2, low=1, high=9, help="how many waves")
    kind: str = knob("sine", choices=("sine", "square"), help="what kind")


SMALL = {}


def run(knobs, lab):
    for _ in range(knobs.waves):
        yield
'''


class Told(AsyncIterator[Message]):
    """A run that reports at once what it is told to."""

    def __init__(self, messages: list[Message]) -> None:
        self._messages = messages

    async def __anext__(self) -> Message:
        if not self._messages:
            raise StopAsyncIteration
        return self._messages.pop(0)

    def stop(self) -> None:
        """Nothing is left to stop."""


def messages(waves: int, *, over: bool) -> list[Message]:
    x = np.linspace(0, 1, 200)
    wave, z = np.sin(x * waves * 6.28), np.sin(np.add.outer(x[::5] * 6, x[::5] * waves))
    panels = [
        Panel([Line(x, wave, say("wave"))], say("A wave"), Axis(say("time"))),
        Panel([Heatmap(z, (0, 1), (0, 1))], say("A map")),
    ]
    figure = Figure(panels, say("{n} waves go by.", n=waves))
    told: list[Message] = [Started("cpu", say("cpu: this demo does without torch"), 1), At(23)]
    told += [Progress(0.4, say("waving")), figure]
    if over:
        told += [
            Metric("waves", waves, label=say("waves that went by")),
            Metric("odd", float("nan"), label=say("what is not a number")),
            Claim.below(say("There are few waves"), waves, 3, source="measured here"),
            Finished(1.25),
        ]
    return told


@pytest.fixture
def lab(tmp_path: Path):
    """An app with the lab open: two runs after another, or one under way."""
    path = tmp_path / "waves.py"
    path.write_text(DEMO, encoding="utf-8")
    opened: list[House] = []

    def make(*, lang: str = "en", light: bool = False) -> QuizApp:
        house = House.open(record_path=tmp_path / "record.sqlite3", lang=lang)
        opened.append(house)
        app = QuizApp(house)
        app.show_theme("light" if light else "dark")
        spec = read_demo(path)
        app.experiment = Experiment(spec, spec.values({}))
        return app

    yield make
    for house in opened:
        house.close()


async def opened(pilot) -> DemoScreen:
    screen = DemoScreen(pilot.app.experiment)

    async def cold() -> None:
        """No process is started for a picture."""

    pilot.app.house.laboratory.warm = cold
    await pilot.app.push_screen(screen)
    await pilot.pause()
    screen.remove_class("-story")
    return screen


async def settled(pilot, view: RunView) -> None:
    while view.workers and any(worker.is_running for worker in pilot.app.workers):
        await pilot.pause(0.02)
    for _ in range(3):
        await pilot.pause()


async def compared(pilot) -> None:
    screen = await opened(pilot)
    view = screen.query_one(RunView)
    for waves in (2, 4):
        experiment = Experiment(
            screen.experiment.spec, screen.experiment.spec.values({"waves": waves})
        )
        view.start(experiment, Told(messages(waves, over=True)))
        await settled(pilot, view)


async def read(pilot) -> None:
    screen = await opened(pilot)
    view = screen.query_one(RunView)
    view.start(screen.experiment, Told(messages(2, over=True)))
    await settled(pilot, view)
    await pilot.press("v")
    source = screen.query_one("Source")
    source.reach(23)
    while source.at != 23:
        await pilot.pause(0.02)
    await pilot.pause()


async def asked(pilot) -> None:
    await opened(pilot)
    await pilot.press("equals_sign")
    pilot.app.screen.query_one("Input").cursor_blink = False
    await pilot.pause()


def test_two_runs_compared(snap_compare, lab, size, look) -> None:
    app = lab(lang="ko" if look == "korean" else "en", light=look == "light")
    assert snap_compare(app, terminal_size=size, run_before=compared)


def test_the_source_with_the_line_that_runs(snap_compare, lab, size, look) -> None:
    app = lab(lang="ko" if look == "korean" else "en", light=look == "light")
    assert snap_compare(app, terminal_size=size, run_before=read)


def test_a_value_is_asked_for(snap_compare, lab, size, look) -> None:
    app = lab(lang="ko" if look == "korean" else "en", light=look == "light")
    assert snap_compare(app, terminal_size=size, run_before=asked)
