"""Whether a pack is the one that was indexed: a hash over its files and over the reading code.

So the index can never be older than the files, nor than the rules they were read by.
"""

import hashlib
import stat
from collections.abc import Iterable
from pathlib import Path

MAX_BYTES = 10_000_000
"""A larger file is refused by the reader, so that its size says enough."""


def digest_of(folder: Path, code: str) -> str:
    """The hash of a pack's YAML files, with their names, and of the code that reads them."""
    total = hashlib.sha256(code.encode())
    names = [folder / "pack.yaml", *sorted(folder.glob("*/*.yaml"))]
    for path in names:
        total.update(b"\0" + str(path.relative_to(folder)).encode("utf-8", "surrogateescape"))
        total.update(b"\0" + _content(path))
    return total.hexdigest()


def code_digest() -> str:
    """The hash of the code that decides what a pack means."""
    here = Path(__file__).parent
    return _hash_of([*sorted(here.glob("*.py")), *sorted((here.parent / "core").rglob("*.py"))])


def _hash_of(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(_content(path))
    return total.hexdigest()


def _content(path: Path) -> bytes:
    """The hash of a file; what cannot be read is told apart from what can."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            return f"{status.st_mode} {status.st_size}".encode()
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError as error:
        return f"error {error.errno}".encode()
