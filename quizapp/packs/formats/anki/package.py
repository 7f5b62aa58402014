"""The files in an Anki package: the collection, in any of its three layouts, and media names.

Packages come from anywhere: sizes are bounded before anything is unpacked.
"""

import contextlib
import json
import zipfile
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from typing import Any

from quizapp.core.clean import clean
from quizapp.core.say import say
from quizapp.errors import PackError

COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""The newest first: a newer package holds an old collection that only says to update."""
MOST_FILES = 100_000
_LEAST_LIMIT = 32_000_000
_MOST_LIMIT = 1_000_000_000
_MEDIA_LIMIT = 20_000_000
_GROWTH = 6
"""How much larger than the package its collection may be."""


def open_package(data: bytes, name: str) -> tuple[bytes, tuple[str, ...]]:
    """The collection, as SQLite stores it, and the names of media. Raises PackError."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = package.namelist()
            if len(names) > MOST_FILES:
                raise _broken(name, f"{len(names)} files")
            collection = next((each for each in COLLECTIONS if each in names), None)
            if collection is None:
                raise PackError(
                    say("There is no Anki collection in the package."),
                    where=clean(name),
                    hint=say("Export it from Anki with File, Export."),
                )
            limit = min(max(_LEAST_LIMIT, _GROWTH * len(data)), _MOST_LIMIT)
            content = _read(package, collection, limit, name)
            newest = collection == COLLECTIONS[0]
            if newest:
                content = decompressed(content, limit, name)
            media = _read(package, "media", _MEDIA_LIMIT, name) if "media" in names else b""
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _broken(name, str(error)) from error
    except ValueError as error:  # a damaged header
        raise _broken(name, str(error)) from error
    return content, _media_names(media, newest=newest, name=name)


def _read(package: zipfile.ZipFile, member: str, limit: int, name: str) -> bytes:
    import zlib

    try:
        with package.open(member) as file:
            content = file.read(limit + 1)
    except zlib.error as error:
        raise _broken(name, str(error)) from error
    if len(content) > limit:
        raise too_large(name, limit)
    return content


def decompressed(data: bytes, limit: int, name: str) -> bytes:
    """Data that zstd has compressed. Raises PackError, also where there is no zstd."""
    zstd = _zstd(name)
    try:
        reader = zstd.ZstdDecompressor()
        content: bytes = reader.decompress(data, max_length=limit + 1)
    except zstd.ZstdError as error:
        raise _broken(name, str(error)) from error
    if len(content) > limit:
        raise too_large(name, limit)
    if not reader.eof:
        raise _broken(name, "zstd")
    return content


def _zstd(name: str) -> Any:
    """The module that reads zstd: Python's own from 3.14 on, or the extra `anki`."""
    for module in ("compression.zstd", "backports.zstd"):
        with contextlib.suppress(ImportError):
            return import_module(module)
    raise PackError(
        say("This package is compressed with zstd, which this Python cannot read."),
        where=clean(name),
        hint=say(
            "Install it with `pip install 'quizapp[anki]'`, or export from Anki with"
            " “Support older Anki versions” ticked."
        ),
    )


def _media_names(data: bytes, *, newest: bool, name: str) -> tuple[str, ...]:
    """Pictures and sounds; a list that cannot be read is no reason to refuse the questions."""
    try:
        if newest:
            entries = message(decompressed(data, _MEDIA_LIMIT, name))
            texts = [text_of(entry, 1) for entry in entries.get(1, ()) if isinstance(entry, bytes)]
        else:
            told = json.loads(data or b"{}")
            texts = [str(each) for each in told.values()] if isinstance(told, dict) else []
    except (PackError, ValueError, RecursionError):
        return ()
    return tuple(sorted({clean(text)[:200] for text in texts if text}))


def message(data: bytes) -> dict[int, list[int | bytes]]:
    """A protobuf message: its fields by number. Raises ValueError."""
    fields: dict[int, list[int | bytes]] = {}
    for number, value in _fields(data):
        fields.setdefault(number, []).append(value)
    return fields


def text_of(data: bytes, number: int) -> str:
    """A text field of a protobuf message, or ''. Raises ValueError."""
    value = message(data).get(number, [b""])[-1]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def number_of(data: bytes, number: int) -> int:
    """A number field of a protobuf message, or 0. Raises ValueError."""
    value = message(data).get(number, [0])[-1]
    return value if isinstance(value, int) else 0


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(data, at)
            yield key >> 3, value
            continue
        length = {1: 8, 5: 4}.get(kind, -1)
        if kind == 2:
            length, at = _varint(data, at)
        if length < 0 or at + length > len(data):
            raise ValueError("not a message")
        yield key >> 3, data[at : at + length]
        at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 64:
        if at >= len(data):
            raise ValueError("not a message")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise ValueError("not a message")


def too_large(name: str, limit: int) -> PackError:
    """The error for a collection that unpacks to more than it may."""
    return PackError(
        say("The collection in it is larger than {limit} MB.", limit=limit // 1_000_000),
        where=clean(name),
        hint=say("Export fewer decks at once."),
    )


def _broken(name: str, reason: str) -> PackError:
    return PackError(
        say("The package is damaged: {reason}", reason=clean(reason)[:200]),
        where=clean(name),
        hint=say("Export it again, or download it again."),
    )
