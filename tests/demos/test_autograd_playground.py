"""The autograd demo: its loops are those of the library's optimizer, with and without clearing."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

torch = pytest.importorskip("torch")

DEMO = "autograd-playground"
CLAIMS = 6
CUDA = {
    "grad_*": near(rel=1e-12),
    "forgetful_far": near(rel=1e-9),
    "clearing_end": near(rel=1e-9),
    "parts_gap": below(1e-12),
    "kept": near(abs=0),
    "refused": near(abs=0),
}


def test_undivided_parts_leave_a_gradient_that_is_too_long(demo: ModuleType) -> None:
    events = events_of(demo, 0, parts=6, divide=False)
    assert broken(events) == ["A batch in 6 parts leaves the gradient of the whole batch"]
    assert metrics_of(events)["parts_gap"] == pytest.approx(5)
    assert broken(events_of(demo, 0, parts=1, divide=False)) == []


@pytest.mark.parametrize("clears", [True, False])
def test_the_loops_are_those_of_the_librarys_optimizer(demo: ModuleType, clears: bool) -> None:
    knobs = demo.Knobs(x=-1.5, learning_rate=0.3)
    x = demo.leaf(knobs.x, "cpu")
    sgd, path = torch.optim.SGD([x], lr=knobs.learning_rate), []
    for _ in range(demo.STEPS + 1):
        path.append(float(x.detach()))
        if clears:
            sgd.zero_grad()
        (x**2 / 2).backward()
        sgd.step()
    assert demo.descend(knobs, "cpu", clears).tolist() == pytest.approx(path, abs=1e-12)


def test_forgetting_is_momentum_without_friction(demo: ModuleType) -> None:
    knobs = demo.Knobs()
    x = demo.leaf(knobs.x, "cpu")
    sgd, path = torch.optim.SGD([x], lr=knobs.learning_rate, momentum=1.0), []
    for _ in range(demo.STEPS + 1):
        path.append(float(x.detach()))
        sgd.zero_grad()
        (x**2 / 2).backward()
        sgd.step()
    assert demo.descend(knobs, "cpu", clears=False).tolist() == pytest.approx(path, abs=1e-12)
    assert demo.swing(knobs).tolist() == pytest.approx(path, abs=1e-9)


def test_the_parts_leave_the_gradient_of_the_formula(demo: ModuleType) -> None:
    rng = torch.Generator().manual_seed(1)
    rows, answers = torch.randn(12, 5, generator=rng).double(), torch.arange(12).double()
    start = torch.randn(5, generator=rng).double()
    found = demo.gradient_in_parts(start.clone().requires_grad_(), rows, answers, 4, 4)
    assert torch.allclose(found, 2 * rows.T @ (rows @ start - answers) / 12)


def test_only_runtime_errors_count_as_refused(demo: ModuleType) -> None:
    assert not demo.refused(lambda: None)
    with pytest.raises(ZeroDivisionError):
        demo.refused(lambda: 1 / 0)


def test_the_last_figure_shows_the_loops_and_the_gradients(demo: ModuleType) -> None:
    events = events_of(demo, 0, backwards=5, x=-1.0)
    loops, gradients = last_figure(events).panels
    metrics = metrics_of(events)
    assert float(loops.marks[1].y[-1]) == metrics["clearing_end"]
    assert list(gradients.marks[0].heights) == [3.0, 15.0, 3.0, 1.0]
    assert metrics["grad_repeated"] == 15
