"""The low rank demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "low-rank"
CLAIMS = 5
CUDA = {
    "lost": near(rel=1e-6),
    "lost_random": near(rel=1e-6),
    "lost_worst": near(rel=1e-3),
    "shadow_gap": below(1e-12),
}


def test_the_shares_are_those_of_principal_components(demo: ModuleType) -> None:
    lost = [metrics_of(events_of(demo, 0, runs=1, steps=5, rank=k))["lost"] for k in (2, 10, 30)]
    assert lost == pytest.approx([1 - 0.285, 1 - 0.738, 1 - 0.959], abs=1e-3)


def test_a_few_steps_do_not_reach_the_bound_nor_pass_it(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 5})
    assert broken(events) == ["In the end all other choices are within 1 % of the bound"]


def test_many_random_directions_are_not_so_bad(demo: ModuleType) -> None:
    assert broken(events_of(demo, 0, **demo.SMALL | {"rank": 1, "steps": 100})) == [
        "Random directions lose more than twice as much"
    ]
    assert broken(events_of(demo, 0, **demo.SMALL | {"rank": 63})) == []


def test_lost_is_what_the_shadows_lack(demo: ModuleType) -> None:
    rng = torch.Generator().manual_seed(1)
    pictures = torch.randn(9, 64, generator=rng, dtype=torch.float64)
    choices = torch.linalg.qr(torch.randn(3, 64, 4, generator=rng, dtype=torch.float64)).Q
    for choice, share in zip(choices, demo.lost(pictures.T @ pictures, choices), strict=True):
        shadows = torch.stack([demo.shadow(each, choice) for each in pictures])
        missing = (pictures - shadows).square().sum() / pictures.square().sum()
        assert float(share) == pytest.approx(float(missing))


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"shown": 5})
    metrics, (digit, kept, choices) = metrics_of(events), last_figure(events).panels
    image = torch.from_numpy(demo.digits()[0][5])
    assert torch.allclose(digit.marks[0].z.float().flip(0).flatten(), image, atol=1e-6)
    assert not torch.allclose(kept.marks[0].z, digit.marks[0].z, atol=0.1)
    worst, median, bound = choices.marks
    assert float(worst.y[-1]) == metrics["lost_worst"]
    assert float(median.y[0]) == metrics["lost_random"]
    assert bound.at == pytest.approx(metrics["lost"])
    assert "10 of 64 directions lose 26.2% of the pictures" in plain(last_figure(events).says)
