"""An interview over the sampler: what is durable, how it is resumed, and what the clock says."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from quizapp.core.grading import solution
from quizapp.core.interview import Move, Note, Plan, Verdicts
from quizapp.core.questions import Explain
from quizapp.core.responses import Confidence, Explained, Rating
from quizapp.core.session import Phase
from quizapp.errors import RecordError, UsageError
from quizapp.locale import translator
from quizapp.record.database import Record
from quizapp.services.documents import as_lines
from quizapp.services.house import House
from quizapp.services.interview import Interview, taken
from quizapp.services.interview_report import make_report
from quizapp.services.interview_words import report_blocks
from quizapp.services.interviewing import (
    begin_interview,
    broken_off,
    fitting,
    open_interview,
    plan_from_json,
    plan_to_json,
)

ANY = Plan(low=1, high=5, questions=6)


def right(interview: Interview) -> None:
    interview.answer(solution(interview.question), confidence=Confidence.FAIRLY)


def reach(house: House, name: str, plan: Plan = ANY) -> Interview:
    """An interview whose first question is that one."""
    for seed in range(500):
        interview = begin_interview(house, plan, seed)
        if interview.current == f"sampler/{name}":
            return interview
        interview.end()
    raise AssertionError(name)


def test_right_answers_lead_deeper_and_every_step_is_on_the_disk(house: House) -> None:
    interview = reach(house, "relu-pieces")
    right(interview)
    stage = interview.stage()
    assert (interview.current, stage.move) == ("sampler/relu-slope", Move.DEEPER)
    assert stage.under == house.library.question(interview.session.reviews[0].question).prompt
    assert stage.held is None  # verdicts wait
    other = Record.open(house.record.path, read_only=True)
    assert other.unfinished() == interview.session
    other.close()


def test_it_is_resumed_where_it_was_and_goes_on_the_same_way(
    open_house: Callable[..., House],
) -> None:
    house = open_house()
    plain, broken = (begin_interview(house, ANY, 11) for _ in range(2))
    while not plain.finished:
        right(plain)
    right(broken)
    house.close()
    again = open_house()
    session = broken_off(again)
    assert session == broken.session
    interview = open_interview(again, session)
    assert interview.plan == ANY
    while not interview.finished:
        right(interview)
    walked = [(each.id, each.move, each.under) for each in taken(interview.session)]
    assert walked == [(each.id, each.move, each.under) for each in taken(plain.session)]
    assert len(walked) == ANY.questions
    assert broken_off(again) is None


def test_a_session_that_is_no_interview_is_not_gone_on_with(house: House, begin) -> None:
    begin("relu-slope")
    assert broken_off(house) is None


def test_the_clock_stands_still_in_a_pause(open_house: Callable[..., House], clock) -> None:
    house = open_house()
    interview = begin_interview(house, ANY, 1)
    clock.pass_by(seconds=10)
    assert (interview.spent(), interview.look_at_clock()) == (10, False)
    interview.pause()
    house.close()
    clock.pass_by(hours=3)
    again = open_house()
    session = broken_off(again)
    assert session is not None
    resumed = open_interview(again, session)
    clock.pass_by(seconds=30)  # until the learner is there
    resumed.unpause()
    assert resumed.spent() == 10
    clock.pass_by(seconds=7)
    resumed.take_hint()
    assert resumed.spent() == resumed.spent_in_all() == 17
    resumed.answer(None)
    assert [review.elapsed_ms for review in resumed.session.reviews] == [17_000]
    assert resumed.spent() == 0
    whats = [note.what for note in resumed.session.notes if note.elapsed_ms]
    assert whats[:2] == [Note.PAUSED, Note.RESUMED]


def test_the_clock_stands_while_the_question_cannot_be_seen(house: House, clock) -> None:
    interview = begin_interview(house, ANY, 1)
    clock.pass_by(seconds=10)
    interview.hide()
    clock.pass_by(seconds=300)
    interview.hide()
    assert (interview.spent(), interview.look_at_clock()) == (10, False)
    interview.reappear()
    interview.reappear()
    clock.pass_by(seconds=5)
    assert interview.spent() == 15
    best = solution(interview.question)
    assert best is not None
    interview.consider(best)
    clock.pass_by(seconds=3)
    interview.hide()
    clock.pass_by(seconds=60)
    interview.reappear()
    assert interview.spent() == 15
    interview.hide()
    clock.pass_by(seconds=60)
    interview.answer(best)  # by a command of what lies over it
    clock.pass_by(seconds=60)
    assert [review.elapsed_ms for review in interview.session.reviews] == [15_000]
    assert interview.spent() == 0
    interview.reappear()
    clock.pass_by(seconds=2)
    assert interview.spent() == 2
    interview.pause()
    clock.pass_by(hours=1)
    assert interview.spent() == 2
    interview.unpause()  # without having been left
    clock.pass_by(seconds=1)
    assert interview.spent() == 3
    whats = [note.what for note in interview.session.notes]
    assert whats == [Note.PAUSED, Note.RESUMED], "what only hides it is no interruption"


def test_it_is_not_gone_on_with_where_nothing_can_be_recorded(
    house: House,
) -> None:
    interview = begin_interview(house, ANY, 1)
    with Record.open(house.record.path, read_only=True) as record:
        second = House(house.library, record, lang="en", settings=house.settings)
        with pytest.raises(RecordError, match="open for reading only"):
            open_interview(second, interview.session)


def test_a_clock_that_runs_out_is_noted_once_also_by_an_answer(house: House, clock) -> None:
    interview = begin_interview(house, ANY, 1)
    first = interview.current
    clock.pass_by(seconds=interview.stage().clock + 1)
    assert interview.look_at_clock()
    assert not interview.look_at_clock()
    right(interview)
    clock.pass_by(seconds=interview.stage().clock + 1)
    second = interview.current
    right(interview)
    late = [note.question for note in interview.session.notes if note.what == Note.LATE]
    assert late == [first, second]


def test_i_do_not_know_brings_the_hint_first_and_passing_another_topic(house: House) -> None:
    interview = reach(house, "relu-pieces")
    assert interview.stage().hint == ""
    assert not interview.do_not_know()
    assert interview.stage().hint == "Draw one unit."
    assert interview.do_not_know()
    assert interview.session.reviews[0].rating is Rating.AGAIN
    interview.pass_on()
    passed = interview.session.reviews[1]
    assert passed.response is None
    assert taken(interview.session)[1].passed
    assert interview.stage().move is Move.TOPIC


def test_an_explanation_is_marked_by_what_is_found_and_ticked_in_the_debriefing(
    house: House,
) -> None:
    interview = reach(house, "why-normalize", replace(ANY, low=3, high=3))
    question = interview.question
    assert isinstance(question, Explain)
    interview.answer(Explained(question.key_points[0]))
    review = interview.session.reviews[0]
    assert isinstance(review.response, Explained)
    assert 0 in review.response.covered
    assert review.grade.score < 1
    interview.end()
    assert interview.to_debrief() == (question.id,)
    view = interview.explained(question.id)
    assert (view.phase, view.response) == (Phase.COMMITTED, review.response)
    interview.debrief(question.id, frozenset(range(len(question.key_points))))
    assert interview.to_debrief() == ()
    stored = house.record.reviews(question.id)
    assert [(each.score, each.rating) for each in stored] == [(1.0, Rating.GOOD)]
    before = house.record.cards()
    house.record.rebuild()
    assert house.record.cards() == before
    again = next(one for one, _ in house.record.interviews.all() if one.id == interview.session.id)
    assert again == interview.session


def test_verdicts_at_once_wait_for_the_learner_to_go_on(house: House) -> None:
    interview = reach(house, "relu-pieces", replace(ANY, verdicts=Verdicts.ONCE))
    right(interview)
    assert interview.session.phase is Phase.REVEALED
    interview.go_on()
    assert interview.stage().held is True
    assert interview.session.phase is Phase.ASKING


def test_predictions_are_never_asked(house: House) -> None:
    kinds = {entry.id: entry.kind for entry in house.library.entries()}
    interview = begin_interview(house, Plan(low=1, high=5, questions=50), 3)
    while not interview.finished:
        right(interview)
    asked = [review.question for review in interview.session.reviews]
    assert len(asked) == len(set(asked)) == sum(kind != "predict" for kind in kinds.values())


def test_an_interview_over_nothing_is_refused(house: House) -> None:
    with pytest.raises(UsageError, match="no question fits"):
        begin_interview(house, Plan(topics=("basics",), low=5, high=5), 1)
    with pytest.raises(UsageError, match="called nothing"):
        begin_interview(house, Plan(packs=("nothing",)), 1)
    assert fitting(house, Plan(topics=("sampler/basics",), low=1, high=1)) == 4


def test_plans_survive_the_record() -> None:
    plan = Plan(("a",), ("b/c",), 1, 3, 0, 20, Verdicts.ONCE)
    assert plan_from_json(plan_to_json(plan)) == plan


def test_what_is_said_aloud_is_ticked_at_once(house: House) -> None:
    interview = reach(house, "why-normalize", replace(ANY, low=3, high=3))
    interview.answer(Explained(""))
    assert interview.session.phase is Phase.COMMITTED
    interview.cover(frozenset({0, 1, 2}))
    assert interview.session.reviews[0].grade.score == 1.0
    assert interview.finished  # nothing else fits that level
    assert interview.to_debrief() == ()


def test_thinking_how_sure_one_is_takes_no_time_of_the_question(house: House, clock) -> None:
    interview = reach(house, "relu-pieces")
    clock.pass_by(seconds=10)
    best = solution(interview.question)
    assert best is not None
    assert interview.consider(best) == (None, ())
    clock.pass_by(seconds=300)
    assert (interview.spent(), interview.look_at_clock()) == (10, False)
    interview.answer(best, confidence=Confidence.CERTAIN)
    asked = make_report(house, interview, translator("en")).asked[0]
    assert (asked.seconds, asked.late) == (10, False)
    clock.pass_by(seconds=5)
    again = solution(interview.question)
    assert again is not None
    interview.consider(again)
    clock.pass_by(seconds=300)
    interview.weighing = False
    assert interview.spent() == 305
    assert interview.look_at_clock()


def test_what_is_not_ticked_yet_is_no_confident_mistake(house: House) -> None:
    plan = replace(ANY, low=3, high=3)
    for verdicts, ticked in ((Verdicts.END, False), (Verdicts.ONCE, True)):
        interview = reach(house, "why-normalize", replace(plan, verdicts=verdicts))
        interview.answer(Explained("nothing of it"), confidence=Confidence.CERTAIN)
        if ticked:
            interview.cover(frozenset())
        report = make_report(house, interview, translator("en"))
        assert (report.asked[0].ticked, bool(report.sure_but_wrong)) == (ticked, ticked)
        text = as_lines(report_blocks(report, translator("en")), 80)
        assert ("not ticked yet" in text) is not ticked
        interview.end()
