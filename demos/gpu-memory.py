"""Training with Adam takes four times the memory of the weights, and activations on top

Besides the weights there are as many gradients, and Adam keeps two more numbers for each: 16 bytes
a parameter. Backward also needs what forward computed, for every image of the batch. With full
layers the weights make up most of it; a convolution has few weights but keeps whole images, so
there the activations do. Hooks that see what autograd saves count them to the byte; where there is
CUDA, its own peak is compared. What helps if memory runs out? Half the batch keeps half the
activations, but no fewer weights; and `no_grad`, for evaluation, keeps nothing.
"""

import gc
from dataclasses import dataclass
from functools import partial

import torch
from torch import nn
from torch.nn import functional as F

from quizapp.lab import Bars, Claim, Figure, Metric, Panel, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """Two networks that read color images of 32x32, and how they are trained."""

    width: int = knob(512, low=64, high=2048, step=2, help="units in a full layer")
    channels: int = knob(16, low=4, high=32, step=2, help="channels of a convolution")
    depth: int = knob(3, low=1, high=6, step=1, help="hidden layers of both networks")
    batch: int = knob(64, low=2, high=512, step=2, help="images in a batch")
    optimizer: str = knob("adam", choices=("sgd", "momentum", "adam"), help="what takes the steps")


SMALL = {"batch": 32, "width": 256}
NAMES, PIXELS, CLASSES, MIB = ("Linear", "Conv2d"), 32 * 32, 10, 2**20
OPTIMIZERS = {  # fused: a step needs no memory on the side
    "sgd": partial(torch.optim.SGD, lr=0.01, fused=True),
    "momentum": partial(torch.optim.SGD, lr=0.01, momentum=0.9, fused=True),
    "adam": partial(torch.optim.Adam, lr=0.001, fused=True),
}
BYTES = {"sgd": 8, "momentum": 12, "adam": 16}  # a parameter: 4 each for it, gradient and states


def networks(knobs):
    """One of full layers, and one of 3x3 convolutions that keep the size of the images."""
    full, conv, width, channels = [nn.Flatten()], [], 3 * PIXELS, 3
    for _ in range(knobs.depth):
        full += [nn.Linear(width, knobs.width), nn.ReLU()]
        conv += [nn.Conv2d(channels, knobs.channels, 3, padding=1), nn.ReLU()]
        width, channels = knobs.width, knobs.channels
    full += [nn.Linear(width, CLASSES)]
    conv += [nn.AvgPool2d(32), nn.Flatten(), nn.Linear(channels, CLASSES)]
    return nn.Sequential(*full), nn.Sequential(*conv)


def by_formula(knobs, batch):
    """Bytes that both networks keep: inputs, hidden units, log-probabilities, and answers."""
    hidden = knobs.depth * knobs.width, (knobs.depth * PIXELS + 1) * knobs.channels
    return [batch * (4 * (3 * PIXELS + units + CLASSES) + 8) for units in hidden]


def kept(net, x, y):
    """Bytes that autograd keeps of the forward pass; what shares memory counts once."""
    weights = {weight.data_ptr() for weight in net.parameters()}
    sizes = {}

    def see(tensor):
        memory = tensor.untyped_storage()
        if memory.data_ptr() not in weights:
            sizes[memory.data_ptr()] = memory.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(see, lambda tensor: tensor):
        F.cross_entropy(net(x), y)
    return sum(sizes.values())


def held(net, knobs, x, y):
    """Take a step, and count the bytes that stay: weights, gradients, the optimizer's states."""
    optimizer = OPTIMIZERS[knobs.optimizer](net.parameters())
    for _ in range(2):  # in the second step all of it is there from the start
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
    weights = list(net.parameters())
    states = [each for state in optimizer.state.values() for each in state.values()]
    states = [each for each in states if torch.is_tensor(each) and each.dim()]  # no counters
    groups = weights, [weight.grad for weight in weights], states
    return [sum(each.nbytes for each in group) for group in groups]


