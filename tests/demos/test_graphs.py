"""The demo of traced and compiled functions: the trace keeps one branch, the compiler both."""

from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

torch = pytest.importorskip("torch")

DEMO = "graphs"
CLAIMS = 6
CUDA = {"*": near(abs=0)}  # both compute the same few numbers exactly


@pytest.mark.parametrize(("example", "given", "real"), [(3.0, -6.0, -4.0), (-3.0, 2.0, 6.0)])
def test_a_trace_takes_the_branch_of_its_example(
    demo: ModuleType, example: float, given: float, real: float
) -> None:
    traced_with = torch.tensor([example])
    tape, replay = demo.trace(demo.branch, traced_with)
    assert [done.__name__ for done, *_ in tape][:3] == ["sum", "gt", "__bool__"]
    assert replay(-traced_with).item() == given
    assert demo.by_library(demo.branch, traced_with)(-traced_with).item() == given
    assert demo.branch(-traced_with).item() == real


def test_a_trace_plays_all_turns_of_a_loop(demo: ModuleType) -> None:
    tape, replay = demo.trace(lambda x: demo.loop(x, 5), torch.ones(3))
    assert len(tape) == 10
    assert replay(torch.zeros(4)).tolist() == [2**5 - 1] * 4


def test_the_compiler_can_learn_that_the_length_changes(demo: ModuleType) -> None:
    events = events_of(demo, 0, lengths=6, dynamic=True, example=-0.5, turns=1)
    assert broken(events) == []
    metrics = metrics_of(events)
    assert (metrics["graphs"], metrics["operations"], metrics["wrong"]) == (2, 2, 0.5)
    made = last_figure(events).panels[1].marks[0]
    assert list(made.y) == [1, 2, 2, 2, 2, 2]
