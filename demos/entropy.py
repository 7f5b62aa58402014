"""Entropy is the price of a surprise in bits, and a wrong belief costs extra

How many yes/no questions tell how a throw came out? On average at least its entropy. A code that
asks about several throws at once comes as close to that as you like. In yut four sticks fall flat
or round side up: five outcomes, but uneven ones, so a throw has fewer bits than that of a die.

Whoever believes in other chances asks the wrong questions and pays the cross-entropy; the extra is
the KL divergence. That makes cross-entropy a loss: a model lowers it only by believing what is
true, and its floor is the entropy, not zero. Bring `believed` closer to `chance`, or make sticks
uneven.
"""

import heapq
import math
from dataclasses import dataclass

import torch

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Points, Progress, Rule, knob, say


@dataclass(frozen=True)
class Knobs:
    """What is thrown, what is believed, and how models learn the chances."""

    game: str = knob("yut", choices=("coin", "yut", "die"), help="what is thrown")
    chance: float = knob(0.5, low=0.05, high=0.95, step=0.05, help="of heads, flat, or even")
    believed: float = knob(0.8, low=0.05, high=0.95, step=0.05, help="what is taken for the chance")
    block: int = knob(5, low=1, high=6, step=1, help="throws that share a code word, at most")
    throws: int = knob(20000, low=1000, high=1000000, step=2, help="throws that are paid for")
    runs: int = knob(256, low=1, high=4096, step=2, help="models that start with random beliefs")
    rate: float = knob(2.0, low=0.1, high=8.0, step=0.1, help="learning rate of the models")


SMALL = {"block": 4, "throws": 5000, "runs": 64}
STEPS = 200  # of gradient descent


def chances(game, p):
    """The probability of every outcome, [K]; with p = 1/2 every coin, stick and die is fair."""
    if game == "die":
        return torch.tensor([1 - p, p] * 3, dtype=torch.float64) / 3  # odd and even in turn
    sticks = 4 if game == "yut" else 1
    flat = [math.comb(sticks, k) * p**k * (1 - p) ** (sticks - k) for k in range(sticks + 1)]
    return torch.tensor(flat, dtype=torch.float64)


def cross_entropy(p, q):
    """The average surprise in bits, where p happens and q is believed; entropy where q is p."""
    return -(p * q.log2()).sum(-1)


def best_of_all(p):
    """The obvious way to the best code: try all lengths of words that fit into a tree (Kraft)."""
    k = len(p)
    lengths = torch.cartesian_prod(*[torch.arange(1, k)] * k).view(-1, k)  # [(K - 1)**K, K]
    fits = (0.5**lengths).sum(1) <= 1
    return float((lengths[fits].double() @ p).min())


def huffman(p):
    """The fast way: let the two rarest share a branch, again and again -> bits per symbol."""
    heap, bits = p.tolist(), 0.0
    heapq.heapify(heap)
    while len(heap) > 1:
        both = heapq.heappop(heap) + heapq.heappop(heap)
        bits += both  # how often it must be asked which of the two it is
        heapq.heappush(heap, both)
    return bits


def in_a_row(p, n):
    """The probabilities of all series of n throws, [K**n]."""
    series = torch.ones(1, dtype=p.dtype)
    for _ in range(n):
        series = torch.outer(series, p).flatten()
    return series


def slope(logits, p):
    """The gradient of all models' cross-entropies in nats, [R, K]: believed minus true."""
    return logits.softmax(1) - p


