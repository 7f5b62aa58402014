"""A smaller step does not make a better derivative

To check a gradient, hold it against a difference: (f(x + h) - f(x)) / h, or better the central one,
(f(x + h) - f(x - h)) / 2h. The formula is off by something that shrinks with h, or with h². But the
values of f are rounded, and dividing by h magnifies that. So with smaller steps the error falls,
turns around and rises. The best h is about eps^(1/2), or eps^(1/3) if the difference is central,
where eps is the precision of the numbers. Turn `step` to see a check fail on either side, take
`float32`, or raise `offset`: added to f, it changes no derivative, and spoils the check. A step
into the imaginary subtracts nothing, so it can be as small as you like.
"""

from dataclasses import dataclass

import torch

from quizapp.lab import Axis, Claim, Figure, Line, Metric, Panel, Progress, Rule, knob, say


@dataclass(frozen=True)
class Knobs:
    """How the check is done, and on what."""

    step: float = knob(0.00001, low=1e-12, high=0.1, step=10, help="step h of the check")
    formula: str = knob("central", choices=("forward", "central"), help="difference of the check")
    precision: str = knob("float64", choices=("float64", "float32"), help="numbers of the check")
    offset: float = knob(0.0, low=0, high=10000, step=1000, help="constant added to f")
    points: int = knob(400, low=50, high=4096, step=2, help="random points to take derivatives at")


SMALL = {"points": 100}
STEPS = 10 ** torch.arange(-13, 0.1, 0.25, dtype=torch.float64)  # [S], 1e-13 up to 1
ORDER = {"forward": 1, "central": 2}  # the formula's own error goes with this power of h
PRECISIONS = {"float64": torch.float64, "float32": torch.float32}


def f(a, b, c, offset=0.0):
    """Smooth, and bent in every direction."""
    return a.sin().exp() * b + c**3 * (a * b).tanh() + offset


def on_paper(a, b, c):
    """The derivatives of f by a, b and c, by the rules of school: [N] three times -> [N, 3]."""
    e, t = a.sin().exp(), (a * b).tanh()
    bend = c**3 * (1 - t * t)
    return torch.stack([e * a.cos() * b + bend * b, e + bend * a, 3 * c * c * t], dim=1)


def one_difference(x, i, h):
    """The obvious way: the central one, by one of a, b, c at one point [3], with one step."""
    above, below = x.clone(), x.clone()
    above[i] += h
    below[i] -= h
    return float(f(*above) - f(*below)) / (2 * h)


def differences(x, steps, formula, offset=0.0):
    """All at once: at the points [N, 3], with the steps [S] -> [S, N, 3]."""
    h = steps.to(x)[:, None, None]
    move = h[..., None] * torch.eye(3).to(x)  # [S, 1, 3, 3]: each of a, b, c moves on its own
    above = f(*(x[:, None] + move).unbind(-1), offset)  # [S, N, 3]
    if formula == "forward":
        return (above - f(*x[:, None].unbind(-1), offset)) / h
    return (above - f(*(x[:, None] - move).unbind(-1), offset)) / (2 * h)


def imaginary(x, steps):
    """Steps into the imaginary: that part of f(x + ih) is h·f'(x), to the order of h³."""
    h = steps.to(x)[:, None, None]
    move = 1j * h[..., None] * torch.eye(3).to(x)  # [S, 1, 3, 3]
    return f(*(x[:, None] + move).unbind(-1)).imag / h


def typical(found, exact):
    """The worst of the three derivatives, at the median point: [S, N, 3] -> [S]."""
    return (found - exact).abs().amax(-1).median(-1).values.cpu()


def picture(knobs, errors):
    """The error over the step; errors: name -> [S]."""
    lines = [
        Line(STEPS, errors["forward", "float64"], say("forward")),
        Line(STEPS, errors["central", "float64"], say("central")),
        Line(STEPS, errors["central", "float32"], say("central, float32")),
        Line(STEPS, errors["imaginary"], say("imaginary")),
        Rule(knobs.step, say("step"), vertical=True),
    ]
    h, off = Axis(say("step h"), log=True), Axis(log=True, low=1e-17, high=1e3)
    best = int(errors["central", "float64"].argmin())
    says = say(
        "Central differences do best with a step of {h:.1g}, where they are off by {error:.1g}; "
        "with smaller steps rounding takes over, with larger ones the formula's own error.",
        h=float(STEPS[best]),
        error=float(errors["central", "float64"][best]),
    )
    return Figure([Panel(lines, say("Error of a derivative"), h, off)], says)


