"""What an interviewer's events make of a session."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import events as e
from quizapp.core.ids import QuestionId, SessionId
from quizapp.core.interview import Move, Note
from quizapp.core.responses import Explained, Grade, Rating
from quizapp.core.session import InvalidEvent, Mode, Phase, Session, apply, replay, start

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ONE, TWO = QuestionId("p/one"), QuestionId("p/two")
HALF = Explained("half", frozenset({0}))


def session(mode: Mode = Mode.INTERVIEW) -> Session:
    return start(SessionId("s"), mode, [ONE], seed=1, lang="en", started=NOON)


def answer(question: QuestionId) -> tuple[e.Event, e.Event]:
    answered = e.Answered(
        at=NOON, question=question, response=HALF, elapsed_ms=9, fingerprint="f", lang="en"
    )
    revealed = e.Revealed(
        at=NOON, question=question, grade=Grade(0.5), suggested=Rating.HARD, response=HALF
    )
    return answered, revealed


def went_on(question: QuestionId, to: QuestionId) -> e.WentOn:
    return e.WentOn(at=NOON, question=question, to=to, move=Move.DEEPER, under=question)


def rated(question: QuestionId) -> e.Rated:
    return e.Rated(at=NOON, question=question, rating=Rating.HARD)


def debriefed(question: QuestionId) -> e.Debriefed:
    whole = Explained("half", frozenset({0, 1}))
    return e.Debriefed(
        at=NOON, question=question, response=whole, grade=Grade(1.0), suggested=Rating.GOOD
    )


def test_the_interviewer_lines_up_one_question_and_the_walk_is_kept() -> None:
    now = replay(session(), [*answer(ONE), went_on(ONE, TWO), rated(ONE)])
    assert (now.current, now.phase, now.total) == (TWO, Phase.ASKING, 2)
    assert [each.to for each in now.walk] == [TWO]
    assert replay(now, [*answer(TWO), rated(TWO)]).phase is Phase.FINISHED


@pytest.mark.parametrize("to", [ONE, TWO])
def test_no_question_is_asked_twice(to: QuestionId) -> None:
    two = replay(session(), [*answer(ONE), went_on(ONE, TWO), rated(ONE), *answer(TWO)])
    with pytest.raises(InvalidEvent, match="asked already"):
        apply(two, went_on(TWO, to))


def test_notes_are_no_steps_to_be_undone() -> None:
    note = e.Noted(at=NOON, question=ONE, what=Note.HINT, elapsed_ms=1)
    noted = apply(session(), note)
    assert noted.notes == (note,)
    assert noted.previous is None


def test_the_debriefing_decides_a_review_also_when_the_session_is_over() -> None:
    over = replay(session(), [*answer(ONE), rated(ONE)])
    after = apply(over, debriefed(ONE))
    (review,) = after.reviews
    assert (review.grade.score, review.rating, review.elapsed_ms) == (1.0, Rating.GOOD, 9)
    assert after.debriefed == {ONE}
    assert apply(after, e.Undone(at=NOON, question=QuestionId(""))) == over


@pytest.mark.parametrize(
    ("mode", "question"), [(Mode.LEARN, ONE), (Mode.INTERVIEW, TWO)], ids=["mode", "question"]
)
def test_only_answers_of_an_interview_are_debriefed(mode: Mode, question: QuestionId) -> None:
    over = replay(session(mode), [*answer(ONE), rated(ONE)])
    with pytest.raises(InvalidEvent, match="not answered in an interview"):
        apply(over, debriefed(question))


COMMON = {"at": st.just(NOON), "question": st.sampled_from([ONE, TWO])}


@given(
    event=st.one_of(
        st.builds(
            e.WentOn,
            **COMMON,
            to=st.just(TWO),
            move=st.sampled_from(Move),
            under=st.sampled_from([ONE, QuestionId("")]),
        ),
        st.builds(e.Noted, **COMMON, what=st.sampled_from(Note), elapsed_ms=st.integers(0, 10**9)),
        st.builds(
            e.Debriefed,
            **COMMON,
            response=st.just(HALF),
            grade=st.builds(Grade, st.floats(0, 1)),
            suggested=st.sampled_from(Rating),
        ),
    )
)
def test_they_survive_json(event: e.Event) -> None:
    assert e.from_json(json.loads(json.dumps(e.to_json(event)))) == event
