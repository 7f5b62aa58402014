"""Without its square root, attention listens to hardly more than one key

Attention compares a query with every key by an inner product, makes weights of these scores that
sum to 1 (softmax), and answers with the mean of the values under these weights. The inner product
of d numbers of variance 1 has variance d. So with many dimensions the scores lie far apart, softmax
gives nearly all weight to the largest, and no slope is left by which training could change that.
Divided by the square root of d, the scores keep variance 1 whatever d is. Turn `power`, the power
of d that they are divided by, away from 1/2 and it depends on d again.

The causal mask hides later tokens: a score of minus infinity is a weight of 0.
"""

import math
from dataclasses import dataclass

import torch
from torch.nn.functional import scaled_dot_product_attention

from quizapp.lab import Axis, Claim, Figure, Heatmap, Line, Metric, Panel, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """How long the vectors are, how the scores are scaled, and who may look at whom."""

    d: int = knob(64, low=1, high=1024, step=2, help="numbers in a query and in a key")
    power: float = knob(0.5, low=0, high=1, step=0.25, help="scores are divided by d to the power")
    causal: bool = knob(True, help="hide later tokens")
    tokens: int = knob(16, low=2, high=32, step=2, help="tokens, and keys for each query")
    runs: int = knob(500, low=50, high=4096, step=2, help="queries drawn for each d")


SMALL = {"runs": 200}
WIDTHS = (4, 16, 64, 256, 1024)  # the values of d that are compared


def one_by_one(q, k, v, divisor, causal):
    """The obvious way: lists of T queries, keys and values with d numbers each -> T answers."""
    answers = []
    for i, query in enumerate(q):
        seen = range(i + 1) if causal else range(len(k))
        scores = [sum(a * b for a, b in zip(query, k[j], strict=True)) / divisor for j in seen]
        highest = max(scores)  # taken off, so that no power overflows
        powers = [math.exp(score - highest) for score in scores]
        answer = [0.0] * len(query)
        for j, power in zip(seen, powers, strict=True):
            answer = [a + power / sum(powers) * b for a, b in zip(answer, v[j], strict=True)]
        answers.append(answer)
    return answers


def weights_of(q, k, divisor, causal):
    """The fast way: queries and keys [T, d] -> weights [T, T], a row for each query."""
    scores = q @ k.mT / divisor
    if causal:
        later = torch.ones_like(scores, dtype=torch.bool).triu(1)
        scores = scores.masked_fill(later, -math.inf)
    return scores.softmax(-1)


def measured(scores):
    """The variance of scores [N, T], and the entropy and the slope of their weights, as means."""
    w = scores.softmax(-1)
    entropy = torch.special.entr(w).sum(-1)  # 0 for one key alone, ln T for all alike
    slope = (w * (1 - w)).sum(-1)  # how much the weights change with their own scores
    return [float(each.mean()) for each in (scores.square(), entropy, slope)]


