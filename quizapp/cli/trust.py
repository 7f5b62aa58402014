"""`quizapp pack trust`: show what a pack would run, and take the user's word."""

import argparse
import json
import sys

from quizapp.cli.naming import folder_of
from quizapp.cli.sharing import confirmed
from quizapp.core.clean import clean
from quizapp.core.say import plain, say
from quizapp.errors import QuizappError
from quizapp.packs.trust import Part
from quizapp.services import trusting
from quizapp.services.house import now_utc
from quizapp.services.trusting import Examined, examine


def trust_pack(options: argparse.Namespace) -> int:
    """Trust what is shown, or no longer; 1 where it was not trusted in the end."""
    if problem := trusting.store_problem():
        print(f"quizapp: {plain(problem)}", file=sys.stderr)
    if options.revoke:
        return _revoke(options.pack)
    examined = examine(folder_of(options.pack))
    if not examined.trusted and (options.yes or (not options.json and sys.stdin.isatty())):
        trusting.store().refuse_unwritable()  # before anyone has read a long list for nothing
    if options.json:
        if options.yes and not examined.trusted:
            trusting.trust(examined, now_utc())
        print(json.dumps(_as_json(examined, trusted=options.yes or examined.trusted), indent=2))
        return 0
    _show(examined, with_source=options.show)
    if examined.trusted:
        print(plain(say("It is trusted already.")))
        return 0
    if not options.yes and not sys.stdin.isatty():
        print(
            f"quizapp: {plain(say('Nothing was trusted. --yes trusts it without asking.'))}",
            file=sys.stderr,
        )
        return 1
    if not options.yes and not confirmed(say("Let {pack} run this?", pack=examined.id)):
        return 1
    trusting.trust(examined, now_utc())
    print(plain(say("Trusted. A change of any of this asks again.")))
    return 0


def _revoke(name: str) -> int:
    try:
        pack = str(examine(folder_of(name)).id)
    except QuizappError:  # it is gone, or has errors: its id is enough
        pack = name
    if trusting.revoke(pack):
        print(plain(say("{pack} is no longer trusted.", pack=pack)))
        return 0
    print(f"quizapp: {plain(say('{pack} was not trusted.', pack=pack))}", file=sys.stderr)
    return 1


def _show(examined: Examined, *, with_source: bool) -> None:
    parts = (*examined.files, *examined.programs)
    heading = say("{pack} in {folder}", pack=examined.id, folder=str(examined.folder.absolute()))
    print(clean(plain(heading)))
    if not parts:
        print(plain(say("It brings nothing that would run: questions and texts alone.")))
        return
    print(plain(trusting.WARNING))
    width = max(len(part.name) for part in parts)
    for part in parts:
        size = plain(say("{n} bytes", n=f"{len(part.data):>9,}"))
        print(f"  {clean(part.name).ljust(width)} {size}  sha256 {part.sha256[:16]}…")
        if with_source:
            for line in _source(part):
                print(f"    │ {line}")


def _source(part: Part) -> list[str]:
    """Its lines, harmless for the terminal; each is marked, so that none passes for ours."""
    try:
        text = part.data.decode()
    except UnicodeDecodeError:
        return [plain(say("not text"))]
    return [clean(line) for line in clean(text).split("\n")]


def _as_json(examined: Examined, *, trusted: bool) -> dict[str, object]:
    def told(parts: tuple[Part, ...]) -> list[dict[str, object]]:
        return [
            {"name": part.name, "bytes": len(part.data), "sha256": part.sha256} for part in parts
        ]

    return {
        "id": examined.id,
        "path": str(examined.folder),
        "trusted": trusted,
        "seal": examined.seal,
        "files": told(examined.files),
        "programs": told(examined.programs),
    }
