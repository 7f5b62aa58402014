"""What can be said of packs on the command line."""

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
        runs("pack", "check_packs"),
        "list everything that is wrong in packs, with file, line and column",
        "quizapp pack check my-pack",
    )
    verify = command(
        pack,
        "verify",
        runs("pack", "verify_packs"),
        "run whatever in packs a machine can check: programs, numbers, predictions",
        "quizapp pack verify content/deep-learning",
    )
    for parser in (check, verify):
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a pack's folder or id")
        takes_json(parser)
