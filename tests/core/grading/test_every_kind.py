"""What holds for all kinds: the solution is right, and any response has a score of 0 to 1."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.grading import gaps, grade, solution
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
    Rejected,
    TextAnswer,
    TrueFalse,
)
from quizapp.core.responses import (
    Arranged,
    Chosen,
    Explained,
    Filled,
    Judged,
    Marked,
    Paired,
    Predicted,
    Response,
    Typed,
)

words = st.text(min_size=1, max_size=12)
numbers = st.floats(allow_nan=False, allow_infinity=False)
places = st.integers(-2, 9)


def built(kind: Callable[..., Question], **fields: Any) -> st.SearchStrategy[Question]:
    common = {"topic": "t", "difficulty": 1, "prompt": "?", "explanation": "!"}
    return st.builds(
        kind,
        id=st.just(QuestionId("pack/q")),
        **{k: st.just(v) for k, v in common.items()},
        **fields,
    )


options = st.builds(Option, text=words, correct=st.booleans())
bare_gap = st.text(alphabet="abcXYZ한글()[]*_=. -", min_size=1).filter(str.strip)
QUESTIONS: dict[str, st.SearchStrategy[Question]] = {
    "choice": built(Choice, options=st.lists(options, min_size=2, max_size=6).map(tuple)),
    "true-false": built(TrueFalse, answer=st.booleans()),
    "numeric": built(
        Numeric,
        answer=numbers,
        tolerance=numbers.map(abs),
        relative=st.floats(0, 1),
        unit=st.sampled_from(["", "%", "ms", "GB/s", "images"]),
        near=st.builds(Near, low=numbers, high=numbers, why=words).map(lambda near: (near,)),
    ),
    "text": built(
        TextAnswer,
        accept=st.lists(words, min_size=1, max_size=3).map(tuple),
        reject=st.builds(Rejected, text=words, why=words).map(lambda wrong: (wrong,)),
    ),
    "cloze": built(
        Cloze,
        text=st.lists(bare_gap, min_size=1, max_size=4).map(
            lambda answers: " and ".join(f"{{{{{answer}}}}}" for answer in answers)
        ),
    ),
    "output": built(Output, code=st.just("..."), answer=st.text(max_size=20))
    | words.flatmap(
        lambda answer: built(
            Output,
            code=st.just("..."),
            answer=st.just(answer),
            options=st.permutations([Option(text=answer), Option(text="other")]).map(tuple),
        )
    ),
    "bug": built(
        Bug,
        code=st.just("a\nb\nc"),
        lines=st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True).map(tuple),
        fix=st.just("a"),
    ),
    "order": built(Order, steps=st.lists(words, min_size=1, max_size=6).map(tuple)),
    "match": built(
        Match, pairs=st.lists(st.tuples(words, words), min_size=1, max_size=5).map(tuple)
    ),
    "explain": built(
        Explain, model_answer=words, key_points=st.lists(words, min_size=1, max_size=5).map(tuple)
    ),
    "predict": built(
        Predict,
        demo=st.just(DemoLink(id="demo")),
        metric=words,
        options=st.lists(st.builds(Outcome, text=words, low=numbers, high=numbers)).map(tuple),
    ),
}

RESPONSES: dict[type, st.SearchStrategy[Response]] = {
    Chosen: st.frozensets(places).map(Chosen),
    Judged: st.booleans().map(Judged),
    Typed: st.builds(Typed, st.text(max_size=20), st.text(max_size=20)),
    Filled: st.lists(st.text(max_size=10), max_size=5).map(tuple).map(Filled),
    Marked: st.frozensets(places).map(Marked),
    Arranged: st.lists(places).map(tuple).map(Arranged),
    Paired: st.lists(places).map(tuple).map(Paired),
    Explained: st.builds(Explained, st.text(max_size=20), st.frozensets(places)),
    Predicted: st.builds(
        Predicted, st.none() | places, st.none() | st.floats(), measured=st.floats()
    ),
}


def test_no_kind_is_forgotten() -> None:
    assert QUESTIONS.keys() == KINDS.keys()


@given(st.one_of(*QUESTIONS.values()))
def test_the_solution_is_right(question: Question) -> None:
    response = solution(question)
    if response is None:
        assert isinstance(question, Predict)
    else:
        verdict = grade(question, response)
        assert verdict.correct
        assert verdict.score == 1.0
        assert all(verdict.parts)


@given(st.one_of(*QUESTIONS.values()), st.one_of(*RESPONSES.values()))
def test_any_response_is_graded_or_of_the_wrong_type(
    question: Question, response: Response
) -> None:
    try:
        verdict = grade(question, response)
    except TypeError as error:
        assert question.id in str(error)
        return
    assert 0.0 <= verdict.score <= 1.0
    assert verdict.correct == (verdict.score == 1.0)
    assert not (verdict.near and verdict.correct)
    assert all(str(reason) for reason in verdict.reasons)


@given(st.data())
@pytest.mark.parametrize("kind", QUESTIONS)
def test_each_kind_takes_one_type_of_response(kind: str, data: st.DataObject) -> None:
    question = data.draw(QUESTIONS[kind])
    taken = []
    for response_type, responses in RESPONSES.items():
        try:
            grade(question, data.draw(responses))
        except TypeError:
            continue
        taken.append(response_type)
    assert len(taken) == 1


@given(st.one_of(*QUESTIONS.values()))
def test_not_knowing_scores_nothing(question: Question) -> None:
    assert grade(question, None).score == 0.0


@given(QUESTIONS["cloze"])
def test_every_gap_accepts_its_answers(question: Question) -> None:
    assert isinstance(question, Cloze)
    for gap in gaps(question.text):
        assert all(gap.accepts(answer) for answer in gap.answers)
