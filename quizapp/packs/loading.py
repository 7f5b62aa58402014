"""Reading a pack's folder: `pack.yaml` and the question files."""

from collections.abc import Mapping
from pathlib import Path

from quizapp.core.ids import SLUG, PackId, TopicId, name_of, question_id
from quizapp.core.say import say
from quizapp.packs.draft import Draft
from quizapp.packs.fields import folder_slug
from quizapp.packs.links import question_problems, topic_problems
from quizapp.packs.manifest import PackModel
from quizapp.packs.nodes import START
from quizapp.packs.pack import Loaded, Pack, Topic, Translation
from quizapp.packs.problems import Problem
from quizapp.packs.renaming import final_names, renaming_problems
from quizapp.packs.rules import findings
from quizapp.packs.schema import MODELS, QuestionModel
from quizapp.packs.sources import Source
from quizapp.packs.translations import load_translations
from quizapp.packs.wording import did_you_mean, nearest


def load(folder: Path) -> Loaded:
    """Read a pack's folder; see `quizapp.packs.pack.load_pack`."""
    path = folder / "pack.yaml"
    if not path.is_file():
        message = say("there is no pack here: `pack.yaml` is missing")
        hint = say("name a folder with a `pack.yaml`; docs/packs.md shows how to write one")
        return Loaded(None, (Problem(path, *START, message, hint),))
    draft = Draft(folder, PackId(folder_slug(folder.name)))
    source = draft.mapping(path)
    manifest = draft.validated(PackModel, source) if source else None
    if manifest:
        draft.id = PackId(manifest.id)
    for file in draft.files("questions"):
        for item in draft.mappings(file):
            _take(item, draft)
    translations = load_translations(draft, manifest)
    pack = _pack(draft, manifest, source, translations) if manifest and source else None
    topics = {topic.id for topic in pack.topics} if pack else None
    names = draft.sources if draft.complete else None
    if manifest and source and names is not None:
        draft.problems += renaming_problems(source, manifest.renamed, map(name_of, names))
    for question in draft.questions.values():
        where = draft.sources[question.id]
        draft.problems += question_problems(question, where, topics, names)
    return Loaded(pack, draft.all_problems())


def _pack(
    draft: Draft, manifest: PackModel, source: Source, translations: Mapping[str, Translation]
) -> Pack:
    after = [(topic.id, topic.after) for topic in manifest.topics]
    draft.problems += topic_problems(source, after)
    if not draft.sources and not draft.all_problems():
        message, hint = say("the pack has no questions"), say("add some in `questions/*.yaml`")
        draft.problems.append(source.problem((), message, hint, "warning"))
    return Pack(
        folder=draft.folder,
        id=draft.id,
        version=manifest.version,
        title=manifest.title,
        description=manifest.description,
        language=manifest.language,
        license=manifest.license,
        authors=tuple(manifest.authors),
        topics=tuple(
            Topic(
                TopicId(f"{draft.id}/{topic.id}"),
                topic.title,
                tuple(TopicId(f"{draft.id}/{other}") for other in topic.after),
            )
            for topic in manifest.topics
        ),
        questions=tuple(draft.questions.values()),
        translations=translations,
        sources={name: draft.sources[name] for name in draft.questions},
        source=source,
        renamed=final_names(manifest.renamed),
    )


def _take(source: Source, draft: Draft) -> None:
    """Add one question to the draft, or say what is wrong with it."""
    name = source.node.get("id")
    if isinstance(name, str) and SLUG.fullmatch(name):
        identity = question_id(draft.id, name)
        if identity in draft.sources:
            draft.problems.append(_twice(source, name, draft.sources[identity]))
            return
        draft.sources[identity] = source
    model = _model(source, draft)
    valid = draft.validated(model, source) if model else None
    if valid:
        question = valid.build(draft.id)
        draft.questions[question.id] = question
        draft.problems += [source.told(finding) for finding in findings(question)]


def _twice(source: Source, name: str, first: Source) -> Problem:
    return source.problem(
        ("id",),
        say(
            "the id `{name}` is taken by line {line} of {file}",
            name=name,
            line=first.place().line,
            file=first.path.name,
        ),
        say("give one of them another id"),
    )


_OTHER_NAMES = {
    "single": "choice",
    "single-choice": "choice",
    "multiple": "choice",
    "multiple-choice": "choice",
    "boolean": "true-false",
    "number": "numeric",
    "gap": "cloze",
    "fill": "cloze",
    "code": "output",
    "code-output": "output",
    "spot-the-bug": "bug",
    "sort": "order",
    "order-steps": "order",
    "match-pairs": "match",
    "free-explanation": "explain",
    "essay": "explain",
    "predict-experiment": "predict",
}
"""What kinds are called elsewhere."""


def _model(source: Source, draft: Draft) -> type[QuestionModel] | None:
    """The model of the question's kind."""
    kind = source.node.get("kind")
    if isinstance(kind, str) and kind in MODELS:
        return MODELS[kind]
    if kind is None:
        message = say("`kind` is missing")
        hint = say("add `kind: …`, one of {names}", names=", ".join(MODELS))
    elif isinstance(kind, str) and kind:
        message = say("there is no kind of question `{kind}`", kind=kind[:40])
        near = nearest(kind, [*MODELS, *_OTHER_NAMES])
        hint = did_you_mean(_OTHER_NAMES.get(near, near) or kind, MODELS)
    else:
        message = say("`kind` must be a word")
        hint = say("write one of {names}", names=", ".join(MODELS))
    draft.problems.append(source.problem(("kind",), message, hint))
    return None
