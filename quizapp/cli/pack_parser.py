"""What can be said of packs on the command line."""

from pathlib import Path
from typing import Any

from quizapp.cli.declaring import command, group, runs, takes_json


def declare_packs(commands: Any) -> None:
    """`quizapp pack` and its commands."""
    pack = group(commands, "pack", "list, check and verify packs", "quizapp pack check my-pack")
    listing = command(
        pack, "list", runs("pack", "list_packs"), "list the packs", "quizapp pack list --json"
    )
    takes_json(listing)
    check = command(
        pack,
        "check",
        runs("checking", "check_packs"),
        "list everything that is wrong in packs, with file, line and column",
        "quizapp pack check my-pack",
    )
    verify = command(
        pack,
        "verify",
        runs("checking", "verify_packs"),
        "run whatever in packs a machine can check: programs, numbers, predictions",
        "quizapp pack verify content/deep-learning",
    )
    for parser in (check, verify):
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a pack's folder or id")
        takes_json(parser)
    check.add_argument(
        "--watch", action="store_true", help="check again whenever a file was saved, until ctrl+c"
    )
    _declare_making(pack)


def _declare_making(pack: Any) -> None:
    """Commands for people who write packs."""
    new = command(
        pack,
        "new",
        runs("making", "new_pack"),
        "write a small pack to begin with: an example of every kind, and a demo",
        "quizapp pack new my-pack --author Ada",
    )
    new.add_argument("folder", type=Path, metavar="DIR", help="the pack's folder, not there yet")
    new.add_argument("--id", metavar="ID", help="default: from the folder's name")
    new.add_argument("--title", metavar="TEXT", help="default: from the folder's name")
    new.add_argument("--author", metavar="NAME", help="default: your name on this computer")
    new.add_argument("--language", metavar="CODE", help="default: en")
    new.add_argument("--license", metavar="NAME", help="default: CC-BY-4.0")
    new.add_argument("--yes", action="store_true", help="ask nothing; take what is proposed")
    schema = command(
        pack,
        "schema",
        runs("making", "print_schema"),
        "print the JSON Schema by which editors complete and check a pack's files",
        "quizapp pack schema --to my-pack/.schemas",
    )
    schema.add_argument(
        "of",
        nargs="?",
        choices=("questions", "pack"),
        default="questions",
        metavar="FILES",
        help="questions (the default), or pack for pack.yaml",
    )
    schema.add_argument("--to", type=Path, metavar="DIR", help="write both into a folder")
