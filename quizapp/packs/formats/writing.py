"""From what an importer read to a pack's folder that passes `quizapp pack check`.

Every question is judged by the pack's own schema and rules before anything is written; what
does not fit is refused with the reason that the check would give.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quizapp.core.clean import clean
from quizapp.core.ids import PackId, QuestionId, question_id
from quizapp.core.say import Text, plain, say
from quizapp.packs.emitting import dump
from quizapp.packs.formats.base import Imported, Item, Refused
from quizapp.packs.formats.filling import Filling, Topics, language_of, slug_from
from quizapp.packs.placing import place_folder
from quizapp.packs.reader import MAX_SCALAR
from quizapp.packs.rules import findings
from quizapp.packs.schema import MODELS
from quizapp.packs.wording import validation_problems

MOST_IN_A_FILE = 400
"""Questions in one file of a pack."""
MOST_FILES = 1_000
"""With more topics than that, questions of several stand in one file."""

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """A question that is in the pack, with the item that it came from."""

    id: QuestionId
    fields: Mapping[str, Any]
    item: Item


@dataclass(frozen=True, slots=True)
class Prepared:
    """A pack that can be written: nothing is on the disk yet."""

    id: PackId
    manifest: Mapping[str, Any]
    taken: tuple[Taken, ...]
    refused: tuple[Refused, ...]
    notes: tuple[Text, ...]
    media: tuple[str, ...]

    @property
    def counted(self) -> int:
        """All questions of the source."""
        return len(self.taken) + len(self.refused)

    @property
    def losses(self) -> tuple[tuple[str, Text], ...]:
        """What a pack cannot say, each with its place in the source."""
        return tuple((one.item.where, loss) for one in self.taken for loss in one.item.losses)


def prepare(imported: Imported, folder: Path, source: str) -> Prepared:
    """The pack that will stand in `folder`; `source` is the foreign file's name."""
    pack = PackId(slug_from(folder.absolute().name, "pack"))
    filling = Filling(Topics(imported.title))
    taken: list[Taken] = []
    refused = list(imported.refused)
    for item in imported.items:
        fields, cleaned = filling.filled(item)
        wrong = _wrong(fields, pack)
        if wrong:
            filling.forget(fields)
            refused.append(Refused(item.where, wrong))
            continue
        taken.append(Taken(question_id(pack, fields["id"]), fields, replace(item, losses=cleaned)))
    imported = replace(imported, language=imported.language or language_of(taken_texts(taken)))
    manifest = _manifest(imported, pack, source, filling.topics.used(one.fields for one in taken))
    notes = (*imported.notes, *filling.notes())
    return Prepared(pack, manifest, tuple(taken), tuple(refused), notes, imported.media)


def taken_texts(taken: Iterable[Taken]) -> Iterator[str]:
    """What the questions ask and explain."""
    for one in taken:
        for name in ("prompt", "text", "explanation"):
            yield str(one.fields.get(name, ""))


def _wrong(fields: Fields, pack: str) -> Text | None:
    """Why a question cannot be in a pack, in the words of `pack check`."""
    model = MODELS.get(str(fields.get("kind")))
    if model is None:
        return say("There is no kind of question {kind}.", kind=str(fields.get("kind"))[:40])
    too_long = _too_long(fields)
    if too_long:
        return too_long
    try:
        question = model.model_validate(fields).build(pack)
    except ValidationError as error:
        return next(validation_problems(error, model, {}, Path())).message
    errors = (each.message for each in findings(question) if each.severity == "error")
    return next(errors, None)


def _too_long(value: object) -> Text | None:
    if isinstance(value, dict):
        return next(filter(None, map(_too_long, value.values())), None)
    if isinstance(value, list):
        return next(filter(None, map(_too_long, value)), None)
    if len(str(value)) <= MAX_SCALAR:
        return None
    return say("A text of it has more than {limit} characters.", limit=MAX_SCALAR)


def _manifest(
    imported: Imported, pack: PackId, source: str, topics: Mapping[str, str]
) -> dict[str, Any]:
    name = clean(" ".join(source.split()))
    return {
        "format": "1",
        "id": pack,
        "version": "1.0.0",
        "title": clean(" ".join(imported.title.split()))[:200].strip() or pack,
        "description": f"Imported from {name}.",
        "language": imported.language,
        "license": "unknown; ask whoever made the source",
        "authors": ["unknown"],
        "topics": [{"id": slug, "title": title} for slug, title in topics.items()],
    }


def save(prepared: Prepared, folder: Path) -> None:
    """Write the pack to a folder that is not there yet. Raises PackError; nothing stays then."""
    place_folder(files(prepared), folder)


def files(prepared: Prepared) -> dict[str, str]:
    """The pack's files by their names within its folder."""
    by_topic: dict[str, list[Mapping[str, Any]]] = {}
    several = len({one.fields["topic"] for one in prepared.taken}) > MOST_FILES
    for one in prepared.taken:
        by_topic.setdefault("all" if several else one.fields["topic"], []).append(one.fields)
    texts = {"pack.yaml": dump(prepared.manifest)}
    for topic, questions in by_topic.items():
        for start in range(0, len(questions), MOST_IN_A_FILE):
            number = f".{start // MOST_IN_A_FILE + 1}" if start else ""
            part = questions[start : start + MOST_IN_A_FILE]
            texts[f"questions/{topic}{number}.yaml"] = dump(part)
    return texts


def kinds(prepared: Prepared) -> dict[str, int]:
    """How many questions of each kind are in the pack."""
    return dict(Counter(str(one.fields["kind"]) for one in prepared.taken).most_common())


def told(text: Text) -> str:
    """A sentence of an import in English, with whatever the source put into it made harmless."""
    return clean(plain(text))
