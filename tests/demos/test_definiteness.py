"""The demo of definiteness: it computes what it says, its claims break where they should."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "definiteness"
CLAIMS = 5
CUDA = {
    "le*": near(rel=1e-9),
    "below": near(abs=0.01),
    "definite": near(abs=1e-9),
    "fooled": near(abs=1e-9),
    "differ": below(1e-9),
    "square_least": near(abs=1e-9),
}


@pytest.mark.parametrize(
    ("a", "beside", "c", "least"),
    [(1.0, 0.5, 1.0, 0.5), (1.0, 1.0, 1.0, 0.0), (-1.0, 0.0, 2.0, -1.0), (0.0, 0.0, 0.0, 0.0)],
)
def test_descent_leaves_only_saddles(
    demo: ModuleType, a: float, beside: float, c: float, least: float
) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"a": a, "beside": beside, "c": c})
    assert broken(events) == []
    metrics = metrics_of(events)
    assert metrics["least_eigenvalue"] == pytest.approx(least, abs=1e-12)
    assert metrics["below"] == pytest.approx(float(least < 0), abs=0.02)


def test_far_above_zero_a_diagonal_tells_more(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"lift": 3.0, "size": 2})
    told = "Many of 2 rows only have a positive diagonal: it does not tell"
    assert broken(events) == [told]


def test_the_tests_on_matrices_that_are_known(demo: ModuleType) -> None:
    rows = [[1, 2, 2, 1], [2, 1, 1, 2], [-1, 0, 0, -1], [1, 0, 0, -1]]
    matrices = torch.tensor(rows, dtype=torch.float64).view(-1, 2, 2)
    diagonal, *others = demo.tests(matrices).tolist()
    assert diagonal == [True, True, False, False]
    assert others == [[False, True, False, False]] * 3


def test_the_height_and_its_lowest_direction(demo: ModuleType) -> None:
    matrix = torch.tensor([[2.0, -1.0], [-1.0, 0.5]], dtype=torch.float64)
    x = torch.tensor([[1.0, 3.0], [2.0, -1.0]], dtype=torch.float64, requires_grad=True)
    heights = demo.height(matrix, x)
    assert heights.tolist() == [each @ matrix @ each / 2 for each in x.T]
    (slope,) = torch.autograd.grad(heights.sum(), x)
    assert torch.allclose(slope, matrix @ x)
    least = torch.linalg.eigvalsh(matrix)[0]
    assert demo.lowest(matrix) == pytest.approx(float(least), abs=1e-4)


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    metrics, (land, shares) = metrics_of(events), last_figure(events).panels
    z = land.marks[0].z
    corners = [float(z[0, 0]), float(z[0, -1]), float(z[-1, -1])]  # x = y up, x = -y down
    assert corners == pytest.approx([12.0, -4.0, 12.0])
    heights = shares.marks[0].heights
    assert heights[3] == metrics["definite"]
    assert heights[0] - heights[3] == metrics["fooled"]
    assert "The eigenvalues are -1 and 3" in plain(last_figure(events).says)
