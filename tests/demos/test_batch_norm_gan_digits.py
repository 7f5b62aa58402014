"""The demo of GANs that make digits: it computes what it says, and a knob softens its claims."""

from types import ModuleType
from typing import Any

import pytest
from holding import events_of, last_figure, metrics_of, within

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "batch-norm-gan-digits"
CLAIMS = 4
CUDA = {"rule_*": within(1.5), "output_*": within(1.5), "critic_*": within(1.5)}  # rounding grows


def nets_of(demo: ModuleType, width: int = 8) -> tuple[Any, Any, Any]:
    """Generators and critics of all kinds with random shifts, and where which are normalized."""
    generator = torch.Generator().manual_seed(1)
    maker, critic = (
        demo.newborn(sizes, 1, generator, "cpu")
        for sizes in ((16, width, width, 64), (64, width, width, 1))
    )
    maker.append(torch.rand(6, 64, 1, generator=generator))
    for net in (maker, critic):
        for shift in net[1:6:2]:
            shift.detach().copy_(torch.randn(shift.shape, generator=generator))
    return maker, critic, demo.KINDS.T.repeat_interleave(2, 1)[..., None, None]


@pytest.mark.parametrize("n", range(6))
def test_pairs_at_once_compute_what_layers_of_the_library_do(demo: ModuleType, n: int) -> None:
    def normal(x: Any, where: bool) -> Any:
        return torch.nn.BatchNorm1d(x.shape[1])(x) if where else x

    maker, critic, where = nets_of(demo)
    z = torch.randn(16, 9, generator=torch.Generator().manual_seed(2))
    fakes = demo.generate(maker, z, where[0], False)
    h, linear = z.T, torch.nn.functional.linear
    for at in (0, 2):
        h = (normal(linear(h, maker[at][n]), True) + maker[at + 1][n].T).relu()
    gamma = maker[6][n].T if where[0][n] else 1
    h = normal(linear(h, maker[4][n]), where[0][n]) * gamma + maker[5][n].T
    assert torch.allclose(fakes[n].T, h.tanh(), atol=1e-4)
    scores = demo.judge(critic, fakes, where[1], False)
    h = normal(fakes[n].T, where[1][n])
    for at in (0, 2, 4):
        h = linear(h, critic[at][n], critic[at + 1][n, :, 0])
        h = torch.nn.functional.leaky_relu(h, 0.2) if at < 4 else h
    assert torch.allclose(scores[n].T, h, atol=1e-3)


def test_pairs_do_not_change_each_other(demo: ModuleType) -> None:
    knobs = demo.SMALL | {"steps": 20, "width": 8}
    slow, fast = (metrics_of(events_of(demo, 0, **knobs | {"rate": r})) for r in (0.001, 0.005))
    for kind in ("rule", "output", "critic"):
        assert slow[f"{kind}_fast"] == pytest.approx(fast[f"{kind}_slow"], rel=1e-4)


def test_adam_walks_as_in_its_paper(demo: ModuleType) -> None:
    x = torch.tensor([[[1.0, -2.0]]], dtype=torch.float64, requires_grad=True)
    memory, walks = [x.new_zeros(2, 1, 1, 2)], [(1.0, 0.0, 0.0), (-2.0, 0.0, 0.0)]
    for step in range(1, 6):
        demo.adam([x], memory, 3 * x**2, step, torch.tensor([[[0.1]]]))
        for at, (value, m, v) in enumerate(walks):
            slope = 6 * value / 2  # of the mean of both
            m, v = 0.5 * m + 0.5 * slope, 0.999 * v + 0.001 * slope**2
            size = (v / (1 - 0.999**step)) ** 0.5 + 1e-8
            walks[at] = (value - 0.1 * m / (1 - 0.5**step) / size, m, v)
    assert x.flatten().tolist() == pytest.approx([value for value, _, _ in walks])


def test_the_distance_is_that_of_gaussians(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(3)
    fakes, real = torch.randn(2, 64, demo.SEEN, generator=generator, dtype=torch.float64)
    assert demo.distance(real[None], real).item() == pytest.approx(0, abs=1e-9)
    assert demo.distance(real[None] + 0.5, real).item() == pytest.approx(16)
    assert demo.distance(3 * real[None], 2 * real).item() == pytest.approx(
        float(real.square().mean(1).sum())
    )
    cov, true = (torch.cov(x, correction=0) for x in (fakes, real))
    roots = torch.linalg.eigvals(cov @ true).real.sqrt().sum()
    means = (fakes.mean(1) - real.mean(1)).square().sum()
    expected = float(means + cov.trace() + true.trace() - 2 * roots)
    assert demo.distance(fakes[None], real).item() == pytest.approx(expected)


def test_a_critic_with_a_normalized_input_is_blind_to_brightness(demo: ModuleType) -> None:
    _, critic, where = nets_of(demo)
    x = torch.rand(6, 64, 20, generator=torch.Generator().manual_seed(4))
    lit, unlit = (demo.judge(critic, light, where[1], False) for light in (x + 0.5, x))
    change = (lit - unlit).abs().mean(2)
    assert change[4:].max() < 1e-3
    assert change[:4].min() > 0.05


def test_one_mean_for_all_pixels_does_less_harm(demo: ModuleType) -> None:
    own, shared = (
        metrics_of(events_of(demo, 0, **demo.SMALL | {"shared": s})) for s in (False, True)
    )
    assert shared["output_slow"] < own["output_slow"] - 5
    assert shared["critic_slow"] < own["critic_slow"] - 5
    assert shared["rule_slow"] == own["rule_slow"]


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 10, "width": 8})
    (distances, fakes), metrics = last_figure(events).panels, metrics_of(events)
    for bars, rate in zip(distances.marks, ("slow", "fast"), strict=True):
        shown = [metrics[f"{kind}_{rate}"] for kind in ("rule", "output", "critic")]
        assert bars.heights.tolist() == pytest.approx(shown)
    assert fakes.marks[0].z.shape == (24, 32)
    assert f"rule {metrics['rule_fast']:.1f}" in plain(last_figure(events).says)
