"""Writing a file so that it is never there by half."""

import secrets
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Write beside the file, then take its place; follows a link. Raises OSError."""
    target = path.resolve()
    beside = target.with_name(f".quizapp-{secrets.token_hex(6)}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
