"""How sure one is, why, and what was seen: asked where it is wished, kept whatever happens."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.config import CONFIDENCE
from quizapp.core.responses import Confidence, Judged, Predicted, Rating, Typed
from quizapp.core.say import say
from quizapp.core.session import Mode, Phase
from quizapp.record.database import Record
from quizapp.services.house import House, Wish
from quizapp.services.quiz import Quiz
from quizapp.services.views import Asks

Begin = Callable[..., Quiz]
SAID = (Confidence.CERTAIN, "it halves")


@pytest.mark.parametrize("setting", CONFIDENCE)
def test_what_is_asked_before_committing_follows_the_setting(
    house: House, begin: Begin, setting: str
) -> None:
    house.settings = replace(house.settings, confidence=setting)
    asked = {
        "always": (Asks(True, True), Asks(True), Asks(True)),
        "never": (Asks(), Asks(), Asks()),
        "predict-and-interview": (Asks(True, True), Asks(), Asks(True)),
    }[setting]
    predicting = begin("rate-number").view().asks
    learning = begin("relu-slope").view().asks
    interviewed = begin("relu-slope", Mode.INTERVIEW).view().asks
    assert (predicting, learning, interviewed) == asked


def test_what_is_asked_meanwhile_does_not_make_an_answer_slow(begin: Begin, clock) -> None:
    quiz = begin("relu-slope")
    clock.pass_by(seconds=3)
    quiz.consider(Judged(True))
    clock.pass_by(seconds=60)
    quiz.answer(Judged(True), confidence=Confidence.CERTAIN)
    answer = quiz.session.answer
    assert answer is not None
    assert answer.elapsed_ms == 3000
    assert quiz.view().suggested is Rating.EASY
    quiz.undo()
    clock.pass_by(seconds=20)
    quiz.consider(Judged(False))
    clock.pass_by(seconds=5)
    quiz.answer(Judged(True))
    assert quiz.session.answer is not None
    assert quiz.session.answer.elapsed_ms == 25_000, "another response was thought about longer"


def test_what_was_only_guessed_right_is_hard(begin: Begin) -> None:
    quiz = begin("relu-slope")
    quiz.answer(Judged(True), confidence=Confidence.GUESS)
    assert quiz.view().suggested is Rating.HARD


def test_a_prediction_shows_its_reason_and_what_was_seen(begin: Begin, house: House) -> None:
    quiz = begin("rate-number")
    quiz.answer(Predicted(value=0.5), confidence=Confidence.FAIRLY, reason="it halves")
    quiz.measured(0.5, say("what is {n} times left", n=2))
    quiz.observe("one half, as I said")
    resumed = house.resume()
    assert resumed is not None
    view = resumed.view()
    assert view == quiz.view()
    assert view.grade is not None
    named = [str(reason) for reason in view.grade.reasons]
    assert named[0] == "The run measured what is 2 times left: 0.5."
    told = (view.confidence, view.reason, view.observed)
    assert told == (Confidence.FAIRLY, "it halves", "one half, as I said")
    quiz.undo()
    assert quiz.view().observed == ""
    quiz.rate()
    assert house.record.reviews()[0].confidence is Confidence.FAIRLY
    assert quiz.view().reason == "", "the next question has none yet"


def dies_after(path: Path, *steps: Callable[[Quiz], object], wish: Wish, house: House) -> None:
    """Does the steps in a process that is killed right after the last one."""
    house.close()
    pid = os.fork()
    if pid == 0:
        try:
            record = Record.open(path)
            quiz = House(house.library, record, clock=house.clock).begin(wish)
            for step in steps:
                step(quiz)
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitpid(pid, 0)[1] == signal.SIGKILL


def committed(quiz: Quiz) -> None:
    response = Predicted(value=0.5) if "rate-number" in quiz.current else Predicted(option=0)
    confidence, reason = SAID
    quiz.answer(response, confidence=confidence, reason=reason)


def measured(quiz: Quiz) -> None:
    quiz.measured(0.5)


def observed(quiz: Quiz) -> None:
    quiz.observe("it did")


def undone(quiz: Quiz) -> None:
    assert quiz.undo()


def considered(quiz: Quiz) -> None:
    quiz.consider(Predicted(value=0.5))


@pytest.mark.parametrize(
    ("steps", "phase", "told"),
    [
        ((considered,), Phase.ASKING, (None, "", "")),
        ((committed,), Phase.COMMITTED, (*SAID, "")),
        (
            (committed, measured, observed),
            Phase.REVEALED,
            (Confidence.CERTAIN, "it halves", "it did"),
        ),
        (
            (committed, measured, observed, undone),
            Phase.REVEALED,
            (Confidence.CERTAIN, "it halves", ""),
        ),
        ((committed, measured, undone), Phase.ASKING, (None, "", "")),
        ((committed, Quiz.skip), Phase.ASKING, (None, "", "")),
    ],
)
def test_a_kill_loses_nothing_that_was_committed(
    tmp_path: Path,
    house: House,
    open_house: Callable[..., House],
    steps: tuple[Callable[[Quiz], object], ...],
    phase: Phase,
    told: tuple[Confidence | None, str, str],
) -> None:
    wish = Wish(kinds=("predict",), length=2, seed=1)
    dies_after(tmp_path / "record.sqlite3", *steps, wish=wish, house=house)
    resumed = open_house().resume()
    assert resumed is not None
    view = resumed.view()
    assert view.phase is phase
    assert (view.confidence, view.reason, view.observed) == told
    assert bool(resumed.session.skipped) == (Quiz.skip in steps)


def test_a_confident_mistake_comes_back_sooner(begin: Begin) -> None:
    quiz = begin("moving-average")
    quiz.answer(Typed("adagrad"), confidence=Confidence.FAIRLY)
    quiz.rate()
    assert quiz.session.queue[2] == "sampler/moving-average"
    quiz.undo()
    quiz.undo()
    quiz.answer(Typed("adagrad"), confidence=Confidence.UNSURE)
    quiz.rate()
    assert quiz.session.queue[4] == "sampler/moving-average"