def cuda_peak(knobs, x, y):
    """How many bytes CUDA says were in use at most, training with full layers."""
    for _ in range(2):  # the first time, libraries take memory of their own and keep it
        gc.collect()
        before = torch.cuda.memory_allocated()
        torch.cuda.reset_peak_memory_stats()
        held(networks(knobs)[0].to(x.device), knobs, x.clone(), y.clone())
    return torch.cuda.max_memory_allocated() - before


def picture(stays, kept_by):
    """MiB of both networks: what stays [2][3], and what is kept for backward [2][3]."""
    parts = [say("weights"), say("gradients"), say("states"), say("activations")]
    ways = [say("whole batch"), say("half of it"), say("no_grad")]
    left, right = [], []
    for name, rest, more in zip((say("full"), say("convolutional")), stays, kept_by, strict=True):
        left.append(Bars(parts, [each / MIB for each in (*rest, more[0])], name))
        right.append(Bars(ways, [each / MIB for each in more], name))
    panels = [Panel(left, say("In training, MiB")), Panel(right, say("Kept for backward, MiB"))]
    says = say(
        "For the batch, full layers keep {full:.3g} MiB, {percent:.0%} of the weights' memory, "
        "convolutions {conv:.3g} MiB, {times:.0f} times theirs.",
        full=kept_by[0][0] / MIB,
        percent=kept_by[0][0] / stays[0][0],
        conv=kept_by[1][0] / MIB,
        times=kept_by[1][0] / stays[1][0],
    )
    return Figure(panels, says)


def run(knobs, lab):
    """Count what stays and what is kept; this does not depend on the numbers, nor on a seed."""
    x = torch.rand(knobs.batch, 3, 32, 32).to(lab.device)
    y = torch.randint(CLASSES, (knobs.batch,)).to(lab.device)
    half = [each[: knobs.batch // 2].clone() for each in (x, y)]
    stays, kept_by, counts = [], [], []
    for net in networks(knobs):
        stays.append(held(net.to(lab.device), knobs, x, y))
        with torch.no_grad():
            nothing = kept(net, x, y)
        kept_by.append([kept(net, x, y), kept(net, *half), nothing])
        counts.append(sum(weight.numel() for weight in net.parameters()))
        yield Progress(len(counts) / 2, say("networks counted: {n} of 2", n=len(counts)))
    yield picture(stays, kept_by)

    each, expected = sum(stays[0]) / counts[0], BYTES[knobs.optimizer]
    yield Metric("bytes_per_parameter", each, "bytes", say("weight, gradient and states"))
    text = say("A parameter takes {n} bytes with {name}", n=expected, name=knobs.optimizer)
    yield Claim.near(text, each, expected, absolute=0.0, source="exact: float32 numbers")
    formulas, shares = by_formula(knobs, knobs.batch), []
    for name, rest, more, formula in zip(NAMES, stays, kept_by, formulas, strict=True):
        label = say("{name}: activations", name=name)
        yield Metric(f"activations_{name.lower()}", more[0] / MIB, "MiB", label)
        shares.append(more[0] / (sum(rest) + more[0]))
        label = say("{name}: activations' share of the memory", name=name)
        yield Metric(f"share_{name.lower()}", shares[-1], label=label)
        text = say("{name}: what is kept for the batch is what the formula says", name=name)
        source = "exact: inputs, outputs of hidden layers, log-probabilities, answers"
        yield Claim.near(text, more[0], formula, relative=0.01, source=source)
    text = say("Activations take less than half of the memory with full layers")
    yield Claim.below(text, shares[0], 0.5, source="measured here")
    text = say("They take over nine tenths with convolutions")
    yield Claim.above(text, shares[1], 0.9, source="measured here")
    text, nothing = say("Under no_grad nothing is kept"), kept_by[0][2] + kept_by[1][2]
    yield Claim.near(text, nothing, 0, absolute=0, source="exact: there is no graph")
    if lab.device == "cuda":
        total, peak = sum(stays[0]) + kept_by[0][0], cuda_peak(knobs, x, y)
        yield Metric("cuda_peak", peak / MIB, "MiB", say("Linear: the most that CUDA had in use"))
        text = say("With full layers, CUDA's peak is near what was counted")
        yield Claim.near(text, peak, total, relative=0.2, source="measured here")
