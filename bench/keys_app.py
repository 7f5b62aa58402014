"""The app with a demo under way, telling when it handled a key (started by `keys.py`)."""

import json
import sys
import time
from pathlib import Path

from quizapp.lab.api import Figure
from quizapp.lab.catalog import read_demo
from quizapp.services.house import House
from quizapp.services.laboratory import Experiment
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.demo import DemoScreen
from quizapp.tui.widgets.figure import FigureView
from quizapp.tui.widgets.run_view import RunView

DEMO = '''"""A demo that draws as often as it can be seen

It computes all the time, and offers sixty figures a second.
"""

import time
from dataclasses import dataclass

import numpy as np

from quizapp.lab import Figure, Heatmap, Line, Panel, Progress, knob


@dataclass(frozen=True)
class Knobs:
    """How."""

    way: str = knob("rest", choices=("rest", "curves", "heat"), help="what is drawn")
    second: int = knob(1, low=0, high=9, help="something to choose")
    third: int = knob(1, low=0, high=9, help="something more to choose")


SMALL = {}


def run(knobs, lab):
    x = np.linspace(0, 10, 400)
    due = time.monotonic()
    for i in range(60 * 600):
        if knobs.way == "heat":
            z = np.sin(x[:100, None] * 8 + i / 9) * np.cos(x[:100] * 8)
            marks = [Heatmap(z, (0, 1), (0, 1))]
        else:
            marks = [Line(x, np.sin(x + i / 30 + phase), str(phase)) for phase in range(4)]
        yield Figure([Panel(marks), Panel(marks)], str(i))
        yield Progress(i / (60 * 600))
        if knobs.way == "rest":
            time.sleep(600)
        due += 1 / 60
        while time.monotonic() < due:
            x.sum()
'''


def main() -> None:
    """Start the app with the lab open, and write the times once all keys came."""
    way, home, keys = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    path = home / "draws.py"
    path.write_text(DEMO, encoding="utf-8")
    times: dict[str, list[float]] = {"handled": [], "shown": [], "cpu": [], "figures": []}
    choose, show = DemoScreen.action_next_knob, FigureView.show
    figures = 0

    def timed(self: DemoScreen) -> None:
        choose(self)
        times["handled"].append(time.monotonic())
        times["cpu"].append(time.process_time())
        times["figures"].append(figures)
        self.call_after_refresh(shown)

    def counted(self: FigureView, figure: Figure | None, ghost: Figure | None = None) -> None:
        nonlocal figures
        figures += 1
        show(self, figure, ghost)

    def shown() -> None:
        times["shown"].append(time.monotonic())
        if len(times["shown"]) == keys:
            (home / "times.json").write_text(json.dumps(times))

    DemoScreen.action_next_knob = timed  # type: ignore[method-assign]
    FigureView.show = counted  # type: ignore[method-assign]
    spec = read_demo(path)
    house = House.open(record_path=home / "record.sqlite3", lang="en")
    app = QuizApp(house)

    def ready() -> None:
        if app.screen.query(RunView) and app.screen.query_one(RunView).figure is not None:
            (home / "ready").touch()

    def begin() -> None:
        app.push_screen(DemoScreen(Experiment(spec, spec.values({"way": way})), start=True))
        app.set_interval(0.2, ready)

    app.call_later(begin)
    app.run()


if __name__ == "__main__":
    main()
