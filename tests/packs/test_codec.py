"""Questions survive the index unchanged."""

import dataclasses
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import questions as q
from quizapp.core.ids import QuestionId
from quizapp.packs.codec import decode, encode, to_data

words = st.text(max_size=8)
numbers = st.floats(allow_nan=False)
few = 3

demos = st.builds(
    q.DemoLink,
    id=words,
    set=st.lists(st.tuples(words, words), max_size=few).map(tuple),
    watch=words,
)


def texts() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(words, max_size=few).map(tuple)


def several(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=few).map(tuple)


OWN: dict[type[q.Question], dict[str, st.SearchStrategy[Any]]] = {
    q.Choice: {
        "options": several(
            st.builds(
                q.Option, text=words, correct=st.booleans(), why=words, demo=st.none() | demos
            )
        ),
        "shuffle": st.booleans(),
    },
    q.TrueFalse: {"answer": st.booleans(), "why": words},
    q.Numeric: {
        "answer": numbers,
        "tolerance": numbers,
        "relative": numbers,
        "unit": words,
        "check": words,
        "vary": several(st.tuples(words, several(numbers))),
        "near": several(st.builds(q.Near, low=numbers, high=numbers, why=words)),
    },
    q.TextAnswer: {
        "accept": texts(),
        "reject": several(st.builds(q.Rejected, text=words, why=words)),
    },
    q.Cloze: {"text": words},
    q.Output: {
        "code": words,
        "answer": words,
        "options": several(st.builds(q.Option, text=words, correct=st.booleans(), why=words)),
        "python": words,
    },
    q.Bug: {"code": words, "lines": several(st.integers(1, 9)), "fix": words, "check": words},
    q.Order: {"steps": texts()},
    q.Match: {"pairs": several(st.tuples(words, words))},
    q.Explain: {"model_answer": words},
    q.Predict: {
        "metric": words,
        "options": several(st.builds(q.Outcome, text=words, low=numbers, high=numbers, why=words)),
        "relative": numbers,
    },
}

SHARED: dict[str, st.SearchStrategy[Any]] = {
    "id": words.map(QuestionId),
    "topic": words,
    "difficulty": st.integers(1, 5),
    "prompt": words,
    "explanation": words,
    "hint": words,
    "key_points": texts(),
    "follow_ups": several(words.map(QuestionId)),
    "demo": st.none() | demos,
    "references": several(st.builds(q.Reference, title=words, url=words)),
    "tags": texts(),
}

questions = st.one_of([st.builds(kind, **SHARED, **own) for kind, own in OWN.items()])


def test_every_kind_and_field_is_tried() -> None:
    assert set(OWN) == set(q.KINDS.values())
    for kind, own in OWN.items():
        assert {field.name for field in dataclasses.fields(kind)} == {*SHARED, *own}


@given(questions)
def test_round_trip(question: q.Question) -> None:
    assert decode(encode(question)) == question


@pytest.mark.parametrize("edge", [math.inf, -math.inf, 0.1 + 0.2, 5e-324])
def test_numbers_are_exact(edge: float) -> None:
    option = q.Outcome(text="x", low=edge, high=math.inf)
    question = q.Predict(
        id=QuestionId("a/b"),
        topic="a/t",
        difficulty=1,
        prompt="p",
        explanation="e",
        metric="m",
        options=(option,),
    )
    assert decode(encode(question)) == question


def test_defaults_take_no_room() -> None:
    question = q.TrueFalse(
        id=QuestionId("a/b"), topic="a/t", difficulty=1, prompt="p", explanation="e", answer=False
    )
    assert set(to_data(question)) == {
        "kind",
        "id",
        "topic",
        "difficulty",
        "prompt",
        "explanation",
        "answer",
    }
    assert json.loads(encode(question))["kind"] == "true-false"
