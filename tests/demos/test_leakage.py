"""The leakage demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

torch = pytest.importorskip("torch")

DEMO = "leakage"
CLAIMS = 5
CUDA = {"*": near(abs=0.02)}  # rounding may turn which of two is nearest
CHOSEN = "Over 10 repetitions, choosing on all examples scores above 80 %"


@pytest.mark.parametrize("knobs", [{"features": 50}, {"keep": 1}, {"examples": 300}])
def test_with_little_to_choose_from_there_is_little_to_leak(
    demo: ModuleType, knobs: dict[str, int]
) -> None:
    assert broken(events_of(demo, 0, **demo.SMALL | knobs)) == [CHOSEN]


@pytest.mark.parametrize("copies", [0.0, 1.0])
def test_copies_are_all_that_random_labels_score_by(demo: ModuleType, copies: float) -> None:
    events = events_of(demo, 1, **demo.SMALL | {"copies": copies})
    assert broken(events) == []
    expected = copies + (1 - copies) / 10
    assert metrics_of(events)["copies_leak"] == pytest.approx(expected, abs=0.05)


def test_all_queries_at_once_are_answered_as_one_by_one(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(1)
    examples, queries = (torch.randn(3, n, 4, generator=generator) for n in (20, 7))
    labels = torch.randint(5, (3, 20), generator=generator)
    answers = demo.nearest(examples, labels, queries)
    for known, names, asked, answered in zip(examples, labels, queries, answers, strict=True):
        alone = [
            demo.nearest_one(known.tolist(), names.tolist(), query) for query in asked.tolist()
        ]
        assert answered.tolist() == alone


def test_the_feature_that_is_the_label_is_chosen(demo: ModuleType) -> None:
    generator = torch.Generator().manual_seed(2)
    x = torch.randn(2, 30, 9, generator=generator)
    y = torch.randint(2, (2, 30), generator=generator).float()
    x[0, :, 3], x[1, :, 7] = 3 * y[0], -3 * y[1]
    assert demo.choose(x, y, 1).tolist() == [[3], [7]]
    assert demo.cross_validate(x, y, 1, leak=False).tolist() == [1.0, 1.0]  # no leak is needed


def test_a_digit_does_not_ask_its_own_fold(demo: ModuleType) -> None:
    distances = torch.tensor([[0.0, 1, 5, 9], [1, 0, 5, 9], [5, 5, 0, 2], [9, 9, 2, 0]])
    y = torch.tensor([0, 0, 1, 1])
    assert demo.score_folds(distances, y, torch.tensor([0, 1, 0, 1])) == 1.0
    assert demo.score_folds(distances, y, torch.tensor([0, 0, 1, 1])) == 0.0


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    traps, copies = last_figure(events).panels
    metrics = metrics_of(events)
    for bars, kind in zip(traps.marks, ("honest", "leak"), strict=True):
        names = [f"{trap}_{kind}" for trap in ("choosing", "copies", "writers")]
        assert bars.heights == [metrics[name] for name in names]
    formula, measured = copies.marks
    assert measured.y == pytest.approx(formula.y, abs=0.08)
