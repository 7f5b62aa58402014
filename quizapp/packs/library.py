"""All packs at hand and the index over them.

Opening costs a hash over the packs' files; only what changed is read again, and only then
are YAML and pydantic imported. Without a usable index file everything works from memory.
"""

import contextlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from quizapp import paths
from quizapp.core.ids import PackId, QuestionId, TopicId, pack_of, question_id
from quizapp.core.say import say
from quizapp.packs.digest import code_digest, digest_of
from quizapp.packs.index import Index, IndexFailure, Shelved
from quizapp.packs.info import Entry, PackInfo, TopicInfo, read_entries, read_info
from quizapp.packs.problems import Problem, Severity, shown

if TYPE_CHECKING:
    from quizapp.core.questions import Question

__all__ = ["Entry", "Library", "PackInfo", "Searched", "TopicInfo"]

Answer = TypeVar("Answer")


class Searched(NamedTuple):
    """The texts by which a question is found in a language; '' is the pack's own."""

    lang: str
    prompt: str
    name: str
    """Id, tags and topic."""
    other: str
    """Everything else; an empty line stands between two texts."""


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A pack's folder and what identifies its content."""

    folder: Path
    digest: str

    @property
    def key(self) -> tuple[Path, str]:
        return self.folder, self.digest


class Library:
    """The packs of some folders. Made with `Library.open`."""

    def __init__(self, folders: Sequence[Path], index_file: Path) -> None:
        self._folders = tuple(dict.fromkeys(folder.absolute() for folder in folders))
        self._index = _open_index(index_file)
        self._entries: tuple[Entry, ...] | None = None
        self._topics: dict[QuestionId, TopicId] | None = None
        self._places_of: tuple[int, int] | None = None
        self._known_places: dict[int, tuple[QuestionId, str]] = {}
        self._bodies: dict[QuestionId, list[int]] = {}
        try:
            self._fill()
        except IndexFailure as failure:
            self._without_file(failure)

    @classmethod
    def open(cls, folders: Sequence[Path], index_file: Path) -> "Library":
        """Open the packs in these folders. Never raises for what they or the index hold."""
        return cls(folders, index_file)

    def look_again(self, folders: Sequence[Path]) -> tuple[Path, ...]:
        """Take in what has changed in the folders, which may be others than before.

        Gives the folders whose content is new. A pack that was usable and has errors now stays
        as it was, so that a session goes on; its errors are among `problems`.
        """
        before = self._shelves, {info.path for info in self.packs if info.usable}
        self._folders = tuple(dict.fromkeys(folder.absolute() for folder in folders))
        try:
            return self._refill(*before)
        except IndexFailure as failure:
            self._without_file(failure)
            return self._folders

    def _refill(self, before: dict[Path, _Shelf], usable: Collection[Path]) -> tuple[Path, ...]:
        code = code_digest()
        self._shelves = {}
        broken: list[Problem] = []
        fresh: list[Shelved] = []
        for folder in self._folders:
            old = before.get(folder)
            if old and digest_of(folder, code) == old.digest:
                self._shelves[folder] = old
                continue
            shelved = self._shelved(folder, code)
            info, problems = read_info(shelved.info, folder)
            if old and folder in usable and not info.usable:
                self._shelves[folder] = old
                broken += problems
            else:
                fresh.append(shelved)
        if fresh:
            self._index.store(fresh)
        infos = {folder: self._index.info(*shelf.key) for folder, shelf in self._shelves.items()}
        if None in infos.values():
            raise IndexFailure("indexed anew by another process", damaged=False)
        self._take({folder: info for folder, info in infos.items() if info is not None})
        self._problems += tuple(broken)
        gone = tuple(folder for folder in before if folder not in self._shelves)
        return (*(shelved.folder for shelved in fresh), *gone)

    def _without_file(self, failure: IndexFailure) -> None:
        """Do without the index file; a damaged one is removed and made anew next time."""
        self._index.close()
        if failure.damaged and self._index.path:
            with contextlib.suppress(OSError):
                self._index.path.unlink()
        self._index = Index(None)
        self._fill()

    def _fill(self) -> None:
        """Bring the index up to date and take from it what is always needed."""
        code = code_digest()
        self._shelves = {
            folder: _Shelf(folder, digest_of(folder, code)) for folder in self._folders
        }
        infos = {folder: self._index.info(*shelf.key) for folder, shelf in self._shelves.items()}
        changed = [folder for folder, info in infos.items() if info is None]
        if changed:
            fresh = [self._shelved(folder, code) for folder in changed]
            self._index.store(fresh)
            infos |= {shelved.folder: shelved.info for shelved in fresh}
        self._take({folder: info for folder, info in infos.items() if info is not None})

    def _shelved(self, folder: Path, code: str) -> Shelved:
        """A pack read anew; once more if it was changed meanwhile."""
        from quizapp.packs.shelving import shelve  # here, for it brings YAML and pydantic

        for _ in range(3):
            before = digest_of(folder, code)
            shelved = shelve(folder, before)
            if digest_of(folder, code) == before:
                break
        self._shelves[folder] = _Shelf(folder, shelved.digest)
        return shelved

    def _take(self, infos: dict[Path, str]) -> None:
        packs: dict[PackId, PackInfo] = {}
        problems: list[Problem] = []
        twice: list[PackInfo] = []
        for folder, text in infos.items():
            info, told = read_info(text, folder)
            problems += told
            first = packs.setdefault(info.id, info)
            if first is not info and _is_added(first) and not _is_added(info):
                del packs[info.id]
                packs[info.id], first, info = info, info, first
            if first is not info:
                twice.append(info)
        self.twice = tuple(_twice(info, packs[info.id]) for info in twice)
        problems += self.twice
        self._packs = packs
        self._problems = tuple(problems)
        self._entries = None
        self._topics = None
        self._places_of = None
        self.renamed = {
            question_id(info.id, old): question_id(info.id, new)
            for info in packs.values()
            if info.usable
            for old, new in info.renamed.items()
        }
        """What became of questions: from the old id to the one of now."""

    twice: tuple[Problem, ...] = ()
    """Packs that are left out, since another one has their id."""

    def _asked(self, ask: Callable[[Index], Answer]) -> Answer:
        """The index's answer, or the one of an index in memory if the file fails."""
        try:
            return ask(self._index)
        except IndexFailure as failure:
            self._without_file(failure)
            return ask(self._index)

    @property
    def packs(self) -> tuple[PackInfo, ...]:
        """All packs, in the order of their folders; also those with errors, marked unusable."""
        return tuple(self._packs.values())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the packs, warnings too."""
        return self._problems

    def pack(self, wanted: PackId) -> PackInfo:
        """A pack by its id. Raises KeyError if there is none."""
        return self._packs[wanted]

    def entries(self, pack: PackId | None = None) -> tuple[Entry, ...]:
        """The questions of all usable packs, or of one."""
        if self._entries is None:
            self._entries = self._asked(self._read_entries)
        if pack is None:
            return self._entries
        return tuple(entry for entry in self._entries if pack_of(entry.id) == pack)

    def _read_entries(self, index: Index) -> tuple[Entry, ...]:
        found: list[Entry] = []
        for info in self._packs.values():
            if info.usable:
                _still_there(index, self._shelves[info.path])
                found += read_entries(index.entries(*self._shelves[info.path].key) or "[]")
        return tuple(found)

    def question(self, wanted: QuestionId, lang: str = "") -> "Question":
        """A question in a language, or in its pack's own where it is not translated.

        By an old id too. Raises KeyError for a question that no usable pack has.
        """
        now = self.renamed.get(wanted, wanted)
        text = self._asked(lambda index: self._read_question(index, now, lang))
        if text is None:
            raise KeyError(wanted)
        from quizapp.packs.codec import decode  # here, for it brings all kinds of question

        return decode(text)

    def _read_question(self, index: Index, wanted: QuestionId, lang: str) -> str | None:
        info = self._packs.get(pack_of(wanted))
        if info is None or not info.usable:
            return None
        shelf = self._shelves[info.path]
        text = index.question(*shelf.key, wanted, lang)
        if text is None:
            _still_there(index, shelf)
        return text

    def topic_title(self, question: QuestionId, lang: str = "") -> str:
        """The title of a question's topic. Raises KeyError for an unknown question."""
        if self._topics is None:
            self._topics = {entry.id: entry.topic for entry in self.entries()}
        wanted = self._topics[self.renamed.get(question, question)]
        topics = self._packs[pack_of(question)].topics
        return next(topic.title(lang) for topic in topics if topic.id == wanted)

    def find(self, texts: Sequence[str]) -> dict[QuestionId, str]:
        """Questions in which one of the texts stands, in any language, and where.

        The place is the most telling of `COLUMNS`. Texts are lower-case and not empty.
        """
        return self._asked(lambda index: self._find(index, texts)) if texts else {}

    def _find(self, index: Index, texts: Sequence[str]) -> dict[QuestionId, str]:
        places = self._places(index)
        found: dict[QuestionId, str] = {}
        for column, bodies in index.find(texts).items():
            for body in bodies:
                place = places.get(body)
                if place:
                    found.setdefault(place[0], column)
        return found

    def searched(self, questions: Collection[QuestionId]) -> dict[QuestionId, list[Searched]]:
        """What is searched of some questions, the pack's own language first."""
        return self._asked(lambda index: self._searched(index, questions))

    def _searched(
        self, index: Index, questions: Collection[QuestionId]
    ) -> dict[QuestionId, list[Searched]]:
        places = self._places(index)
        wanted = [body for question in questions for body in self._bodies.get(question, ())]
        texts = index.texts(wanted)
        found: dict[QuestionId, list[Searched]] = {}
        for body in wanted:
            question, lang = places[body]
            found.setdefault(question, []).append(Searched(lang, *texts[body]))
        return found

    def words(self) -> tuple[str, ...]:
        """Every word of the packs, and some of packs that are not open."""
        return tuple(self._asked(lambda index: index.words()))

    def _places(self, index: Index) -> dict[int, tuple[QuestionId, str]]:
        """Question and language of every body, read anew after another process has written."""
        version = (id(index), index.version())
        if self._places_of != version:
            shelves = [self._shelves[info.path] for info in self._packs.values() if info.usable]
            for shelf in shelves:
                _still_there(index, shelf)
            told = index.bodies([shelf.key for shelf in shelves])
            self._known_places = {
                body: (QuestionId(name), lang) for body, (name, lang) in told.items()
            }
            self._bodies = {}
            for body, (question, _) in sorted(self._known_places.items()):
                self._bodies.setdefault(question, []).append(body)
            self._places_of = version
        return self._known_places

    def close(self) -> None:
        """Close the index file."""
        self._index.close()


