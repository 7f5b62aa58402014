"""No line separates XOR, and two ReLUs do

A linear unit answers by the side of a line on which a point lies. XOR wants the corners (0, 1) and
(1, 0) on one side, (0, 0) and (1, 1) on the other, and no line does that: the best has three of the
four right. If the unit may answer with any number, 1/2 everywhere is its best, a mean squared error
of 1/4, and training ends there from every start. AND and OR are within its reach: turn `gate`.

Two ReLUs suffice, since relu(a + b) - 2 relu(a + b - 1) rises to 1 and bends back to 0. That such
weights exist does not mean that every start finds them. Turn `hidden` up, and more starts do.
"""

from dataclasses import dataclass

import torch

from quizapp.lab import Axis, Claim, Figure, Heatmap, Metric, Panel, Points, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """What is to be learned, and by what."""

    gate: str = knob("XOR", choices=("XOR", "XNOR", "AND", "OR", "NAND"), help="what is learned")
    hidden: int = knob(2, low=1, high=16, step=2, help="ReLUs of every network")
    runs: int = knob(128, low=16, high=4096, step=2, help="units, and networks, that are trained")
    steps: int = knob(400, low=50, high=1600, step=2, help="training steps")
    learning_rate: float = knob(0.05, low=0.005, high=0.2, step=2, help="length of a step")


SMALL = {"runs": 64, "steps": 300}
CORNERS = torch.tensor([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])  # [2, 4], a above b
BY_SUM = {"XOR": (0, 1, 0), "XNOR": (1, 0, 1), "AND": (0, 0, 1), "OR": (0, 1, 1), "NAND": (1, 1, 0)}
SOLVED = 1e-3


def wanted(gate):
    """What the gate answers at the corners [4]: all these gates depend on a + b alone."""
    return torch.tensor(BY_SUM[gate]).float()[CORNERS.sum(0).long()]


def by_hand(gate):
    """Weights of two ReLUs that look at a + b: a slope from 0 on, and a bend at 1."""
    low, middle, high = BY_SUM[gate]
    return [(1, 1), (1, 1)], [0, -1], [middle - low, high - 2 * middle + low], low


def one_by_one(w1, b1, w2, b2, a, b):
    """The obvious way to answer: one network, one point, one ReLU after the other."""
    total = b2
    for (from_a, from_b), bias, weight in zip(w1, b1, w2, strict=True):
        total += weight * max(0, from_a * a + from_b * b + bias)
    return total


def lines():
    """Which corners lie beyond a line, for lines of all directions and distances -> [L, 4]."""
    angles = torch.arange(0, 360, 3).deg2rad()
    directions = torch.stack([angles.cos(), angles.sin()], dim=1)  # [A, 2]
    distances = torch.linspace(-1.45, 1.45, 59)[:, None]  # [D, 1]
    return ((directions @ CORNERS)[:, None] > distances).flatten(0, 1)  # from [A, D, 4]


def newborn(runs, hidden, rng, device):
    """Weights of linear units 2-1, and of networks 2-H-1, drawn as PyTorch does it."""
    shapes = (runs, 1, 2), (runs, 1, 1), (runs, hidden, 2), (runs, hidden, 1)
    shapes = *shapes, (runs, 1, hidden), (runs, 1, 1)
    reach = [2**-0.5] * 4 + [hidden**-0.5] * 2  # uniform up to 1/sqrt(inputs)
    drawn = [2 * torch.rand(shape, generator=rng) - 1 for shape in shapes]
    return [(w * r).to(device).requires_grad_() for w, r in zip(drawn, reach, strict=True)]


def answer(weights, x):
    """What all units and all networks answer at the points [2, P] -> [2, R, P]."""
    w, b, w1, b1, w2, b2 = weights
    units = w @ x + b  # [R, 1, P]
    networks = w2 @ torch.relu(w1 @ x + b1) + b2  # [R, 1, H] @ [R, H, P] -> [R, 1, P]
    return torch.cat([units, networks], dim=1).transpose(0, 1)


