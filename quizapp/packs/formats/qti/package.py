"""QTI's packages: which files of a zip hold questions, and in which order."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from quizapp.core.clean import clean
from quizapp.core.say import Text, say
from quizapp.errors import PackError
from quizapp.packs.archives import read_archive
from quizapp.packs.formats.base import Imported, Item, Refused
from quizapp.packs.formats.qti.items import question as item_question
from quizapp.packs.formats.qti.old import questions as old_questions
from quizapp.packs.formats.shaping import flat
from quizapp.packs.formats.titles import gathered
from quizapp.packs.formats.xmltree import parse_xml, text_of

_QTI = (b"questestinterop", b"assessmentItem", b"assessmentTest", b"qti-assessment-item")
_THIRD = say("QTI 3 is not read; QTI 1.2 and 2.1 are.")
_NOTHING = say("The file holds no question in QTI 1.2 or 2.1.")
_POINTS = say("Points, attempts and times are not taken.")


def read_single(data: bytes, name: str, encoding: str) -> Imported:
    """The questions of one XML file."""
    root = parse_xml(data, name, encoding=encoding)
    media: dict[str, None] = {}
    if root.tag == "qti-assessment-item":
        raise PackError(_THIRD, where=clean(name))
    title = _title(root)
    return gathered(name, _of(root, "", media), _NOTHING, title=title, notes=[_POINTS], media=media)


def read_package(data: bytes, name: str) -> Imported:
    """The questions of a zip, file by file; what is neither XML nor text is listed as media."""
    files = read_archive(data, clean(name)).data
    media: dict[str, None] = {}
    for path in files:
        if PurePosixPath(path).suffix.lower() in _MEDIA:
            media[path] = None
    broken: list[Refused] = []
    roots = dict(_roots(files, broken))
    titles = [_title(root) for root in roots.values() if root.tag != "assessmentItem"]
    named = [*filter(None, titles), _manifest_title(files)]
    several = len([title for title in titles if title]) > 1

    def every() -> Iterator[Item | Refused]:
        yield from broken
        for path in _in_order(roots):
            topic = _title(roots[path]) if several else ""
            yield from _of(roots[path], topic, media, path if len(roots) > 1 else "")

    return gathered(
        name,
        every(),
        _NOTHING,
        title=named[0] if not several else _manifest_title(files),
        notes=[_POINTS],
        media=media,
    )


_MEDIA = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".mp3", ".mp4", ".wav", ".ogg", ".pdf"}


def _roots(files: Mapping[str, bytes], broken: list[Refused]) -> Iterator[tuple[str, Element]]:
    detailed = {PurePosixPath(p).name.split(".")[0] for p in files if "non_cc_assessments/" in p}
    for path, data in sorted(files.items()):
        pure = PurePosixPath(path)
        if pure.suffix.lower() not in (".xml", ".qti") or not any(word in data for word in _QTI):
            continue
        if pure.name == "imsmanifest.xml" or (
            pure.name == "assessment_qti.xml" and pure.parent.name in detailed
        ):
            continue
        try:
            yield path, parse_xml(data, path)
        except PackError as error:
            message = error.message
            reason = Text(message) if isinstance(message, str) else message
            broken.append(Refused(clean(path), reason))


def _in_order(roots: Mapping[str, Element]) -> list[str]:
    """Items in the order in which a test names them; the others follow by name."""
    named: dict[str, None] = {}
    for path, root in roots.items():
        if root.tag == "assessmentTest":
            for reference in root.iter("assessmentItemRef"):
                there = PurePosixPath(path).parent / unquote(reference.get("href", ""))
                parts: list[str] = []
                for part in there.parts:
                    parts = parts[:-1] if part == ".." else [*parts, part]
                named["/".join(parts)] = None
    return [path for path in dict.fromkeys((*named, *roots)) if path in roots]


def _of(
    root: Element, topic: str, media: dict[str, None], path: str = ""
) -> Iterator[Item | Refused]:
    if root.tag == "questestinterop":
        for taken in old_questions(root, topic, media):
            yield replace(taken, where=f"{clean(path)}: {taken.where}") if path else taken
    elif root.tag == "assessmentItem":
        yield item_question(root, topic, media, path)
    elif root.tag == "qti-assessment-item":
        yield Refused(clean(path), _THIRD)
    elif root.tag != "assessmentTest":
        for inner in root.iter("questestinterop"):
            yield from old_questions(inner, topic, media)


def _title(root: Element) -> str:
    if root.tag in ("assessmentTest", "assessmentItem"):
        return flat(root.get("title", "")) if root.tag == "assessmentTest" else ""
    assessment = next(root.iter("assessment"), None)
    bank = next((f for f in root.iter("qtimetadatafield") if _label(f) == "bank_title"), None)
    if assessment is None and bank is not None:
        return flat(text_of(bank.find("fieldentry")))
    return flat(assessment.get("title", "")) if assessment is not None else ""


def _label(field: Element) -> str:
    return text_of(field.find("fieldlabel")).strip()


def _manifest_title(files: Mapping[str, bytes]) -> str:
    manifest = next((data for path, data in files.items() if path.endswith("imsmanifest.xml")), b"")
    found = re.search(
        rb"<(?:\w+:)?title>\s*<(?:\w+:)?(?:lang)?string[^>]*>([^<]{1,200})<", manifest
    )
    return flat(found[1].decode("utf-8", "replace")) if found else ""
