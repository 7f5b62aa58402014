"""The gradient-check demo: its ways to a derivative agree, and the check fails where it should."""

from types import ModuleType

import pytest
from holding import below, broken, events_of, last_figure, metrics_of, near, within

torch = pytest.importorskip("torch")

DEMO = "numerical-gradient"
CLAIMS = 7
CUDA = {
    "library_gap": below(1e-12),
    "batch_gap": below(1e-11),
    "imaginary_error": below(1e-14),
    "error": within(5),  # this is rounding, which differs
    "best_*": within(5),
    "fall": near(rel=1e-2),
}
CHECK = "{} difference of {}, h = {:g}, offset {:g}: good to 1e-8"


@pytest.mark.parametrize(
    ("formula", "precision", "step", "offset"),
    [
        ("central", "float64", 1e-1, 0),
        ("central", "float64", 1e-12, 0),
        ("central", "float64", 1e-5, 10000),
        ("central", "float32", 1e-3, 0),
        ("forward", "float64", 1e-5, 0),
    ],
)
def test_a_bad_check_is_told_and_nothing_else_breaks(
    demo: ModuleType, formula: str, precision: str, step: float, offset: float
) -> None:
    knobs = {"formula": formula, "precision": precision, "step": step, "offset": offset}
    told = CHECK.format(formula, precision, step, offset)
    assert broken(events_of(demo, 0, **demo.SMALL | knobs)) == [told]


@pytest.mark.parametrize("formula", ["forward", "central"])
def test_every_step_at_every_point_is_the_difference_quotient(
    demo: ModuleType, formula: str
) -> None:
    x, steps = torch.rand(4, 3, dtype=torch.float64), torch.tensor([0.5, 0.01]).double()
    found = demo.differences(x, steps, formula, 2.0)
    for s, h in enumerate(steps.tolist()):
        for n in range(4):
            for i in range(3):
                move = h * torch.eye(3).double()[i]
                low = x[n] - move if formula == "central" else x[n]
                rise = demo.f(*(x[n] + move)) - demo.f(*low)
                width = 2 * h if formula == "central" else h
                assert float(found[s, n, i]) == pytest.approx(float(rise) / width, abs=1e-11)


def test_the_check_agrees_with_the_librarys_own(demo: ModuleType) -> None:
    x = [row.clone().requires_grad_() for row in torch.rand(3, 5, dtype=torch.float64)]
    assert torch.autograd.gradcheck(demo.f, x, eps=1e-5, atol=1e-8)
    library = torch.autograd.grad(demo.f(*x).sum(), x)
    assert torch.allclose(torch.stack(library, 1), demo.on_paper(*(row.detach() for row in x)))


def test_an_imaginary_step_loses_nothing_however_small(demo: ModuleType) -> None:
    x = torch.rand(9, 3, dtype=torch.float64)
    found = demo.imaginary(x, torch.tensor([1e-8, 1e-100], dtype=torch.float64))
    assert float((found - demo.on_paper(*x.unbind(1))).abs().max()) < 1e-14


def test_the_last_figure_shows_what_was_measured(demo: ModuleType) -> None:
    events = events_of(demo, 0, **demo.SMALL)
    metrics = metrics_of(events)
    forward, central, single, _, chosen = last_figure(events).panels[0].marks
    assert float(forward.y.min()) == metrics["best_error_forward"]
    assert float(central.y.min()) == metrics["best_error_central"]
    assert float(single.y.min()) == metrics["best_error_float32"]
    assert float(central.x[central.y.argmin()]) == metrics["best_step_central"]
    assert chosen.at == 1e-5
