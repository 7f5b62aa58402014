"""The linear network demo: its critical points are critical, and training climbs down by them."""

from math import comb
from types import ModuleType

import pytest
from holding import broken, claims_of, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "linear-network"
CLAIMS = 5
CUDA = {
    "end_loss": near(rel=1e-9),
    "points": near(abs=0),
    "minima": near(abs=0),
    "reached": near(abs=0),
    "wait": near(abs=2),
}


def test_derivatives_by_hand_are_those_of_the_library(demo: ModuleType) -> None:
    w = torch.randn(3, 2, demo.N, 2, generator=torch.Generator().manual_seed(1)).double()
    w.requires_grad_()
    (slopes,) = torch.autograd.grad(demo.losses(w).sum(), w)
    assert torch.allclose(demo.slopes(w), slopes)
    for one, curvature in zip(w.detach(), demo.curvatures(w), strict=True):
        library = torch.autograd.functional.hessian(lambda v: demo.losses(v[None])[0], one)
        assert torch.allclose(curvature, library.view(curvature.shape))


@pytest.mark.parametrize("rank", [1, 2, 5])
def test_every_rank_has_one_minimum_and_it_is_the_best_matrix_of_that_rank(
    demo: ModuleType, rank: int
) -> None:
    events = events_of(demo, 0, rank=rank, runs=16, steps=2000)
    assert broken(events) == []
    assert metrics_of(events)["points"] == sum(comb(5, size) for size in range(rank + 1))
    u, s, vh = np.linalg.svd(demo.TARGET.numpy())
    rest = demo.TARGET.numpy() - (u[:, :rank] * s[:rank]) @ vh[:rank]
    assert demo.best(rank) == pytest.approx((rest**2).sum() / 2)


def test_turning_the_target_turns_the_points_and_keeps_their_nature(demo: ModuleType) -> None:
    """What holds for a diagonal matrix holds for all with its singular values."""
    rng = torch.Generator().manual_seed(4)
    left, right = (torch.linalg.qr(torch.randn(5, 5, generator=rng).double()).Q for _ in range(2))
    points = demo.critical_points(2)
    turned = torch.stack([left @ points[:, 0], right @ points[:, 1]], 1)
    before = demo.errors(points)
    after = turned[:, 0] @ turned[:, 1].mT - left @ demo.TARGET @ right.T
    assert torch.allclose(after, left @ before @ right.T)


def test_a_smaller_start_waits_longer(demo: ModuleType) -> None:
    near_by, far = (
        metrics_of(events_of(demo, 0, scale=scale, runs=64))["wait"] for scale in (1e-2, 1e-6)
    )
    slowest = demo.SINGULAR[2]  # of those that 3 units keep
    assert far - near_by == pytest.approx(np.log(1e4) / np.log(1 + 0.02 * slowest), rel=0.15)


def test_the_last_figure_shows_all_that_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    figure, metrics = last_figure(events), metrics_of(events)
    descent, points = figure.panels
    curves, levels = descent.marks[:3], descent.marks[3:]
    assert [float(curve.y[-1]) for curve in curves] == pytest.approx([levels[-1].at] * 3)
    assert len(points.marks[0].x) == metrics["points"]
    assert int((points.marks[0].y == 0).sum()) == metrics["minima"]
    assert f"the minimum has {levels[-1].at:.4g}" in plain(figure.says)
    assert len(claims_of(events)) == CLAIMS
