"""A file's title, and its questions put together as what was imported."""

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from quizapp.core.clean import clean
from quizapp.core.say import Text
from quizapp.packs.formats.base import MAX_ITEMS, Imported, Item, Refused, nothing_found, too_many
from quizapp.packs.formats.explaining import RUBRIC_NOTE


def title_of(name: str) -> str:
    """A title from a file's name."""
    stem = PurePath(name).name
    stem = stem.rpartition(".")[0] or stem
    return " ".join(clean(stem).replace("_", " ").replace("-", " ").split()) or "Questions"


def gathered(
    name: str,
    questions: Iterable[Item | Refused],
    nothing: Text,
    *,
    title: str = "",
    notes: Sequence[Text] = (),
    media: Iterable[str] = (),
) -> Imported:
    """What was imported. Raises PackError: with `nothing` for no question, and for too many."""
    items: list[Item] = []
    refused: list[Refused] = []
    for question in questions:
        if isinstance(question, Item):
            items.append(question)
        else:
            refused.append(question)
        if len(items) + len(refused) > MAX_ITEMS:
            raise too_many(name)
    if not items and not refused:
        raise nothing_found(name, nothing)
    if any(item.fields["kind"] == "explain" for item in items):
        notes = [*notes, RUBRIC_NOTE]
    told = " ".join(clean(title).split())
    return Imported(
        told or title_of(name), tuple(items), tuple(refused), tuple(notes), tuple(media)
    )
