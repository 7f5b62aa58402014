"""A starred name takes what the others leave

In `a, *rest, z = values` every plain name takes one value, from the left or from the right, and the
starred one gets a new list of all that remain, maybe none. So there must be at least as many values
as plain names; without a star, exactly as many. Turn `values`, `before`, `star` and `after`.

What is wrong whatever the values are, such as two stars, is a `SyntaxError`, and nothing runs. A
number that does not fit is a `ValueError`, and a thing without items a `TypeError`; both are found
on the way. All snippets are compiled and run, by the Python that you have.
"""

import math
from dataclasses import dataclass
from itertools import product

from quizapp.lab import Bars, Claim, Figure, Metric, Panel, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """The names on the left, and the values on the right."""

    values: int = knob(6, low=0, high=12, help="values on the right")
    before: int = knob(1, low=0, high=3, help="plain names before the star")
    star: bool = knob(True, help="have a starred name")
    after: int = knob(1, low=0, high=3, help="plain names after the star")
    source: str = knob(
        "list", choices=("list", "tuple", "str", "dict", "iterator"), help="what holds the values"
    )


SMALL = {"values": 3}
LETTERS = "abcdefghijkl"
MAKERS = {"list": list, "tuple": tuple, "str": str, "dict": dict.fromkeys, "iterator": iter}
RULES = "The Python Language Reference, sections 6.3.4, 6.16 and 7.2"
SNIPPETS = {  # code -> what `out` is in the end, or the error; seen lists the calls of t()
    "a, *b, c = range(5); out = a, b, c": (0, [1, 2, 3], 4),
    "a, *b = [1]; out = b": [],
    "*a, = 1, 2; out = a": [1, 2],
    "a = [1, 2]; *b, = a; out = b == a, b is a": (True, False),
    "a, (b, *c), *d = 1, 'xyz', 5; out = b, c, d": ("x", ["y", "z"], [5]),
    "out = [*'ab', *{'c': 1}]": ["a", "b", "c"],
    "out = {**{'k': 1}, **{'k': 2}}": {"k": 2},
    "f = lambda *p, **n: (p, n); out = f(k=1, *'ab')": (("a", "b"), {"k": 1}),
    "x = [0, 0]; i, x[i] = 1, 7; out = x": [0, 7],  # targets are assigned from left to right
    "x = {}; x[t(0)], x[t(1)] = t(2), t(3); out = seen": [2, 3, 0, 1],  # the right side first
    "dict(k=t(0), *t([])); out = seen": [[], 0],  # the starred argument first
    "*a = [1]": SyntaxError,
    "*a, *b = [1, 2]": SyntaxError,
    "a = *[1]": SyntaxError,
    "print(**{}, *[])": SyntaxError,
    "print(end='', 1)": SyntaxError,
    "a, *b = []": ValueError,
    "a, b = [1, 2, 3]": ValueError,
    "a, *b = 5": TypeError,
    "print(*5)": TypeError,
    "dict(**{'k': 1}, **{'k': 2})": TypeError,
}


def outcome(code, **scope):
    """Compile and run it -> what `out` is then, or the kind of error."""
    try:
        exec(compile(code, "snippet", "exec"), scope)  # noqa: S102  nothing but what stands here
    except (SyntaxError, TypeError, ValueError) as error:
        return type(error)
    return scope.get("out")


def try_snippet(code):
    """Its outcome, and whether it began; t(value) notes the value in `seen` and gives it back."""
    seen, begun = [], []
    scope = {"seen": seen, "t": lambda value: seen.append(value) or value, "begun": begun}
    return outcome(f"begun.append(True); {code}", **scope), bool(begun)


def names_of(before, star, after):
    """The names on the left, such as a, *rest, x."""
    return [*"abc"[:before], *["*rest"] * star, *"xyz"[:after]]


def pattern_of(names):
    """How they are written: a single name with a comma, no name as an empty pair of brackets."""
    return ", ".join(names) + "," * (len(names) == 1) or "()"


