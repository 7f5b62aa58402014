"""Reading a pack's translations: a folder for each language."""

import re
from collections.abc import Mapping
from pathlib import Path as FilePath

from quizapp.core import questions as q
from quizapp.core.grading import gaps
from quizapp.core.ids import QuestionId, TopicId, name_of, question_id
from quizapp.core.say import say
from quizapp.packs.draft import Draft
from quizapp.packs.fields import LANGUAGE
from quizapp.packs.manifest import PackModel, PackWords
from quizapp.packs.nodes import START, place_of
from quizapp.packs.pack import Translation
from quizapp.packs.problems import Problem
from quizapp.packs.rules import Finding, Path, findings
from quizapp.packs.schema import MODELS
from quizapp.packs.sources import Source
from quizapp.packs.translate import Merged, merge, original_hash, to_translate, translatable
from quizapp.packs.wording import did_you_mean, nearest

_NO_MANIFEST = PackModel.model_construct(title="", description="", language="", topics=[])
"""Stands in where pack.yaml has errors, so that translations are judged all the same."""


def load_translations(draft: Draft, manifest: PackModel | None) -> dict[str, Translation]:
    """Every language of the pack by its code; problems are noted in the draft."""
    manifest = manifest or _NO_MANIFEST
    names = sorted({path.parent.name for path in draft.folder.glob("*/*.yaml")})
    languages = [name for name in names if LANGUAGE.fullmatch(name)]
    translations: dict[str, Translation] = {}
    for language in languages:
        if language == manifest.language:
            path = draft.folder / language
            message = say("`{language}` is the pack's own language", language=language)
            hint = say("its words stand in `questions/`; remove the folder")
            draft.problems.append(Problem(path, *START, message, hint))
        else:
            translations[language] = _Language(draft, manifest, language).load()
    return translations


