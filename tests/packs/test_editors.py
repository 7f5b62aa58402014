"""The JSON Schemas that editors are given."""

import json

from quizapp.core.questions import KINDS
from quizapp.packs.editors import pack_schema, questions_schema
from quizapp.packs.meanings import MEANINGS


def test_every_kind_has_its_own_case_with_its_own_fields() -> None:
    schema = questions_schema()
    cases = schema["items"]["allOf"]
    assert [case["if"]["properties"]["kind"]["const"] for case in cases] == list(KINDS)
    for case in cases:
        name = case["then"]["$ref"].removeprefix("#/$defs/")
        model = schema["$defs"][name]
        assert {"id", "topic", "difficulty", "prompt", "explanation"} <= set(model["required"])
        assert model["additionalProperties"] is False
    assert json.loads(json.dumps(schema)) == schema


def test_text_may_look_like_a_number_to_an_editor() -> None:
    properties = questions_schema()["$defs"]["OutputModel"]["properties"]
    assert properties["answer"]["type"] == ["string", "number", "boolean"]
    assert questions_schema()["$defs"]["NumericModel"]["properties"]["answer"]["type"] == "number"


def test_the_demo_has_a_short_form() -> None:
    demo = questions_schema()["$defs"]["PredictModel"]["properties"]["demo"]
    assert {"type": "string"} in demo["anyOf"]


def test_pack_yaml() -> None:
    schema = pack_schema()
    assert {"format", "id", "version", "title", "topics"} <= set(schema["required"])
    assert schema["properties"]["format"]["const"] == 1
    assert schema["additionalProperties"] is False


def test_every_field_is_explained_and_nothing_else_is() -> None:
    models = {"PackModel": pack_schema(), **pack_schema()["$defs"], **questions_schema()["$defs"]}
    for name, model in models.items():
        for field, told in model["properties"].items():
            assert told["description"].endswith("."), f"{name}.{field}"
        assert set(MEANINGS.get(name, {})) <= set(model["properties"]), name
    assert set(MEANINGS) <= set(models)
