"""What someone changed in an installed pack: noticed by its hash, and kept when it is replaced."""

import shutil
from datetime import datetime
from pathlib import Path

from quizapp.errors import PackError
from quizapp.packs.archives import read_folder
from quizapp.packs.origins import content_hash, read_origin

_KEPT = ".kept"
"""Beside the packs, where nothing looks for any."""


def is_changed(folder: Path) -> bool:
    """Whether an installed pack is no longer, or cannot be shown to be, as it was installed."""
    origin = read_origin(folder.parent, folder.name)
    if origin is None:
        return True
    try:
        files = read_folder(folder)
    except PackError:
        return True
    return bool(files.refused) or content_hash(files.data) != origin.content


def keep_copy(folder: Path, when: datetime) -> Path | None:
    """Copy a pack that was changed beside the others, and say where; None where it was not.

    Raises OSError where it cannot be copied.
    """
    if not folder.is_dir() or not is_changed(folder):
        return None
    name = f"{folder.name}-{when:%Y%m%d-%H%M%S}"
    copy = folder.parent / _KEPT / name
    number = 1
    while copy.exists():
        number += 1
        copy = copy.with_name(f"{name}-{number}")
    shutil.copytree(folder, copy, symlinks=True)
    return copy
