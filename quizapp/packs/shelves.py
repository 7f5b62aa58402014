"""The folder of installed packs: a pack is there as a whole, or not at all.

A new one is written beside the others, where nothing looks, and then renamed into its place; one
that it replaces is renamed away before, and comes back should the machine stop in between.
"""

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_INCOMING = ".incoming"
_REPLACED = ".replaced"
_FORGOTTEN_S = 86_400
"""After this time nobody is writing what lies in `_INCOMING`."""


@contextmanager
def written(packs: Path, files: Mapping[str, bytes], name: str) -> Iterator[Path]:
    """A folder beside the packs with these files, on the disk; gone afterwards. Raises OSError."""
    beside = packs / _INCOMING / secrets.token_hex(6)
    folder = beside / name
    folder.mkdir(parents=True)
    try:
        folders = {folder}
        for path, data in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            folders |= {parent for parent in target.parents if parent.is_relative_to(folder)}
            with target.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for each in folders:
            _sync(each)
        yield folder
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        with contextlib.suppress(OSError):
            beside.parent.rmdir()


def settle(packs: Path, folder: Path, pack: str) -> Path:
    """Rename a written folder into a pack's place, instead of what is there. Raises OSError."""
    target = packs / pack
    away = packs / _REPLACED / pack
    tidy(packs)
    if target.exists():
        away.parent.mkdir(parents=True, exist_ok=True)
        target.rename(away)
    try:
        folder.rename(target)
    except OSError:
        tidy(packs)
        raise
    _sync(packs)
    tidy(packs)
    return target


def take_away(packs: Path, pack: str) -> None:
    """Remove a pack at once, as a whole. Raises OSError."""
    away = packs / _INCOMING / secrets.token_hex(6)
    away.mkdir(parents=True)
    (packs / pack).rename(away / pack)
    shutil.rmtree(away, ignore_errors=True)
    with contextlib.suppress(OSError):
        away.parent.rmdir()


def tidy(packs: Path) -> None:
    """Finish or take back what a stop in between has left behind."""
    for beside in (packs / _INCOMING).glob("*"):
        with contextlib.suppress(OSError):
            if time.time() - beside.stat().st_mtime > _FORGOTTEN_S:
                shutil.rmtree(beside, ignore_errors=True)
    if not (packs / _REPLACED).is_dir():
        return
    for away in (packs / _REPLACED).iterdir():
        if (packs / away.name).exists():
            shutil.rmtree(away, ignore_errors=True)
        else:
            away.rename(packs / away.name)
    with contextlib.suppress(OSError):
        (packs / _REPLACED).rmdir()


def _sync(folder: Path) -> None:
    """Have a folder's names on the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
