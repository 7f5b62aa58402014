"""The XOR demo: what no line can do is exact, and one ReLU is one too few."""

from itertools import product
from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "perceptron-xor"
CLAIMS = 6
CUDA = {
    "corners_right": near(abs=0),
    "gates": near(abs=0),
    "hand_error": near(abs=0),
    "linear_mse": near(abs=1e-5),
    "network_mse": near(abs=1e-3),
    "batch_gap": below(1e-5),
    "solved": near(abs=0.1),  # rounding moves single networks
}


@pytest.mark.parametrize("gate", ["XOR", "XNOR", "AND", "OR", "NAND"])
def test_gates_and_hand_made_networks_answer_by_their_truth_tables(
    demo: ModuleType, gate: str
) -> None:
    tables = {
        "XOR": lambda a, b: a != b,
        "XNOR": lambda a, b: a == b,
        "AND": lambda a, b: a and b,
        "OR": lambda a, b: a or b,
        "NAND": lambda a, b: not (a and b),
    }
    truth = [float(tables[gate](a, b)) for a, b in product((0, 1), (0, 1))]
    assert demo.wanted(gate).tolist() == truth
    weights = demo.by_hand(gate)
    assert [demo.one_by_one(*weights, a, b) for a, b in product((0, 1), (0, 1))] == truth


@pytest.mark.parametrize(("gate", "right", "mse"), [("XNOR", 3, 1 / 4), ("AND", 4, 1 / 16)])
def test_only_crossed_gates_are_beyond_a_line(
    demo: ModuleType, gate: str, right: int, mse: float
) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"gate": gate})
    assert broken(events) == []
    assert metrics_of(events)["corners_right"] == right
    assert metrics_of(events)["linear_mse"] == pytest.approx(mse, abs=1e-5)


@pytest.mark.parametrize("gate", ["XOR", "XNOR", "AND", "OR", "NAND"])
def test_linear_units_end_where_least_squares_does(demo: ModuleType, gate: str) -> None:
    sides, answers = torch.cat([demo.CORNERS, torch.ones(1, 4)]).T, demo.wanted(gate)[:, None]
    rest = answers - sides @ torch.linalg.lstsq(sides, answers).solution
    a, b, c, d = demo.wanted(gate).tolist()
    assert float(rest.square().mean()) == pytest.approx((a - b - c + d) ** 2 / 16, abs=1e-6)


def test_one_relu_is_one_too_few(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"hidden": 1})
    assert broken(events) == ["Of 64 networks (ReLUs: 1), some solve XOR"]
    assert metrics_of(events)["network_mse"] == pytest.approx(1 / 6, abs=1e-3)


def test_batched_networks_answer_as_the_librarys_do(demo: ModuleType) -> None:
    weights = demo.newborn(3, 4, torch.Generator().manual_seed(1), "cpu")
    x = torch.rand(2, 7)
    units, networks = demo.answer(weights, x)
    w, b, w1, b1, w2, b2 = (each.detach() for each in weights)
    for r in range(3):
        hidden = torch.nn.functional.linear(x.T, w1[r], b1[r, :, 0]).relu()
        alone = torch.nn.functional.linear(hidden, w2[r], b2[r, :, 0])[:, 0]
        assert torch.allclose(networks[r], alone, atol=1e-6)
        assert torch.allclose(units[r], torch.nn.functional.linear(x.T, w[r], b[r, 0])[:, 0])


def test_the_last_figure_shows_both_answers_and_the_corners(demo: ModuleType) -> None:
    figure = last_figure(events_of(demo, 0, **demo.SMALL))
    unit, network = (panel.marks[0].z for panel in figure.panels)
    at = {0: 10, 1: 30}  # where the corners are among 41 ticks from -0.5 to 1.5
    for a, b in product((0, 1), (0, 1)):
        assert float(unit[at[b], at[a]]) == pytest.approx(0.5, abs=0.01)
        assert float(network[at[b], at[a]]) == pytest.approx(float(a != b), abs=0.1)
    zeros, ones = figure.panels[0].marks[1:]
    assert {(float(x), float(y)) for x, y in zip(ones.x, ones.y, strict=True)} == {(0, 1), (1, 0)}
    assert len(zeros.x) == 2
    assert "linear unit has an error of 0.250" in plain(figure.says)