def _still_there(index: Index, shelf: _Shelf) -> None:
    """Raise IndexFailure if another process has indexed a later state of the pack."""
    if not index.has(*shelf.key):
        raise IndexFailure("indexed anew by another process", damaged=False)


def _open_index(path: Path) -> Index:
    """The index in the file; a damaged file is replaced, and memory serves where none can be."""
    for _ in range(2):
        try:
            return Index(path)
        except IndexFailure as failure:
            if not failure.damaged:
                break
            with contextlib.suppress(OSError):
                path.unlink()
    return Index(None)


def _is_added(info: PackInfo) -> bool:
    """Whether a pack lies where users put packs; it never takes the place of a bundled one."""
    return info.path.parent == paths.packs_folder().absolute()


def _is_shelved(info: PackInfo) -> bool:
    """Whether a pack is there without being named."""
    return _is_added(info) or info.path.parent == paths.bundled("content").absolute()


def _twice(info: PackInfo, first: PackInfo) -> Problem:
    message = say(
        "the pack `{name}` is already there, in {folder}", name=info.id, folder=shown(first.path)
    )
    hint = say("give it another `id`, or remove one of the two")
    meant = _is_shelved(info) and not _is_shelved(first)  # a folder is named instead of its copy
    severity: Severity = "warning" if meant else "error"
    return Problem(info.path / "pack.yaml", 1, 1, message, hint, severity)
