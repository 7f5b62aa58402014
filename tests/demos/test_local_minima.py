"""The local minima demo: its claims hold, break where they should, and are translated."""

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

PATH = Path(__file__).parents[2] / "demos" / "local-minima.py"
KOREAN = PATH.parent / "ko" / "local-minima.yaml"


@pytest.fixture(scope="module")
def demo() -> ModuleType:
    spec = importlib.util.spec_from_file_location("local_minima", PATH)
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


@pytest.mark.parametrize("activation", ["leaky", "tanh"])
def test_the_other_activations_fit_their_claims_too(demo: ModuleType, activation: str) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"activation": activation})
    claims = [event for event in events if isinstance(event, Claim)]
    assert len(claims) == 7
    assert all(claim.holds for claim in claims)


def test_without_noise_nothing_is_freed(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"noise": 0.0})
    assert broken(events) == ["Noise 0 that fades out frees many"]
    assert metrics_of(events)["noise_gain"] == 0.0


def test_steps_that_are_too_long_break_the_claims_without_an_error(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"learning_rate": 1.0})
    assert len(broken(events)) >= 4
    metrics = metrics_of(events)
    assert metrics["noise_share"] < 0.1  # balls that flew away lie in no valley
    assert metrics["stuck_16"] > 0.5  # errors that are no number count as stuck


def test_the_constants_are_those_of_the_landscape(demo: ModuleType) -> None:
    left, ridge, right = np.sort(np.roots([1.0, 0.0, -1.0, 0.1]))
    assert ridge == pytest.approx(demo.RIDGE, abs=1e-4)
    assert demo.height(left) < demo.height(right) < demo.height(ridge)
    x = torch.linspace(-2, 2, 9, dtype=torch.float64, requires_grad=True)
    (grad,) = torch.autograd.grad(demo.height(x).sum(), x)
    assert torch.allclose(grad, demo.slope(x))


def test_all_balls_at_once_roll_as_one_after_the_other(demo: ModuleType) -> None:
    rng = torch.Generator().manual_seed(3)
    kicks = torch.randn(40, 3, 5, generator=rng, dtype=torch.float64)
    x = start = torch.linspace(-2, 2, 5, dtype=torch.float64).repeat(3, 1)
    v, momentum = torch.zeros_like(x), torch.tensor([[0.0], [0.5], [0.9]], dtype=torch.float64)
    for kick in kicks:
        x, v = demo.roll(x, v, kick, momentum, 0.05)
    for group, ball in ((0, 0), (1, 3), (2, 4)):
        alone = demo.one_ball(start[group, ball], kicks[:, group, ball], momentum[group, 0], 0.05)
        assert float(x[group, ball]) == pytest.approx(float(alone), abs=1e-12)


@pytest.mark.parametrize("activation", ["relu", "leaky", "tanh"])
def test_networks_learn_as_with_the_librarys_optimizer(demo: ModuleType, activation: str) -> None:
    act, points = demo.ACTIVATIONS[activation], torch.tensor(demo.XOR)
    widths = torch.tensor([2, 4, 3])
    weights, exists = demo.newborn(widths, torch.Generator().manual_seed(2))
    many = [w.clone().requires_grad_() for w in weights]
    speeds = [torch.zeros_like(w) for w in many]
    for _ in range(30):
        losses = demo.learn(many, speeds, exists, points, act, 0.05)
    for at, width in enumerate((2, 4, 3)):
        w1, b1, w2, b2 = one = [w[at][:width].clone().requires_grad_() for w in weights]
        sgd = torch.optim.SGD(one, lr=0.05, momentum=0.9)
        for _ in range(30):
            loss = ((w2 * act(w1 @ points[:2] + b1)).sum(0) + b2 - points[2]).square().mean()
            sgd.zero_grad()
            loss.backward()
            sgd.step()
        assert float(losses[at]) == pytest.approx(float(loss.detach()), rel=1e-4)


def test_the_levels_are_the_errors_of_shared_answers(demo: ModuleType) -> None:
    answers = np.array(demo.XOR[2])
    shared = ([0, 1], [0, 1, 3], [0, 1, 2, 3])  # two, three or four points answer with their mean
    errors = [((answers[group] - answers[group].mean()) ** 2).sum() / 4 for group in shared]
    assert errors == pytest.approx(demo.LEVELS)


def test_the_last_figure_shows_all_that_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 100})
    figure = [event for event in events if isinstance(event, Figure)][-1]
    metrics = metrics_of(events)
    balls, bars, errors = figure.panels
    assert len(balls.marks) == 4
    heights = dict(zip(bars.marks[0].names, bars.marks[0].heights, strict=True))
    assert [heights[str(width)] for width in (2, 4, 8, 16)] == [
        pytest.approx(metrics[f"stuck_{width}"]) for width in (2, 4, 8, 16)
    ]
    assert errors.marks[0].counts.sum() == demo.SMALL["inits"]
    assert "After 100 steps" in plain(figure.says)


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
    for name in ("gd_share", "momentum_share", "noise_share"):  # rounding moves few balls
        assert cuda[name] == pytest.approx(cpu[name], abs=0.02)
    for name in ("stuck_2", "stuck_4", "stuck_8", "stuck_16", "quantized_share"):
        assert cuda[name] == pytest.approx(cpu[name], abs=0.05)
    assert cuda["ball_gap"] < 1e-12
    assert cuda["network_gap"] < 1e-5
