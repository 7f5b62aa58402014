"""What can be said on the command line; what each command does stands in its own module."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quizapp import __version__

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
    _record(parser)
    parser.set_defaults(run=_run("app", "run_home"))
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _quiz(commands)
    _demo(commands)
    _pack(commands)
    _plan(commands)
    _stats(commands)
    return parser


def _run(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    """A command's function, imported only when the command runs."""

    def run(options: argparse.Namespace) -> int:
        from importlib import import_module

        command = getattr(import_module(f"quizapp.cli.{module}"), function)
        return int(command(options))

    return run


def _command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], int], says: str, example: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=says, description=f"{says[0].upper()}{says[1:]}.", epilog=f"Example: {example}"
    )
    parser.set_defaults(run=run)
    return parser


def _group(commands: Any, name: str, says: str, example: str) -> Any:
    """A command with commands of its own."""
    parser = commands.add_parser(
        name, help=says, description=f"{says[0].upper()}{says[1:]}.", epilog=f"Example: {example}"
    )
    return parser.add_subparsers(required=True, title="commands", metavar="COMMAND")


def _record(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--record",
        type=Path,
        metavar="PATH",
        default=argparse.SUPPRESS,
        help="another record than QUIZAPP_RECORD or the one in your data folder",
    )
    _lang(parser, argparse.SUPPRESS, "language of questions and interface")


def _lang(parser: argparse.ArgumentParser, default: str, says: str) -> None:
    parser.add_argument("--lang", choices=("en", "ko"), default=default, help=says)


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _quiz(commands: Any) -> None:
    quiz = _command(
        commands,
        "quiz",
        _run("app", "run_quiz"),
        "start a session at its first question",
        "quizapp quiz deep-learning -n 10 --topic activations",
    )
    quiz.add_argument("packs", nargs="*", metavar="PACK", help="a pack's id, or its folder")
    quiz.add_argument("-n", type=_count, default=None, metavar="N", help="how many questions")
    quiz.add_argument("--topic", action="append", default=[], help="only this topic")
    quiz.add_argument(
        "--kind", action="append", default=[], choices=KINDS, help="only this kind of question"
    )
    quiz.add_argument("--mode", choices=MODES, default="learn", help="default: learn")
    quiz.add_argument("--seed", type=_seed, default=None, help="the same seed, the same session")
    quiz.add_argument(
        "--plain", action="store_true", help="plain lines on stdin and stdout, no screen"
    )
    _record(quiz)


def _demo(commands: Any) -> None:
    demo = _group(commands, "demo", "list and run demos", "quizapp demo run local-minima")
    listing = _command(
        demo, "list", _run("demo", "list_demos"), "list all demos", "quizapp demo list --json"
    )
    _lang(listing, argparse.SUPPRESS, "language of the titles")
    _json(listing)
    run = _command(
        demo,
        "run",
        _run("demo", "run_demo"),
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
    _lang(run, argparse.SUPPRESS, "language of figure, metrics and claims; JSON stays English")
    _json(run)
    _sweep(demo)


def _sweep(demo: Any) -> None:
    sweep = _command(
        demo,
        "sweep",
        _run("sweep", "sweep_demo"),
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
    add("--seeds", type=_whole, metavar="N", help="the seeds 0 to N - 1; default: 1")
    add("--device", choices=("auto", "cpu", "cuda"), help="default: auto")
    add(
        "--out",
        type=Path,
        metavar="FILE",
        help="the table, .csv or .parquet; the same command goes on with one that is not complete",
    )
    add("--metric", metavar="NAME", help="what is drawn; default: the first that varies")
    add("--jobs", type=_whole, metavar="N", help="runs at once; default: 1")
    add("--time-limit", type=_seconds, metavar="SECONDS", help="for one run; default: 60")
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
    _json(sweep)


def _pack(commands: Any) -> None:
    pack = _group(commands, "pack", "list, check and verify packs", "quizapp pack check my-pack")
    listing = _command(
        pack, "list", _run("pack", "list_packs"), "list the packs", "quizapp pack list --json"
    )
    _json(listing)
    check = _command(
        pack,
        "check",
        _run("pack", "check_packs"),
        "list everything that is wrong in packs, with file, line and column",
        "quizapp pack check my-pack",
    )
    verify = _command(
        pack,
        "verify",
        _run("pack", "verify_packs"),
        "run whatever in packs a machine can check: programs, numbers, predictions",
        "quizapp pack verify content/deep-learning",
    )
    for parser in (check, verify):
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a pack's folder or id")
        _json(parser)


def _stats(commands: Any) -> None:
    stats = _command(
        commands,
        "stats",
        _run("stats", "show_statistics"),
        "tell how you are doing: days, recall, topics, what is due, what is hard",
        "quizapp stats --export reviews.csv",
    )
    stats.add_argument(
        "--export",
        type=Path,
        metavar="FILE",
        help="save every review, one a line, as .csv or .jsonl",
    )
    _record(stats)
    _json(stats)


def _plan(commands: Any) -> None:
    plan = _command(
        commands,
        "plan",
        _run("plan", "show_plan"),
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
        "--goal", type=_goal, default=0.9, metavar="SHARE", help="to recall then; default: 90%%"
    )
    length = plan.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=_whole, metavar="N", help="minutes a day")
    length.add_argument(
        "--questions",
        type=_whole,
        metavar="N",
        help="questions a day; default: what the goal needs, up to an hour",
    )
    _record(plan)
    _json(plan)


def _goal(text: str) -> float:
    """A share as `90%`, `90` or `0.9`."""
    number = text.strip().removesuffix("%")
    try:
        share = float(number)
    except ValueError:
        share = 0.0
    if share > 1 or number != text.strip():
        share /= 100
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share such as 90%")
    return share


def _seed(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number < 2**63:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 2**63 - 1")
    return number


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of questions, 1 or more")
    return number


def _whole(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, 1 or more")
    return number


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return number
