"""Frames on a pipe or socket: a 4-byte little-endian length, then a msgpack map.

Whatever comes in is taken for a lie until it has been read: only `ProtocolError` is raised.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgpack

from quizapp.core.say import Text, plain, say

MAX_FRAME_BYTES = 64 * 1024 * 1024
_MAX_LISTS = 5_000  # in one frame; with the next, bounds what a small frame can unfold to
_MAX_ITEMS = 20_000
_HEAD = 4


class ProtocolError(Exception):
    """What was sent is not what the two ends agreed on; the message is a sentence."""

    def __init__(self, message: Text) -> None:
        super().__init__(plain(message))
        self.message = message


def frame(payload: Mapping[str, Any]) -> bytes:
    """The bytes of one frame; ProtocolError if it cannot be sent."""
    try:
        body: bytes = msgpack.packb(payload)
    except (TypeError, ValueError, OverflowError) as error:
        raise ProtocolError(say("A value cannot be sent: {reason}", reason=str(error))) from error
    if len(body) > MAX_FRAME_BYTES:
        raise ProtocolError(too_large(len(body)))
    return len(body).to_bytes(_HEAD, "little") + body


def too_large(size: int) -> Text:
    """The sentence for a frame of `size` bytes, more than is allowed."""
    most = MAX_FRAME_BYTES >> 20
    return say("A message of {size} MB is too large; {most} MB fit", size=size >> 20, most=most)


class Frames:
    """Takes bytes as they arrive, in pieces of any length, and gives whole frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[dict[str, Any]]:
        """The frames that are complete now, one by one; ProtocolError at the first that is none."""
        self._buffer += data
        while len(self._buffer) >= _HEAD:
            size = int.from_bytes(self._buffer[:_HEAD], "little")
            if size > MAX_FRAME_BYTES:
                raise ProtocolError(too_large(size))
            end = _HEAD + size
            if len(self._buffer) < end:
                return
            body = bytes(self._buffer[_HEAD:end])
            del self._buffer[:end]
            yield _unpacked(body)


def _unpacked(body: bytes) -> dict[str, Any]:
    lists = 0

    def counted(items: Any) -> Any:
        nonlocal lists
        lists += 1
        if lists > _MAX_LISTS:
            raise ValueError("too many lists")
        return items

    try:
        payload = msgpack.unpackb(
            body,
            max_array_len=_MAX_ITEMS,
            max_map_len=_MAX_ITEMS,
            max_ext_len=0,
            list_hook=counted,
            object_hook=counted,
        )
    except (ValueError, msgpack.UnpackException) as error:
        raise ProtocolError(say("A message could not be read")) from error
    if not isinstance(payload, dict):
        raise ProtocolError(say("A message could not be read"))
    return payload