def picture(knobs, weights, widths, divided, raw):
    """Who looks at whom [T, T], and how the entropy depends on d, with scores divided or not."""
    ends, key, query = (-0.5, knobs.tokens - 0.5), Axis(say("key")), Axis(say("query"))
    lines = [
        Line(widths, [entropy for _, entropy, _ in divided], say("divided")),
        Line(widths, [entropy for _, entropy, _ in raw], say("as they are")),
    ]
    tokens = Panel([Heatmap(weights, ends, ends)], say("Weights of the keys"), key, query)
    panels = [tokens, Panel(lines, say("Entropy of weights"), Axis("d", log=True), Axis(low=0))]
    at = widths.index(min(knobs.d, widths[-1]))  # or as far as it got
    says = say(
        "At d = {d} the entropy of the weights is {divided:.2f} with scores divided by d^{power:g} "
        "and {raw:.2f} with scores as they are.",
        d=widths[at],
        divided=divided[at][1],
        power=knobs.power,
        raw=raw[at][1],
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Attention among some tokens in three ways, then random scores for many d."""
    d, t, divisor = knobs.d, knobs.tokens, knobs.d**knobs.power
    rng = torch.Generator().manual_seed(lab.seed)
    tokens, *matrices = (torch.randn(n, d, generator=rng).double() for n in (t, d, d, d))
    tokens, matrices = tokens.to(lab.device), torch.stack(matrices).to(lab.device) / d**0.5
    q, k, v = tokens @ matrices  # [T, d] each
    weights = weights_of(q, k, divisor, knobs.causal)  # [T, T]
    widths, divided, raw = sorted({*WIDTHS, d}), [], []
    for width in widths:
        queries = torch.randn(knobs.runs, 1, width, generator=rng).to(lab.device)
        keys = torch.randn(knobs.runs, t, width, generator=rng).to(lab.device)
        scores = (queries @ keys.mT)[:, 0]  # [N, T]
        divided.append(measured(scores / width**knobs.power))
        raw.append(measured(scores))
        if lab.frame_due() or width == widths[-1]:
            yield picture(knobs, weights, widths[: len(raw)], divided, raw)
            yield Progress(len(raw) / len(widths), say("scores of vectors with d = {d}", d=width))

    answers = weights @ v  # [T, d]
    slow = one_by_one(q.tolist(), k.tolist(), v.tolist(), divisor, knobs.causal)
    batch = q[None], k[None], v[None]
    library = scaled_dot_product_attention(*batch, is_causal=knobs.causal, scale=1 / divisor)[0]
    gap = max(float((answers - way).abs().max()) for way in (answers.new_tensor(slow), library))
    yield Metric("gap", gap, label=say("largest difference of loops, matrices and library"))
    text = say("Loops, matrices and the library attend alike")
    yield Claim.below(text, gap, 1e-10, source="exact: the same sums, but for rounding")
    tokens[-1] += 1.0
    q, k, v = tokens @ matrices
    change = (weights_of(q, k, divisor, knobs.causal) @ v - answers).abs()  # [T, d]
    yield Metric("leak", float(change[:-1].max()), label=say("how far earlier answers move"))
    text = say("A change of the last token leaves all answers before it alone")
    yield Claim.below(text, float(change[:-1].max()), 1e-12, source="exact: exp(-inf) is 0")
    at = widths.index(d)
    yield from why_divide(knobs, divided[at], raw[at])


def why_divide(knobs, divided, raw):
    """What dividing does to the variance of scores, the entropy and the slope of weights."""
    yield Metric("variance", divided[0], label=say("variance of divided scores"))
    yield Metric("variance_raw", raw[0], label=say("variance of scores as they are"))
    yield Metric("entropy", divided[1], label=say("entropy of weights, scores divided"))
    yield Metric("entropy_raw", raw[1], label=say("entropy of weights, scores as they are"))
    yield Metric("slope", divided[2], label=say("slope of the softmax, scores divided"))
    yield Metric("slope_raw", raw[2], label=say("slope of the softmax, scores as they are"))
    d = knobs.d
    # The keys of a draw share their query, whose own length varies by 2/d.
    error = math.sqrt((2 / d + 2 * (1 + 2 / d) / knobs.tokens) / knobs.runs)
    text = say("Inner products of {d} numbers have variance {d}", d=d)
    source = "exact: d products of variance 1 are added; five standard errors"
    yield Claim.near(text, raw[0], d, relative=5 * error, source=source)
    text = say("Divided by d^{power:g}, they have variance 1", power=knobs.power)
    source = "Vaswani and others, Attention is all you need, 2017, section 3.2.1; exact, as above"
    yield Claim.near(text, divided[0], 1.0, absolute=5 * error, source=source)
    text = say("With d = {d}, scores as they are leave less than half the entropy", d=d)
    yield Claim.below(text, raw[1], divided[1] / 2, source="measured here")
    text = say("With d = {d}, scores as they are leave less than half the slope", d=d)
    yield Claim.below(text, raw[2], divided[2] / 2, source="measured here")
