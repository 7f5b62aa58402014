"""The demo of memory in training: it counts what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")
F = torch.nn.functional

DEMO = "gpu-memory"
CLAIMS = 6
CUDA = {"*": near(rel=1e-6)}


@pytest.mark.parametrize(("optimizer", "each"), [("sgd", 8), ("momentum", 12), ("adam", 16)])
def test_bytes_of_a_parameter(demo: ModuleType, optimizer: str, each: int) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"optimizer": optimizer})
    assert broken(events) == []
    assert metrics_of(events)["bytes_per_parameter"] == each


def test_a_large_batch_outgrows_narrow_layers(demo: ModuleType) -> None:
    events = events_of(demo, 0, batch=160, width=64, channels=4, depth=1, optimizer="sgd")
    assert broken(events) == ["Activations take less than half of the memory with full layers"]


@pytest.mark.parametrize("depth", [1, 4])
def test_the_hooks_see_what_the_formula_counts(demo: ModuleType, depth: int) -> None:
    knobs = demo.Knobs(width=100, channels=5, depth=depth)
    x, y = torch.rand(7, 3, 32, 32), torch.zeros(7, dtype=torch.long)
    found = [demo.kept(net, x, y) for net in demo.networks(knobs)]
    assert found == pytest.approx(demo.by_formula(knobs, 7), abs=8)  # and the sum of the weights


def test_kept_counts_each_memory_once_and_no_weight(demo: ModuleType) -> None:
    x, y = torch.rand(6, 5), torch.zeros(6, dtype=torch.long)
    logits_and_labels = 6 * 4 * 4 + 6 * 8 + 4
    linear = torch.nn.Linear(5, 4)
    assert demo.kept(linear, x, y) == 6 * 5 * 4 + logits_and_labels
    for weight in linear.parameters():
        weight.requires_grad_(False)
    assert demo.kept(linear, x, y) == 0


def test_held_counts_what_is_there(demo: ModuleType) -> None:
    net, x = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(12, 10)), torch.rand(4, 3, 4)
    before = net[1].weight.detach().clone()
    counted = demo.held(net, demo.Knobs(optimizer="adam"), x, torch.zeros(4, dtype=torch.long))
    assert counted == [130 * 4, 130 * 4, 260 * 4]
    assert not torch.equal(net[1].weight, before)


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    metrics, (training, backward) = metrics_of(events), last_figure(events).panels
    for mark, name in zip(training.marks, ("linear", "conv2d"), strict=True):
        assert mark.heights[3] == metrics[f"activations_{name}"]
        share = mark.heights[3] / sum(mark.heights)
        assert share == pytest.approx(metrics[f"share_{name}"])
    for mark in backward.marks:
        assert mark.heights[1] / mark.heights[0] == pytest.approx(0.5, abs=0.01)
        assert mark.heights[2] == 0
    assert "full layers keep 0.47 MiB" in plain(last_figure(events).says)
