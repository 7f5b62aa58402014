"""The scaling demo: it computes what it says, and its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "normalization-scaling"
CLAIMS = 7
CUDA = {
    "steps_*": near(rel=1e-9),
    "condition_*": near(rel=1e-9),
    "digits_*": near(abs=0.1),  # rounding moves single classifiers
}


def test_a_step_by_samples_is_the_librarys(demo: ModuleType) -> None:
    columns, targets = np.random.default_rng(1).standard_normal((2, 30, 2))
    weights = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
    out = torch.from_numpy(columns) @ weights
    loss = torch.nn.functional.mse_loss(out, torch.from_numpy(targets[:, 0])) / 2
    (slope,) = torch.autograd.grad(loss, weights)
    stepped = demo.step_by_samples(columns, weights.detach().numpy(), targets[:, 0], 0.3)
    assert np.allclose(stepped, (weights - 0.3 * slope).detach())


def test_planes_counted_at_once_take_the_steps_of_each_by_its_samples(demo: ModuleType) -> None:
    columns = demo.designs(np.random.default_rng(2).standard_normal((50, 2)), [1.0, 2.0])
    curvature = columns.mT @ columns / 50
    taken, conditions = demo.descend(curvature, 0.9)
    assert taken.shape == (3, 2)
    assert np.allclose(conditions, np.linalg.cond(curvature))
    for kind, size in np.ndindex(3, 2):
        values, axes = np.linalg.eigh(curvature[kind, size])
        weights, steps = axes.sum(1) / 2**0.5, 0
        while np.linalg.norm(weights) > demo.LEFT:
            rate = 0.9 / values[1]
            weights = demo.step_by_samples(columns[kind, size], weights, np.zeros(50), rate)
            steps += 1
        assert steps == taken[kind, size]


def test_all_classifiers_learn_at_once_as_each_does_alone_by_autograd(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(1)
    start = torch.randn(8, 10, 64, generator=generator)  # two classifiers in each scaling
    weights, biases = start.clone(), torch.zeros(8, 10, 1)
    x, labels = torch.rand(4, 7, 64, generator=generator), torch.arange(7)
    for _ in range(3):
        demo.learn(weights, biases, torch.full((8, 1, 1), 0.3), x, torch.eye(10)[:, :7])
    for at in range(8):
        alone = [start[at].clone().requires_grad_(), torch.zeros(10, requires_grad=True)]
        for _ in range(3):
            out = torch.nn.functional.linear(x[at // 2], *alone)
            loss = torch.nn.functional.cross_entropy(out, labels)
            slopes = torch.autograd.grad(loss, alone)
            for value, slope in zip(alone, slopes, strict=True):
                value.detach().sub_(0.3 * slope)
        assert torch.allclose(weights[at], alone[0], atol=1e-5)
        assert torch.allclose(biases[at, :, 0], alone[1], atol=1e-5)


def test_the_library_standardizes_alike(demo: ModuleType) -> None:
    x = torch.rand(1500, 64, generator=torch.Generator().manual_seed(1))
    norm = torch.nn.BatchNorm1d(64, eps=1e-12, affine=False)
    standard = demo.rescaled(x, demo.Knobs())[3, : demo.TRAIN]
    assert torch.allclose(standard, norm(x[: demo.TRAIN]), atol=2e-3)  # over n, not n - 1


def test_without_shift_and_mixed_scales_there_is_no_harm(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"shift": 0.0, "mix": 0.0})
    assert broken(events) == [
        "With 0 added to all pixels they are not, at any rate",
        "Nor with pixels at scales over 0 decades",
    ]


def test_half_the_pace_takes_twice_the_steps(demo: ModuleType) -> None:
    knobs = demo.SMALL | {"steps": 10}
    full, half = (metrics_of(events_of(demo, 0, **knobs | {"pace": p})) for p in (1.0, 0.5))
    assert half["steps_offset"] == pytest.approx(2 * full["steps_offset"], rel=0.01)
    assert half["condition_offset"] == full["condition_offset"]


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 20})
    (planes, reading), metrics = last_figure(events).panels, metrics_of(events)
    for mark, name in zip(planes.marks, ("scaled", "offset", "standardized"), strict=True):
        assert mark.x[-1] == pytest.approx(demo.SMALL["most"])
        assert mark.y[-1] == metrics[f"steps_{name}"]
        assert str(int(mark.y[-1])) in plain(last_figure(events).says)
    kinds = ("times_16", "shifted", "mixed", "standardized")
    for mark, name in zip(reading.marks, kinds, strict=True):
        assert max(mark.y) == metrics[f"digits_{name}"]
