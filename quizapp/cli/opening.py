"""Opening the house for a command whose packs are ids or folders."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from quizapp.cli.naming import is_folder
from quizapp.core.say import say
from quizapp.errors import PackError, UsageError
from quizapp.services.house import House


def open_house(
    options: argparse.Namespace, packs: Sequence[str] = ()
) -> tuple[House, tuple[str, ...]]:
    """The house with the folders among the packs named, and the ids of them all.

    Raises PackError for a folder that is no pack, and what `House.open` raises.
    """
    folders = {name: Path(name) for name in packs if is_folder(name)}
    for folder in folders.values():
        if not (folder / "pack.yaml").is_file():
            raise PackError(
                say("This is not a pack: there is no pack.yaml in it."), where=str(folder)
            )
    house = House.open(
        record_path=getattr(options, "record", None),
        folders=list(folders.values()),
        lang=getattr(options, "lang", None),
    )
    if folders:
        from quizapp.services.opened import remember

        remember(house.record, list(folders.values()))
    ids = {pack.path.resolve(): str(pack.id) for pack in house.library.packs}
    named = (ids.get(folders[n].resolve(), n) if n in folders else n for n in packs)
    return house, tuple(named)


def need_terminal(plain_command: str) -> None:
    """Raises UsageError where there is no terminal, with the command that needs none."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            say("The app needs a terminal; input or output is not one."),
            hint=say("{command} works in pipes.", command=plain_command),
        )
