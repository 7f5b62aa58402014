"""The early stopping demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

torch = pytest.importorskip("torch")

DEMO = "early-stopping"
CLAIMS = 4
CUDA = {
    "stop_step": near(abs=15),  # rounding moves single networks, hardly their means
    "read_*": near(abs=0.06),
    "gain*": near(abs=0.06),
    "rise": near(rel=0.1),
}
TURN = "With false labels the validation loss ends at over 1.2 times its least"
GAIN = "Over 4 starts, stopping gains over 3 points with false labels"


def test_without_noise_there_is_nothing_to_stop_for(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"noise": 0.0})
    assert broken(events) == [TURN, GAIN]
    assert metrics_of(events)["gain"] == metrics_of(events)["gain_true"]


def test_without_patience_training_ends_too_soon(demo: ModuleType) -> None:
    few = demo.SMALL | {"runs": 2, "steps": 150}
    patient = metrics_of(events_of(demo, 0, **few))
    hasty = metrics_of(events_of(demo, 0, **few | {"patience": 1}))
    assert hasty["stop_step"] < patient["stop_step"]
    assert hasty["read_stopped"] < patient["read_stopped"]
    assert hasty["read_last"] == patient["read_last"]


@pytest.mark.parametrize(
    ("losses", "patience", "kept"),
    [
        ([5, 4, 3, 4, 5, 1], 2, 2),  # ended before the 1 was seen
        ([5, 4, 3, 4, 5, 1], 3, 5),
        ([3, 4, 5, 6], 1, 0),
        ([4, 3, 2, 1], 1, 3),
    ],
)
def test_patience(demo: ModuleType, losses: list[float], patience: int, kept: int) -> None:
    assert demo.stop_one(losses, patience) == kept
    assert demo.stop_all(torch.tensor(losses)[:, None], patience).tolist() == [kept]


def test_all_are_stopped_as_one_by_one(demo: ModuleType) -> None:
    losses = torch.rand(40, 50, generator=torch.Generator().manual_seed(1))
    for patience in (1, 3, 10, 100):
        alone = [demo.stop_one(each, patience) for each in losses.T.tolist()]
        assert demo.stop_all(losses, patience).tolist() == alone


def test_a_step_of_all_is_a_step_of_the_library(demo: ModuleType) -> None:
    knobs, generator = demo.Knobs(runs=2, width=5), torch.Generator().manual_seed(2)
    x, labels, *_ = demo.deal(knobs, generator)
    x, labels, net = x[..., :32], labels[..., :32], demo.newborn(knobs, generator, "cpu")
    kind, run = 1, 1
    w1, w2 = alone = [each[kind, run].detach().clone().requires_grad_() for each in net]
    logits = torch.relu(x[run].T @ w1.T) @ w2.T
    loss = torch.nn.functional.cross_entropy(logits, labels[kind, run])
    assert torch.allclose(demo.losses_of(net, x, labels)[kind, run], loss)
    loss.backward()
    demo.train_step(net, x, labels)
    for many, one in zip(net, alone, strict=True):
        assert torch.allclose(many[kind, run], one - demo.RATE * one.grad, atol=1e-6)


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    loss, share = last_figure(events).panels
    metrics = metrics_of(events)
    assert loss.marks[2].at == share.marks[2].at == metrics["stop_step"]
    assert float(share.marks[1].y[-1]) == pytest.approx(metrics["read_last"])
    learned, valid, _ = loss.marks
    assert learned.y[-1] < learned.y[10] / 2
    assert valid.y[-1] > valid.y[10]
