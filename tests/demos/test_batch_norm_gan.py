"""Batch normalization in a GAN: what is normalized loses its place, and gamma and beta give it."""

import math
from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

torch = pytest.importorskip("torch")

DEMO = "batch-norm-gan"
CLAIMS = 7
CUDA = {
    "off_output": near(abs=0.001),
    "off_input": near(abs=0.5),
    "loss_output": near(abs=0.1),
    "loss_input": near(abs=0.05),
}


def test_gamma_and_beta_let_a_normalized_output_move(demo: ModuleType) -> None:
    events = events_of(demo, 0, runs=1, steps=80, rate=0.015, affine=True)
    assert metrics_of(events)["off_output"] < math.sqrt(5) - 0.5
    stuck = "A normalized output stays as far off as (2, -1) is from 0, the root of 5"
    assert stuck in broken(events)


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 1, runs=2, steps=50)
    metrics, (points, curves) = metrics_of(events), last_figure(events).panels
    names = ("plain", "hidden", "output", "input")
    ends = [float(mark.y[-1]) for mark in curves.marks]
    assert ends == pytest.approx([metrics[f"off_{name}"] for name in names])
    *clouds, real = points.marks
    assert len(clouds) == 4
    assert abs(float(real.x.mean()) - 2) < 0.3
    assert abs(float(real.y.mean()) + 1) < 0.1


def test_each_kind_normalizes_where_it_says(demo: ModuleType) -> None:
    generator, functional = torch.Generator().manual_seed(2), torch.nn.functional
    kinds = torch.arange(4)[:, None, None]
    makers = demo.newborn((demo.NOISE, 8, 2), 1, generator, "cpu")
    gamma, beta = torch.full((4, 2, 1), 3.0), torch.full((4, 2, 1), 5.0)
    noise = torch.randn(4, demo.NOISE, 30, generator=generator)
    points = demo.generate([*makers, (gamma, beta)], kinds, noise)

    def library(h: torch.Tensor) -> torch.Tensor:
        return functional.batch_norm(h.T, None, None, training=True).T

    (weight, _), (top, _) = makers
    for n in range(4):
        z = weight[n] @ noise[n]
        x = top[n] @ functional.leaky_relu(library(z) if n >= 1 else z, 0.2)
        x = 3 * library(x) + 5 if n == demo.OUTPUT else x
        assert torch.allclose(points[n], x, atol=1e-5), n


def test_networks_at_once_are_those_alone(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(3)
    net = demo.newborn((3, 8, 8, 2), 2, generator, "cpu")
    x = torch.randn(8, 3, 20, generator=generator)
    normalized = torch.arange(8)[:, None, None] >= 4
    together = demo.forward_all(net, x, normalized)
    for n in range(8):
        assert torch.allclose(together[n], demo.forward_one(net, n, x[n], n >= 4), atol=1e-5)


def test_only_a_normalized_input_hides_where_points_are(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(4)
    judges = demo.newborn((2, 8, 1), 1, generator, "cpu")
    x, kinds = torch.randn(4, 2, 20, generator=generator), torch.arange(4)[:, None, None]
    moved = demo.judge(judges, kinds, 3 * x + 5) - demo.judge(judges, kinds, x)
    assert moved[demo.INPUT].abs().max() < 1e-4
    assert (moved[: demo.INPUT].abs().amax((1, 2)) > 0.1).all()
