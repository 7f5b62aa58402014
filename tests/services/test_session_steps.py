"""What a learner can do besides answering, and going on where a session broke off."""

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.core.ids import QuestionId
from quizapp.core.responses import Chosen, Explained, Judged, Predicted, Rating, Typed
from quizapp.core.session import Mode, Phase
from quizapp.errors import RecordError, UsageError
from quizapp.services.house import House, Wish
from quizapp.services.quiz import Quiz

Begin = Callable[..., Quiz]


def test_the_learner_has_the_last_word_on_the_rating(begin: Begin, house: House) -> None:
    quiz = begin("relu-slope")
    quiz.answer(Judged(True))
    quiz.rate(Rating.HARD)
    assert house.record.reviews()[0].rating is Rating.HARD


def test_slow_right_answers_are_good_and_quick_ones_easy(begin: Begin, clock) -> None:
    quiz = begin("relu-slope")
    clock.pass_by(seconds=60)
    quiz.answer(Judged(True))
    assert quiz.view().suggested is Rating.GOOD
    quiz.undo()
    quiz.answer(Judged(True))
    assert quiz.view().suggested is Rating.EASY


def test_intervals_grow_with_the_rating_and_are_kept(begin: Begin, house: House, clock) -> None:
    quiz = begin("relu-slope")
    assert quiz.view().intervals is None
    quiz.answer(Judged(True))
    intervals = quiz.view().intervals
    assert intervals is not None
    spans = [intervals[rating] for rating in Rating]
    assert spans == sorted(spans)
    quiz.rate(Rating.EASY)
    due = house.record.cards()[QuestionId("sampler/relu-slope")].due
    assert due - clock.now == intervals[Rating.EASY]


def test_cramming_shows_no_intervals(begin: Begin) -> None:
    quiz = begin("relu-slope", mode=Mode.CRAM)
    quiz.answer(Judged(True))
    assert quiz.view().intervals is None


def test_undo_takes_back_skipping_answering_and_rating(begin: Begin, house: House) -> None:
    quiz = begin("relu-slope")
    shown = quiz.view()
    quiz.answer(Judged(False))
    assert quiz.undo()
    assert quiz.view().phase is Phase.ASKING
    quiz.answer(Judged(True))
    quiz.rate()
    assert quiz.current != "sampler/relu-slope"
    assert quiz.undo()
    assert quiz.current == "sampler/relu-slope"
    assert quiz.view().phase is Phase.REVEALED
    assert quiz.undo()
    assert quiz.view().question == shown.question
    assert house.record.cards() == {}


def test_undo_where_nothing_was_done_does_nothing(house: House) -> None:
    quiz = house.begin(Wish(seed=1))
    assert not quiz.view().can_undo
    assert not quiz.undo()


def test_a_skipped_question_comes_last(house: House) -> None:
    quiz = house.begin(Wish(length=3, seed=1))
    first = quiz.current
    quiz.skip()
    assert quiz.session.queue[-1] == first
    assert quiz.view().total == 3


def test_a_buried_question_comes_tomorrow(house: House, clock) -> None:
    quiz = house.begin(Wish(kinds=("true-false",), seed=1))
    quiz.bury()
    assert quiz.finished
    with pytest.raises(UsageError, match="no question is due"):
        house.begin(Wish(kinds=("true-false",)))
    with pytest.raises(UsageError, match="put off until tomorrow"):
        house.begin(Wish(kinds=("true-false",), mode=Mode.CRAM))
    clock.pass_by(days=1)
    assert house.begin(Wish(kinds=("true-false",))).current == "sampler/relu-slope"


def test_a_flag_goes_on_and_off_and_outlives_its_session(begin: Begin, house: House) -> None:
    quiz = begin("relu-slope")
    quiz.flag()
    assert quiz.view().flagged
    assert house.record.flagged() == {"sampler/relu-slope"}
    again = begin("relu-slope")
    assert again.view().flagged
    again.flag()
    assert house.record.flagged() == frozenset()


def test_a_follow_up_comes_next(begin: Begin) -> None:
    quiz = begin("relu-pieces")
    follow_ups = quiz.follow_ups()
    assert [question for question, _ in follow_ups] == ["sampler/relu-slope", "sampler/steps-left"]
    assert follow_ups[0][1] == "The slope of ReLU is 1 for every positive input."
    quiz.answer(Chosen(frozenset({0})))
    quiz.follow_up(follow_ups[1][0])
    quiz.rate()
    assert quiz.current == "sampler/steps-left"
    assert quiz.session.queue.count(quiz.current) == 1


def test_the_language_switches_while_a_question_is_open(begin: Begin) -> None:
    quiz = begin("relu-pieces")
    english = quiz.view()
    quiz.lang = "ko"
    korean = quiz.view()
    assert korean.question.prompt.startswith("은닉층")
    assert korean.order == english.order
    assert korean.topic == "기초"
    quiz.answer(Chosen(frozenset({0})))
    grade = quiz.view().grade
    assert grade is not None
    assert grade.correct
    quiz.lang = "en"
    assert quiz.view().question == english.question


def test_what_is_not_translated_stays_in_the_packs_language(begin: Begin) -> None:
    quiz = begin("mean-bug")
    quiz.lang = "ko"
    assert quiz.view().question.prompt == "Which line is wrong?"


