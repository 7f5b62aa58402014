"""The landscape demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain
from quizapp.lab.api import Contours, Heatmap

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "loss-landscape"
CLAIMS = 4
CUDA = {
    "spread_4": near(rel=0.05),
    "spread_64": near(rel=0.05),
    "falls": near(abs=0.1),
    "end_loss": near(rel=0.01),
    "*barrier": near(rel=0.02),
}


@pytest.fixture
def data() -> tuple[torch.Tensor, torch.Tensor]:
    rng = torch.Generator().manual_seed(3)
    return torch.rand(30, 64, generator=rng), torch.randint(10, (30,), generator=rng)


def test_all_networks_at_once_have_the_losses_of_the_librarys_layers(
    demo: ModuleType, data: tuple[torch.Tensor, torch.Tensor]
) -> None:
    x, y = data
    networks = demo.newborn(torch.tensor([5, 8]), torch.Generator().manual_seed(1))
    losses = demo.losses_of(networks, x, y)
    for e, width in enumerate((5, 8)):
        first, last = torch.nn.Linear(64, width, bias=False), torch.nn.Linear(width, 10, bias=False)
        first.weight.data, last.weight.data = networks[e, :width, :64], networks[e, :width, 64:].T
        library = torch.nn.CrossEntropyLoss()(last(torch.relu(first(x))), y)
        assert float(losses[e]) == pytest.approx(float(library.detach()), rel=1e-5)
        assert float(demo.loss_alone(networks[e], x, y)) == pytest.approx(float(losses[e]))


def test_units_that_do_not_exist_do_not_learn(
    demo: ModuleType, data: tuple[torch.Tensor, torch.Tensor]
) -> None:
    networks = demo.newborn(torch.tensor([3, 8]), torch.Generator().manual_seed(1))
    demo.losses_of(networks.requires_grad_(), *data).sum().backward()
    assert not networks.grad[0, 3:].any()
    assert networks.grad[0, :3].any(dim=1).all()


def test_lines_and_maps_pass_through_the_networks_that_they_are_drawn_through(
    demo: ModuleType, data: tuple[torch.Tensor, torch.Tensor]
) -> None:
    start, end, other = demo.newborn(torch.tensor([8, 8, 8]), torch.Generator().manual_seed(1))
    true = demo.losses_of(torch.stack([start, end, other]), *data)
    line = demo.losses_between(start[None], end[None], data)[0]
    assert torch.allclose(line[[0, -1]], true[:2])
    surface = demo.losses_around(start, end, other, data)
    side = np.linspace(demo.LOW, demo.HIGH, len(surface))
    zero, one = (int(np.abs(side - at).argmin()) for at in (0, 1))
    assert side[[zero, one]] == pytest.approx([0, 1])
    corners = torch.stack([surface[zero, zero], surface[zero, one], surface[one, zero]])
    assert torch.allclose(corners, true, atol=1e-5)


def test_rates_that_are_too_high_make_the_ways_bumpy(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"rate": 0.8})
    assert metrics_of(events)["falls"] < 0.7
    assert "Straight from start to end the loss only falls (6 starts)" in broken(events)


def test_the_last_figure_shows_all_that_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 20})
    figure, metrics = last_figure(events), metrics_of(events)
    losses, surface = figure.panels
    wide = losses.marks[0].y[np.asarray(losses.marks[0].x) == 64]
    assert len(wide) == demo.SMALL["runs"]
    assert float(wide.std()) == pytest.approx(metrics["spread_64"], rel=1e-4)
    assert [type(mark) for mark in surface.marks[:2]] == [Heatmap, Contours]
    assert "with 64 units" in plain(figure.says)
