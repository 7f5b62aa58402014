"""Packs that installed Python distributions offer through the entry point group `quizapp.packs`.

The entry point's value names a package whose folder holds `pack.yaml`. Metadata is read as text
and nothing of a distribution is imported, so that looking for packs runs no code.
"""

import importlib.util
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GROUP = "quizapp.packs"
_SECTION = re.compile(rf"^\[{re.escape(GROUP)}\]\s*$((?:\n(?!\[).*)*)", re.MULTILINE)
_LINE = re.compile(r"^\s*([^=\s#]+)\s*=\s*([A-Za-z_][\w.]*)\s*(?::.*)?$", re.MULTILINE)
_MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Offered:
    """A pack of a Python distribution."""

    distribution: str
    """Its name, as `pip uninstall` takes it."""
    folder: Path


def offered() -> list[Offered]:
    """The packs of all distributions that this Python can import, by distribution and name."""
    found: dict[Path, Offered] = {}
    for folder in dict.fromkeys(sys.path):
        for distribution, package in _entries(folder or "."):
            path = _folder_of(package)
            if path is not None and (path / "pack.yaml").is_file():
                found.setdefault(path, Offered(distribution, path))
    return sorted(found.values(), key=lambda each: (each.distribution, each.folder))


def _entries(folder: str) -> Iterator[tuple[str, str]]:
    """Distribution and package of every entry point of the group."""
    try:
        with os.scandir(folder) as listed:
            names = [e.name for e in listed if e.name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return
    for name in names:
        path = Path(folder, name, "entry_points.txt")
        try:
            with path.open("rb") as file:
                text = file.read(_MAX_BYTES).decode("utf-8", "replace")
        except OSError:
            continue
        for section in _SECTION.finditer(text):
            for line in _LINE.finditer(section[1]):
                yield name.rpartition(".")[0].partition("-")[0], line[2]


def _folder_of(package: str) -> Path | None:
    """The folder of a package. Only the outermost one is looked for, which imports nothing."""
    first, *below = package.split(".")
    try:
        spec = importlib.util.find_spec(first)
    except (ImportError, ValueError, AttributeError):
        return None
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place, *below)
        if path.is_dir():
            return path.resolve()
    return None
