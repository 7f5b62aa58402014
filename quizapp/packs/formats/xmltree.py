"""XML as a tree of elements without namespaces, in bounded depth and without entities."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from quizapp.core.clean import clean
from quizapp.core.say import say
from quizapp.errors import PackError

MAX_DEPTH = 100
MAX_ELEMENTS = 1_000_000

_DECLARED = say("The file declares entities of its own, which are not taken.")


class _Refused(Exception):
    """The rest is not read."""


def parse_xml(data: bytes, name: str, *, encoding: str = "utf-8") -> Element:
    """The root element. Raises PackError for what is not XML, for entities and for endless depth.

    The encoding counts where it is not UTF-8; else the file itself says which it has.
    """
    root = _parsed(data, name, encoding)
    if root is None:
        raise PackError(say("The file holds no XML."), where=clean(name))
    return root


def _parsed(data: bytes, name: str, encoding: str) -> Element | None:
    builder = TreeBuilder()
    depth, count = 0, 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise _Refused
        plain = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        builder.start(tag.rpartition("}")[2], plain)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag.rpartition("}")[2])

    def entity(*_: object) -> None:
        raise PackError(_DECLARED, where=clean(name))

    try:
        parser = expat.ParserCreate(None if encoding == "utf-8" else encoding, "}")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = builder.data
        parser.EntityDeclHandler = entity
        parser.Parse(data.lstrip() if data[:1].isspace() else data, True)
        root: Element = builder.close()
    except _Refused:
        raise PackError(
            say("The XML is nested deeper than {limit} levels, or too large.", limit=MAX_DEPTH),
            where=clean(name),
        ) from None
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, "")
        raise PackError(
            say("The XML is broken at line {line}: {reason}.", line=error.lineno, reason=reason),
            where=clean(name),
            hint=say("Export it again, or mend it there."),
        ) from error
    except (LookupError, ValueError, TypeError, AssertionError) as error:
        raise PackError(say("The file holds no XML."), where=clean(name)) from error
    return root if isinstance(root, Element) else None


def text_of(element: Element | None) -> str:
    """All text within an element."""
    return "".join(element.itertext()) if element is not None else ""


def children(element: Element | None, tag: str) -> Iterator[Element]:
    """The element's children with that tag, if there is an element."""
    return (child for child in element if child.tag == tag) if element is not None else iter(())
