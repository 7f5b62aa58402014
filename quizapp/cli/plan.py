"""`quizapp plan`: what would be recalled on the interview's date, and what to do today."""

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from quizapp.core.cells import cell_width, clipped, padded
from quizapp.core.readiness import UNSEEN
from quizapp.core.say import Translate, Words, plain, say
from quizapp.errors import PackError
from quizapp.locale import translator
from quizapp.services.house import House
from quizapp.services.planning import PackPlan, Plan, PlanWish, make_plan

BARS = "▁▂▃▄▅▆▇█"
TITLE_WIDTH = 30


def show_plan(options: argparse.Namespace) -> int:
    """Print the plan."""
    folders = {name: Path(name) for name in options.packs if "/" in name or name == "."}
    for folder in folders.values():
        if not (folder / "pack.yaml").is_file():
            raise PackError(
                say("This is not a pack: there is no pack.yaml in it."), where=str(folder)
            )
    house = House.open(
        record_path=getattr(options, "record", None),
        folders=list(folders.values()),
        lang=getattr(options, "lang", None),
    )
    with closing(house):
        ids = {pack.path.resolve(): str(pack.id) for pack in house.library.packs}
        names = (ids.get(Path(n).resolve(), n) if n in folders else n for n in options.packs)
        wish = PlanWish(
            tuple(names), options.date, options.goal, options.questions, options.minutes
        )
        plan = make_plan(house, wish)
        if options.json:
            print(json.dumps(as_json(plan), indent=2, ensure_ascii=False))
        else:
            print("\n".join(as_lines(plan, translator(house.lang))))
    return 0


def as_json(plan: Plan) -> dict[str, Any]:
    """Every number of the plan; shares are 0 to 1."""

    def part(one: PackPlan) -> dict[str, Any]:
        return {
            "questions": one.questions,
            "recall_today": one.today,
            "recall_without_study": one.without,
            "recall_with_plan": one.planned,
            "ask": {"due": one.due, "new": one.new, "other": one.other},
        }

    def dated(points: Sequence[tuple[int, float]]) -> list[dict[str, Any]]:
        return [
            {"date": str(plan.today + timedelta(days=day)), "recall": recall}
            for day, recall in points
        ]

    return {
        "today": str(plan.today),
        "date": str(plan.date),
        "assumed": plan.assumed,
        "days": plan.days,
        "goal": plan.goal,
        "questions_a_day": plan.a_day,
        "minutes_a_day": plan.minutes(plan.a_day),
        "needed_a_day": plan.needed,
        "most": plan.most,
        "unseen": UNSEEN,
        "own_curve": plan.own_curve,
        **part(plan.recall),
        "packs": [{"id": one.id, "title": one.title, **part(one)} for one in plan.packs],
        "topics": [
            {
                "id": topic.id,
                "title": topic.title,
                "questions": topic.questions,
                "recall_today": topic.today,
                "recall_without_study": topic.without,
            }
            for topic in plan.topics
        ],
        "curve": dated(plan.curve),
        "progress": dated(plan.progress),
        "done_today": plan.done,
        "today_questions": list(plan.ask),
        "notices": [plain(notice) for notice in plan.notices],
    }


def as_lines(plan: Plan, translate: Translate) -> Iterator[str]:
    """The plan as plain text, in the language of `translate`."""
    told = partial(plain, translate=translate)
    for notice in plan.notices:
        yield told(notice)
    yield told(_opening(plan))
    yield ""
    yield from _table(plan, translate)
    yield ""
    yield from _curves(plan, translate)
    yield told(_goal(plan))
    yield told(_today(plan))
    if plan.own_curve:
        yield told(say("Your answers show that you forget in a way of your own; this counts it."))


def _opening(plan: Plan) -> Words:
    when = str(plan.date)
    if plan.assumed:
        return say(
            "No interview's date is set; this is for {date}, in {days} days."
            " Set it with --date YYYY-MM-DD.",
            date=when,
            days=plan.days,
        )
    if plan.days == 0:
        return say("The interview is today, {date}.", date=when)
    if plan.days == 1:
        return say("The interview is tomorrow, {date}.", date=when)
    return say("The interview is on {date}, in {days} days.", date=when, days=plan.days)


def _table(plan: Plan, translate: Translate) -> Iterator[str]:
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
    rows = [[clipped(row[0], TITLE_WIDTH), *row[1:]] for row in rows]
    widths = [max(map(cell_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        aligns = "<" + ">" * (len(row) - 2) + "<"
        cells = (padded(*each) for each in zip(row, widths, aligns, strict=True))
        yield "  ".join(cells).rstrip()


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
