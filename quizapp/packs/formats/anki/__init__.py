"""Anki packages, `.apkg` and `.colpkg`: read in all three layouts, written in the oldest.

A note becomes one question for each of its cards. Written packages have note types of their
own, see `own`, and a question's guid never changes, so that importing again updates.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime

from quizapp.core.say import say
from quizapp.packs.formats.anki.collection import Collection, Log, read_collection
from quizapp.packs.formats.anki.package import open_package
from quizapp.packs.formats.anki.questions import question
from quizapp.packs.formats.anki.writing import write
from quizapp.packs.formats.base import (
    MAX_ITEMS,
    Imported,
    Item,
    PastRating,
    Refused,
    nothing_found,
    too_many,
)
from quizapp.packs.formats.explaining import RUBRIC_NOTE
from quizapp.packs.formats.titles import title_of

__all__ = ["read", "sniff", "write"]

_STUB = "Please update to the latest Anki version"
_DRAWN = re.compile(r"latex-[0-9a-f]{40}\.(?:png|svg)")
"""Formulas that Anki has drawn; they are taken from the text."""
_LATEST = 4_102_444_800_000
"""Milliseconds since 1970: 2100."""


def sniff(name: str, head: bytes) -> bool:
    """Whether a file is a package."""
    return head.startswith(b"PK") and (
        name.endswith((".apkg", ".colpkg")) or b"collection.anki2" in head
    )


def read(data: bytes, name: str, *, encoding: str = "utf-8") -> Imported:  # noqa: ARG001  it is UTF-8
    """The questions of a package. Raises PackError."""
    content, media = open_package(data, name)
    collection = read_collection(content, name)
    count = sum(len(note.cards) for note in collection.notes)
    if count > MAX_ITEMS:
        raise too_many(name)
    decks = sorted({card.deck for note in collection.notes for card in note.cards})
    shared = _shared(decks)
    named: dict[str, None] = dict.fromkeys(each for each in media if not _DRAWN.fullmatch(each))
    items: list[Item] = []
    refused: list[Refused] = []
    for note in collection.notes:
        if not note.cards:
            refused.append(Refused(f"note {note.id}", say("It has no cards.")))
        elif note.values[0].startswith(_STUB):
            refused.append(Refused(f"note {note.id}", say("It only says to update Anki.")))
        for card in note.cards if not note.values[0].startswith(_STUB) else ():
            one = question(note, card, _topic(card.deck, shared), named)
            if isinstance(one, Item):
                items.append(replace(one, reviews=_reviews(collection, card.id)))
            else:
                refused.append(one)
    if not items and not refused:
        raise nothing_found(name, say("There are no notes in the package."))
    explained = any(
        item.fields["kind"] == "explain" and item.fields["id"].startswith("anki-") for item in items
    )
    notes = (RUBRIC_NOTE,) if explained else ()
    title = " / ".join(shared) or title_of(name)
    return Imported(title, tuple(items), tuple(refused), notes, tuple(named))


def _shared(decks: list[str]) -> list[str]:
    """The names of decks within decks with which all begin, at least of one."""
    paths = [deck.split("::") for deck in decks]
    shared: list[str] = []
    for names in zip(*paths, strict=False):
        if len(set(names)) > 1:
            break
        shared.append(names[0])
    return shared


def _topic(deck: str, shared: list[str]) -> str:
    path = deck.split("::")
    return " / ".join(path[len(shared) :] or path[-1:])


def _reviews(collection: Collection, card: int) -> tuple[PastRating, ...]:
    return tuple(
        PastRating(_time(log), log.rating, min(max(log.took, 0), 3_600_000) / 1000)
        for log in collection.logs.get(card, ())
        if 0 < log.at < _LATEST
    )


def _time(log: Log) -> datetime:
    return datetime.fromtimestamp(log.at / 1000, UTC)
