"""A sweep's summary as lines of text."""

import math
from collections.abc import Sequence

from quizapp.core.cells import cell_width, padded
from quizapp.core.say import plain, say
from quizapp.lab.sweeps.summary import Setting, Spread, Summary, shown

MOST_SETTINGS = 40
_GAP = "  "


def as_text(summary: Summary, width: int) -> str:
    """A line for each setting, with as many metrics as fit, and the claims that did not hold."""
    settings = summary.settings[:MOST_SETTINGS]
    metrics = sorted(summary.metrics, key=lambda name: name != summary.metric)
    fixed = [
        *(_column(name, [shown(each.values[name]) for each in settings]) for name in summary.axes),
        _column(plain(say("runs")), [_runs(each) for each in settings]),
        _column(
            plain(say("claims that hold")), [_share(each.held, each.claims) for each in settings]
        ),
    ]
    measured = [_column(name, [_spread(each, name) for each in settings]) for name in metrics]
    fitting = _fitting(fixed, measured, width)
    lines = _table([*fixed[:-1], *measured[:fitting], fixed[-1]])
    more = len(summary.settings) - len(settings)
    if more:
        lines.append(plain(say("… and {count} more settings", count=more)))
    if metrics[fitting:]:
        names = ", ".join(metrics[fitting:])
        lines.append(plain(say("Not shown for want of room: {names}", names=names)))
    return "\n".join([*lines, *_broken_claims(summary)])


def _broken_claims(summary: Summary) -> list[str]:
    broken = {name: each for name, each in summary.claims.items() if each[0] < each[1]}
    if not broken:
        return []
    head = ["", plain(say("Claims that did not always hold"))]
    return head + [
        f"  {_share(held, told)}  {name.replace('_', ' ')}" for name, (held, told) in broken.items()
    ]


def _column(head: str, cells: Sequence[str]) -> list[str]:
    width = max(cell_width(cell) for cell in (head, *cells))
    return [padded(cell, width, ">") for cell in (head, *cells)]


def _fitting(fixed: Sequence[Sequence[str]], measured: Sequence[Sequence[str]], width: int) -> int:
    """How many metrics fit; one is always shown."""
    used = sum(cell_width(column[0]) + len(_GAP) for column in fixed)
    for count, column in enumerate(measured):
        used += cell_width(column[0]) + len(_GAP)
        if used > width and count:
            return count
    return len(measured)


def _table(columns: Sequence[Sequence[str]]) -> list[str]:
    return [_GAP.join(cells).rstrip() for cells in zip(*columns, strict=True)]


def _runs(setting: Setting) -> str:
    if not setting.failed:
        return str(setting.runs)
    return plain(say("{runs} ({failed} failed)", runs=setting.runs, failed=setting.failed))


def _spread(setting: Setting, metric: str) -> str:
    spread = setting.metrics.get(metric)
    if spread is None:
        return "-"
    told = _number(spread)
    if spread.finite < spread.count:
        finite = plain(say("{n} of {all} finite", n=spread.finite, all=spread.count))
        told += f" ({finite})"
    return told


def _number(spread: Spread) -> str:
    if not spread.sd:
        return f"{spread.mean:.4g}"
    return f"{spread.mean:.4g} ± {spread.sd:.2g}"


def _share(held: int, told: int) -> str:
    """A share that is 100% only where all hold."""
    if not told:
        return "-"
    share = math.floor(1000 * held / told) / 10
    return f"{share:g}% ({held}/{told})"
