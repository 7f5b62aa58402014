"""Questions that were removed or renamed while the learner's record goes on."""

from collections.abc import Callable
from pathlib import Path

from quizapp.core.ids import QuestionId
from quizapp.core.responses import Judged, Rating
from quizapp.services.following import pass_over
from quizapp.services.house import House, Wish
from quizapp.services.lookup import suspend
from quizapp.services.planning import PlanWish, make_plan
from quizapp.services.statistics import standing

SLOPE, STEEPNESS = QuestionId("sampler/relu-slope"), QuestionId("sampler/steepness")


def edit(pack: Path, file: str, old: str, new: str) -> None:
    path = pack / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def remove_slope(pack: Path) -> None:
    text = (pack / "questions" / "basics.yaml").read_text()
    begin = text.index("- id: relu-slope")
    end = text.index("- id: dense-parameters")
    (pack / "questions" / "basics.yaml").write_text(
        (text[:begin] + text[end:]).replace(
            "follow_ups: [relu-slope", "follow_ups: [moving-average"
        )
    )
    for path in (pack / "ko").glob("*.yaml"):
        path.unlink()


def test_a_removed_question_keeps_its_reviews(open_house: Callable[..., House], pack: Path) -> None:
    house = open_house()
    quiz = house.begin(Wish(questions=(SLOPE, QuestionId("sampler/relu-pieces"))))
    quiz.answer(Judged(True))
    quiz.rate(Rating.GOOD)
    session = quiz.session
    house.close()
    remove_slope(pack)
    house = open_house()
    assert [review.question for review in house.record.reviews()] == [SLOPE]
    assert house.overview().unfinished == (1, 2)
    resumed = house.resume()
    assert resumed is not None and resumed.session == session
    assert resumed.current == "sampler/relu-pieces"
    assert not resumed.view().can_undo
    assert not resumed.undo()
    resumed.answer(None)
    resumed.rate()
    assert SLOPE in {answer.question for answer in resumed.summary().answers}
    assert make_plan(house, PlanWish())
    assert standing(house)
    house.record.rebuild()
    assert SLOPE in house.record.cards()


def test_a_session_at_a_removed_question_is_not_resumed(
    open_house: Callable[..., House], pack: Path
) -> None:
    house = open_house()
    house.begin(Wish(questions=(SLOPE,)))
    house.close()
    remove_slope(pack)
    house = open_house()
    assert house.overview().unfinished is None
    assert house.resume() is None
    assert house.begin(Wish(length=1, seed=1)).view()


def test_what_was_suspended_meanwhile_is_passed_over(open_house: Callable[..., House]) -> None:
    house = open_house()
    pieces, average = QuestionId("sampler/relu-pieces"), QuestionId("sampler/moving-average")
    house.begin(Wish(questions=(SLOPE, pieces, average)))
    suspend(house, SLOPE, on=True)
    suspend(house, average, on=True)
    resumed = house.resume()
    assert resumed is not None
    assert resumed.current == pieces
    assert SLOPE not in dict(resumed.follow_ups()), "nor asked next as a follow-up"
    resumed.answer(None)
    suspend(house, pieces, on=True)
    resumed = house.resume()
    assert resumed is not None and resumed.view().number == 1, "its answer is still to be rated"
    resumed.rate(Rating.GOOD)
    pass_over(resumed, house.library, house.record)
    assert resumed.finished, "the last one was suspended too"
    assert house.resume() is None
    assert [review.question for review in house.record.reviews()] == [pieces]


def test_a_renamed_question_goes_on(open_house: Callable[..., House], pack: Path) -> None:
    house = open_house()
    quiz = house.begin(Wish(questions=(SLOPE,)))
    quiz.answer(Judged(True))
    card = house.record.cards().get(SLOPE)
    house.close()
    edit(pack, "questions/basics.yaml", "relu-slope", "steepness")
    edit(pack, "pack.yaml", "version: 1.0.0", "version: 1.1.0\nrenamed: {relu-slope: steepness}")
    for path in (pack / "ko").glob("*.yaml"):
        path.write_text(path.read_text().replace("relu-slope", "steepness"))
    house = open_house()
    assert house.overview().problems == ()
    quiz = house.resume()
    assert quiz is not None
    assert quiz.question.id == STEEPNESS
    quiz.rate(Rating.HARD)
    assert quiz.summary().answers[0].prompt == quiz._library.question(STEEPNESS).prompt
    assert quiz.summary().next_due is not None
    cards = house.record.cards()
    assert set(cards) == {STEEPNESS} and cards[STEEPNESS] != card
    assert house.overview().packs[0].new == 13
    assert [review.question for review in house.record.reviews(STEEPNESS)] == [STEEPNESS]
    assert quiz.undo()
    assert quiz.view().question.id == STEEPNESS
