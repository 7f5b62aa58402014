"""One walk backward finds every derivative

The chain rule says: follow every path from the loss to x, multiply the slopes on the way, add up
the paths. Taken literally that is hopeless: paths double wherever a value is used twice.
Backpropagation adds up what arrives at a node before it goes on, so it passes every edge of the
graph just once, whatever the number of paths. Turn `depth` and see both counts.

The graph f = (x + y)z with the loss (f - target)² fits on paper. Where one step takes f depends on
which of x, y and z are trained; a question about it has to say so.
"""

from dataclasses import dataclass

import numpy as np
import torch

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Points, Progress, Rule, knob, say


@dataclass(frozen=True)
class Knobs:
    """Where the small graph starts and how it learns, and how deep the other graph is."""

    x: float = knob(-2.0, low=-5, high=5, step=0.5, help="where x starts; y starts at 5")
    z: float = knob(-4.0, low=-5, high=5, step=0.5, help="where z starts")
    target: float = knob(-10.0, low=-20, high=20, step=1, help="what f should become")
    learning_rate: float = knob(0.01, low=0.0001, high=0.1, step=2, help="length of a step")
    depth: int = knob(12, low=1, high=16, help="blocks v + w·v in the deep graph")


SMALL = {"depth": 8}
Y, STEPS = 5.0, 40
TRAINED = {"z": "z", "x, y": "xy", "x, y, z": "xyz"}


class Node:
    """A number that knows its parts, and its slope in the direction of each of them."""

    def __init__(self, value, parts=()):
        self.value, self.parts, self.grad = value, parts, 0.0

    def __add__(self, other):
        return Node(self.value + other.value, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Node(self.value * other.value, ((self, other.value), (other, self.value)))


def by_paths(node, wanted, visits):
    """The obvious way: the derivative by one input, as the sum over all paths to it."""
    visits.append(node)
    if node is wanted:
        return 1.0
    return sum(slope * by_paths(part, wanted, visits) for part, slope in node.parts)


def parts_first(node, order):
    """The node and all below it, each after its parts, as the keys of a dict."""
    if node not in order:
        for part, _ in node.parts:
            parts_first(part, order)
        order[node] = None
    return order


def backward(loss):
    """The fast way: every derivative in one walk -> how many edges it passed."""
    loss.grad, edges = 1.0, 0
    for node in reversed(parts_first(loss, {})):
        for part, slope in node.parts:
            part.grad += slope * node.grad  # added up, since a part may be used more than once
            edges += 1
    return edges


def small(x, y, z, minus_target):
    """The small graph -> f, loss; from nodes, or from the library's numbers."""
    f = (x + y) * z
    miss = f + minus_target
    return f, miss * miss


def deep(x, *weights):
    """The deep graph: every block uses the value before it twice, as in a residual network."""
    for w in weights:
        x = x + w * x
    return x


def descend(knobs, trained):
    """The value of f at every step [STEPS + 1], where only the letters in `trained` move."""
    at, path = {"x": knobs.x, "y": Y, "z": knobs.z}, []
    for _ in range(STEPS + 1):
        nodes = {name: Node(value) for name, value in at.items()}
        f, loss = small(**nodes, minus_target=Node(-knobs.target))
        backward(loss)
        path.append(f.value)
        for name in trained:
            at[name] -= knobs.learning_rate * nodes[name].grad
    return np.array(path)


def picture(knobs, paths, counts):
    """Where f goes, and what derivatives cost; counts are depth, visits, edges [D, 3]."""
    depths, visits, edges = np.array(counts).T
    moves = [Line(np.arange(STEPS + 1), path, names) for names, path in paths.items()]
    costs = [Line(depths, visits, say("path by path")), Points(depths, edges, say("one walk"))]
    reach = 1.3 * abs(paths["z"][0] - knobs.target) + 0.1
    f = Axis("f", low=knobs.target - reach, high=knobs.target + reach)
    panels = [
        Panel([*moves, Rule(knobs.target)], say("f, by what is trained"), Axis(say("step")), f),
        Panel(costs, say("Visits for a derivative"), Axis(say("blocks")), Axis(log=True)),
    ]
    says = say(
        "One step takes f to {z:.6g} if z is trained and to {all:.6g} if x, y and z are; "
        "in the deep graph all paths take {visits} visits, and one walk passes {edges} edges.",
        z=float(paths["z"][1]),
        all=float(paths["x, y, z"][1]),
        visits=counts[-1][1],
        edges=counts[-1][2],
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Train the small graph, then find the derivatives of ever deeper graphs in both ways."""
    paths = {names: descend(knobs, trained) for names, trained in TRAINED.items()}
    numbers, counts = [1.0, *lab.rng.uniform(-0.5, 0.5, knobs.depth)], []
    for n in range(1, knobs.depth + 1):
        nodes, visits = [Node(number) for number in numbers[: n + 1]], []
        end = deep(*nodes)
        slope = by_paths(end, nodes[0], visits)
        counts.append((n, len(visits), backward(end)))
        if lab.frame_due() or n == knobs.depth:
            yield picture(knobs, paths, counts)
            yield Progress(n / knobs.depth, say("following the paths of {n} blocks", n=n))

    inputs = torch.tensor(numbers, dtype=torch.float64, requires_grad=True)  # [1 + D]
    library = torch.autograd.grad(deep(*inputs), inputs)[0].tolist()
    gap = max(abs(node.grad - its) for node, its in zip(nodes, library, strict=True))
    gap = max(gap, abs(slope - library[0]))
    yield Metric("slope", slope, label=say("derivative of the deep graph in its input"))
    yield Metric("gap", gap, label=say("largest difference of paths, walk and library"))
    yield Claim.below(say("Paths, walk and library agree"), gap, 1e-12, source="exact: chain rule")
    _, visits, edges = counts[-1]
    yield Metric("visits", visits, label=say("visits to follow all paths"))
    yield Metric("edges", edges, label=say("edges passed in one walk backward"))
    text = say("Paths double with every block: n = {n} blocks take 4·2^n - 3 visits", n=n)
    yield Claim.near(text, visits, 4 * 2**n - 3, source="exact: V(n) = 2·V(n - 1) + 3")
    text = say("One walk passes 4 edges for every block, and that is all")
    yield Claim.near(text, edges, 4 * n, source="exact: a sum has two parts, and so has a product")

    q, z, rate = knobs.x + Y, knobs.z, knobs.learning_rate
    by_f = 2 * (q * z - knobs.target)  # times q by z, and times z by x, by y and by q
    next_q, next_z = q - 2 * rate * z * by_f, z - rate * q * by_f  # x and y both move q
    for names, f in {"z": q * next_z, "x, y": next_q * z, "x, y, z": next_q * next_z}.items():
        found, label = paths[names][1], say("f after one step, {names} trained", names=names)
        yield Metric("f_" + TRAINED[names], found, label=label)
        text = say("With {names} trained, one step takes f to {f:.6g}", names=names, f=f)
        yield Claim.near(text, found, f, absolute=1e-9, source="exact: the chain rule on paper")
