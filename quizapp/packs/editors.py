"""JSON Schemas of the files of a pack, for editors that complete and check while one types.

The pack is read by the models themselves; an editor sees less, never more.
"""

from typing import Any

from pydantic.json_schema import models_json_schema

from quizapp.packs.manifest import PackModel
from quizapp.packs.meanings import meaning
from quizapp.packs.schema import MODELS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def pack_schema() -> dict[str, Any]:
    """The schema of `pack.yaml`."""
    schema = PackModel.model_json_schema()
    _explain({"PackModel": schema, **schema["$defs"]})
    return {"$schema": _DIALECT, **schema}


def questions_schema() -> dict[str, Any]:
    """The schema of a question file.

    One `if` per kind instead of a union, so that an editor tells what is wrong with the kind
    that was written and not that none of them fits.
    """
    references, definitions = models_json_schema(
        [(model, "validation") for model in MODELS.values()]
    )
    cases = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": references[(model, "validation")],
        }
        for kind, model in MODELS.items()
    ]
    question = {
        "type": "object",
        "required": ["id", "kind"],
        "properties": {"kind": {"enum": list(MODELS)}},
        "allOf": cases,
    }
    _explain(definitions["$defs"])
    return {"$schema": _DIALECT, "type": "array", "items": question, **definitions}


def _explain(models: dict[str, Any]) -> None:
    """Say at every field what it means, which editors show beside it."""
    for name, model in models.items():
        for field, told in model["properties"].items():
            told["description"] = meaning(name, field)
