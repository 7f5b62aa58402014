"""Folders that packs were opened from, so that they can be found again without their paths."""

import json
from collections.abc import Sequence
from pathlib import Path

from quizapp.record.database import Record
from quizapp.services.house import House

SETTING = "folders"
MOST = 12
"""So many are remembered, those of last time first."""


def _known(record: Record) -> list[str]:
    try:
        told = json.loads(record.setting(SETTING, "[]"))
    except ValueError:
        return []
    return [each for each in told if isinstance(each, str)] if isinstance(told, list) else []


def _keep(record: Record, folders: Sequence[str]) -> None:
    if not record.read_only:
        record.set_setting(SETTING, json.dumps(folders[:MOST]))


def remember(record: Record, folders: Sequence[Path]) -> None:
    """These were opened by their paths. Raises RecordError."""
    named = [str(folder.absolute()) for folder in folders]
    known = _known(record)
    if named and named != known[: len(named)]:
        _keep(record, [*named, *(each for each in known if each not in named)])


def forget(record: Record, folder: Path) -> None:
    """It is not to be offered any more. Raises RecordError."""
    _keep(record, [each for each in _known(record) if each != str(folder)])


def opened_before(house: House) -> tuple[Path, ...]:
    """Folders opened some time before whose packs are still there, and not open now."""
    now = {info.path for info in house.library.packs} | {path.absolute() for path in house.folders}
    found = (Path(each) for each in _known(house.record))
    return tuple(path for path in found if path not in now and (path / "pack.yaml").is_file())


def open_again(house: House, folder: Path) -> None:
    """Open one; its pack is taken in at the next look. Raises RecordError."""
    house.folders = (*house.folders, folder)
    remember(house.record, [folder])
