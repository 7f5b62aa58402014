"""The demo of sharp minima: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near, within

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "sharp-minima"
CLAIMS = 3
CUDA = {"gap_*": below(1e-3), "sharpness_*": within(1.3), "accuracy_*": near(abs=0.03)}


def test_the_sharpness_is_the_largest_eigenvalue_of_the_librarys_hessian(
    demo: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "MULTIPLIED", 300)
    generator = torch.Generator().manual_seed(0)
    shapes = (2, 3, 64), (2, 3, 1), (2, 10, 3), (2, 10, 1)
    net = [torch.randn(each, generator=generator, dtype=torch.float64) for each in shapes]
    net = [each.requires_grad_() for each in net]
    x = torch.rand(2, 64, 9, generator=generator, dtype=torch.float64) / 8
    y = torch.randint(10, (2, 9), generator=generator)
    curvature, direction = demo.sharpest(net, x, y, generator)
    ends = np.cumsum([0, *(each[0].numel() for each in net)])

    def loss(flat: torch.Tensor) -> torch.Tensor:
        parts = [
            flat[low:high].view(each[:1].shape)
            for low, high, each in zip(ends, ends[1:], net, strict=False)
        ]
        return demo.losses(parts, x[1:], y[1:]).sum()

    flat = torch.cat([each[1].flatten() for each in net]).detach()
    values, vectors = torch.linalg.eigh(torch.autograd.functional.hessian(loss, flat))
    largest = values.abs().argmax()
    assert float(curvature[1]) == pytest.approx(float(values[largest]), rel=1e-3)
    found = torch.cat([each[1].flatten() for each in direction])
    assert abs(float(found @ vectors[:, largest])) == pytest.approx(1, abs=1e-2)


def test_networks_learn_as_with_the_librarys_optimizer(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(1)
    net = demo.newborn(demo.Knobs(runs=2, width=5), generator, "cpu")
    one = [each[1].detach().clone().requires_grad_() for each in net]
    x, y = torch.rand(2, 64, 8, generator=generator), torch.arange(16).view(2, 8) % 10
    sgd = torch.optim.SGD(one, lr=0.5)
    for _ in range(3):
        demo.learn(net, x, y, 0.5)
        sgd.zero_grad()
        hidden = torch.tanh(one[0] @ x[1] + one[1])
        torch.nn.functional.cross_entropy((one[2] @ hidden + one[3]).T, y[1]).backward()
        sgd.step()
    for many, alone in zip(net, one, strict=True):
        assert torch.allclose(many[1], alone, atol=1e-5)


def test_after_equal_epochs_large_batches_are_not_trained_yet(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"compare": "epochs"})
    assert "Yet they read as many unseen digits, or more (8 starts)" in broken(events)
    metrics = metrics_of(events)
    assert metrics["accuracy_160"] < metrics["accuracy_10"] - 0.1


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 20, "runs": 3})
    figure, metrics = last_figure(events), metrics_of(events)
    across, sizes = figure.panels
    sharpness, right = sizes.marks
    for k, size in enumerate(demo.SIZES):
        assert sharpness.y[k] == metrics[f"sharpness_{size}"]
        assert right.y[k] == metrics[f"accuracy_{size}"]
        assert len(across.marks[k].y) == len(demo.REACH)
    assert "With 160 digits in a batch" in plain(figure.says)
