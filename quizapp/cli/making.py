"""`quizapp pack new` and `schema`: for people who write packs."""

import argparse
import getpass
import json
import shlex
import sys
from dataclasses import replace
from pathlib import Path

from quizapp.core.clean import clean
from quizapp.core.ids import SLUG
from quizapp.core.say import plain, say


def new_pack(options: argparse.Namespace) -> int:
    """Write a pack to begin with, and say what to do next."""
    from quizapp.packs.placing import check_place
    from quizapp.packs.starting import beginning_for, start_pack
    from quizapp.services.taken import owner_of

    folder: Path = options.folder
    check_place(folder)
    usual = beginning_for(folder, _own_name())
    given = {
        name: value
        for name in ("id", "title", "author", "language", "license")
        if (value := getattr(options, name)) is not None
    }
    if sys.stdin.isatty() and not options.yes:
        given |= _asked(usual, set(given))
    beginning = replace(usual, **given)
    files = start_pack(folder, beginning)
    print(plain(say("{folder}: {n} files written", folder=str(folder), n=len(files))))
    if owner := owner_of(beginning.id):
        told = say(
            "There is a pack {pack} already, in {folder}: give this one another id in its "
            "pack.yaml, unless it shall replace that one.",
            pack=owner.id,
            folder=str(owner.path),
        )
        print(clean(plain(told)), file=sys.stderr)
    print(plain(say("Next:")))
    for line in ("pack check {} --watch", "quiz {}", "pack verify {}"):
        print("  quizapp " + line.format(_told(folder)))
    return 0


def _told(folder: Path) -> str:
    """The folder as a shell takes it, never for the id of an installed pack."""
    return shlex.quote(str(folder) if folder.is_absolute() else f"./{folder.as_posix()}")


def _own_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name in the environment, nor in the system
        return "Anonymous"


def _asked(usual: object, given: set[str]) -> dict[str, str]:
    """Ask for what the command line left open; an empty line takes what is proposed."""
    questions = {
        "id": say("Id of the pack; it never changes"),
        "title": say("Title"),
        "author": say("Author"),
        "language": say("Language, in two letters"),
        "license": say("License"),
    }
    told = {}
    for name, words in questions.items():
        if name not in given:
            proposed = getattr(usual, name)
            shown = f" [{proposed}]" if proposed else ""
            try:
                typed = input(f"{plain(words)}{shown}: ").strip()
                while name == "id" and not SLUG.fullmatch(typed or proposed):
                    print(plain(say("Ids are lower-case words joined by hyphens.")))
                    typed = input(f"{plain(words)}{shown}: ").strip()
            except EOFError:
                break
            if typed:
                told[name] = typed
    return told


def print_schema(options: argparse.Namespace) -> int:
    """Print a JSON Schema, or write both into a folder."""
    from quizapp.packs.editors import pack_schema, questions_schema
    from quizapp.packs.starting import save_schemas

    if options.to is not None:
        for path in save_schemas(options.to):
            print(path)
        return 0
    schema = pack_schema() if options.of == "pack" else questions_schema()
    print(json.dumps(schema, indent=2))
    return 0
