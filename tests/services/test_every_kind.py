"""Each kind of question through a session: right, wrong, and not known."""

from collections.abc import Callable

import pytest

from quizapp.core.grading import Doubt, solution
from quizapp.core.questions import KINDS
from quizapp.core.responses import (
    Arranged,
    Chosen,
    Explained,
    Filled,
    Judged,
    Marked,
    Paired,
    Predicted,
    Rating,
    Response,
    Typed,
)
from quizapp.core.session import Phase
from quizapp.services.house import House
from quizapp.services.quiz import Quiz

Begin = Callable[..., Quiz]

WRONG: dict[str, Response] = {
    "relu-pieces": Chosen(frozenset({1})),
    "bounded-functions": Chosen(frozenset({2, 3})),
    "relu-slope": Judged(False),
    "dense-parameters": Typed("100"),
    "moving-average": Typed("adagrad"),
    "star-print": Chosen(frozenset({1})),
    "two-lines": Typed("2\n4"),
    "mean-bug": Marked(frozenset({1})),
    "momentum-gaps": Filled(("sum", "losses")),
    "training-steps": Arranged((3, 2, 1, 0)),
    "optimizers": Paired((1, 2, 0)),
    "why-normalize": Explained("I forgot."),
    "steps-left": Predicted(option=1),
    "rate-number": Predicted(value=0.9),
}
RIGHT_PREDICTIONS = {"steps-left": Predicted(option=0), "rate-number": Predicted(value=0.51)}
MEASURED = {"steps-left": 0.5**10, "rate-number": 0.5}


def test_the_sampler_has_every_kind(house: House) -> None:
    assert {entry.kind for entry in house.library.entries()} == set(KINDS)
    assert {entry.id for entry in house.library.entries()} == {f"sampler/{name}" for name in WRONG}


def complete(quiz: Quiz, name: str, covered: frozenset[int]) -> None:
    """What a prediction and an explanation still wait for."""
    if quiz.view().phase is Phase.COMMITTED:
        if name in MEASURED:
            quiz.measured(MEASURED[name])
        else:
            quiz.cover(covered)


@pytest.mark.parametrize("name", WRONG)
def test_a_right_answer_is_right(begin: Begin, house: House, name: str) -> None:
    quiz = begin(name)
    response = RIGHT_PREDICTIONS.get(name) or solution(quiz.question)
    assert response is not None
    quiz.answer(response)
    complete(quiz, name, frozenset({0, 1, 2}))
    view = quiz.view()
    assert view.phase is Phase.REVEALED
    assert view.grade is not None
    assert view.grade.correct
    assert view.suggested is not None
    assert view.suggested >= Rating.GOOD
    quiz.rate()
    assert [(r.question, r.score) for r in house.record.reviews()] == [(f"sampler/{name}", 1.0)]
    assert quiz.current != f"sampler/{name}"


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_is_not_right_and_comes_again(begin: Begin, house: House, name: str) -> None:
    quiz = begin(name)
    quiz.answer(WRONG[name])
    complete(quiz, name, frozenset())
    view = quiz.view()
    assert view.grade is not None
    assert not view.grade.correct
    assert view.suggested is Rating.AGAIN
    quiz.rate()
    assert f"sampler/{name}" in quiz.session.queue
    assert house.record.reviews()[0].rating is Rating.AGAIN


@pytest.mark.parametrize("name", WRONG)
def test_not_knowing_reveals_at_once(begin: Begin, name: str) -> None:
    quiz = begin(name)
    quiz.answer(None)
    view = quiz.view()
    assert view.phase is Phase.REVEALED
    assert view.grade is not None
    assert view.grade.score == 0.0
    assert view.response is None
    assert view.suggested is Rating.AGAIN


def test_a_prediction_waits_for_its_measurement(begin: Begin) -> None:
    quiz = begin("steps-left")
    quiz.answer(Predicted(option=0))
    assert quiz.view().phase is Phase.COMMITTED
    assert quiz.view().grade is None
    quiz.measured(0.5)
    grade = quiz.view().grade
    assert grade is not None
    assert grade.score == 0.0
    assert quiz.view().response == Predicted(0, None, 0.5)
    assert any("0.01 or more" in str(reason) for reason in grade.reasons)


def test_an_explanation_waits_for_its_key_points(begin: Begin) -> None:
    quiz = begin("why-normalize")
    quiz.answer(Explained("Scales differ."))
    assert quiz.view().phase is Phase.COMMITTED
    quiz.cover(frozenset({0, 2}))
    view = quiz.view()
    assert view.grade is not None
    assert view.grade.parts == (True, False, True)
    assert view.suggested is Rating.HARD


def test_a_near_miss_is_asked_about_and_never_assumed(begin: Begin) -> None:
    quiz = begin("moving-average")
    assert quiz.consider(Typed("momentm")) == (None, (Doubt("momentum"),))
    assert quiz.consider(Typed("momentum")) == (None, ())
    assert quiz.consider(Typed("momentm", meant="momentum")) == (None, ())
    quiz.answer(Typed("momentm"))
    grade = quiz.view().grade
    assert grade is not None
    assert not grade.correct
    assert quiz.undo()
    quiz.answer(Typed("momentm", meant="momentum"))
    grade = quiz.view().grade
    assert grade is not None
    assert grade.correct


def test_a_number_that_cannot_be_read_is_said_before_it_costs_the_answer(begin: Begin) -> None:
    quiz = begin("dense-parameters")
    problem, near = quiz.consider(Typed("1e"))
    assert problem is not None
    assert near == ()
    assert quiz.consider(Typed("110")) == (None, ())
    assert quiz.view().phase is Phase.ASKING
