"""`quizapp pack list`."""

import argparse
import json
import sys
from contextlib import closing

from quizapp import paths
from quizapp.core.clean import clean
from quizapp.core.say import plain, say
from quizapp.packs.library import Library, PackInfo
from quizapp.packs.problems import format_problem
from quizapp.services.house import pack_folders
from quizapp.services.shelf import shelf_of
from quizapp.services.trusting import is_trusted


def list_packs(options: argparse.Namespace) -> int:
    """Print the installed packs."""
    with closing(Library.open(pack_folders(), paths.index_file())) as library:
        if options.json:
            told = [_as_json(pack) for pack in library.packs]
            print(json.dumps(told, indent=2, ensure_ascii=False))
        else:
            for pack in library.packs:
                print(clean(_line(pack)))
        for problem in library.twice:
            print(f"quizapp: {format_problem(problem)}", file=sys.stderr)
    return 0


def _as_json(pack: PackInfo) -> dict[str, object]:
    shelf = shelf_of(pack.path)
    return {
        "id": pack.id,
        "title": pack.title("en"),
        "version": pack.version,
        "path": str(pack.path),
        "questions": pack.questions,
        "kinds": dict(pack.kinds),
        "topics": [topic.id for topic in pack.topics],
        "translated": dict(pack.translated),
        "verified": pack.verified,
        "trusted": is_trusted(pack),
        "origin": shelf.origin,
        "added": shelf.when,
        "usable": pack.usable,
    }


def _line(pack: PackInfo) -> str:
    shares = ", ".join(f"{lang} {share:.0%}" for lang, share in pack.translated.items())
    told = f"{pack.id} {pack.version}: {pack.questions} questions"
    if shares:
        told += f" ({shares})"
    if not pack.usable:
        told += f"; {plain(say('has errors: quizapp pack check {pack}', pack=pack.id))}"
    shelf = shelf_of(pack.path)
    if shelf.kind == "bundled":
        return f"{told}; {plain(say('bundled'))}"
    trusted = say("trusted") if is_trusted(pack) else say("not trusted")
    return f"{told}; {plain(trusted)}; {plain(say('from {origin}', origin=shelf.origin))}"