def picture(p, q, prices, curves):
    """Bits per throw by block length, and how the models' cross-entropies fall [step, 2]."""
    entropy, wrong = float(cross_entropy(p, p)), float(cross_entropy(p, q))
    floor, steps = Rule(entropy, say("entropy")), range(len(curves))
    codes = [Points(range(1, len(prices) + 1), prices, say("best code")), floor]
    models = [
        Line(steps, curves[:, 1], say("worst model")),
        Line(steps, curves[:, 0], say("median")),
        floor,
        Rule(wrong, say("what is believed")),
    ]
    y = Axis(say("bits per throw"))
    panels = [
        Panel(codes, say("Codes for several throws"), Axis(say("throws in one code word")), y),
        Panel(models, say("Cross-entropy"), Axis(say("steps"), low=0, high=STEPS), y),
    ]
    says = say(
        "A throw has {entropy:.3f} bits of entropy; the best code for {n} throws pays {code:.3f}, "
        "the wrong belief {wrong:.3f}, the worst model {worst:.3f}.",
        entropy=entropy,
        n=len(prices),
        code=prices[-1],
        wrong=wrong,
        worst=float(curves[-1, 1]),
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Make codes, pay for throws, and let models descend to the entropy."""
    rng = torch.Generator().manual_seed(lab.seed)
    p, q = chances(knobs.game, knobs.chance), chances(knobs.game, knobs.believed)
    drawn = torch.multinomial(p, knobs.throws, replacement=True, generator=rng)  # [throws]
    prices = [huffman(in_a_row(p, n)) / n for n in range(1, knobs.block + 1)]
    yield from about_codes(knobs, p, q, prices, (p / q).log2()[drawn])

    logits = torch.randn(knobs.runs, len(p), dtype=torch.float64, generator=rng)  # [R, K]
    logits, true, curves = logits.to(lab.device), p.to(lab.device), []
    places = torch.tensor([0.5, 1.0], dtype=torch.float64, device=lab.device)
    for step in range(STEPS + 1):
        curves.append(cross_entropy(true, logits.softmax(1)).quantile(places))  # of [R] -> [2]
        if lab.frame_due() or step == STEPS:
            yield picture(p, q, prices, torch.stack(curves).cpu())
            yield Progress(step / STEPS, say("{n} models learn", n=knobs.runs))
        logits = logits - knobs.rate * slope(logits, true)
    excess = float(curves[-1][1]) - float(cross_entropy(p, p))
    yield Metric("worst_excess", excess, "bits", say("worst model above the entropy"))
    text = say("All of {n} models end at the entropy, and none below", n=knobs.runs)
    source = "exact: cross-entropy is convex in the logits, and Gibbs' inequality"
    yield Claim.between(text, excess, -1e-9, 1e-6, source=source)


def about_codes(knobs, p, q, prices, extra):
    """What a throw costs by the best codes, and on top by a wrong belief, throw by throw [N]."""
    entropy, wrong, n = float(cross_entropy(p, p)), float(cross_entropy(p, q)), knobs.block
    kl, paid = wrong - entropy, float(extra.mean())
    reverse = float(cross_entropy(q, p) - cross_entropy(q, q))
    yield Metric("entropy", entropy, "bits", say("entropy of a throw"))
    yield Metric("most", math.log2(len(p)), "bits", say("entropy if all outcomes were equal"))
    yield Metric("cross_entropy", wrong, "bits", say("cross-entropy with what is believed"))
    yield Metric("kl", kl, "bits", say("KL divergence: what the belief costs on top"))
    yield Metric("kl_reverse", reverse, "bits", say("KL divergence the other way round"))
    yield Metric("huffman_1", prices[0], "bits", say("best code for single throws"))
    yield Metric("huffman_block", prices[-1], "bits", say("best code for blocks, per throw"))
    yield Metric("paid_extra", paid, "bits", say("paid on top in real throws"))
    text = say("Huffman's code for single throws is the best of all codes")
    source = "Huffman 1952; here all lengths of code words are tried"
    yield Claim.near(text, prices[0], best_of_all(p), absolute=1e-12, source=source)
    text = say("With {n} throws in a code word, a throw costs less than 1/{n} bit too much", n=n)
    source = "Shannon 1948; Cover and Thomas, Elements of Information Theory, 2006, section 5.4"
    yield Claim.between(text, prices[-1] - entropy, -1e-9, 1 / n, source=source)
    text = say("In {n} throws, the wrong belief costs the KL divergence on top", n=len(extra))
    error = float(extra.std()) / len(extra) ** 0.5
    source = "exact: cross-entropy minus entropy; five standard errors"
    yield Claim.near(text, paid, kl, absolute=5 * error + 1e-9, source=source)