def run(knobs, lab):
    """Take derivatives in every way and with every step, and hold them against those on paper."""
    rng = torch.Generator().manual_seed(lab.seed)
    # Numbers that both precisions have, so that moving from one to the other changes nothing.
    x = (2 * torch.rand(knobs.points, 3, generator=rng) - 1).double().to(lab.device)  # [N, 3]
    exact = on_paper(*x.unbind(1))
    errors = {"imaginary": typical(imaginary(x, STEPS), exact)}
    for formula in ORDER:
        yield Progress(len(errors) / 5, say("{formula} differences", formula=formula))
        for name, number in PRECISIONS.items():
            found = differences(x.to(number), STEPS, formula, knobs.offset).double()
            errors[formula, name] = typical(found, exact)
    yield picture(knobs, errors)
    yield from agreement(x[:8], exact[:8])
    x, step = x.to(PRECISIONS[knobs.precision]), STEPS.new_tensor([knobs.step])
    error = float(typical(differences(x, step, knobs.formula, knobs.offset).double(), exact))
    yield Metric("error", error, label=say("error of the check"))
    how = {"way": knobs.formula, "numbers": knobs.precision, "h": knobs.step, "off": knobs.offset}
    text = say("{way} difference of {numbers}, h = {h:g}, offset {off:g}: good to 1e-8", **how)
    yield Claim.below(text, error, 1e-8, source="measured here")
    yield from turning_points(errors, 1 + knobs.offset)


def agreement(x, exact):
    """The library finds the derivatives on paper, and differences come out alike in both ways."""
    leaf = x.clone().requires_grad_()
    library = torch.autograd.grad(f(*leaf.unbind(1)).sum(), leaf)[0]  # [N, 3]
    gap = float((library - exact).abs().max())
    yield Metric("library_gap", gap, label=say("largest difference of paper and library"))
    text = say("The library finds the derivatives on paper")
    yield Claim.below(text, gap, 1e-12, source="exact: the chain rule")
    alone = [[one_difference(point, i, 1e-3) for i in range(3)] for point in x.cpu()]
    together = differences(x, STEPS.new_tensor([1e-3]), "central")[0]  # [N, 3]
    gap = float((together.cpu() - STEPS.new_tensor(alone)).abs().max())
    yield Metric("batch_gap", gap, label=say("one difference at a time against all at once"))
    text = say("Differences taken one by one are those taken all at once")
    yield Claim.below(text, gap, 1e-11, source="exact: the same sums, but for their rounding")


def turning_points(errors, size):
    """How the error falls, and where it turns around for values of f of about this size."""
    error = errors["central", "float64"]
    fall = float(error[-9] / error[-13])  # of h = 1e-2 and 1e-3, where rounding is still nothing
    yield Metric("fall", fall, label=say("error of h = 0.01 over that of 0.001, central"))
    text = say("A tenth of h leaves a hundredth of the error of central differences")
    yield Claim.near(text, fall, 100, relative=0.05, source="exact: the error goes with h²")
    eps = torch.finfo(torch.float64).eps * size  # how far values of this size are rounded
    for formula, order in ORDER.items():
        error, near, n = errors[formula, "float64"], eps ** (1 / (order + 1)), order + 1
        best = float(STEPS[error.argmin()])
        yield Metric(f"best_step_{formula}", best, label=say("best step, {way}", way=formula))
        lowest, label = float(error.min()), say("lowest error, {way}", way=formula)
        yield Metric(f"best_error_{formula}", lowest, label=label)
        text = say("The best step, {way}, is about (eps·|f|)^(1/{n})", way=formula, n=n)
        source = "exact: there rounding, eps·|f|/h, and the formula's own error are alike"
        yield Claim.between(text, best, near / 10, near * 10, source=source)
    lowest = float(errors["central", "float32"].min())
    yield Metric("best_error_float32", lowest, label=say("lowest error, central, float32"))
    error = float(errors["imaginary"][0])
    yield Metric("imaginary_error", error, label=say("error of an imaginary step of 1e-13"))
    source = "Squire and Trapp, Using complex variables to estimate derivatives, 1998"
    yield Claim.below(say("An imaginary step cannot be too small"), error, 1e-14, source=source)
