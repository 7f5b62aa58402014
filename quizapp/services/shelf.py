"""Where a pack stands: bundled, installed, part of a Python distribution, or a folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from quizapp import paths
from quizapp.packs.distributions import offered
from quizapp.packs.fetching import Place
from quizapp.packs.origins import read_origin
from quizapp.services.trusting import is_bundled


@dataclass(frozen=True, slots=True)
class Shelf:
    """Whose a pack is, and where it came from if that is known."""

    kind: Literal["bundled", "installed", "python", "folder"]
    place: Place | None = None
    distribution: str = ""
    when: str = ""
    """When it was added, ISO 8601; empty where that is not known."""

    @property
    def origin(self) -> str:
        """One word or address, as `pack list` tells it."""
        if self.place is not None:
            return self.place.shown
        return f"python:{self.distribution}" if self.kind == "python" else self.kind


def shelf_of(folder: Path) -> Shelf:
    """Where the pack in a folder stands."""
    if is_bundled(folder):
        return Shelf("bundled")
    if folder.parent.absolute() == paths.packs_folder().absolute():
        origin = read_origin(paths.packs_folder(), folder.name)
        if origin is None:
            return Shelf("installed")
        return Shelf("installed", origin.place, when=origin.when)
    for each in offered():
        if each.folder == folder.resolve():
            return Shelf("python", distribution=each.distribution)
    return Shelf("folder")
