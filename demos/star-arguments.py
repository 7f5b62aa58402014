"""Values go by place, names by name, and stars take what is left

In a call, `*values` spreads values over places, and `**named` a dict over names. In a signature,
the same stars gather what no other parameter takes: `*args` values in a tuple, `**kwargs` names in
a new dict. What stands before `/` cannot be named, what stands after `*` or `*args` has to be.

So there are three steps, as in `by_hand`: hand out the values, hand out the names, gather what is
left. A parameter with no value or with two, and a value or a name that nobody takes: each is a
`TypeError`. Thousands of real calls agree. Turn `signature`, and see which calls still fit.
"""

import math
from dataclasses import dataclass
from inspect import signature
from itertools import compress, product

from quizapp.lab import (
    Axis,
    Bars,
    Claim,
    Figure,
    Heatmap,
    Metric,
    Panel,
    Points,
    Progress,
    knob,
    say,
)


@dataclass(frozen=True)
class Knobs:
    """A function of a, b, c and d, and what it is called with."""

    signature: str = knob(
        "all",
        choices=("plain", "slash", "star", "args", "kwargs", "all"),
        help="parameters: plain, with /, with *, with *args, with **kwargs, with all of these",
    )
    optional: int = knob(1, low=0, high=3, help="last parameters that have a default")
    values: int = knob(4, low=0, high=6, help="values in *values")
    named: int = knob(2, low=0, high=4, help="names in **named: d, then c, b and a")
    stranger: bool = knob(True, help="also name x, as no parameter is called")


SMALL = {"values": 3}
SIGNATURES = {
    "plain": ["a", "b", "c", "d"],
    "slash": ["a", "b", "/", "c", "d"],
    "star": ["a", "b", "*", "c", "d"],
    "args": ["a", "b", "*args", "c", "d"],
    "kwargs": ["a", "b", "c", "d", "**kwargs"],
    "all": ["a", "/", "b", "*args", "c", "d", "**kwargs"],
}
# What may not fit, and how Python's message says so.
WORDS = {"missing": "missing", "twice": "multiple", "too many": "takes", "unknown": "keyword arg"}
RULES = "The Python Language Reference, sections 6.3.4 and 8.7"


def function_of(kind, optional):
    """A function that gives back what each of its parameters got."""
    with_default = "abcd"[4 - optional :]
    written = ", ".join(f"{p}=None" if p in with_default else p for p in SIGNATURES[kind])
    scope = {}
    exec(f"def f({written}): return locals()", scope)  # noqa: S102  nothing but the parts above
    return scope["f"]


def by_hand(function, values, named):
    """The rule: what every parameter gets, and what does not fit."""
    parameters = signature(function).parameters.values()
    got, problems, values, named = {}, set(), list(values), dict(named)
    for p in parameters:  # first the values
        if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and values:
            got[p.name] = values.pop(0)
    for p in parameters:  # then the names
        if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY) and p.name in named:
            problems |= {"twice"} if p.name in got else set()
            got[p.name] = named.pop(p.name)
    for p in parameters:  # and then what is left, and the defaults
        if p.kind is p.VAR_POSITIONAL:
            got[p.name], values = tuple(values), []
        elif p.kind is p.VAR_KEYWORD:
            got[p.name], named = named, {}
        elif p.name not in got:
            problems |= {"missing"} if p.default is p.empty else set()
            got[p.name] = p.default
    problems |= {problem for problem, left in (("too many", values), ("unknown", named)) if left}
    return None if problems else got, problems


def attempt(function, values, named):
    """What the call gives back, and Python's message if it is a TypeError."""
    try:
        return function(*values, **named), ""
    except TypeError as error:
        return None, str(error)


def arguments(count, names):
    """The values 1, 2, ... and the names, each with itself as its value."""
    return range(1, count + 1), {name: name for name in names}


def picture(knobs, told, function, got, fits):
    """How many arguments each parameter gets, and which calls of this function fit."""
    gets = {str(p): got and got[p.name] for p in signature(function).parameters.values()}
    counts = [len(v) if isinstance(v, (tuple, dict)) else v is not None for v in gets.values()]
    cells = Heatmap(fits, (-0.5, 6.5), (-0.5, 4.5), say("1: fits, 0: TypeError"))
    here = Points([knobs.values], [knobs.named], say("this call"))
    panels = [
        Panel([Bars(list(gets), counts)], say("Arguments for each")),
        Panel([cells, here], say("Calls that fit"), Axis(say("values")), Axis(say("names"))),
    ]
    if got is None:
        return Figure(panels, say("{f} called with {n} values and {m} names: TypeError", **told))
    return Figure(panels, say("{f} called with {n} values and {m} names: it fits", **told))


def run(knobs, lab):
    """Call the function as the knobs say and in all ways near it, then many more functions."""
    function = function_of(knobs.signature, knobs.optional)
    names = ["dcba"[:m] + "x" * knobs.stranger for m in range(5)]
    calls = [[attempt(function, *arguments(n, some))[0] for n in range(7)] for some in names]
    got = calls[knobs.named][knobs.values]
    fits = [[one is not None for one in row] for row in calls]  # [names, values]
    told = {"f": f"f{signature(function)}", "n": knobs.values, "m": knobs.named + knobs.stranger}
    yield picture(knobs, told, function, got, fits)

    for name in ("args", "kwargs"):
        count = len(got[name]) if got and name in got else math.nan
        yield Metric(f"in_{name}", count, label=say("arguments that {name} gathers", name=name))
    yield Metric("fits", got is not None, label=say("whether this call fits"))
    yield Metric("calls_fit", sum(map(sum, fits)), label=say("calls in the picture that fit"))
    text = say("{f} takes {n} values and {m} names", **told)
    yield Claim.near(text, got is not None, 1, source=RULES)

    functions = [function_of(kind, optional) for kind, optional in product(SIGNATURES, range(4))]
    calls = list(product(functions, range(7), product((False, True), repeat=5)))
    wrong = unlike = unsaid = 0
    for done, (function, n, given) in enumerate(calls):
        call = (function, *arguments(n, compress("abcdx", given)))
        (expected, problems), (got, message) = by_hand(*call), attempt(*call)
        wrong += got != expected
        refused = attempt(signature(function).bind, *call[1:])[0] is None
        unlike += refused != bool(problems) and not given[0]  # some Pythons fail if a is named
        said = {problem for problem, word in WORDS.items() if word in message}
        unsaid += not said <= problems or bool(said) != bool(problems)
        if lab.frame_due():
            yield Progress(done / len(calls), say("{n} calls", n=len(calls)))
    yield Metric("calls_wrong", wrong, label=say("calls in which the rule is wrong"))
    text = say("In {n} calls, parameters get what the rule says", n=len(calls))
    yield Claim.near(text, wrong, 0, source=RULES)
    yield Metric("bind_wrong", unlike, label=say("calls in which bind differs"))
    text = say("Where a is not named, inspect.signature(f).bind refuses the same calls")
    yield Claim.near(text, unlike, 0, source="docs of inspect; and CPython issue 130164")
    yield Metric("unsaid", unsaid, label=say("TypeErrors that name nothing of what is wrong"))
    text = say("Each TypeError names one of the things that do not fit")
    yield Claim.near(text, unsaid, 0, source="measured here")
