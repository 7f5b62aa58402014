"""Names of files that are typed into a small window."""

from pathlib import Path


def typed_path(typed: str) -> Path:
    """The file that was meant; `~` is the user's folder."""
    return Path(typed.strip()).expanduser()


def free_name(stem: str, suffix: str) -> str:
    """A name that no file in this folder has: `stem.html`, or `stem-2.html`."""
    number = 1
    while True:
        told = f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}"
        if not Path(told).exists():
            return told
        number += 1
