"""A test that leaks into training measures the leak

A score on unseen examples is honest as long as nothing about them was known before. Three ways to
know something break it, shown with the simplest learner there is, which answers with the label of
the nearest example. First: choose the features that fit the labels best, on all examples, and
cross-validate afterwards. With labels drawn by coin there is nothing to learn, yet the score is
nearly perfect; choose anew within each fold, and it is one half. Second: test on copies of what
was learned. Third: split digits at random, so that a writer's hand is on both sides.

The first trap needs many `features` for few `examples`; give it more examples and it closes.
`copies` sets the second: labels may be nonsense, the score follows the share of copies.
"""

from dataclasses import dataclass

import torch

from quizapp.lab import Axis, Bars, Claim, Figure, Line, Metric, Panel, Progress, digits, knob, say


@dataclass(frozen=True)
class Knobs:
    """How large the traps are."""

    features: int = knob(5000, low=50, high=5000, step=2, help="features of noise to choose from")
    keep: int = knob(50, low=1, high=50, step=2, help="features that are chosen")
    examples: int = knob(50, low=20, high=500, step=10, help="examples with labels drawn by coin")
    copies: float = knob(0.3, low=0.0, high=1.0, step=0.1, help="share of the test seen before")
    runs: int = knob(40, low=10, high=4096, step=2, help="repetitions, each with new noise")


SMALL = {"runs": 10}
FOLDS = 5
AT_ONCE = 10  # repetitions computed in one step
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)  # of copies


def nearest_one(examples, labels, query):
    """The obvious way: go through the examples and keep the label of the nearest one."""
    answer, least = None, float("inf")
    for example, label in zip(examples, labels, strict=True):
        distance = sum((a - b) ** 2 for a, b in zip(example, query, strict=True))
        if distance < least:
            answer, least = label, distance
    return answer


def nearest(examples, labels, queries):
    """For many queries in R repetitions: [R, N, D], [R, N], [R, M, D] -> answers [R, M]."""
    return labels.gather(1, torch.cdist(queries, examples).argmin(2))


def choose(x, y, keep):
    """The columns of x [R, N, D] that go most with the labels y [R, N], [R, keep]."""
    pulls = (y - y.mean(1, keepdim=True))[:, None] @ x  # [R, 1, D], covariances
    return pulls[:, 0].abs().topk(keep).indices


def cross_validate(x, y, keep, leak):
    """Scores [R] of the nearest neighbour; where `leak`, choosing has seen the test examples."""
    fold, right = torch.arange(x.shape[1], device=x.device) % FOLDS, []
    for k in range(FOLDS):
        train, test = fold != k, fold == k
        columns = choose(x, y, keep) if leak else choose(x[:, train], y[:, train], keep)
        few = x.gather(2, columns[:, None].expand(-1, x.shape[1], -1))  # [R, N, keep]
        right.append(nearest(few[:, train], y[:, train], few[:, test]) == y[:, test])
    return torch.cat(right, 1).float().mean(1)


def score_copies(x, share, generator):
    """The score where a share of the test are copies, for digits x [N, 64] with random labels."""
    half = len(x) // 2
    labels = torch.randint(10, (2 * half,), generator=generator).to(x.device)
    train, test = torch.arange(half), torch.arange(half, 2 * half)
    copied = round(share * half)
    test[:copied] = train[:copied]
    answers = nearest(x[None, train], labels[None, train], x[None, test])
    return float((answers == labels[test]).float().mean())


def score_folds(distances, y, fold):
    """The score where each digit asks the nearest in other folds: [N, N], labels and folds [N]."""
    together = fold[:, None] == fold
    return float((y[distances.masked_fill(together, float("inf")).argmin(1)] == y).float().mean())


def picture(honest, leaking, copied):
    """Scores of the three traps avoided and not [3], and the scores by share of copies [5]."""
    names = say("choosing"), say("copies"), say("writers")
    bars = [Bars(names, honest, say("honest")), Bars(names, leaking, say("leaking"))]
    formula = [each + (1 - each) / 10 for each in SHARES]
    marks = [Line(SHARES, formula, say("formula")), Line(SHARES, copied, say("measured"))]
    score = Axis(say("score"), low=0, high=1)
    says = say(
        "Labels drawn by coin are answered with a score of {leak:.1%} where all examples helped to "
        "choose the features, and of {honest:.1%} where not.",
        leak=leaking[0],
        honest=honest[0],
    )
    curve = Panel(marks, say("Random labels"), Axis(say("share of copies")), score)
    return Figure([Panel(bars, say("Three leaks"), y=score), curve], says)


