"""A first pack to begin with: an example of every kind, a demo of its own, schemas for editors."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quizapp.core.clean import clean
from quizapp.core.ids import SLUG
from quizapp.core.say import say
from quizapp.errors import PackError, UsageError
from quizapp.packs.emitting import dump
from quizapp.packs.fields import LANGUAGE, slug_of, slug_or_none
from quizapp.packs.placing import place_folder

STARTER = Path(__file__).parent / "starter"
SCHEMAS = ".schemas"
"""The folder of a pack in which editors find what may stand in its files."""
MODELINE = "# yaml-language-server: $schema="
"""Tells an editor which schema a file follows; an address relative to the file comes after it."""
_MARK = re.compile(r"@([a-z]+)@")


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new pack says of itself."""

    id: str
    title: str
    author: str
    language: str = "en"
    license: str = "CC-BY-4.0"


def beginning_for(folder: Path, author: str) -> Beginning:
    """What a pack in this folder is called unless its author says otherwise.

    The id is empty where the folder's name has letters that an id cannot have.
    """
    name = folder.absolute().name
    title = name.replace("-", " ").replace("_", " ").capitalize()
    return Beginning(slug_or_none(name), title, author)


def schema_files() -> dict[str, str]:
    """The JSON Schemas of `pack.yaml` and of question files, by their files' names."""
    from quizapp.packs.editors import pack_schema, questions_schema

    told = {"pack.json": pack_schema(), "questions.json": questions_schema()}
    return {name: json.dumps(schema, indent=1) + "\n" for name, schema in told.items()}


def start_pack(folder: Path, beginning: Beginning) -> tuple[str, ...]:
    """Write the pack; gives the names of its files.

    Raises UsageError for an id or a language that is none, PackError where nothing can be
    written; nothing stays then.
    """
    if not beginning.id:
        raise UsageError(
            say("The folder's name makes no id for the pack."),
            where=clean(str(folder)),
            hint=say(
                "Choose one, of lower-case words joined by hyphens: --id {name}",
                name="relu-approximation",
            ),
        )
    if not SLUG.fullmatch(beginning.id):
        raise UsageError(
            say("{found} cannot be the id of a pack.", found=beginning.id),
            hint=say(
                "Ids are lower-case words joined by hyphens, such as {name}.",
                name=slug_of(beginning.id),
            ),
        )
    if not LANGUAGE.fullmatch(beginning.language):
        raise UsageError(
            say("{found} is no language.", found=beginning.language),
            hint=say("Write two letters, such as en or ko."),
        )
    for said in (beginning.title, beginning.author, beginning.license):
        if not said.strip() or not said.isprintable():
            raise UsageError(
                say("Title, author and license must be words on one line, not {found}.", found=said)
            )
    values = {
        "title": beginning.title,
        "folder": folder.absolute().name,
    }
    texts = {name: _filled(text, values) for name, text in _templates().items()}
    texts["pack.yaml"] = f"{MODELINE}{SCHEMAS}/pack.json\n{dump(_manifest(beginning))}"
    texts |= {f"{SCHEMAS}/{name}": text for name, text in schema_files().items()}
    place_folder(texts, folder)
    return tuple(sorted(texts))


def save_schemas(folder: Path) -> tuple[Path, ...]:
    """Write the schemas into a folder, which is made where it is missing. Raises PackError."""
    from quizapp.replacing import replace_file

    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for name, text in schema_files().items():
            replace_file(folder / name, text.encode())
            written.append(folder / name)
    except OSError as error:
        raise PackError(
            say("The schemas cannot be written: {reason}", reason=error.strerror or str(error)),
            where=str(folder),
        ) from error
    return tuple(written)


def _manifest(beginning: Beginning) -> dict[str, object]:
    return {
        "format": "1",
        "id": beginning.id,
        "version": "0.1.0",
        "title": beginning.title,
        "description": "What this pack asks about, in a sentence or two.",
        "language": beginning.language,
        "license": beginning.license,
        "authors": [beginning.author],
        "topics": [
            {"id": "basics", "title": "The basics"},
            {"id": "chance", "title": "Chance", "after": ["basics"]},
        ],
    }


def _templates() -> dict[str, str]:
    """The files of the starter by the names that they get."""
    return {
        path.relative_to(STARTER).as_posix().removesuffix(".in"): path.read_text(encoding="utf-8")
        for path in sorted(STARTER.rglob("*"))
        if path.is_file()
    }


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _MARK.sub(lambda mark: values.get(mark[1], mark[0]), text)
