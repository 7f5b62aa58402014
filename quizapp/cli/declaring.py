"""What the declarations of commands share: how one is declared, and what its values may be."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

HARDEST = 5
"""The highest difficulty."""


def runs(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    """A command's function, imported only when the command runs."""

    def run(options: argparse.Namespace) -> int:
        from importlib import import_module

        command = getattr(import_module(f"quizapp.cli.{module}"), function)
        return int(command(options))

    return run


def command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], int], says: str, example: str
) -> argparse.ArgumentParser:
    """A command of a group of commands."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=says, description=f"{says[0].upper()}{says[1:]}.", epilog=f"Example: {example}"
    )
    parser.set_defaults(run=run)
    return parser


def group(commands: Any, name: str, says: str, example: str) -> Any:
    """A command with commands of its own."""
    parser = commands.add_parser(
        name, help=says, description=f"{says[0].upper()}{says[1:]}.", epilog=f"Example: {example}"
    )
    return parser.add_subparsers(required=True, title="commands", metavar="COMMAND")


def takes_record(parser: argparse.ArgumentParser) -> None:
    """The command uses the learner's record, and speaks a language."""
    parser.add_argument(
        "--record",
        type=Path,
        metavar="PATH",
        default=argparse.SUPPRESS,
        help="another record than QUIZAPP_RECORD or the one in your data folder",
    )
    takes_lang(parser, argparse.SUPPRESS, "language of questions and interface")


def takes_lang(parser: argparse.ArgumentParser, default: str, says: str) -> None:
    """The command speaks a language."""
    parser.add_argument("--lang", choices=("en", "ko"), default=default, help=says)


def takes_json(parser: argparse.ArgumentParser) -> None:
    """The command can report as JSON."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def goal(text: str) -> float:
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


def difficulties(text: str) -> tuple[int, ...]:
    """Difficulties as `2`, `2-4` or `3-`, of 1 to 5."""
    found = re.fullmatch(r"([1-5])(-([1-5])?)?", text.strip())
    if not found:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no difficulty such as 2, 2-4 or 3-, of 1 to 5"
        )
    low = int(found[1])
    high = int(found[3]) if found[3] else HARDEST if found[2] else low
    if high < low:
        raise argparse.ArgumentTypeError(f"{text!r} ends before it begins")
    return tuple(range(low, high + 1))


def seed(text: str) -> int:
    """A seed: a whole number from 0 to 2**63 - 1."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number < 2**63:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 2**63 - 1")
    return number


def count(text: str) -> int:
    """A number of questions."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of questions, 1 or more")
    return number


def whole(text: str) -> int:
    """A whole number, 1 or more."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, 1 or more")
    return number


def seconds(text: str) -> float:
    """A number of seconds, above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return number
