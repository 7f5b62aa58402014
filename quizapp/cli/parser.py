"""What can be said on the command line; what each command does stands in its own module."""

import argparse
from pathlib import Path
from typing import Any

from quizapp import __version__
from quizapp.cli.browse_parser import declare_browsing
from quizapp.cli.declaring import (
    command,
    count,
    difficulties,
    goal,
    group,
    runs,
    seconds,
    seed,
    takes_json,
    takes_lang,
    takes_record,
    whole,
)
from quizapp.cli.fit_parser import declare_fit
from quizapp.cli.interview_parser import declare_interviews
from quizapp.cli.pack_parser import declare_packs
from quizapp.cli.settings_parser import declare_settings

KINDS = [
    "choice",
    "true-false",
    "numeric",
    "text",
    "cloze",
    "output",
    "bug",
    "order",
    "match",
    "explain",
    "predict",
]
MODES = ("learn", "cram", "interview", "browse")


class _Version(argparse.Action):
    """Prints the version and leaves."""

    def __call__(self, parser: argparse.ArgumentParser, *_rest: object) -> None:
        print(f"quizapp {__version__}")
        parser.exit(0)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="quizapp",
        description="Interview preparation whose answers are proved by runnable demos.",
        epilog="Without a command the app starts at home. Example: quizapp quiz -n 5 --lang ko",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    takes_record(parser)
    parser.set_defaults(run=runs("app", "run_home"))
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _quiz(commands)
    _demo(commands)
    declare_packs(commands)
    declare_interviews(commands)
    _plan(commands)
    _stats(commands)
    declare_browsing(commands)
    declare_fit(commands)
    declare_settings(commands)
    return parser


def _quiz(commands: Any) -> None:
    quiz = command(
        commands,
        "quiz",
        runs("app", "run_quiz"),
        "start a session at its first question",
        "quizapp quiz deep-learning -n 10 --topic activations",
    )
    quiz.add_argument("packs", nargs="*", metavar="PACK", help="a pack's id, or its folder")
    quiz.add_argument("-n", type=count, default=None, metavar="N", help="how many questions")
    quiz.add_argument("--topic", action="append", default=[], help="only this topic")
    quiz.add_argument(
        "--kind", action="append", default=[], choices=KINDS, help="only this kind of question"
    )
    quiz.add_argument(
        "--difficulty",
        type=difficulties,
        default=(),
        metavar="RANGE",
        help="only of this difficulty, 1 to 5: such as 2, 2-4 or 3-",
    )
    quiz.add_argument("--mode", choices=MODES, default="learn", help="default: learn")
    quiz.add_argument(
        "--new",
        type=whole,
        metavar="N",
        help="this many new questions at most, whatever is left of the daily limit",
    )
    quiz.add_argument(
        "--schedule",
        action="store_true",
        help="with --mode cram: answers change when questions come back",
    )
    quiz.add_argument("--seed", type=seed, default=None, help="the same seed, the same session")
    quiz.add_argument(
        "--plain", action="store_true", help="plain lines on stdin and stdout, no screen"
    )
    takes_record(quiz)


def _demo(commands: Any) -> None:
    demo = group(commands, "demo", "list and run demos", "quizapp demo run local-minima")
    listing = command(
        demo, "list", runs("demo", "list_demos"), "list all demos", "quizapp demo list --json"
    )
    listing.add_argument(
        "packs", nargs="*", metavar="PACK", help="only the demos of this pack, by its id or folder"
    )
    takes_lang(listing, argparse.SUPPRESS, "language of the titles")
    takes_json(listing)
    run = command(
        demo,
        "run",
        runs("demo", "run_demo"),
        "run a demo, draw what it shows, and check its claims",
        "quizapp demo run relu-approximation --set pieces=32",
    )
    run.add_argument("demo", metavar="ID|FILE", help="a demo's id, or a file of your own")
    run.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KNOB=VALUE",
        help="turn a knob; may be given several times",
    )
    run.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    run.add_argument("--seed", type=int, default=0, help="default: 0")
    run.add_argument(
        "--save",
        type=Path,
        metavar="FILE",
        help="save the last figure as a picture, .png or .svg, or its numbers as .csv",
    )
    takes_lang(run, argparse.SUPPRESS, "language of figure, metrics and claims; JSON stays English")
    takes_json(run)
    _sweep(demo)


def _sweep(demo: Any) -> None:
    sweep = command(
        demo,
        "sweep",
        runs("sweep", "sweep_demo"),
        "run a demo over a grid of knob values and many seeds, into a table",
        "quizapp demo sweep relu-approximation --grid pieces=8,16,32 --seeds 4 --out relu.csv",
    )
    add = sweep.add_argument
    add("demo", nargs="?", metavar="ID|FILE", help="a demo, or the runs that --emit wrote")
    add(
        "--grid",
        action="append",
        default=[],
        metavar="KNOB=VALUE,VALUE",
        help="values of a knob; several grids make all combinations; may be given several times",
    )
    add(
        "--set",
        action="append",
        default=[],
        metavar="KNOB=VALUE",
        help="turn a knob for all runs; may be given several times",
    )
    add("--seeds", type=whole, metavar="N", help="the seeds 0 to N - 1; default: 1")
    add("--device", choices=("auto", "cpu", "cuda"), help="default: auto")
    add(
        "--out",
        type=Path,
        metavar="FILE",
        help="the table, .csv or .parquet; the same command goes on with one that is not complete",
    )
    add("--metric", metavar="NAME", help="what is drawn; default: the first that varies")
    add("--jobs", type=whole, metavar="N", help="runs at once; default: 1")
    add("--time-limit", type=seconds, metavar="SECONDS", help="for one run; default: 60")
    add("--engine", choices=("local", "dask"), help="where the runs are done; default: local")
    add("--scheduler", metavar="ADDRESS", help="of the dask scheduler, such as tcp://host:8786")
    add("--emit", type=Path, metavar="FILE", help="write the runs as lines, and run none")
    add(
        "--run-line",
        type=int,
        metavar="N",
        help="do the run on that line; --out is a folder of rows",
    )
    add("--collect", type=Path, metavar="DIR", help="make the table from a folder of rows")
    takes_json(sweep)


def _stats(commands: Any) -> None:
    stats = command(
        commands,
        "stats",
        runs("stats", "show_statistics"),
        "tell how you are doing: days, recall, topics, what is due, what is hard",
        "quizapp stats --export reviews.csv",
    )
    stats.add_argument(
        "--export",
        type=Path,
        metavar="FILE",
        help="save every review, one a line, as .csv or .jsonl",
    )
    takes_record(stats)
    takes_json(stats)


def _plan(commands: Any) -> None:
    plan = command(
        commands,
        "plan",
        runs("plan", "show_plan"),
        "say what you would recall on an interview's date, and what to do today to raise it",
        "quizapp plan deep-learning --date 2026-12-12 --minutes 25",
    )
    plan.add_argument("packs", nargs="*", metavar="PACK", help="a pack's id, or its folder")
    plan.add_argument(
        "--date",
        default="",
        metavar="YYYY-MM-DD",
        help="the interview's date, remembered from then on; `none` forgets it",
    )
    plan.add_argument(
        "--goal", type=goal, default=0.9, metavar="SHARE", help="to recall then; default: 90%%"
    )
    length = plan.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=whole, metavar="N", help="minutes a day")
    length.add_argument(
        "--questions",
        type=whole,
        metavar="N",
        help="questions a day; default: what the goal needs, up to an hour",
    )
    takes_record(plan)
    takes_json(plan)