def _shown(path: Path) -> str:
    """Where a text stands, items counted from 1: `options.2.why`."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


class _Language:
    """The reading of one language's folder."""

    def __init__(self, draft: Draft, manifest: PackModel, language: str) -> None:
        self.draft = draft
        self.manifest = manifest
        self.language = language
        self.words = PackWords()
        self.questions: dict[QuestionId, q.Question] = {}
        self.sources: dict[QuestionId, Source] = {}
        self.done: dict[QuestionId, set[Path]] = {}
        """The texts of each question that are translated."""
        self.missing: list[Problem] = []

    def load(self) -> Translation:
        for path in self.draft.files(self.language):
            if path.name == "pack.yaml":
                self.take_pack(self.draft.mapping(path))
            else:
                for source in self.draft.mappings(path):
                    self.take(source)
        titles = {topic.id: topic.title for topic in self.words.topics}
        return Translation(
            language=self.language,
            title=self.words.title or self.manifest.title,
            description=self.words.description or self.manifest.description,
            topics={
                TopicId(f"{self.draft.id}/{topic.id}"): titles.get(topic.id, topic.title)
                for topic in self.manifest.topics
            },
            questions=self.questions,
            sources=self.sources,
            share=self.share(titles),
            missing=tuple(self.missing),
        )

    def share(self, titles: Mapping[str, str]) -> float:
        """How much is translated; what is not is noted."""
        own = {"title": self.words.title, "description": self.words.description}
        own |= {f"topics: {topic.id}": titles.get(topic.id, "") for topic in self.manifest.topics}
        self.note(self.draft.folder / "pack.yaml", 1, [name for name in own if not own[name]])
        done, total = sum(map(bool, own.values())), len(own)
        for question in self.draft.questions.values():
            source = self.draft.sources[question.id]
            wanted = to_translate(source.node, translatable(question.kind))
            there = wanted & self.done.get(question.id, set())
            self.note(
                source.path,
                place_of(source.node, ("id",)).line,
                [_shown(path) for path in sorted(wanted - there, key=str)],
            )
            done, total = done + len(there), total + len(wanted)
        return done / total

    def note(self, path: FilePath, line: int, names: list[str]) -> None:
        """Keep what is not translated there."""
        if names:
            message = say(
                "not translated to `{language}`: {names}",
                language=self.language,
                names=", ".join(names),
            )
            hint = say("until then the original is shown")
            self.missing.append(Problem(path, line, 1, message, hint, "warning"))

    def take_pack(self, source: Source | None) -> None:
        words = self.draft.validated(PackWords, source) if source else None
        if words is None or source is None:
            return
        self.words = words
        known = [topic.id for topic in self.manifest.topics]
        for place, topic in enumerate(words.topics):
            if known and topic.id not in known:
                message = say("there is no topic `{name}`", name=topic.id)
                problem = source.problem(
                    ("topics", place, "id"), message, did_you_mean(topic.id, known)
                )
                self.draft.problems.append(problem)

    def take(self, source: Source) -> None:
        """Add the translation of one question, or say what is wrong with it."""
        identity = self.identity(source)
        if identity is None:
            return
        self.sources[identity] = source
        original = self.draft.questions.get(identity)
        if original is None:  # it has errors of its own, which are told
            return
        base = self.draft.sources[identity]
        shape = translatable(original.kind)
        merged = merge(base.node, source.node, shape)
        merged.findings += self.changed(source, base, original.kind)
        self.done[identity] = merged.translated
        self.draft.problems += [source.told(finding) for finding in merged.findings]
        self.build(merged, original, source)

    def identity(self, source: Source) -> QuestionId | None:
        name = source.node.get("id")
        problem = None
        if not isinstance(name, str) or not name:
            problem = source.problem(
                ("id",), say("`id` is missing"), say("add `id: …` of the question it translates")
            )
        elif (identity := question_id(self.draft.id, name)) not in self.draft.sources:
            if not self.draft.complete:  # it may stand where reading gave up
                return None
            near = nearest(name, map(name_of, self.draft.sources))
            problem = source.problem(
                ("id",),
                say("there is no question `{name}` to translate", name=name[:60]),
                say("did you mean `{name}`?", name=near) if near else say("remove it"),
            )
        elif identity in self.sources:
            problem = source.problem(
                ("id",),
                say("`{name}` is translated twice", name=name),
                say("keep one of the translations"),
            )
        else:
            return identity
        self.draft.problems.append(problem)
        return None

    def changed(self, source: Source, base: Source, kind: str) -> list[Finding]:
        """Whether the original is another than the one that was translated."""
        given = source.node.get("of")
        if given is None:
            return []
        now = original_hash(base.node, kind)
        if not isinstance(given, str) or not re.fullmatch(r"[0-9a-f]{8}", given):
            message = say("`of` must be eight hexadecimal digits")
            return [Finding(("of",), message, say("write `of: {now}`, or remove it", now=now))]
        if given == now:
            return []
        message = say("the original changed since it was translated")
        hint = say("bring the translation up to date, then write `of: {now}`", now=now)
        return [Finding(("of",), message, hint, "warning")]

    def build(self, merged: Merged, original: q.Question, source: Source) -> None:
        """The merged question, judged by the same rules as its original."""
        if any(finding.severity == "error" for finding in merged.findings):
            return
        valid = self.draft.validated(MODELS[original.kind], source, merged.value)
        if valid is None:
            return
        question = valid.build(self.draft.id)
        known = {(finding.path, str(finding.message)) for finding in findings(original)}
        new = [f for f in findings(question) if (f.path, str(f.message)) not in known]
        new += _gaps(original, question)
        self.draft.problems += [source.told(finding) for finding in new]
        self.questions[question.id] = question


def _gaps(original: q.Question, question: q.Question) -> list[Finding]:
    """Whether a translated cloze text has the gaps of the original, whose order counts."""
    if not isinstance(original, q.Cloze) or not isinstance(question, q.Cloze):
        return []
    here, there = gaps(question.text), gaps(original.text)
    hint = say("keep the gaps in the original's order")
    if len(here) != len(there):
        message = say(
            "the translation has {here} gaps and the original {there}",
            here=len(here),
            there=len(there),
        )
        return [Finding(("text",), message, hint)]
    wanted = [set(gap.answers) for gap in there]
    for place, gap in enumerate(here):
        elsewhere = (n for n, answers in enumerate(wanted) if answers & set(gap.answers))
        if not wanted[place] & set(gap.answers) and (other := next(elsewhere, None)) is not None:
            message = say(
                "gap {here} is gap {there} of the original: `{answer}`",
                here=place + 1,
                there=other + 1,
                answer=gap.answers[0],
            )
            return [Finding(("text",), message, hint)]
    return []
