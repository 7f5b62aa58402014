"""The batch normalization demo: its claims hold, break where they should, and are translated."""

import ast
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from quizapp.core.say import Text, plain
from quizapp.lab.api import Claim, Figure, Lab, Metric
from quizapp.lab.catalog import read_demo
from quizapp.packs.demowords import demo_words_problems, read_demo_words

torch = pytest.importorskip("torch")

PATH = Path(__file__).parents[2] / "demos" / "batch-norm-effects.py"
KOREAN = PATH.parent / "ko" / "batch-norm-effects.yaml"
FAILS_ON_TINY_BATCHES = (
    "The largest learning rate that works is more than 3 times as large",
    "At learning rate {rate:g}, 90 % is read in a fraction of the steps",
    "Batch normalization learns from at least 12 of 16 initial scales",
)


@pytest.fixture(scope="module")
def demo() -> ModuleType:
    spec = importlib.util.spec_from_file_location("batch_norm_effects", PATH)
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
    return {event.name: float(event.value) for event in events if isinstance(event, Metric)}


def broken(events: list[Any]) -> list[str]:
    claims: list[Any] = [event for event in events if isinstance(event, Claim)]
    assert len(claims) == 7
    return [claim.text.template for claim in claims if not claim.holds]


@pytest.mark.parametrize("seed", range(3))
def test_claims_hold_when_small(demo: ModuleType, seed: int) -> None:
    assert broken(events_of(demo, seed, **demo.SMALL)) == []


@pytest.mark.full
@pytest.mark.parametrize("seed", range(5))
def test_claims_hold_at_the_default_knobs(demo: ModuleType, seed: int) -> None:
    assert broken(events_of(demo, seed)) == []


def test_statistics_of_two_digits_break_the_claims_but_not_the_mathematics(
    demo: ModuleType,
) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"batch": 2})
    assert broken(events) == list(FAILS_ON_TINY_BATCHES)
    metrics = metrics_of(events)
    assert metrics["final_bn"] < 0.3 < metrics["final_plain"]


def test_too_few_steps_reach_nothing_and_no_claim_on_speed_holds(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 10})
    assert metrics_of(events)["steps_bn"] == float("inf")
    assert FAILS_ON_TINY_BATCHES[1] in broken(events)


def test_the_same_seed_gives_the_same_metrics_whether_figures_are_drawn_or_not(
    demo: ModuleType,
) -> None:
    knobs = demo.Knobs(**demo.SMALL | {"steps": 20})
    still = Lab(seed=4, clock=lambda: 0.0)
    drawn, undrawn = events_of(demo, 4, **vars(knobs)), list(demo.run(knobs, still))
    assert metrics_of(drawn) == metrics_of(undrawn)
    assert metrics_of(drawn) != metrics_of(events_of(demo, 5, **vars(knobs)))


def test_the_last_figure_shows_all_that_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 30})
    figure: Any = [event for event in events if isinstance(event, Figure)][-1]
    curves, rates, scales = figure.panels
    for panel, length in ((rates, len(demo.RATES)), (scales, len(demo.SCALES))):
        assert [len(mark.x) for mark in panel.marks[:2]] == [length, length]
    assert curves.marks[0].x[-1] == 30
    metrics = metrics_of(events)
    assert curves.marks[0].y[-1] == pytest.approx(metrics["final_bn"])
    assert rates.marks[1].y.max() == pytest.approx(metrics["best_plain"])
    assert "After 30 steps" in plain(figure.says)


def test_batch_normalization_by_hand_is_that_of_the_library(demo: ModuleType) -> None:
    z = torch.randn(7, 5, generator=torch.Generator().manual_seed(1)) * 3 + 2
    library = torch.nn.functional.batch_norm(z, None, None, training=True)
    assert torch.allclose(demo.standardize(z), library, atol=1e-6)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_batched_and_single_networks_give_the_same_outputs(
    demo: ModuleType, activation: str
) -> None:
    knobs, generator = demo.Knobs(width=6, runs=2), torch.Generator().manual_seed(2)
    weights = demo.first_weights(knobs, generator, "cpu")
    x, act = torch.rand(9, 64, generator=generator), demo.ACTIVATIONS[activation]
    for normalized in (True, False):
        many = demo.forward_all(demo.build(weights, normalized), x, act, training=True)
        for at in range(0, len(many), 7):
            one = demo.build([each[at] for each in weights], normalized)
            alone = demo.forward_one(one, x, act)
            assert torch.allclose(many[at].T, alone, rtol=1e-3, atol=1e-4), (normalized, at)


def test_the_running_statistics_serve_the_unseen_digits(demo: ModuleType) -> None:
    weights = demo.first_weights(demo.Knobs(runs=1), torch.Generator().manual_seed(3), "cpu")
    net, x = demo.build(weights, True), torch.rand(32, 64)
    before = demo.forward_all(net, x, torch.relu, training=False)
    for _ in range(60):
        trained = demo.forward_all(net, x, torch.relu, training=True)
    after = demo.forward_all(net, x, torch.relu, training=False)
    fitting = slice(0, len(demo.RATES))  # for huge and tiny scales float32 runs out of digits
    assert not torch.allclose(before[fitting], trained[fitting], atol=0.5)
    assert (after[fitting] - trained[fitting]).abs().mean() < 0.1


def test_missing_digits_are_told_with_what_to_install(
    demo: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="pip install scikit-learn"):
        demo.digits()


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
    assert len(said) > 25
    assert said | {spec.title, spec.story, *helps.values()} == set(known)


def test_every_text_of_a_run_is_a_template(demo: ModuleType) -> None:
    for event in events_of(demo, 0, **demo.SMALL | {"steps": 10}):
        if isinstance(event, Metric):
            assert isinstance(event.label, Text)
        if isinstance(event, Claim):
            assert isinstance(event.text, Text)
        if isinstance(event, Figure):
            texts = [event.says, *(panel.title for panel in event.panels)]
            texts += [axis.label for panel in event.panels for axis in (panel.x, panel.y)]
            assert all(isinstance(text, Text) for text in texts)


@pytest.mark.gpu
def test_cuda_measures_what_the_cpu_measures(demo: ModuleType) -> None:
    if not torch.cuda.is_available():
        pytest.skip("there is no CUDA device")
    cpu, cuda = (metrics_of(events_of(demo, 0, device, **demo.SMALL)) for device in ("cpu", "cuda"))
    for name in ("batched_gap", "scale_gap"):
        assert cuda[name] < 1e-5
    for twin in ("bn", "plain"):  # rounding moves single networks, hardly their means
        assert cuda[f"final_{twin}"] == pytest.approx(cpu[f"final_{twin}"], abs=0.05)
        assert cuda[f"best_{twin}"] == pytest.approx(cpu[f"best_{twin}"], abs=0.04)
        assert cuda[f"steps_{twin}"] == pytest.approx(cpu[f"steps_{twin}"], rel=0.5)
        assert abs(cuda[f"inits_{twin}"] - cpu[f"inits_{twin}"]) <= 2
        assert 0.25 < cuda[f"rate_limit_{twin}"] / cpu[f"rate_limit_{twin}"] < 4  # one place
