"""The ReLU demo: its claims hold, break where they should, and are translated."""

import ast
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from quizapp.core.say import Text, plain
from quizapp.lab.api import Claim, Figure, Lab, Metric, Progress
from quizapp.lab.catalog import read_demo
from quizapp.packs.demowords import demo_words_problems, read_demo_words

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

PATH = Path(__file__).parents[2] / "demos" / "relu-approximation.py"
KOREAN = PATH.parent / "ko" / "relu-approximation.yaml"


@pytest.fixture(scope="module")
def demo() -> ModuleType:
    spec = importlib.util.spec_from_file_location("relu_approximation", PATH)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass looks itself up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def events_of(demo: ModuleType, seed: int, device: str = "cpu", **knobs: Any) -> list[Any]:
    return list(demo.run(demo.Knobs(**knobs), Lab(device=device, seed=seed)))


def metrics_of(events: list[Any]) -> dict[str, float]:
    return {event.name: event.value for event in events if isinstance(event, Metric)}


def broken(events: list[Any]) -> list[str]:
    claims = [event for event in events if isinstance(event, Claim)]
    assert len(claims) >= 6
    return [str(claim.text) for claim in claims if not claim.holds]


@pytest.mark.parametrize("seed", range(3))
def test_claims_hold_when_small(demo: ModuleType, seed: int) -> None:
    assert broken(events_of(demo, seed, **demo.SMALL)) == []


@pytest.mark.full
@pytest.mark.parametrize("seed", range(5))
def test_claims_hold_at_the_default_knobs(demo: ModuleType, seed: int) -> None:
    assert broken(events_of(demo, seed)) == []


def test_the_same_seed_gives_the_same_metrics_whether_figures_are_drawn_or_not(
    demo: ModuleType,
) -> None:
    knobs = demo.Knobs(**demo.SMALL | {"steps": 100})
    still = Lab(seed=4, clock=lambda: 0.0)
    drawn, undrawn = events_of(demo, 4, **vars(knobs)), list(demo.run(knobs, still))
    assert metrics_of(drawn) == metrics_of(undrawn)
    assert metrics_of(drawn) != metrics_of(events_of(demo, 5, **vars(knobs)))


@pytest.mark.parametrize("target", ["sine", "absolute"])
def test_the_other_targets_fit_their_claims_too(demo: ModuleType, target: str) -> None:
    assert broken(events_of(demo, 0, **demo.SMALL | {"target": target, "pieces": 32})) == []


def test_too_few_pieces_are_told_and_nothing_else_breaks(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"pieces": 4})
    assert broken(events) == ["The polyline is within the tolerance of x^2 (pieces: 4)"]
    assert metrics_of(events)["max_error"] == pytest.approx(1 / 64)
    assert broken(events_of(demo, 0, **demo.SMALL | {"pieces": 4, "tolerance": 0.02})) == []


@pytest.mark.parametrize("target", ["square", "sine", "absolute"])
@pytest.mark.parametrize("pieces", [1, 2, 7, 100])
def test_sums_of_relus_join_the_dots_of_the_library(
    demo: ModuleType, target: str, pieces: int
) -> None:
    curve = demo.CURVES[target]
    x = torch.linspace(curve.low, curve.high, 301, dtype=torch.float64)
    slow, _ = demo.one_by_one(curve, pieces, x.numpy())
    both = demo.polylines(curve, torch.tensor([pieces, 256]), x)  # beside a longer one
    knots = np.linspace(curve.low, curve.high, pieces + 1)
    library = np.interp(x.numpy(), knots, curve.at(torch.from_numpy(knots)).numpy())
    assert np.abs(slow - library).max() < 1e-12
    assert np.abs(both[0].numpy() - library).max() < 1e-12


def test_an_odd_number_of_pieces_misses_the_kink(demo: ModuleType) -> None:
    for pieces, error in ((6, 0.0), (7, 1 / 7)):
        events = events_of(demo, 0, target="absolute", pieces=pieces, runs=1, steps=100)
        assert metrics_of(events)["max_error"] == pytest.approx(error, abs=1e-12)