def run(knobs, lab):
    """Fall into each trap, and avoid it."""
    generator = torch.Generator().manual_seed(lab.seed)
    pixels, digit = (torch.from_numpy(each).to(lab.device) for each in digits())
    order = torch.randperm(len(pixels), generator=generator)
    mixed = pixels[order]
    copied = [score_copies(mixed, share, generator) for share in SHARES]
    distances = torch.cdist(pixels, pixels)  # [1797, 1797]
    fold = torch.arange(len(pixels), device=lab.device) * FOLDS // len(pixels)  # writers in turn
    honest = [0.0, copied[0], score_folds(distances, digit, fold)]
    leaking = [0.0, score_copies(mixed, knobs.copies, generator)]
    leaking.append(score_folds(distances, digit, fold[order]))
    scores = torch.empty(2, 0)  # of choosing within the folds, and on all examples
    while scores.shape[1] < knobs.runs:
        size = min(AT_ONCE, knobs.runs - scores.shape[1])
        x = torch.randn(size, knobs.examples, knobs.features, generator=generator).to(lab.device)
        y = torch.randint(2, (size, knobs.examples), generator=generator).float().to(lab.device)
        both = [cross_validate(x, y, knobs.keep, leak).cpu() for leak in (False, True)]
        scores = torch.cat([scores, torch.stack(both)], 1)
        honest[0], leaking[0] = scores.mean(1).tolist()
        done = scores.shape[1]
        yield Progress(done / knobs.runs, say("{n} repetitions", n=done))
        if lab.frame_due() or done == knobs.runs:
            yield picture(honest, leaking, copied)
    known, labels, queries = pixels[:100], digit[:100], pixels[100:110]
    slow = [nearest_one(known.tolist(), labels.tolist(), query) for query in queries.tolist()]
    fast = nearest(known[None], labels[None], queries[None])[0].tolist()
    differ = sum(a != b for a, b in zip(slow, fast, strict=True))
    sure = 5 * float(scores[0].std()) / knobs.runs**0.5
    yield from conclude(knobs, honest, leaking, sure, differ)


def conclude(knobs, honest, leaking, sure, differ):
    """What was measured, and which claims hold."""
    yield Metric("choosing_honest", honest[0], label=say("chosen within each fold"))
    yield Metric("choosing_leak", leaking[0], label=say("chosen on all examples"))
    yield Metric("copies_honest", honest[1], label=say("tested on new digits, random labels"))
    yield Metric("copies_leak", leaking[1], label=say("tested on some copies, random labels"))
    yield Metric("writers_honest", honest[2], label=say("digits of other writers"))
    yield Metric("writers_leak", leaking[2], label=say("digits of the same writers"))

    told = say("The nearest of all at once is the nearest one by one")
    yield Claim.near(told, differ, 0, source="exact: the same distances")
    told = say("Over {n} repetitions, choosing on all examples scores above 80 %", n=knobs.runs)
    source = "measured here; the trap: Hastie, Tibshirani and Friedman 2009, section 7.10.2"
    yield Claim.above(told, leaking[0], 0.8, source=source)
    told = say("Choosing within each fold scores one half, as fair coins must")
    source = "exact: no label tells of another; five standard errors"
    yield Claim.near(told, honest[0], 0.5, absolute=sure, source=source)
    share = knobs.copies
    told = say("With {share:.0%} copies, random labels score as the formula says", share=share)
    expected = share + (1 - share) / 10
    sure = 5 * (0.09 * (1 - share) / 898) ** 0.5 + 1e-3  # only whole digits are copied
    source = "exact: every copy scores, and a tenth of the rest; five standard errors"
    yield Claim.near(told, leaking[1], expected, absolute=sure, source=source)
    told = say("Splitting at random, with writers on both sides, adds more than 1 point")
    yield Claim.above(told, leaking[2] - honest[2], 0.01, source="measured here")
