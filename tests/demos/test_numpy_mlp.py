"""The demo of a network in plain NumPy: its slopes are the library's."""

from types import ModuleType

import numpy as np
import pytest
from holding import broken, events_of, last_figure, metrics_of, near

torch = pytest.importorskip("torch")

DEMO = "numpy-mlp"
CLAIMS = 7
CUDA = {"*": near(rel=1e-9)}  # without torch it always computes on the CPU
RNG = np.random.default_rng(0)
FLAT = RNG.normal(0, 0.3, (3, 75 * 5 + 10))
X, ANSWERS = RNG.random((3, 6, 64)), np.eye(10)[RNG.integers(10, size=(3, 6))]
OFF = np.zeros((3, 1, 1))


def test_slopes_are_those_of_the_library(demo: ModuleType) -> None:
    flat = torch.tensor(FLAT, requires_grad=True)
    sizes = [64 * 5, 5, 5 * 10, 10]
    w1, b1, w2, b2 = flat.split(sizes, 1)
    hidden = (torch.tensor(X) @ w1.view(3, 64, 5) + b1[:, None]).relu()
    scores = hidden @ w2.view(3, 5, 10) + b2[:, None]
    losses = -(scores.log_softmax(2) * torch.tensor(ANSWERS)).sum(2).mean(1)
    losses.sum().backward()
    assert np.allclose(demo.cross_entropy(FLAT, X, ANSWERS), losses.detach(), rtol=0, atol=1e-13)
    assert np.allclose(demo.backward(FLAT, X, ANSWERS, OFF), flat.grad, rtol=0, atol=1e-14)


def test_slopes_are_the_mean_of_those_digit_by_digit(demo: ModuleType) -> None:
    w1, b1, w2, b2 = (part[0] for part in demo.parts(FLAT))
    slopes = []
    for pixels, answer in zip(X[0][:, None], ANSWERS[0][:, None], strict=True):
        z = pixels @ w1 + b1
        back = demo.naive_softmax(np.maximum(z, 0) @ w2 + b2) - answer
        through = (back @ w2.T) * (z > 0)
        both = pixels.T @ through, through, np.maximum(z, 0).T @ back, back
        slopes.append(np.concatenate([each.ravel() for each in both]))
    found = demo.backward(FLAT, X, ANSWERS, OFF)[0]
    assert np.allclose(found, np.mean(slopes, 0), rtol=0, atol=1e-14)


def test_only_what_lies_before_a_relu_is_wrong_where_it_lets_all_through(demo: ModuleType) -> None:
    some = np.array([7, 64 * 5 + 2, 64 * 5 + 9, 75 * 5 + 3])  # one of each kind of weights
    nudged = demo.by_nudging(FLAT, X, ANSWERS, some)
    right, wrong = (demo.backward(FLAT, X, ANSWERS, OFF + off)[:, some] for off in (0, 1))
    assert np.abs(right - nudged).max() < 1e-8
    assert np.abs(wrong - nudged)[:, :2].max() > 1e-3
    assert np.array_equal(wrong[:, 2:], right[:, 2:])


def test_subtracting_the_largest_score_keeps_softmax_finite(demo: ModuleType) -> None:
    scores = np.array([[3.0, -1.0, 0.5], [2.0, 2.0, 2.0]])
    stable = demo.log_softmax(scores[None])[0]
    assert np.allclose(np.exp(stable), demo.naive_softmax(scores), rtol=1e-14)
    large = np.array([[1000.0, 0.0, -1000.0]])
    assert np.isnan(demo.naive_softmax(large)).any()
    assert demo.log_softmax(large[None])[0].tolist() == [[0.0, -1000.0, -2000.0]]


def test_a_start_that_is_sure_pays_more_than_ln_10(demo: ModuleType) -> None:
    events = events_of(demo, 0, runs=1, passes=1, last=2.0)
    assert metrics_of(events)["start_loss"] > 4
    assert any("first loss is ln 10" in text for text in broken(events))


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, runs=2, passes=2, hidden=8)
    metrics, (learned, checked) = metrics_of(events), last_figure(events).panels
    assert [mark.y[-1] for mark in learned.marks] == [metrics["right"], metrics["wrong"]]
    errors = [np.abs(mark.x - mark.y).max() for mark in checked.marks]
    assert errors == [metrics["error_right"], metrics["error_wrong"]]
