"""The demo of losses and noise: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, claims_of, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "mle-losses"
CLAIMS = 6
CUDA = {
    "likelihood_gap": below(1e-9),
    "squares_excess": below(1e-6),
    "distances_excess": below(1e-3),
    "me*": near(rel=1e-6),
    "variance_ratio": near(rel=1e-6),
}


@pytest.mark.parametrize(("noise", "ratio"), [("normal", 1.18), ("wild", 0.39)])
def test_the_other_noises_fit_their_claims_too(demo: ModuleType, noise: str, ratio: float) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"noise": noise})
    assert broken(events) == []
    assert len(claims_of(events)) == 6
    assert metrics_of(events)["median_ratio"] == pytest.approx(ratio, abs=0.1)


def test_too_few_steps_end_elsewhere(demo: ModuleType) -> None:
    assert broken(events_of(demo, 0, **demo.SMALL | {"rate": 0.05, "steps": 10})) == [
        "Descent on squares ends at the mean in all of 2000 data sets",
        "On distances it ends at the median, within 1 % of the loss",
    ]


@pytest.mark.parametrize("noise", ["normal", "laplace", "wild"])
def test_the_noise_is_what_it_is_called(demo: ModuleType, noise: str) -> None:
    knobs = demo.Knobs(noise=noise, samples=200, runs=4000)
    x = demo.measured(knobs, torch.Generator().manual_seed(1))
    assert x.shape == (4000, 200)
    assert float(x.mean()) == pytest.approx(0, abs=0.02)
    assert float(x.square().mean()) == pytest.approx(demo.VARIANCE[noise], rel=0.03)
    if noise == "laplace":
        assert float(x.abs().mean()) == pytest.approx(1, abs=0.01)
        assert float(x.abs().median()) == pytest.approx(0.6931, abs=0.01)


def test_losses_and_slopes_are_the_librarys(demo: ModuleType) -> None:
    rng = torch.Generator().manual_seed(2)
    x = torch.randn(4, 7, generator=rng, dtype=torch.float64)
    m = torch.randn(2, 4, generator=rng, dtype=torch.float64, requires_grad=True)
    found = demo.losses(x, m)
    for i in range(4):
        squares = torch.nn.functional.mse_loss(x[i], m[0, i].expand(7)) / 2
        distances = torch.nn.functional.l1_loss(x[i], m[1, i].expand(7))
        assert torch.allclose(found[:, i], torch.stack([squares, distances]))
    (grad,) = torch.autograd.grad(found.sum(), m)
    assert torch.allclose(demo.slopes(x, m), grad)


def test_five_numbers_with_a_wild_one(demo: ModuleType) -> None:
    x = torch.tensor([[1.0, 2.0, 3.0, 4.0, 100.0]], dtype=torch.float64)
    grid = torch.arange(0.0, 101.0, dtype=torch.float64)
    curves = demo.losses(x.expand(101, -1), torch.stack([grid, grid]))
    assert curves.argmin(1).tolist() == [22, 3]


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    metrics, (curves, fits) = metrics_of(events), last_figure(events).panels
    assert all(mark.counts.sum() == 2000 for mark in fits.marks)
    middles = (fits.marks[0].edges[1:] + fits.marks[0].edges[:-1]) / 2
    for mark, name in zip(fits.marks, ("mean_error", "median_error"), strict=True):
        typical = ((mark.counts * middles**2).sum() / 2000) ** 0.5
        assert float(typical) == pytest.approx(metrics[name], rel=0.03)
    assert all((mark.y.diff().diff() > -1e-9).all() for mark in curves.marks)  # convex
    assert f"typically {metrics['mean_error']:.3f} off" in plain(last_figure(events).says)
