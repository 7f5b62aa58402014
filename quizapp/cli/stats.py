"""`quizapp stats`: how the learner is doing, as text, as JSON, and every review as a file."""

import argparse
import json
import shutil
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from quizapp import paths
from quizapp.core.clean import clean
from quizapp.core.ids import PackId, QuestionId, pack_of
from quizapp.core.say import plain, say
from quizapp.locale import translator
from quizapp.services.house import House
from quizapp.services.statistics import Standing, standing

NARROWEST, WIDEST = 60, 120


def show_statistics(options: argparse.Namespace) -> int:
    """Print how the learner is doing; a record without reviews says how to begin."""
    lang = getattr(options, "lang", None)
    record = getattr(options, "record", None)
    if options.export is not None:
        from quizapp.services.exporting import check_target

        check_target(options.export, record or paths.record_file())  # before anything is opened
    with closing(House.open(record_path=record, lang=lang)) as house:
        told = standing(house)
        tr = translator(house.lang)
        if options.export is not None:
            _export(told, options.export, house.record.path)
            print(plain(say("Saved {file}", file=str(options.export)), tr), file=sys.stderr)
    if options.json:
        print(json.dumps(to_json(told), indent=2, ensure_ascii=False))
    elif told.statistics.reviews:
        from quizapp.services.report import Report

        columns = shutil.get_terminal_size((80, 24)).columns
        print(clean(Report(told, tr, max(NARROWEST, min(columns, WIDEST))).text()))
    else:
        print(
            plain(say("Nothing has been answered yet. quizapp quiz asks the first questions."), tr)
        )
    return 0


def _export(told: Standing, path: Path, record: Path) -> None:
    from quizapp.services.exporting import export

    export(told.statistics.reviews, path, record)


def to_json(told: Standing) -> dict[str, Any]:
    """The statistics as JSON's values: shares from 0 to 1, times in seconds, days as ISO dates."""
    numbers = told.statistics
    return {
        "today": numbers.today.isoformat(),
        "reviews": len(numbers.reviews),
        "right": numbers.right,
        "days": [{**asdict(each), "day": each.day.isoformat()} for each in numbers.days],
        "streak": asdict(numbers.streak),
        "retention": asdict(numbers.retention),
        "topics": [
            {
                **asdict(each),
                "title": told.topics[each.topic],
                "pack": told.packs[PackId(each.topic.partition("/")[0])],
            }
            for each in numbers.topics
        ],
        "time": {
            "median_seconds": None if numbers.median_ms is None else numbers.median_ms / 1000,
            "slowest": [
                {
                    **_named(told, each.question),
                    "median_seconds": each.median_ms / 1000,
                    "reviews": each.reviews,
                }
                for each in numbers.slowest
            ],
        },
        "forecast": [{**asdict(each), "day": each.day.isoformat()} for each in numbers.forecast],
        "scheduled_by": asdict(told.fit),
        "calibration": _calibration(told),
        "hardest": [{**_named(told, each.question), **asdict(each)} for each in numbers.hardest],
    }


def _calibration(told: Standing) -> dict[str, Any]:
    """How sure and how right, and what was wrong with confidence."""
    known = told.statistics.calibration
    return {
        **asdict(known),
        "steps": [
            {**asdict(step), "confidence": step.confidence.name.lower()} for step in known.steps
        ],
        "blocks": [
            {
                "since": block.since.isoformat(),
                "until": block.until.isoformat(),
                "answers": block.answers,
                "brier": block.brier,
            }
            for block in known.blocks
        ],
        "mistakes": [
            {
                **_named(told, each.question),
                "at": each.at.isoformat(),
                "confidence": each.confidence.name.lower() if each.confidence else None,
            }
            for each in told.statistics.mistakes
        ],
    }


def _named(told: Standing, question: QuestionId) -> dict[str, str]:
    return {
        "question": question,
        "pack": told.packs[pack_of(question)],
        "prompt": told.prompts[question],
    }
