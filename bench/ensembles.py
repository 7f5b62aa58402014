"""Many small networks at once against one after the other; prints lines of `lab.py`'s table.

Three ways to make one step of gradient descent for E networks: a loop over modules, each with
its optimizer; `vmap` over the gradient; and weights with one more dimension, as demos have them.
All three start at the same weights, and it is checked that they end at the same ones.
"""

import copy
import os
import time
from collections.abc import Callable
from itertools import pairwise

import torch
from measuring import goal, head, median, row
from torch import nn
from torch.func import functional_call, grad, stack_module_state, vmap

NETS = {
    "1-16-1, 64 points": ((1, 16, 1), 64, 256),
    "2-16-16-1, 64 points": ((2, 16, 16, 1), 64, 256),
    "2-8-1, 4 points": ((2, 8, 1), 4, 256),
    "64-32-10, 64 points": ((64, 32, 10), 64, 256),
}
RATE = 0.05
ROUNDS = 5
Step = Callable[[], None]


def module(sizes: tuple[int, ...]) -> nn.Sequential:
    """One network with ReLUs between its layers."""
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class Race:
    """The same networks and data for each way."""

    def __init__(self, sizes: tuple[int, ...], points: int, count: int, device: str) -> None:
        torch.manual_seed(0)
        self.modules = [module(sizes).to(device) for _ in range(count)]
        self.x = torch.randn(points, sizes[0]).to(device)
        self.y = torch.randn(points, sizes[-1]).to(device)

    def loop(self) -> tuple[Step, Callable[[], torch.Tensor]]:
        """One module after the other."""
        nets = [module_copy(net) for net in self.modules]
        optimizers = [torch.optim.SGD(net.parameters(), lr=RATE) for net in nets]

        def step() -> None:
            for net, optimizer in zip(nets, optimizers, strict=True):
                optimizer.zero_grad()
                nn.functional.mse_loss(net(self.x), self.y).backward()
                optimizer.step()

        return step, lambda: torch.stack([net[0].weight.detach() for net in nets])

    def mapped(self) -> tuple[Step, Callable[[], torch.Tensor]]:
        """One gradient mapped over all networks."""
        base = module_copy(self.modules[0])
        parameters, _ = stack_module_state([module_copy(net) for net in self.modules])
        weights = {name: value.detach() for name, value in parameters.items()}

        def loss(own: dict[str, torch.Tensor]) -> torch.Tensor:
            return nn.functional.mse_loss(functional_call(base, own, (self.x,)), self.y)

        gradient = vmap(grad(loss))

        def step() -> None:
            for name, slope in gradient(weights).items():
                weights[name] -= RATE * slope

        return step, lambda: weights["0.weight"]

    def batched(self) -> tuple[Step, Callable[[], torch.Tensor]]:
        """Weights [E, out, in], activations [E, units, points], one product for each layer."""
        linear = [[net[i] for net in self.modules] for i in range(0, len(self.modules[0]), 2)]
        weights, biases = (
            [
                torch.stack([getattr(one, name).detach().clone() for one in layer])
                for layer in linear
            ]
            for name in ("weight", "bias")
        )
        learned = [*weights, *(bias.unsqueeze(2) for bias in biases)]
        learned = [value.requires_grad_() for value in learned]
        layers = list(zip(learned[: len(weights)], learned[len(weights) :], strict=True))
        x = self.x.T.expand(len(self.modules), -1, -1)

        def step() -> None:
            h = x
            for place, (weight, bias) in enumerate(layers):
                h = torch.baddbmm(bias, weight, h)
                h = h.relu() if place < len(layers) - 1 else h
            loss = (h - self.y.T).square().mean(dim=(1, 2)).sum()
            slopes = torch.autograd.grad(loss, learned)
            with torch.no_grad():
                for value, slope in zip(learned, slopes, strict=True):
                    value -= RATE * slope

        return step, lambda: learned[0].detach()


def module_copy(net: nn.Sequential) -> nn.Sequential:
    """A network of its own with the same weights."""
    return copy.deepcopy(net)


def ready(device: str) -> None:
    """Wait until the device has done what it was asked for."""
    if device == "cuda":
        torch.cuda.synchronize()


def seconds(step: Step, steps: int, device: str) -> float:
    """Seconds for one step."""
    ready(device)
    begin = time.perf_counter()
    for _ in range(steps):
        step()
    ready(device)
    return (time.perf_counter() - begin) / steps


def race(race_: Race, device: str, ways: tuple[str, ...]) -> dict[str, float]:
    """The median time of a step of each way, measured in turns."""
    runners = {way: getattr(race_, way)() for way in ways}
    times: dict[str, list[float]] = {way: [] for way in ways}
    for round_ in range(ROUNDS + 1):
        for way, (step, _) in runners.items():
            taken = seconds(step, 3 if way == "loop" else 30, device)
            if round_:  # the first round warms up
                times[way].append(taken)
    return {way: median(values) for way, values in times.items()}


def check(sizes: tuple[int, ...], points: int, device: str) -> None:
    """All ways compute the same: ten steps of eight networks end at the same weights."""
    race_ = Race(sizes, points, 8, device)
    ends = []
    for way in ("loop", "mapped", "batched"):
        step, weights = getattr(race_, way)()
        for _ in range(10):
            step()
        ends.append(weights())
    for end in ends[1:]:
        torch.testing.assert_close(end, ends[0], rtol=1e-3, atol=1e-5)


def main() -> None:
    """Print the tables for the CPU, and for CUDA where it is there."""
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", min(os.cpu_count() or 1, 4))))
    head("256 networks, ms for a step, CPU", "loop", "vmap", "batched", "gain")
    gains = []
    batched_on_cpu = {}
    for name, (sizes, points, count) in NETS.items():
        check(sizes, points, "cpu")
        took = race(Race(sizes, points, count, "cpu"), "cpu", ("loop", "mapped", "batched"))
        batched_on_cpu[name] = took["batched"]
        gains.append(took["batched"] / took["loop"])
        cells = [f"{value * 1000:.2f}" for value in took.values()]
        row(f"  {name}", *cells, f"{took['loop'] / took['batched']:.0f}x")
    goal(gains, 0.1, "of the loop's time")
    if not torch.cuda.is_available():
        print("  (no CUDA here: not measured)")
        return
    head("4,096 networks, ms for a step", "CPU", "CUDA", "gain")
    for name, (sizes, points, _) in NETS.items():
        check(sizes, points, "cuda")
        took_cpu, took_cuda = (
            race(Race(sizes, points, 4096, device), device, ("batched",))["batched"]
            for device in ("cpu", "cuda")
        )
        cells = [f"{value * 1000:.2f}" for value in (took_cpu, took_cuda)]
        row(f"  {name}", *cells, f"{took_cpu / took_cuda:.1f}x")


if __name__ == "__main__":
    main()