@pytest.mark.parametrize("target", ["square", "sine", "absolute"])
def test_the_integral_of_the_best_line_is_right(demo: ModuleType, target: str) -> None:
    curve = demo.CURVES[target]
    x = (torch.arange(20_000, dtype=torch.float64) + 0.5) / 20_000
    x = curve.low + (curve.high - curve.low) * x
    y, sides = curve.at(x), torch.stack([x, torch.ones_like(x)], 1)
    rest = y - sides @ torch.linalg.lstsq(sides, y).solution
    assert float(rest.square().mean()) == pytest.approx(curve.line_mse, rel=1e-6)


def test_batched_networks_compute_what_single_ones_do(demo: ModuleType) -> None:
    curve, x = demo.CURVES["sine"], torch.linspace(-1, 1, 9)
    widths = torch.tensor([3, 5, 4])
    weights = demo.newborn(curve, widths, torch.Generator().manual_seed(1), "cpu")
    exists = (torch.arange(5) < widths[:, None])[:, :, None]
    floor = torch.tensor([0.0, 0.0, -torch.inf])[:, None, None]
    together = demo.outputs(weights, exists, floor, x)
    for at, (width, bend) in enumerate(zip((3, 5, 4), (torch.relu, torch.relu, None), strict=True)):
        w1, b1, w2 = (w[at, :width] for w in weights[:3])
        hidden = w1 * x + b1
        alone = w2[:, 0] @ (bend(hidden) if bend else hidden) + weights[3][at]
        assert torch.allclose(together[at], alone, atol=1e-6)


def test_the_last_figure_shows_all_that_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 100, "pieces": 5})
    figure = [event for event in events if isinstance(event, Figure)][-1]
    metrics = metrics_of(events)
    curve, rates, missed = figure.panels
    assert len(curve.marks) == 3
    at = list(rates.marks[2].x).index(5)
    assert float(rates.marks[2].y[at]) == pytest.approx(metrics["trained_error"])
    assert float(missed.marks[0].y.max()) == pytest.approx(metrics["max_error"], rel=1e-2)
    assert "trained for 100 steps" in plain(figure.says)


def test_every_text_has_a_korean_counterpart() -> None:
    spec = read_demo(PATH)
    helps = {knob.name: knob.help for knob in spec.knobs}
    known = read_demo_words(KOREAN, title=spec.title, story=spec.story, helps=helps)
    assert list(demo_words_problems(KOREAN)) == []
    said = {
        ast.literal_eval(node.args[0])
        for node in ast.walk(ast.parse(PATH.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
    }
    assert len(said) > 20
    assert said | {spec.title, spec.story, *helps.values()} == set(known)


def test_every_text_of_a_run_is_a_template_or_mathematics(demo: ModuleType) -> None:
    mathematics = {"", "x", "x^2"}
    for event in events_of(demo, 0, **demo.SMALL | {"steps": 100}):
        if isinstance(event, Metric):
            assert isinstance(event.label, Text)
        if isinstance(event, Claim):
            assert isinstance(event.text, Text)
        if isinstance(event, Progress):
            assert isinstance(event.note, Text)
            assert 0 <= event.done <= 1
        if isinstance(event, Figure):
            assert "{" not in plain(event.says)
            texts = [event.says, *(panel.title for panel in event.panels)]
            texts += [axis.label for panel in event.panels for axis in (panel.x, panel.y)]
            texts += [mark.label for panel in event.panels for mark in panel.marks]
            assert all(isinstance(text, Text) or text in mathematics for text in texts)


@pytest.mark.gpu
def test_cuda_measures_what_the_cpu_measures(demo: ModuleType) -> None:
    if not torch.cuda.is_available():
        pytest.skip("there is no CUDA device")
    cpu, cuda = (metrics_of(events_of(demo, 0, device, **demo.SMALL)) for device in ("cpu", "cuda"))
    assert cuda["sum_gap"] < 1e-12
    for name in ("max_error", "theory_error", "best_error", "error_ratio", "line_mse"):
        assert cuda[name] == pytest.approx(cpu[name], rel=1e-9)
    assert cuda["linear_mse"] == pytest.approx(cpu["linear_mse"], rel=1e-3)
    for name in ("trained_error", "trained_error_64"):  # rounding moves single runs
        assert 0.4 < cuda[name] / cpu[name] < 2.5
