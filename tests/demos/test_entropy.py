"""The entropy demo: it computes what it says, its claims break where they should."""

import math
from types import ModuleType

import pytest
from holding import broken, events_of, last_figure, metrics_of, near

from quizapp.core.say import plain

torch = pytest.importorskip("torch")

DEMO = "entropy"
CLAIMS = 4
CUDA = {"worst_excess": near(abs=1e-9), "[!w]*": near(rel=1e-9)}


@pytest.mark.parametrize(
    ("game", "chance", "bits"),
    [("coin", 0.5, 1), ("coin", 0.9, 0.468996), ("die", 0.5, 2.584963), ("yut", 0.5, 2.030639)],
)
def test_entropies_are_those_of_the_library(
    demo: ModuleType, game: str, chance: float, bits: float
) -> None:
    p, q = demo.chances(game, chance), demo.chances(game, 0.3)
    assert float(p.sum()) == pytest.approx(1)
    assert float(demo.cross_entropy(p, p)) == pytest.approx(bits, abs=1e-6)
    nats = torch.distributions.Categorical(p).entropy()
    assert float(demo.cross_entropy(p, p)) * math.log(2) == pytest.approx(float(nats))
    kl = float(torch.nn.functional.kl_div(q.log(), p, reduction="sum"))
    extra = float(demo.cross_entropy(p, q) - demo.cross_entropy(p, p))
    assert extra * math.log(2) == pytest.approx(kl)


def test_huffman_is_the_best_of_all_codes(demo: ModuleType) -> None:
    rng = torch.Generator().manual_seed(1)
    for p in torch.rand(5, 5, generator=rng, dtype=torch.float64).softmax(1) ** 3:
        assert demo.huffman(p / p.sum()) == pytest.approx(demo.best_of_all(p / p.sum()))
    assert demo.huffman(torch.tensor([0.5, 0.25, 0.125, 0.125])) == 1.75
    assert demo.huffman(demo.chances("yut", 0.5)) == 2.125


def test_the_slope_is_that_of_the_librarys_loss(demo: ModuleType) -> None:
    rng = torch.Generator().manual_seed(2)
    p = demo.chances("yut", 0.4)
    logits = torch.randn(3, 5, generator=rng, dtype=torch.float64, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(logits, p.expand(3, -1), reduction="sum")
    (grad,) = torch.autograd.grad(loss, logits)
    assert torch.allclose(demo.slope(logits, p), grad)


def test_to_believe_what_is_true_costs_nothing(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"believed": 0.5})
    assert broken(events) == []
    assert metrics_of(events)["kl"] == metrics_of(events)["paid_extra"] == 0


def test_steps_that_are_too_long_never_reach_the_floor(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"rate": 8.0})
    assert broken(events) == ["All of 64 models end at the entropy, and none below"]
    assert metrics_of(events)["worst_excess"] > 0.1


@pytest.mark.parametrize("game", ["coin", "yut", "die"])
@pytest.mark.parametrize("chance", [0.05, 0.95])
def test_every_game_and_chance_can_be_played(demo: ModuleType, game: str, chance: float) -> None:
    knobs = demo.SMALL | {"game": game, "chance": chance, "believed": 0.95}
    metrics = metrics_of(events_of(demo, 0, **knobs))
    assert 0 < metrics["entropy"] <= metrics["huffman_block"] <= metrics["huffman_1"]


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    metrics, figure = metrics_of(events), last_figure(events)
    codes, models = (panel.marks for panel in figure.panels)
    assert (codes[0].y[0], codes[0].y[-1]) == (metrics["huffman_1"], metrics["huffman_block"])
    assert codes[1].at == metrics["entropy"]
    assert float(models[0].y[-1]) == pytest.approx(metrics["entropy"] + metrics["worst_excess"])
    assert models[3].at == metrics["cross_entropy"]
    assert "for 4 throws pays 2.040" in plain(figure.says)
