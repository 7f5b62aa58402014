"""What can be said of interviews on the command line."""

import argparse
from pathlib import Path
from typing import Any

from quizapp.cli.declaring import (
    command,
    count,
    group,
    runs,
    seed,
    takes_json,
    takes_record,
    whole,
)

MOST_MINUTES = 120


def declare_interviews(commands: Any) -> None:
    """`quizapp interview`, which holds one, and `quizapp interviews`, which tells of them."""
    _hold(commands)
    past = group(
        commands,
        "interviews",
        "list the interviews held, and show their reports",
        "quizapp interviews report last --to report.html",
    )
    listing = command(
        past,
        "list",
        runs("interview", "list_interviews"),
        "list the interviews with date, level and score",
        "quizapp interviews list --json",
    )
    takes_record(listing)
    takes_json(listing)
    _report(past)


def _hold(commands: Any) -> None:
    hold = command(
        commands,
        "interview",
        runs("interview", "hold_interview"),
        "hold a mock interview, or go on with the one that broke off",
        "quizapp interview deep-learning --level senior --minutes 20",
    )
    hold.add_argument("packs", nargs="*", metavar="PACK", help="a pack's id, or its folder")
    hold.add_argument("--topic", action="append", default=[], help="only this topic")
    hold.add_argument(
        "--level",
        type=level,
        metavar="LEVEL",
        help="junior, mid or senior, or difficulties such as 2-4; default: mid",
    )
    length = hold.add_mutually_exclusive_group()
    length.add_argument("--questions", type=count, metavar="N", help="default: 8")
    length.add_argument("--minutes", type=minutes, metavar="N", help="how long it takes at most")
    hold.add_argument(
        "--verdicts",
        choices=("end", "once"),
        help="how you did is told at the end (the default), or at once",
    )
    hold.add_argument(
        "--resume",
        action="store_true",
        help="go on with the last one that broke off; PACK only says where its questions are",
    )
    hold.add_argument("--seed", type=seed, help="the same seed and answers, the same questions")
    hold.add_argument(
        "--plain", action="store_true", help="plain lines on stdin and stdout, no screen"
    )
    takes_record(hold)


def _report(past: Any) -> None:
    report = command(
        past,
        "report",
        runs("interview", "show_report"),
        "show an interview's report, or save it",
        "quizapp interviews report last --to report.html",
    )
    report.add_argument(
        "number",
        nargs="?",
        default="last",
        metavar="N|last",
        help="its number in the list; default: the last one",
    )
    report.add_argument(
        "--to",
        type=Path,
        metavar="FILE",
        help="save it as one .html page or as Markdown, .md",
    )
    takes_record(report)
    takes_json(report)


def minutes(text: str) -> int:
    """Minutes of an interview, as many as can be set up on screen."""
    number = whole(text)
    if number > MOST_MINUTES:
        raise argparse.ArgumentTypeError(f"an interview takes {MOST_MINUTES} minutes at most")
    return number


def level(text: str) -> tuple[int, int]:
    """Lowest and highest difficulty."""
    from quizapp.core.interview import read_level

    try:
        return read_level(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no level: junior, mid, senior, or difficulties such as 2-4"
        ) from None
