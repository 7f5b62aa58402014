"""Noticing that a pack's files have changed, by looking at them again and again.

Times and sizes are enough, and reading them costs next to nothing; no system's own notifications
work on every disk, such as one shared over a network.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

PAUSE_S = 0.4
"""Between two looks."""

Trace = frozenset[tuple[str, int, int]]
"""Each file with the time of its last change, in ns, and its size, in bytes."""


def trace(folder: Path) -> Trace:
    """What the files of a pack look like now; a folder that is gone has none."""
    seen = set()
    for path in (folder / "pack.yaml", *folder.glob("*/*.yaml"), *folder.glob("demos/**/*")):
        try:
            status = path.stat()
        except OSError:
            continue  # an editor replaces a file by another one: it is back at the next look
        seen.add((str(path), status.st_mtime_ns, status.st_size))
    return frozenset(seen)


def changes(folders: Sequence[Path], pause: Callable[[float], object]) -> Iterator[list[Path]]:
    """The folders that have changed, first all of them, then whenever some have, for ever.

    A change counts once it is over: when two looks in a row see the same.
    """
    known = {folder: trace(folder) for folder in folders}
    yield list(folders)
    while True:
        pause(PAUSE_S)
        now = {folder: trace(folder) for folder in folders}
        while now != known:
            pause(PAUSE_S)
            before, now = now, {folder: trace(folder) for folder in folders}
            if now == before:
                changed = [folder for folder in folders if now[folder] != known[folder]]
                known = now
                yield changed
                break
