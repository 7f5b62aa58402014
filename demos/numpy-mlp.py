"""A network in plain NumPy reads digits, and so does one whose derivative is wrong

Pixels times weights, ReLU, times weights, softmax: no framework is needed, nor for the way back.
The slope of the loss in the scores is softmax minus the answer. A layer turns what comes back into
slopes for its weights (times what came in) and for what came in (times the weights). A ReLU that
is off lets nothing through. Half of the networks forget this last rule, and learn nearly as well.
So a falling loss does not prove a backward pass right: nudge a few weights and compare.

The first loss proves something else: who knows nothing and says so pays ln 10. Raise `last`, and
networks begin sure and wrong. And e to a large score is infinite: subtract the largest score first.
"""

from dataclasses import dataclass

import numpy as np

from quizapp.lab import (
    Axis,
    Claim,
    Figure,
    Line,
    Metric,
    Panel,
    Points,
    Progress,
    digits,
    knob,
    say,
)


@dataclass(frozen=True)
class Knobs:
    """The networks, how they start and how they learn."""

    hidden: int = knob(64, low=1, high=128, step=2, help="hidden units")
    rate: float = knob(0.5, low=0.01, high=2, step=2, help="learning rate")
    last: float = knob(0.01, low=0, high=2, step=0.25, help="spread of the output's first weights")
    passes: int = knob(30, low=1, high=60, step=5, help="passes through the digits")
    runs: int = knob(8, low=1, high=32, step=2, help="starts, each with its own unseen digits")


SMALL = {"runs": 2, "passes": 16}
LEARNED, BATCH = 1400, 50  # digits to learn from, of 1797; digits in a step
CHECKED, NUDGE = 16, 1e-6  # weights that are nudged, and how far


def naive_softmax(scores):
    """The obvious way, as in the formula: scores [B, K] -> probabilities [B, K]."""
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.exp(scores)
        return powers / powers.sum(1, keepdims=True)


def log_softmax(scores):
    """Log-sum-exp: taking the same from all scores [E, B, K] changes nothing but the powers."""
    low = scores - scores.max(2, keepdims=True)  # 0 and below: no power is above 1
    return low - np.log(np.exp(low).sum(2, keepdims=True))


def parts(flat):
    """Weights [E, in, out] and biases [E, 1, out] of both layers, as views of networks [E, P]."""
    hidden = (flat.shape[1] - 10) // 75
    shapes = (64, hidden), (1, hidden), (hidden, 10), (1, 10)
    views = np.split(flat, np.cumsum([a * b for a, b in shapes])[:-1], axis=1)
    return [view.reshape(-1, *shape) for view, shape in zip(views, shapes, strict=True)]


def forward(flat, x):
    """Pixels [E, B, 64] -> before the ReLU [E, B, H], log of the probabilities [E, B, 10]."""
    w1, b1, w2, b2 = parts(flat)
    z = x @ w1 + b1
    return z, log_softmax(np.maximum(z, 0) @ w2 + b2)


def cross_entropy(flat, x, answers):
    """The mean loss of each network, in nats: [E]."""
    return -(forward(flat, x)[1] * answers).sum(2).mean(1)


def backward(flat, x, answers, off):
    """Slopes of the loss [E, P]; off [E, 1, 1] is what ReLUs that are off let through."""
    z, logs = forward(flat, x)
    back = (np.exp(logs) - answers) / x.shape[1]  # [E, B, 10], for the mean over the batch
    through = back @ parts(flat)[2].mT * np.where(z > 0, 1, off)  # [E, B, H]
    first = x.mT @ through, through.sum(1)
    slopes = *first, np.maximum(z, 0).mT @ back, back.sum(1)
    return np.concatenate([slope.reshape(len(flat), -1) for slope in slopes], 1)


def by_nudging(flat, x, answers, some):
    """The definition: both neighbors of each of some weights [C] -> slopes [E, C]."""
    nudges = NUDGE * (np.arange(flat.shape[1]) == some[:, None])  # [C, P]
    losses = [[cross_entropy(flat + by, x, answers) for by in (each, -each)] for each in nudges]
    above, below = np.transpose(losses, (1, 2, 0))  # [E, C]
    return (above - below) / (2 * NUDGE)


