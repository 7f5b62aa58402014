"""What can be said of packs on the command line."""

from pathlib import Path
from typing import Any

from quizapp.cli.declaring import command, group, runs, takes_json, takes_record
from quizapp.packs.formats import names


def declare_packs(commands: Any) -> None:
    """`quizapp pack` and its commands."""
    pack = group(
        commands, "pack", "list, add, make, check and verify packs", "quizapp pack check my-pack"
    )
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
    check.add_argument(
        "--verbose", action="store_true", help="list what is not translated, field by field, too"
    )
    _declare_making(pack)
    _declare_sharing(pack)
    _declare_exchange(pack)


def _declare_sharing(pack: Any) -> None:
    """Commands that bring packs in and send them out."""
    _declare_add(pack)
    _declare_keeping(pack)
    _declare_trust(pack)


def _declare_add(pack: Any) -> None:
    add = command(
        pack,
        "add",
        runs("sharing", "add_packs"),
        "add a pack: a folder, an archive, its address, or a git repository",
        "quizapp pack add https://example.org/linear-algebra-1.0.0.zip",
    )
    add.add_argument(
        "source",
        metavar="SOURCE",
        help="a folder, a .zip or .tar.gz, its https address, or a git address "
        "(git+https://…, ….git, user@host:path.git), with #NAME for a branch or tag",
    )
    add.add_argument(
        "--pack",
        action="append",
        default=[],
        metavar="ID",
        help="of several packs in it, this one; may be given several times",
    )
    add.add_argument("--replace", action="store_true", help="instead of an installed one")
    add.add_argument(
        "--sha256", default="", metavar="DIGITS", help="the checksum that the archive must have"
    )
    takes_json(add)


def _declare_keeping(pack: Any) -> None:
    update = command(
        pack,
        "update",
        runs("sharing", "update_packs"),
        "get newer versions of packs from where they came from",
        "quizapp pack update --check",
    )
    update.add_argument("packs", nargs="*", metavar="ID", help="default: all that were added")
    update.add_argument(
        "--check", action="store_true", help="change nothing; exit with 1 where there are some"
    )
    remove = command(
        pack,
        "remove",
        runs("sharing", "remove_pack"),
        "remove an installed pack; the record keeps your answers",
        "quizapp pack remove linear-algebra",
    )
    remove.add_argument("pack", metavar="ID", help="the pack's id")
    remove.add_argument("--yes", action="store_true", help="do not ask")
    build = command(
        pack,
        "build",
        runs("sharing", "build_pack"),
        "write a pack as an archive to share, with its checksum beside it",
        "quizapp pack build my-pack --to my-pack-1.0.0.zip",
    )
    build.add_argument("folder", type=Path, metavar="DIR", help="the pack's folder")
    build.add_argument(
        "--to", type=Path, metavar="FILE", help=".zip or .tar.gz; default: ID-VERSION.zip here"
    )
    for parser in (update, build):
        takes_json(parser)


def _declare_exchange(pack: Any) -> None:
    """Commands for files of other programs."""
    bring = command(
        pack,
        "import",
        runs("exchange", "import_pack"),
        "make a pack of another program's file",
        "quizapp pack import deck.apkg --to my-deck",
    )
    bring.add_argument("file", type=Path, metavar="FILE", help="the file to read")
    bring.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help="the pack's folder, not there yet"
    )
    bring.add_argument(
        "--from",
        dest="format",
        default="",
        metavar="FORMAT",
        help=f"default: by the file's name and content; {', '.join(names())}",
    )
    bring.add_argument(
        "--encoding", default="utf-8", metavar="NAME", help="of a text file; default: utf-8"
    )
    bring.add_argument(
        "--schedule",
        action="store_true",
        help="append the reviews in an Anki package to your record, so that FSRS goes on there",
    )
    takes_record(bring)
    send = command(
        pack,
        "export",
        runs("exchange", "export_pack"),
        "write a pack for another program, or as a sheet to print",
        "quizapp pack export deep-learning --to deep-learning.apkg",
    )
    send.add_argument("pack", metavar="ID|DIR", help="a pack's id, or its folder")
    send.add_argument("--to", type=Path, required=True, metavar="FILE", help="the file to write")
    send.add_argument(
        "--format",
        default="",
        metavar="FORMAT",
        help=f"default: by the file's name; {', '.join(names(writing=True))}",
    )
    for parser in (bring, send):
        takes_json(parser)


def _declare_trust(pack: Any) -> None:
    trust = command(
        pack,
        "trust",
        runs("trust", "trust_pack"),
        "show what a pack would run, and let it",
        "quizapp pack trust linear-algebra --show",
    )
    trust.add_argument("pack", metavar="PACK", help="a pack's id, or its folder")
    trust.add_argument("--show", action="store_true", help="print the source of all of it")
    trust.add_argument("--yes", action="store_true", help="do not ask")
    trust.add_argument("--revoke", action="store_true", help="trust it no longer")
    takes_json(trust)


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
