"""Where installed packs came from: one small file for each, beside the packs and not in them."""

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from quizapp.packs.fetching import Kind, Place
from quizapp.replacing import replace_file

_KINDS = ("folder", "archive", "url", "git")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a pack came from, and when."""

    kind: Kind
    location: str
    version: str
    content: str
    """The hash of its files, `content_hash`."""
    when: str
    """ISO 8601, UTC."""

    @property
    def place(self) -> Place:
        """Where a newer one would be."""
        return Place(self.kind, self.location)


def content_hash(files: Mapping[str, bytes]) -> str:
    """One hash over all files of a pack and their names."""
    total = hashlib.sha256()
    for path, data in sorted(files.items()):
        total.update(path.encode() + b"\0" + hashlib.sha256(data).digest())
    return total.hexdigest()


def _file(packs: Path, pack: str) -> Path:
    return packs / ".origins" / f"{pack}.json"


def read_origin(packs: Path, pack: str) -> Origin | None:
    """Where a pack came from; None where that is not known, or cannot be read."""
    try:
        told = json.loads(_file(packs, pack).read_bytes())
        origin = Origin(**{name: str(told[name]) for name in Origin.__dataclass_fields__})  # type: ignore[arg-type]  # the kind is looked at below
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return origin if origin.kind in _KINDS else None


def write_origin(packs: Path, pack: str, origin: Origin) -> None:
    """Remember where a pack came from. Raises OSError."""
    path = _file(packs, pack)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, json.dumps(asdict(origin), indent=1).encode())


def forget_origin(packs: Path, pack: str) -> None:
    """The pack is gone."""
    with contextlib.suppress(OSError):
        _file(packs, pack).unlink()
