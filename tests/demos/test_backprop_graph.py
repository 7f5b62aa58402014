"""The backprop demo: its walk finds what the library finds, and its steps lead where SGD leads."""

import random
from types import ModuleType

import pytest
from holding import events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "backprop-graph"
CLAIMS = 6
CUDA = {"*": near(rel=1e-12, abs=1e-12)}  # a handful of numbers stays on the CPU


def test_random_graphs_agree_with_the_library(demo: ModuleType) -> None:
    rng = random.Random(3)
    for _ in range(20):
        nodes = [demo.Node(rng.uniform(-1, 1)) for _ in range(4)]
        leaves = [torch.tensor(n.value, dtype=torch.float64, requires_grad=True) for n in nodes]
        toy, library = list(nodes), list(leaves)
        for _ in range(10):
            a, b, times = rng.randrange(len(toy)), rng.randrange(len(toy)), rng.random() < 0.5
            toy.append(toy[a] * toy[b] if times else toy[a] + toy[b])
            library.append(library[a] * library[b] if times else library[a] + library[b])
        demo.backward(toy[-1])
        grads = torch.autograd.grad(library[-1], leaves, allow_unused=True)
        for node, grad in zip(nodes, grads, strict=True):
            expected = 0.0 if grad is None else float(grad)
            assert node.grad == pytest.approx(expected, rel=1e-12)
            assert demo.by_paths(toy[-1], node, []) == pytest.approx(expected, rel=1e-12)


def test_the_derivatives_are_those_on_paper(demo: ModuleType) -> None:
    nodes = {name: demo.Node(value) for name, value in {"x": -2.0, "y": 5.0, "z": -4.0}.items()}
    f, loss = demo.small(**nodes, minus_target=demo.Node(10.0))
    demo.backward(loss)
    assert (f.value, loss.value, f.grad) == (-12.0, 4.0, -4.0)
    assert [node.grad for node in nodes.values()] == [16.0, 16.0, -12.0]


@pytest.mark.parametrize("trained", ["z", "xy", "xyz"])
def test_f_goes_where_the_librarys_optimizer_takes_it(demo: ModuleType, trained: str) -> None:
    leaves = {"x": -2.0, "y": 5.0, "z": -4.0}
    tensors = {name: torch.tensor(v, dtype=torch.float64) for name, v in leaves.items()}
    sgd = torch.optim.SGD([tensors[name].requires_grad_() for name in trained], lr=0.01)
    path = []
    for _ in range(demo.STEPS + 1):
        f, loss = demo.small(**tensors, minus_target=10.0)
        path.append(float(f.detach()))
        sgd.zero_grad()
        loss.backward()
        sgd.step()
    assert list(demo.descend(demo.Knobs(), trained)) == pytest.approx(path, rel=1e-12)


def test_z_alone_misses_by_the_same_factor_at_every_step(demo: ModuleType) -> None:
    missed = demo.descend(demo.Knobs(), "z") - demo.Knobs().target
    assert missed[1:] / missed[:-1] == pytest.approx(1 - 2 * 0.01 * 3**2, rel=1e-9)
    assert abs(missed[38]) > 1e-3 > abs(missed[39])


def test_the_last_figure_shows_the_step_and_the_counts(demo: ModuleType) -> None:
    events = events_of(demo, 0, depth=5)
    paths, counts = last_figure(events).panels
    metrics = metrics_of(events)
    assert [line.y[1] for line in paths.marks[:3]] == [
        metrics[name] for name in ("f_z", "f_xy", "f_xyz")
    ]
    assert [mark.y[-1] for mark in counts.marks] == [metrics["visits"], metrics["edges"]]
    assert plain(last_figure(events).says).startswith("One step takes f to -11.64")
