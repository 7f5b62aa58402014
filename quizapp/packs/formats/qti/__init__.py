"""QTI: packages and files of version 1.2 as Canvas writes them, and items of version 2.1."""

from quizapp.packs.formats.base import Imported
from quizapp.packs.formats.qti.package import read_package, read_single

__all__ = ["read", "sniff"]

_ROOTS = (b"<questestinterop", b"<assessmentItem", b"<assessmentTest", b"<qti-assessment-item")


def sniff(name: str, head: bytes) -> bool:
    """Whether it is a zip with a manifest, or one of QTI's own elements."""
    if head[:2] == b"PK":
        return b"imsmanifest.xml" in head or b"imsqti" in head or name.endswith(".imscc")
    return any(root in head for root in _ROOTS)


def read(data: bytes, name: str, *, encoding: str = "utf-8") -> Imported:
    """The questions of a package or a file. Raises PackError for what is neither."""
    if data[:2] == b"PK":
        return read_package(data, name)
    return read_single(data, name, encoding)
