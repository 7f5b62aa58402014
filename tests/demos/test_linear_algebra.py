"""The linear algebra demo: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

DEMO = "linear-algebra"
CLAIMS = 6
CUDA = {
    "worst": below(1e-9),
    "step_gap": below(1e-12),
    "speed": near(abs=1e-5),
    "det": near(rel=1e-9),
    "growth": near(rel=1e-9),
    "singular_*": near(rel=1e-9),
    "eigen_1": near(rel=1e-9),
}
THERE = "After 20 steps all of 200 vectors are there"


def test_nothing_turns_where_no_direction_is_stretched_most(demo: ModuleType) -> None:
    rotation = {"a": 0.0, "b": -1.0, "c": 1.0, "d": 0.0}
    events = events_of(demo, 0, **demo.SMALL | rotation)
    assert broken(events) == [THERE]
    assert metrics_of(events)["speed"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("matrix", "det", "values"),
    [
        ((1.0, 2.0, 2.0, 1.0), -3.0, (3.0, 1.0)),  # turned over
        ((1.0, 2.0, 2.0, -1.0), -5.0, (5**0.5, 5**0.5)),
        ((1.0, 2.0, 0.5, 1.0), 0.0, (2.5, 0.0)),  # all on a line
    ],
)
def test_other_matrices(
    demo: ModuleType,
    matrix: tuple[float, ...],
    det: float,
    values: tuple[float, float],
) -> None:
    events = events_of(demo, 1, **demo.SMALL | dict(zip("abcd", matrix, strict=True)))
    metrics = metrics_of(events)
    assert (metrics["det"], metrics["growth"]) == pytest.approx((det, det), abs=1e-12)
    found = metrics["singular_1"], metrics["singular_2"]
    assert found == pytest.approx(values, abs=1e-12)
    assert broken(events) == ([] if values[0] > values[1] else [THERE])


def test_nothing_is_left_of_the_zero_matrix_and_nothing_fails(demo: ModuleType) -> None:
    zero = dict.fromkeys("abcd", 0.0)
    assert THERE in broken(events_of(demo, 0, **demo.SMALL | zero))


def test_the_power_iteration_finds_the_first_singular_vector(demo: ModuleType) -> None:
    rng = np.random.default_rng(3)
    matrix, vectors = rng.normal(size=(2, 2)), rng.normal(size=(2, 5))
    turned = torch.from_numpy(vectors / np.linalg.norm(vectors, axis=0))
    factor = torch.from_numpy(matrix)
    alone = demo.one_step(turned[:, 4], factor)
    assert torch.allclose(demo.all_step(turned, factor)[:, 4], alone)
    for _ in range(200):
        turned = demo.all_step(turned, factor)
    first = np.linalg.svd(matrix)[2][0]
    assert np.abs(first @ turned.numpy()) == pytest.approx(np.ones(5))


def test_areas_and_radii(demo: ModuleType) -> None:
    square = torch.tensor([[0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0]])
    assert demo.area(square) == 1.0
    assert demo.area(square.flip(1)) == -1.0
    matrix = torch.tensor([[3.0, 1.0], [-1.0, 2.0]], dtype=torch.float64)
    assert list(demo.radii(matrix)) == pytest.approx(
        torch.linalg.svdvals(matrix).tolist(), rel=1e-3
    )


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    metrics, (shapes, angles) = metrics_of(events), last_figure(events).panels
    lengths = torch.stack([shapes.marks[1].x, shapes.marks[1].y]).norm(dim=0)
    assert float(lengths.max()) == pytest.approx(metrics["singular_1"], rel=1e-3)
    assert float(angles.marks[0].y[-1]) == metrics["worst"]
    assert "has 2 times the area" in plain(last_figure(events).says)
