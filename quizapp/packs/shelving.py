"""From a pack's folder to what the index keeps of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from quizapp.core import questions as q
from quizapp.core.ids import PackId, TopicId
from quizapp.packs.codec import encode, to_data
from quizapp.packs.fields import folder_slug
from quizapp.packs.index import Body, Shelved
from quizapp.packs.info import BASE, Entry, PackInfo, TopicInfo, write_entries, write_info
from quizapp.packs.pack import Loaded, Pack, load_pack
from quizapp.packs.trust import hash_of, program_parts

_NOT_SEARCHED = frozenset(
    (
        "id",
        "kind",
        "topic",
        "tags",
        "follow_ups",
        "demo",
        "url",
        "metric",
        "check",
        "vary",
        "prompt",
    )
)
"""Fields whose text is no reason to find a question, or is searched apart."""


def shelve(folder: Path, digest: str) -> Shelved:
    """Read a pack; one with errors keeps its problems and no questions."""
    loaded = load_pack(folder)
    pack = loaded.pack if loaded.usable else None
    return Shelved(
        folder=folder,
        digest=digest,
        info=write_info(_info(loaded, folder), loaded.problems),
        entries=write_entries(_entries(pack) if pack else ()),
        bodies=tuple(_bodies(pack)) if pack else (),
    )


def _info(loaded: Loaded, folder: Path) -> PackInfo:
    pack = loaded.pack
    if pack is None:
        return PackInfo(PackId(folder_slug(folder.name)), folder, problems=len(loaded.problems))
    translations = pack.translations.values()
    kinds = Counter(question.kind for question in pack.questions)
    return PackInfo(
        id=pack.id,
        path=folder,
        version=pack.version,
        language=pack.language,
        license=pack.license,
        authors=pack.authors,
        titles={BASE: pack.title} | {each.language: each.title for each in translations},
        descriptions={BASE: pack.description}
        | {each.language: each.description for each in translations},
        topics=tuple(
            TopicInfo(topic.id, _titles(pack, topic.id, topic.title), topic.after)
            for topic in pack.topics
        ),
        questions=len(pack.questions) if loaded.usable else 0,
        kinds=kinds if loaded.usable else {},
        translated={each.language: each.share for each in translations},
        verified=sum(map(is_verified, pack.questions)) if loaded.usable else 0,
        problems=len(loaded.problems),
        usable=loaded.usable,
        programs=hash_of(program_parts(pack.questions)),
        renamed=pack.renamed,
    )


def _titles(pack: Pack, topic: TopicId, title: str) -> dict[str, str]:
    return {BASE: title} | {
        language: translation.topics[topic] for language, translation in pack.translations.items()
    }


def is_verified(question: q.Question) -> bool:
    """Whether a machine can check the answer."""
    if isinstance(question, q.Numeric | q.Bug):
        return bool(question.check)
    return isinstance(question, q.Output | q.Predict)


def _entries(pack: Pack) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            question.id,
            TopicId(question.topic),
            question.kind,
            question.difficulty,
            question.demo.id if question.demo else "",
            question.follow_ups,
        )
        for question in pack.questions
    )


def _bodies(pack: Pack) -> Iterator[Body]:
    titles = {str(topic.id): topic.title for topic in pack.topics}
    for question in pack.questions:
        yield _body(question, BASE, titles)
    for language, translation in pack.translations.items():
        told = titles | {str(topic): title for topic, title in translation.topics.items()}
        for question in translation.questions.values():
            yield _body(question, language, told)


def _body(question: q.Question, language: str, titles: Mapping[str, str]) -> Body:
    other = "\n\n".join(_texts(to_data(question)))
    topic = titles.get(question.topic, "")
    name = "\n\n".join([question.id, question.topic, topic, *question.tags])
    return Body(question.id, language, encode(question), question.prompt, name, other)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _NOT_SEARCHED:
                yield from _texts(item)
