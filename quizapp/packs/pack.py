"""A pack as a value: its questions in every language, and where each was written.

Loading reports everything that is wrong, over all files at once; what could be read is
returned all the same, so that checks can go on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.core.ids import PackId, QuestionId, TopicId
from quizapp.core.questions import Question
from quizapp.packs.problems import Problem, has_errors
from quizapp.packs.sources import Source


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic and those to be known before it."""

    id: TopicId
    title: str
    after: tuple[TopicId, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """A pack's words in another language; what is missing is the original's."""

    language: str
    title: str
    description: str
    topics: Mapping[TopicId, str]
    """Titles of all topics."""
    questions: Mapping[QuestionId, Question]
    """The questions that have a translation, merged with the original."""
    sources: Mapping[QuestionId, Source]
    share: float
    """How much of what can be translated is, 0 to 1."""
    missing: tuple[Problem, ...] = ()
    """What is not, at the places of the originals."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was read; questions with errors are left out."""

    folder: Path
    id: PackId
    version: str
    title: str
    description: str
    language: str
    license: str
    authors: tuple[str, ...]
    topics: tuple[Topic, ...]
    questions: tuple[Question, ...]
    """In the base language, in the order of files and places."""
    translations: Mapping[str, Translation]
    sources: Mapping[QuestionId, Source]
    source: Source
    """Of `pack.yaml`."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """What became of questions' names: the old one to the one that is there now."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The base language first."""
        return (self.language, *self.translations)

    def question(self, wanted: QuestionId, language: str) -> Question:
        """A question in a language, or in the base one. Raises KeyError for an unknown id."""
        translation = self.translations.get(language)
        if translation and wanted in translation.questions:
            return translation.questions[wanted]
        return next(question for question in self.questions if question.id == wanted)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What could be read of a pack, and what is wrong with it."""

    pack: Pack | None
    """None where `pack.yaml` itself cannot be understood."""
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        """Whether there is a pack without errors; warnings do not matter."""
        return self.pack is not None and not has_errors(self.problems)


def load_pack(folder: Path) -> Loaded:
    """Read a pack's folder. Never raises for what the folder holds."""
    from quizapp.packs.loading import load  # here, for it brings YAML and pydantic

    return load(folder)
