"""A traced graph keeps the branch that it saw

Tracing runs a function once on an example, and writes down what is done to tensors. Python itself
is not written down: an `if` is decided while tracing, so the graph has one branch, and a `for` is
unrolled, so it has every turn. For a number of the other sign the graph is wrong, with a warning at
best. `torch.compile` traces, too. But where Python looks at a number it ends the graph and starts
another, and it checks at each call what it took for granted: for a new length it traces again.

A tracer of a few lines is compared with `torch.jit.trace`. Turn `example` to trace the other
branch, `turns` for longer graphs, and `dynamic` to let the compiler learn that lengths change.
"""

import warnings
from dataclasses import dataclass

import torch
import torch._dynamo  # what compiles; loading it takes a second or two
from torch.overrides import TorchFunctionMode

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Points, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """What is traced, and with which lengths the compiled function is called."""

    example: float = knob(3.0, low=-4.0, high=4.0, step=0.5, help="number to trace with")
    turns: int = knob(4, low=1, high=32, step=2, help="turns of the loop that is traced")
    lengths: int = knob(4, low=2, high=7, help="lengths that a compiled function is called with")
    dynamic: bool = knob(False, help="let the compiler learn that the length changes")


SMALL = {"lengths": 3}
DOCS = "PyTorch documentation"


def branch(x):
    """Doubles positive numbers, and takes 1 from others: Python has to look."""
    if x.sum() > 0:
        return x * 2
    return x - 1


def loop(x, turns):
    """Two operations, again and again."""
    for _ in range(turns):
        x = x * 2 + 1
    return x


class Recorder(TorchFunctionMode):
    """Writes down each operation on tensors while Python runs."""

    def __init__(self):
        super().__init__()
        self.tape = []

    def __torch_function__(self, function, types, args=(), kwargs=None):
        """Do it, and write down what was done, with what, and what came out."""
        out = function(*args, **(kwargs or {}))
        self.tape.append((function, args, kwargs or {}, out))
        return out


def trace(function, example):
    """Run it once -> the tape, and a function that plays the tape for another input."""
    with Recorder() as recorder:
        result = function(example)

    def replay(x):
        values = {id(example): x}  # what was in the example's run -> what is there now
        for done, args, kwargs, out in recorder.tape:
            values[id(out)] = done(*(values.get(id(a), a) for a in args), **kwargs)
        return values[id(result)]

    return recorder.tape, replay


def by_library(function, example):
    """The same by torch.jit.trace, which warns of the branch (and of its old age)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.jit.trace(function, example, check_trace=False)


def compiled(function, dynamic):
    """The function as torch.compile makes it, and a list to which it adds each graph."""
    graphs = []

    def keep(graph, _):
        graphs.append(graph)
        return graph.forward  # run it as it is, since speed does not matter here

    torch.compiler.reset()  # forget what was compiled before
    return torch.compile(function, backend=keep, dynamic=dynamic), graphs


def picture(knobs, x, real, traced, made):
    """The function and its trace over x [N], and how many graphs the lengths have made so far."""
    panels = [
        Panel(
            [Line(x, real, say("function")), Line(x, traced, say("its trace"))],
            say("Traced with {x:g}", x=knobs.example),
            Axis("x"),
        )
    ]
    if made:
        lengths, graphs = zip(*made, strict=True)
        axes = Axis(say("lengths")), Axis(say("graphs"), low=0)
        panels.append(Panel([Points(lengths, graphs)], say("Graphs of the loop"), *axes))
    wrong = float((traced != real).float().mean())
    text = say("Traced with {x:g}, it is wrong for {w:.0%} of x.", x=knobs.example, w=wrong)
    return Figure(panels, text)


def run(knobs, lab):
    """Trace and compile a branch for numbers of both signs, and a loop for several lengths."""
    x = torch.linspace(-4, 4, 160, device=lab.device)  # as many on either side, and no zero
    example = torch.tensor([knobs.example], device=lab.device)
    _, replay = trace(branch, example)
    real, traced = (torch.cat([f(one) for one in x.split(1)]) for f in (branch, replay))
    yield picture(knobs, x, real, traced, [])

    wrong = float((traced != real).float().mean())
    yield Metric("wrong", wrong, label=say("share of numbers for which the trace is wrong"))
    text = say("Traced with {x:g}, the function is wrong for half of the numbers", x=knobs.example)
    yield Claim.near(text, wrong, 0.5, source="exact: those that would take the other branch")
    library = by_library(branch, example)
    gap = float((torch.cat([library(one) for one in x.split(1)]) - traced).abs().max())
    yield Metric("library_gap", gap, label=say("difference from torch.jit.trace"))
    yield Claim.near(say("torch.jit.trace keeps the same branch"), gap, 0, source=f"{DOCS}: trace")

    fast, graphs = compiled(branch, dynamic=None)
    gap = float((torch.cat([fast(one) for one in x.split(1)]) - real).abs().max())
    yield Metric("compiled_gap", gap, label=say("difference of compiled from plain function"))
    text = say("torch.compile keeps both branches")
    yield Claim.near(text, gap, 0, source=f"{DOCS}: torch.compile")
    yield Metric("pieces", len(graphs), label=say("graphs of the compiled branch"))
    text = say("For that, it cuts the function into several graphs")
    yield Claim.above(text, len(graphs), 1, source=f"{DOCS}: graph breaks")

    tape, _ = trace(lambda x: loop(x, knobs.turns), example)
    yield Metric("operations", len(tape), label=say("operations in the trace of the loop"))
    text = say("A loop with {n} turns becomes {m} operations", n=knobs.turns, m=2 * knobs.turns)
    yield Claim.near(text, len(tape), 2 * knobs.turns, source="exact: two in each turn")

    fast, graphs = compiled(lambda x: loop(x, 2), dynamic=None if knobs.dynamic else False)
    made = []
    for n in range(1, knobs.lengths + 1):
        fast(torch.ones(n + 1, device=lab.device))
        made.append((n, len(graphs)))
        yield picture(knobs, x, real, traced, made)
        yield Progress(n / knobs.lengths, say("{n} lengths", n=n))
    expected = 2 if knobs.dynamic else knobs.lengths
    yield Metric("graphs", len(graphs), label=say("graphs compiled for all lengths"))
    text = say("{n} lengths take {m} graphs", n=knobs.lengths, m=expected)
    yield Claim.near(text, len(graphs), expected, source=f"{DOCS}: dynamic shapes; measured here")
