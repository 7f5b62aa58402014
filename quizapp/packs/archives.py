"""Packs from archives and folders, read into memory within limits; nothing is ever extracted.

What an archive can do to hurt is refused with its place: names that lead out, links, devices,
enormous ratios, thousands of files, encryption. Every limit counts what is really read, and not
what the archive says of itself.
"""

import io
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.core.say import Text, say
from quizapp.errors import PackError
from quizapp.packs.digest import MAX_BYTES
from quizapp.packs.filenames import left_out, refuse_collisions, safe_name, shown_name

MAX_ARCHIVE = 20_000_000
"""Bytes of an archive as it lies there."""
MAX_TOTAL = 50_000_000
"""Bytes of all files of an archive or folder together."""
MAX_ENTRIES = 2_000
"""Files and folders."""

SUFFIXES = (".zip", ".tar.gz", ".tgz", ".tar")

_LINK = say("links are not taken into packs")
_NO_FILE = say("this is neither a file nor a folder")
_TAR_BLOCK = 512
_GZIP_MAGIC = b"\x1f\x8b"
_ZIP_FILE = b"PK\x01\x02"
_SLACK = 4_000_000
"""Bytes that a tar may have beside its files: headers and padding."""
_BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, ValueError),
    *(NotImplementedError, RuntimeError, RecursionError, OverflowError, MemoryError),
    *(struct.error, LookupError, TypeError, AttributeError),
)
"""What the standard library raises for archives that are not what they seem."""


