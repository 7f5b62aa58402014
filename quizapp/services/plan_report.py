"""The plan for an interview's date as lines of text, the same for every front."""

from collections.abc import Iterator, Sequence
from functools import partial

from quizapp.core.cells import cell_width, clipped, padded
from quizapp.core.fitting import LEAST_ANSWERS
from quizapp.core.say import Translate, Words, plain, say
from quizapp.services.planning import PackPlan, Plan

BARS = "▁▂▃▄▅▆▇█"
USUAL_WIDTH = 80
NARROW_TITLE = 16
"""Fewer cells for titles, and a column goes instead."""


def as_lines(
    plan: Plan, translate: Translate, how: Words, *, now: Words = "", width: int = USUAL_WIDTH
) -> Iterator[str]:
    """The plan as plain text; `how` says how a date is set, where none is, `now` how to begin.

    Where `width` is too narrow, the share without study is left out of the table.
    """
    told = partial(plain, translate=translate)
    for notice in plan.notices:
        yield told(notice)
    yield told(_opening(plan)) + (f" {told(how)}" if plan.assumed else "")
    yield ""
    yield from _table(plan, translate, width)
    yield ""
    yield from _curves(plan, translate)
    yield told(_goal(plan))
    yield told(_today(plan))
    if now:
        yield told(now)
    if plan.new_left is not None and plan.recall.new > plan.new_left:
        yield told(_limited(plan.recall.new, plan.new_left))
    if plan.own_curve:
        yield told(say("Your answers show that you forget in a way of your own; this counts it."))
    yield from map(told, _trust(plan))


def _opening(plan: Plan) -> Words:
    when = str(plan.date)
    if plan.assumed:
        return say(
            "No interview's date is set; this is for {date}, in {days} days.",
            date=when,
            days=plan.days,
        )
    if plan.days == 0:
        return say("The interview is today, {date}.", date=when)
    if plan.days == 1:
        return say("The interview is tomorrow, {date}.", date=when)
    return say("The interview is on {date}, in {days} days.", date=when, days=plan.days)


def _table(plan: Plan, translate: Translate, width: int) -> Iterator[str]:
    """Packs with the shares recalled and today's questions, and all together beneath."""
    told = partial(plain, translate=translate)
    head = [
        told(words)
        for words in (
            say("Expected recall"),
            say("today"),
            say("then, if you stop"),
            say("then, by plan"),
            say("ask today"),
        )
    ]
    rows = [head, *(_cells(one, one.title, translate) for one in plan.packs)]
    if len(plan.packs) > 1:
        rows.append(_cells(plan.recall, told(say("All packs")), translate))
    room = _room(rows, width)
    if room < NARROW_TITLE:
        rows = [[*row[:2], *row[3:]] for row in rows]
        room = _room(rows, width)
    rows = [[clipped(row[0], max(NARROW_TITLE, room)), *row[1:]] for row in rows]
    widths = [max(map(cell_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        aligns = "<" + ">" * (len(row) - 2) + "<"
        cells = (padded(*each) for each in zip(row, widths, aligns, strict=True))
        yield "  ".join(cells).rstrip()


def _room(rows: Sequence[Sequence[str]], width: int) -> int:
    """What the other columns leave for titles."""
    others = list(zip(*rows, strict=True))[1:]
    return width - sum(2 + max(map(cell_width, column)) for column in others)


def _cells(one: PackPlan, title: str, translate: Translate) -> list[str]:
    sorts = [
        say("{n} due", n=one.due) if one.due else "",
        say("{n} new", n=one.new) if one.new else "",
        say("{n} more", n=one.other) if one.other else "",
    ]
    asked = ", ".join(plain(words, translate) for words in sorts if words)
    return [title, *(f"{each:.0%}" for each in (one.today, one.without, one.planned)), asked or "–"]


def _curves(plan: Plan, translate: Translate) -> Iterator[str]:
    """Forgetting without study, and what the plan comes to, each as a row of bars."""
    rows = []
    if plan.days and plan.recall.today > 0:
        rows.append((say("If you stop now"), plan.curve))
    if plan.a_day and plan.days:
        rows.append((say("Day by day, on the date"), ((0, plan.recall.without), *plan.progress)))
    names = [plain(words, translate) for words, _ in rows]
    width = max(map(cell_width, names), default=0)
    for name, (_, points) in zip(names, rows, strict=True):
        first, last = points[0][1], points[-1][1]
        drawn = "".join(bar(recall) for _, recall in points)
        yield f"{padded(name, width)}  {first:4.0%} {drawn} {last:.0%}"
    if rows:
        yield ""


def _trust(plan: Plan) -> Iterator[Words]:
    """What the figures rest on, where that is little, and where answers speak against them."""
    seen = plan.check
    if seen.answers < LEAST_ANSWERS:
        yield say(
            "A first guess: it rests on {n} answers after a day or more, and from {least} on"
            " counts how you forget.",
            n=seen.answers,
            least=LEAST_ANSWERS,
        )
    elif seen.off:
        shares = {
            "n": seen.answers,
            "expected": seen.expected,
            "recalled": seen.recalled,
        }
        if seen.recalled < seen.expected:
            yield say(
                "Take it as too high: of {n} answers after a day or more {expected:.0%} were"
                " expected to be right, {recalled:.0%} were.",
                **shares,
            )
        else:
            yield say(
                "Take it as too low: of {n} answers after a day or more {expected:.0%} were"
                " expected to be right, {recalled:.0%} were.",
                **shares,
            )


def bar(share: float) -> str:
    """A character whose height tells the share, 0 to 1."""
    return BARS[min(int(share * len(BARS)), len(BARS) - 1)]


def _goal(plan: Plan) -> Words:
    goal = f"{plan.goal:.0%}"
    if plan.needed is None:
        return say(
            "{goal} cannot be reached by then: asking every question every day comes to {most}.",
            goal=goal,
            most=f"{plan.most:.0%}",
        )
    if plan.needed == 0:
        return say("{goal} is reached without further study.", goal=goal)
    return say(
        "{goal} takes about {n} questions a day, about {minutes} minutes.",
        goal=goal,
        n=plan.needed,
        minutes=plan.minutes(plan.needed),
    )


def _limited(new: int, left: int) -> Words:
    """Why sessions beside the plan do not come to its goal."""
    if not left:
        return say(
            "{new} of them are new; a session beside the plan asks no new ones any more today"
            " (new-per-day).",
            new=new,
        )
    return say(
        "{new} of them are new; sessions beside the plan ask at most {left} new ones today"
        " (new-per-day).",
        new=new,
        left=left,
    )


def _today(plan: Plan) -> Words:
    if not plan.ask:
        return say("Nothing is left to ask today; {done} questions are done.", done=plan.done)
    minutes, planned = plan.minutes(len(plan.ask)), f"{plan.recall.planned:.0%}"
    if plan.done:
        return say(
            "Today: {n} more questions, about {minutes} minutes; {done} are done."
            " With {a_day} a day you would recall {planned} on the date.",
            n=len(plan.ask),
            minutes=minutes,
            done=plan.done,
            a_day=plan.a_day,
            planned=planned,
        )
    return say(
        "Today: {n} questions, about {minutes} minutes."
        " With {a_day} a day you would recall {planned} on the date.",
        n=len(plan.ask),
        minutes=minutes,
        a_day=plan.a_day,
        planned=planned,
    )
