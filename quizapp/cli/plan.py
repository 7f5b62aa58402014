"""`quizapp plan`: what would be recalled on the interview's date, and what to do today."""

import argparse
import json
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any

from quizapp.cli.opening import open_house
from quizapp.core.outlook import UNSEEN
from quizapp.core.say import plain, say
from quizapp.locale import translator
from quizapp.services.plan_report import as_lines
from quizapp.services.planning import PackPlan, Plan, PlanWish, make_plan


def show_plan(options: argparse.Namespace) -> int:
    """Print the plan."""
    house, packs = open_house(options, options.packs)
    with closing(house):
        wish = PlanWish(packs, options.date, options.goal, options.questions, options.minutes)
        plan = make_plan(house, wish)
        if options.json:
            print(json.dumps(as_json(plan), indent=2, ensure_ascii=False))
        else:
            how = say("Set it with --date YYYY-MM-DD.")
            print("\n".join(as_lines(plan, translator(house.lang), how)))
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
        "so_far": _so_far(plan),
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


def _so_far(plan: Plan) -> dict[str, Any]:
    """How the model told the answers given a day or more after the one before."""
    seen = plan.check
    return {
        "answers": seen.answers,
        "expected": seen.expected,
        "recalled": seen.recalled,
        "off": seen.off,
    }
