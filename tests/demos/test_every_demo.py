"""What holds for every demo in the folder: a new one is held to it as soon as its file is there."""

import ast
import re
from fnmatch import fnmatch
from typing import Any

import pytest
from holding import (
    DEMOS,
    NAMES,
    broken,
    claims_of,
    events_of,
    load,
    metrics_of,
    near,
    own_tests,
    path_of,
)

from quizapp.core.say import Text, Words, plain
from quizapp.lab.api import Claim, Figure, Lab, Metric, Progress
from quizapp.lab.catalog import read_demo

torch = pytest.importorskip("torch")

LONGEST = 160
"""Lines of a demo: it is read from top to bottom as a lesson."""


LENGTHS = ("steps", "epochs", "passes")


def quick(name: str) -> dict[str, Any]:
    """`SMALL` with as little training as the demo takes; its claims need not hold."""
    least = {knob.name: knob.low for knob in read_demo(path_of(name)).knobs}
    small: dict[str, Any] = load(name).SMALL
    return small | {knob: int(least[knob]) for knob in LENGTHS if least.get(knob)}


def test_there_are_demos() -> None:
    assert set(NAMES) >= {"batch-norm-effects", "local-minima", "relu-approximation"}


@pytest.mark.parametrize("name", NAMES)
def test_a_demo_is_short_enough_to_read(name: str) -> None:
    assert path_of(name).read_text(encoding="utf-8").count("\n") <= LONGEST


@pytest.mark.parametrize("name", NAMES)
def test_what_it_tells_when_small(name: str) -> None:
    """Claims hold for one seed (at full size, `-m full`, for five); texts can be translated."""
    demo = load(name)
    events = events_of(demo, 1, **demo.SMALL)
    assert broken(events) == []
    assert len(claims_of(events)) == own_tests(name).CLAIMS
    assert untranslatable(events) == []


@pytest.mark.full
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", NAMES)
def test_claims_hold_at_the_default_knobs(name: str, seed: int) -> None:
    assert broken(events_of(load(name), seed)) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_metrics_whether_figures_are_drawn_or_not(name: str) -> None:
    demo, knobs = load(name), quick(name)

    def undrawn(seed: int) -> list[Any]:
        return list(demo.run(demo.Knobs(**knobs), Lab(seed=seed, clock=lambda: 0.0)))

    drawn = repeatable(name, events_of(demo, 4, **knobs))
    assert drawn == repeatable(name, undrawn(4))
    if re.search(r"lab\.(seed|rng)", path_of(name).read_text(encoding="utf-8")):
        assert drawn != repeatable(name, undrawn(5))


@pytest.mark.parametrize("name", NAMES)
def test_every_text_has_a_korean_counterpart(name: str) -> None:
    pytest.importorskip("yaml")
    from quizapp.packs.demowords import demo_words_problems, read_demo_words

    spec, korean = read_demo(path_of(name)), DEMOS / "ko" / f"{name}.yaml"
    helps = {knob.name: knob.help for knob in spec.knobs}
    known = read_demo_words(korean, title=spec.title, story=spec.story, helps=helps)
    assert list(demo_words_problems(korean)) == []
    said = {
        ast.literal_eval(node.args[0])
        for node in ast.walk(ast.parse(path_of(name).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
    }
    assert len(said) > 10
    assert said | {spec.title, spec.story, *helps.values()} == set(known)


def repeatable(name: str, events: list[Any]) -> dict[str, str]:
    """The metrics but those named in `TIMED` of the demo's test file; as text, where NaN is NaN."""
    timed = getattr(own_tests(name), "TIMED", ())
    metrics = metrics_of(events).items()
    return {n: repr(v) for n, v in metrics if not any(fnmatch(n, each) for each in timed)}


def untranslatable(events: list[Any]) -> list[Any]:
    """What of a run's texts is neither a template nor mathematics, or tells a figure with holes."""
    wrong: list[Any] = []
    for event in events:
        if isinstance(event, Metric) and not isinstance(event.label, Text):
            wrong.append(event.label)
        if isinstance(event, Claim) and not isinstance(event.text, Text):
            wrong.append(event.text)
        if isinstance(event, Progress) and not (
            isinstance(event.note, Text) and 0 <= event.done <= 1
        ):
            wrong.append(event)
        if isinstance(event, Figure):
            wrong += [event.says] if "{" in plain(event.says) else []
            wrong += [
                text for text in (event.says, *titles_of(event)) if not isinstance(text, Text)
            ]
            wrong += [text for text in labels_of(event) if not translatable(text)]
    return wrong


def titles_of(figure: Figure) -> list[Words]:
    return [panel.title for panel in figure.panels]


def labels_of(figure: Figure) -> list[Words]:
    axes = [axis.label for panel in figure.panels for axis in (panel.x, panel.y)]
    return axes + [mark.label for panel in figure.panels for mark in panel.marks]


def translatable(text: Words) -> bool:
    """A template, or mathematics such as `x^2`, which has no word of any language."""
    return isinstance(text, Text) or not re.search(r"[^\W\d_]{2}", text)


@pytest.mark.gpu
@pytest.mark.parametrize("name", NAMES)
def test_cuda_measures_what_the_cpu_measures(name: str) -> None:
    if not torch.cuda.is_available():
        pytest.skip("there is no CUDA device")
    demo = load(name)
    cpu, cuda = (metrics_of(events_of(demo, 0, device, **demo.SMALL)) for device in ("cpu", "cuda"))
    tolerances = getattr(own_tests(name), "CUDA", {"*": near(rel=1e-3)})
    for pattern, agrees in tolerances.items():
        found = [metric for metric in cpu if fnmatch(metric, pattern)]
        assert found, f"no metric is called {pattern}"
        for metric in found:
            assert agrees(cpu[metric], cuda[metric]), (metric, cpu[metric], cuda[metric])
