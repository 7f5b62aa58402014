"""The demo that counts parameters: its formulas give the numbers that everybody can look up."""

from types import ModuleType
from typing import Any

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "keras-param-count"
CLAIMS = 6
CUDA = {
    "[!lg]*": near(abs=0),
    "lstm": near(abs=0),
    "lstm_gap": below(1e-12),
    "gru": near(abs=0),
    "gru_gap": near(rel=1e-6),
}


def test_keras_counts_the_same(demo: ModuleType) -> None:
    counted = {  # by count_params of Keras 3.15.1
        "dense": 220,
        "conv": 820,
        "separable": 260,
        "embedding": 200,
        "batch_norm": 80,
        "rnn": 620,
        "lstm": 2480,
        "gru": 1920,
    }
    assert demo.by_hand(10, 20, 2, True) == counted
    layers = demo.layers_of(10, 20, 2, True)
    assert {name: demo.as_keras_counts(layer) for name, layer in layers.items()} == counted
    assert demo.trained(layers["lstm"]) == 2560


def test_a_known_model(demo: ModuleType) -> None:
    events = events_of(demo, 0, inputs=13, units=10, hidden=2)
    assert metrics_of(events)["model"] == 261
    figure = last_figure(events)
    assert list(figure.panels[1].marks[0].heights) == [140, 0, 110, 0, 11]
    assert plain(figure.says) == "The dense model 13-10-10-1 has 261 parameters"


@pytest.mark.parametrize(("kernel", "side"), [(1, 8), (5, 9), (7, 8)])
def test_a_larger_image_adds_connections_but_no_weights(
    demo: ModuleType, kernel: int, side: int
) -> None:
    layer = torch.nn.Conv2d(2, 3, kernel, bias=False).double()
    columns = torch.nn.functional.unfold(
        torch.ones(1, 2, side, side), kernel
    )  # [1, inputs, places]
    assert demo.connections(layer, 2, side, side) == 3 * columns.sum()
    metrics = metrics_of(events_of(demo, 0, kernel=kernel, side=side))
    assert metrics["uses"] == columns.shape[2]
    assert metrics["conv"] == 13 * 10 * kernel**2 + 10


def test_without_biases_nothing_can_be_merged(demo: ModuleType) -> None:
    events = events_of(demo, 0, bias=False)
    assert broken(events) == ["A GRU does not: its gate scales one of them"]
    metrics = metrics_of(events)
    assert (metrics["dense"], metrics["lstm"]) == (130, metrics["lstm_torch"])


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("knobs", [{"inputs": 64, "units": 64}, {"inputs": 1, "units": 3}])
def test_only_a_gru_needs_both_biases(demo: ModuleType, seed: int, knobs: dict[str, Any]) -> None:
    metrics = metrics_of(events_of(demo, seed, **knobs))
    assert metrics["lstm_gap"] < 1e-12
    assert metrics["gru_gap"] > 0.01