@dataclass(slots=True)
class Files:
    """Files by path (with `/`), and what is there beside them that is no file."""

    where: str
    """The name of the archive or folder, for telling."""
    data: dict[str, bytes] = field(default_factory=dict)
    refused: dict[str, Text] = field(default_factory=dict)
    """Links and the like, by path; a pack that has one is refused."""
    total: int = 0
    entries: int = 0

    def name(self, name: str) -> str:
        """Count one more entry and make sure of its name; '' for one that is left out."""
        self.entries += 1
        if self.entries > MAX_ENTRIES:
            message = say("there are more than {limit} files", limit=MAX_ENTRIES)
            raise PackError(message, where=self.where)
        path = safe_name(name, self.where)
        return "" if left_out(path) else path

    def room(self, path: str, size: int) -> None:
        """Raise PackError where a file of so many bytes is too large, or one too many."""
        if size > MAX_BYTES:
            message = say("the file is larger than {limit} MB", limit=MAX_BYTES // 1_000_000)
            raise PackError(message, where=f"{self.where}: {shown_name(path)}")
        self.total += size
        if self.total > MAX_TOTAL:
            raise too_large(self.where)

    def finished(self) -> "Files":
        """The files, once it is sure that no two names are the same."""
        refuse_collisions([*self.data, *self.refused], self.where)
        return self

    def roots(self) -> list[str]:
        """The folders that hold a pack, '' for all of it; a pack within a pack is none."""
        found = sorted(
            path.removesuffix("pack.yaml").rstrip("/")
            for path in (*self.data, *self.refused)
            if path == "pack.yaml" or path.endswith("/pack.yaml")
        )
        return [
            root
            for root in found
            if not any(root != other and f"{root}/".startswith(_prefix(other)) for other in found)
        ]

    def below(self, root: str) -> dict[str, bytes]:
        """The files of the pack in a folder, by path below it. Raises PackError for a link."""
        prefix = _prefix(root)
        for path, why in sorted(self.refused.items()):
            if path.startswith(prefix):
                raise PackError(why, where=f"{self.where}: {shown_name(path)}")
        return {
            path.removeprefix(prefix): data
            for path, data in sorted(self.data.items())
            if path.startswith(prefix)
        }


def _prefix(root: str) -> str:
    return f"{root}/" if root else ""


def too_large(where: str) -> PackError:
    """The error for what would be too large once unpacked."""
    limit = MAX_TOTAL // 1_000_000
    return PackError(say("unpacked it is larger than {limit} MB", limit=limit), where=where)


def read_archive(data: bytes, where: str, *, lenient: bool = False) -> Files:
    """The files of a `.zip`, `.tar.gz` or `.tar`; its content says which it is.

    Raises PackError for anything that is not an archive within the limits. A link refuses the
    whole archive; if `lenient`, only the pack that it lies in.
    """
    if len(data) > MAX_ARCHIVE:
        limit = MAX_ARCHIVE // 1_000_000
        raise PackError(say("the archive is larger than {limit} MB", limit=limit), where=where)
    files = Files(where)
    try:
        if data[:2] == _GZIP_MAGIC:
            _take_tar(_gunzipped(data, where), files)
        elif data[257:262] == b"ustar":
            _take_tar(data, files)
        elif data[:2] == b"PK":
            _take_zip(data, files)
        else:
            raise _no_archive(data, where)
    except _BROKEN as error:
        raise PackError(
            say("the archive is damaged: {reason}", reason=_reason(error)), where=where
        ) from error
    for path, why in sorted(files.refused.items()):
        if not lenient:
            raise PackError(why, where=f"{where}: {shown_name(path)}")
    return files.finished()


def _reason(error: BaseException) -> str:
    return " ".join(shown_name(str(error) or type(error).__name__).split())


def _no_archive(data: bytes, where: str) -> PackError:
    if data.lstrip()[:1] == b"<":
        return PackError(
            say("this is a web page and not an archive"),
            where=where,
            hint=say("name the address of the archive itself, or of a git repository"),
        )
    return PackError(
        say("this is no archive that can be read"),
        where=where,
        hint=say("packs come as {suffixes}", suffixes=", ".join(SUFFIXES)),
    )


def _gunzipped(data: bytes, where: str) -> bytes:
    """What was packed, up to the limit; a checksum or an end that is missing is an error."""
    unpacked = bytearray()
    limit = MAX_TOTAL + _SLACK
    while data:
        stream = zlib.decompressobj(wbits=31)
        unpacked += stream.decompress(data, limit + 1 - len(unpacked))
        if len(unpacked) > limit:
            raise too_large(where)
        if not stream.eof:
            raise EOFError("it ends too early")
        data = stream.unused_data.lstrip(b"\0")
    return bytes(unpacked)


def _take_tar(data: bytes, files: Files) -> None:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        while (member := archive.next()) is not None:
            path = files.name(member.name)
            if not path or member.isdir():
                continue
            if path in files.data or path in files.refused:
                raise PackError(
                    say("a name is there twice"), where=f"{files.where}: {shown_name(path)}"
                )
            if member.issym() or member.islnk():
                files.refused[path] = _LINK
            elif not member.isreg() or member.issparse():
                files.refused[path] = _NO_FILE
            else:
                files.room(path, member.size)
                end = member.offset_data + member.size
                if end > len(data):
                    raise EOFError("it ends too early")
                files.data[path] = data[member.offset_data : end]
        if data[archive.offset : archive.offset + _TAR_BLOCK] != bytes(_TAR_BLOCK):
            raise EOFError("it ends too early, or a part of it cannot be read")


def _take_zip(data: bytes, files: Files) -> None:
    if data.count(_ZIP_FILE) > 2 * MAX_ENTRIES:
        raise PackError(
            say("there are more than {limit} files", limit=MAX_ENTRIES), where=files.where
        )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            path = files.name(info.orig_filename)
            if not path or info.orig_filename.endswith("/"):
                continue
            if path in files.data or path in files.refused:
                raise PackError(
                    say("a name is there twice"), where=f"{files.where}: {shown_name(path)}"
                )
            if wrong := _odd(info):
                files.refused[path] = wrong
                continue
            files.room(path, info.file_size)
            _refuse_packing(info, f"{files.where}: {shown_name(path)}")
            with archive.open(info) as file:
                content = file.read(info.file_size + 1)
            if len(content) != info.file_size:
                raise EOFError("a file in it is longer or shorter than it says")
            files.data[path] = content


def _odd(info: zipfile.ZipInfo) -> Text | None:
    """Why an entry is no plain file, if Unix wrote its mode."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return _LINK
    return _NO_FILE if kind not in (0, stat.S_IFREG) else None


def _refuse_packing(info: zipfile.ZipInfo, where: str) -> None:
    if info.flag_bits & 0x41:
        raise PackError(say("the archive is encrypted"), where=where)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise PackError(
            say("it is packed in a way that is not taken"),
            where=where,
            hint=say("pack it as an ordinary zip, or as .tar.gz"),
        )


def read_folder(folder: Path) -> Files:
    """The files of a folder, under the same limits; a link in it is refused with the pack."""
    files = Files(str(folder))
    try:
        for path, name in _walk(folder, ""):
            taken = files.name(name)
            status = path.lstat()
            if not taken or stat.S_ISDIR(status.st_mode):
                continue
            if stat.S_ISLNK(status.st_mode):
                files.refused[taken] = _LINK
            elif not stat.S_ISREG(status.st_mode):
                files.refused[taken] = _NO_FILE
            else:
                files.room(taken, status.st_size)
                files.data[taken] = _content(path, status.st_size)
    except OSError as error:
        raise PackError(
            say("the folder cannot be read: {reason}", reason=error.strerror or str(error)),
            where=error.filename or str(folder),
        ) from error
    return files.finished()


def _walk(folder: Path, name: str) -> Iterator[tuple[Path, str]]:
    """Everything below a folder but what is left out; links are not followed."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        below = f"{name}{entry.name}"
        if left_out(entry.name):
            continue
        yield Path(entry.path), below
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), f"{below}/")


def _content(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        content = file.read(size + 1)
    if len(content) != size:
        raise PackError(say("the file was changed while it was read"), where=str(path))
    return content
