"""Adding a question to a pack's file: what stands there, comments and order, stays as it is."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quizapp.core.ids import SLUG, QuestionId, name_of, question_id
from quizapp.core.say import plain, say
from quizapp.errors import PackError
from quizapp.packs.emitting import dump
from quizapp.packs.formats.filling import slug_from
from quizapp.packs.pack import Pack, load_pack
from quizapp.packs.problems import Problem
from quizapp.packs.starting import MODELINE, SCHEMAS
from quizapp.replacing import replace_file

_ORDER = ("id", "kind", "topic", "difficulty")


def free_name(pack: Pack, prompt: str) -> str:
    """An id, without the pack, made of the prompt's words; no question of the pack has it."""
    taken = {name_of(question.id) for question in pack.questions} | set(pack.renamed)
    first = name = slug_from(prompt, "question")
    number = 1
    while name in taken:
        number += 1
        name = f"{first}-{number}"
    return name


def question_files(folder: Path) -> tuple[str, ...]:
    """The names of the files that questions can be added to."""
    return tuple(path.name for path in sorted((folder / "questions").glob("*.yaml")))


def add_question(folder: Path, file: str, fields: Mapping[str, Any]) -> QuestionId:
    """Write a question at the end of `questions/<file>`, which may be new.

    It is tried on a copy of the pack first. Raises PackError with everything that would be
    wrong, in which case nothing was changed.
    """
    path = folder / "questions" / file
    name = path.stem.rstrip(".")
    if path.suffix != ".yaml" or Path(file).name != file or not SLUG.fullmatch(name):
        raise PackError(
            say("{file} cannot be the name of a question file.", file=file),
            hint=say("Write words joined by hyphens, and .yaml."),
        )
    try:
        before = path.read_bytes() if path.exists() else b""
        after = before + _addition(before, fields, has_schemas=(folder / SCHEMAS).is_dir())
        wrong = _tried(folder, file, after)
        if wrong:
            raise PackError(_first(wrong), where=f"questions/{file}")
        path.parent.mkdir(exist_ok=True)
        replace_file(path, after)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PackError(
            say("The question cannot be written: {reason}", reason=reason), where=str(path)
        ) from error
    pack = load_pack(folder).pack
    return question_id(pack.id if pack else folder.name, str(fields["id"]))


def _addition(before: bytes, fields: Mapping[str, Any], *, has_schemas: bool) -> bytes:
    ordered = {key: fields[key] for key in _ORDER if key in fields}
    ordered |= {key: value for key, value in fields.items() if key not in ordered}
    text = dump([ordered])
    if before.strip():
        return (b"\n" if before.endswith(b"\n") else b"\n\n") + text.encode()
    head = f"{MODELINE}../{SCHEMAS}/questions.json\n\n" if has_schemas and not before else ""
    return (head + text).encode()


def _tried(folder: Path, file: str, content: bytes) -> list[Problem]:
    """The errors that the pack would have and has not now."""
    known = {_told(problem) for problem in load_pack(folder).problems}
    with tempfile.TemporaryDirectory(prefix="quizapp-") as place:
        copy = Path(place) / folder.name
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("demos", ".*"))
        (copy / "questions").mkdir(exist_ok=True)
        (copy / "questions" / file).write_bytes(content)
        found = load_pack(copy).problems
    return [each for each in found if each.severity == "error" and _told(each) not in known]


def _told(problem: Problem) -> tuple[str, str]:
    return problem.path.name, plain(problem.message)


def _first(wrong: list[Problem]) -> Any:
    told = "\n".join(
        f"{plain(each.message)}; {plain(each.hint)}" if plain(each.hint) else plain(each.message)
        for each in wrong
    )
    return say("The question would not be right:\n{errors}", errors=told)