def picture(knobs, step, weights, losses):
    """What the best unit and the best network answer around the corners; losses [2, R]."""
    ticks, ends = torch.linspace(-0.5, 1.5, 41, device=losses.device), (-0.5, 1.5)
    plane = torch.stack(torch.meshgrid(ticks, ticks, indexing="xy")).flatten(1)  # [2, G * G]
    unit, network = losses.argmin(1).tolist()
    best = [w.detach()[[unit, network]] for w in weights]
    answers = answer(best, plane).unflatten(2, (41, 41)).clamp(0, 1)  # [2, 2, G, G]
    answers[..., 0, 0], answers[..., -1, -1] = 0, 1  # a color means the same in both panels
    zeros, ones = (Points(*CORNERS[:, wanted(knobs.gate) == bit], str(bit)) for bit in (0, 1))
    left = [Heatmap(answers[0, 0], ends, ends), zeros, ones]
    right = [Heatmap(answers[1, 1], ends, ends), zeros, ones]
    panels = [
        Panel(left, say("One linear unit"), Axis("a"), Axis("b")),
        Panel(right, say("A network, ReLUs: {n}", n=knobs.hidden), Axis("a"), Axis("b")),
    ]
    says = say(
        "After {step} steps at {gate} the best linear unit has an error of {unit:.3f}, the best "
        "network one of {network:.3f}, and {solved:.0%} of the networks solve it.",
        step=step,
        gate=knobs.gate,
        unit=float(losses[0, unit]),
        network=float(losses[1, network]),
        solved=float((losses[1] < SOLVED).float().mean()),
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Try all lines, then train linear units and networks side by side."""
    gate, n, answers = knobs.gate, knobs.runs, wanted(knobs.gate)
    weights = newborn(n, knobs.hidden, torch.Generator().manual_seed(lab.seed), lab.device)
    descent = torch.optim.SGD(weights, lr=knobs.learning_rate, momentum=0.9)
    corners, targets = CORNERS.to(lab.device), answers.to(lab.device)
    for step in range(knobs.steps + 1):
        losses = (answer(weights, corners) - targets).square().mean(2)  # [2, R]
        if lab.frame_due() or step == knobs.steps:
            yield picture(knobs, step, weights, losses.detach())
            yield Progress(step / knobs.steps, say("training {n} of each", n=n))
        descent.zero_grad()
        losses.sum().backward()  # each has its own weights, so its own gradient
        descent.step()

    *_, w1, b1, w2, b2 = (w.detach().cpu() for w in weights)
    first = w1[0].tolist(), b1[0, :, 0].tolist(), w2[0, 0].tolist(), float(b2[0])
    alone = torch.tensor([one_by_one(*first, a, b) for a, b in CORNERS.T.tolist()])
    gap = float((answer(weights, corners)[1, 0].detach().cpu() - alone).abs().max())
    yield Metric("batch_gap", gap, label=say("one network alone against all at once"))
    text = say("A network answers alone what it answers among {n}", n=n)
    yield Claim.below(text, gap, 1e-5, source="exact: the same sums, but for rounding")
    units, networks = losses.detach().cpu()
    misfit = float(answers[0] - answers[1] - answers[2] + answers[3]) ** 2 / 16
    yield from without_training(gate, answers, separable=misfit < 1 / 4)
    yield Metric("linear_mse", float(units.min()), label=say("lowest error of a linear unit"))
    text = say("All {n} linear units, taught {gate}, end at {mse:g}", n=n, gate=gate, mse=misfit)
    source = "exact: the error is convex, and (y00 - y01 - y10 + y11)²/16 is beyond any plane"
    yield Claim.below(text, float((units - misfit).abs().max()), 1e-3, source=source)
    best, solved = float(networks.min()), float((networks < SOLVED).float().mean())
    yield Metric("network_mse", best, label=say("lowest error of a network"))
    yield Metric("solved", solved, label=say("share of networks that solve it"))
    text = say("Of {n} networks (ReLUs: {h}), some solve {gate}", n=n, h=knobs.hidden, gate=gate)
    yield Claim.below(text, best, SOLVED, source="measured here")


def without_training(gate, answers, separable):
    """What lines can do, and two ReLUs whose weights are set by hand."""
    beyond, most = lines(), 4 if separable else 3
    right = int((beyond == answers.bool()).sum(1).max())
    yield Metric("corners_right", right, label=say("corners that the best line has right"))
    text = say("The best line has {most} of the 4 corners of {gate} right", most=most, gate=gate)
    source = "exact: Minsky and Papert, Perceptrons, 1969; four inequalities contradict each other"
    yield Claim.near(text, right, most, source=source)
    gates = len((beyond.int() * torch.tensor([1, 2, 4, 8])).sum(1).unique())
    yield Metric("gates", gates, label=say("gates of two inputs that lines make"))
    text = say("Lines make 14 of the 16 gates of two inputs")
    yield Claim.near(text, gates, 14, source="exact: all but XOR and its opposite")
    hand = torch.tensor([one_by_one(*by_hand(gate), a, b) for a, b in CORNERS.T.tolist()])
    missed = float((hand - answers).abs().max())
    yield Metric("hand_error", missed, label=say("largest error of two ReLUs, set by hand"))
    text = say("Two ReLUs, set by hand, answer {gate} without error", gate=gate)
    yield Claim.near(text, missed, 0.0, source="exact: a polyline through three points")
