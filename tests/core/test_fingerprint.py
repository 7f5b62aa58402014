"""A fingerprint changes with what is asked or what is right, and with nothing else."""

from dataclasses import replace

import pytest

from quizapp.core.fingerprint import fingerprint
from quizapp.core.ids import QuestionId
from quizapp.core.questions import (
    KINDS,
    Bug,
    Choice,
    Cloze,
    DemoLink,
    Explain,
    Match,
    Near,
    Numeric,
    Option,
    Order,
    Outcome,
    Output,
    Predict,
    Question,
    Reference,
    Rejected,
    TextAnswer,
    TrueFalse,
)

COMMON = {
    "id": QuestionId("p/q"),
    "topic": "p/t",
    "difficulty": 2,
    "prompt": "What?",
    "explanation": "So.",
}
DEMO = DemoLink(id="relu", set=(("pieces", "8"),), watch="error")
EVERY: dict[str, Question] = {
    each.kind: each
    for each in (
        Choice(**COMMON, options=(Option(text="a", correct=True), Option(text="b", why="no"))),
        TrueFalse(**COMMON, answer=True),
        Numeric(**COMMON, answer=3.0, check="1 + 2"),
        TextAnswer(**COMMON, accept=("relu",), reject=(Rejected(text="elu", why="no"),)),
        Cloze(**COMMON, text="A {{gap}}."),
        Output(**COMMON, code="print(1)", answer="1"),
        Bug(**COMMON, code="a\nb", lines=(2,), fix="a\nc"),
        Order(**COMMON, steps=("a", "b")),
        Match(**COMMON, pairs=(("a", "b"), ("c", "d"))),
        Explain(**COMMON, key_points=("one", "two"), model_answer="Both."),
        Predict(
            **COMMON,
            demo=DEMO,
            metric="error",
            options=(Outcome(text="small", low=0, high=1, why="so"),),
        ),
    )
}


def test_every_kind_has_one_of_its_own() -> None:
    assert set(EVERY) == set(KINDS)
    prints = {fingerprint(question) for question in EVERY.values()}
    assert len(prints) == len(EVERY)
    assert all(len(each) == 16 and int(each, 16) >= 0 for each in prints)


def test_it_is_the_same_in_every_process() -> None:
    assert fingerprint(EVERY["true-false"]) == "e21f039cf96aaf0b"


@pytest.mark.parametrize("kind", sorted(EVERY))
def test_teaching_may_change(kind: str) -> None:
    question = EVERY[kind]
    taught = replace(
        question,
        explanation="Otherwise.",
        hint="Think.",
        difficulty=5,
        topic="p/u",
        references=(Reference(title="A book"),),
        tags=("new",),
        follow_ups=(QuestionId("p/r"),),
    )
    assert fingerprint(taught) == fingerprint(question)
    assert fingerprint(replace(question, prompt="Why?")) != fingerprint(question)


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("choice", {"shuffle": False}),
        ("choice", {"key_points": ("to remember",)}),
        ("choice", {"options": (Option(text="a", correct=True, why="y"), Option(text="b"))}),
        ("choice", {"demo": DEMO}),
        ("true-false", {"why": "because"}),
        ("numeric", {"check": "2 + 1", "near": (Near(low=0, high=1, why="no"),)}),
        ("text", {"reject": ()}),
        ("bug", {"fix": "a\nd", "check": "run()"}),
        ("explain", {"model_answer": "All."}),
        ("predict", {"demo": DemoLink(id="relu", set=(("pieces", "8"),), watch="")}),
        ("predict", {"options": (Outcome(text="small", low=0, high=1),)}),
        ("output", {"python": ">=3.12"}),
    ],
)
def test_what_does_not_decide_may_change(kind: str, changes: dict[str, object]) -> None:
    assert fingerprint(replace(EVERY[kind], **changes)) == fingerprint(EVERY[kind])


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("choice", {"options": (Option(text="a"), Option(text="b", correct=True))}),
        ("choice", {"options": (Option(text="ab", correct=True), Option(text=""))}),
        ("true-false", {"answer": False}),
        ("numeric", {"answer": 4.0}),
        ("numeric", {"tolerance": 0.5}),
        ("numeric", {"unit": "ms"}),
        ("numeric", {"vary": (("n", (1.0, 2.0)),)}),
        ("text", {"accept": ("relu", "rectifier")}),
        ("cloze", {"text": "A {{hole}}."}),
        ("output", {"answer": "2"}),
        ("output", {"code": "print(2)"}),
        ("bug", {"lines": (1,)}),
        ("order", {"steps": ("b", "a")}),
        ("match", {"pairs": (("a", "d"), ("c", "b"))}),
        ("explain", {"key_points": ("one",)}),
        ("predict", {"demo": DemoLink(id="relu", set=(("pieces", "9"),))}),
        ("predict", {"metric": "loss"}),
        ("predict", {"options": (Outcome(text="small", low=0, high=2),)}),
    ],
)
def test_what_decides_changes_it(kind: str, changes: dict[str, object]) -> None:
    assert fingerprint(replace(EVERY[kind], **changes)) != fingerprint(EVERY[kind])


def test_the_rule_of_a_varied_number_decides() -> None:
    vary = (("n", (1.0, 2.0)),)
    one = replace(EVERY["numeric"], vary=vary, check="n + 1")
    assert fingerprint(one) != fingerprint(replace(one, check="n + 2"))