def picture(runs, read, nudged, slopes):
    """What was read after each pass [passes, 2]; slopes of a right and a wrong network [2, C]."""
    names, (right, wrong) = (say("right"), say("off ReLUs let through")), np.transpose(read)
    learned = [Line(range(len(read)), right, names[0]), Points(range(len(read)), wrong, names[1])]
    pairs = [Points(*pair) for pair in zip(nudged, slopes, names, strict=True)]
    share = Axis(say("unseen digits read"), low=0, high=1)
    left = Panel(learned, say("Both learn"), Axis(say("passes through the digits")), share)
    by = Axis(say("slope by nudging")), Axis(say("by hand"))
    ends = {"right": float(right[-1]), "wrong": float(wrong[-1]), "n": runs}
    says = say("Right slopes read {right:.1%}, wrong ones {wrong:.1%}, over {n} starts.", **ends)
    return Figure([left, Panel(pairs, say("One is wrong"), *by)], says)


def run(knobs, lab):
    """Train right and wrong networks from the same starts, and check a pair after each pass."""
    rng, runs, (pixels, labels) = lab.rng, knobs.runs, digits()
    order = np.tile([rng.permutation(1797) for _ in range(runs)], (2, 1))  # R right, R wrong: E
    x, answers = pixels[order], np.eye(10, dtype=np.float32)[labels[order]]  # [E, N, 64 or 10]
    flat = np.zeros((2 * runs, 75 * knobs.hidden + 10), dtype=np.float32)
    for part, spread in zip(parts(flat)[::2], ((2 / 64) ** 0.5, knobs.last), strict=True):
        part[:] = np.tile(rng.normal(0, spread, part[:runs].shape), (2, 1, 1))  # He et al. 2015
    off = np.repeat(np.float32([0, 1]), runs)[:, None, None]
    unseen = x[:, LEARNED:], answers[:, LEARNED:]
    some, both = rng.choice(flat.shape[1], CHECKED, replace=False), [0, runs]
    test = [each[both, :BATCH].astype(float) for each in unseen]  # 64 bits, to tell errors apart
    start, read = float(cross_entropy(flat, *unseen).mean()), []
    for done in range(knobs.passes + 1):
        hits = forward(flat, unseen[0])[1].argmax(2) == unseen[1].argmax(2)
        read.append(hits.reshape(2, -1).mean(1).tolist())
        pair = flat[both].astype(float)
        slopes, nudged = backward(pair, *test, off[both]), by_nudging(pair, *test, some)
        if lab.frame_due() or done == knobs.passes:
            yield picture(runs, read, nudged, slopes[:, some])
            yield Progress(done / knobs.passes, say("{n} networks at once", n=2 * runs))
        if done < knobs.passes:
            for picks in rng.permutation(LEARNED).reshape(-1, BATCH):
                flat -= knobs.rate * backward(flat, x[:, picks], answers[:, picks], off)
    alone = backward(pair[:1], *(each[:1] for each in test), off[:1])
    errors = abs(slopes[:, some] - nudged).max(1).tolist()
    yield from conclude(knobs, start, float(abs(alone - slopes[0]).max()), errors, read[-1])


def conclude(knobs, start, gap, errors, read):
    """What the first loss, the last check and the last reading say."""
    scores = np.float32([[s, 0] for s in range(1000)])
    most = int(np.isfinite(naive_softmax(scores)).all(1).sum()) - 1
    yield Metric("start_loss", start, "nats", say("loss before learning"))
    yield Metric("right", read[0], label=say("unseen digits read, right slopes"))
    yield Metric("wrong", read[1], label=say("unseen digits read, wrong slopes"))
    yield Metric("error_right", errors[0], label=say("right slopes, largest error"))
    yield Metric("error_wrong", errors[1], label=say("wrong slopes, largest error"))
    yield Metric("largest_score", most, label=say("largest score for the obvious softmax"))
    exact, here, n = "exact: up to rounding", "measured here", knobs.runs
    told = say("With output weights of spread {s:g}, the first loss is ln 10", s=knobs.last)
    yield Claim.near(told, start, np.log(10), absolute=0.02, source="exact: ten equal scores")
    yield Claim.below(say("A network alone has the same slopes"), gap, 1e-12, source=exact)
    yield Claim.below(say("Nudging confirms the right slopes"), errors[0], 1e-7, source=exact)
    yield Claim.above(say("Nudging exposes the wrong slopes"), errors[1], 1e-4, source=here)
    yield Claim.above(say("Right slopes read 95% over {n} starts", n=n), read[0], 0.95, source=here)
    yield Claim.above(say("Wrong slopes read 93% over {n} starts", n=n), read[1], 0.93, source=here)
    told = say("The obvious softmax of 32-bit floats ends at a score of 88")
    yield Claim.near(told, most, 88, source="exact: the largest float is e^88.7")
