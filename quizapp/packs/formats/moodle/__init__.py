"""Moodle's XML: whole question banks."""

from quizapp.core.say import say
from quizapp.packs.formats.base import Imported
from quizapp.packs.formats.moodle.reading import questions
from quizapp.packs.formats.moodle.writing import write
from quizapp.packs.formats.titles import gathered
from quizapp.packs.formats.xmltree import parse_xml

__all__ = ["read", "sniff", "write"]

_PENALTIES = say("Penalties, points and settings of the display are not taken.")


def sniff(name: str, head: bytes) -> bool:  # noqa: ARG001  its content tells it
    """Whether it is a `<quiz>` with questions."""
    return b"<quiz>" in head and b"<question" in head


def read(data: bytes, name: str, *, encoding: str = "utf-8") -> Imported:
    """The questions of a file. Raises PackError for broken XML and for files without any."""
    root = parse_xml(data, name, encoding=encoding)
    media: dict[str, None] = {}
    nothing = say("The file holds no question in Moodle's XML.")
    taken = questions(root, media)
    return gathered(name, taken, nothing, notes=[_PENALTIES], media=media)
