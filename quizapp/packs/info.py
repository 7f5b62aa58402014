"""What the library knows of a pack without its questions' bodies, and how the index keeps it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from quizapp.core.ids import PackId, QuestionId, TopicId
from quizapp.core.say import Text
from quizapp.packs.problems import Problem

BASE = ""
"""Stands for a pack's own language."""


class Entry(NamedTuple):
    """A question as lists and plans need it."""

    id: QuestionId
    topic: TopicId
    kind: str
    difficulty: int
    demo: str
    """The id of the linked demo, or ''."""
    follow_ups: tuple[QuestionId, ...]


@dataclass(frozen=True, slots=True)
class TopicInfo:
    """A topic with its titles by language."""

    id: TopicId
    titles: Mapping[str, str]
    after: tuple[TopicId, ...]

    def title(self, lang: str = BASE) -> str:
        """The title in a language, or in the pack's own."""
        return self.titles.get(lang, self.titles[BASE])


@dataclass(frozen=True, slots=True)
class PackInfo:
    """A pack as it is listed. One with errors is listed too, and has no questions to ask."""

    id: PackId
    path: Path
    version: str = ""
    language: str = ""
    license: str = ""
    authors: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    topics: tuple[TopicInfo, ...] = ()
    questions: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    """How many questions of each kind."""
    translated: Mapping[str, float] = field(default_factory=dict)
    """For each language beside the pack's own, the share translated, 0 to 1."""
    verified: int = 0
    """How many questions a machine can check."""
    problems: int = 0
    usable: bool = False
    programs: str = ""
    """The hash of the questions' programs, for the pack's seal; see `quizapp.packs.trust`."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """What became of questions' names: the old one to the one that is there now."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The pack's own language first."""
        return (self.language, *self.translated)

    @property
    def topics_after(self) -> Mapping[TopicId, tuple[TopicId, ...]]:
        """For each topic those to be known before it."""
        return {topic.id: topic.after for topic in self.topics}

    def title(self, lang: str = BASE) -> str:
        """The title in a language, or in the pack's own."""
        return self.titles.get(lang) or self.titles.get(BASE) or self.id

    def description(self, lang: str = BASE) -> str:
        """The description in a language, or in the pack's own."""
        return self.descriptions.get(lang) or self.descriptions.get(BASE, "")


def write_info(info: PackInfo, problems: tuple[Problem, ...]) -> str:
    """Info and problems as JSON; the path is not in it, for it is the key."""
    data = {name: getattr(info, name) for name in PackInfo.__dataclass_fields__ if name != "path"}
    data["topics"] = [[topic.id, dict(topic.titles), topic.after] for topic in info.topics]
    told = [
        [
            str(problem.path),
            problem.line,
            problem.column,
            [problem.message.template, dict(problem.message.values)],
            [problem.hint.template, dict(problem.hint.values)],
            problem.severity,
        ]
        for problem in problems
    ]
    return json.dumps([data, told])  # ASCII, since a path may be no Unicode


def read_info(text: str, path: Path) -> tuple[PackInfo, tuple[Problem, ...]]:
    """What `write_info` wrote, for the pack in the folder `path`."""
    data, told = json.loads(text)
    data["authors"] = tuple(data["authors"])
    data["topics"] = tuple(
        TopicInfo(name, titles, tuple(after)) for name, titles, after in data["topics"]
    )
    problems = tuple(
        Problem(Path(file), line, column, Text(*message), Text(*hint), severity)
        for file, line, column, message, hint, severity in told
    )
    return PackInfo(path=path, **data), problems


def write_entries(entries: tuple[Entry, ...]) -> str:
    """Entries as JSON."""
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":"))


def read_entries(text: str) -> tuple[Entry, ...]:
    """What `write_entries` wrote."""
    return tuple(
        Entry(name, topic, kind, difficulty, demo, tuple(follow_ups))
        for name, topic, kind, difficulty, demo, follow_ups in json.loads(text)
    )
