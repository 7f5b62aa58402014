"""An interview's report as a file and as JSON."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quizapp.core.say import Translate, Words, say
from quizapp.errors import UsageError
from quizapp.replacing import replace_file
from quizapp.services.documents import as_markdown
from quizapp.services.interview_report import Asked, InterviewReport, Past
from quizapp.services.interview_words import report_blocks, report_title
from quizapp.services.pages import as_html

SUFFIXES = (".html", ".md")


def check_target(path: Path) -> None:
    """Raises UsageError where a report cannot be written to that file."""
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(
            say("A report is saved as .html or .md, not as {suffix}.", suffix=path.suffix or "–"),
            where=str(path),
        )
    folder = path.expanduser().absolute().parent
    if not folder.is_dir():
        raise UsageError(
            say("There is no folder {folder}.", folder=str(path.parent)),
            where=str(path),
            hint=say("Make it first, or choose another folder."),
        )
    if path.is_dir():
        raise _unwritable(path, say("there is a folder of that name"))
    if not os.access(folder, os.W_OK):
        raise _unwritable(path, say("the folder is read-only for you"))


def save_report(report: InterviewReport, path: Path, tr: Translate, lang: str) -> None:
    """Write the report as .html or .md, by the file's suffix; UsageError where that fails.

    Another file of that name is replaced once the new one is complete.
    """
    check_target(path)
    blocks = report_blocks(report, tr, brief=False)
    if path.suffix.lower() == ".html":
        text = as_html(blocks, report_title(report.past, tr), lang)
    else:
        text = as_markdown(blocks)
    try:
        # Half a surrogate pair, typed or pasted, is no UTF-8.
        replace_file(path, text.encode("utf-8", "replace"))
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from error


def past_to_json(past: Past) -> dict[str, Any]:
    """An interview of the list; times in seconds, shares 0 to 1."""
    plan = past.plan
    return {
        "number": past.number,
        "id": past.session.id,
        "started": past.started.isoformat(),
        "packs": list(plan.packs),
        "topics": list(plan.topics),
        "level": plan.level,
        "difficulty": [plan.low, plan.high],
        "wished_questions": plan.questions or None,
        "wished_minutes": plan.minutes or None,
        "verdicts": str(plan.verdicts),
        "seed": past.session.seed,
        "questions": past.questions,
        "score": past.score,
        "seconds": past.seconds,
        "over": past.over,
        "to_debrief": past.to_debrief,
    }


def report_to_json(report: InterviewReport) -> dict[str, Any]:
    """Everything that the report tells."""
    return {
        **past_to_json(report.past),
        "pauses": report.pauses,
        "by_topic": [
            {"title": topic.title, "questions": topic.questions, "score": topic.score}
            for topic in report.by_topic
        ],
        "asked": [_asked(each) for each in report.asked],
        "study": list(report.study),
        "earlier": [past_to_json(each) for each in report.earlier],
    }


def _asked(each: Asked) -> dict[str, Any]:
    return {
        "id": each.id,
        "prompt": each.prompt,
        "topic": each.topic,
        "difficulty": each.difficulty,
        "depth": each.depth,
        "move": str(each.move),
        "score": each.score,
        "held": each.held,
        "answered": each.answered,
        "passed": each.passed,
        "seconds": each.seconds,
        "seconds_are_at_least": each.at_least,
        "clock": each.clock,
        "over_clock": each.late,
        "hint_taken": each.hinted,
        "hint_given": each.helped,
        "confidence": int(each.confidence) if each.confidence else None,
        "sure_but_wrong": each.sure_but_wrong,
        "said": each.said.text if each.said else None,
        "right": each.right.text if each.right else None,
        "key_points": _points(each.points),
        "ticked": each.ticked,
    }


def _points(points: Sequence[tuple[str, bool]]) -> list[dict[str, Any]]:
    return [{"text": text, "covered": covered} for text, covered in points]


def _unwritable(path: Path, reason: Words) -> UsageError:
    return UsageError(
        say("This file cannot be written: {reason}", reason=str(reason)),
        where=str(path),
        hint=say("Make it first, or choose another folder."),
    )
