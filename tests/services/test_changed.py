"""A question that has changed since its last review: its schedule is kept, shortened or reset."""

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.core.responses import Adjust, Judged, Rating
from quizapp.core.scheduling import Card
from quizapp.core.session import Mode
from quizapp.services.house import House, Wish
from quizapp.services.quiz import Quiz

SLOPE = Wish(kinds=("true-false",), seed=1)


def learned(house: House, clock) -> None:
    """The question about the slope, known well and due."""
    for days in (30, 400):
        quiz = house.begin(SLOPE)
        quiz.answer(Judged(True))
        quiz.rate(Rating.GOOD)
        clock.pass_by(days=days)


def changed(house: House, open_house: Callable[..., House], pack: Path) -> House:
    house.close()
    questions = pack / "questions" / "basics.yaml"
    text = questions.read_text()
    questions.write_text(text.replace("is 1 for every positive input", "is 1 for positive input"))
    return open_house()


def after(house: House, how: Adjust | None) -> Card:
    quiz = house.begin(SLOPE)
    quiz.answer(Judged(True))
    assert quiz.view().changed
    if how is not None:
        quiz.adjust(how)
        assert quiz.view().adjusted is how
    shown = quiz.view().intervals
    quiz.rate(Rating.GOOD)
    card = house.record.cards()[quiz.session.reviews[-1].question]
    assert shown is not None
    assert card.due - card.last_review == shown[Rating.GOOD], "what was shown is what came"
    house.record.rebuild()
    assert house.record.cards()[quiz.session.reviews[-1].question] == card
    while quiz.undo():
        pass
    return card


@pytest.fixture
def house_then(house: House, open_house: Callable[..., House], pack: Path, clock) -> House:
    learned(house, clock)
    return changed(house, open_house, pack)


def test_a_changed_question_is_kept_shortened_or_begun_anew(house_then: House) -> None:
    kept = after(house_then, None)
    house_then.record.rebuild()
    shortened = after(house_then, Adjust.SHORTEN)
    anew = after(house_then, Adjust.RESET)
    assert anew.stability < shortened.stability < kept.stability
    assert (kept.reps, shortened.reps, anew.reps) == (3, 3, 1)


def test_undoing_keeps_the_schedule_again(house_then: House) -> None:
    quiz = house_then.begin(SLOPE)
    quiz.answer(Judged(True))
    kept = quiz.view().intervals
    quiz.adjust(Adjust.RESET)
    assert quiz.view().intervals != kept
    quiz.undo()
    assert quiz.view().intervals == kept
    assert quiz.view().adjusted is Adjust.KEEP


def test_it_is_asked_once_and_not_where_nothing_is_scheduled(house_then: House) -> None:
    def told(wish: Wish) -> bool:
        quiz: Quiz = house_then.begin(wish)
        quiz.answer(Judged(True))
        was = quiz.view().changed
        quiz.rate(Rating.AGAIN)
        return was

    cramming = Wish(kinds=("true-false",), mode=Mode.CRAM, seed=1)
    due = [told(cramming), told(SLOPE)]
    house_then.clock.pass_by(days=4000)  # type: ignore[attr-defined]  # the clock of these tests
    assert [*due, told(SLOPE)] == [False, True, False]
