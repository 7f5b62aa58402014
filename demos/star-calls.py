"""A call evaluates places before names, and takes no name twice

In `f(k=x, *y)`, `y` is evaluated before `x`, though it stands behind: first comes all that goes by
place, then all that goes by name, each from left to right. Some orders cannot be written: no plain
value may stand behind a name or `**`, and no `*` behind `**`. Then there is a `SyntaxError`, and
nothing is evaluated. Turn `first` to `fourth` to write a call.

`{**a, **b}` merges dicts: where they share a key, the last value wins, in the place of the first. A
call is stricter, and takes no name twice: `f(**a, **b)` is a `TypeError` if they share a key. Turn
`same` to give all names the same name. All calls with up to five arguments are compiled and run.
"""

import math
from dataclasses import dataclass
from itertools import permutations, product

from quizapp.lab import Bars, Claim, Figure, Metric, Panel, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """The four arguments of a call."""

    first: str = knob("name", choices=("value", "*", "name", "**"), help="the first argument")
    second: str = knob("*", choices=("value", "*", "name", "**"), help="the second argument")
    third: str = knob("name", choices=("value", "*", "name", "**"), help="the third argument")
    fourth: str = knob("**", choices=("value", "*", "name", "**"), help="the fourth argument")
    same: bool = knob(False, help="call all names n")


SMALL = {"third": "*"}
WRITTEN = {  # an argument that notes its number when it is evaluated, t(number)
    "value": "t({i})",
    "*": "*[t({i})]",
    "name": "{name}=t({i})",
    "**": "**dict({name}=t({i}))",
}
LONGEST = 5  # arguments of a call
CALLS = "The Python Language Reference, section 6.3.4"
DISPLAYS = "The Python Language Reference, section 6.2.7"


def written(kinds, same):
    """The arguments as code."""
    names = ["n" if same else "abcde"[i] for i in range(len(kinds))]
    return [WRITTEN[k].format(i=i, name=names[i]) for i, k in enumerate(kinds)]


def by_hand(kinds, same):
    """The rule: the order in which arguments are evaluated, or the error."""
    places = [i for i, kind in enumerate(kinds) if kind in ("value", "*")]
    names = [i for i, kind in enumerate(kinds) if kind in ("name", "**")]
    for i in places:
        before = kinds[:i]
        if "**" in before or (kinds[i] == "value" and "name" in before):
            return SyntaxError
    if same and kinds.count("name") > 1:
        return SyntaxError  # a repeated name can be seen without running
    if same and len(names) > 1:
        return TypeError
    return places + names


def by_python(kinds, same):
    """What really happens, and which arguments were evaluated."""
    seen = []
    scope = {"f": lambda *args, **kwargs: (args, kwargs), "t": seen.append}
    try:
        eval(f"f({', '.join(written(kinds, same))})", scope)  # noqa: S307  nothing but the parts
    except (SyntaxError, TypeError) as error:
        return type(error), seen
    return seen, seen


def merged_by_hand(first, second):
    """The rule for dicts, as pairs in their order: a key keeps its place, and takes a new value."""
    keys = [key for key, _ in first] + [key for key, _ in second if key not in dict(first)]
    return [(key, dict(second).get(key, dict(first).get(key))) for key in keys]


def picture(arguments, order, endings):
    """When each argument of the call is evaluated, and how all calls end."""
    turns = [order.index(i) + 1 if isinstance(order, list) else 0 for i in range(len(arguments))]
    panels = [
        Panel([Bars(arguments, turns)], say("Turn of each argument")),
        Panel([Bars(list(endings), list(endings.values()))], say("How all calls end")),
    ]
    call = f"f({', '.join(arguments)})"
    if not isinstance(order, list):
        return Figure(panels, say("{call}: {error}", call=call, error=order.__name__))
    told = ", ".join(f"t({i})" for i in order)
    return Figure(panels, say("{call} evaluates {order}", call=call, order=told))


def run(knobs, lab):
    """Evaluate the call that the knobs write, then all calls, then merge all pairs of dicts."""
    kinds = (knobs.first, knobs.second, knobs.third, knobs.fourth)
    order, _ = by_python(kinds, knobs.same)
    arguments, endings = written(kinds, knobs.same), {"runs": 0, "SyntaxError": 0, "TypeError": 0}
    yield picture(arguments, order, endings)
    calls = [
        (kinds, same)
        for length in range(1, LONGEST + 1)
        for kinds in product(WRITTEN, repeat=length)
        for same in (False, True)
    ]
    wrong = begun = 0
    for done, call in enumerate(calls):
        found, seen = by_python(*call)
        wrong += found != by_hand(*call)
        begun += found is SyntaxError and len(seen)
        endings["runs" if isinstance(found, list) else found.__name__] += 1
        if lab.frame_due():
            yield picture(arguments, order, endings)
            yield Progress(done / len(calls), say("{n} calls", n=len(calls)))
    yield picture(arguments, order, endings)

    runs = isinstance(order, list)
    yield Metric("runs", runs, label=say("whether the call runs"))
    for i, name in enumerate(("first", "second", "third", "fourth")):
        turn = order.index(i) + 1 if runs else math.nan
        yield Metric(f"turn_{name}", turn, label=say("when argument {n} is evaluated", n=i + 1))
    text = say("{call} runs", call=f"f({', '.join(arguments)})")
    yield Claim.near(text, runs, 1, source=CALLS)
    yield Metric("wrong", wrong, label=say("calls in which the rule is wrong"))
    text = say("{n} calls are evaluated as the rule says, or refused", n=len(calls))
    yield Claim.near(text, wrong, 0, source=CALLS)
    text = say("Nothing is evaluated of the {n} calls with a SyntaxError", n=endings["SyntaxError"])
    yield Claim.near(text, begun, 0, source="exact: a call is compiled as a whole")

    sides = [keys for length in range(4) for keys in permutations("abc", length)]
    merged = refused = 0
    for left, right in product(sides, sides):
        a, b = {key: key + "1" for key in left}, {key: key + "2" for key in right}
        rule = merged_by_hand(list(a.items()), list(b.items()))
        merged += list({**a, **b}.items()) == rule == list((a | b).items())
        try:
            refused += list(dict(**a, **b).items()) == rule and not set(a) & set(b)
        except TypeError:
            refused += bool(set(a) & set(b))
    pairs = len(sides) ** 2
    yield Metric("merged", merged, label=say("pairs of dicts that merge as the rule says"))
    text = say("In all {n} pairs of dicts, the last value wins, in the first place", n=pairs)
    yield Claim.near(text, merged, pairs, source=DISPLAYS)
    text = say(
        "f(**a, **b) is a TypeError if they share a key, and only then, in {n} pairs", n=pairs
    )
    yield Claim.near(text, refused, pairs, source=CALLS)
