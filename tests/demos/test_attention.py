"""The attention demo: loops, matrices and the library agree, and the scale matters as it says."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near

torch = pytest.importorskip("torch")

DEMO = "attention"
CLAIMS = 6
CUDA = {
    "gap": below(1e-10),
    "leak": below(1e-12),
    "variance*": near(rel=1e-4),
    "entropy*": near(abs=1e-3),
    "slope*": near(abs=1e-3),
}


@pytest.mark.parametrize("causal", [True, False])
def test_the_heads_of_the_librarys_layer_attend_as_the_loops_do(
    demo: ModuleType, causal: bool
) -> None:
    rng = torch.Generator().manual_seed(2)
    tokens = torch.randn(5, 4, generator=rng).double()
    layer = torch.nn.MultiheadAttention(4, 1, bias=False, batch_first=True).double()
    mask = torch.ones(5, 5, dtype=torch.bool).triu(1) if causal else None
    expected, weights = layer(tokens, tokens, tokens, attn_mask=mask)
    q, k, v = (tokens @ matrix.T for matrix in layer.in_proj_weight.chunk(3))
    slow = demo.one_by_one(q.tolist(), k.tolist(), v.tolist(), 4**0.5, causal)
    out = torch.tensor(slow).double() @ layer.out_proj.weight.T
    assert torch.allclose(out, expected, atol=1e-12)
    assert torch.allclose(demo.weights_of(q, k, 2.0, causal), weights, atol=1e-12)


def test_hidden_tokens_have_no_weight_and_rows_sum_to_one(demo: ModuleType) -> None:
    rng = torch.Generator().manual_seed(1)
    q, k = 30 * torch.randn(2, 6, 8, generator=rng)
    weights = demo.weights_of(q, k, 1.0, causal=True)
    assert torch.count_nonzero(weights.triu(1)) == 0
    assert torch.allclose(weights.sum(-1), torch.ones(6))


@pytest.mark.parametrize("power", [0.0, 0.25, 1.0])
def test_another_power_leaves_a_variance_that_depends_on_d(demo: ModuleType, power: float) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"power": power, "d": 256})
    assert f"Divided by d^{power:g}, they have variance 1" in broken(events)
    assert metrics_of(events)["variance"] == pytest.approx(256 ** (1 - 2 * power), rel=0.2)


def test_without_the_mask_the_last_token_moves_earlier_answers(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"causal": False})
    assert broken(events) == ["A change of the last token leaves all answers before it alone"]
    assert metrics_of(events)["leak"] > 0.01


def test_entropy_and_slope_are_those_of_known_weights(demo: ModuleType) -> None:
    alike, alone = torch.zeros(3, 4), 1e4 * torch.eye(4)[:3]
    assert demo.measured(alike) == pytest.approx([0.0, torch.tensor(4.0).log().item(), 0.75])
    assert demo.measured(alone)[1:] == pytest.approx([0.0, 0.0])


def test_the_last_figure_shows_the_weights_and_the_entropy_at_d(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL | {"d": 32, "tokens": 8})
    weights, entropies = last_figure(events).panels
    metrics = metrics_of(events)
    assert weights.marks[0].z.shape == (8, 8)
    divided, raw = entropies.marks
    at = list(divided.x).index(32)
    assert (divided.y[at], raw.y[at]) == (metrics["entropy"], metrics["entropy_raw"])
