"""Which pack is meant: a bare word is the installed pack of that id, `./word` a folder."""

import shlex
import sys
from contextlib import closing
from pathlib import Path

from quizapp import paths
from quizapp.core.clean import clean
from quizapp.core.say import plain, say
from quizapp.errors import UsageError
from quizapp.packs.library import Library
from quizapp.services.house import pack_folders
from quizapp.services.refusing import unknown


def is_folder(name: str) -> bool:
    """Whether a folder is meant and no installed pack, which a bare word means if there is one."""
    if "/" in name or "\\" in name or name in (".", ".."):
        return True
    if not (Path(name) / "pack.yaml").is_file():
        return False
    if name not in _installed():
        return True
    _tell_other(name)
    return False


def folder_of(name: str, *, broken: bool = False) -> Path:
    """The folder of the pack that is named by its path or id.

    Raises UsageError where there is none; if `broken`, a folder without a pack.yaml will do.
    """
    folder = Path(name)
    if is_folder(name) and (folder / "pack.yaml").is_file():
        return folder
    installed = _installed()
    if name in installed:
        return installed[name]
    if broken and folder.is_dir():
        return folder
    if folder.is_file():
        raise _no_folder(folder)
    if folder.exists():
        raise UsageError(say("This is not a pack: there is no pack.yaml in it."), where=clean(name))
    if "/" in name:
        raise UsageError(say("There is no folder {folder}.", folder=clean(name)))
    raise unknown("pack", name, installed)


def _no_folder(file: Path) -> UsageError:
    """The error for a file, with the folder of the pack that it belongs to, if it does."""
    message = say("This is a file, not a pack.")
    above = file.parents[:2]
    pack = next((folder for folder in above if (folder / "pack.yaml").is_file()), None)
    if pack is None:
        return UsageError(message, where=clean(str(file)))
    hint = say("Name the pack's folder: {folder}", folder=shlex.quote(clean(str(pack))))
    return UsageError(message, where=clean(str(file)), hint=hint)


def _installed() -> dict[str, Path]:
    """The folders of the packs that are there without being named, by id."""
    with closing(Library.open(pack_folders(), paths.index_file())) as library:
        return {str(info.id): info.path for info in library.packs}


def _tell_other(name: str) -> None:
    """Say that the folder of that name is not what is meant."""
    told = say("{name} is the installed pack; ./{name} would be the folder.", name=clean(name))
    print(f"quizapp: {plain(told)}", file=sys.stderr)