def reopened(house: House, open_house: Callable[..., House]) -> Quiz:
    house.close()
    quiz = open_house().resume()
    assert quiz is not None
    return quiz


@pytest.mark.parametrize("seed", range(4))
def test_a_session_goes_on_where_it_broke_off(
    house: House, open_house: Callable[..., House], seed: int
) -> None:
    quiz = house.begin(Wish(kinds=("choice", "order", "match"), seed=seed))
    quiz.answer(None)
    quiz.rate(Rating.EASY)
    quiz.flag()
    before = quiz.view()
    assert before.flagged
    again = reopened(house, open_house)
    assert again.session == quiz.session
    assert again.view() == before


def test_steps_and_pairs_are_never_shown_solved(house: House) -> None:
    for seed in range(60):
        quiz = house.begin(Wish(kinds=("order", "match"), seed=seed))
        for _ in range(2):
            order = quiz.view().order
            assert sorted(order) == list(range(len(order)))
            assert list(order) != sorted(order)
            quiz.skip()


def test_a_revealed_answer_waits_for_its_rating_after_a_restart(
    begin: Begin, house: House, open_house: Callable[..., House]
) -> None:
    quiz = begin("moving-average")
    quiz.answer(Typed("adagrad"))
    shown = quiz.view()
    again = reopened(house, open_house)
    assert again.view() == shown
    again.rate()
    assert again.current != "sampler/moving-average"


@pytest.mark.parametrize(
    ("name", "response"),
    [("steps-left", Predicted(option=0)), ("why-normalize", Explained("Scales."))],
)
def test_a_committed_answer_stays_committed_after_a_restart(
    begin: Begin, house: House, open_house: Callable[..., House], name: str, response
) -> None:
    quiz = begin(name)
    quiz.answer(response)
    again = reopened(house, open_house)
    assert again.view().phase is Phase.COMMITTED
    assert again.view().response == response
    if name == "steps-left":
        again.measured(0.001)
    else:
        again.cover(frozenset({0, 1, 2}))
    grade = again.view().grade
    assert grade is not None
    assert grade.correct


def test_an_answer_never_rated_counts_as_suggested(begin: Begin, house: House, open_house) -> None:
    begin("relu-slope").answer(Judged(True))
    house.close()
    record = open_house().record
    assert [review.rating for review in record.reviews()] == [Rating.EASY]
    assert "sampler/relu-slope" in record.cards()


def test_an_ended_session_is_not_resumed(begin: Begin, house: House) -> None:
    quiz = begin("relu-slope")
    quiz.answer(Judged(True))
    quiz.end()
    assert quiz.finished
    assert house.resume() is None
    assert len(house.record.reviews()) == 1


def test_a_session_whose_question_is_gone_is_not_resumed(
    begin: Begin, house: House, open_house: Callable[..., House], pack: Path
) -> None:
    begin("relu-slope")
    house.close()
    questions = pack / "questions" / "training.yaml"
    questions.write_text(questions.read_text().replace("id: optimizers", "id: keepers"))
    again = open_house()
    assert again.resume() is None
    assert again.overview().unfinished is None


def test_two_views_of_one_session_cannot_both_go_on(begin: Begin, house: House) -> None:
    quiz = begin("relu-slope")
    other = house.resume()
    assert other is not None
    quiz.answer(Judged(True))
    with pytest.raises(RecordError, match="gone on elsewhere"):
        other.skip()


def test_the_summary_counts_what_was_answered(house: House, clock) -> None:
    quiz = house.begin(Wish(kinds=("true-false", "text"), seed=1))
    while not quiz.finished:
        clock.pass_by(seconds=10)
        slope = quiz.current == "sampler/relu-slope"
        quiz.answer(Judged(True) if slope else Typed("momentum"))
        quiz.rate(Rating.GOOD)
    summary = quiz.summary()
    assert summary.right == 2
    assert summary.seconds == 20
    assert {answer.prompt for answer in summary.answers} == {
        "The slope of ReLU is 1 for every positive input.",
        "Which method keeps a running average of gradients?",
    }
    assert summary.next_due is not None
    assert summary.next_due.total_seconds() > 0


def test_varied_numbers_stay_through_a_restart_and_change_with_the_attempt(
    house: House, open_house: Callable[..., House], pack: Path
) -> None:
    house.close()
    questions = pack / "questions" / "basics.yaml"
    text = questions.read_text().replace("from 10 inputs", "from {units} inputs")
    values = list(range(10, 60))
    vary = f'check: "{{units}} * 10 + 10"\n  vary: {{units: {values}}}'
    questions.write_text(text.replace('check: "10 * 10 + 10"', vary))
    house = open_house()
    quiz = house.begin(Wish(kinds=("numeric",), seed=3))
    first = quiz.question
    assert "{units}" not in first.prompt
    again = reopened(house, open_house)
    assert again.question == first
    again.answer(None)
    again.rate()
    assert again.question.prompt != first.prompt
    assert again.summary().answers[0].prompt == first.prompt
    again.undo()
    again.undo()
    assert again.question == first, "the same attempt has the same numbers"
