"""Writes `docs/fields.md` from the schema: every field of a pack's files (`make docs`)."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pages import table

from quizapp.packs.editors import pack_schema, questions_schema
from quizapp.packs.meanings import SHARED
from quizapp.packs.schema import MODELS

PAGE = Path(__file__).with_name("fields.md")

INTRODUCTION = """# Fields of a pack's files

Every field that may stand in a pack, written from the schema by `make docs`; changes made here by
hand are lost. [Writing a pack](packs.md) shows each kind with an example, and `quizapp pack schema`
prints the same for editors.
"""
PARTS = {
    "OptionModel": "An option of a `choice`",
    "OutputOptionModel": "An option of an `output`",
    "OutcomeModel": "An option of a `predict`",
    "NearModel": "An item of `near`",
    "RejectModel": "An item of `reject`",
    "DemoModel": "The long form of `demo`",
    "ReferenceModel": "An item of `references`",
}
TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true, false"}

Schema = Mapping[str, Any]


def fields() -> str:
    """The page's text."""
    parts = [INTRODUCTION, *_pack(), *_questions()]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _pack() -> Iterator[str]:
    schema = pack_schema()
    yield "## `pack.yaml`"
    yield _fields(schema)
    yield "### An item of `topics`"
    yield _fields(schema["$defs"]["TopicModel"])


def _questions() -> Iterator[str]:
    models: Mapping[str, Schema] = questions_schema()["$defs"]
    yield "## Every question"
    yield _fields(models["TextModel"], only=set(SHARED))
    for kind, model in MODELS.items():
        schema = models[model.__name__]
        special = {
            name
            for name, told in schema["properties"].items()
            if name not in SHARED or told["description"] != SHARED[name]
        }
        yield f"## `{kind}`"
        yield _fields(schema, only=special)
    yield "## Parts"
    for name, title in PARTS.items():
        yield f"### {title}"
        yield _fields(models[name])


def _fields(schema: Schema, *, only: set[str] | None = None) -> str:
    needed = schema.get("required", ())
    rows = (
        (
            f"`{name}`",
            "its name" if name == "kind" else _type(told),
            "yes" if name in needed else "",
            told["description"],
        )
        for name, told in schema["properties"].items()
        if only is None or name in only
    )
    return table(("field", "value", "needed", "what it means"), rows)


def _type(told: Schema) -> str:
    """What may stand there, in a word or two."""
    if "const" in told:
        return f"`{told['const']}`"
    if "anyOf" in told:
        kinds = [_type(each) for each in told["anyOf"] if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "$ref" in told:
        return "mapping"
    kind = told.get("type")
    if isinstance(kind, list):
        return "number or inf" if "boolean" not in kind else "text"
    if kind == "array":
        if told.get("minItems") == told.get("maxItems") == 2:
            return "[two values]"
        return f"list of {_plural(_type(told['items']))}"
    if kind == "object":
        return "mapping"
    return TYPES[str(kind)]


def _plural(word: str) -> str:
    return word if word in ("text", "[two values]") else f"{word}s"


if __name__ == "__main__":
    PAGE.write_text(fields(), encoding="utf-8")