def by_hand(items, before, star, after):
    """The rule: what each name gets of a list, or ValueError if they do not fit"""
    spare = len(items) - before - after
    if spare < 0 or (spare > 0 and not star):
        return ValueError
    rest = [items[before : before + spare]] if star else []
    return items[:before] + rest + items[before + spare :]


def by_python(values, names):
    """What Python gives to each name, or ValueError."""
    code = f"{pattern_of(names)} = values; out = [{', '.join(names).replace('*', '')}]"
    return outcome(code, values=values)


def picture(knobs, names, got, endings):
    """How many values each name gets, and how many snippets end in which way."""
    counts = [0] * len(names)
    if got is not ValueError:
        counts = [len(got[i]) if name == "*rest" else 1 for i, name in enumerate(names)]
    panels = [
        Panel([Bars(names, counts)], say("Values for each name")),
        Panel([Bars(list(endings), list(endings.values()))], say("How the snippets end")),
    ]
    told = {"pattern": pattern_of(names), "n": knobs.values, "most": max(counts, default=0)}
    if got is ValueError:
        return Figure(panels, say("{pattern} = {n} values: ValueError, they do not fit", **told))
    return Figure(panels, say("{pattern} = {n} values: at most {most} for one name", **told))


def run(knobs, lab):
    """Unpack as the knobs say, try the snippets, then unpack in every way there is."""
    names = names_of(knobs.before, knobs.star, knobs.after)
    got = by_python(MAKERS[knobs.source](LETTERS[: knobs.values]), names)
    ended = {code: try_snippet(code) for code in SNIPPETS}
    kinds = [end.__name__ if isinstance(end, type) else "runs" for end, _ in ended.values()]
    yield picture(knobs, names, got, {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)})

    fits = got is not ValueError
    rest = len(got[knobs.before]) if fits and knobs.star else math.nan
    yield Metric("fits", int(fits), label=say("whether the values fit the names"))
    yield Metric("rest", rest, label=say("values that the starred name gets"))
    text = say("{pattern} = {n} values: they fit", pattern=pattern_of(names), n=knobs.values)
    yield Claim.near(text, fits, 1, source=RULES)
    yield from every_way(lab)

    right = sum(ended[code][0] == wanted for code, wanted in SNIPPETS.items())
    yield Metric("snippets_right", right, label=say("snippets that end as expected"))
    text = say("All {n} snippets end as expected", n=len(SNIPPETS))
    yield Claim.near(text, right, len(SNIPPETS), source=RULES)
    begun = sum(begun for end, begun in ended.values() if end is SyntaxError)
    yield Metric("syntax_errors", kinds.count("SyntaxError"), label=say("SyntaxErrors among them"))
    text = say("Nothing runs of a snippet that ends in a SyntaxError")
    yield Claim.near(text, begun, 0, source="exact: it is compiled as a whole")
    joined = outcome("out = [*part for part in ([1], [2, 3])]")
    allowed = joined is not SyntaxError
    yield Metric("comprehension", int(allowed), label=say("whether comprehensions may unpack"))
    text = say("[*part for part in parts] joins the parts, or is a SyntaxError before Python 3.15")
    yield Claim.near(text, joined in (SyntaxError, [1, 2, 3]), 1, source="PEP 798, 2025")


def every_way(lab):
    """All patterns with few names, all small numbers of values, and all that may hold them."""
    ways, wrong = list(product(range(4), (False, True), range(4), range(9), MAKERS)), 0
    for done, (before, star, after, n, source) in enumerate(ways):
        found = by_python(MAKERS[source](LETTERS[:n]), names_of(before, star, after))
        wrong += found != by_hand(list(LETTERS[:n]), before, star, after)
        if lab.frame_due():
            yield Progress(done / len(ways), say("unpacking in {n} ways", n=len(ways)))
    yield Metric("ways_wrong", wrong, label=say("ways in which the rule is wrong"))
    text = say("In {n} ways to unpack, names get what the rule says", n=len(ways))
    yield Claim.near(text, wrong, 0, source=RULES)
