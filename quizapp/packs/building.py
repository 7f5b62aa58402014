"""A pack as an archive whose bytes depend on its files alone.

Names are sorted, times and modes are fixed, and nothing of the machine or its user is in it, so
that everyone who builds the same files gets the same checksum (with the same zlib).
"""

import gzip
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from quizapp.core.say import say
from quizapp.errors import PackError
from quizapp.packs.archives import MAX_ARCHIVE
from quizapp.replacing import replace_file

_MODE = 0o644
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can tell; a tar tells 0."""
_LEVEL = 9


def archive_of(files: Mapping[str, bytes], top: str, name: str) -> bytes:
    """The files in a folder `top`, as the archive that the ending of `name` asks for.

    Raises PackError for another ending, and for an archive too large to be added.
    """
    placed = {f"{top}/{path}": data for path, data in sorted(files.items())}
    if name.endswith(".zip"):
        archive = _zip(placed)
    elif name.endswith((".tar.gz", ".tgz")):
        archive = _tar(placed)
    else:
        raise PackError(
            say("An archive is named .zip, .tar.gz or .tgz, and this is not"), where=name
        )
    if len(archive) > MAX_ARCHIVE:
        limit = MAX_ARCHIVE // 1_000_000
        raise PackError(say("the archive is larger than {limit} MB", limit=limit), where=name)
    return archive


def write_archive(path: Path, archive: bytes) -> str:
    """Write it, and its checksum in a file beside it as `sha256sum` reads it; the checksum.

    Raises PackError where it cannot be written.
    """
    checksum = hashlib.sha256(archive).hexdigest()
    try:
        replace_file(path, archive)
        beside = path.with_name(f"{path.name}.sha256")
        replace_file(beside, f"{checksum}  {path.name}\n".encode())
    except OSError as error:
        reason = error.strerror or str(error)
        raise PackError(
            say("The archive cannot be written: {reason}", reason=reason), where=str(path)
        ) from error
    return checksum


def _zip(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, data in files.items():
            info = zipfile.ZipInfo(path, _FIRST_DAY)
            info.create_system = 3  # Unix, wherever it is built
            info.external_attr = (0o100000 | _MODE) << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED, _LEVEL)
    return target.getvalue()


def _tar(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", _LEVEL, target, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path, data in files.items():
            info = tarfile.TarInfo(path)
            info.size, info.mode = len(data), _MODE
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()
