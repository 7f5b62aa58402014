"""Putting a whole folder where there is none, so that it is never there by half."""

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from quizapp.core.clean import clean
from quizapp.core.say import say
from quizapp.errors import PackError


def check_place(folder: Path) -> None:
    """PackError where no new folder can be put: something is there, or nothing to put it in."""
    parent = folder.absolute().parent
    if not parent.is_dir():
        raise PackError(
            say("There is no folder {folder}.", folder=clean(str(parent))),
            where=clean(str(folder)),
            hint=say("Make it first, or choose another folder."),
        )
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise PackError(
            say("There is a file of that name."),
            where=clean(str(folder)),
            hint=say("Choose another folder."),
        )
    if folder.is_dir() and any(folder.iterdir()):
        raise PackError(
            say("The folder is not empty."),
            where=clean(str(folder)),
            hint=say("Choose another one; nothing was written."),
        )


def place_folder(texts: Mapping[str, str], folder: Path) -> None:
    """Write files, by their names within the folder, beside its place and move them there.

    Raises PackError; nothing stays then.
    """
    check_place(folder)
    target = folder.absolute()
    beside = target.with_name(f".quizapp-{secrets.token_hex(6)}.part")
    try:
        for name, text in texts.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        if target.is_dir():
            target.rmdir()
        beside.rename(target)
    except OSError as error:
        raise PackError(
            say("The pack cannot be written: {reason}", reason=error.strerror or str(error)),
            where=clean(str(folder)),
            hint=say("Choose another folder."),
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
