"""The label smoothing demo: it computes what it says, its claims break where they should."""

import math
from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

torch = pytest.importorskip("torch")
F = torch.nn.functional

DEMO = "label-smoothing"
CLAIMS = 5
CUDA = {
    "lead": near(rel=1e-5),
    "true_*": near(abs=0.03),  # rounding moves single networks, hardly their means
    "false_*": near(abs=0.05),
    "missed_*": near(abs=0.03),
}
GAIN = "2 starts, 100 steps: e = 0.4 gains over 2 points with false labels"


def test_without_false_labels_there_is_nothing_to_gain(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"noise": 0.0, "steps": 100})
    assert broken(events) == [GAIN]
    metrics = metrics_of(events)
    assert metrics["false_40"] == metrics["true_40"]


def test_losses_are_those_of_the_library(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(1)
    logits = torch.randn(3, 10, 6, generator=generator)
    labels = torch.randint(10, (3, 6), generator=generator)
    e = torch.tensor([[0.0], [0.1], [0.5]])
    ours = demo.losses(logits, labels, e)
    for k in range(3):
        smoothing = {"label_smoothing": float(e[k])}
        theirs = F.cross_entropy(logits[k].T, labels[k], reduction="none", **smoothing)
        assert torch.allclose(ours[k], theirs, atol=1e-6)
        one = demo.loss_of_one(logits[k, :, 0], int(labels[k, 0]), float(e[k]))
        assert float(one) == pytest.approx(float(theirs[0]), abs=1e-5)


def test_at_the_best_lead_the_answer_is_the_smoothed_label(demo: ModuleType) -> None:
    lead = demo.best_lead(torch.tensor(0.1, dtype=torch.float64))
    assert float(lead) == pytest.approx(math.log(0.91 / 0.01))
    logits = torch.zeros(10, dtype=torch.float64)
    logits[3] = lead
    assert logits.softmax(0).tolist() == pytest.approx([0.01] * 3 + [0.91] + [0.01] * 6)


def test_confidence_is_off_by_what_it_overstates(demo: ModuleType) -> None:
    # One unit passes pixel 0 on: with 90 % of certainty every digit is called a 0.
    certain = math.log(0.9 / (0.1 / 9))
    net = [torch.ones(1, 1, 1), torch.tensor([certain] + [0.0] * 9).view(1, 10, 1)]
    x, y = torch.ones(1, 40), torch.tensor([0] * 10 + [1] * 30)
    right, missed = demo.look(net, x, y)[:, 0].tolist()
    assert right == pytest.approx(0.25)
    assert missed == pytest.approx(0.9 - 0.25, abs=1e-6)


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"steps": 40})
    metrics = metrics_of(events)
    read, missed = last_figure(events).panels
    for mark, name in (
        (read.marks[0], "true"),
        (read.marks[1], "false"),
        (missed.marks[0], "missed"),
    ):
        measured = [metrics[f"{name}_{e}"] for e in ("00", "05", "10", "20", "40")]
        assert [float(y) for y in mark.y] == pytest.approx(measured)
