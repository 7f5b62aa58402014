"""The dropout demo: it computes what it says, its claims break where they should."""

from types import ModuleType
from typing import Any

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

torch = pytest.importorskip("torch")

DEMO = "dropout"
CLAIMS = 4
CUDA = {
    "batched_gap": below(1e-5),
    "read_*": near(abs=0.05),  # rounding moves single networks, hardly their means
    "gain*": near(abs=0.05),
    "parrot_*": near(abs=0.1),
}
NO_GAIN = "Over 3 starts, dropout gains over 3 points with 30% false labels"


def prepared(demo: ModuleType, **knobs: Any) -> tuple[Any, ...]:
    few = demo.Knobs(**{"runs": 2, "width": 16} | knobs)
    generator = torch.Generator().manual_seed(1)
    return *demo.deal(few, generator), demo.newborn(few, generator, "cpu")


def test_twins_are_the_same_where_nothing_is_dropped(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"drop": 0.0, "steps": 60})
    assert metrics_of(events)["gain"] == metrics_of(events)["gain_true"] == 0.0
    assert NO_GAIN in broken(events)


def test_dropping_nearly_everything_reads_worse(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"drop": 0.9, "width": 16})
    assert metrics_of(events)["gain"] < -0.1
    assert NO_GAIN in broken(events)


def test_the_mask_keeps_the_mean(demo: ModuleType) -> None:
    mask = demo.draw_mask((400, 500), 0.8, torch.Generator().manual_seed(2))
    assert mask.unique().tolist() == pytest.approx([0.0, 5.0])
    assert float(mask.mean()) == pytest.approx(1.0, abs=5 * 2 / (400 * 500) ** 0.5)  # sd of one: 2


def test_training_all_at_once_is_training_one_with_the_library(demo: ModuleType) -> None:
    x, labels, _, _, net = prepared(demo)
    mask = demo.draw_mask((16, 32), 0.5, torch.Generator().manual_seed(3))
    kind, run = 2, 1
    library = torch.nn.Sequential(torch.nn.Linear(64, 16), torch.nn.ReLU(), torch.nn.Linear(16, 10))
    with torch.no_grad():
        for ours, theirs in zip(net, library.parameters(), strict=True):
            theirs.copy_(ours[kind, run].view_as(theirs))
    optimizer = torch.optim.SGD(library.parameters(), demo.RATE, demo.MOMENTUM)
    speeds = [torch.zeros_like(each) for each in net]
    for at in range(0, 160, 32):
        demo.train_step(net, speeds, x[..., at : at + 32], labels[..., at : at + 32], mask)
        hidden = library[:2](x[run, :, at : at + 32].T) * mask.T
        answers = labels[kind, run, at : at + 32]
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(library[2](hidden), answers).backward()
        optimizer.step()
    for ours, theirs in zip(net, library.parameters(), strict=True):
        assert torch.allclose(ours[kind, run].view_as(theirs), theirs, atol=1e-4)


def test_labels_are_as_false_as_asked_and_unseen_digits_are_unseen(demo: ModuleType) -> None:
    x, labels, unseen, _, _ = prepared(demo, noise=0.6, digits=1000)
    share = float((labels[2] != labels[0]).float().mean())
    assert share == pytest.approx(0.6, abs=5 * (0.24 / 2000) ** 0.5)
    assert torch.equal(labels[0], labels[1])
    assert torch.equal(labels[2], labels[3])
    assert x.shape[2] + unseen.shape[1] == 1797
    assert float(torch.cdist(x[0].T, unseen.T).min()) > 0


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 50})
    curves, learned = last_figure(events).panels
    metrics = metrics_of(events)
    assert [mark.y[-1] for mark in curves.marks[2:]] == [
        metrics["read_plain"],
        metrics["read_dropout"],
    ]
    heights = learned.marks[0].heights
    assert heights == [metrics["parrot_plain"], metrics["parrot_dropout"]]
